# SPDX-License-Identifier: GPL-2.0-or-later
"""A folder of output, and beside it, where no build can write, what is known of it.

What make compiles it does not compile again, so that the messages of an object are heard once: they are kept by object.  A run
that is killed leaves objects whose messages nobody heard, and files that are half-written; the next run removes whatever was
written since, and the compiler's cache has the objects still.
"""

import os
import shutil
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from kx86.testing.messages import Log, Message

# A clock of a file system may be coarser than that of the machine.
_SLACK = 2.0
_OBJECTS = (".o", ".a", ".ko")
_SOURCES = (".c", ".S")
_FOLDERS = ("", "tools/testing/")
# The largest object of KVM has 2 MB without debug information.
_LARGEST = 64 << 20
_MOST_OBJECTS = 20_000


class Known(msgspec.Struct):
    """What is known of a folder: when the make began that has not ended, how it was configured, and messages by object.

    `sources` are the files that were made from a source of the tree, which has their name.
    """

    under_way: float | None = None
    configured: str = ""
    messages: dict[str, tuple[Message, ...]] = {}
    sources: set[str] = set()


class Output:
    """The folder of one configuration in one domain."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._note = path.with_name(f"{path.name}.json")
        self.known = self._read()

    @property
    def is_new(self) -> bool:
        """Was nothing ever built there?"""
        return not self.path.exists()

    def open(self, like: "Output | None" = None) -> None:
        """Make the folder: empty, or a copy of another one; put right what a killed run left."""
        if self.is_new:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if like is not None and not like.is_new and like.known.under_way is None:
                self._copy(like)
            else:
                self.path.mkdir()
                self.known = Known()
                self._write()
        if self.known.under_way is not None:
            self._forget_since(self.known.under_way - _SLACK)

    def _copy(self, like: "Output") -> None:
        made = self.path.with_name(f"{self.path.name}.copying")
        shutil.rmtree(made, ignore_errors=True)
        shutil.copytree(like.path, made, symlinks=True)
        self.known = like.known
        self._write()
        made.rename(self.path)

    def begin(self, source: Path | None = None) -> None:
        """Note that make is about to write here, for what is checked out in `source`."""
        if source is not None:
            self._forget_orphans(source)
        self.known.under_way = time.time()
        self._write()

    def end(self, log: Log | None = None, source: Path | None = None) -> tuple[Message, ...]:
        """Note that make has ended and what it said; return the messages of everything that is there now."""
        if log is not None and source is not None:
            names = {os.path.normpath(name) for name in log.made}
            self.known.sources |= {name for name in names if _has_source(source, name)}
        if log is not None:
            made = frozenset(log.made)
            merged = {name: group for name, group in self.known.messages.items() if name not in made}
            for name, group in log.messages.items():
                if name and (name in made or group[0].file == name or name not in merged):
                    merged[name] = group
            self.known.messages = {name: group for name, group in merged.items() if self._is_there(name)}
        self.known.under_way = None
        self._write()
        here = tuple(one for group in self.known.messages.values() for one in group)
        loose = (
            tuple(one for name, group in log.messages.items() if name not in self.known.messages for one in group)
            if log
            else ()
        )
        return (*loose, *here)

    def cut_off(self, log: Log) -> tuple[Message, ...]:
        """Note that make was killed: what nobody heard of is made again.  Return what was heard."""
        self._forget_since((self.known.under_way or 0.0) - _SLACK)
        return log.all

    def configured(self, how: str) -> None:
        """Note how the folder is configured."""
        self.known.configured = how
        self._write()

    def read(self, path: str) -> bytes | None:
        """Return a file; None when there is none, or a link, which a build may have laid anywhere."""
        place = self._inside(path)
        if place is None or not place.is_file():
            return None
        with place.open("rb") as file:
            return file.read(_LARGEST)

    def objects(self, source: Path, folders: Sequence[str]) -> list[str]:
        """Name the objects below some folders that are not older than what they were compiled from."""
        found = []
        for folder in folders:
            place = self._inside(folder.rstrip("/"))
            for above, _, names in os.walk(place) if place is not None else ():
                inner = os.path.relpath(above, self.path)
                found += [
                    path
                    for name in names
                    if name.endswith(".o") and self._is_current(source, path := f"{inner}/{name}")
                ]
        return sorted(found)[:_MOST_OBJECTS]

    def _is_current(self, source: Path, path: str) -> bool:
        stem = path.removesuffix(".o")
        made = (self.path / path).lstat().st_mtime_ns
        for ending in _SOURCES:
            try:
                return made >= (source / f"{stem}{ending}").lstat().st_mtime_ns
            except OSError:
                continue
        return False

    def _is_there(self, name: str) -> bool:
        place = self._inside(name)
        return place is not None and place.exists()

    def _inside(self, path: str) -> Path | None:
        """A path below the folder that leads nowhere else."""
        if path.startswith("/") or ".." in path.split("/") or "\0" in path:
            return None
        place = self.path
        for part in path.split("/"):
            place = place / part
            if place.is_symlink():
                return None
        return place

    def _forget_orphans(self, source: Path) -> None:
        """Remove what was made from sources that are gone: make would take it for something that needs no source.

        What is linked from objects goes as well: make misses none of them as long as that is there.
        """
        gone = {name for name in self.known.sources if not _has_source(source, name)}
        for name in gone:
            place = self._inside(name)
            if place is not None and not place.is_dir():
                place.unlink(missing_ok=True)
                # What it depends on is a rule for make, with which it counts as made.
                place.with_name(f".{place.name}.cmd").unlink(missing_ok=True)
        self.known.sources -= gone
        if gone:
            for name in self._files(_OBJECTS):
                if not _has_source(source, name):
                    os.unlink(self.path / name)

    def _files(self, endings: tuple[str, ...]) -> Iterator[str]:
        for folder, _, names in os.walk(self.path):
            inner = os.path.relpath(folder, self.path)
            yield from (os.path.normpath(f"{inner}/{name}") for name in names if name.endswith(endings))

    def _forget_since(self, since: float) -> None:
        # A program or a header that was half-written would be taken for made as well.
        for name in self._files(("",)):
            place = self.path / name
            if place.lstat().st_mtime >= since:
                place.unlink()
        # The configuration in force may be that of a run which did not come to note so.
        self.known.configured = ""
        self.known.under_way = None
        self._write()

    def _read(self) -> Known:
        try:
            return msgspec.json.decode(self._note.read_bytes(), type=Known)
        except (OSError, msgspec.MsgspecError):
            # Without a note that can be read nothing is known of any object.
            return Known(under_way=None if self.is_new else 0.0)

    def _write(self) -> None:
        made = self._note.with_name(f"{self._note.name}.new")
        made.write_bytes(msgspec.json.encode(self.known))
        made.replace(self._note)


def _has_source(source: Path, name: str) -> bool:
    """Is there a source of this name in the tree?  Selftests lie elsewhere there than in the folder of output."""
    if name.startswith(("/", "..")) or "\0" in name:
        return False
    stem = name.removesuffix(".o")
    return any((source / f"{folder}{stem}{ending}").is_file() for folder in _FOLDERS for ending in _SOURCES)
