# SPDX-License-Identifier: GPL-2.0-or-later
"""Mailboxes as sources of mails for the index: an mbox (gzipped or not), a maildir, a folder of mails."""

import json
import mmap
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from typing import IO, NamedTuple

from kx86.adapters.archive.files import mail_paths
from kx86.errors import EnvironmentProblem
from kx86.mail.date import sent_at
from kx86.mail.mbox import is_mbox, mail_of_mbox, mbox_spans
from kx86.ports.mail_source import Batch, RawMail, Wanted

_GZIP = b"\x1f\x8b"
_BATCH = 1000
_LARGEST = 1 << 30
_PACKED = 1 << 14
_TAIL = 1 << 16
_LARGEST_MAIL = 64 << 20


class _State(NamedTuple):
    """What was read of an mbox: the last mail, whose separator line is at `begin`, may have been cut off while it was written.

    `before` and `after` tell the bytes that end where the last mail begins and ends; `problem` is what could not be read.
    """

    stamp: Sequence[int] | None
    begin: int
    before: str
    key: str
    after: str
    problem: str

    @classmethod
    def read(cls, text: str | None) -> "_State | None":
        """Read a state as it was written; of one that tells less, nothing, so that all is read anew."""
        found = json.loads(text) if text else []
        return cls(*found) if len(found) == len(cls._fields) else None


class MboxSource:
    """An mbox, or a file that holds one mail; see ports.mail_source.MailSource.  What is appended is read on from there."""

    def __init__(self, name: str, path: str) -> None:
        self.name = name
        self.place = path
        self._problems: dict[str, None] = {}

    @property
    def problems(self) -> Sequence[str]:
        """See MailSource."""
        return tuple(self._problems)

    def parts(self) -> Sequence[str]:
        """See MailSource."""
        return [""]

    def batches(self, part: str, state: str | None, wanted: Wanted, known: Callable[[], set[str]]) -> Iterator[Batch]:
        """See MailSource."""
        stat = _stat(self.place)
        stamp = [stat.st_size, stat.st_mtime_ns, stat.st_ino]
        old = _State.read(state)
        if old and old.stamp == stamp:
            self._tell(old.problem)
            return
        with _opened(self.place) as (data, problem):
            self._tell(problem)
            last = old if old and _leads_on(data, old) else None
            begin = last.begin if last else 0
            spans = _spans(data, begin)
            if not spans:
                self._tell(problem := problem or f"{self.place}: empty: no mail in it")
            lines = [begin, *(end for _, end in spans)]
            same = 1 if last and spans and _key(spans[0]) == last.key and _tail(data, spans[0][1]) == last.after else 0
            # Begin behind the last mail when it is still what it was.
            for at in range(same, max(same + 1, len(spans)), _BATCH):
                chunk = spans[at : at + _BATCH]
                mails = [_raw(data, start, end, stat.st_mtime) for start, end in chunk]
                done = at + len(chunk)
                read = (stamp, problem) if done == len(spans) else (None, "")
                yield Batch(
                    part=part,
                    mails=[mail for mail in mails if wanted.since is None or mail.arrived >= wanted.since],
                    state=_state(data, lines[max(0, done - 1)], spans[done - 1] if done else (0, 0), *read),
                    forget=state is not None and last is None and at == 0,
                    vanished=[last.key] if last and not same and at == 0 else (),
                    done=done,
                    total=len(spans),
                )

    def read(self, part: str, keys: Sequence[str]) -> Iterator[bytes | None]:
        """See MailSource."""
        with _opened(self.place) as (data, problem):
            self._tell(problem)
            for key in keys:
                start, _, end = key.partition("-")
                yield mail_of_mbox(data[int(start) : int(end)]) if int(end) <= len(data) else None

    def close(self) -> None:
        """See MailSource."""

    def _tell(self, problem: str) -> None:
        if problem:
            self._problems[problem] = None


class MaildirSource:
    """A maildir, or a folder of files with one mail each; see ports.mail_source.MailSource.

    A mail keeps its key when its flags change or when it moves from new/ to cur/.
    """

    def __init__(self, name: str, path: str) -> None:
        self.name = name
        self.place = path
        self._problems: dict[str, str] = {}
        self._paths: dict[str, str] | None = None

    @property
    def problems(self) -> Sequence[str]:
        """See MailSource."""
        return tuple(self._problems.values())

    def parts(self) -> Sequence[str]:
        """See MailSource."""
        return [""]

    def batches(self, part: str, state: str | None, wanted: Wanted, known: Callable[[], set[str]]) -> Iterator[Batch]:
        """See MailSource."""
        paths = self._listed()
        there = known()
        gone = sorted(there - set(paths))
        new = [key for key in paths if key not in there]
        if not paths:
            self._problems[self.place] = f"{self.place}: no mail in this folder"
        if state is not None and not gone and not new:
            return
        for at in range(0, max(1, len(new)), _BATCH):
            chunk = new[at : at + _BATCH]
            mails = [mail for key in chunk if (mail := self._mail(key)) is not None]
            yield Batch(
                part=part,
                mails=[mail for mail in mails if wanted.since is None or mail.arrived >= wanted.since],
                state="read",
                vanished=gone if at == 0 else (),
                done=at + len(chunk),
                total=len(new),
            )

    def read(self, part: str, keys: Sequence[str]) -> Iterator[bytes | None]:
        """See MailSource."""
        paths = self._listed()
        for key in keys:
            yield self._bytes(paths[key]) if key in paths else None

    def close(self) -> None:
        """See MailSource."""
        self._paths = None

    def _listed(self) -> dict[str, str]:
        if self._paths is None:
            self._paths = {os.path.basename(path).partition(":")[0]: path for path in mail_paths(self.place)}
        return self._paths

    def _mail(self, key: str) -> RawMail | None:
        path = self._listed()[key]
        data = self._bytes(path)
        return None if data is None else RawMail(key, sent_at(data, int(_stat(path).st_mtime)), data)

    def _bytes(self, path: str) -> bytes | None:
        try:
            with open(path, "rb") as file:
                return file.read(_LARGEST_MAIL)
        except OSError as error:
            self._problems[path] = f"{path}: {error.strerror}"
            return None


