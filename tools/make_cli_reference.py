# SPDX-License-Identifier: GPL-2.0-or-later
"""Write docs/reference/cli.md: what `--help` of every command prints."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from kx86.apps.cli.main import cli

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "cli.md"
NOTE = "<!-- Written by `make docs` from the commands themselves; edit those. -->"


def page() -> str:
    """Return the page."""
    parts = ["# Command line", NOTE]
    for context in contexts(cli, click.Context(cli, info_name="kx86", **cli.context_settings)):
        # Fold as a terminal of 100 columns does, whatever this one is.
        context.terminal_width = 100
        parts += [f"## {context.command_path}", f"```text\n{context.get_help().rstrip()}\n```"]
    return "\n\n".join(parts) + "\n"


def contexts(command: click.Command, context: click.Context) -> Iterator[click.Context]:
    """Yield a command and all below it that are not hidden."""
    yield context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None and not below.hidden:
                yield from contexts(below, below.context_class(below, info_name=name, parent=context))


def main() -> int:
    """Write the page."""
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
