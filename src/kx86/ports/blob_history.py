# SPDX-License-Identifier: GPL-2.0-or-later
"""What flows ask of histories: which blobs stand at some paths in the commits of branches; nothing here writes."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from kx86.trees.walked import Step


class BlobHistory(Protocol):
    """Histories of a clone, bounded by what they start from; no object is fetched."""

    def steps(self, tips: Sequence[str], excluded: Sequence[str], paths: Sequence[str], most: int) -> Sequence[Step]:
        """Return the commits above the excluded ones, parents before children, with what each changes in these paths.

        A commit without a change there is listed as well.  At most so many, the newest.
        """
        ...

    def blobs(self, commit: str, paths: Sequence[str]) -> Mapping[str, str | None] | None:
        """Return the ids of what stands at paths in a commit, None at a path for nothing; None without the objects."""
        ...

    def commit(self, name: str) -> str | None:
        """Return the id of a commit that is here, by an id that may be abbreviated; None for any other name."""
        ...

    def patch_ids(self, commits: Sequence[str]) -> Mapping[str, str]:
        """Return the commits by the stable patch id of each."""
        ...

    def cut(self) -> str | None:
        """Say how a clone that has not everything gets the rest: the command to type; None for a whole clone."""
        ...
