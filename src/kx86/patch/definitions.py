# SPDX-License-Identifier: GPL-2.0-or-later
"""A C file parsed definition by definition.  Imports the parser: import this module late.

Kernel code closes each definition with a brace at the left margin.  Parsing the definitions of interest instead of the whole
file saves most of the time, and what the parser does not understand in one of them does no harm to the others.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate

from tree_sitter import Parser, Point, Range, Tree

from kx86.patch.nodes import language

# The parser takes ever longer over some texts that are not C.  It reports its steps, and several hundred bytes of kernel code
# cost one of them.  Steps are counted, not time: the same file must always give the same view.
_BYTES_A_STEP = 20
_LEAST_STEPS = 64
_STEPS_AFTER_ERROR = 40
_MOST_OPEN = 16
_LONGEST_EXPRESSION = 6000
_LARGEST_DEFINITION = 1 << 16
_SEPARATORS = bytes.maketrans(b"{},", b";;;")
# Slices handed to the parser.
_SLICE = 1 << 16


def definitions(rows: Sequence[bytes]) -> list[tuple[int, int]]:
    """First and last line of each definition with what stands above it; the last one is what follows the last brace."""
    spans: list[tuple[int, int]] = []
    first = 1
    for line, row in enumerate(rows, 1):
        if row.startswith(b"}") and not row.endswith(b"\\"):
            spans.append((first, line))
            first = line + 1
    if first <= len(rows):
        spans.append((first, len(rows)))
    return spans


def blank_others(rows: list[bytes], kept: Sequence[tuple[int, int]]) -> None:
    """Empty all rows that are in none of the spans."""
    begin = 1
    for first, last in (*kept, (len(rows) + 1, 0)):
        rows[begin - 1 : first - 1] = [b""] * (first - begin)
        begin = last + 1


def parse(source: bytes, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[tuple[int, int], Tree | None]]:
    """The tree of each span of lines, None where the parser gets stuck; places in the trees are those in the source.

    `source` is masked: brackets in comments and strings are gone.
    """
    starts = [0, *accumulate(len(row) + 1 for row in source.split(b"\n"))]
    parser = Parser(language())
    for first, last in spans:
        begin, end = starts[first - 1], min(starts[last], len(source))
        text = source[begin:end]
        if text.isspace():
            continue
        parser.included_ranges = [Range(Point(first - 1, 0), Point(last, 0), begin, end)]
        yield (first, last), _parse(parser, source, begin, end) if _is_plausible(text) else None


def _is_plausible(text: bytes) -> bool:
    """May this be C?  Brackets that stay open and expressions without end cost the parser far too much at the end of the text."""
    if len(text) > _LARGEST_DEFINITION:
        return False
    pairs = ((b"(", b")"), (b"{", b"}"), (b"[", b"]"))
    if any(abs(text.count(opening) - text.count(closing)) > _MOST_OPEN for opening, closing in pairs):
        return False
    return max(map(len, text.translate(_SEPARATORS, b" \t\n").split(b";"))) <= _LONGEST_EXPRESSION


def _parse(parser: Parser, source: bytes, begin: int, end: int) -> Tree | None:
    steps, left = 0, _LEAST_STEPS + (end - begin) // _BYTES_A_STEP

    def is_stuck(_offset: int, has_error: bool) -> bool:
        nonlocal steps, left
        steps += 1
        if has_error and left > steps + _STEPS_AFTER_ERROR:
            left = steps + _STEPS_AFTER_ERROR
        return steps > left

    parser.reset()
    try:
        return parser.parse(lambda offset, _: source[offset : min(offset + _SLICE, end)], progress_callback=is_stuck)
    except ValueError:
        return None
