# SPDX-License-Identifier: GPL-2.0-or-later
"""`git am` and `git am -3` in memory: the patches of a posted series on top of a commit."""

from collections.abc import Mapping

from kx86.adapters.git.merging import merge_all
from kx86.adapters.git.objects import Objects, Slot
from kx86.adapters.git.private import Private
from kx86.patch.land import FOLDER, File, Misfit, land
from kx86.ports.trees import Moved, Stuck
from kx86.series.patch import Patch
from kx86.series.series import Series

_SUBMODULE = "160000"
# The date of all commits that are made, so that the same question makes the same objects.
_DATE = "0 +0000"


class Am:
    """Applies patches one after another; the files that were touched are kept at hand."""

    def __init__(self, private: Private, objects: Objects, onto: str) -> None:
        self._private = private
        self._objects = objects
        self._tip = onto
        self._tree = objects.tree_of(onto)
        self._files: dict[str, File | None] = {}

    def apply(self, series: Series, three_way: bool) -> Moved:
        """Apply every patch until one does not fit."""
        made: list[str] = []
        empty: list[int] = []
        merged: list[int] = []
        for patch in series.patches:
            landed = land(patch.diff, self._look)
            if not isinstance(landed, Misfit):
                tree, clash = self._written(landed), None
            elif three_way:
                tree, clash = self._merged(patch, landed)
                merged += [] if clash else [patch.n]
            else:
                tree, clash = "", landed
            if clash is not None:
                stuck = Stuck(n=patch.n, path=clash.path, why=clash.why)
                return Moved(commits=tuple(made), stuck=stuck, empty=tuple(empty), merged=tuple(merged))
            if tree == self._tree:
                empty.append(patch.n)
            self._tree = tree
            self._tip = self._objects.commit(tree, (self._tip,), *_said(patch))
            made.append(self._tip)
        return Moved(commits=tuple(made), empty=tuple(empty), merged=tuple(merged))

    def _look(self, path: str) -> File | None:
        if path not in self._files:
            self._files[path] = self._read(self._objects.look(self._tree, path))
        return self._files[path]

    def _read(self, slot: Slot | None) -> File | None:
        if slot is None or slot.mode in (FOLDER, _SUBMODULE):
            return File(slot.mode, b"") if slot else None
        return File(slot.mode, self._objects.read(slot.id, "blob"))

    def _written(self, landed: Mapping[str, File | None]) -> str:
        """The tree with these files in it."""
        # What is known of folders is of the tree before.
        self._files = {path: file for path, file in self._files.items() if file and file.mode != FOLDER}
        self._files.update(landed)
        slots = {
            path: Slot(file.mode, self._objects.write("blob", file.data)) if file else None
            for path, file in landed.items()
        }
        return self._objects.edit(self._tree, slots)

    def _merged(self, patch: Patch, misfit: Misfit) -> tuple[str, Misfit | None]:
        """The tree that a three-way merge makes, or what conflicts; `misfit` stands when there is nothing to merge from."""
        before: dict[str, Slot | None] = {}
        for file in patch.diff.files:
            if file.old is None:
                continue
            name = self._objects.blob_id(file.old_blob) if file.old_blob else None
            here = self._objects.look(self._tree, file.old)
            if name is None:
                return "", misfit
            before.setdefault(file.old, Slot(file.old_mode or file.mode or (here.mode if here else "100644"), name))
        objects = self._objects
        # When a file is not where the patch has it, only a tree of nothing else lets git see where it was renamed to.
        moved = any(objects.look(self._tree, path) is None for path in before)
        absent = {file.new: None for file in patch.diff.files if file.new and file.new not in before}
        ancestor = objects.edit(None if moved else self._tree, {**absent, **before})
        landed = land(patch.diff, lambda path: self._read(objects.look(ancestor, path)))
        if isinstance(landed, Misfit):
            return "", misfit
        slots = {
            path: Slot(file.mode, objects.write("blob", file.data)) if file else None for path, file in landed.items()
        }
        base = objects.commit(ancestor, ())
        theirs = objects.commit(objects.edit(ancestor, slots), (base,))
        ours = objects.commit(self._tree, (base,))
        objects.show([base, ours, theirs])
        merged = merge_all(self._private, [(ours, theirs)])[0]
        for clash in merged.clashes:
            return "", Misfit(clash.path, f"conflict: {clash.kind}")
        self._files = {}
        return merged.tree, None


def _said(patch: Patch) -> tuple[bytes, bytes]:
    """The message of a commit, and its author."""
    lines = (patch.subject.title, "", *patch.changelog, "", *patch.trailer_lines)
    who = f"{_plain(patch.author.name)} <{_plain(patch.author.email)}> {_DATE}"
    head = f"author {who}\ncommitter {who}\n"
    return "\n".join(lines).encode("utf-8", "replace") + b"\n", head.encode("utf-8", "replace")


def _plain(text: str) -> str:
    """Text without what ends a name or an address in a commit."""
    return "".join(" " if char in "<>\n\0" else char for char in text).strip()
