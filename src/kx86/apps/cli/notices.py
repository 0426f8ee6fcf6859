# SPDX-License-Identifier: GPL-2.0-or-later
"""`kx86 notices`: what maintainers say they took, dropped and moved."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import click

from kx86 import __version__
from kx86.apps.cli.form import FORMAT
from kx86.apps.cli.lists import Lists, archive_option, seconds_of
from kx86.apps.cli.mail_rows import day, moment
from kx86.apps.cli.progress import Progress
from kx86.apps.cli.session import Session
from kx86.apps.cli.show import print_json, print_lines, tell_problems
from kx86.apps.cli.terminal import Paint, cut, printable
from kx86.flows.notices import Noticed, every_notice
from kx86.mail.short import short

EXAMPLES = """\b
Examples:
  kx86 notices                       everything that was taken, the latest stands last
  kx86 notices --topic svm           into one topic branch
  kx86 notices --kind moved          commits whose SHA1 changed
  kx86 notices --since '2 weeks ago' --json

\b
A notice counts only from people whom the profile names.  Exit status: 0 something is
listed, 1 nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatchView:
    """A patch in a notice; `n` is its number in the posting."""

    n: int
    m: int
    subject: str
    sha1: str | None
    applied: bool
    topic: str | None
    message_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeView:
    """A notice: the mail, the mail of the posting that it is about, and what it says."""

    notification: str
    answers: str
    posting: str
    date: str
    sender: str
    tree: str
    topics: tuple[str, ...]
    kind: str
    patches: tuple[PatchView, ...]
    quote: str
    modified: str | None
    release: str | None
    correction: bool


@click.command("notices", epilog=EXAMPLES)
@archive_option
@click.option("--topic", multiple=True, metavar="TOPIC", help="Only this topic branch.")
@click.option("--tree", multiple=True, metavar="TREE", help="Only this tree: kvm-x86, kvm, tip ...")
@click.option(
    "--kind", multiple=True, type=click.Choice(["accepted", "subset", "dropped", "moved"]), help="Only this kind."
)
@click.option("--since", metavar="DATE", help="Only notices since then.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), help="Colour; by default on a terminal.")
@click.option("-C", "directory", metavar="DIR", help="Run as if started in DIR.")
def command(**given: Any) -> int:
    """List what maintainers say they took, dropped or moved, patch by patch."""
    with Progress(sys.stderr) as progress:
        session = Session({"color": given["color"]}, given["directory"], progress)
        since = seconds_of("--since", given["since"])
        lists = Lists(session, given["archives"])
        found = [one for one in every_notice(lists.open().index, session.profile()) if _wanted(one, given, since)]
    if given["as_json"]:
        problems = [{"source": problem.source, "message": problem.said} for problem in lists.problems]
        print_json(
            {"kx86": __version__, "format": FORMAT, "notices": [_view(one) for one in found], "problems": problems}
        )
    else:
        print_lines(_lines(found, session.paint()))
        tell_problems(lists.problems)
    if not found:
        click.echo("nothing found", err=True)
    return 0 if found else 1


def _wanted(one: Noticed, given: dict[str, Any], since: int | None) -> bool:
    notice = one.notice
    return (
        (not given["topic"] or bool(set(given["topic"]) & set(notice.topics)))
        and (not given["tree"] or notice.tree in given["tree"])
        and (not given["kind"] or notice.kind in given["kind"])
        and (since is None or one.date >= since)
    )


def _view(one: Noticed) -> NoticeView:
    notice = one.notice
    return NoticeView(
        notification=notice.message_id,
        answers=notice.answers,
        posting=one.posting.id,
        date=moment(one.date),
        sender=notice.sender,
        tree=notice.tree,
        topics=notice.topics,
        kind=notice.kind,
        patches=tuple(
            PatchView(
                n=p.n, m=p.m, subject=p.subject, sha1=p.sha1, applied=p.applied, topic=p.topic, message_id=p.message_id
            )
            for p in notice.patches
        ),
        quote=notice.quote,
        modified=notice.modified or None,
        release=notice.release or None,
        correction=notice.correction,
    )


def _lines(found: Sequence[Noticed], paint: Paint) -> Iterator[str]:
    for one in found:
        notice, posting = one.notice, one.posting
        where = " ".join([notice.tree, *notice.topics])
        taken = [patch for patch in notice.patches if patch.applied]
        share = f"{len(taken)} of {max(posting.m, 1)}" if notice.kind == "subset" else ""
        title = cut(printable(posting.title), 140)
        color = "good" if notice.kind in ("accepted", "subset") else "warning"
        yield (
            f"{paint('advice', short(posting.id))}  {paint('dim', day(one.date))}  {paint(color, f'{notice.kind:8}')}  "
            f"{printable(where)}{f', {share}' if share else ''}: {title}"
        )
        for patch in notice.patches:
            if patch.sha1 or not patch.applied:
                commit = paint("dim", f"{patch.sha1 or 'not applied':12}")
                yield f"            {patch.n}/{patch.m}  {commit}  {cut(printable(patch.subject), 140)}"
        if notice.modified:
            yield f"            {paint('dim', 'changed on the way: ' + cut(printable(notice.modified), 140))}"
