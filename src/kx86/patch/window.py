# SPDX-License-Identifier: GPL-2.0-or-later
"""Windows on C files: the consecutive post-image lines of one hunk (or of a whole file), masked and with brackets paired.

Comments and the inside of string and character constants are blanked in the masked text, so that a search for code finds
code only; every column stays true.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from kx86.patch.diff import LONGEST, Diff, FileDiff, Hunk

TAB = 8
_ENDS = (".c", ".h", ".S")
# Everything is optional at the end, so that an open comment or string is read once and never again.
_MASKED = re.compile(r"""/\*[\s\S]*?(?:\*/|\Z)|//[^\n]*|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?""")
_NOT_NEWLINE = re.compile(r"[^\n]")
_BRACKET = re.compile(r"[(){}\[\]\n]")
_DEEP = 100  # deeper nesting is no code of a person, and would make each step dear
_OPEN = {")": "(", "}": "{", "]": "["}


@dataclass(frozen=True, slots=True)
class Brackets:
    """How brackets pair up, by offset: partners, the one around each opening one, and the one around each line's begin.

    -1 stands for none that the window shows.
    """

    close: dict[int, int]
    open: dict[int, int]
    outer: dict[int, int]
    around: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Window:
    """Consecutive lines of a post-image; two windows are never equal, so that answers can be remembered by window.

    `start` is the number of the first one; `new` tells the added, not moved ones.
    """

    file: str
    heading: str
    start: int
    lines: tuple[str, ...]
    new: tuple[bool, ...]

    @cached_property
    def text(self) -> str:
        """The lines, joined."""
        return "\n".join(self.lines)

    @cached_property
    def code(self) -> str:
        """The lines, joined, with comments and the inside of strings blanked: every offset is as in `text`."""
        return _mask(self.text)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The masked lines without trailing blanks."""
        return tuple([line.rstrip() for line in self.code.split("\n")])

    @cached_property
    def offsets(self) -> tuple[int, ...]:
        """Where in `text` each line begins."""
        found, at = [], 0
        for line in self.lines:
            found.append(at)
            at += len(line) + 1
        return tuple(found)

    @cached_property
    def added(self) -> tuple[int, ...]:
        """Indices of the new lines."""
        return tuple([index for index, new in enumerate(self.new) if new])

    @cached_property
    def macro(self) -> tuple[bool, ...]:
        """Which lines belong to something that backslashes continue."""
        if "\\\n" not in self.text:
            return (False,) * max(1, len(self.lines))
        found = [line.endswith("\\") for line in self.lines]
        return tuple([here or above for here, above in zip(found, [False, *found])])

    @cached_property
    def brackets(self) -> Brackets:
        """The pairs of brackets; those of macros are left out, and a `}` in the first column closes everything."""
        return _Scan(self).run()

    def base(self, opening: int) -> int:
        """The outermost parenthesis of the expression that an opening parenthesis belongs to."""
        around, code = self.brackets.outer, self.code
        outer = around[opening]
        while outer >= 0 and code[outer] == "(":
            opening, outer = outer, around[outer]
        return opening

    def index(self, offset: int) -> int:
        """The index of the line that holds an offset of `text`."""
        return bisect_right(self.offsets, offset) - 1

    def column(self, offset: int) -> int:
        """The visual column of an offset, tabs expanded."""
        index = self.index(offset)
        return width(self.lines[index][: offset - self.offsets[index]])

    def indent(self, index: int) -> int:
        """The visual column of the first character of a line that is no blank."""
        line = self.lines[index]
        return width(line[: len(line) - len(line.lstrip())])


def width(text: str) -> int:
    """How many columns a piece of a line takes, tabs expanded."""
    return len(text.expandtabs(TAB)) if "\t" in text else len(text)


def blanks(columns: int) -> str:
    """The indentation that reaches a column: tabs first, then spaces."""
    return "\t" * (columns // TAB) + " " * (columns % TAB)


def windows(diff: Diff, new: Collection[tuple[str, int]]) -> tuple[Window, ...]:
    """The windows of a diff on C, header and assembly files that show at least one new line.

    A line of thousands of characters is cut and counts as old: it is data, and would make each look at it dear.
    """
    return tuple(
        window
        for file in diff.files
        if file.new is not None and file.new.endswith(_ENDS)
        for window in _of_file(file, new)
        if window.added
    )


def _of_file(file: FileDiff, new: Collection[tuple[str, int]]) -> Iterator[Window]:
    for hunk in file.hunks:
        yield _of_hunk(file.path, hunk, new)


def _of_hunk(path: str, hunk: Hunk, new: Collection[tuple[str, int]]) -> Window:
    lines = [line for line in hunk.lines if line.new is not None]
    return Window(
        file=path,
        heading=hunk.heading,
        start=(lines[0].new or 1) if lines else hunk.new_start,
        lines=tuple([line.text[:LONGEST] for line in lines]),
        new=tuple([line.kind == "+" and (path, line.new) in new and len(line.text) <= LONGEST for line in lines]),
    )


def _mask(text: str) -> str:
    head = _inside_comment(text)
    if head:
        return _NOT_NEWLINE.sub(" ", text[:head]) + _MASKED.sub(_blank, text[head:])
    return _MASKED.sub(_blank, text)


def _inside_comment(text: str) -> int:
    """How much of the beginning is the rest of a comment that opened above the window."""
    close = text.find("*/")
    opening = text.find("/*")
    if close >= 0:
        return close + 2 if opening < 0 or close < opening else 0
    if opening < 0 and text.lstrip().startswith("* "):
        return len(text) if all(line.lstrip().startswith("*") for line in text.split("\n")) else 0
    return 0


def _blank(found: re.Match[str]) -> str:
    text = found.group()
    if text[0] == "/":
        return _NOT_NEWLINE.sub(" ", text) if "\n" in text else " " * len(text)
    if len(text) < 2 or text[-1] != text[0]:
        return text[0] + " " * (len(text) - 1)
    return text[0] + " " * (len(text) - 2) + text[-1]


class _Scan:
    """The state of one walk over the brackets of a window."""

    def __init__(self, window: Window) -> None:
        self.code, self.codes, self.macro = window.code, window.codes, window.macro
        self.special = [line[:1] in ("#", "}") or macro for line, macro in zip(self.codes, self.macro)]
        self.close: dict[int, int] = {}
        self.open: dict[int, int] = {}
        self.outer: dict[int, int] = {}
        self.stack: list[int] = []
        self.branches: list[list[int]] = []
        self.skip = False

    def run(self) -> Brackets:
        """Walk over all lines."""
        code, stack, around, index = self.code, self.stack, [-1], 0
        if self.special[0]:
            self.line(0)
        for found in _BRACKET.finditer(code):
            at = found.start()
            char = code[at]
            if char == "\n":
                index += 1
                if self.skip or self.special[index]:
                    self.line(index)
                around.append(stack[-1] if stack else -1)
            elif self.skip:
                continue
            elif char in "({[":
                if len(stack) < _DEEP:
                    self.outer[at] = stack[-1] if stack else -1
                    stack.append(at)
            elif stack:
                self.shut(char, at)
        return Brackets(self.close, self.open, self.outer, tuple(around))

    def line(self, index: int) -> None:
        """Begin a line that is a directive or part of a macro, comes behind one, or has a brace at the margin."""
        line = self.codes[index]
        if line.startswith("#"):
            self.branch(line[1:].lstrip())
        elif line.startswith("}"):
            del self.stack[1 if self.stack and self.code[self.stack[0]] == "{" else 0 :]
        self.skip = self.macro[index] or line.startswith("#")

    def branch(self, word: str) -> None:
        """Give each branch of an #if the brackets that were open in front of it."""
        if word.startswith("if"):
            self.branches.append(list(self.stack))
        elif word.startswith("el") and self.branches:
            self.stack[:] = self.branches[-1]
        elif word.startswith("endif") and self.branches:
            self.branches.pop()

    def shut(self, char: str, at: int) -> None:
        """Close the bracket that fits; a brace closes whatever is open inside it."""
        stack = self.stack
        if char == "}":
            while stack and self.code[stack[-1]] != "{":
                stack.pop()
        if stack and self.code[stack[-1]] == _OPEN[char]:
            begin = self.open[at] = stack.pop()
            self.close[begin] = at
