# SPDX-License-Identifier: GPL-2.0-or-later
"""Edits of files by what stands around them, so that edits of several topics add up as a merge adds them up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Before:
    """Code before a function, apart from it by a blank line."""

    path: str
    head: str
    text: str

    def apply(self, before: str) -> str:
        """Insert the code before the function's comment."""
        at = before.rindex("\n\n", 0, before.index(self.head)) + 2
        return f"{before[:at]}{self.text}\n{before[at:]}"


@dataclass(frozen=True)
class Tail:
    """Statements at the end of a function, before its last return."""

    path: str
    head: str
    text: str

    def apply(self, before: str) -> str:
        """Insert the statements before the return, or before the closing brace."""
        end = before.index("\n}\n", before.index(self.head))
        last = before.rindex("\n", 0, end) + 1
        at = last if before.startswith("\treturn", last) else end + 1
        return f"{before[:at]}{self.text}{before[at:]}"


@dataclass(frozen=True)
class Replace:
    """One text in the place of another that occurs once."""

    path: str
    old: str
    new: str

    def apply(self, before: str) -> str:
        """Put the new text in the place of the old one."""
        if before.count(self.old) != 1:
            raise ValueError(f"{self.path}: not once: {self.old!r}")
        return before.replace(self.old, self.new)


@dataclass(frozen=True)
class Last:
    """Lines before the last line that begins with a text: a declaration before the end of a header."""

    path: str
    line: str
    text: str

    def apply(self, before: str) -> str:
        """Insert the lines."""
        at = before.rindex(f"\n{self.line}") + 1
        return f"{before[:at]}{self.text}{before[at:]}"


@dataclass(frozen=True)
class New:
    """A new file."""

    path: str
    text: str

    def apply(self, _: str) -> str:
        """Return the whole file."""
        return self.text


Edit = Before | Tail | Replace | Last | New
Tree = dict[str, str]


def apply(root: Mapping[str, str], tree: Mapping[str, str], edits: Iterable[Edit]) -> Tree:
    """Return the files that edits leave behind; `tree` is what differs from `root`."""
    changed: Tree = {}
    for edit in edits:
        before = changed.get(edit.path) or tree.get(edit.path) or root.get(edit.path, "")
        changed[edit.path] = edit.apply(before)
    return changed
