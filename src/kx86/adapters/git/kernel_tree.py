# SPDX-License-Identifier: GPL-2.0-or-later
"""The tree of a revision, read through one long-lived git and remembered in a file by what was read."""

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from hashlib import sha256

from kx86.adapters.git.cat_file import CatFile
from kx86.adapters.git.process import git
from kx86.testing.tree_facts import HEADERS, HOMES, TreeFacts

# What is remembered depends on what is read and on how; raise this number when either changes.
_FORM = 1
_KEPT = 12
# A file beyond this size is generated or hostile; a tree has a hundred such files.
_LARGEST = 2_000_000
_MOST = 2000
_MOST_BYTES = 64_000_000


class LocalKernelTree:
    """See ports.kernel_tree.KernelTree."""

    def __init__(self, folder: str, cache: str | None = None, progress: Callable[[str], None] = lambda _: None) -> None:
        self.folder = folder
        self.cache = cache
        self.progress = progress
        self.trace: list[Sequence[str]] = []
        self._known: dict[str, TreeFacts | None] = {}

    def facts(self, revision: str) -> TreeFacts | None:
        """See KernelTree."""
        if revision not in self._known:
            self._known[revision] = self._facts(revision)
        return self._known[revision]

    def _facts(self, revision: str) -> TreeFacts | None:
        places = (*HOMES, *HEADERS)
        query = "".join(f"{revision}:{place}\n" for place in places).encode("utf-8", "surrogateescape")
        answer = git(
            self.folder, "cat-file", "--batch-check=%(objectname) %(objecttype)", stdin=query, trace=self.trace
        )
        found = [line.split() for line in answer.text.splitlines()]
        ids = [row[0] if len(row) == 2 and row[1] in ("tree", "blob") else "" for row in found]
        if not ids or not ids[0]:
            return None
        key = sha256(f"{_FORM} {' '.join(ids)}".encode()).hexdigest()[:32]
        kept = self._load(key)
        if kept is None:
            self.progress("reading the module params of this tree, once")
            kept = self._read(revision)
            self._save(key, kept)
        return kept

    def _read(self, revision: str) -> TreeFacts:
        # Most runs find what they need in the cache.
        from kx86.testing.tree_read import is_read, tree_facts

        listing = git(self.folder, "ls-tree", "-r", "-z", "-l", revision, "--", *HOMES, *HEADERS, trace=self.trace)
        wanted: dict[str, str] = {}
        left = _MOST_BYTES
        for row in listing.text.split("\0")[:-1]:
            head, _, path = row.partition("\t")
            words = head.split()
            size = int(words[3]) if len(words) == 4 and words[3].isdecimal() else _LARGEST + 1
            if is_read(path) and size <= min(_LARGEST, left) and len(wanted) < _MOST:
                wanted[path] = words[2]
                left -= size
        with CatFile(self.folder) as cat:
            objects = list(cat.stream(wanted.values()))
        pairs = zip(wanted, objects, strict=True)
        return tree_facts({path: one.data.decode("utf-8", "replace") for path, one in pairs if one is not None})

    def _load(self, key: str) -> TreeFacts | None:
        import msgspec

        if self.cache is None:
            return None
        try:
            with open(os.path.join(self.cache, f"{key}.json"), "rb") as file:
                return msgspec.json.decode(file.read(), type=TreeFacts)
        except (OSError, msgspec.DecodeError, RecursionError):
            return None

    def _save(self, key: str, facts: TreeFacts) -> None:
        """Remember what was read, and forget what was asked for longest ago.  A cache that cannot be written is no error."""
        import msgspec

        if self.cache is None:
            return
        with suppress(OSError):
            os.makedirs(self.cache, exist_ok=True)
            part = os.path.join(self.cache, f"{key}.{os.getpid()}")
            with open(part, "wb") as file:
                file.write(msgspec.json.encode(facts))
            os.replace(part, os.path.join(self.cache, f"{key}.json"))
            kept = sorted(os.scandir(self.cache), key=lambda one: one.stat().st_mtime)
            for old in kept[:-_KEPT]:
                os.unlink(old.path)
