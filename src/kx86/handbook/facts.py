# SPDX-License-Identifier: GPL-2.0-or-later
"""What rules may know beyond the patch itself: gathered once by flows/check, frozen, each part optional but the profile."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from kx86.profile.model import Profile
from kx86.series.series import Series

Edition = Literal["2023-02", "merged"]


class FunctionNames(Protocol):
    """Names of functions, and of everything else, in the tree at the base."""

    def is_function(self, name: str) -> bool:
        """Is this name a function and nothing else?"""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedCommit:
    """What git knows of a commit that a trailer names.

    `sha` is the full id, None when no object has that prefix; `subject` its shortlog.
    `found_in` says in words where it is reachable ("this series", "kvm-x86/next", "origin/master"), empty when nowhere.
    """

    written: str
    sha: str | None
    subject: str | None
    found_in: tuple[str, ...] = ()
    ambiguous: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Facts:
    """The facts for one series.  Two values are never equal, so that answers can be remembered by facts.

    `verbs` is the list of English base forms; `misspellings` maps a wrong word to its corrections;
    `functions` answers for the tree at the base; `commits` maps an abbreviated SHA1 of a Fixes: trailer (as written) to what
    git knows; `history` maps a touched path to the recent shortlogs of `git log`; `post_images` maps (n, path) to the
    whole file after patch n; `previous` is the version posted before, one without patches when there is none;
    `series` is the series at hand, for rules on a patch that must know its neighbours.
    """

    edition: Edition
    profile: Profile
    series: Series
    verbs: frozenset[str] = frozenset()
    misspellings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    functions: FunctionNames | None = None
    commits: Mapping[str, NamedCommit] | None = None
    history: Mapping[str, tuple[str, ...]] | None = None
    previous: Series | None = None
    post_images: Mapping[tuple[int, str], bytes] | None = None
