# SPDX-License-Identifier: GPL-2.0-or-later
"""Print what `kx86 build` does, row by row as it comes."""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import click

from kx86.apps.cli.build_render import head_lines, planned_lines, rest_lines, row_lines
from kx86.apps.cli.build_view import BuildView
from kx86.apps.cli.render import Style
from kx86.apps.cli.show import print_lines
from kx86.apps.cli.terminal import Paint, printable


@dataclass(slots=True)
class Printer:
    """Prints one series after another; `hide` takes the line of progress away before."""

    paint: Paint
    width: int
    verbose: bool
    hide: Callable[[], None]
    _begun: bool = False

    @property
    def _style(self) -> Style:
        return Style(self.paint, self.width, self.verbose)

    def begin(self, view: BuildView, notes: Iterable[str]) -> None:
        """Print the head of a series, before anything of it was built."""
        self._print([*([""] if self._begun else []), *head_lines(view, self._style)])
        self._begun = True
        for note in notes:
            click.echo(f"note: {printable(note)}", err=True)

    def row(self, view: BuildView) -> None:
        """Print the row of the patch that was built last."""
        self._print(row_lines(view.patches[-1], view, self._style))

    def planned(self, view: BuildView) -> None:
        """Print what would be built."""
        self._print(planned_lines(view, self._style))

    def end(self, view: BuildView) -> None:
        """Print what went wrong, and the sum."""
        self._print(rest_lines(view, self._style))

    def _print(self, lines: Iterable[str]) -> None:
        self.hide()
        print_lines(lines)
        sys.stdout.flush()
