# SPDX-License-Identifier: GPL-2.0-or-later
"""Settings: command line, then environment, then git config, then what kx86 does by itself; each knows where it is from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kx86.errors import UserError
from kx86.ports.settings import Entry

if TYPE_CHECKING:
    from kx86.handbook.facts import Edition

# Said here again, because importing a rule costs more than reading all settings; a test compares them.
EDITIONS: "tuple[Edition, ...]" = ("2023-02", "merged")
Value = str | bool | tuple[str, ...] | None
_TRUE = frozenset({"true", "yes", "on", "1"})
_FALSE = frozenset({"false", "no", "off", "0", ""})


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting: its name, its value, and where that value is from."""

    name: str
    value: Value
    source: str


@dataclass(frozen=True, slots=True)
class Known:
    """A setting that exists: its value when nobody sets it, and how to read a text."""

    default: Value
    read: Callable[[str], Value]
    default_source: str = "default"


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings; `archives` maps the name of an archive to its place, `trees` the name of a tree to its remote."""

    all: tuple[Setting, ...]
    archives: Mapping[str, str]
    trees: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Setting:
        """Return a setting that is known to exist."""
        return next(setting for setting in self.all if setting.name == name)

    def text(self, name: str) -> str | None:
        """Return a setting that is a text."""
        value = self[name].value
        return value if isinstance(value, str) else None

    def edition(self) -> "Edition | None":
        """Return the edition that somebody chose, None for that of the tree at hand."""
        return next((edition for edition in EDITIONS if edition == self.text("edition")), None)

    def flag(self, name: str) -> bool:
        """Return a setting that is true or false."""
        return bool(self[name].value)

    def names(self, name: str) -> tuple[str, ...]:
        """Return a setting that is a list."""
        value = self[name].value
        return value if isinstance(value, tuple) else ()

    def archive(self, name: str | None) -> str | None:
        """Return the place of an archive that is named; a name that is not set up stands for itself."""
        place = self.archives.get(name, name) if name else None
        return place.removeprefix("file://") if place else None


def _one_of(*words: str) -> Callable[[str], Value]:
    def read(text: str) -> Value:
        if text not in words:
            raise ValueError(f"is not {', '.join(words[:-1])} or {words[-1]}")
        return None if text == "auto" else text

    return read


def _flag(text: str) -> Value:
    if text.lower() not in _TRUE | _FALSE:
        raise ValueError("is neither true nor false")
    return text.lower() in _TRUE


def _list(text: str) -> Value:
    return tuple(text.replace(",", " ").split())


def _path(text: str) -> Value:
    return text or None


KNOWN: Mapping[str, Known] = {
    "edition": Known(None, _one_of("auto", *EDITIONS), "default: that of the tree at hand"),
    "strict": Known(False, _flag),
    "ignore": Known((), _list),
    "archive": Known(None, str),
    "color": Known(None, _one_of("auto", "always", "never")),
    "hook": Known("tell", _one_of("tell", "enforce")),
    "kut": Known(None, _path),
    "profile": Known(None, _path, "default: ships with kx86"),
    "state.remote": Known(None, str, "default: the only remote"),
}


def resolve(typed: Mapping[str, Value], environment: Mapping[str, str], entries: Sequence[Entry]) -> Settings:
    """Find every setting; `typed` is what the command line said, None or absent for nothing.

    Raises UserError for a value that means nothing, with the command that mends it.
    """
    found = tuple(_setting(name, known, typed.get(name), environment, entries) for name, known in KNOWN.items())
    return Settings(found, _named(entries, "archive", "url"), _named(entries, "tree", "remote"))


def _setting(
    name: str, known: Known, typed: Value, environment: Mapping[str, str], entries: Sequence[Entry]
) -> Setting:
    if isinstance(typed, tuple):
        return _joined(typed, _setting(name, known, None, environment, entries))
    if typed is not None:
        return Setting(name, typed, "command line")
    variable = f"KX86_{name.upper().replace('.', '_')}"
    if variable in environment:
        hint = f"unset {variable}, or set it to something else"
        return Setting(name, _read(known, environment[variable], variable, hint), f"environment {variable}")
    mine = [entry for entry in entries if entry.key == f"kx86.{name}"]
    if not mine:
        return Setting(name, known.default, known.default_source)
    scope = mine[-1].scope
    text = ",".join(entry.value for entry in mine) if known.read is _list else mine[-1].value
    hint = f"git config {'--global ' if scope == 'global' else ''}--unset-all kx86.{name}"
    return Setting(name, _read(known, text, f"kx86.{name}", hint), f"git config ({scope})")


def _joined(typed: tuple[str, ...], below: Setting) -> Setting:
    """Add what was typed to a list that is set elsewhere: leaving out one more rule must not bring the others back."""
    if not typed or not isinstance(below.value, tuple):
        return below
    source = f"command line and {below.source}" if below.value else "command line"
    return Setting(below.name, (*typed, *below.value), source)


def _read(known: Known, text: str, where: str, hint: str) -> Value:
    try:
        return known.read(text.strip())
    except ValueError as error:
        raise UserError(f"{where}: {text!r} {error}", hint=hint) from error


def _named(entries: Sequence[Entry], kind: str, key: str) -> Mapping[str, str]:
    """Read what is set by name; an empty value takes back what a wider scope says, as elsewhere in git."""
    head, tail = f"kx86.{kind}.", f".{key}"
    found = {
        entry.key[len(head) : -len(tail)]: entry.value
        for entry in entries
        if entry.key.startswith(head) and entry.key.endswith(tail)
    }
    return {name: value for name, value in found.items() if value.strip()}
