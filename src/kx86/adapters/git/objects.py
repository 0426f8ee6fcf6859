# SPDX-License-Identifier: GPL-2.0-or-later
"""Objects of a private git directory: read through one git, kept in memory, written as a pack when a git must see them.

Most of what a series makes on its way nobody reads: to keep it in memory saves hundreds of files.
"""

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kx86.adapters.git.cat_file import CatFile
from kx86.adapters.git.pack import make_pack
from kx86.adapters.git.private import Private
from kx86.errors import EnvironmentProblem
from kx86.patch.land import FOLDER

# The author of what nobody keeps; with a fixed date the same question makes the same objects.
_NOBODY = "kx86 <kx86@localhost> 0 +0000"


class Slot(NamedTuple):
    """What a tree holds at a path: the mode, and the id of the object."""

    mode: str
    id: str


class Objects:
    """Trees, blobs and commits; a tree that was read or written is remembered."""

    def __init__(self, private: Private) -> None:
        self.private = private
        self._reader: CatFile | None = None
        self._hash = hashlib.sha256 if private.form == "sha256" else hashlib.sha1
        self._trees: dict[str, dict[bytes, Slot]] = {}
        self._commit_trees: dict[str, str] = {}
        self._kept: dict[str, tuple[str, bytes]] = {}
        self._shown: set[str] = set()

    def close(self) -> None:
        """End the git that reads."""
        if self._reader is not None:
            self._reader.close()

    @property
    def _cat(self) -> CatFile:
        if self._reader is None:
            self._reader = CatFile(self.private.path, extra=self.private.environment)
        return self._reader

    def read(self, name: str, kind: str) -> bytes:
        """Read an object.  Raises EnvironmentProblem when the clone lacks it."""
        if (kept := self._kept.get(name)) is not None and kept[0] == kind:
            return kept[1]
        found = self._cat.get(name)
        if found is None or found.kind != kind:
            raise EnvironmentProblem(
                f"{name[:60]}: the clone lacks this {kind}",
                hint="git fetch --unshallow in a shallow clone, git fetch --refetch --no-filter in a partial one",
            )
        return found.data

    def blob_id(self, name: str) -> str | None:
        """Return the full id of a blob by its id, perhaps abbreviated; None when there is none, or several."""
        kept = next((one for one, (kind, _) in self._kept.items() if kind == "blob" and one.startswith(name)), None)
        if kept is not None:
            return kept
        found = self._cat.get(name)
        return found.id if found is not None and found.kind == "blob" else None

    def commit_id(self, name: str) -> str | None:
        """Return the full id of a commit by its id, perhaps abbreviated; None when there is none, or several."""
        found = self._cat.get(f"{name}^{{commit}}")
        return found.id if found is not None and found.id.startswith(name) else None

    def write(self, kind: str, data: bytes) -> str:
        """Take an object and return its id."""
        name = self._hash(b"%b %d\0%b" % (kind.encode(), len(data), data)).hexdigest()
        self._kept.setdefault(name, (kind, data))
        return name

    def show(self, commits: Iterable[str] = ()) -> None:
        """Let git see commits that were made, with their files and with what they stand on; everything without a name."""
        waiting = [name for name in commits if name in self._kept] if commits else list(self._kept)
        whole = set(waiting)
        done: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name in done or name not in self._kept:
                continue
            done.add(name)
            kind, data = self._kept[name]
            if kind == "commit":
                parents = [line[7:] for line in data.partition(b"\n\n")[0].split(b"\n") if line.startswith(b"parent ")]
                waiting += [parent.decode("ascii", "replace") for parent in parents]
                waiting += [self.tree_of(name)] if name in whole else []
            elif kind == "tree":
                waiting += [slot.id for slot in self.tree(name).values()]
        self._write(sorted(done - self._shown))
        self._shown |= done

    def _write(self, names: Sequence[str]) -> None:
        if not names:
            return
        packed = make_pack([(name, *self._kept[name]) for name in names], self._hash)
        place = os.path.join(self.private.path, "objects", "pack", f"pack-{len(self._shown)}")
        os.makedirs(os.path.dirname(place), exist_ok=True)
        for ending, data in (("pack", packed.pack), ("idx", packed.names)):
            with open(f"{place}.{ending}", "wb") as file:
                file.write(data)

    def made(self, name: str) -> bool:
        """Was an object made here?"""
        return name in self._kept

    def tree_of(self, commit: str) -> str:
        """Return the id of the tree of a commit."""
        found = self._commit_trees.get(commit)
        if found is None:
            found = self.read(commit, "commit")[5:].partition(b"\n")[0].decode("ascii", "replace")
            self._commit_trees[commit] = found
        return found

    def tree(self, name: str) -> dict[bytes, Slot]:
        """Return what a tree holds, by name."""
        found = self._trees.get(name)
        if found is None:
            found = self._trees[name] = self._parsed(self.read(name, "tree"))
        return found

    def _parsed(self, data: bytes) -> dict[bytes, Slot]:
        size = self._hash().digest_size
        found = {}
        at = 0
        while at < len(data):
            end = data.index(b"\0", at)
            mode, _, name = data[at:end].partition(b" ")
            found[name] = Slot(mode.decode("ascii", "replace"), data[end + 1 : end + 1 + size].hex())
            at = end + 1 + size
        return found

    def look(self, tree: str, path: str) -> Slot | None:
        """Return what a tree holds at a path; None for nothing."""
        *folders, last = path.encode("utf-8", "surrogateescape").split(b"/")
        for folder in folders:
            found = self.tree(tree).get(folder)
            if found is None or found.mode != FOLDER:
                return None
            tree = found.id
        return self.tree(tree).get(last)

    def edit(self, tree: str | None, changes: Mapping[str, Slot | None]) -> str:
        """Write a tree with some paths changed, None for what goes; return its id."""
        nested: dict[bytes, object] = {}
        for path, slot in changes.items():
            *folders, last = path.encode("utf-8", "surrogateescape").split(b"/")
            at = nested
            for folder in folders:
                below = at.setdefault(folder, {})
                if not isinstance(below, dict):
                    # A file goes where a folder comes.
                    below = at[folder] = {}
                at = below
            if not (slot is None and isinstance(at.get(last), dict)):
                at[last] = slot
        return self._edit(tree, nested) or self.write("tree", b"")

    def _edit(self, tree: str | None, changes: Mapping[bytes, object]) -> str | None:
        entries = dict(self.tree(tree)) if tree else {}
        for name, change in changes.items():
            if isinstance(change, dict):
                old = entries.get(name)
                made = self._edit(old.id if old and old.mode == FOLDER else None, change)
                slot = Slot(FOLDER, made) if made else None
            else:
                assert change is None or isinstance(change, Slot)
                slot = change
            if slot is None:
                entries.pop(name, None)
            else:
                entries[name] = slot
        return self.write_tree(entries) if entries else None

    def write_tree(self, entries: dict[bytes, Slot]) -> str:
        """Write a tree of these names, and return its id."""
        ordered = sorted(entries.items(), key=lambda item: item[0] + b"/" if item[1].mode == FOLDER else item[0])
        data = b"".join(b"%b %b\0%b" % (slot.mode.encode(), name, bytes.fromhex(slot.id)) for name, slot in ordered)
        made = self.write("tree", data)
        self._trees[made] = entries
        return made

    def commit(self, tree: str, parents: tuple[str, ...], message: bytes = b"", head: bytes = b"") -> str:
        """Write a commit; `head` holds its author and committer lines, nobody's without them."""
        lines = [b"tree %b\n" % tree.encode(), *(b"parent %b\n" % parent.encode() for parent in parents)]
        nobody = f"author {_NOBODY}\ncommitter {_NOBODY}\n".encode()
        made = self.write("commit", b"".join([*lines, head or nobody, b"\n", message]))
        self._commit_trees[made] = tree
        return made
