# SPDX-License-Identifier: GPL-2.0-or-later
"""A series and prose in; the functions that its diffs call or define, and bare mentions of functions in the prose, out."""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import Literal

from kx86.patch.diff import FileDiff
from kx86.patch.touch import C_LIKE
from kx86.series.series import Series

_NAME = r"_{0,2}[a-z][a-z0-9]*(?:_[a-z0-9]+)+"
_BARE = re.compile(rf"(?<![\w./\\@$%&*>#\"'<=+-]){_NAME}(?![\w(/=\[*@{{+-]|->|\.[a-zA-Z*]|::|\s=\s|\s?\(\))")
_WORD_BEFORE = re.compile(r"([\w'-]+)[\s\"'`]{1,4}$")
_WORD_BEHIND = re.compile(r"(?:'s)?[\s\"'`]{1,4}([\w-]+)")

# What the name is when one of these stands before or behind it.
_NOT_BEFORE = frozenset(
    [
        "struct", "enum", "union", "field", "flag", "lock", "param", "parameter", "syscall", "module", "macro", "variable",
        "member", "key", "file", "test", "testcase", "selftest", "mutex", "capability", "tracepoint", "event", "label", "type",
        "typedef", "argument", "option", "goto", "array", "attribute", "config", "directory", "program", "section", "symbol",
        "tag", "branch", "message", "cache", "knob", "bit", "the-param",
    ]
)  # fmt: skip
_NOT_BEHIND = frozenset(
    [
        "field", "fields", "flag", "flags", "lock", "mutex", "param", "params", "parameter", "parameters", "syscall", "ioctl",
        "system", "variable", "variables", "member", "members", "structure", "structures", "struct", "structs", "array", "table",
        "list", "pointer", "bit", "bits", "event", "events", "tracepoint", "tracepoints", "message", "messages", "test", "tests",
        "selftest", "selftests", "testcase", "file", "module", "option", "argument", "macro", "macros", "type", "attribute",
        "section", "cache", "workqueue", "label", "binary", "program", "knob", "hypercall", "bitmap", "object", "instance",
        "counter", "value", "spinlock", "rwlock", "tag", "branch", "header", "symbol", "directory", "thread", "key", "semaphore",
    ]
)  # fmt: skip


_WORD = re.compile(r"\w+")
# So few names are searched for one by one, which is faster than to look at each word of the code.
_FEW = 48
# Locks are named, hardly ever called; static_assert is a keyword.
_NEVER = ("_lock", "_mutex", "_sem", "static_assert")


@dataclass(frozen=True, slots=True)
class Names:
    """Names in the diffs of a series: `functions` are called or defined there, `others` are anything else."""

    functions: frozenset[str]
    others: frozenset[str]


def names_in_code(series: Series, wanted: Set[str]) -> Names:
    """Tell which of some names are functions, and which something else, by how the diffs of a series use them."""
    uses: dict[str, set[str]] = {"function": set(), "variable": set(), "other": set(), "": set()}
    for patch in series.patches:
        for file in patch.diff.files:
            uses["other"].add(file.path.rpartition("/")[2].partition(".")[0])
            if file.path.endswith(C_LIKE):
                code = "\n".join(_code(file))
                for name, start in _occurrences(code, wanted):
                    uses[_use(code, start, start + len(name))].add(name)
    functions = uses["function"]
    return Names(frozenset(functions - uses["other"]), frozenset(uses["other"] | (uses["variable"] - functions)))


def _code(file: FileDiff) -> Iterator[str]:
    """The lines of a file that hold names, and the functions that the headings of hunks name."""
    for hunk in file.hunks:
        if "_" in hunk.heading:
            yield hunk.heading
        yield from (line.text for line in hunk.lines if "_" in line.text)


def _occurrences(code: str, wanted: Set[str]) -> Iterator[tuple[str, int]]:
    if len(wanted) > _FEW:
        yield from ((match[0], match.start()) for match in _WORD.finditer(code) if match[0] in wanted)
        return
    for name in wanted:
        start = code.find(name)
        while start >= 0:
            end = start + len(name)
            if not _is_word(code[start - 1 : start]) and not _is_word(code[end : end + 1]):
                yield name, start
            start = code.find(name, end)


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _use(code: str, start: int, end: int) -> Literal["function", "variable", "other", ""]:
    """What the name at a place of the code is: a call or definition, a field, tag, macro or label, or a declared variable."""
    before, behind = code[max(0, start - 8) : start], code[end : end + 2]
    # A macro, a field, a tag, or a label, which in assembly stands for anything.
    if before.endswith(("->", ".", "struct ", "union ", "enum ", "#define ")) or behind.startswith(":"):
        return "other"
    if behind.startswith("("):
        return "function"
    declares = behind.lstrip(" ")[:1] in tuple(";,)=") and (_is_word(before.rstrip(" ")[-1:]) or before.endswith("*"))
    return "variable" if declares and not before.endswith("return ") else ""


def bare_names(text: str) -> Iterator[tuple[int, str]]:
    """Names without parentheses that may be those of functions: offset and name.  Quotes and links are blanked in `text`."""
    if "_" not in text:
        return
    for match in _BARE.finditer(text):
        if not match[0].endswith(_NEVER) and not _is_something_else(text, match):
            yield match.start(), match[0]


def _is_something_else(text: str, match: re.Match[str]) -> bool:
    before = _WORD_BEFORE.search(text, max(0, match.start() - 40), match.start())
    if before and before[1].lower() in _NOT_BEFORE:
        return True
    behind = _WORD_BEHIND.match(text, match.end(), match.end() + 40)
    return bool(behind and behind[1].lower() in _NOT_BEHIND)
