# SPDX-License-Identifier: GPL-2.0-or-later
"""The texts of a profile and of the one below it in; the sections in force and where each is from out."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kx86.profile.places import Part, sections
from kx86.profile.read import ProfileText


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section in force: its name, the file and line where it begins, its value and its text.

    `own` tells that it is not from the profile that ships with kx86.
    """

    name: str
    file: str
    line: int
    own: bool
    value: Any
    part: Part


def in_force(shipped: ProfileText, own: ProfileText | None) -> tuple[Section, ...]:
    """List the sections in force, in the order of the profile that ships with kx86.  Both texts must be good profiles."""
    found = {section.name: section for section in _sections(shipped, own=False)}
    if own is not None:
        found.update((section.name, section) for section in _sections(own, own=True))
    return tuple(found.values())


def _sections(source: ProfileText, *, own: bool) -> Iterable[Section]:
    values = tomllib.loads(source.text)
    for name, part in sections(source.text.replace("\r\n", "\n")).items():
        yield Section(name=name, file=source.file, line=part.line, own=own, value=values[name], part=part)


def as_toml(chosen: Iterable[Section]) -> str:
    """Write sections as a file, with the comments that they have; what belongs to no table stands first."""
    parts = [section.part for section in chosen]
    plain, tables = ("".join(texts) for texts in zip(*((part.plain, part.tables) for part in parts), strict=True))
    return "\n\n".join(text.strip("\n") for text in (plain, tables) if text) + "\n"
