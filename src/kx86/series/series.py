# SPDX-License-Identifier: GPL-2.0-or-later
"""A posting: the patches of one version of a series, and its cover letter."""

from dataclasses import dataclass

from kx86.series.patch import Patch


@dataclass(frozen=True, kw_only=True)
class Series:
    """One posting.  `patches` are in order; `missing` lists numbers that were announced and not found.

    `version` is "1" when nothing is written.  `local` is true for a series made from commits of a repository.
    """

    title: str
    version: str
    rfc: bool
    resend: bool
    cover: Patch | None
    patches: tuple[Patch, ...]
    missing: tuple[int, ...] = ()
    local: bool = False

    @property
    def mails(self) -> tuple[Patch, ...]:
        """The cover letter, when there is one, and the patches."""
        return (self.cover, *self.patches) if self.cover else self.patches
