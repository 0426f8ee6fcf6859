# SPDX-License-Identifier: GPL-2.0-or-later
"""What flows ask of a mail archive; nothing here writes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol


class MailArchive(Protocol):
    """An archive of mails, read in place.  Message-IDs are without angle brackets; mails are given as bytes."""

    @property
    def problems(self) -> Sequence[str]:
        """Say what could not be read so far, each with the next command to type; complete once everything was read."""
        ...

    def mails(self) -> Iterator[bytes]:
        """Yield every mail, oldest first."""
        ...

    def find(self, message_ids: Iterable[str]) -> Mapping[str, bytes]:
        """Return the mails of these Message-IDs; an unknown one is absent.  Of several mails with one id the first counts."""
        ...

    def thread(self, message_id: str) -> list[bytes]:
        """Return every mail of the thread that a Message-ID belongs to, oldest first; nothing when it is unknown."""
        ...

    def relatives(self, message_ids: Iterable[str]) -> list[bytes]:
        """Return the mails of these Message-IDs, and the patches and cover letters of their threads, oldest first."""
        ...
