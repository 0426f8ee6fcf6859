# SPDX-License-Identifier: GPL-2.0-or-later
"""What flows ask of the tree of a revision: its module params, its guards, its Kconfig symbols."""

from collections.abc import Sequence
from typing import Protocol

from kx86.testing.tree_facts import TreeFacts


class KernelTree(Protocol):
    """The trees of a clone.  `trace` lists the git commands that were run."""

    trace: list[Sequence[str]]

    def facts(self, revision: str) -> TreeFacts | None:
        """Read the tree of a revision, or remember what was read; None when it has no KVM x86."""
        ...
