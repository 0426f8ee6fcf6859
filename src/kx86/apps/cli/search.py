# SPDX-License-Identifier: GPL-2.0-or-later
"""`kx86 search`: find mails."""

import sys
from dataclasses import replace

import click

from kx86 import __version__
from kx86.apps import wiring
from kx86.apps.cli.form import FORMAT
from kx86.apps.cli.lists import Lists, archive_option
from kx86.apps.cli.mail_rows import row_lines, row_view
from kx86.apps.cli.progress import Progress
from kx86.apps.cli.session import Session
from kx86.apps.cli.show import print_json, print_lines
from kx86.apps.cli.terminal import printable
from kx86.errors import UserError
from kx86.mail.query import Query, parse_query

EXAMPLES = """\b
Examples:
  kx86 search dirty log from:ann
  kx86 search 'subject:"dirty ring"' after:2024-01-01 before:2024-07-01
  kx86 search file:arch/x86/kvm/mmu/ function:kvm_mmu_load
  kx86 search body:WARN OR body:splat -subject:rfc
  kx86 search --ids file:svm/sev.c | xargs -n1 kx86 show

\b
All terms must hold; OR between two joins them, a leading - turns one round, a * at the end
lets the last word go on.  Fields: from:, subject:, body: (what the sender wrote, no quotes),
file:, function:, message:; dates: after:, before:, d:FROM..TO, as git reads dates.  The short
prefixes of public-inbox are taken too (f: s: b: dfn: dfhh: m:).  The newest stands first.
Exit status: 0 something was found, 1 nothing."""


@click.command("search", epilog=EXAMPLES, context_settings={"ignore_unknown_options": True})
@click.argument("term", nargs=-1, required=True, type=click.UNPROCESSED)
@archive_option
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(1, 100_000),
    default=30,
    show_default=True,
    metavar="N",
    help="At most so many mails.",
)
@click.option("--ids", is_flag=True, help="Print Message-IDs only.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), help="Colour; by default on a terminal.")
@click.option("-C", "directory", metavar="DIR", help="Run as if started in DIR.")
def command(
    term: tuple[str, ...],
    archives: tuple[str, ...],
    limit: int,
    ids: bool,
    as_json: bool,
    color: str | None,
    directory: str | None,
) -> int:
    """Find mails by words, people, files, functions and dates."""
    with Progress(sys.stderr) as progress:
        session = Session({"color": color}, directory, progress)
        query = _query(term)
        index = Lists(session, archives).open().index
        rows, more = index.search(query, limit)
    if as_json:
        print_json({"kx86": __version__, "format": FORMAT, "mails": [row_view(row) for row in rows], "more": more})
    elif ids:
        print_lines(printable(row.message_id) for row in rows)
    else:
        print_lines(row_lines(rows, session.paint()))
        if more:
            click.echo(f"the newest {len(rows)}; more with --limit", err=True)
        if not rows:
            click.echo("nothing found", err=True)
    return 0 if rows else 1


def _query(terms: tuple[str, ...]) -> Query:
    # The shell has taken the quotes away: a word that holds blanks was meant as a whole.
    query = parse_query(" ".join(_again(term) for term in terms))
    if query.unknown:
        raise UserError(f"{query.unknown[0]}: is no field to search", hint="kx86 search --help lists the fields")
    for name, value in query.dates:
        query = _limit(query, name, value)
    if not query.groups and not query.dates:
        raise UserError("nothing to search for", hint="kx86 search --help shows examples")
    return query


def _again(term: str) -> str:
    name, colon, value = term.partition(":")
    if " " not in term or '"' in term:
        return term
    return f'{name}:"{value}"' if colon and " " not in name else f'"{term}"'


def _limit(query: Query, name: str, value: str) -> Query:
    first, dots, last = value.partition("..")
    if name in ("after", "since"):
        return replace(query, after=_seconds(name, value))
    if name in ("before", "until"):
        return replace(query, before=_seconds(name, value))
    after = _seconds(name, first) if first else None
    if not dots:
        return replace(query, after=after)
    return replace(query, after=after, before=_seconds(name, last) if last else None)


def _seconds(name: str, value: str) -> int:
    found = wiring.seconds_of(value)
    if found is None:
        raise UserError(f"{name}:{value}: no date", hint=f"kx86 search {name}:2024-01-01")
    return found
