# SPDX-License-Identifier: GPL-2.0-or-later
"""A reply and the patch it is about in; its remarks, each tied to the lines of the patch that it is about, out.

Only the sender's own words count.  Words below a quote of somebody else's words are an answer to that person, not a remark on
the patch: letters.answers ties them together.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kx86.letters.anchors import Finder, Lines, Part, Place, function_at, key_of
from kx86.letters.manner import Manner, manner, speaks_of_changelog, speaks_of_shortlog, speaks_of_tags
from kx86.letters.quotes import Piece, Quote, is_cut, pieces
from kx86.mail.address import parse_address
from kx86.mail.late import late
from kx86.mail.message import Address, Mail
from kx86.series.patch import Patch
from kx86.series.senders import poster, same_person

# As many quoted lines above a remark are kept, and as many remarks of a mail.
_QUOTED = 12
_MOST = 500
# Whoever speaks of the subject below a changelog does so at once.
_BEGINNING = 160
_STAT = late(
    r"\s?\S.{0,200}\|\s+(?:\d{1,9}\s*[+-]*|Bin\b.*)\s*$|\s?\d{1,9} files? changed|\s(?:create|delete) mode \d{6} "
)
_RULE = late(r"-{2,3}\s*$")
_SUBJECT = late(r"Subject: ", re.IGNORECASE)
_ATTRIBUTED = late(
    r".{0,300}\b(?:wrote|writes|said):\s*$|(?:\* )?[^<>:\n]{1,60} <[^<>\s]{3,80}>(?: \[[^\]\n]{1,60}\])?:\s*$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A remark on a patch.

    `message_id` and `number` (from 1) say where it stands, `about` and `n` which mail it is about.  `part` is "patch" for a
    remark on the patch as a whole.  In the diff, `file`, `hunk` (counted in the patch), `function` and `line` (of the
    post-image) say where; `quoted` are the patch's own lines above the remark, the last one nearest, with the marks of the
    diff.  `text` are the sender's lines as written; `code` those of them that are to be used instead, `swaps` the pairs of
    `s/old/new/`.  `topic` tells a remark on how patches are cut ("structure") from others.  `discussion` marks words below those of
    somebody else, about the line of the patch that is quoted nearest.
    """

    message_id: str
    number: int
    by: Address
    about: str
    n: int
    part: Part
    file: str | None
    hunk: int | None
    function: str
    line: int | None
    quoted: tuple[str, ...]
    text: tuple[str, ...]
    code: tuple[str, ...] = ()
    swaps: tuple[tuple[str, str], ...] = ()
    question: bool = False
    nit: bool = False
    topic: str = ""
    discussion: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a reply says below words that are not of the patch: an answer to whoever wrote them."""

    message_id: str
    by: Address
    to: tuple[str, ...]
    text: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reply holds: remarks on the patch, and answers to other people."""

    remarks: tuple[Remark, ...]
    answers: tuple[Words, ...]


def read_remarks(reply: Mail, about: Patch, lines: Lines | None = None) -> tuple[Remark, ...]:
    """The remarks of a reply on a patch or cover letter, in order; tags and praise alone are none.

    `lines` are those of the patch, when they are at hand.
    """
    return read_reply(reply, about, lines).remarks


def read_reply(reply: Mail, about: Patch, lines: Lines | None = None) -> Reading:
    """The remarks and the answers of a reply in the thread of a patch."""
    finder = Finder(lines or Lines(about))
    sender = parse_address(reply.sender)
    direct = about.message_id is not None and about.message_id in reply.in_reply_to
    remarks: list[Remark] = []
    answers: list[Words] = []
    told = pieces(reply.body)
    for index, piece in enumerate(told[:_MOST]):
        found = finder.find([quote.text for quote in piece.quoted])
        own = _unwrapped(finder, piece)
        if not own:
            continue
        said = manner(own)
        where = _where(piece.quoted, found, direct=direct)
        if where is None:
            to = _others(piece.quoted, found)
            answers.append(Words(message_id=reply.message_id or "", by=sender, to=to, text=own))
            if not (said.remark and said.demand) or same_person(sender, poster(about)):
                continue
        if said.remark:
            top = index == 0 and not piece.quoted
            at = _lost(found, len(found) - 1) if where is None else where
            made = _remark(reply, about, sender, len(remarks) + 1, own, said, _quoted(finder, found, at), top=top)
            remarks.append(replace(made, discussion=True) if where is None else made)
    return Reading(tuple(remarks), tuple(answers))


