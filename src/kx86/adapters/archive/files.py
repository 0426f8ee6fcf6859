# SPDX-License-Identifier: GPL-2.0-or-later
"""Archives made of files: an mbox (gzipped or not), a maildir, a folder of mails."""

import os
from collections.abc import Iterator, Sequence

from kx86.errors import EnvironmentProblem
from kx86.mail.mbox import is_mbox, split_mbox

_GZIP = b"\x1f\x8b"
# No mbox of patches comes near this; a gzip file that goes beyond it is an attack.
_LARGEST = 1 << 30
SUFFIXES = (".eml", ".patch", ".mail", ".msg")


class Mbox:
    """An mbox, or a file that holds one mail; see adapters.archive.archive.Source."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[str] = []
        self._mails: list[bytes] | None = None

    def walk(self) -> Iterator[tuple[int, bytes]]:
        """See Source."""
        return enumerate(self._load())

    def read(self, keys: Sequence[int]) -> Iterator[bytes | None]:
        """See Source."""
        mails = self._load()
        return (mails[key] for key in keys)

    def _load(self) -> list[bytes]:
        if self._mails is None:
            data = _contents(self.path)
            self._mails = list(split_mbox(data)) if is_mbox(data) else [data] if data.strip() else []
            if not self._mails:
                self.problems.append(f"{self.path}: empty: no mail in it")
        return self._mails


class Maildir:
    """A maildir, or a folder of files with one mail each; see adapters.archive.archive.Source."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._problems: dict[str, str] = {}

    @property
    def problems(self) -> Sequence[str]:
        """See Source."""
        return tuple(self._problems.values())

    def walk(self) -> Iterator[tuple[str, bytes]]:
        """See Source."""
        paths = mail_paths(self.path)
        if not paths:
            self._problems[self.path] = f"{self.path}: no mail in this folder"
        for path, data in zip(paths, self.read(paths), strict=True):
            if data is not None:
                yield path, data

    def read(self, keys: Sequence[str]) -> Iterator[bytes | None]:
        """See Source."""
        for path in keys:
            try:
                with open(path, "rb") as file:
                    yield file.read(_LARGEST)
            except OSError as error:
                self._problems[path] = f"{path}: {error.strerror}"
                yield None


def mail_paths(folder: str) -> list[str]:
    """The mails of a folder in the order of their names, which begin with the time of arrival in a maildir."""
    boxes = [os.path.join(folder, box) for box in ("cur", "new")]
    maildir = any(map(os.path.isdir, boxes))
    found = [path for place in (boxes if maildir else [folder]) for path in _files(place)]
    wanted = [path for path in found if maildir or path.endswith(SUFFIXES)]
    return sorted(wanted, key=lambda path: (_natural(os.path.basename(path)), path))


def _files(folder: str) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return [entry.path for entry in entries if not entry.name.startswith(".") and entry.is_file()]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise EnvironmentProblem(f"{folder}: {error.strerror}", hint=f"ls -ld {folder}") from error


def _natural(name: str) -> tuple[int, str]:
    """Order by the number in front, so that 10.eml comes behind 9.eml."""
    digits = len(name) - len(name.lstrip("0123456789"))
    return (int(name[:digits]) if 0 < digits < 19 else 0, name)


def _contents(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            start = file.read(2)
            file.seek(0)
            if start == _GZIP:
                return _unzipped(path)
            return file.read()
    except OSError as error:
        raise EnvironmentProblem(f"{path}: {error.strerror or error}", hint=f"ls -l {path}") from error


def _unzipped(path: str) -> bytes:
    import gzip
    import zlib

    try:
        with gzip.open(path) as file:
            return file.read(_LARGEST)
    except (EOFError, zlib.error, OSError) as error:
        raise EnvironmentProblem(f"{path}: damaged gzip file", hint=f"gzip -t {path}") from error
