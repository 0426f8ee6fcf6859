# SPDX-License-Identifier: GPL-2.0-or-later
"""What flows ask of a place that mail comes from, when an index is made of it; nothing here writes into the place."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from kx86.letters.entry import Entry, SearchText


@dataclass(frozen=True, slots=True)
class RawMail:
    """A mail as it stands: the key to read it again, when it arrived (seconds since 1970, UTC), and its bytes."""

    key: str
    arrived: int
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Some mails of one part of a source, and the state to remember once all of them are in the index.

    `forget` asks to drop what is known of the part first: its history was rewritten.  `gone` are keys of mails that were
    taken away for good, even if the mail itself comes in later, since the newest part of a history is read first; `vanished` are
    keys of mails that are no longer there.  `done` and `total` count the mails of the part, for showing progress.
    """

    part: str
    mails: Sequence[RawMail]
    state: str
    gone: Sequence[str] = ()
    vanished: Sequence[str] = ()
    forget: bool = False
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How much to read: mails that arrived at `since` or later (all for None), and the `older` ones left for later too."""

    since: int | None = None
    older: bool = True


class MailSource(Protocol):
    """A place of mails in parts (the epochs of an inbox; a mailbox has one), each read on from a remembered state."""

    name: str
    place: str

    @property
    def problems(self) -> Sequence[str]:
        """Say what could not be read so far, each with the next command to type."""
        ...

    def parts(self) -> Sequence[str]:
        """Name the parts, the newest first."""
        ...

    def batches(self, part: str, state: str | None, wanted: Wanted, known: Callable[[], set[str]]) -> Iterator[Batch]:
        """Yield what a part holds beyond a state, None for nothing yet; nothing at all when there is no news.

        `known` tells the keys of the part that the index holds.
        """
        ...

    def read(self, part: str, keys: Sequence[str]) -> Iterator[bytes | None]:
        """Read mails again, in the order of the keys; None when one is gone."""
        ...

    def close(self) -> None:
        """Let go of what is open; it is opened again when needed."""
        ...


class MailReader(Protocol):
    """Turns raw mails into what an index keeps of them."""

    def read_each(self, batches: Iterable[Batch]) -> "Iterator[tuple[Batch, Sequence[tuple[Entry, SearchText]]]]":
        """Read batches of mails one after another; give each with its mails as read, in order."""
        ...


class Mirror(Protocol):
    """A copy of a remote archive, brought up to date over the network; `url` is where from."""

    url: str

    def fetch(self, progress: Callable[[str], None]) -> Iterator[str]:
        """Fetch the newest epoch first; yield the name of each as soon as it is complete.

        Raises EnvironmentProblem when nothing could be fetched.
        """
        ...
