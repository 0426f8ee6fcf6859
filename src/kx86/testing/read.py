# SPDX-License-Identifier: GPL-2.0-or-later
"""The text of how a subsystem is built and tested in; typed values out."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kx86.profile.convert import convert
from kx86.profile.misfit import Misfits, told
from kx86.profile.read import BadProfile, Problem, ProfileText
from kx86.testing.configuration import Configuration, Judged, Kind
from kx86.testing.table import AboutParams, Concern, Settings, Table, Tests

_NAMED = frozenset({"configuration", "packages", "concern", "setting"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Configuration:
    """A configuration as the file has it: what it does not say is that of the one it is `like`."""

    title: str = ""
    like: str = ""
    kind: Kind | None = None
    arch: str | None = None
    cross: str | None = None
    symbols: dict[str, str] = field(default_factory=dict)
    wanted: dict[str, str] = field(default_factory=dict)
    make: tuple[str, ...] | None = None
    targets: tuple[str, ...] | None = None
    modules: tuple[str, ...] | None = None
    needs: tuple[str, ...] | None = None
    judged: Judged | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    configuration: dict[str, _Configuration]
    packages: dict[str, str] = field(default_factory=dict)
    concern: dict[str, Concern] = field(default_factory=dict)
    setting: dict[str, Settings] = field(default_factory=dict)
    params: AboutParams = field(default_factory=AboutParams)
    tests: Tests | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Testing:
    """How a subsystem is built and tested: the configurations by name, in the order of the file, and what asks for what."""

    configurations: Mapping[str, Configuration]
    table: Table = field(default_factory=Table)


def read_testing(shipped: ProfileText, own: ProfileText | None = None) -> Testing:
    """Read the file that ships with kx86, with the sections of one's own beside those that it has, or in their place.

    Raises BadProfile for one that does not fit.
    """
    raw = _tables(shipped)
    if own is not None:
        raw = _placed(raw, _tables(own))
    file = own or shipped
    try:
        found = convert(raw, _File)
    except Misfits as problem:
        problems = [
            Problem(file=file.file, line=1, key=told(one.key), message=one.message, hint=one.hint)
            for one in problem.found
        ]
        raise BadProfile(problems) from None
    made: dict[str, Configuration] = {}
    for name, one in found.configuration.items():
        if one.like and one.like not in made:
            message = f"configuration {name} is like {one.like}, which does not stand above it"
            raise BadProfile([Problem(file=file.file, line=1, key=f"configuration.{name}.like", message=message)])
        made[name] = _configuration(name, one, made.get(one.like))
    _check_names(found, file.file)
    table = Table(
        concerns=found.concern,
        settings=found.setting,
        params=found.params,
        tests=found.tests,
        packages=found.packages,
    )
    return Testing(configurations=made, table=table)


def _placed(shipped: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Put sections with a name ([configuration.NAME]) beside those that ship, or in place of one of the same name."""

    def both(key: str, value: Any) -> Any:
        below = shipped.get(key)
        beside = key in _NAMED and isinstance(value, dict) and isinstance(below, dict)
        return {**below, **value} if beside else value  # type: ignore[dict-item]

    return {**shipped, **{key: both(key, value) for key, value in own.items()}}


def _check_names(found: _File, file: str) -> None:
    """Raise BadProfile when a concern asks for a configuration or a setting that is not there."""
    for name, concern in found.concern.items():
        for number, ask in enumerate(concern.asks):
            for kind, named, known in (
                ("configuration", ask.build, found.configuration),
                ("setting", ask.settings, found.setting),
            ):
                lost = next((one for one in named if one not in known), None)
                if lost is not None:
                    key = f"concern.{name}.asks[{number}]"
                    message = f"concern {name} asks for {kind} {lost}, which is not there"
                    raise BadProfile([Problem(file=file, line=1, key=key, message=message)])


def _configuration(name: str, one: _Configuration, like: Configuration | None) -> Configuration:
    below = like or Configuration(name=name)
    symbols = {**dict(below.symbols), **one.symbols}
    wanted = {key: value for key, value in {**dict(below.wanted), **one.wanted}.items() if key not in symbols}
    given: dict[str, Any] = {
        key: value
        for key in ("kind", "arch", "cross", "make", "targets", "modules", "needs", "judged")
        if (value := getattr(one, key)) is not None
    }
    kept = {
        key: getattr(below, key) for key in ("kind", "arch", "cross", "make", "targets", "modules", "needs", "judged")
    }
    return Configuration(
        name=name,
        title=one.title or name,
        symbols=tuple(symbols.items()),
        wanted=tuple(wanted.items()),
        **{**kept, **given},
    )


def _tables(text: ProfileText) -> dict[str, Any]:
    try:
        return tomllib.loads(text.text)
    except (ValueError, RecursionError) as problem:
        line = 1
        raise BadProfile([Problem(file=text.file, line=line, key="", message=f"not TOML: {problem}"[:200])]) from None
