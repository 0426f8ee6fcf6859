# SPDX-License-Identifier: GPL-2.0-or-later
"""The text of a profile in; a typed profile out."""

import tomllib
from dataclasses import dataclass, field, replace

from kx86.errors import UserError
from kx86.profile.convert import Misfit, convert
from kx86.profile.model import (
    Area,
    EditionMark,
    Links,
    MailingList,
    PathHint,
    Person,
    Profile,
    Routing,
    Shortlog,
    Stable,
    Target,
    Theme,
    Tree,
    UnitTests,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Paths:
    """A group of prefixes that share an area and a topic, as a profile's file has them."""

    area: Area
    prefixes: tuple[str, ...]
    topic: str | None = None
    weak: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """A profile as its file has it: paths in groups."""

    name: str
    handbook: str
    shortlog: Shortlog
    paths: tuple[_Paths, ...]
    links: Links
    editions: tuple[EditionMark, ...] = ()
    people: tuple[Person, ...] = ()
    lists: tuple[MailingList, ...] = ()
    stable: Stable | None = None
    unit_tests: UnitTests | None = None
    trees: tuple[Tree, ...] = ()
    routing: Routing = field(default_factory=Routing)
    themes: tuple[Theme, ...] = ()
    targets: tuple[Target, ...] = ()


def read_profile(text: str, source: str) -> Profile:
    """Read a profile; `source` names its file in the error of a profile that cannot be used."""
    try:
        file = convert(tomllib.loads(text), _File)
    except tomllib.TOMLDecodeError as problem:
        raise UserError(f"{source}: not a profile: {problem}") from None
    except Misfit as problem:
        raise UserError(f"{source}: {problem}", hint="see the profile that comes with kx86 for the keys") from None
    return _profile(file)


def _profile(file: _File) -> Profile:
    paths = tuple(
        PathHint(prefix=prefix, area=group.area, topic=group.topic, weak=group.weak)
        for group in file.paths
        for prefix in group.prefixes
    )
    shortlog = replace(file.shortlog, spellings={key.lower(): name for key, name in file.shortlog.spellings.items()})
    return Profile(
        name=file.name,
        handbook=file.handbook,
        shortlog=shortlog,
        paths=paths,
        links=file.links,
        editions=file.editions,
        people=file.people,
        lists=file.lists,
        stable=file.stable,
        unit_tests=file.unit_tests,
        trees=file.trees,
        routing=file.routing,
        themes=file.themes,
        targets=file.targets,
    )
