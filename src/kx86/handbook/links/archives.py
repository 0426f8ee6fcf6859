# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules on where links lead and where they stand."""

import re
from collections.abc import Iterator, Sequence

from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level, Part, Where
from kx86.handbook.fixes.sign_off import at_trailer
from kx86.handbook.links.mirrors import is_list_mail, is_tracker, mirror_of, on_lore
from kx86.handbook.rewrite import splice
from kx86.handbook.rule import rule
from kx86.mail.links import Link, links, message_id
from kx86.profile.model import Links
from kx86.series.patch import Patch
from kx86.series.senders import is_robot

# What stands before the link to an earlier version: "v2:", "Link to v1: ", "[v3] ", "RFC - ", "Previous version: <".
_OLD = re.compile(
    r"(?<![\w.])(?:rfc[ _-]?)?(?:v ?\d{1,2}|rfc|(?:previous|prior|earlier|last) (?:version|posting|series|patch(?:es|set)?))"
    r"\]?(?: ?[:=-]>?|[:)]| at| is| was)? ?<?\Z",
    re.IGNORECASE,
)
_TELLS_VERSION = re.compile(r"#\s*(?:v\d{1,2}|rfc|previous version)\b|\[v\d{1,2}\]", re.IGNORECASE)
_VERSION_IN_ID = re.compile(r"-v(\d{1,3})-\d{1,3}-[0-9a-f]{8,40}@")


@rule("SR-LORE", level=Level.WARNING, statement="LINK-2", scope="series")
def lore(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Link mails by lore.kernel.org, not by mirrors such as marc.info, lkml.org, spinics.net or patchwork.

    A lore link holds the Message-ID, by which the mail can be found anywhere and for ever.
    """
    names = facts.profile.links
    for part, lines in _texts(patch):
        told = 0
        for link in links(lines):
            mirror = mirror_of(link.url, names)
            # One finding a line: each holds the line, and a hostile line may link thousands of mails.
            if mirror is None or link.line == told:
                continue
            told = link.line
            better = on_lore(link.url, names)
            line = lines[link.line - 1]
            yield Finding(
                where=_at(part, line, link),
                message=f"This is a link to {mirror}; mails are linked by {names.lore.partition('://')[2]}.",
                hint=None if better else "Look the mail up on lore by its subject, and link that.",
                replacement=_on_lore(line, names) if better else None,
            )


def _on_lore(line: str, names: Links) -> str:
    """The line with each link to a mirror replaced where that can be done."""
    found = ((link, on_lore(link.url, names)) for link in links([line]) if mirror_of(link.url, names))
    return splice(line, ((link.column, link.column + len(link.url), better) for link, better in found if better))


def _texts(patch: Patch) -> tuple[tuple[Part, Sequence[str]], ...]:
    if patch.is_cover:
        return (("cover", patch.changelog), ("trailers", patch.trailer_lines), ("notes", patch.notes))
    return (("changelog", patch.changelog), ("trailers", patch.trailer_lines), ("notes", patch.notes))


def _at(part: Part, line: str, link: Link) -> Where:
    return Where(part=part, line=link.line, text=line, column=link.column, width=len(link.url))


@rule("LK-VERSION", level=Level.WARNING, statement="LINK-3")
def earlier_versions(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Link earlier versions from the cover letter or below the --- line, not from the changelog.

    The history of a series need not be recorded in git.
    """
    hint = "Move the link below the --- line or into the cover letter."
    message = "The changelog links an earlier version of the series."
    for link in links(patch.changelog):
        line = patch.changelog[link.line - 1]
        if is_list_mail(link.url, facts.profile.links) and (
            _OLD.search(line[max(0, link.column - 60) : link.column]) or _is_own(link.url, patch)
        ):
            yield Finding(where=_at("changelog", line, link), message=message, hint=hint)
    for trailer in patch.trailers:
        if trailer.name == "link" and (
            _TELLS_VERSION.search(trailer.value) or _is_own(trailer.value.split(" ")[0], patch)
        ):
            yield Finding(where=at_trailer(trailer), message=message, hint=hint)


def _is_own(url: str, patch: Patch) -> bool:
    """Does a link lead to another version of the same series, as the Message-IDs that b4 makes show?"""
    theirs, mine = message_id(url) or "", patch.message_id or ""
    other, this = _VERSION_IN_ID.search(theirs), _VERSION_IN_ID.search(mine)
    if other is None or this is None:
        return False
    return theirs[: other.start()] == mine[: this.start()] and other[1] != this[1]


def _without_fragment(url: str) -> str:
    return url.partition("#")[0]


@rule("LK-FORMAL", level=Level.ADVICE, statement="LINK-4")
def formal_link(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Give the report of a bug a formal Closes: or Link: tag.

    Why a change was made is highly valuable to future readers, and tools find reports by these tags.
    """
    if is_robot(patch.sender):
        return
    formal = [trailer.value for trailer in patch.trailers if trailer.name in ("link", "closes", "bugzilla", "buglink")]
    named = {_without_fragment(link.url) for link in links(formal)}
    for link in links(patch.changelog):
        if is_tracker(link.url) and _without_fragment(link.url) not in named:
            line = patch.changelog[link.line - 1]
            yield Finding(
                where=_at("changelog", line, link),
                message="The report is linked in the text only.",
                hint=f"Add a tag: Closes: {link.url}",
            )
            return
    reported = next((trailer for trailer in patch.trailers if trailer.name == "reported-by"), None)
    if reported is not None and not formal and not any(links(patch.changelog)):
        yield Finding(
            where=at_trailer(reported),
            message="Reported-by: comes without a link to the report.",
            hint="When the report is public, put below it: Closes: <link to the report>",
        )
