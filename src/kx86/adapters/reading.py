# SPDX-License-Identifier: GPL-2.0-or-later
"""Read mails for the index with two processes: a part of each batch here, a part in a child that lives as long as the run.

The child is a fork, so that it starts at once; it closes everything that it inherits but its two pipes, and ends when they do.
When it is lost, everything is read here.
"""

import os
import signal
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from kx86.ports.mail_source import Batch, RawMail

if TYPE_CHECKING:
    from kx86.letters.entry import Entry, SearchText
    from kx86.profile.model import Profile

# A smaller batch is read sooner than it is sent away.
_LEAST = 200
# So many of a hundred mails are read by the child: the parent has git to ask and the index to write as well.
_SHARE = 68
_HEAD = 8
_BLOCK = 1 << 20


class Reading:
    """Turns raw mails into entries, as a context."""

    def __init__(self, profile: "Profile", *, processes: int | None = None) -> None:
        self._profile = profile
        self._processes = processes if processes is not None else len(os.sched_getaffinity(0))
        self._child = 0
        self._to, self._from = -1, -1

    def __enter__(self) -> "Reading":
        return self

    def __exit__(self, *_: object) -> None:
        """End the child."""
        self._end()

    def read_each(self, batches: Iterable[Batch]) -> "Iterator[tuple[Batch, Sequence[tuple[Entry, SearchText]]]]":
        """See ports.mail_source.MailReader.

        The child is given its part of a batch before the one in front is handed out, so that it reads while that is written.
        """
        waiting: tuple[Batch, frozenset[int]] | None = None
        for batch in batches:
            done = self._finish(*waiting) if waiting else None
            # Send first: what the caller does with a batch takes time.
            following = (batch, self._send(batch.mails))
            if done is not None and waiting is not None:
                yield waiting[0], done
            waiting = following
        if waiting is not None:
            yield waiting[0], self._finish(*waiting)

    def _finish(self, batch: Batch, sent: frozenset[int]) -> "Sequence[tuple[Entry, SearchText]]":
        """Read what was not sent, get what was, and put both in order."""
        rest = iter(self._here([mail for at, mail in enumerate(batch.mails) if at not in sent]))
        if not sent:
            return list(rest)
        first = self._answer()
        theirs = iter(first if first is not None else self._here([batch.mails[at] for at in sorted(sent)]))
        return [next(theirs if at in sent else rest) for at in range(len(batch.mails))]

    def _here(self, mails: Sequence[RawMail]) -> "list[tuple[Entry, SearchText]]":
        # Most runs find no news, and need nothing that reads mail.
        from kx86.letters.entry import read_entry

        return [read_entry(mail.data, mail.arrived, self._profile) for mail in mails]

    def _send(self, mails: Sequence[RawMail]) -> frozenset[int]:
        """Give the child its part of some mails and tell which, nothing when all is to be read here.

        It gets those without a diff first, so that each process needs one half of the code and of the patterns.
        """
        if len(mails) < _LEAST or self._processes < 2:
            return frozenset()
        if not self._child:
            self._start()
        order = sorted(range(len(mails)), key=lambda at: b"\ndiff --git " in mails[at].data)
        sent = frozenset(order[: len(mails) * _SHARE // 100])
        try:
            _write(self._to, msgspec.msgpack.encode([(mails[at].arrived, mails[at].data) for at in sorted(sent)]))
        except OSError:
            self._end()
            return frozenset()
        return sent

    def _answer(self) -> "list[tuple[Entry, SearchText]] | None":
        from kx86.letters.entry import Entry, SearchText

        data = _read(self._from)
        if data is None:
            self._end()
            return None
        return msgspec.msgpack.decode(data, type=list[tuple[Entry, SearchText]])

    def _start(self) -> None:
        # Load what both need before the fork, once.
        import kx86.letters.entry  # noqa: F401

        asked, answered = os.pipe(), os.pipe()
        self._child = os.fork()
        if not self._child:
            try:
                _keep(asked[0], answered[1])
                self._serve(asked[0], answered[1])
            finally:
                os._exit(0)
        os.close(asked[0])
        os.close(answered[1])
        self._to, self._from = asked[1], answered[0]

    def _serve(self, asked: int, answered: int) -> None:
        """Be the child: read what is asked for until nobody asks any more."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        while (data := _read(asked)) is not None:
            mails = msgspec.msgpack.decode(data, type=list[tuple[int, bytes]])
            read = self._here([RawMail("", arrived, mail) for arrived, mail in mails])
            _write(answered, msgspec.msgpack.encode(read))

    def _end(self) -> None:
        child, self._child = self._child, 0
        if child:
            for pipe in (self._to, self._from):
                with suppress(OSError):
                    os.close(pipe)
            with suppress(ChildProcessError):
                os.waitpid(child, 0)
        # Whoever lost the child does not start another one.
        self._processes = 1


def _keep(*pipes: int) -> None:
    """Close all files but these and the standard ones: the lock of the index and git's pipes are the parent's."""
    low = 3
    for pipe in sorted(pipes):
        os.closerange(low, pipe)
        low = pipe + 1
    os.closerange(low, os.sysconf("SC_OPEN_MAX") if os.sysconf("SC_OPEN_MAX") < 1 << 20 else 1 << 16)


def _write(pipe: int, data: bytes) -> None:
    view = memoryview(len(data).to_bytes(_HEAD, "big") + data)
    while view:
        view = view[os.write(pipe, view[:_BLOCK]) :]


def _read(pipe: int) -> bytes | None:
    """Read a message; None at the end."""
    head = _exactly(pipe, _HEAD)
    return _exactly(pipe, int.from_bytes(head, "big")) if head is not None else None


def _exactly(pipe: int, size: int) -> bytes | None:
    found: list[bytes] = []
    while size:
        try:
            block = os.read(pipe, min(size, _BLOCK))
        except OSError:
            return None
        if not block:
            return None
        found.append(block)
        size -= len(block)
    return b"".join(found)
