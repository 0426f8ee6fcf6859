# SPDX-License-Identifier: GPL-2.0-or-later
"""Configure a folder of output, and see whether Kconfig left what was asked for.

Symbols are completed beside the configuration in force, which is replaced only when it would say something else: make builds
everything again whose symbols it takes for changed.  Kconfig drops what it does not know or what depends on something else
without a word, and leaves with 0.
"""

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from kx86.adapters.kbuild import commands, tools
from kx86.adapters.kbuild.output import Output
from kx86.ports.builder import Configured, Lost
from kx86.ports.sandbox import Ended
from kx86.testing.configuration import Configuration
from kx86.testing.messages import read_log

_NOTHING_TO_DO = Ended(status=0, why="exit", seconds=0.0, cpu=0.0, output=b"")
Changed = Callable[[str, str], Sequence[str]]
"""Names the files in which two trees differ."""


class Configuring:
    """One configuration of what is checked out."""

    def __init__(self, tree: str, output: Output, configuration: Configuration, changed: Changed) -> None:
        self.tree = tree
        self.output = output
        self.configuration = configuration
        self._changed = changed

    def run(self, start: Callable[[Sequence[str]], Ended]) -> Configured:
        """Configure as far as that is needed; `start` runs a command in the sandbox."""
        if self.configuration.kind != "kernel":
            return Configured(ended=_NOTHING_TO_DO)
        ended = _NOTHING_TO_DO
        if not self._is_configured():
            made = self.output.path / os.path.basename(commands.DRY)
            _clear(made)
            made.write_text(self.configuration.fragment)
            ended = start(commands.configure_words(self.configuration, tools.compiler(self.configuration)))
            if ended.status != 0:
                log = read_log(ended.output, (f"{commands.SOURCE}/",))
                return Configured(ended=ended, messages=log.all)
            self._settle(made)
        self.output.configured(f"{self.tree} {self._asked()}")
        lost = self._lost(self.configuration.symbols)
        return Configured(ended=ended, lost=lost, gone=self._lost(self.configuration.wanted))

    def _is_configured(self) -> bool:
        """Was it configured for this tree, or for one that Kconfig cannot tell from this?"""
        tree, _, asked = self.output.known.configured.partition(" ")
        if asked != self._asked() or not (self.output.path / ".config").exists():
            return False
        return tree == self.tree or not any(_tells_kconfig(path) for path in self._changed(tree, self.tree))

    def _settle(self, made: Path) -> None:
        """Replace the configuration in force when it says something else; what Kconfig left may be anything."""
        held = self.output.path / ".config"
        data = self.output.read(made.name)
        if data is None or self.output.read(held.name) != data:
            _clear(held)
        if data is not None and not held.exists():
            made.replace(held)

    def _asked(self) -> str:
        """What the configuration depends on beside the tree: what is asked for, and the compiler."""
        return sha256(f"{self.configuration.fragment}{tools.versions(self.configuration)}".encode()).hexdigest()[:16]

    def _lost(self, asked: Sequence[tuple[str, str]]) -> tuple[Lost, ...]:
        data = self.output.read(".config") or b""
        got = symbols_of(data.decode("utf-8", "replace"))
        return tuple(
            Lost(symbol=name, asked=value, got=got.get(name, "n"))
            for name, value in asked
            if got.get(name, "n") != value
        )


def _clear(place: Path) -> None:
    """Remove whatever a build left at a place."""
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)


def symbols_of(text: str) -> Mapping[str, str]:
    """Read what a .config says: symbols without CONFIG_ and their values, texts without quotes."""
    found = {}
    for line in text.split("\n"):
        name, equals, value = line.partition("=")
        if equals and name.startswith("CONFIG_"):
            found[name[7:]] = value.strip().strip('"')
    return found


def _tells_kconfig(path: str) -> bool:
    """Does Kconfig read a file: one of its own, or a script that it runs?"""
    return path.startswith("scripts/") or os.path.basename(path).startswith("Kconfig")
