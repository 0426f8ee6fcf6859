# SPDX-License-Identifier: GPL-2.0-or-later
"""Names of functions in a tree, folder by folder, cached by the id of the folder's tree object.

A folder that is not cached is read from scratch only when no version of it is near: else the files that differ are read and
added to what is known.  A name that went away since then stays known, which does no harm.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from kx86.adapters.git.process import Answer

Git = Callable[..., Answer]
Progress = Callable[[str], None]

# Folders whose functions KVM changelogs speak of; a tree that lacks one simply has none of its names.
FOLDERS = (
    "arch/x86", "virt", "include/linux", "include/trace", "kernel", "mm", "lib", "fs", "drivers/iommu", "drivers/vfio",
    "tools/testing/selftests/kvm",
)  # fmt: skip
_FORMAT = "2"
_C_FILES = (".c", ".h")
# So few changed files are read again each time rather than stored; beyond the second number a folder is read from scratch.
_FEW = 40
_MANY = 2000
_VERSIONS_KEPT = 4
# Splitting tables into sets costs as much as so many searches in their text.
_SEARCHES = 100


@dataclass(frozen=True, slots=True)
class _Folder:
    """Names of functions and of everything else in a folder, one a line, each with a line end on both sides."""

    functions: bytes
    others: bytes


@dataclass(slots=True)
class NameTable:
    """The names of a tree: those that are functions and nothing else."""

    folders: tuple[_Folder, ...]
    _searches: int = field(default=0, compare=False)
    _functions: frozenset[bytes] | None = field(default=None, compare=False)

    def is_function(self, name: str) -> bool:
        """Is this name a function and nothing else?"""
        word = name.encode("utf-8", "replace")
        if self._functions is None and self._searches < _SEARCHES:
            self._searches += 1
            line = b"\n%b\n" % word
            return any(line in one.functions for one in self.folders) and not any(
                line in one.others for one in self.folders
            )
        if self._functions is None:
            functions = (name for one in self.folders for name in one.functions.split())
            self._functions = frozenset(functions).difference(*(one.others.split() for one in self.folders))
        return word in self._functions


@dataclass(slots=True)
class LateNames:
    """The names of a tree, read when the first question comes: most patches name no function without parentheses."""

    read: Callable[[], NameTable]
    _table: NameTable | None = None

    def is_function(self, name: str) -> bool:
        """Is this name a function and nothing else?"""
        if self._table is None:
            self._table = self.read()
        return self._table.is_function(name)


def read_names(
    git: Git, revision: str, cache: str | None, *, build: bool, progress: Progress = lambda _: None
) -> NameTable | None:
    """Return the table of a revision's tree; folder by folder from the cache, else built and cached.

    Returns None when a folder is not cached and `build` is false.  `progress` hears how far the building is.
    """
    store = _Store(cache)
    folders: list[_Folder] = []
    for path, tree, near in _folder_trees(git, revision, store):
        table = store.load(tree)
        if table is None and not build:
            return None
        folders.append(table or _build(git, _Wanted(path, tree, near), store, progress))
    return NameTable(tuple(folders))


def _folder_trees(git: Git, revision: str, store: "_Store") -> Iterator[tuple[str, str, Sequence[str]]]:
    """Yield path and tree of each folder, and the trees of its stored versions that this repository holds as well."""
    stored = {path: store.versions(path) for path in FOLDERS}
    known = dict.fromkeys(tree for trees in stored.values() for tree in trees)
    query = "".join(f"{name}\n" for name in (*(f"{revision}:{path}" for path in FOLDERS), *known)).encode()
    lines = git("cat-file", "--batch-check=%(objectname) %(objecttype)", stdin=query).text.splitlines()
    here = {line.split()[0] for line in lines if line.endswith(" tree")}
    for path, line in zip(FOLDERS, lines, strict=False):
        if line.endswith(" tree"):
            yield path, line.split()[0], [tree for tree in stored[path] if tree in here]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A folder whose names are wanted: its path, its tree, and versions of it that are stored."""

    path: str
    tree: str
    near: Sequence[str]


