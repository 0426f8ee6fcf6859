# SPDX-License-Identifier: GPL-2.0-or-later
"""Commits and tags into an object store through one `git fast-import`, answered with their ids at once."""

import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from world.source import File, environment, stop


@dataclass(frozen=True)
class Person:
    """A name and an address."""

    name: str
    email: str

    def __str__(self) -> str:
        """Write it as mail and git do."""
        return f"{self.name} <{self.email}>"


class Stream:
    """One run of fast-import; leaving the context ends it, and packs what was written."""

    def __init__(self, store: Path) -> None:
        self._store = store
        self._mark = 0
        # Objects of this run are in no finished pack yet: fast-import knows them by their marks only.
        self._marks: dict[str, str] = {}

    def __enter__(self) -> Self:
        """Start fast-import."""
        command = ["git", "-C", str(self._store), "-c", "core.fsync=none", "-c", "fastimport.unpackLimit=0"]
        self._process = subprocess.Popen(
            [*command, "fast-import", "--quiet", "--force", "--done", "--date-format=raw"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment(),
        )
        self._in, self._out = _pipe(self._process.stdin), _pipe(self._process.stdout)
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        """End the run; after a failure nothing of it is kept."""
        if kind is not None:
            self._process.kill()
        else:
            self._in.write(b"done\n")
        self._in.close()
        self._out.close()
        if self._process.wait() and kind is None:
            stop("git fast-import failed")

    def commit(
        self,
        ref: str,
        parents: Sequence[str],
        message: str,
        author: tuple[Person, datetime],
        committer: tuple[Person, datetime],
        files: Mapping[str, str] | Iterable[File],
    ) -> str:
        """Write a commit that differs from its first parent in some files; return its id."""
        self._mark += 1
        out = self._in
        out.write(f"reset {ref}\ncommit {ref}\nmark :{self._mark}\nauthor {_stamp(*author)}\n".encode())
        out.write(f"committer {_stamp(*committer)}\n".encode())
        self._data(message.encode())
        for word, parent in zip(["from"] + ["merge"] * len(parents), parents):
            out.write(f"{word} {self._marks.get(parent, parent)}\n".encode())
        for file in _files(files):
            out.write(f"M {file.mode} inline {_quoted(file.path)}\n".encode())
            self._data(file.data)
        return self._ask()

    def tag(self, name: str, commit: str, message: str, tagger: tuple[Person, datetime]) -> str:
        """Write an annotated tag; return the id of the tag."""
        self._mark += 1
        self._in.write(
            f"tag {name}\nmark :{self._mark}\nfrom {self._marks.get(commit, commit)}\ntagger {_stamp(*tagger)}\n".encode()
        )
        self._data(message.encode())
        return self._ask()

    def _ask(self) -> str:
        self._in.write(f"get-mark :{self._mark}\n".encode())
        self._in.flush()
        answer = self._out.readline().decode().strip()
        if not answer:
            stop("git fast-import ended early")
        self._marks[answer] = f":{self._mark}"
        return answer

    def _data(self, data: bytes) -> None:
        self._in.write(b"data %d\n" % len(data))
        self._in.write(data)
        self._in.write(b"\n")


def _files(files: Mapping[str, str] | Iterable[File]) -> Iterable[File]:
    if isinstance(files, Mapping):
        return (File(path, "100644", text.encode("utf-8", "surrogateescape")) for path, text in files.items())
    return files


def _quoted(path: str) -> str:
    if path.startswith('"') or "\n" in path:
        return '"' + path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    return path


def _stamp(person: Person, when: datetime) -> str:
    return f"{person} {int(when.timestamp())} {when:%z}"


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise AssertionError("fast-import runs with pipes")
    return stream
