# SPDX-License-Identifier: GPL-2.0-or-later
"""What was found on a machine in; what it lacks for which work, and the commands that get it, out."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kx86.testing.needs import Need, Probe, Program, Version, Work
from kx86.testing.plan import LEVELS, Level

_INSTALLERS = {
    "debian": "apt",
    "ubuntu": "apt",
    "fedora": "dnf",
    "rhel": "dnf",
    "centos": "dnf",
    "arch": "pacman",
    "suse": "zypper",
    "opensuse": "zypper",
}
_COMMANDS = {"apt": "apt install", "dnf": "dnf install", "pacman": "pacman -S", "zypper": "zypper install"}
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,9}){1,3}")
_LINE = re.compile(r"""^([A-Z][A-Z0-9_]{0,40})=(?:"([^"\n]{0,300})"|'([^'\n]{0,300})'|([^\s"']{0,300}))\s*$""")
# What keeps an ordinary user from making namespaces, and the value that lets him.
_NAMESPACES = (
    ("kernel.apparmor_restrict_unprivileged_userns", "1", "0"),
    ("kernel.unprivileged_userns_clone", "0", "1"),
    ("user.max_user_namespaces", "0", "10000"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a probe found: is it there, which version or what was seen, and else why not, and the command that mends it."""

    there: bool
    what: str = ""
    why: str = ""
    command: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """What a machine runs: its name, and the program that installs packages there, empty when nobody knows."""

    name: str = ""
    installer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A need, and whether it is met."""

    need: Need
    there: bool
    what: str = ""
    why: str = ""
    command: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """A kind of work, and what of its needs is there."""

    work: Work
    items: tuple[Item, ...]

    @property
    def ready(self) -> bool:
        """Can the work be done?"""
        return all(item.there or not item.need.firm for item in self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """All kinds of work that were asked for, and the commands, for root, that install what they lack, by level."""

    works: tuple[Examined, ...]
    distribution: Distribution
    commands: Mapping[Level, str]

    def ready(self, level: Level = LEVELS[0]) -> bool:
        """Can everything be done down to this level?"""
        return all(one.ready for one in self.works if LEVELS.index(one.work.level) <= LEVELS.index(level))


def diagnose(works: Sequence[Work], found: Mapping[Probe, Found], distribution: Distribution) -> Diagnosis:
    """Tell what is there and what is missing for each kind of work."""
    examined = tuple(
        Examined(work=work, items=tuple(_item(need, found[need.probe], distribution) for need in work.needs))
        for work in works
    )
    return Diagnosis(works=examined, distribution=distribution, commands=dict(_commands(examined, distribution)))


def read_distribution(text: str) -> Distribution:
    """Read /etc/os-release.  What is no assignment is passed over."""
    said: dict[str, str] = {}
    for line in text[:20_000].splitlines():
        if match := _LINE.match(line):
            said[match[1]] = match[2] or match[3] or match[4] or ""
    names = [said.get("ID", ""), *said.get("ID_LIKE", "").split()]
    known = (_INSTALLERS.get(name.partition("-")[0], "") for name in names)
    return Distribution(name=said.get("PRETTY_NAME", ""), installer=next(filter(None, known), ""))


def version(text: str) -> str:
    """Return the first version in what a program says of itself, empty when there is none."""
    for line in text[:2000].splitlines()[:4]:
        if match := _NUMBER.search(line):
            return match[0]
    return ""


def way_to_namespaces(settings: Mapping[str, str]) -> str:
    """Return the command, for root, that lets users make namespaces, when a setting of the kernel keeps them from it."""
    for name, bad, good in _NAMESPACES:
        if settings.get(name) == bad:
            return f"sysctl {name}={good}"
    return ""


def _item(need: Need, found: Found, distribution: Distribution) -> Item:
    if isinstance(need.probe, Program) and found.there and _older(found.what, need.probe.least):
        # The package that is installed is the one that the distribution has: to install it again helps nobody.
        why = f"{found.what} is too old, {'.'.join(map(str, need.probe.least))} is needed"
        return Item(need=need, there=False, what=found.what, why=why)
    if found.there:
        return Item(need=need, there=True, what=found.what)
    package = need.packages.get(distribution.installer, "")
    command = found.command or need.command or (f"{_COMMANDS[distribution.installer]} {package}" if package else "")
    return Item(need=need, there=False, what=found.what, why=found.why, command=command)


def _older(said: str, least: Version) -> bool:
    """Is a version older?  One that nobody knows is not."""
    numbers = tuple(int(part) for part in said.split(".") if part.isdecimal())
    return bool(numbers and least) and numbers < least


def _commands(works: Iterable[Examined], distribution: Distribution) -> Iterator[tuple[Level, str]]:
    """Name the command for each level that installs what only it, and none that is asked for more, lacks."""
    start = _COMMANDS.get(distribution.installer, "")
    seen: set[str] = set()
    for level in LEVELS:
        packages = [
            package
            for one in works
            if one.work.level == level
            for item in one.items
            if not item.there and start and item.command == f"{start} {(package := _package(item, distribution))}"
        ]
        new = sorted(set(packages) - seen)
        seen.update(new)
        if new:
            yield level, f"{start} {' '.join(new)}"


def _package(item: Item, distribution: Distribution) -> str:
    return item.need.packages.get(distribution.installer, "")
