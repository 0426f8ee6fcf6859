# SPDX-License-Identifier: GPL-2.0-or-later
"""One patch does one thing: what the author says betrays a second one, or the diff does."""

import re
from collections.abc import Iterator

from kx86.handbook.coposting.split_diff import sign_in_diff
from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level, Where
from kx86.handbook.rule import rule
from kx86.handbook.said import sentences
from kx86.handbook.scope import areas, is_kvm
from kx86.series.patch import Patch
from kx86.series.senders import is_stable_pick

_DO = (
    "add|change|clean|convert|correct|decouple|delete|drop|export|extend|fix|introduce|merge|move|pass"
    "|refactor|remove|rename|repeat|replace|rework|simplify|skip|switch|update"
)
_DOES = (
    "adds|changes|cleans|converts|corrects|deletes|drops|exports|extends|fixes|introduces|merges|moves"
    "|refactors|removes|renames|replaces|reworks|updates"
)
# A sentence begins with the passage, behind an empty line, behind a list mark or behind the end of another sentence.
_BEGIN = r"(?:\A|(?<=\n\n)|(?<=\n[-*] )|(?<=[.:)]\s)|(?<=[.:)]\s\s))"
_ADDED = re.compile(
    rf"{_BEGIN}(?P<mark>Also|Besides|Additionally|In\s+addition),?\s+(?:please\s+|(?:I|we)\s+(?:also\s+)?)?"
    rf"(?P<verb>{_DO})\b(?P<rest>[^.]{{0,80}})"
)
# "Besides, f() does not handle x and fix it"; "Additionally, it seems reasonable to randomize y".
_PROPOSED = re.compile(
    rf"{_BEGIN}(?P<mark>Also|Besides|Additionally|In\s+addition)\b"
    r"[^.]{0,200}?\b(?:(?:and|so|thus)\s+fix\s+(?:it|that|this|them)\b|(?:reasonable|better)\s+to\b)"
)
_ON_THE_WAY = re.compile(
    rf"{_BEGIN}(?P<mark>While\s+(?:(?:I|we)(?:['’]m|['’]re|\s+am|\s+are)\s+)?(?:at\s+it|here)"
    r"|(?:I|we)(?:['’]ve)?\s+(?:also\s+)?took\s+the\s+opportunity)\b(?P<rest>[^.]{0,80})",
    re.I,
)
# "Meanwhile, another vCPU ..." tells a race.
_MEANWHILE = re.compile(rf"{_BEGIN}(?P<mark>Meanwhile)\b(?!,?\s+(?:an?|another|the|on|v?CPU|task|thread)\b)")
_ALSO_DOES = re.compile(
    rf"\b(?P<mark>(?:This|That|It|(?:[Tt]his|[Tt]he)\s+(?:patch|commit|change))\s+also)\s+(?P<verb>{_DOES})\b(?P<rest>[^.]{{0,80}})"
)
# Without one of these words no pattern can match.
_CUE = re.compile(r"[Aa]lso|Besides|Additionally|In\s+addition|[Ww]hile|WHILE|Meanwhile|opportunity")
_TEXT_HINTS = (_ON_THE_WAY, _ADDED, _PROPOSED, _MEANWHILE, _ALSO_DOES)
# Documentation, comments and tests of the very thing belong to the patch.
_BELONGS = re.compile(
    r"\b(?:api|comments?|doc(?:s|umentation)?|k?self-?tests?|changelog|copyrights?|test\s?cases?)\b", re.I
)
_TWO_VERBS = re.compile(
    rf"(?i)\A(?:{_DO}|make)\s(?:.{{0,120}}\s)?and\s(?P<verb>{_DO})\s(?!to\b|from\b|in\b|into\b|it\b|them\b)\w"
)
# One deed in two words.
_ONE_DEED = re.compile(
    r"(?i)\A(?:(?:add|introduce|define|move|rename)\s.{0,120}and\s(?:enable|export|pass|rename|move)|(?:move|rename)\sand)\b"
)


@rule("SR-SPLIT", level=Level.ADVICE, statement="TLDR-2", scope="any")
def one_thing(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Do one thing in a patch, and move a second one to a patch of its own.

    "Also", "Meanwhile" or "While at it" at the head of a sentence is the usual sign, and so is a diff that adds much to many
    files, that changes several subsystems, or that adds infrastructure together with what uses it.  At most one sign is named.
    """
    if patch.is_cover or is_stable_pick(patch):
        return
    if not (is_kvm(patch, facts.profile) or patch.shortlog.startswith(f"{facts.profile.shortlog.root}:")):
        return
    found = _second_thing(patch) or _two_verbs(patch)
    # Other architectures have customs of their own.
    if found is None and "other-arch" not in areas(patch, facts.profile):
        found = sign_in_diff(patch, facts)
    if found is not None:
        yield found


def _second_thing(patch: Patch) -> Finding | None:
    for passage in sentences(patch, _CUE):
        for pattern in _TEXT_HINTS if passage.part == "changelog" else (_ON_THE_WAY,):
            match = pattern.search(passage.text)
            if match is None or _BELONGS.search(match.groupdict().get("rest") or ""):
                continue
            mark = " ".join(match["mark"].split())
            return Finding(
                where=passage.where(match, "mark"),
                message=f'"{mark}" announces a second change in the same patch.',
                hint="Give it a patch of its own, unless the two cannot stand without each other.",
            )
    return None


def _two_verbs(patch: Patch) -> Finding | None:
    title = patch.shortlog
    begin = title.rfind(": ") + 2 if ": " in title else 0
    match = _TWO_VERBS.search(title[begin:])
    behind = title[begin + match.end("verb") :] if match else ""
    if match is None or _ONE_DEED.search(title[begin:]) or _BELONGS.search(behind):
        return None
    verb = match["verb"]
    return Finding(
        where=Where(part="subject", text=title, column=begin + match.start("verb"), width=len(verb)),
        message=f'The shortlog announces two changes: "and {verb}".',
        hint="Give the second one a patch of its own.",
    )