def _unwrapped(finder: Finder, piece: Piece) -> tuple[str, ...]:
    """The sender's lines without the end of a quoted line that was wrapped without its mark."""
    own = piece.own
    last = piece.quoted[-1].text if piece.quoted else ""
    while own and last and finder.continues(last, own[0]):
        own = own[1:]
        last = ""
    first = next((at for at, line in enumerate(own) if line.strip()), len(own))
    return own[first:]


def _where(quoted: Sequence[Quote], found: Sequence[int | None], *, direct: bool) -> int | None:
    """The index of the quoted line that a remark hangs on, -1 for the patch as a whole; None when it answers other people."""
    for at in range(len(quoted) - 1, -1, -1):
        text = quoted[at].text
        if not text.strip() or is_cut(text) or _RULE.match(text):
            continue
        if found[at] is not None:
            return at
        if _STAT.match(text) or _SUBJECT.match(text) or text.startswith(("base-commit:", "change-id:")):
            return -1
        if _ATTRIBUTED.match(text):
            continue
        return _lost(found, at) if direct else None
    return -1 if direct or not quoted else None


def _lost(found: Sequence[int | None], at: int) -> int:
    """The nearest known line above one that the patch does not hold: it was edited, or belongs to what is not kept."""
    return next((index for index in range(at, max(-1, at - _QUOTED), -1) if found[index] is not None), -1)


def _others(quoted: Sequence[Quote], found: Sequence[int | None]) -> tuple[str, ...]:
    """The last words of other people that are quoted."""
    lines = [quote.text for quote, index in zip(quoted, found, strict=True) if index is None and quote.text.strip()]
    return tuple(lines[-_QUOTED:])


def _quoted(finder: Finder, found: Sequence[int | None], where: int) -> list[Place]:
    """The places quoted above a remark, as far as they stand in one hunk or part."""
    if where < 0:
        return []
    told: list[Place] = []
    seen: int | None = None
    for index in reversed(found[: where + 1]):
        if index is None or index == seen:
            continue
        place = finder.places[index]
        if told and (place.part, place.hunk) != (told[-1].part, told[-1].hunk):
            break
        told.append(place)
        seen = index
        if len(told) == _QUOTED:
            break
    return told[::-1]


def _remark(
    reply: Mail,
    about: Patch,
    sender: Address,
    number: int,
    own: tuple[str, ...],
    said: Manner,
    places: Sequence[Place],
    *,
    top: bool,
) -> Remark:
    last = places[-1] if places else None
    part = _part(about, last, own, said.topic, top=top)
    diff = last if last is not None and part == "diff" else None
    return Remark(
        message_id=reply.message_id or "",
        number=number,
        by=sender,
        about=about.message_id or about.commit or "",
        n=about.n,
        part=part,
        file=diff.file if diff else None,
        hunk=diff.hunk if diff and diff.hunk >= 0 else None,
        function=function_at(about, diff.hunk, diff.at) if diff and diff.hunk >= 0 else "",
        line=diff.line if diff and diff.line else None,
        quoted=tuple(place.text for place in places),
        text=own,
        code=said.code,
        swaps=said.swaps,
        question=said.question,
        nit=said.nit,
        topic=said.topic,
    )


def _part(about: Patch, last: Place | None, own: Sequence[str], topic: str, *, top: bool) -> Part:
    """The part that a remark is about: that of the line above, unless the words speak of another one."""
    text = "\n".join(own)
    if last is None:
        if speaks_of_changelog(text):
            return "cover" if about.is_cover else "changelog"
        return "subject" if speaks_of_shortlog(text) or (top and _repeats(about.shortlog, text)) else "patch"
    if last.part == "trailers" and not speaks_of_tags(text):
        # Whoever has read the whole message writes below it.
        return "patch"
    if last.part == "changelog" and topic != "structure" and speaks_of_shortlog(text[:_BEGINNING]):
        return "changelog" if speaks_of_changelog(text) else "subject"
    return last.part


def _repeats(shortlog: str, text: str) -> bool:
    """Does a short text name a word of the shortlog as it should be written?"""
    words = {word.strip(":()").lower() for word in shortlog.split() if len(word) > 2}
    said = text.split()
    return len(said) <= 8 and any(word.strip(":()\"'`").lower() in words for word in said)


def keys(lines: Sequence[str]) -> Iterator[str]:
    """What lines are compared by, without blank ones."""
    return (key for line in lines if (key := key_of(line)))
