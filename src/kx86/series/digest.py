# SPDX-License-Identifier: GPL-2.0-or-later
"""What is kept of a patch or a cover letter so that postings can be put together and versions linked without the mail."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from kx86.mail.links import links, message_id, unquote
from kx86.patch.patch_id import patch_id, sketch
from kx86.series.patch import Patch
from kx86.series.senders import is_stable_pick

# What a mail may hold of each; what is beyond is hostile, or tells nothing more.
_LABEL = 60
_MOST_LINKS = 40
_MOST_FILES = 200
_MOST_PARENTS = 20
_MOST_TAGS = 60
_LONGEST = 400
_BULLETS = " \t*+-<("


@dataclass(frozen=True, slots=True)
class MailLink:
    """A link to a mail: its Message-ID, and what stands before it on its line ("v2:", "[1]").

    Of a link alone on its line the label is the end of the line above when that ends with a colon, else empty.
    """

    message_id: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """A patch or a cover letter (`n` 0) in brief.

    `counted` tells whether the subject has a counter n/m.  `version` is as written, None when nothing is.  `words` are those
    in brackets that mean nothing to the grammar of subjects ("kvm-unit-tests", "6.1", "net-next").  `date` is in seconds since
    1970, UTC.  `parents` are the mails that it answers, the nearest first.  `links` are mails linked from the text outside of
    the diff.  `patch_id` and `sketch` are those of patch.patch_id.  `tags` are the trailers as `Key: value`.  `picked` tells a
    patch that was picked for a stable kernel.
    """

    message_id: str
    n: int
    m: int
    counted: bool
    version: str | None
    rfc: bool
    resend: bool
    words: tuple[str, ...]
    title: str
    sender_name: str
    sender_email: str
    author_name: str
    author_email: str
    date: int
    parents: tuple[str, ...]
    change_id: str | None
    base: str | None
    prerequisites: tuple[str, ...]
    links: tuple[MailLink, ...]
    files: tuple[str, ...]
    patch_id: str | None
    sketch: tuple[int, ...]
    tags: tuple[str, ...]
    picked: bool = False

    @property
    def is_cover(self) -> bool:
        """Is this a cover letter?"""
        return self.n == 0

    @property
    def number(self) -> str:
        """The version as a number: "1" when nothing is written."""
        return self.version or "1"


def digest_of(patch: Patch, message_id: str, date: int) -> Digest:
    """Make the digest of a patch that came by mail; `date` is when it was sent, in seconds since 1970, UTC."""
    parents = dict.fromkeys((*patch.in_reply_to, *reversed(patch.references)))
    subject, author, sender = patch.subject, patch.author, patch.sender
    return Digest(
        message_id=message_id,
        n=patch.n,
        m=patch.m,
        counted=subject.m is not None,
        version=subject.version,
        rfc=subject.rfc,
        resend=subject.resend,
        words=tuple(word[:_LABEL] for word in subject.words[:_MOST_PARENTS]),
        title=patch.shortlog[:_LONGEST],
        sender_name=sender.name[:_LONGEST],
        sender_email=sender.email[:_LONGEST],
        author_name=author.name[:_LONGEST],
        author_email=author.email[:_LONGEST],
        date=date,
        parents=tuple(islice(parents, _MOST_PARENTS)),
        change_id=patch.change_id,
        base=patch.base.commit if patch.base else None,
        prerequisites=patch.base.prerequisites[:_MOST_TAGS] if patch.base else (),
        links=tuple(_mail_links((*patch.changelog, *patch.trailer_lines, *patch.notes))),
        files=tuple(
            path[:_LONGEST] for path in list(dict.fromkeys(file.path for file in patch.diff.files))[:_MOST_FILES]
        ),
        patch_id=patch_id(patch.diff),
        sketch=sketch(patch.diff),
        tags=tuple(f"{tag.key}: {tag.value}"[:_LONGEST] for tag in patch.trailers[:_MOST_TAGS]),
        picked=is_stable_pick(patch),
    )


def _mail_links(lines: Sequence[str]) -> Iterator[MailLink]:
    """The links to mails in a text, each Message-ID once."""
    seen: set[str] = set()
    for link in islice(links(lines), 4 * _MOST_LINKS):
        found = message_id(link.url)
        mail = unquote(found) if found else None
        if mail and mail not in seen and len(seen) < _MOST_LINKS:
            seen.add(mail)
            yield MailLink(mail, _label(lines, link.line - 1, link.column))


def _label(lines: Sequence[str], number: int, column: int) -> str:
    label = lines[number][:column][-_LABEL:].strip(_BULLETS)
    if label or number == 0:
        return label
    above = lines[number - 1][-_LABEL:].strip(_BULLETS)
    return above if above.endswith(":") else ""
