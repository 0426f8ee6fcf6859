# SPDX-License-Identifier: GPL-2.0-or-later
"""Mails as lines: when, who, what; and as plain values."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from kx86.apps.cli.terminal import Paint, cut, printable
from kx86.mail.threads import tree
from kx86.ports.mail_index import Row

_NAME = 20
_LONGEST_SUBJECT = 160


def day(seconds: int) -> str:
    """A date as people read it, in UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d")


def moment(seconds: int) -> str:
    """A date as programs read it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def who(name: str, email: str) -> str:
    """Somebody's name, padded to a column."""
    text = printable(name or email)[:_NAME]
    return f"{text:{_NAME}}"


def row_lines(rows: Sequence[Row], paint: Paint) -> Iterator[str]:
    """One mail a line, with its Message-ID at the end."""
    for row in rows:
        subject = cut(printable(row.subject), _LONGEST_SUBJECT)
        name = paint("dim", f"<{printable(row.message_id)}>")
        yield f"{paint('dim', day(row.date))}  {who(row.sender_name, row.sender_email)}  {subject}  {name}"


def tree_lines(rows: Sequence[Row], asked: str, paint: Paint) -> Iterator[str]:
    """A thread as a tree; the mail that was asked for stands out."""
    by_id = {row.message_id: row for row in rows}
    for branch in tree({row.message_id: row.parents for row in rows}):
        row = by_id[branch.message_id]
        subject = cut(printable(row.subject), _LONGEST_SUBJECT)
        line = f"{_rails(branch.more)}{paint('title', subject) if row.message_id == asked else subject}"
        yield f"{paint('dim', day(row.date))}  {who(row.sender_name, row.sender_email)}  {line}"


def _rails(more: Sequence[bool]) -> str:
    if not more:
        return ""
    return "".join("| " if goes_on else "  " for goes_on in more[:-1]) + ("|-" if more[-1] else "`-") + " "


def row_view(row: Row) -> dict[str, object]:
    """A mail as plain values."""
    return {
        "message_id": row.message_id,
        "date": moment(row.date),
        "from": f"{row.sender_name} <{row.sender_email}>" if row.sender_name else row.sender_email,
        "subject": row.subject,
        "answers": row.parents[0] if row.parents else None,
    }
