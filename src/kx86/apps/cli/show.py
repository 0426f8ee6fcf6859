# SPDX-License-Identifier: GPL-2.0-or-later
"""Print a report in the form that was asked for, and on standard error what could not be read."""

import re
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from kx86.apps.cli.terminal import Paint, printable, width_of
from kx86.errors import UserError

if TYPE_CHECKING:
    from kx86.apps.cli.view import ReportView
    from kx86.flows.sources import Problem

# C1 controls, marks of direction, and line ends that only Unicode knows.
_STEERS = re.compile(r"[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def show(report: "ReportView", form: str, paint: Paint, verbose: bool) -> None:
    """Print a report on standard output."""
    if form == "json":
        print_json(report)
    elif form == "b4-review":
        from kx86.apps.cli.formats import b4_checks

        print_json(b4_checks(report))
    elif form == "checkpatch":
        from kx86.apps.cli.formats import checkpatch_lines

        print_lines(checkpatch_lines(report))
    else:
        from kx86.apps.cli.render import Style, render

        print_lines(render(report, Style(paint, width_of(sys.stdout), verbose)))


def print_json(value: object) -> None:
    """Print plain values as JSON; what could steer a terminal is written as an escape, which is the same JSON."""
    import msgspec

    text = msgspec.json.format(msgspec.json.encode(value), indent=1).decode()
    sys.stdout.flush()
    sys.stdout.buffer.write(_STEERS.sub(lambda found: f"\\u{ord(found[0]):04x}", text).encode() + b"\n")


def print_lines(lines: Iterable[str]) -> None:
    """Print lines on standard output."""
    text = "\n".join(lines)
    if text:
        sys.stdout.write(text + "\n")


def tell_problems(problems: "Sequence[Problem]") -> None:
    """Print what could not be read, or not wholly, a line each."""
    sys.stdout.flush()
    for problem in problems:
        click.echo(f"problem: {printable(problem.source)}: {printable(problem.said)}", err=True)


def tell_nothing(problems: "Sequence[Problem]", command: str = "check") -> int:
    """Say why nothing could be read, and return the exit status; `command` is what hints name."""
    if len(problems) == 1:
        click.echo(f"kx86: {printable(problems[0].source)}: {printable(problems[0].message)}", err=True)
        click.echo(
            f"hint: {printable(problems[0].hint or f'kx86 {command} --help shows what a SOURCE can be')}", err=True
        )
        return problems[0].status
    tell_problems(problems)
    click.echo("kx86: no patch found", err=True)
    click.echo(f"hint: kx86 {command} --help shows what a SOURCE can be", err=True)
    return max((problem.status for problem in problems), default=UserError.status)
