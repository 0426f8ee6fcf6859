# SPDX-License-Identifier: GPL-2.0-or-later
"""A file before and after a patch and the symbols of a configuration in; what changes where the compiler may not look, out.

Object code proves nothing about lines that are left out by the preprocessor.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kx86.testing.conditions import holds, is_defined
from kx86.testing.source import without_comments

_DIRECTIVE = re.compile(r"\s*#\s*(if|ifdef|ifndef|elif|else|endif)\b(.*)")
_DEFINE = re.compile(r"\s*#\s*define\s+(\w+)")
_LONGEST = 1000


def code_lines(text: str) -> list[str]:
    """Return the lines of C code without comments, with blanks as one space; lines stay where they are."""
    return [" ".join(line.split()) for line in without_comments(text).split("\n")]


def only_comments(old: str, new: str) -> bool:
    """Do two versions of a file differ in nothing but comments and blanks?"""
    return _code(code_lines(old)) == _code(code_lines(new))


def uncompiled(old: str, new: str, symbols: Mapping[str, str]) -> tuple[int, ...]:
    """Return the lines of the new version (the line behind, for what goes) that change and may not be compiled.

    At most one line is returned for each place.
    """
    before, after = list(_hidden(old, symbols)), list(_hidden(new, symbols))
    texts_before, texts_after = [text for _, text in before], [text for _, text in after]
    if texts_before == texts_after:
        return ()
    first = _shared(texts_before, texts_after)
    last = _shared(texts_before[first:][::-1], texts_after[first:][::-1])
    lines = [line for line, _ in after[first : len(after) - last]]
    if not lines:
        lines = [line for line, _ in (after[first:] or after[-1:])[:1]] or [1]
    return tuple(line for at, line in enumerate(lines) if not at or lines[at - 1] != line - 1)


def _code(lines: Sequence[str]) -> list[str]:
    return [line for line in lines if line]


def _shared(ones: Sequence[str], others: Sequence[str]) -> int:
    """How many lines two texts have in common from their beginning."""
    count = 0
    for one, other in zip(ones, others, strict=False):
        if one != other:
            break
        count += 1
    return count


@dataclass(slots=True)
class _Branch:
    """One conditional: whether the arm at hand is compiled, whether one before it was, and whether all around surely is."""

    now: bool | None
    taken: bool | None
    inside: bool

    @property
    def is_sure(self) -> bool:
        """Is what stands here compiled for sure?"""
        return self.inside and self.now is True


def _hidden(text: str, symbols: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """Yield conditions, and the lines of code that are not compiled for sure, with their numbers."""
    lines = code_lines(text)
    stack: list[_Branch] = []
    for at, line in enumerate(lines):
        match = _DIRECTIVE.match(line)
        if match is not None:
            guards = _is_guard(match, lines[at + 1 : at + 3])
            _turn(stack, match[1], match[2], symbols, guards=guards)
            if not guards:
                # Which lines it decides about in another configuration no object shows.
                yield at + 1, line
        elif line and stack and not stack[-1].is_sure:
            yield at + 1, line


def _is_guard(match: re.Match[str], below: Sequence[str]) -> bool:
    """Does it keep a header from being read twice?  What it names is defined right below."""
    defined = next((_DEFINE.match(line) for line in below if line), None)
    return match[1] == "ifndef" and defined is not None and defined[1] == match[2].strip()


def _turn(stack: list[_Branch], word: str, rest: str, symbols: Mapping[str, str], *, guards: bool) -> None:
    if word in ("if", "ifdef", "ifndef"):
        now = True if guards else _opens(word, rest[:_LONGEST], symbols)
        stack.append(_Branch(now, now, not stack or stack[-1].is_sure))
        return
    if not stack:
        return
    branch = stack[-1]
    if word == "endif":
        stack.pop()
        return
    found = True if word == "else" else holds(rest[:_LONGEST], symbols)
    if branch.taken is True:
        branch.now = False
        return
    branch.now = False if found is False else True if found and branch.taken is False else None
    branch.taken = True if True in (branch.now, branch.taken) else None if None in (branch.now, branch.taken) else False


def _opens(word: str, rest: str, symbols: Mapping[str, str]) -> bool | None:
    if word == "if":
        return holds(rest, symbols)
    known = is_defined(rest.strip(), symbols)
    return known if known is None or word == "ifdef" else not known
