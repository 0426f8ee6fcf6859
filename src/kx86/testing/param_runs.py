# SPDX-License-Identifier: GPL-2.0-or-later
"""What a patch changes and the module params of a tree in; the params that matter, at which values, and why, out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kx86.series.patch import Patch
from kx86.testing.changed import Changed, Names, short
from kx86.testing.plan import Level, Setting
from kx86.testing.table import AboutParams, fits
from kx86.testing.tree_facts import Param, ParamMap, is_seen

_ON = frozenset({"true", "1"})
_OFF = frozenset({"false", "0"})
_BOOLEAN = frozenset({"bool", "bint", "invbool"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Mattering:
    """A param that matters to a change, the level at which runs with it are asked for, and why in words."""

    param: Param
    level: Level
    why: str


@dataclass(slots=True)
class Watch:
    """Goes through the patches of a series in order, and keeps the params that they add."""

    known: ParamMap
    about: AboutParams
    _fresh: dict[str, Param] = field(default_factory=dict)

    def mattering(self, patch: Patch, changes: Sequence[Changed], old: Mapping[str, str]) -> Iterator[Mattering]:
        """Yield the params that matter to a patch; `old` maps paths to those before a file was renamed."""
        best: dict[tuple[str, str], Mattering] = {}
        for change in changes:
            for one in (*self._read(change, old.get(change.path, change.path)), *self._added(patch, change)):
                key = (one.param.module, one.param.name)
                if key not in best or (best[key].level != self.about.level and one.level == self.about.level):
                    best[key] = one
        yield from (one for one in best.values() if not fits(f"{one.param.module}.{one.param.name}", self.about.skip))

    def _read(self, change: Changed, path: str) -> Iterator[Mattering]:
        where = short(change.path)
        within: set[int] = set()
        for function, near in change.functions.items():
            here = self._named(path, near)
            for number in self.known.read_by(path, function):
                within.add(number)
                param = self.known.params[number]
                why = f"{_called(function)} in {where} depends on {param.module}.{param.name}"
                yield Mattering(
                    param=param, level=self.about.level if number in here else self.about.elsewhere, why=why
                )
        for number, word in sorted(self._named(path, change.named).items()):
            if number not in within:
                param = self.known.params[number]
                why = f"changed lines of {where} name {word}, which is {param.module}.{param.name}"
                yield Mattering(param=param, level=self.about.level, why=why)

    def _named(self, path: str, names: Names) -> dict[int, str]:
        """The params that identifiers stand for, and by which."""
        return {
            number: word
            for words, member in ((names.words, False), (names.members, True))
            for word in sorted(words)
            for number in self.known.named_by(path, word, member=member)
        }

    def _added(self, patch: Patch, change: Changed) -> Iterator[Mattering]:
        """Yield params that the series adds: where they are declared, and where added lines name them."""
        if "module_param" in " ".join(sorted(change.added.words)):
            # Few series add a param, and to read one takes more than to plan without.
            from kx86.testing.params import params_of
            from kx86.testing.source import Source

            text = "\n".join(line.text for line in patch.touch.added if line.file == change.path)
            for param in params_of({change.path: Source(change.path, text)}, {change.path: text}):
                self._fresh[param.variable] = param
                why = f"{short(change.path)} adds {param.module}.{param.name}"
                yield Mattering(param=param, level=self.about.level, why=why)
        for word in sorted(change.named.words & self._fresh.keys()):
            param = self._fresh[word]
            if is_seen(change.path, "", param.vendor):
                why = f"changed lines of {short(change.path)} name {word}, which is {param.module}.{param.name}"
                yield Mattering(param=param, level=self.about.level, why=why)


def _called(function: str) -> str:
    return function if "(" in function else f"{function}()"


def values_of(param: Param, about: AboutParams) -> tuple[str, ...] | None:
    """Return the values to try of a param, beside its default, which every run without it has; None when nobody knows any.

    Of a switch that is the other position, of a number 0, and of a switch that decides by itself both positions.
    """
    given = about.values.get(f"{param.module}.{param.name}")
    if given is not None:
        return given
    if param.default in _ON:
        return ("0",)
    if param.type in _BOOLEAN or param.default.startswith("-"):
        return ("1",) if param.default in _OFF else ("0", "1")
    if not param.type or param.type in ("charp", "string"):
        return None
    return () if param.default in _OFF else ("0",)


def default_of(param: Param) -> str:
    """Return the value that a param has when nobody sets one, as it is written behind `=`; a constant's name, or nothing."""
    return "1" if param.default in _ON else "0" if param.default in _OFF else param.default


def settings_of(param: Param, about: AboutParams) -> tuple[Setting, ...]:
    """Return the settings to try of a param."""
    return tuple(Setting(param.module, param.name, value) for value in values_of(param, about) or ())
