# SPDX-License-Identifier: GPL-2.0-or-later
"""A diff, and a way to look files up, in; the files as `git am` would leave them, or why it would stop, out."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from kx86.patch.diff import Diff, FileDiff
from kx86.patch.fit import fit

FOLDER = "40000"
_SUBMODULE = "160000"
_MODES = {"100644": "100644", "100755": "100755", "120000": "120000", "100664": "100644"}


class File(NamedTuple):
    """A file of a tree: its mode, and its content (none for a folder or a submodule)."""

    mode: str
    data: bytes


class Misfit(NamedTuple):
    """Where a diff does not fit, and why."""

    path: str
    why: str


Look = Callable[[str], File | None]


def land(diff: Diff, look: Look) -> Mapping[str, File | None] | Misfit:
    """What the files that a diff touches become, None for one that goes; a file is looked up before it is changed."""
    if not diff.files:
        return Misfit("", "no diff in it")
    changed: dict[str, File | None] = {}
    leaving = {file.old for file in diff.files if file.old and (file.renamed or file.new is None)}
    for file in diff.files:
        why = _refused(file) or _change(file, look, changed, leaving)
        if why:
            return Misfit(file.path, why)
    return changed


def _refused(file: FileDiff) -> str:
    """Why a file diff is not looked at any further."""
    if not all(_is_path(path) for path in (file.old, file.new) if path is not None) or not file.path:
        return "no path for a file of a tree"
    if _SUBMODULE in (file.mode, file.old_mode):
        return "a submodule"
    if (file.renamed or file.copied) and (file.old is None or file.new is None):
        return "a rename or copy with one name only"
    return ""


def _is_path(path: str) -> bool:
    """Could a tree hold this path, as git sees it?"""
    if "\0" in path or not path:
        return False
    return all(part not in ("", ".", "..") and part.lower() != ".git" for part in path.split("/"))


def _change(file: FileDiff, look: Look, changed: dict[str, File | None], leaving: set[str]) -> str:
    """Change one file; the answer is why it cannot be."""

    def now(path: str) -> File | None:
        return changed[path] if path in changed else look(path)

    moved = file.renamed or file.copied
    # The sources of renames are those of the state before the patch: two files may swap their names.
    before = (look(file.old) if moved else now(file.old)) if file.old else None
    if file.old and before is None:
        return "no such file"
    if before is not None and before.mode == FOLDER:
        return "a folder"
    if file.new and file.new != file.old and (why := _in_the_way(file.new, now, leaving)):
        return why
    post, why = fit(before.data if before else b"", file)
    if post is None:
        return why
    if file.new is None and post:
        return "the patch removes the file, but more is in it"
    if file.old and (file.renamed or file.new is None):
        changed[file.old] = None
    if file.new:
        changed[file.new] = File(_mode(file, before), post)
    return ""


def _in_the_way(path: str, now: Look, leaving: set[str]) -> str:
    """Why a new file cannot be made."""
    if path not in leaving and now(path) is not None:
        return "exists already"
    parts = path.split("/")[:-1]
    for depth in range(len(parts), 0, -1):
        above = "/".join(parts[:depth])
        found = now(above)
        if found is not None:
            return "" if found.mode == FOLDER or above in leaving else f"{above} is a file"
    return ""


def _mode(file: FileDiff, before: File | None) -> str:
    """The mode of the post-image: that of the tree, unless the patch changes it."""
    if before is not None and file.old_mode is None:
        return before.mode
    return _MODES.get(file.mode or "", "100644")
