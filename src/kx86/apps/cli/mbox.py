# SPDX-License-Identifier: GPL-2.0-or-later
"""`kx86 mbox`: the patches of a series, ready for git am, with the tags that replies gave."""

import os
import sys
from dataclasses import replace
from typing import Any

import click

from kx86.apps.cli.chosen import choose
from kx86.apps.cli.complete import complete_series
from kx86.apps.cli.lists import archive_option
from kx86.apps.cli.progress import Progress
from kx86.apps.cli.series_render import version_of
from kx86.apps.cli.session import Session, quoted
from kx86.apps.cli.terminal import printable
from kx86.errors import EnvironmentProblem, UserError
from kx86.flows.find import choose_version
from kx86.flows.tagging import collected, copies_that_differ, write_mbox
from kx86.flows.taking import names_taken, remember
from kx86.letters.tags import Collected
from kx86.series.posting import Posting

EXAMPLES = """\b
Examples:
  kx86 mbox 1a2b3c4d | git am                 the newest version with its tags
  kx86 mbox MSGID v2 -o v2.mbox               an older version, into a file
  kx86 mbox 1a2b3c4d --take ann@kernel.example   also a tag that is listed only; with
                                              --remember from now on
  kx86 mbox 1a2b3c4d --only 1-3 --link        some patches, with a Link: trailer each
  kx86 mbox 1a2b3c4d --dry-run                which tags would go in, and which not

\b
What goes in is told on standard error.  Exit status: 0, 1 when patches are missing."""


@click.command("mbox", epilog=EXAMPLES)
@click.argument("series", metavar="ID", shell_complete=complete_series)
@click.argument("version", required=False)
@archive_option
@click.option("-o", "--output", metavar="FILE", help="Write into this file; by default to standard output.")
@click.option("--only", metavar="N-M", help="Only these patches, such as 1-3,5.")
@click.option("--take", multiple=True, metavar="NAME", help="Take a listed tag of this person or Message-ID too.")
@click.option(
    "--remember", is_flag=True, help="Take these for good: write it into the journal; kx86 undo takes it back."
)
@click.option("--link/--no-link", default=False, help="Add a Link: trailer with the Message-ID.")
@click.option("--no-tags", is_flag=True, help="Add no tags.")
@click.option("--dry-run", is_flag=True, help="Only tell what would go in.")
@click.option("-C", "directory", metavar="DIR", help="Run as if started in DIR.")
def command(series: str, version: str | None, **given: Any) -> int:
    """Write the patches of a series as an mbox for git am, with the tags that replies gave."""
    with Progress(sys.stderr) as progress:
        session = Session({}, given["directory"], progress)
        chosen = choose(session, given["archives"], series)
        posting = choose_version(chosen.named, version)
        journal = session.journal()
        if given["remember"] and not given["dry_run"]:
            remember(journal, posting, given["take"])
        names = (*names_taken(journal.events(), posting), *given["take"])
        tags = collected(chosen.named.chain, posting, chosen.standing.answers, names)
        only = _numbers(given["only"], posting)
        link = f"{chosen.profile.links.lore}/r/" if given["link"] else ""
        data, lost = write_mbox(chosen.archive, posting, _without(tags) if given["no_tags"] else tags, link, only)
        taken = [patch.message_id for patch in tags.patches if not only or patch.n in only]
        differ = copies_that_differ(chosen.archive, taken)
    _tell(posting, tags, lost, only, silent=given["no_tags"])
    for name, places in differ.items():
        show = f"kx86 mbox --archive {quoted(places[0])} {quoted(name)}"
        _say(f"  warning: other code stands under <{name}> in {', '.join(places)}: {show}")
    if not given["dry_run"]:
        _write(data, given["output"])
    return 1 if lost or (posting.missing and not only) else 0


def _without(tags: Collected) -> Collected:
    return replace(tags, patches=tuple(replace(patch, taken=()) for patch in tags.patches))


def _numbers(text: str | None, posting: Posting) -> frozenset[int]:
    if text is None:
        return frozenset()
    found: set[int] = set()
    for piece in text.replace(" ", "").split(","):
        first, dash, last = piece.partition("-")
        if not first.isdecimal() or (dash and not last.isdecimal()) or len(first) > 4 or len(last) > 4:
            raise UserError(f"--only {text}: no numbers of patches", hint="kx86 mbox ID --only 1-3,5")
        found |= set(range(int(first), int(last or first) + 1))
    there = {patch.n for patch in posting.patches}
    if not found & there:
        raise UserError(
            f"--only {text}: the posting has no such patch", hint=f"it has {len(there)}: kx86 show {posting.id}"
        )
    return frozenset(found)


def _tell(posting: Posting, tags: Collected, lost: list[str], only: frozenset[int], *, silent: bool) -> None:
    _say(f"{version_of(posting)} of {posting.title}")
    for patch in tags.patches:
        if only and patch.n not in only:
            continue
        _say(f"  {patch.n}/{posting.m} {patch.title}")
        for tag in () if silent else patch.taken:
            _say(f"    + {tag.text}{f' ({tag.remark})' if tag.remark else ''}")
    for left in () if silent else tags.left:
        _say(f"  not taken: {left.text}: {left.reason}")
    for nak in tags.naks:
        _say(f"  NAK by {nak.sender}: {nak.text}")
    rerolled = {patch.message_id for patch in tags.patches} - {patch.message_id for patch in posting.patches}
    for patch in tags.patches:
        if patch.message_id in rerolled and (not only or patch.n in only):
            _say(f"  patch {patch.n} was sent again in the thread, and that one is taken: <{patch.message_id}>")
    for n in posting.missing:
        _say(f"  patch {n} is missing from the archive")
    for one in lost:
        _say(f"  <{one}> cannot be read: kx86 sync")


def _say(text: str) -> None:
    click.echo(printable(text), err=True)


def _write(data: bytes, output: str | None) -> None:
    if output is None or output == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        return
    try:
        if os.path.exists(output) and not os.path.isfile(output):
            # A pipe or a device is written to: a new file in its place would be nobody's wish.
            with open(output, "wb") as there:
                there.write(data)
        else:
            _replace(os.path.realpath(output), data)
    except OSError as error:
        raise EnvironmentProblem(
            f"{output}: {error.strerror}", hint=f"ls -ld {os.path.dirname(output) or '.'}"
        ) from error


def _replace(path: str, data: bytes) -> None:
    """Write a file beside its place and move it there, so that nobody ever sees half of it."""
    part = f"{path}.{os.getpid()}.part"
    try:
        with open(part, "xb") as file:
            file.write(data)
        os.replace(part, path)
    except BaseException:
        if os.path.exists(part):
            os.unlink(part)
        raise
