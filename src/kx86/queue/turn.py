# SPDX-License-Identifier: GPL-2.0-or-later
"""A posting and the answers to it in; whose turn it is, and the mail that says so, out."""

from collections.abc import Sequence
from dataclasses import dataclass

from kx86.letters.notice import Said
from kx86.letters.reply import Reply
from kx86.mail.message import Address
from kx86.profile.model import Profile
from kx86.queue.answers import Answer
from kx86.series.posting import Posting
from kx86.series.senders import is_robot, same_person

_BAD = ("build error", "build warning", "bug", "failed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Whose turn it is: the author's or the reviewers'; why, in one line; the mail and its date.

    `promised` tells that the author owes a version, which no other words pay for.
    """

    author: bool
    words: str
    message_id: str
    date: int
    promised: bool = False


def turn(posting: Posting, answers: Sequence[Answer], profile: Profile, rerolls: Sequence[Posting] = ()) -> Turn | None:
    """Tell whose turn it is after the answers to a posting and to its `rerolls`; None when nobody has answered.

    A NAK, a remark, a request or a robot that found a fault gives the turn to the author; the author's own answer, or patches
    that were sent again, give it back, unless another version was promised.  So does the word of somebody whom the profile does
    not know that a tree took it: anybody may write so, hence it ends nothing else.
    """
    author = Address(name=posting.author_name, email=posting.author_email)
    acts: list[Answer | Posting] = sorted([*answers, *rerolls], key=_date)
    state: Turn | None = None
    for act in acts:
        if not isinstance(act, Posting):
            state = _after(state, act, author, profile)
        elif state is not None:
            state = Turn(author=False, words="patches were sent again", message_id=act.id, date=act.date)
    return state


def _date(act: Answer | Posting) -> int:
    return act.date if isinstance(act, Posting) else act.entry.date


def _after(state: Turn | None, answer: Answer, author: Address, profile: Profile) -> Turn | None:
    entry = answer.entry
    sender = Address(name=entry.sender_name, email=entry.sender_email)
    name = sender.name or sender.email
    own = same_person(sender, author)
    taken = _taken(entry.said) if entry.said is not None and not own and not profile.notifier(sender.email) else ""
    if taken:
        return _turn(False, f"{name} says: {taken}", answer)
    if entry.reply is None:
        return state
    return _after_author(state, entry.reply, answer) if own else _after_other(state, entry.reply, answer, sender)


def _taken(said: Said) -> str:
    """The sentence that says that all of a posting was taken."""
    for one in said.statements:
        if one.deed == "accepted" and one.plain and not any(place.extent.is_said for place in one.places):
            return one.quote
    return ""


def _after_author(state: Turn | None, reply: Reply, answer: Answer) -> Turn | None:
    if reply.verdict.promises or reply.verdict.renews:
        return _turn(True, "the author promised a change", answer, promised=True)
    if state is not None and state.promised:
        return state
    if state is not None and state.author:
        return _turn(False, "the author answered", answer)
    return state or _turn(False, "the author wrote again", answer)


def _after_other(state: Turn | None, reply: Reply, answer: Answer, sender: Address) -> Turn | None:
    name = sender.name or sender.email
    report = reply.report
    if report is not None and report.kind == "applied":
        return _turn(False, report.text, answer)
    if report is not None and report.kind in _BAD:
        return _turn(True, report.text if report.robot else f"{name}: {report.text}", answer)
    if is_robot(sender):
        # A robot that found nothing is no review.
        return state
    if reply.verdict.nak:
        return _turn(True, f"{name} says no", answer)
    if reply.asks_for_change and (reply.verdict.renews or not _content(reply)):
        return _turn(True, f"{name} has remarks", answer)
    if state is not None and state.author:
        return state
    return _turn(False, f"{name} gave tags" if reply.tags else f"{name} answered", answer)


def _content(reply: Reply) -> bool:
    """Does somebody give a tag and ask for nothing first?  What else they say may wait for the next version."""
    return bool(reply.tags) and not any(tag.condition for tag in reply.tags)


def _turn(author: bool, words: str, answer: Answer, *, promised: bool = False) -> Turn:
    return Turn(
        author=author, words=words, message_id=answer.entry.message_id, date=answer.entry.date, promised=promised
    )
