# SPDX-License-Identifier: GPL-2.0-or-later
"""How a subsystem works, as values.  The data is in data/kvm-x86.toml; another subsystem writes its own."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

Area = Literal["kvm", "tests", "guest", "other-arch", "x86", "neutral", "kut", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PathHint:
    """Paths that begin with `prefix` (a trailing `*` is implied) belong to a shortlog topic and an area."""

    prefix: str
    area: Area
    topic: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortlog:
    """Shortlog prefixes: the root (`KVM`), the handbook's topics, others in use, spellings, parents, file-like topics."""

    root: str
    topics: tuple[str, ...]
    also: tuple[str, ...] = ()
    parents: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody whom the profile names: what the person maintains and whether acceptance notices count."""

    name: str
    emails: tuple[str, ...]
    role: Literal["maintainer", "upstream", "reviewer"]
    notifies: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MailingList:
    """A list: address, and where its mail can be read."""

    name: str
    address: str
    archive: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """The good archive of the lists, and mirrors whose links should become links to it."""

    lore: str
    mirrors: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Profile:
    """The profile of a subsystem."""

    name: str
    handbook: str
    shortlog: Shortlog
    paths: tuple[PathHint, ...]
    people: tuple[Person, ...] = ()
    lists: tuple[MailingList, ...] = ()
    links: Links

    @cached_property
    def _longest_first(self) -> tuple[PathHint, ...]:
        return tuple(sorted(self.paths, key=lambda hint: -len(hint.prefix)))

    def hint(self, path: str) -> PathHint | None:
        """The most specific path hint for a path, None when no hint fits."""
        return next((hint for hint in self._longest_first if path.startswith(hint.prefix)), None)
