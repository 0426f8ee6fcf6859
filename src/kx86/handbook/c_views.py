# SPDX-License-Identifier: GPL-2.0-or-later
"""The whole C files behind a patch, when a tree is at hand: a view of each, and a window on all of its lines."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from kx86.handbook.facts import Facts
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
    if not facts.post_images or not file.endswith(_C):
        return None
    source = facts.post_images.get((patch.n, file))
    if source is None:
        return None
    found = _seen(source, file, patch.touch.new)
    lines = found.view.lines
    fits = all(
        line.line <= len(lines) and lines[line.line - 1] == line.text for line in patch.touch.added if line.file == file
    )
    return found if lines and fits else None


@lru_cache(maxsize=64)
def _seen(source: bytes, file: str, new: frozenset[tuple[str, int]]) -> Seen:
    # Most patches are checked without a tree at hand.
    from kx86.patch.cview import view

    lines = frozenset(line for path, line in new if path == file)
    made = view(source, lines)
    return Seen(
        view=made,
        window=Window(
            file=file,
            heading="",
            start=1,
            lines=made.lines,
            new=tuple([number in lines for number in range(1, len(made.lines) + 1)]),
        ),
    )
