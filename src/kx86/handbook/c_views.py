# SPDX-License-Identifier: GPL-2.0-or-later
"""The whole C files behind a patch, when a tree is at hand: a view of each, and a window on all of its lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from kx86.handbook.facts import Facts
from kx86.patch.diff import LONGEST
from kx86.patch.touch import AddedLine, Touch
from kx86.patch.window import Window
from kx86.series.patch import Patch

if TYPE_CHECKING:
    from kx86.patch.cview import CView

_C = (".c", ".h")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Seen:
    """A post-image: its view, and its lines with the new ones marked."""

    view: "CView"
    window: Window


def seen(patch: Patch, facts: Facts, file: str) -> Seen | None:
    """The post-image of a file; None when there is none at hand, or when it is not the one that the patch speaks of."""
    return _all_seen(patch.touch, patch.n, facts).get(file) if facts.post_images else None


# The rules come one after the other on each patch.
@lru_cache(maxsize=2)
def _all_seen(touch: Touch, n: int, facts: Facts) -> Mapping[str, Seen | None]:
    images = facts.post_images or {}
    added: dict[str, list[AddedLine]] = {file: [] for file in touch.files if file.endswith(_C) and (n, file) in images}
    for line in touch.added:
        if line.file in added:
            added[line.file].append(line)
    return {file: _seen(images[n, file], file, lines) for file, lines in added.items()}


def _seen(source: bytes, file: str, added: Sequence[AddedLine]) -> Seen | None:
    # Most patches are checked without a tree at hand.
    from kx86.patch.cview import view

    new = frozenset(line.line for line in added)
    made = view(source, new)
    lines = made.lines
    if not lines or any(line.line > len(lines) or lines[line.line - 1] != line.text for line in added):
        return None
    marks = tuple([number in new and len(line) <= LONGEST for number, line in enumerate(lines, 1)])
    shown = tuple([line[:LONGEST] for line in lines])
    return Seen(view=made, window=Window(file=file, heading="", start=1, lines=shown, new=marks))
