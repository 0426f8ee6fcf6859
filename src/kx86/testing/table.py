# SPDX-License-Identifier: GPL-2.0-or-later
"""What asks for what, as values: concerns, settings of module params, and what is told of params.

The data is in data/kvm-x86.testing.toml.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from kx86.handbook.facts import Edition
from kx86.testing.plan import Level, Suite, Vendor


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a concern asks for: builds by name, or runs.

    `beside` is the level at which something is asked for that only the neighbourhood of a change concerns; without it nothing is.
    `settings` are names of settings; each is a run of its own.  `touched` says that of a suite only those tests are run that the
    patch touches, if it touches nothing that all of them share.
    """

    level: Level
    statement: str
    build: tuple[str, ...] = ()
    run: tuple[Suite, ...] = ()
    vendors: tuple[Vendor, ...] = ("any",)
    settings: tuple[str, ...] = ()
    touched: bool = False
    beside: Level | None = None


@dataclass(frozen=True, kw_only=True)
class Concern:
    """What a change may be about, and what is asked for then.

    One of these must be met: a path in `paths` and not in `besides`; a function in `functions`, which maps patterns of paths to
    patterns of names; a changed identifier in `words`, in code that is in `code`; a guard in `symbols`.  `what` completes a
    sentence that begins with a path or a function ("is the shadow walker"), `reason` is a whole sentence instead.  `comments` says
    that it holds for changes of comments as well, `every` for patches of a series that touch nothing of the subsystem themselves,
    `editions` in which editions of the handbook (none: all).
    """

    what: str = ""
    reason: str = ""
    paths: tuple[str, ...] = ()
    besides: tuple[str, ...] = ()
    functions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    code: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()
    comments: bool = False
    every: bool = False
    editions: tuple[Edition, ...] = ()
    asks: tuple[Ask, ...] = ()

    def has_path(self, path: str) -> bool:
        """Is a path one of those?"""
        return fits(path, self.paths) and not fits(path, self.besides)

    def function_of(self, path: str, functions: Iterable[str]) -> str | None:
        """Return the first of some functions in a file that is one of those."""
        wanted = [name for pattern, names in self.functions.items() if fits(path, (pattern,)) for name in names]
        return next((one for one in functions if fits(one, wanted)), None) if wanted else None

    def word_of(self, path: str, words: Iterable[str]) -> str | None:
        """Return the first by name of some identifiers in a file that is one of those."""
        if not self.words or not fits(path, self.code):
            return None
        return min((word for word in words if fits(word, self.words)), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Module params with values, by vendor: `kvm_amd.npt = "0"`.  `tdp` is false when TDP is off with them."""

    any: dict[str, str] = field(default_factory=dict)
    amd: dict[str, str] = field(default_factory=dict)
    intel: dict[str, str] = field(default_factory=dict)
    tdp: bool = True

    def of(self, vendor: Vendor) -> Mapping[str, str]:
        """Return the params and values for a vendor."""
        own = {"amd": self.amd, "intel": self.intel, "any": {}}[vendor]
        return {**self.any, **own}


@dataclass(frozen=True, kw_only=True)
class AboutParams:
    """What is asked of code that reads module params.

    `level` holds where the param is read beside or around what changes, or decides whether that is reached, `elsewhere` where the
    same function reads it.  `skip` are patterns of params that only say more or less in logs.  `values` are those to try of a param
    whose type does not tell them.
    """

    level: Level = "mandatory"
    elsewhere: Level = "encouraged"
    statement: str = "TEST-9"
    suites: tuple[Suite, ...] = ("selftests", "kvm-unit-tests")
    skip: tuple[str, ...] = ()
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Table:
    """All concerns and settings by name, what is asked for params, where tests are, and which package has which program.

    `packages` maps programs to the packages of Debian that have these.
    """

    concerns: Mapping[str, Concern] = field(default_factory=dict)
    settings: Mapping[str, Settings] = field(default_factory=dict)
    params: AboutParams = field(default_factory=AboutParams)
    tests: "Tests | None" = None
    packages: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def tdp_off(self) -> frozenset[tuple[str, str]]:
        """The params and values that turn TDP off."""
        return frozenset(
            pair
            for one in self.settings.values()
            if not one.tdp
            for pair in (*one.any.items(), *one.amd.items(), *one.intel.items())
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tests:
    """The selftests of the subsystem: their folder, which sources in it are tests, and how names tell the vendor that they need."""

    folder: str
    sources: tuple[str, ...]
    besides: tuple[str, ...] = ()
    vendors: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def name_of(self, path: str) -> str:
        """Return the name of the test whose source a path is; empty when it is none."""
        if not path.startswith(self.folder):
            return ""
        below = path.removeprefix(self.folder)
        if not fits(below, self.sources) or fits(below, self.besides):
            return ""
        return below.rpartition(".")[0]

    def vendor_of(self, name: str) -> Vendor:
        """Return the vendor that a test needs."""
        base = name.rpartition("/")[2]
        vendors: tuple[Vendor, ...] = ("amd", "intel")
        return next((one for one in vendors if fits(base, self.vendors.get(one, ()))), "any")


def fits(text: str, patterns: Iterable[str]) -> bool:
    """Does a text match one of some patterns, in which a star stands for anything?"""
    return any(_pattern(one).fullmatch(text) is not None if "*" in one else one == text for one in patterns)


@lru_cache(maxsize=1024)
def _pattern(pattern: str) -> re.Pattern[str]:
    # A star takes as little as it can, and never gives back what it took: texts of others are matched in line with their length.
    return re.compile(_expression(pattern), re.DOTALL)


def _expression(pattern: str) -> str:
    first, *rest = pattern.split("*")
    found = re.escape(first)
    for number, part in enumerate(rest, 1):
        if number == len(rest):
            found += f".*{re.escape(part)}"
        else:
            found += f"(?>.*?{re.escape(part)})"
    return found
