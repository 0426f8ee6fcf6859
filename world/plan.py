# SPDX-License-Identifier: GPL-2.0-or-later
"""What a world is made from, and where it lies when it is made."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Size = Literal["small", "parts", "full"]
Edition = Literal["2023-02", "merged"]


@dataclass(frozen=True)
class Plan:
    """The parameters of a world; the same ones give the same commit ids.

    `small` is a kernel of our own, `parts` the KVM parts of Debian's newest kernel source, `full` all of it.
    """

    size: Size = "small"
    topics: int = 15
    commits: int = 300
    seed: int = 1
    edition: Edition = "2023-02"


@dataclass(frozen=True)
class Semantic:
    """Two topics that merge cleanly and do not work together: one renames a function that the other calls."""

    renames: str
    calls: str
    old: str
    new: str


@dataclass(frozen=True)
class Pending:
    """A series on the list that nobody applied, and the truth about its base.

    `tip` and `base` are commits of `World.authors`; `topics` are those that it belongs to, `on` names the pending series that it
    needs, `place` says where the base is: tip, history, next, dated, rc, or pending.  `base_commit` is what the mail says.
    """

    name: str
    topics: tuple[str, ...]
    place: str
    base: str
    tip: str
    message_ids: tuple[str, ...]
    on: str | None = None
    base_commit: str | None = None


@dataclass(frozen=True)
class World:
    """A kernel world in a folder.

    `clone` is a contributor's clone with the remotes origin, kvm and x, whose official addresses lead to the bare repositories
    `mainline`, `kvm` and `kvm_x86`; `unit_tests` is KVM-unit-tests.  `archive` holds the mail of a list.  `authors` is a bare
    repository with the commits of pending series, which no clone has.  `topics` are tips by name, `conflicts` the pairs of
    topics that conflict in a text, `stacked` a topic and the one that it sits on.
    """

    folder: Path
    clone: Path
    mainline: Path
    kvm: Path
    kvm_x86: Path
    unit_tests: Path
    archive: Path
    authors: Path
    topics: Mapping[str, str]
    tags: Mapping[str, str]
    conflicts: tuple[tuple[str, str], ...]
    semantic: Semantic | None
    stacked: tuple[str, str] | None
    pending: tuple[Pending, ...]
