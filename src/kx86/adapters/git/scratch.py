# SPDX-License-Identifier: GPL-2.0-or-later
"""Merges, rebases and `git am` in memory: what they make lies in a private git directory; see docs/adr/0012."""

from collections.abc import Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import TYPE_CHECKING

from kx86.adapters.git.merging import merge_all
from kx86.adapters.git.objects import Objects
from kx86.adapters.git.plain_merge import PlainMerges
from kx86.adapters.git.private import Private
from kx86.adapters.git.replay import replay
from kx86.ports.trees import Merged, Moved

if TYPE_CHECKING:
    from kx86.series.series import Series


class LocalScratch:
    """See ports.trees.Scratch; a context."""

    def __init__(self, folder: str, trace: list[Sequence[str]] | None = None) -> None:
        self.trace: list[Sequence[str]] = [] if trace is None else trace
        self.folder = folder
        self.private = Private(folder, self.trace)
        self.objects = Objects(self.private)
        self._open = ExitStack()

    def __enter__(self) -> "LocalScratch":
        self._open.enter_context(self.private)
        self._open.callback(self.objects.close)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def merge(self, pairs: Sequence[tuple[str, str]]) -> Sequence[Merged]:
        """See ports.trees.Scratch."""
        if not pairs:
            return []
        # What two commits made here have in common may have been made here as well: then git needs to see everything.
        apart = all(not (self.objects.made(one) and self.objects.made(other)) for one, other in pairs)
        plain = PlainMerges(self.private, self.objects).merge(pairs) if apart else [None] * len(pairs)
        rest = [pair for pair, done in zip(pairs, plain, strict=True) if done is None]
        self.objects.show([sha for pair in rest for sha in pair] if apart else ())
        merged = iter(merge_all(self.private, rest) if rest else ())
        return [done or next(merged) for done in plain]

    def replay(self, commits: Sequence[str], onto: str) -> Moved:
        """See ports.trees.Scratch."""
        return replay(self.private, self.objects, commits, onto)

    def apply(self, series: "Series", onto: str, *, three_way: bool = False) -> Moved:
        """See ports.trees.Scratch."""
        # A contributor's branch needs nothing that reads patches.
        from kx86.adapters.git.am import Am

        return Am(self.private, self.objects, onto).apply(series, three_way)
