# SPDX-License-Identifier: GPL-2.0-or-later
"""Names of functions in a tree, read from the C files once and cached by the id of each folder's tree object.

A name counts as a function when the tree defines or calls it at the start of a line or through a macro, and never uses it as
a field, a tag of a struct or a variable that is assigned.
"""

import os
import re
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kx86.adapters.git.process import Answer

Git = Callable[..., Answer]

# Folders whose functions KVM changelogs speak of; a tree that lacks one simply has none of its names.
FOLDERS = (
    "arch/x86", "virt", "include/linux", "include/trace", "kernel", "mm", "lib", "fs", "drivers/iommu", "drivers/vfio",
    "tools/testing/selftests/kvm",
)  # fmt: skip
_FORMAT = "1"
_DEFINED = re.compile(rb"^(?:[A-Za-z_][^\n(){};=\"]{0,200}[ \t*])?([a-z_][a-z0-9_]{2,})\((?!\*)", re.M)
_MACRO = re.compile(rb"^#[ \t]*define[ \t]+([a-z_][a-z0-9_]{2,})\(", re.M)
_OTHER = re.compile(rb"(?:->|\.|struct |union |enum )[ \t]*([a-z_][a-z0-9_]{2,})\b(?!\()")
_KEYWORDS = frozenset((b"if", b"for", b"while", b"switch", b"return", b"sizeof", b"defined", b"else"))


@dataclass(frozen=True, slots=True)
class NameTable:
    """The names of a tree: those that are functions and nothing else."""

    functions: frozenset[str]

    def is_function(self, name: str) -> bool:
        """Is this name a function and nothing else?"""
        return name in self.functions


def read_names(
    git: Git, revision: str, cache: str | None, *, build: bool, progress: Callable[[str], None] = lambda _: None
) -> NameTable | None:
    """Return the table of a revision's tree; folder by folder from the cache, else built and cached.

    Returns None when a folder is not cached and `build` is false.  `progress` hears how far the building is.
    """
    trees = _folder_trees(git, revision)
    functions: set[str] = set()
    others: set[str] = set()
    for tree in trees:
        table = _load(cache, tree)
        if table is None:
            if not build:
                return None
            table = _scan(git, tree, progress)
            _store(cache, tree, table)
        functions |= table[0]
        others |= table[1]
    return NameTable(frozenset(functions - others))


def _folder_trees(git: Git, revision: str) -> list[str]:
    query = "".join(f"{revision}:{folder}\n" for folder in FOLDERS).encode()
    lines = git("cat-file", "--batch-check=%(objectname) %(objecttype)", stdin=query).text.splitlines()
    return [line.split()[0] for line in lines if line.endswith(" tree")]


def _load(cache: str | None, tree: str) -> tuple[set[str], set[str]] | None:
    if cache is None:
        return None
    try:
        with open(os.path.join(cache, f"{tree}.names-{_FORMAT}"), encoding="ascii") as file:
            functions, _, others = file.read().partition("\n\n")
    except OSError:
        return None
    return set(functions.split()), set(others.split())


def _store(cache: str | None, tree: str, table: tuple[set[str], set[str]]) -> None:
    """Write beside and move in place, so that a stopped run leaves no half table; a cache that cannot be written is no error."""
    if cache is None:
        return
    try:
        os.makedirs(cache, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=cache)
        with open(handle, "w", encoding="ascii") as file:
            file.write("\n".join(sorted(table[0])) + "\n\n" + "\n".join(sorted(table[1])))
        os.replace(part, os.path.join(cache, f"{tree}.names-{_FORMAT}"))
    except OSError:
        return


def _scan(git: Git, tree: str, progress: Callable[[str], None]) -> tuple[set[str], set[str]]:
    functions: set[bytes] = set()
    others: set[bytes] = set()
    for source in _sources(git, tree, progress):
        functions.update(_DEFINED.findall(source))
        functions.update(_MACRO.findall(source))
        others.update(_OTHER.findall(source))
    return {name.decode() for name in functions - _KEYWORDS}, {name.decode() for name in others}


def _sources(git: Git, tree: str, progress: Callable[[str], None]) -> Iterable[bytes]:
    """Yield the C files of a tree, some at a time to bound memory."""
    listing = git("ls-tree", "-r", "--format=%(objectname) %(path)", tree).text.splitlines()
    blobs = [line.split(" ", 1)[0] for line in listing if line.endswith((".c", ".h"))]
    for start in range(0, len(blobs), 400):
        progress(f"reading the names of functions, once for this tree: {start} of {len(blobs)} files")
        query = "".join(f"{blob}\n" for blob in blobs[start : start + 400]).encode()
        yield git("cat-file", "--batch", stdin=query).out
