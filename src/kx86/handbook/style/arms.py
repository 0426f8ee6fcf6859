# SPDX-License-Identifier: GPL-2.0-or-later
"""Branches and loops around single statements, as a hunk or the view of a whole file shows them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from kx86.patch.window import Window

if TYPE_CHECKING:
    from kx86.patch import cview

_CONTROL = re.compile(r"[ \t]*(?:\} )?(?:else )?(if|for|while|\w*for_each\w*) ?\(")
_ELSE = re.compile(r"[ \t]*\}? ?else( \{)?$")
_BLOCK = re.compile(r" \{[ \t]*(?=\n|\Z)")
_LOOP = re.compile(r"\n[ \t]*(?:for|while|\w*for_each\w*) ?\(")
_BRANCHES = ("if", "else if", "else")
_SIMPLE = frozenset(
    ("expression_statement", "return_statement", "break_statement", "continue_statement", "goto_statement")
)
_NESTED = frozenset(("if_statement", "for_statement", "while_statement", "switch_statement"))


@dataclass(frozen=True, slots=True)
class Arm:
    """One branch that holds a single statement: the lines of its head and of the statement, and whether it has braces."""

    head: int
    head_end: int
    body: int
    body_end: int
    braced: bool

    @property
    def end(self) -> int:
        """The line behind the body: the one with the closing brace, when there is one."""
        return self.body_end + 1


# All branches of an if, or the body of a loop alone.
Chain = tuple[Arm, ...]


def chains_of(view: "cview.CView") -> Iterator[Chain]:
    """Each if with all its branches, and each loop, that holds single statements, by the view of a file."""
    open_at: dict[int, list[cview.Arm]] = {}
    chains: list[list[cview.Arm]] = []
    for arm in view.arms:
        chain = open_at.pop(arm.line, None) if arm.keyword in ("else if", "else") else []
        if chain is None or arm.keyword == "do":
            continue
        if not chain:
            chains.append(chain)
        chain.append(arm)
        if arm.last and arm.keyword in _BRANCHES:
            open_at[arm.last + 1] = chain
    for chain in chains:
        whole = len(chain) == (chain[0].arms if chain[0].keyword == "if" else 1)
        if whole and all(_is_single(view, arm) for arm in chain):
            yield tuple(Arm(arm.line - 1, arm.head_last - 1, arm.first - 1, arm.last - 1, arm.braces) for arm in chain)


def _is_single(view: "cview.CView", arm: "cview.Arm") -> bool:
    if arm.count != 1 or arm.kind not in _SIMPLE or arm.comment or arm.directive or arm.first != arm.head_last + 1:
        return False
    return not arm.braces or (arm.last < len(view.lines) and view.lines[arm.last].lstrip().startswith("}"))


def bare_loops_of(view: "cview.CView") -> Iterator[tuple[int, int]]:
    """Head and body of each loop without braces around another loop or a branch, by the view of a file."""
    for arm in view.arms:
        if arm.keyword not in _BRANCHES and not arm.braces and arm.kind in _NESTED and arm.first > arm.line:
            yield arm.line - 1, arm.first - 1


def bare_loops_in(window: Window) -> Iterator[tuple[int, int]]:
    """Head and body of each loop without braces around another loop or a branch."""
    done = -1
    for found in _LOOP.finditer("\n" + window.code):
        head = window.index(found.start())
        close = window.brackets.close.get(found.end() - 2)
        if close is None or window.macro[head] or head < done:
            continue
        head_end = window.index(close)
        body = head_end + 1
        if window.codes[head_end].endswith(")") and body < len(window.codes) and _is_nested(window, head, body):
            done = body + 1
            yield head, body


def _is_nested(window: Window, head: int, body: int) -> bool:
    return _CONTROL.match(window.codes[body]) is not None and window.indent(body) > window.indent(head)


@lru_cache(maxsize=1024)
def chains_in(window: Window) -> tuple[Chain, ...]:
    """Each if with all its branches, and each loop, that opens a brace on a new line and holds single statements."""
    chains: list[Chain] = []
    done = -1
    for found in _BLOCK.finditer(window.code):
        index = window.index(found.start())
        if not window.new[index] or window.macro[index] or index <= done:
            continue
        head = _head(window, found.start() - 1, index)
        chain = _chain(window, head) if head is not None else []
        if chain:
            done = chain[-1].body_end
            if all(_is_one(window, arm) for arm in chain):
                chains.append(tuple(chain))
    return tuple(chains)


def _head(window: Window, offset: int, index: int) -> int | None:
    """The first line of the if or loop that the brace on line `index` belongs to, back over earlier branches."""
    for _ in range(20):
        if window.code[offset] == ")":
            opening = window.brackets.open.get(offset)
            if opening is None:
                return None
            index = window.index(opening)
        line = window.codes[index].lstrip()
        if _CONTROL.match(line) and not line.startswith(("}", "else")):
            return index
        if not line.startswith(("} else", "else")):
            return None
        above = _branch_above(window, index)
        if above is None:
            return None
        offset, index = above
    return None


def _branch_above(window: Window, index: int) -> tuple[int, int] | None:
    """Where the head of the branch above an else ends, when that branch holds a single statement."""
    body_end = index - 1
    body = _statement_start(window, body_end)
    if body is None or body < 1:
        return None
    head_end = body - 1
    code = window.codes[head_end]
    if window.codes[index].lstrip().startswith("}") != code.endswith(" {"):
        return None
    text = code.removesuffix("{").rstrip()
    if text.endswith(")"):
        return window.offsets[head_end] + len(text) - 1, head_end
    return None


def _statement_start(window: Window, end: int) -> int | None:
    """The first line of the statement whose last line is `end`."""
    if end < 0 or not window.codes[end].endswith(";"):
        return None
    start = end
    while start > 0 and window.brackets.around[start] >= 0 and window.code[window.brackets.around[start]] == "(":
        start -= 1
    return start


def _chain(window: Window, head: int) -> list[Arm]:
    """The branches that begin at `head`; none when one of them is not a single statement or is not wholly shown."""
    chain: list[Arm] = []
    while True:
        arm = _arm(window, head)
        if arm is None:
            return []
        chain.append(arm)
        after = arm.end
        line = window.codes[after].lstrip() if after < len(window.codes) else None
        if arm.braced:
            if line is None or not line.startswith("}"):
                return []
            if line == "}":
                return chain if not _else_follows(window, after + 1) else []
        elif line is None or not line.startswith("else"):
            return chain
        if not re.match(r"\}? ?else\b", line):
            return []
        head = after


def _else_follows(window: Window, index: int) -> bool:
    return index < len(window.codes) and window.codes[index].lstrip().startswith("else")


def _arm(window: Window, head: int) -> Arm | None:
    if _ELSE.match(window.codes[head]):
        head_end = head
    else:
        found = _CONTROL.match(window.codes[head])
        if found is None:
            return None
        close = window.brackets.close.get(window.offsets[head] + found.end() - 1)
        if close is None:
            return None
        head_end = window.index(close)
        if window.codes[head_end][close + 1 - window.offsets[head_end] :].strip() not in ("", "{"):
            return None
    body = head_end + 1
    end = _statement_end(window, body)
    return Arm(head, head_end, body, end, window.codes[head_end].endswith("{")) if end is not None else None


def _statement_end(window: Window, start: int) -> int | None:
    """The last line of the one simple statement that begins at `start`."""
    if start >= len(window.codes) or not window.codes[start] or _CONTROL.match(window.codes[start]):
        return None
    for end in range(start, min(start + 20, len(window.codes))):
        code = window.codes[end]
        if (window.lines[end].strip() and not code) or "{" in code or "}" in code or window.macro[end]:
            return None
        if code.endswith(";"):
            return end
        if end + 1 < len(window.codes) and not _goes_on(window, end):
            return None
    return None


def _goes_on(window: Window, end: int) -> bool:
    around = window.brackets.around[end + 1]
    return (around >= 0 and window.code[around] == "(") or window.codes[end].endswith(
        ("=", "|", "&", "?", ":", "+", "-")
    )


def _is_one(window: Window, arm: Arm) -> bool:
    """One statement, no declaration, no comment of its own."""
    first = window.codes[arm.body].lstrip()
    if arm.body == arm.body_end and first.count(";") > 1:
        return False
    return not first.startswith(("case ", "default:", "do ", "switch"))