def _build(git: Git, wanted: _Wanted, store: "_Store", progress: Progress) -> _Folder:
    from kx86.adapters.git.name_scan import scan

    for known in wanted.near:
        changed = _changed(git, known, wanted.tree)
        near = store.load(known) if changed is not None and len(changed) <= _MANY else None
        if near and changed is not None:
            functions, others = scan(git, changed, progress)
            table = _Folder(_lines(near.functions, functions), _lines(near.others, others))
            if len(changed) > _FEW:
                store.save(wanted.path, wanted.tree, table)
            return table
    functions, others = scan(git, _c_files(git, wanted.tree), progress)
    table = _Folder(_lines(b"", functions), _lines(b"", others))
    store.save(wanted.path, wanted.tree, table)
    return table


def _c_files(git: Git, tree: str) -> list[str]:
    listing = git("ls-tree", "-r", "--format=%(objectname) %(path)", tree).text.splitlines()
    return [line.split(" ", 1)[0] for line in listing if line.endswith(_C_FILES)]


def _changed(git: Git, old: str, new: str) -> list[str] | None:
    """List the C files of a tree that an older one lacks; None when the older one is not in this repository."""
    answer = git("diff-tree", "-r", "--raw", "--no-abbrev", "--no-renames", "--diff-filter=AMT", old, new)
    if answer.status:
        return None
    return [line.split()[3] for line in answer.text.splitlines() if line.endswith(_C_FILES)]


def _lines(known: bytes, more: set[bytes]) -> bytes:
    """Put names one a line, in order, with a line end before the first as well."""
    return b"\n" + b"".join(b"%b\n" % name for name in sorted(more.union(known.split())))


@dataclass(frozen=True, slots=True)
class _Store:
    """The cache: a file for each version of a folder, and for each folder a list of the versions, the newest first."""

    path: str | None

    def load(self, tree: str) -> _Folder | None:
        """Read the table of a tree object."""
        data = self._read(f"{tree}.names-{_FORMAT}")
        if data is None:
            return None
        functions, _, others = data.partition(b"\0")
        return _Folder(functions, others)

    def versions(self, path: str) -> Sequence[str]:
        """Name the tree objects of a folder that are stored."""
        data = self._read(self._list(path))
        return data.decode("ascii", "replace").split() if data else ()

    def save(self, path: str, tree: str, table: _Folder) -> None:
        """Store a table, and forget the oldest of its folder.  A cache that cannot be written is no error."""
        if self.path is None:
            return
        versions = [tree, *(one for one in self.versions(path) if one != tree)]
        try:
            os.makedirs(self.path, exist_ok=True)
            self._write(f"{tree}.names-{_FORMAT}", table.functions + b"\0" + table.others)
            self._write(self._list(path), "\n".join(versions[:_VERSIONS_KEPT]).encode())
            for old in versions[_VERSIONS_KEPT:]:
                os.unlink(os.path.join(self.path, f"{old}.names-{_FORMAT}"))
        except OSError:
            return

    def _list(self, path: str) -> str:
        return f"{path.replace('/', '-')}.versions-{_FORMAT}"

    def _read(self, name: str) -> bytes | None:
        if self.path is None:
            return None
        try:
            with open(os.path.join(self.path, name), "rb") as file:
                return file.read()
        except OSError:
            return None

    def _write(self, name: str, data: bytes) -> None:
        """Write beside and move in place, so that a stopped run or a full disk leaves no half table and no litter."""
        # Loaded here, as most runs find the table in the cache.
        from tempfile import mkstemp

        assert self.path is not None
        handle, part = mkstemp(dir=self.path)
        try:
            with open(handle, "wb") as file:
                file.write(data)
            os.replace(part, os.path.join(self.path, name))
        except BaseException:
            os.unlink(part)
            raise
