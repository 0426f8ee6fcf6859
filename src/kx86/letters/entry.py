# SPDX-License-Identifier: GPL-2.0-or-later
"""Bytes of a mail in; what an index keeps of it, and the text that it can be found by, out."""

from dataclasses import dataclass
from hashlib import sha256
from itertools import islice

from kx86.letters.notice import Said, read_notice
from kx86.letters.own_text import unquoted
from kx86.letters.reply import Reply, read_reply
from kx86.mail.address import parse_address
from kx86.mail.date import AHEAD, parse_date
from kx86.mail.message import Mail
from kx86.mail.scanner import scan
from kx86.patch.touch import functions_of
from kx86.profile.model import Profile
from kx86.series.digest import Digest, digest_of
from kx86.series.mail_patch import patch_of_mail
from kx86.series.patch import Patch

LONGEST_ID = 998
"""A line of a header holds no more (RFC 5322); what is longer is no Message-ID, and such a mail is taken for nameless."""

LATEST = (1 << 32) - 1
"""A later arrival is made up: the index has no room for it, and no calendar a name."""

_MOST_PARENTS = 20
_LONGEST = 1000
_LONGEST_TEXT = 400_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is kept of a mail.

    `message_id` of a mail without one is made from its content, and `nameless` is true.  `date` is when it was sent by its own
    word, `arrived` when it came to the list, in seconds since 1970, UTC.  `parents` are the mails that it answers, the nearest
    first, and `root` the first of the thread by its own word.  `digest` is there for a patch and a cover letter, `reply` and
    `said` for a mail that says something about one.
    """

    message_id: str
    nameless: bool
    date: int
    arrived: int
    subject: str
    sender_name: str
    sender_email: str
    parents: tuple[str, ...]
    root: str | None
    digest: Digest | None
    reply: Reply | None
    said: Said | None

    @property
    def speaks(self) -> bool:
        """Does the mail say something about a posting: a tag, a verdict, a notice, a report?"""
        return self.reply is not None or self.said is not None

    @property
    def pulls(self) -> bool:
        """Is it a pull request, or does it say that one was pulled?"""
        return self.said is not None and (self.said.request is not None or self.said.pulled is not None)


@dataclass(frozen=True, slots=True)
class SearchText:
    """The words of a mail by field: subject, sender, what the sender wrote (no quotes, no diff), files, functions."""

    subject: str
    sender: str
    body: str
    files: str
    functions: str


def read_entry(data: bytes, arrived: int, profile: Profile) -> tuple[Entry, SearchText]:
    """Read a mail; `arrived` is 0 when nobody knows, and the mail's own date stands for it."""
    if not 0 <= arrived <= LATEST:
        arrived = 0
    mail = scan(data)
    patch = patch_of_mail(mail)
    sender = parse_address(mail.sender)
    name, nameless = _name(mail, data)
    sent = parse_date(mail.date)
    date = sent if sent is not None and (not arrived or sent <= arrived + AHEAD) else arrived
    parents = tuple(islice(_parents(mail, name), _MOST_PARENTS))
    words = "" if patch else unquoted(mail.body)
    silent = patch is not None or nameless
    entry = Entry(
        message_id=name,
        nameless=nameless,
        date=date,
        arrived=arrived or date,
        subject=mail.subject[:_LONGEST],
        sender_name=sender.name[:_LONGEST],
        sender_email=sender.email[:_LONGEST],
        parents=parents,
        root=next((one for one in mail.references[:1] if one != name and len(one) <= LONGEST_ID), None),
        digest=digest_of(patch, name, date) if patch else None,
        reply=None if silent else read_reply(mail, words),
        said=None if silent else read_notice(mail, profile, words),
    )
    return entry, _search_text(entry, words, patch)


def _name(mail: Mail, data: bytes) -> tuple[str, bool]:
    if mail.message_id is not None and len(mail.message_id) <= LONGEST_ID:
        return mail.message_id, False
    return f"{sha256(data).hexdigest()[:40]}@nameless.invalid", True


def _parents(mail: Mail, name: str) -> dict[str, None]:
    """The mails that a mail answers: what In-Reply-To: says, then the references from the nearest on."""
    near = (*mail.in_reply_to[:_MOST_PARENTS], *reversed(mail.references[-_MOST_PARENTS:]))
    return dict.fromkeys(one for one in near if one != name and len(one) <= LONGEST_ID)


def _search_text(entry: Entry, words: str, patch: Patch | None) -> SearchText:
    if patch is None:
        return SearchText(entry.subject, f"{entry.sender_name} {entry.sender_email}", words[:_LONGEST_TEXT], "", "")
    text = "\n".join((*patch.changelog, *patch.trailer_lines, *patch.notes))
    return SearchText(
        entry.subject,
        f"{entry.sender_name} {entry.sender_email}",
        text[:_LONGEST_TEXT],
        "\n".join(entry.digest.files if entry.digest else ()),
        "\n".join(sorted(functions_of(patch.diff))[:_LONGEST]),
    )
