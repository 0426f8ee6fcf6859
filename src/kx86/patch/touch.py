# SPDX-License-Identifier: GPL-2.0-or-later
"""What a diff touches: files, lines that are truly new, functions, identifiers."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from kx86.patch.diff import Diff

# Shorter lines ("else", "return;", "}") recur everywhere; finding one removed elsewhere says nothing.
_LEAST_MOVED = 8

C_LIKE = (".c", ".h", ".S")
"""How the names of files end that hold C or assembler."""

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_TEXT = re.compile(r'"(?:[^"\\]|\\.)*+"?')
_COMMENT = re.compile(r"(?s:/\*.*?(?:\*/|\Z))")
_DEFINED = re.compile(r"[A-Za-z_][A-Za-z0-9_ \t*]*+\(")
_ASM_START = re.compile(r"SYM_(?:FUNC|CODE|INNER)_\w*START\w*\((\w+)")
_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_")
_KEYWORDS = (
    "if",
    "for",
    "while",
    "switch",
    "return",
    "sizeof",
    "typeof",
    "else",
    "do",
    "case",
    "goto",
    "defined",
    "asm",
)
_NOT_FUNCTIONS = frozenset((*_KEYWORDS, "__attribute__", "__attribute", "__aligned", "__printf"))


class AddedLine(NamedTuple):
    """An added line: file, line number in the post-image, text without the mark."""

    file: str
    line: int
    text: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Touch:
    """What a diff touches.  Two values are never equal, so that answers can be remembered by touch.

    `files` are the paths, in order, without repetition.  `added` leaves out moved lines, that is those which the same diff also
    removes (compared without indentation and trailing blanks); `new` holds (file, line) of `added`.  The counts
    are of all added and removed lines.
    """

    files: tuple[str, ...]
    added: tuple[AddedLine, ...]
    removed_count: int
    added_count: int
    diff: Diff = field(repr=False)

    @cached_property
    def new(self) -> frozenset[tuple[str, int]]:
        """File and post-image line number of each line of `added`."""
        return frozenset((line.file, line.line) for line in self.added)

    @cached_property
    def functions(self) -> frozenset[str]:
        """Functions named by hunk headings, and those whose head stands in a hunk."""
        return functions_of(self.diff)

    @cached_property
    def identifiers(self) -> frozenset[str]:
        """C identifiers on added and removed lines, outside of strings and comments."""
        names: set[str] = set()
        for file in self.diff.files:
            for hunk in file.hunks:
                for line in hunk.lines:
                    if line.kind != " ":
                        names.update(_WORD.findall(_code(line.text)))
        return frozenset(names)


def touch(diff: Diff) -> Touch:
    """See what `diff` touches."""
    removed: set[str] = set()
    added: list[AddedLine] = []
    removed_count = 0
    for file in diff.files:
        path = file.path
        for hunk in file.hunks:
            for kind, text, _, new in hunk.lines:
                if kind == "+":
                    added.append(AddedLine(path, new or 0, text))
                elif kind == "-":
                    removed_count += 1
                    removed.add(text.strip())
    added_count = len(added)
    if removed:
        added = [line for line in added if not _is_moved(line.text.strip(), removed)]
    return Touch(
        files=tuple(dict.fromkeys(file.path for file in diff.files)),
        added=tuple(added),
        removed_count=removed_count,
        added_count=added_count,
        diff=diff,
    )


def functions_of(diff: Diff) -> frozenset[str]:
    """The functions of C and assembler that headings of hunks name, and those whose head stands in a hunk."""
    names: set[str] = set()
    for file in diff.files:
        if not file.path.endswith(C_LIKE):
            continue
        for hunk in file.hunks:
            names.add(function_head(hunk.heading))
            # Only a line at the left margin begins a function: most lines need no look.
            names.update([function_head(text) for _, text, _, _ in hunk.lines if text[:1] in _LETTERS and "(" in text])
    names.discard("")
    return frozenset(names)


def _is_moved(text: str, removed: set[str]) -> bool:
    return text in removed and len(text) >= _LEAST_MOVED


def function_head(text: str) -> str:
    """The name of the function that a line at the left margin declares or defines; empty when it does none."""
    if text.startswith("SYM_"):
        found = _ASM_START.match(text)
        return found[1] if found else ""
    head = _DEFINED.match(text)
    if head is None:
        return ""
    words = head[0][:-1].replace("*", " ").split()
    if not words or words[0] in _NOT_FUNCTIONS or words[0] == "typedef":
        return ""
    name = words[-1]
    # Macros build and register things at the left margin; a lone name is a function only when its type is on the line above.
    if name in _NOT_FUNCTIONS or name.isupper() or not name.isidentifier():
        return ""
    return "" if len(words) == 1 and text.rstrip().endswith(";") else name


def _code(text: str) -> str:
    """The line without strings and comments; a line that looks like the inside of a block comment gives nothing."""
    if text.lstrip().startswith(("* ", "*/")) or text.strip() == "*":
        return ""
    if '"' in text:
        text = _TEXT.sub(" ", text)
    text = text.partition("//")[0]
    return _COMMENT.sub(" ", text) if "/*" in text else text
