# SPDX-License-Identifier: GPL-2.0-or-later
"""What there is to say about the base of a posted series, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

How = Literal["base-commit", "blobs", "some blobs", "applies"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependency:
    """What a series needs: a commit of a topic, another posting, or something that nobody here has.

    `paths` are the files that tell so.  A posting has its Message-ID in `posting`, with title and version.
    """

    kind: Literal["topic", "pending", "unknown"]
    paths: tuple[str, ...]
    topic: str | None = None
    commit: str | None = None
    title: str = ""
    posting: str | None = None
    version: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The commit that a series was most likely made on, and how it was found: so many of its pre-images are there.

    `behind` counts the commits that the topic has gained since.
    """

    commit: str
    name: str
    how: How
    hits: int
    of: int
    topic: str | None = None
    tip: str | None = None
    tip_name: str = ""
    behind: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Where a series stops to fit: patch, path and why; at what; and the commits of the topic that touched the path since."""

    n: int
    path: str
    why: str
    commit: str
    name: str
    since: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tip:
    """How a series goes on the tip of its topic: as it is, merged, or not."""

    name: str
    manner: Literal["as is", "3-way", "conflict"]
    failure: Failure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedBase:
    """The answer for one posting.  `applies` is None when it was not tried, because objects are missing."""

    title: str
    version: str
    rfc: bool
    message_id: str | None
    patches: int
    repository: str = "linux"
    written: str | None = None
    base: Found | None = None
    depends: tuple[Dependency, ...] = ()
    applies: bool | None = None
    failure: Failure | None = None
    tip: Tip | None = None
    conflicts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    hint: str | None = None
