# SPDX-License-Identifier: GPL-2.0-or-later
"""A posting and the answers to it in; whose turn it is, and the mail that says so, out."""

from collections.abc import Sequence
from dataclasses import dataclass

from kx86.letters.reply import Reply
from kx86.mail.message import Address
from kx86.profile.model import Profile
from kx86.queue.answers import Answer
from kx86.series.posting import Posting
from kx86.series.senders import is_robot, same_person

_BAD = ("build error", "build warning", "bug", "failed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Whose turn it is: the author's or the reviewers'; why, in one line; the mail and its date."""

    author: bool
    words: str
    message_id: str
    date: int


def turn(posting: Posting, answers: Sequence[Answer], profile: Profile) -> Turn | None:
    """Tell whose turn it is after the answers to a posting, which are in order; None when nobody has answered.

    A NAK, a remark, a request or a robot that found a fault gives the turn to the author; the author's own answer gives it
    back, unless it promises another version.
    """
    author = Address(name=posting.author_name, email=posting.author_email)
    state: Turn | None = None
    for answer in answers:
        reply = answer.entry.reply
        if reply is None:
            continue
        sender = Address(name=answer.entry.sender_name, email=answer.entry.sender_email)
        if same_person(sender, author):
            state = _after_author(state, reply, answer)
        else:
            state = _after_other(state, reply, answer, sender)
    return state


def _after_author(state: Turn | None, reply: Reply, answer: Answer) -> Turn | None:
    if reply.verdict.promises or reply.verdict.renews:
        return _turn(True, "the author promised a change", answer)
    if state is not None and state.author:
        return _turn(False, "the author answered", answer)
    return state or _turn(False, "the author wrote again", answer)


def _after_other(state: Turn | None, reply: Reply, answer: Answer, sender: Address) -> Turn | None:
    name = sender.name or sender.email
    if reply.report is not None and is_robot(sender):
        # A robot that found nothing is no review.
        return _turn(True, reply.report.text, answer) if reply.report.kind in _BAD else state
    if reply.verdict.nak:
        return _turn(True, f"{name} says no", answer)
    if reply.asks_for_change:
        return _turn(True, f"{name} has remarks", answer)
    if state is not None and state.author:
        return state
    return _turn(False, f"{name} gave tags" if reply.tags else f"{name} answered", answer)


def _turn(author: bool, words: str, answer: Answer) -> Turn:
    return Turn(author=author, words=words, message_id=answer.entry.message_id, date=answer.entry.date)
