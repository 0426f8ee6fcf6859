# SPDX-License-Identifier: GPL-2.0-or-later
"""In what ways a kernel is built, as values.  The data is in data/kvm-x86.testing.toml."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

Kind = Literal["kernel", "selftests", "htmldocs"]
Judged = Literal["clean", "new"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """One way to build a tree: what is asked of Kconfig, and what make is told.

    `name` is what people type.  `symbols` are Kconfig symbols without CONFIG_ and the values that they must have in the end
    ("y", "m", "n", or a text).  `wanted` are symbols that may get lost, because this tree may not have them.  `arch` is what
    make calls ARCH, `cross` how the names of its tools begin.  `make` are further variables for make ("W=1").  `targets` are the
    directories that are always built, `modules` the objects there that become modules.  `needs` are programs without which it
    cannot be built.  `judged` says what a good build is: `clean` has no message that the base does not have, while in one judged
    `new` such messages are told and forgiven.
    """

    name: str
    title: str = ""
    kind: Kind = "kernel"
    arch: str = "x86_64"
    cross: str = ""
    symbols: tuple[tuple[str, str], ...] = ()
    wanted: tuple[tuple[str, str], ...] = ()
    make: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    judged: Judged = "clean"

    @property
    def id(self) -> str:
        """What tells apart the builds of two configurations, whatever they are called: 16 hexadecimal digits."""
        telling = (self.kind, self.arch, self.cross, self.symbols, self.wanted, self.make)
        return sha256(repr(telling).encode()).hexdigest()[:16]

    @property
    def fragment(self) -> str:
        """The symbols as a file that Kconfig reads; one that is both wanted and required is required."""
        asked = dict((*self.wanted, *self.symbols))
        return "".join(_line(name, value) for name, value in sorted(asked.items()))


def _line(name: str, value: str) -> str:
    if value == "n":
        return f"# CONFIG_{name} is not set\n"
    plain = value in ("y", "m") or value.isdecimal() or value.startswith("0x")
    return f"CONFIG_{name}={value}\n" if plain else f'CONFIG_{name}="{value}"\n'