def _key(span: tuple[int, int]) -> str:
    return f"{span[0]}-{span[1]}"


def _raw(data: mmap.mmap | bytes, start: int, end: int, changed: float) -> RawMail:
    mail = mail_of_mbox(data[start:end])
    return RawMail(_key((start, end)), sent_at(mail, int(changed)), mail)


def _spans(data: mmap.mmap | bytes, begin: int) -> list[tuple[int, int]]:
    if is_mbox(data, begin):
        return list(mbox_spans(data, begin))
    return [(0, len(data))] if data[:4096].strip() else []


def _leads_on(data: mmap.mmap | bytes, old: _State) -> bool:
    """Is the last mail that was read still where it was?"""
    there = old.begin <= len(data) and _tail(data, old.begin) == old.before
    return there and (not old.begin or is_mbox(data, old.begin))


def _state(
    data: mmap.mmap | bytes, begin: int, span: tuple[int, int], stamp: Sequence[int] | None, problem: str
) -> str:
    return json.dumps(_State(stamp, begin, _tail(data, begin), _key(span), _tail(data, span[1]), problem))


def _tail(data: mmap.mmap | bytes, end: int) -> str:
    return sha256(data[max(0, end - _TAIL) : end]).hexdigest()


def _stat(path: str) -> os.stat_result:
    try:
        return os.stat(path)
    except OSError as error:
        raise EnvironmentProblem(f"{path}: {error.strerror}", hint=f"ls -l {path}") from error


@contextmanager
def _opened(path: str) -> Iterator[tuple[mmap.mmap | bytes, str]]:
    """The content of a file, mapped, and what is wrong with it; a gzipped one is unpacked into a file without a name."""
    try:
        with open(path, "rb") as file:
            if file.read(2) == _GZIP:
                with tempfile.TemporaryFile() as plain:
                    problem = _unzip(path, plain)
                    yield from ((data, problem) for data in _mapped(plain))
            else:
                yield from ((data, "") for data in _mapped(file))
    except OSError as error:
        raise EnvironmentProblem(f"{path}: {error.strerror or error}", hint=f"ls -l {path}") from error


def _mapped(file: IO[bytes]) -> Iterator[mmap.mmap | bytes]:
    if not os.fstat(file.fileno()).st_size:
        yield b""
        return
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        yield data


def _unzip(path: str, plain: IO[bytes]) -> str:
    """Unpack a file as far as it goes, and say what of it could not be.  Raises EnvironmentProblem when nothing could."""
    import zlib

    problem = ""
    try:
        with open(path, "rb") as file:
            for block in _unzipped(file):
                plain.write(block[: _LARGEST - plain.tell()])
                if plain.tell() == _LARGEST:
                    problem = (
                        f"{path}: read no further than {_LARGEST >> 20} MiB of what is packed in it: gunzip {path}"
                    )
                    break
    except (EOFError, zlib.error) as error:
        if not plain.tell():
            raise EnvironmentProblem(f"{path}: damaged gzip file", hint=f"gzip -t {path}") from error
        problem = f"{path}: damaged gzip file, read as far as it goes: gzip -t {path}"
    plain.flush()
    return problem


def _unzipped(file: IO[bytes]) -> Iterator[bytes]:
    """Unpack one member of a gzip file after the other.  Raises zlib.error or EOFError behind all that can be unpacked."""
    import zlib

    unpack = zlib.decompressobj(wbits=31)
    while block := file.read(_PACKED):
        while block:
            if unpack.eof:
                # A tape is filled up with zeros.
                block = block.lstrip(b"\0")
                unpack = zlib.decompressobj(wbits=31) if block else unpack
                continue
            before = unpack.copy()
            try:
                found = unpack.decompress(block)
            except zlib.error:
                # Only byte by byte does zlib give what precedes the damage.
                yield from (before.decompress(block[at : at + 1]) for at in range(len(block)))
                raise
            yield found
            block = unpack.unused_data
    if not unpack.eof:
        raise EOFError
