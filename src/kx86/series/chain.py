# SPDX-License-Identifier: GPL-2.0-or-later
"""The versions of a series in order, and why each pair belongs together."""

from dataclasses import dataclass
from typing import Literal

from kx86.series.posting import Posting

By = Literal["change-id", "link", "title", "patches", "hand"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Two postings, by id, that are versions of one series, with the reasons in plain words."""

    earlier: str
    later: str
    reasons: tuple[str, ...]
    by: By

    @property
    def reason(self) -> str:
        """All reasons in one line."""
        return ", ".join(self.reasons)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The postings of one series in order; `id` is that of the first.

    `links` join them.  `apart` are links to postings of other chains that were seen and not followed: a series that was split
    in two or merged into another continues one chain only.
    """

    id: str
    postings: tuple[Posting, ...]
    links: tuple[Link, ...] = ()
    apart: tuple[Link, ...] = ()

    @property
    def latest(self) -> Posting:
        """The last version, without patches that were sent again in its thread."""
        return next((posting for posting in reversed(self.postings) if not posting.reroll), self.postings[-1])

    def before(self, posting_id: str) -> Posting | None:
        """The version before a posting; None for the first and for one that is not here."""
        last = None
        for posting in self.postings:
            if posting.id == posting_id:
                return last
            last = last if posting.reroll else posting
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What somebody decided by hand: two postings, by id, are versions of one series, or are not."""

    earlier: str
    later: str
    linked: bool
