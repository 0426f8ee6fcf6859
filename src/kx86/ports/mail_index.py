# SPDX-License-Identifier: GPL-2.0-or-later
"""What flows ask of the index of mail archives: derived from mail, so that it may be deleted at any time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from kx86.errors import EnvironmentProblem
from kx86.ports.mail_source import Batch

if TYPE_CHECKING:
    from kx86.letters.entry import Entry, SearchText
    from kx86.mail.query import Query
    from kx86.series.chain import Chain
    from kx86.series.digest import Digest


class Damaged(EnvironmentProblem):
    """The index is no index any more.  Whoever writes it next makes it anew."""


class Place(NamedTuple):
    """Where a mail stands: the name of its source, the part of it, and the key."""

    source: str
    part: str
    key: str


@dataclass(frozen=True, slots=True)
class Row:
    """A mail in a list of mails: what is shown of it."""

    message_id: str
    date: int
    sender_name: str
    sender_email: str
    subject: str
    parents: tuple[str, ...] = ()
    is_patch: bool = False


class MailIndex(Protocol):
    """The index, read only."""

    def count(self) -> int:
        """Count the mails."""
        ...

    def count_series(self) -> int:
        """Count the series."""
        ...

    def entries(self, message_ids: Iterable[str]) -> "Mapping[str, Entry]":
        """Return what is kept of these mails; an unknown one is absent."""
        ...

    def places(self, message_ids: Iterable[str]) -> Mapping[str, Sequence[Place]]:
        """Return where these mails stand, the best copy first."""
        ...

    def all_places(self) -> Iterator[Place]:
        """Yield where each mail stands, one place a mail, in order of arrival."""
        ...

    def thread(self, message_id: str) -> Sequence[Row]:
        """Return the mails of a thread, oldest first; nothing when the mail is unknown."""
        ...

    def search(self, query: "Query", limit: int) -> tuple[Sequence[Row], bool]:
        """Return the newest mails that a query finds, the newest first, and whether there are more than the limit."""
        ...

    def chains(self) -> "Sequence[Chain]":
        """Return all series with their postings, in order of their first posting."""
        ...

    def chain_of(self, message_id: str) -> "Chain | None":
        """Return the series that a mail is a patch or the cover letter of, or that has this id."""
        ...

    def answers(self, message_ids: Iterable[str]) -> "Sequence[Entry]":
        """Return the mails in the threads of these mails that say something, oldest first."""
        ...

    def posted(self, typed: str) -> Sequence[str]:
        """Return the patches and cover letters whose short names begin as typed; nothing for what is no short name."""
        ...

    def pulls(self) -> "Iterator[Entry]":
        """Yield the pull requests, and the mails that say they were pulled, in order of arrival."""
        ...

    def speaking(self) -> "Iterator[Entry]":
        """Yield every mail that says something about a posting (replies with tags, notices, reports), oldest first."""
        ...


class IndexWriter(Protocol):
    """The one writer of an index."""

    def state(self, source: str, part: str) -> str | None:
        """Return the state remembered of a part."""
        ...

    def known(self, source: str, part: str) -> set[str]:
        """Return the keys of a part that the index holds."""
        ...

    def add(self, source: str, batch: Batch, read: "Sequence[tuple[Entry, SearchText]]") -> None:
        """Take a batch, as read, and its state in one transaction."""
        ...

    def forget_sources(self, keep: Iterable[str]) -> None:
        """Drop every source but these."""
        ...

    def is_linked(self, corrections: str) -> bool:
        """Were postings and series made of all the mails that are there, with these corrections?"""
        ...

    def digests(self) -> "Iterator[Digest]":
        """Yield every patch and cover letter."""
        ...

    def link(self, chains: "Sequence[Chain]", corrections: str) -> None:
        """Keep postings and series in place of what was known; `corrections` names those that they were made with."""
        ...
