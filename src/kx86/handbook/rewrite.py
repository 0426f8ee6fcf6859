# SPDX-License-Identifier: GPL-2.0-or-later
"""A line and changes to parts of it in; the changed line out."""

from collections.abc import Iterable


def splice(text: str, changes: Iterable[tuple[int, int, str]]) -> str:
    """Replace parts of a text, each given by start, end and what shall stand there, in order and without overlap."""
    pieces = []
    done = 0
    for start, end, new in changes:
        pieces += [text[done:start], new]
        done = end
    return "".join([*pieces, text[done:]])
