# SPDX-License-Identifier: GPL-2.0-or-later
"""The values that a mail becomes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A mailbox: display name (may be empty) and address as written, without angle brackets."""

    name: str
    email: str

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>" if self.name else self.email


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail, decoded.  Header values are unfolded text; a missing header is empty.

    `message_id`, `in_reply_to` and `references` carry no angle brackets; `message_id` is None when the mail has none.
    `body` is the decoded text with LF line ends.  `flowed` is true when format=flowed was undone.
    `repairs` says in words what had to be guessed, e.g. "unknown charset 'y', read as UTF-8".
    """

    message_id: str | None
    subject: str
    sender: str
    to: str
    cc: str
    date: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    list_id: str
    body: str
    flowed: bool
    repairs: tuple[str, ...]
