# SPDX-License-Identifier: GPL-2.0-or-later
"""Commits on another base, one after another, each by a three-way merge; no work tree, no `git replay`, which came later.

`merge-tree` of git 2.39 takes no merge base, so a throw-away commit makes one: with the tree of the new tip and the parent of
the commit to pick, both share that parent and nothing younger.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kx86.adapters.git.merging import merge_all, unreadable
from kx86.adapters.git.objects import Objects, Slot
from kx86.adapters.git.private import Private
from kx86.patch.land import FOLDER
from kx86.ports.trees import Clash, Moved, Stuck

_NO_MODE = "000000"


class Change(NamedTuple):
    """A path that a commit changes: what was there, and what is (None for nothing)."""

    path: str
    old: Slot | None
    new: Slot | None


def replay(private: Private, objects: Objects, commits: Sequence[str], onto: str) -> Moved:
    """Put commits, oldest first, on top of another; stop at the first that conflicts."""
    objects.show()
    changes = _changes(private, commits)
    tip = onto
    made: list[str] = []
    empty: list[int] = []
    for n, sha in enumerate(commits, 1):
        tree, clash = _pick(private, objects, tip, sha, changes.get(sha))
        if clash is not None:
            stuck = Stuck(n=n, path=clash.path, why=f"conflict: {clash.kind}")
            return Moved(commits=tuple(made), stuck=stuck, empty=tuple(empty))
        if tree == objects.tree_of(tip):
            empty.append(n)
        head, message = _said(objects.read(sha, "commit"))
        tip = sha if _parent(objects, sha) == tip else objects.commit(tree, (tip,), message, head)
        made.append(tip)
    return Moved(commits=tuple(made), empty=tuple(empty))


def _pick(
    private: Private, objects: Objects, tip: str, sha: str, changes: Sequence[Change] | None
) -> tuple[str, Clash | None]:
    """The tree of a commit on a new tip, and what conflicts."""
    parent = _parent(objects, sha)
    onto, before = objects.tree_of(tip), objects.tree_of(parent) if parent else None
    if before == onto:
        return objects.tree_of(sha), None
    if changes is not None and before is not None and all(_is_plain(objects, onto, before, one) for one in changes):
        return objects.edit(onto, {one.path: one.new for one in changes}), None
    if parent is None:
        root = objects.commit(objects.write("tree", b""), ())
        ours, theirs = objects.commit(onto, (root,)), objects.commit(objects.tree_of(sha), (root,))
    else:
        ours, theirs = objects.commit(onto, (parent,)), sha
    objects.show([ours, theirs])
    merged = merge_all(private, [(ours, theirs)])[0]
    return merged.tree, merged.clashes[0] if merged.clashes else None


def _is_plain(objects: Objects, onto: str, before: str, change: Change) -> bool:
    """Does a change need no merge: is what it changes the same on the new tip, and no folder around it gone there?

    A file that is new in a folder which the new tip renamed moves along, or conflicts: git decides that.
    """
    if objects.look(onto, change.path) != change.old:
        return False
    if change.old is not None:
        return True
    folder = change.path
    while folder := folder.rpartition("/")[0]:
        there = objects.look(before, folder)
        if there is not None:
            now = objects.look(onto, folder)
            return there.mode == FOLDER and now is not None and now.mode == FOLDER
    return True


def _parent(objects: Objects, sha: str) -> str | None:
    lines = objects.read(sha, "commit").split(b"\n", 2)
    return lines[1][7:].decode("ascii", "replace") if len(lines) > 1 and lines[1].startswith(b"parent ") else None


def _said(commit: bytes) -> tuple[bytes, bytes]:
    """The lines of author and committer, and the message; a signature would be of another commit."""
    head, _, message = commit.partition(b"\n\n")
    kept = [line for line in head.split(b"\n") if line.startswith((b"author ", b"committer ", b"encoding "))]
    return b"".join(line + b"\n" for line in kept), message


def _changes(private: Private, commits: Sequence[str]) -> Mapping[str, Sequence[Change]]:
    """What each commit changes against its first parent; a merge and a first commit are left to git."""
    shas = "".join(f"{sha}\n" for sha in commits)
    options = ("-r", "--raw", "--no-abbrev", "--no-renames", "-z", "--stdin")
    answer = private.git("diff-tree", *options, stdin=shas.encode())
    if answer.status:
        raise unreadable(answer)
    return read_changes(answer.out)


def read_changes(out: bytes) -> dict[str, list[Change]]:
    """Read `diff-tree -z --raw --stdin`: commits, each with rows of modes, ids, a letter and a path."""
    found: dict[str, list[Change]] = {}
    here: list[Change] = []
    fields = iter(out.decode("utf-8", "surrogateescape").split("\0"))
    for field in fields:
        if field.startswith(":"):
            old_mode, new_mode, old, new, _ = field[1:].split(" ", 4)
            here.append(Change(next(fields, ""), _slot(old_mode, old), _slot(new_mode, new)))
        elif field:
            here = found.setdefault(field.strip(), [])
    return found


def _slot(mode: str, name: str) -> Slot | None:
    return None if mode == _NO_MODE else Slot(mode.lstrip("0"), name)
