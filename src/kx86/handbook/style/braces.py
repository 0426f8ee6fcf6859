# SPDX-License-Identifier: GPL-2.0-or-later
"""Braces around one statement, and none around several lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kx86.handbook.c_findings import MOST_WARNINGS, few_evenly, judged
from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level
from kx86.handbook.rule import rule
from kx86.handbook.style.place import at, c_windows, over
from kx86.patch.window import Window
from kx86.series.patch import Patch

_CONTROL = re.compile(r"[ \t]*(?:\} )?(?:else )?(if|for|while|\w*for_each\w*) ?\(")
_ELSE = re.compile(r"[ \t]*\}? ?else( \{)?$")
_BLOCK = re.compile(r" \{[ \t]*(?=\n|\Z)")


@dataclass(frozen=True, slots=True)
class Arm:
    """One branch: the first and last line of its head, the lines of its body, and whether braces hold it."""

    head: int
    head_end: int
    body: int
    body_end: int
    braced: bool

    @property
    def end(self) -> int:
        """The line behind the body: the one with the closing brace, when there is one."""
        return self.body_end + 1


@rule("CS-BRACES", level=Level.WARNING, statement="STYLE-2")
def needless_braces(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """No braces around a single statement that fits one line, when no other branch needs them."""
    found = (
        finding
        for window, chain in _chains(patch)
        if all(arm.body == arm.body_end and _is_one(window, arm) for arm in chain)
        for finding in _braced(window, chain, facts, "Braces around a single statement are not needed.")
    )
    yield from few_evenly(found, MOST_WARNINGS)


@rule("CS-BRACES-ML", level=Level.ADVICE, statement="STYLE-1")
def braces_around_long_statement(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """No braces around a single statement, even when it takes several lines.

    The tip tree asks for braces here, but nearly all of KVM does without; consistency comes first.
    """
    found = (
        finding
        for window, chain in _chains(patch)
        if any(arm.body < arm.body_end for arm in chain) and all(_is_one(window, arm) for arm in chain)
        for finding in _braced(window, chain, facts, "Braces hold just one statement, if a long one.")
    )
    yield from few_evenly(found)


def _braced(window: Window, chain: list[Arm], facts: Facts, message: str) -> Iterator[Finding]:
    arm = next((arm for arm in chain if arm.braced and window.new[arm.head_end]), None)
    if arm is None or not judged(window.file, facts):
        return
    first, last = chain[0].head, chain[-1].end if chain[-1].braced else chain[-1].body_end
    text = "\n".join(_bare(window, chain))
    where = over(window, first, last) if first == arm.head_end else over(window, arm.head_end, last)
    skip = arm.head_end - first
    yield Finding(where=where, message=message, replacement="\n".join(text.split("\n")[skip:]) if skip else text)


def _bare(window: Window, chain: list[Arm]) -> Iterator[str]:
    for arm in chain:
        yield from window.lines[arm.head : arm.head_end]
        head = window.lines[arm.head_end]
        head = head.rstrip().removesuffix("{").rstrip() if arm.braced else head
        indent = head[: len(head) - len(head.lstrip())]
        yield indent + head.lstrip().removeprefix("} ") if arm is not chain[0] and arm.head == arm.head_end else head
        yield from window.lines[arm.body : arm.body_end + 1]


def _chains(patch: Patch) -> Iterator[tuple[Window, list[Arm]]]:
    return ((window, chain) for window in c_windows(patch) for chain in _chains_in(window))


@lru_cache(maxsize=1024)
def _chains_in(window: Window) -> tuple[list[Arm], ...]:
    """Each if with all its branches, and each loop, that opens a brace on a new line and holds single statements."""
    chains: list[list[Arm]] = []
    done = -1
    for found in _BLOCK.finditer(window.code):
        index = window.index(found.start())
        if not window.new[index] or window.macro[index] or index <= done:
            continue
        head = _head(window, found.start() - 1, index)
        chain = _chain(window, head) if head is not None else []
        if chain:
            done = chain[-1].body_end
            chains.append(chain)
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
        if window.code[close + 1 :][: 1 + len(window.codes[head_end])].partition("\n")[0].strip() not in ("", "{"):
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


@rule("CS-BRACES-NEED", level=Level.ADVICE, statement="STYLE-2")
def braces_needed(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Put braces around a body that is itself an if or a loop."""
    yield from few_evenly(finding for window in c_windows(patch) for finding in _unbraced(window, facts))


_NESTS = re.compile(r"\n[ \t]*(?:for|while|\w*for_each\w*) ?\(")


def _unbraced(window: Window, facts: Facts) -> Iterator[Finding]:
    done = -1
    for found in _NESTS.finditer("\n" + window.code):
        head = window.index(found.start())
        close = window.brackets.close.get(found.end() - 2)
        if close is None or not window.new[head] or window.macro[head] or head < done:
            continue
        head_end = window.index(close)
        body = head_end + 1
        if window.codes[head_end].endswith(")") and body < len(window.codes) and _nested(window, head, body):
            done = body + 1
            if judged(window.file, facts):
                yield Finding(
                    where=at(window, head),
                    message="The body of this loop is more than one simple statement and needs braces.",
                    hint="Braces go around everything that is more than one simple statement.",
                )


def _nested(window: Window, head: int, body: int) -> bool:
    found = _CONTROL.match(window.codes[body])
    return found is not None and window.new[body] and window.indent(body) > window.indent(head)
