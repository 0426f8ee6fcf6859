# SPDX-License-Identifier: GPL-2.0-or-later
"""Pull requests and their answers: which topic is sent on, for which release, and that it was pulled.

They are kept apart from acceptance notices: they say nothing about postings, but show that a topic has left the tree.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kx86.mail.late import late
from kx86.mail.subject import parse_subject
from kx86.profile.model import Profile, Tree

_PULL = late(r"\[[^\[\]]{0,60}\bgit[ -]?pull\b[^\[\]]{0,60}\]", re.IGNORECASE)
_AVAILABLE = late(r"(?:are|is) available (?:in|at) the git repository at:?\s{0,8}", re.IGNORECASE)
_WHERE = late(r"((?:https?|git|ssh)://\S{3,300}|git@\S{3,300})(?:[ \t]+(\S{1,120}))?")
_RELEASE = late(r"\b(?:for[- ])?v?([0-9]{1,2}\.[0-9]{1,2}(?:-rc[0-9N]{1,2})?)\b")
_TAGGED = late(r"-(v?[0-9][\w.+-]{0,40})$")
_AUTHOR = late(r"\S.{0,80} \(([0-9]{1,4})\):")
_PULLED = late(
    r"(?:(?:thanks|thank you|ok|okay|all|now|and|so|both|everything|great|these|this|it|is|are|was"
    r"|were)[\s,!:.]{1,3}){0,4}"
    r"(?:i(?:['’]ve| have)?(?: now| just)? )?pulled\b(?! by\b)(?: (all|both|everything|the rest|these|this|it"
    r"|them|them all))?"
    r"(?=\s*(?:$|[,.!;(]|-{1,2}\s|into\b|to\b|and\b|with\b|but\b|thanks|now\b|for\b))",
    re.IGNORECASE,
)
_MOST_SUBJECTS = 400
_LONGEST = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A pull request as the mail has it; `ref` is the tag or branch, empty for the cover letter of several requests.

    `release` is a label ("6.8", "6.13-rcN"), not a fact: the subject's version is wrong now and then.
    """

    title: str
    repository: str = ""
    ref: str = ""
    tree: str = ""
    topic: str = ""
    release: str = ""
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PullRequest:
    """A pull request by somebody whose word counts."""

    message_id: str
    request: Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulled:
    """The answer of somebody whose word counts: these requests were pulled into `tree`."""

    message_id: str
    tree: str
    requests: tuple[str, ...]


def is_pull(subject: str) -> bool:
    """Is this the subject of a pull request, or of an answer to one?"""
    return "[" in subject and bool(_PULL.search(subject[:_LONGEST]))


def read_request(subject: str, body: str, profile: Profile) -> Request | None:
    """Read a pull request; None for an answer to one."""
    parsed = parse_subject(subject[:_LONGEST])
    if parsed.is_reply or not is_pull(subject):
        return None
    text = body[:200_000]
    found = _AVAILABLE.search(text)
    where = _WHERE.match(text, found.end()) if found else None
    repository = where[1].rstrip(",;") if where else ""
    ref = (where[2] or "").removeprefix("tags/").removeprefix("refs/tags/") if where else ""
    tree = _tree(repository, profile)
    topic, release = _label(ref, tree)
    named = _RELEASE.search(parsed.title)
    return Request(
        title=parsed.title,
        repository=repository,
        ref=ref,
        tree=tree.name if tree else "",
        topic=topic,
        release=release or (named[1] if named else ""),
        subjects=tuple(_subjects(text[found.end() :].split("\n"))) if found else (),
    )


def read_pulled(sentence: str) -> str | None:
    """Read whether a sentence says that the sender pulled: "all", "" for what is answered, None when it says nothing."""
    if sentence.rstrip().endswith("?"):
        return None
    match = _PULLED.match(sentence)
    if not match:
        return None
    return "all" if (match[1] or "").lower() in ("all", "both", "everything", "them all", "these") else ""


def understand_request(message_id: str, request: Request, sender: str, profile: Profile) -> PullRequest | None:
    """Believe a pull request of somebody whose notices count."""
    return PullRequest(message_id=message_id, request=request) if profile.notifier(sender) else None


def understand_pulled(
    message_id: str, extent: str, sender: str, answered: str, requests: Sequence[PullRequest], profile: Profile
) -> Pulled | None:
    """Say which requests of a thread an answer ("Pulled, thanks") is about.

    `answered` is the nearest request above the answer.  An answer to the cover letter, or one that says "all", is about all.
    """
    person = profile.notifier(sender)
    home = next((one for one in requests if one.message_id == answered), None)
    if person is None or home is None:
        return None
    with_ref = tuple(one.message_id for one in requests if one.request.ref)
    every = extent == "all" or not home.request.ref
    return Pulled(message_id=message_id, tree=person.tree, requests=with_ref if every else (answered,))


def _tree(repository: str, profile: Profile) -> Tree | None:
    path = repository.partition("://")[2].lower().removesuffix("/").removesuffix(".git")
    return next((tree for tree in profile.trees for link in tree.links if path == link.removesuffix(".git")), None)


def _label(ref: str, tree: Tree | None) -> tuple[str, str]:
    """Topic and release in the name of a tag ("kvm-x86-mmu-6.4-2": mmu, 6.4-2); a branch is a topic itself."""
    if tree is None or not ref:
        return "", ""
    if not tree.tags or not ref.startswith(tree.tags):
        return ref, ""
    name = ref.removeprefix(tree.tags)
    if name[:1].isdigit():
        return "", name
    at = next((at for at, sign in enumerate(name) if sign == "-" and _TAGGED.match(name, at)), len(name))
    return name[:at].removesuffix("-immutable"), name[at + 1 :].removeprefix("v")


def _subjects(lines: Sequence[str]) -> list[str]:
    """The shortlog of a request: subjects below their authors."""
    found: list[str] = []
    inside = False
    for line in lines[:5000]:
        if line and not line[0].isspace():
            inside = bool(_AUTHOR.fullmatch(line[:200]))
        elif inside and line.startswith("  ") and line.strip() and len(found) < _MOST_SUBJECTS:
            found.append(line.strip()[:_LONGEST])
    return found
