# SPDX-License-Identifier: GPL-2.0-or-later
"""`kx86 doctor`: what is missing on this machine for which work."""

import os
import sys
from typing import Any

import click

from kx86 import __version__
from kx86.apps import wiring
from kx86.apps.cli.form import FORMAT
from kx86.apps.cli.plan import level_of
from kx86.apps.cli.progress import Progress
from kx86.apps.cli.session import Session
from kx86.apps.cli.show import print_json, print_lines
from kx86.apps.cli.terminal import width_of

EXAMPLES = """\b
Examples:
  kx86 doctor                      everything, and the commands that install what is missing
  kx86 doctor --level mandatory    only what every series needs
  kx86 doctor --json

\b
Nothing is installed or changed.  What is seen: programs and their versions, headers that
something compiles against, a sandbox that really starts, a KVM device that makes a VM.
Exit status: 0 what is mandatory is there (with --level: all down to that level), 1 something
is missing, 2 wrong use."""


@click.command("doctor", epilog=EXAMPLES)
@click.option("--level", metavar="LEVEL", help="Down to which level: mandatory, strongly (encouraged), encouraged.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), help="Colour; by default on a terminal.")
@click.option("-C", "directory", metavar="DIR", help="Run as if started in DIR.")
def command(**given: Any) -> int:
    """Tell what this machine lacks for each kind of work, and the commands that install it."""
    from kx86.apps.cli.doctor_render import render
    from kx86.apps.cli.doctor_view import doctor_view
    from kx86.flows.doctor import examine

    level = level_of(given["level"])
    with Progress(sys.stderr) as progress:
        session = Session({"color": given["color"]}, given["directory"], progress)
        progress("trying out what is installed")
        testing = wiring.how_tested(wiring.profile_path(session.settings))
        found = examine(wiring.machine(), testing, level, session.settings.text("kut") or "")
    ready = found.ready(level if given["level"] else "mandatory")
    if given["as_json"]:
        print_json({"kx86": __version__, "format": FORMAT, "ready": ready, **doctor_view(found)})
    else:
        print_lines(render(found, session.paint(), width_of(sys.stdout), root=os.geteuid() == 0))
    return 0 if ready else 1
