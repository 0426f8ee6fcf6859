# SPDX-License-Identifier: GPL-2.0-or-later
"""Start a command, and turn exceptions into one line and an exit status."""

import os
import sys
from importlib import import_module
from io import TextIOWrapper
from typing import Any

import click

from kx86 import __version__
from kx86.apps.cli.commands import COMMANDS
from kx86.apps.cli.output import NobodyReads, discard, guard_output
from kx86.apps.cli.terminal import cut, printable
from kx86.errors import EnvironmentProblem, Kx86Error, UserError

BUG = 70
# Mail may name what it likes: no complaint needs more.
_LONGEST = 3000


class LazyGroup(click.Group):
    """A group that knows its commands by name and loads the one that is typed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the commands in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        loaded: click.Command = import_module(entry.module).command
        return loaded

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Print the table by group, without loading a command."""
        for group in dict.fromkeys(entry.group for entry in COMMANDS.values()):
            with formatter.section(group):
                formatter.write_dl([(name, e.line) for name, e in COMMANDS.items() if e.group == group])

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Suggest the nearest command for a misspelled one."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=1)
            hint = f"did you mean `kx86 {near[0]}`?" if near else "kx86 --help lists the commands"
            raise UserError(f"no command {args[0]!r}", hint=hint)
        return super().resolve_command(ctx, args)


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="kx86 COMMAND --help shows examples.  Exit status: 0 yes, 1 no, 2 wrong use, 3 environment, 70 a bug, 130 interrupted.",
)
@click.version_option(__version__, prog_name="kx86", message="%(prog)s %(version)s")
def cli() -> None:
    """The KVM x86 maintainer handbook, made into software."""


def run() -> int:
    """Run kx86 on the arguments of the process and return its exit status.  Raises KeyboardInterrupt on Ctrl-C."""
    try:
        guard_output()
        status = _run()
        # What was printed before a complaint may find no room either.
        sys.stdout.flush()
    except (BrokenPipeError, NobodyReads):
        discard(sys.stdout.fileno())
        return 0
    except EnvironmentProblem as error:
        _complain(error)
        return error.status
    return status


def _run() -> int:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A terminal that cannot show a name shows a question mark, which beats nothing at all.
            stream.reconfigure(errors="replace")
    try:
        status = cli.main(prog_name="kx86", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return error.exit_code
    except click.ClickException as error:
        _complain(_in_one_line(error))
        return error.exit_code
    except click.Abort as error:
        raise KeyboardInterrupt from error
    except (BrokenPipeError, NobodyReads):
        raise
    except Kx86Error as error:
        _complain(error)
        return error.status
    except Exception as error:
        _report_bug(error)
        return BUG
    return status if isinstance(status, int) else 0


def _in_one_line(error: click.ClickException) -> UserError:
    """Say what click does not understand as every other wrong use is said."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "kx86"
    message = " ".join(error.format_message().split()).rstrip(".")
    hint = f"{command} --help shows options and examples"
    number = getattr(error, "option_name", "").removeprefix("-")
    if number.isdecimal() and command == "kx86 check":
        # What git log and git format-patch take.
        hint = f"kx86 check HEAD~{number}.. checks as many commits"
    return UserError(message[:1].lower() + message[1:], hint=hint)


def _complain(error: Kx86Error) -> None:
    click.echo(f"kx86: {cut(printable(error.message), _LONGEST)}", err=True)
    if error.hint:
        click.echo(f"hint: {printable(error.hint)}", err=True)


def _report_bug(error: Exception) -> None:
    if os.environ.get("KX86_DEBUG"):
        import traceback

        traceback.print_exc()
    place = f" (line {error.__traceback__.tb_lineno})" if error.__traceback__ else ""
    click.echo(f"kx86: a bug in kx86: {type(error).__name__}: {printable(str(error)[:200])}{place}", err=True)
    click.echo("hint: run again with KX86_DEBUG=1 and report what it prints", err=True)
