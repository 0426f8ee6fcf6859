# SPDX-License-Identifier: GPL-2.0-or-later
"""Remarks and the later mails of their threads in; who answered which remark, and how, out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from kx86.letters.anchors import key_of
from kx86.letters.manner import agrees, first_sentence, manner, withdraws
from kx86.letters.quotes import pieces
from kx86.letters.remarks import Remark, keys
from kx86.mail.address import parse_address
from kx86.mail.message import Address, Mail
from kx86.series.senders import People, same_person

Stance = Literal["agrees", "says", "withdraws"]

# A line of a remark that says enough to be known when it is quoted.
_STRONG = 12
_COMMON = 16
_MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer to a remark: who wrote it and where, how it is meant, and its first sentence.

    "withdraws" is only said of the reviewer, who took the remark back.
    """

    message_id: str
    by: Address
    author: bool
    stance: Stance
    sentence: str


def answers(
    remarks: Sequence[Remark], later: Iterable[Mail], authors: Sequence[Address]
) -> Mapping[int, tuple[Answer, ...]]:
    """The answers to each remark, by its place in `remarks`: below a quote of its words, or to the whole mail with one remark.

    `later` are mails of the threads; those that do not answer a mail with a remark are passed over.
    """
    by_line: dict[str, list[int]] = {}
    by_mail: dict[str, list[int]] = {}
    for place, remark in enumerate(remarks):
        by_mail.setdefault(remark.message_id, []).append(place)
        for key in keys(remark.text):
            homes = by_line.setdefault(key, [])
            if len(key) >= _STRONG and len(homes) < _COMMON:
                homes.append(place)
    people = People(authors)
    found: dict[int, list[Answer]] = {}
    for mail in later:
        _read(mail, remarks, by_line, by_mail, people, found)
    return {place: tuple(told) for place, told in found.items()}


def _read(
    mail: Mail,
    remarks: Sequence[Remark],
    by_line: Mapping[str, list[int]],
    by_mail: Mapping[str, list[int]],
    authors: People,
    found: dict[int, list[Answer]],
) -> None:
    above = {one for one in (*mail.in_reply_to, *mail.references) if one in by_mail}
    if not above:
        return
    sender = parse_address(mail.sender)
    author = sender in authors
    told = pieces(mail.body)
    for piece in told[:_MOST]:
        place = _quoted(remarks, [quote.text for quote in piece.quoted], by_line, above, mail.message_id)
        if place is None and len(told) == 1:
            place = _only(by_mail, mail)
        if place is None or remarks[place].message_id == mail.message_id:
            continue
        reviewer = same_person(sender, remarks[place].by)
        answer = _answer(mail, sender, piece.own, author=author and not reviewer, reviewer=reviewer)
        if answer is not None and len(found.setdefault(place, [])) < _MOST:
            found[place].append(answer)


def _quoted(
    remarks: Sequence[Remark], quoted: Sequence[str], by_line: Mapping[str, list[int]], above: set[str], own: str | None
) -> int | None:
    """The remark whose words are quoted last."""
    for text in reversed(quoted):
        for place in by_line.get(key_of(text), ()):
            if remarks[place].message_id in above and remarks[place].message_id != own:
                return place
    return None


def _only(by_mail: Mapping[str, list[int]], mail: Mail) -> int | None:
    """The only remark of the mail that is answered."""
    for parent in mail.in_reply_to:
        here = by_mail.get(parent, ())
        if len(here) == 1:
            return here[0]
    return None


def _answer(mail: Mail, sender: Address, own: Sequence[str], *, author: bool, reviewer: bool) -> Answer | None:
    said = manner(own)
    text = " ".join(line.strip() for line in own)
    if reviewer and not author:
        stance: Stance = "withdraws" if withdraws(text) else "says"
    else:
        stance = "agrees" if agrees(text) else "says"
    sentence = first_sentence(said.words or own)
    if not sentence:
        return None
    return Answer(message_id=mail.message_id or "", by=sender, author=author, stance=stance, sentence=sentence)
