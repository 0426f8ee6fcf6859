# SPDX-License-Identifier: GPL-2.0-or-later
"""`kx86 thread`: a thread as a tree, as mail, or as JSON."""

import sys

import click

from kx86 import __version__
from kx86.apps.cli.form import FORMAT
from kx86.apps.cli.lists import Lists, archive_option
from kx86.apps.cli.mail_rows import row_view, tree_lines
from kx86.apps.cli.progress import Progress
from kx86.apps.cli.session import Session
from kx86.apps.cli.show import print_json, print_lines
from kx86.errors import UserError
from kx86.flows.mail_sources import message_id
from kx86.mail.mbox import join_mbox

EXAMPLES = """\b
Examples:
  kx86 thread 20240102030405.1-1-ann@kernel.example
  kx86 thread https://lore.kernel.org/kvm/20240102030405.1-1-ann@kernel.example/
  kx86 thread --mbox MSGID > thread.mbox; mutt -f thread.mbox"""


@click.command("thread", epilog=EXAMPLES)
@click.argument("mail", metavar="MSGID")
@archive_option
@click.option("--mbox", "as_mbox", is_flag=True, help="Print the mails themselves, as an mbox.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), help="Colour; by default on a terminal.")
@click.option("-C", "directory", metavar="DIR", help="Run as if started in DIR.")
def command(
    mail: str, archives: tuple[str, ...], as_mbox: bool, as_json: bool, color: str | None, directory: str | None
) -> int:
    """Show the thread that a mail belongs to as a tree, oldest first."""
    with Progress(sys.stderr) as progress:
        session = Session({"color": color}, directory, progress)
        archive = Lists(session, archives).open()
        asked = message_id(mail)
        rows = archive.index.thread(asked)
        if not rows:
            raise UserError(f"{asked}: no mail of this Message-ID in the archive", hint="kx86 search WORDS; kx86 sync")
        mails = archive.thread(asked) if as_mbox else []
    if as_mbox:
        sys.stdout.flush()
        sys.stdout.buffer.write(join_mbox(mails))
    elif as_json:
        print_json({"kx86": __version__, "format": FORMAT, "mails": [row_view(row) for row in rows]})
    else:
        print_lines(tree_lines(rows, asked, session.paint()))
    return 0
