# SPDX-License-Identifier: GPL-2.0-or-later
"""Two versions of a series and the replies to the older one in; what is left to read, and what became of each remark, out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kx86.letters.anchors import Lines
from kx86.letters.answers import Answer, answers
from kx86.letters.follow import Follower, Outcome
from kx86.letters.manner import first_sentence, manner
from kx86.letters.remarks import Remark, read_remarks
from kx86.mail.address import parse_address
from kx86.mail.message import Address, Mail
from kx86.mail.subject import parse_subject
from kx86.series.compare import Comparison
from kx86.series.patch import Patch
from kx86.series.senders import People, is_robot, person, poster, same_person
from kx86.series.series import Series

# So many replies to one posting are read, and so many remarks are followed.
_MOST_REPLIES = 2000
_MOST_REMARKS = 2000
_HIGHEST = 64
_MOST_SIGNERS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A remark, what became of it, and what was answered; `mine` marks one by the person who asks."""

    remark: Remark
    outcome: Outcome
    answers: tuple[Answer, ...] = ()
    mine: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A new version seen by somebody who knows the old one.

    `remarks` are in the order of the old patches for a reader, whose own come first; for the author (`for_author`) they are a
    list of things to do: what is open first.
    """

    title: str
    comparison: Comparison
    for_author: bool
    remarks: tuple[Followed, ...]

    @property
    def open(self) -> tuple[Followed, ...]:
        """The remarks that nothing came of yet."""
        return tuple(one for one in self.remarks if one.outcome.open)


def review(old: Series, new: Series, replies: Iterable[Mail], for_whom: Address | None = None) -> Review:
    """Tell what changed since the version that was replied to, and what became of each remark in `replies`.

    `replies` are the mails of the old version's threads in order of time; patches and mails of robots among them are passed
    over.  `for_whom` is the person who asks: a reviewer, or the author of the series.
    """
    mails = [mail for mail in _first(replies) if _is_reply(mail)]
    posters = _posters(old, new)
    remarks = list(_remarks(mails, old, posters))[:_MOST_REMARKS]
    told = answers(remarks, mails, (*posters, *_signers(old)))
    # Words of a discussion are shown below the remark that they belong to.
    said = {(one.message_id, one.sentence) for group in told.values() for one in group}
    follower = Follower(old, new)
    followed = [
        Followed(
            remark=remark,
            outcome=follower.follow(remark, told.get(place, ())),
            answers=told.get(place, ()),
            mine=for_whom is not None and same_person(remark.by, for_whom),
        )
        for place, remark in enumerate(remarks)
        if not (remark.discussion and (remark.message_id, _sentence(remark)) in said)
    ]
    for_author = for_whom is not None and any(same_person(for_whom, one) for one in posters)
    order = _to_do if for_author else _to_read
    return Review(
        title=new.title,
        comparison=follower.comparison,
        for_author=for_author,
        remarks=tuple(sorted(followed, key=order)),
    )


def _to_do(one: Followed) -> tuple[bool, int]:
    return not one.outcome.open, one.remark.n


def _to_read(one: Followed) -> tuple[bool, int]:
    return not one.mine, one.remark.n


def _first(replies: Iterable[Mail]) -> Iterator[Mail]:
    for count, mail in enumerate(replies):
        if count == _MOST_REPLIES:
            return
        yield mail


def _is_reply(mail: Mail) -> bool:
    return not parse_subject(mail.subject).is_patch and not is_robot(parse_address(mail.sender))


def _posters(*versions: Series) -> tuple[Address, ...]:
    return tuple(dict.fromkeys(poster(patch) for series in versions for patch in series.mails))


def _signers(series: Series) -> Iterator[Address]:
    """Whoever wrote a patch or signed it off speaks for it as its poster does."""
    for patch in series.patches:
        yield patch.author
        for tag in patch.trailers[:_MOST_SIGNERS]:
            if tag.name in ("signed-off-by", "co-developed-by"):
                yield person(tag.value)


def _remarks(mails: Sequence[Mail], old: Series, posters: Sequence[Address]) -> Iterator[Remark]:
    """The remarks of the replies, each on the patch that the reply hangs below.

    Who wrote one patch of somebody else's series may still review the others.
    """
    own = People(posters)
    by_id = {patch.message_id: patch for patch in old.mails if patch.message_id}
    lines: dict[int, Lines] = {}
    parents = {mail.message_id: mail for mail in mails if mail.message_id}
    for mail in mails:
        sender = parse_address(mail.sender)
        about = _about(mail, by_id, parents)
        if about is not None and sender not in own and not same_person(sender, about.author):
            yield from read_remarks(mail, about, _lines(about, lines))


def _lines(patch: Patch, known: dict[int, Lines]) -> Lines:
    if patch.n not in known:
        known[patch.n] = Lines(patch)
    return known[patch.n]


def _about(mail: Mail, by_id: Mapping[str, Patch], parents: Mapping[str, Mail]) -> Patch | None:
    """The patch that a mail is a reply to, perhaps over other replies."""
    at: Mail | None = mail
    for _ in range(_HIGHEST):
        if at is None:
            break
        direct = next((by_id[one] for one in at.in_reply_to if one in by_id), None)
        if direct is not None:
            return direct
        at = next((parents[one] for one in at.in_reply_to if one in parents), None)
    return next((by_id[one] for one in reversed(mail.references[-_HIGHEST:]) if one in by_id), None)


def _sentence(remark: Remark) -> str:
    return first_sentence(manner(remark.text).words or remark.text)
