# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules on sign-offs, and on how trailers are written and kept together."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level, Where
from kx86.handbook.rule import rule
from kx86.mail.message import Address
from kx86.mail.trailers import Trailer
from kx86.profile.model import Profile
from kx86.series.patch import Patch
from kx86.series.senders import People, is_maintainer, is_robot, person, poster, same_person

# A list of references ends with a blank line.
_FOOTNOTE = re.compile(r"\s*\[\w{1,3}\]")
_USUAL = {
    name.lower(): name
    for name in (
        "Acked-by",
        "Cc",
        "Closes",
        "Co-developed-by",
        "Fixes",
        "Link",
        "Reported-by",
        "Reviewed-by",
        "Signed-off-by",
        "Suggested-by",
        "Tested-by",
    )
}


@rule("TAG-SOB", level=Level.ERROR, statement="TLDR-2")
def sign_offs(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Keep the chain of sign-offs whole.

    A Co-developed-by: is followed at once by the Signed-off-by: of the same person, and the last Signed-off-by: is that of the
    person who sends the patch.
    """
    if is_robot(patch.sender):
        return
    chain = tuple(_chain(patch))
    yield from _co_developers(chain)
    signed = [link for link in chain if link.signs]
    if not signed:
        yield from _unsigned(patch)
    elif patch.local:
        yield from _author(patch, signed)
    else:
        yield from _last(patch, signed[-1])
        yield from _strangers(patch, chain, facts.profile)


@dataclass(frozen=True, slots=True)
class _Link:
    """A link of the chain: does it sign off (or tell of a co-developer, or something else), whose it is, where it stands."""

    signs: bool
    helps: bool
    who: Address
    value: str
    where: Where


def _chain(patch: Patch) -> Iterator[_Link]:
    """The trailers; when they hold no sign-off, the tags amid the changelog, for notes of versions may stand below them."""
    if any(trailer.name == "signed-off-by" for trailer in patch.trailers):
        for trailer in patch.trailers:
            yield _link(trailer.name, trailer.value, at_trailer(trailer))
        return
    for number, line in enumerate(patch.changelog, 1):
        if line.startswith(("Signed-off-by:", "Co-developed-by:")):
            key, _, value = line.partition(":")
            yield _link(
                key.lower(), value.strip(), Where(part="changelog", line=number, text=line, column=0, width=len(line))
            )
    for trailer in patch.trailers:
        yield _link(trailer.name, trailer.value, at_trailer(trailer))


def _link(name: str, value: str, where: Where) -> _Link:
    signs, helps = name == "signed-off-by", name == "co-developed-by"
    who = person(value) if signs or helps else Address(name="", email="")
    return _Link(signs, helps, who, value, where)


def _co_developers(chain: tuple[_Link, ...]) -> Iterator[Finding]:
    if not any(link.helps for link in chain):
        return
    signers = People(link.who for link in chain if link.signs)
    for at, link in enumerate(chain):
        following = chain[at + 1] if at + 1 < len(chain) else None
        if link.helps and (following is None or not following.signs or not same_person(link.who, following.who)):
            signs = link.who in signers
            lack = "the Signed-off-by: of the same person does not follow at once" if signs else "did not sign off"
            yield Finding(
                where=link.where,
                message=f"{_short(link.who)} is a co-developer, but {lack}.",
                hint=f"The next line should be: Signed-off-by: {link.value}",
                level=Level.WARNING if signs else None,
            )


def _unsigned(patch: Patch) -> Iterator[Finding]:
    lost = any(line.startswith("Signed-off-by:") for line in patch.notes)
    yield Finding(
        where=Where(part="trailers", text=""),
        message=(
            "The Signed-off-by: line stands below the ---, where git drops it."
            if lost
            else "The patch has no Signed-off-by: line."
        ),
        hint="Move it above the ---, to the end of the changelog." if lost else f"Add: Signed-off-by: {poster(patch)}",
        level=Level.WARNING if patch.local or patch.subject.rfc else Level.ERROR,
    )


def _author(patch: Patch, signed: list[_Link]) -> Iterator[Finding]:
    """Who will send a local patch is not known yet, but its author has to sign off."""
    if not any(same_person(patch.author, link.who) for link in signed):
        yield Finding(
            where=signed[0].where,
            message=f"{_short(patch.author)} wrote the patch and did not sign it off.",
            hint=f"Put above it: Signed-off-by: {patch.author}",
            level=Level.WARNING,
        )


def _last(patch: Patch, last: _Link) -> Iterator[Finding]:
    who = poster(patch)
    if not same_person(who, last.who):
        yield Finding(
            where=last.where,
            message=f"{_short(who)} sent the patch, so the last Signed-off-by: should be {_short(who)}'s.",
            hint=f"Put below it: Signed-off-by: {who}",
            level=Level.WARNING,
        )


def _strangers(patch: Patch, chain: tuple[_Link, ...], profile: Profile) -> Iterator[Finding]:
    """Sign-offs that nothing explains.

    Whoever signs off above the author should be a co-developer.  Below the author stands who passed the patch on, but a
    maintainer passes on by applying, not by letting others post it.
    """
    signed = [link for link in chain if link.signs]
    known = People((patch.author, poster(patch), *(link.who for link in chain if link.helps)))
    own = next((at for at, link in enumerate(signed) if same_person(patch.author, link.who)), 0)
    for at, link in enumerate(signed[:-1]):
        if link.who in known or (at > own and not is_maintainer(link.who, profile)):
            continue
        yield Finding(
            where=link.where,
            message=f"{_short(link.who)} signed off, but is neither author nor co-developer.",
            hint=f"If the patch is work of both, put above it: Co-developed-by: {link.value}; else drop the line.",
            level=Level.WARNING,
        )


@rule("TAG-CASE", level=Level.ADVICE, statement="TLDR-2")
def usual_case(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Write the names of trailers as everybody does: Signed-off-by:, Cc:, Fixes:.

    Scripts that collect tags are not all forgiving.
    """
    for trailer in patch.trailers:
        usual = _USUAL.get(trailer.name, trailer.key)
        if usual != trailer.key:
            yield Finding(
                where=at_trailer(trailer, len(trailer.key)),
                message=f"`{trailer.key}:` is usually written `{usual}:`.",
                replacement=trailer.text.replace(trailer.key, usual, 1),
            )


@rule("CL-TAGS", level=Level.WARNING, statement="TLDR-2")
def one_block(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Keep the trailers in one block without blank lines inside."""
    lines = patch.trailer_lines
    for number, line in enumerate(lines, 1):
        above, below = lines[max(number - 2, 0)], lines[min(number, len(lines) - 1)]
        if not line.strip() and not _FOOTNOTE.match(above):
            yield Finding(
                where=Where(part="trailers", line=number, text=line),
                message=f"A blank line between {_key(above)} and {_key(below)} splits the trailers.",
                hint="Delete the blank line.",
            )
            return


def at_trailer(trailer: Trailer, width: int | None = None) -> Where:
    """The place of a finding on a trailer."""
    return Where(part="trailers", line=trailer.line, text=trailer.text, column=0, width=width or len(trailer.text) or 1)


def _key(line: str) -> str:
    key, colon, _ = line.strip().partition(": ")
    return f"{key}:" if colon else f"`{line.strip()}`"


def _short(who: Address) -> str:
    return who.name or who.email
