# SPDX-License-Identifier: GPL-2.0-or-later
"""The text of a profile in; a typed profile out."""

import tomllib
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from kx86.errors import UserError
from kx86.profile.convert import convert
from kx86.profile.misfit import Key, Misfit, Misfits
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileText:
    """The text of a profile, and the file that it is from."""

    file: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong with a profile: file, line, key (`trees[2].name`; empty for none), and what to do."""

    file: str
    line: int
    key: str
    message: str
    hint: str | None = None

    @property
    def said(self) -> str:
        """The problem as compilers say it."""
        return f"{self.file}:{self.line}: {self.message}"


class BadProfile(UserError):
    """A profile that cannot be used: everything that is wrong with it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        first, more = problems[0], len(problems) - 1
        hint = f"kx86 profile check tells {more} more" if more else first.hint
        super().__init__(first.said, hint=hint or "kx86 profile show --toml prints a profile that is right")
        self.problems = tuple(problems)


def read_profile(text: str, source: str, below: ProfileText | None = None) -> Profile:
    """Read a profile; what it does not have is taken, top-level key by top-level key, from the one `below`.

    The one that ships with kx86 has none below it: tests show that it makes sense, so that no command has to.  Raises
    BadProfile for one that cannot be used.
    """
    own = _tables(text, source)
    if below is None:
        return _checked(own, [ProfileText(file=source, text=text)], {}, sensible=False)
    if not own:
        hint = "kx86 profile show --toml SECTION prints one to begin with"
        raise BadProfile([Problem(file=source, line=1, key="", message="the profile is empty", hint=hint)])
    base = _tables(below.text, below.file)
    origins = [below, ProfileText(file=source, text=text)]
    made = _checked({**base, **own}, origins, own, sensible=True)
    return replace(made, mark=_mark({key: value for key, value in own.items() if value != base.get(key)}))


def _checked(
    raw: dict[str, Any], origins: Sequence[ProfileText], own: Container[str | int], *, sensible: bool
) -> Profile:
    """Make the profile; `origins` end with the text that has the keys `own`, and begin with that of all others."""
    try:
        file = convert(raw, _File)
        made = _profile(file)
        found = _doubts(made, file) if sensible else []
    except Misfits as problem:
        found = list(problem.found)
    if found:
        raise BadProfile(_problems(found, origins, own))
    return made


def _tables(text: str, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except RecursionError:
        message, line = "lists or tables lie too deep inside one another", 1
    except ValueError as problem:
        message, _, place = str(problem).partition(" (at ")
        number = place.removeprefix("line ").partition(",")[0]
        line = int(number) if number.isdecimal() else text.rstrip().count("\n") + 1
        message = message.partition(";")[0].partition(":")[0] if not place else message
        message = f"not TOML: {message[:1].lower()}{message[1:200]}"
    raise BadProfile([Problem(file=source, line=line, key="", message=message)])


def _problems(found: Sequence[Misfit], origins: Sequence[ProfileText], own: Container[str | int]) -> Sequence[Problem]:
    # Only a profile with a problem needs lines.
    from kx86.profile.misfit import told
    from kx86.profile.places import Places

    places = [Places(one.text) for one in origins]
    problems = []
    for one in found:
        mine = not one.key or one.key[0] in own or len(origins) == 1
        at = -1 if mine else 0
        line = places[at].line(one.key)
        hint = one.hint if mine else f"your profile takes [{one.key[0]}] from there: give it this section as well"
        problems.append(Problem(file=origins[at].file, line=line, key=told(one.key), message=one.message, hint=hint))
    return sorted(problems, key=lambda one: (one.file, one.line))


def _doubts(made: Profile, file: _File) -> list[Misfit]:
    from kx86.profile.sense import doubts

    return list(doubts(made, _prefixes(file)))


def _prefixes(file: _File) -> Iterator[tuple[Key, str, str | None]]:
    for at, group in enumerate(file.paths):
        for number, prefix in enumerate(group.prefixes):
            yield ("paths", at, "prefixes", number), prefix, group.topic


# What no mail is read with.  The name stays: it decides on the journal, whose corrections are in the index as well.
_NOT_FOR_MAIL = frozenset({"routing", "themes", "targets", "editions", "handbook"})


def _mark(own: dict[str, Any]) -> str:
    """Tell apart what profiles make of the same mails; nothing for what reads as the shipped one does."""
    telling = {key: own[key] for key in sorted(own) if key not in _NOT_FOR_MAIL}
    if not telling:
        return ""
    from hashlib import sha256

    return sha256(repr(telling).encode()).hexdigest()[:16]


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
