# SPDX-License-Identifier: GPL-2.0-or-later
"""The base of posted series: read the mails, find the base of each, print what was found."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kx86 import __version__
from kx86.apps import wiring
from kx86.apps.cli.form import FORMAT
from kx86.apps.cli.lists import archive_at_hand
from kx86.apps.cli.session import Session, tell_trace
from kx86.apps.cli.show import print_json, print_lines, tell_nothing, tell_problems

if TYPE_CHECKING:
    from kx86.flows.indexed import IndexedArchive
    from kx86.flows.posted_base import PostedBases
    from kx86.flows.sources import Input
    from kx86.ports.trees import Scratch, Trees
    from kx86.series.series import Series
    from kx86.trees.landscape import Landscape
    from kx86.trees.posted import PostedBase


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What was asked for: archives by path or name, JSON, and the git commands."""

    archives: tuple[str, ...] = ()
    as_json: bool = False
    verbose: bool = False


def answer_posted(session: Session, sources: Sequence[str], options: Options) -> int:
    """Print the base of each series in patch files, mboxes, `-` or Message-IDs; return the exit status."""
    archive = archive_at_hand(session, options.archives)
    into = _read(session, sources, archive)
    if not into.series:
        return tell_nothing(into.problems, "base")
    trace: list[Sequence[str]] = []
    answers = _answers(session, into, archive, trace)
    if options.as_json:
        from kx86.apps.cli.base_posted_render import posted_view

        problems = [{"source": one.source, "message": one.said} for one in into.problems]
        series = [posted_view(one) for one in answers]
        print_json({"kx86": __version__, "format": FORMAT, "series": series, "problems": problems})
    else:
        from kx86.apps.cli.base_posted_render import posted_lines
        from kx86.apps.cli.terminal import width_of

        print_lines(posted_lines(answers, session.paint(), width_of(sys.stdout)))
        tell_problems(into.problems)
    if options.verbose:
        sys.stdout.flush()
        tell_trace(trace)
    return 0 if all(one.applies for one in answers) else 1


def _read(session: Session, sources: Sequence[str], archive: "IndexedArchive | None") -> "Input":
    from kx86.flows.reading import Reader

    reader = Reader(
        files=wiring.files(), open_repo=session.repo, archive=archive, mails_only=True, command=session.command
    )
    return reader.read(sources)


def _answers(
    session: Session, into: "Input", archive: "IndexedArchive | None", trace: list[Sequence[str]]
) -> "list[PostedBase]":
    trees = wiring.trees(session.folder)
    answers = []
    with wiring.scratch(session.folder, trace) as scratch:
        bases = base_finder(session, trees, scratch, archive)
        for number, series in enumerate(into.series, 1):
            session.progress(f"finding bases: {number} of {len(into.series)}")
            answers.append(bases.answer(series))
    trace[:0] = trees.trace
    return answers


def base_finder(
    session: Session, trees: "Trees", scratch: "Scratch", archive: "IndexedArchive | None"
) -> "PostedBases":
    """Return what finds the bases of posted series.  Raises EnvironmentProblem in a clone that follows no tree."""
    from kx86.flows.pending import Pending
    from kx86.flows.posted_base import PostedBases

    landscape = trees.landscape(session.profile(), session.settings.trees)
    _check_followed(landscape)
    return PostedBases(
        landscape,
        scratch,
        wiring.blob_history(scratch),
        Pending(archive) if archive is not None else None,
        describe=trees.describe,
        likely=_likely(session, trees, landscape),
    )


def _check_followed(landscape: "Landscape") -> None:
    """Refuse a clone without any branch or tag that a series may be based on.  Raises EnvironmentProblem."""
    from kx86.errors import EnvironmentProblem

    if not landscape.topics and not landscape.releases and not any(landscape.branches.values()):
        raise EnvironmentProblem("this clone follows no tree that a series could be based on", hint="kx86 init")


def _likely(session: Session, trees: "Trees", landscape: "Landscape") -> "Callable[[Series], Sequence[str]]":
    """The topics that `kx86 route` names for a series, the likeliest first."""
    from kx86.apps.cli.route import router_of
    from kx86.flows.route import Clone, likely_by

    clone = Clone(trees, landscape, wiring.topic_history(session.folder, session.progress))
    return likely_by(router_of(session, session.profile(), clone), landscape)
