# SPDX-License-Identifier: GPL-2.0-or-later
"""The newest version of every open series of the archives at hand."""

from typing import TYPE_CHECKING

from kx86.apps import wiring
from kx86.apps.cli.session import Session

if TYPE_CHECKING:
    from kx86.flows.sources import Input


def open_series(session: Session) -> "Input":
    """Read the newest version of every open series.  Raises EnvironmentProblem when there is nothing to open."""
    from kx86.apps.cli.lists import Lists
    from kx86.flows.posted import read_postings
    from kx86.flows.sources import Input
    from kx86.flows.standings import every_standing
    from kx86.queue.standing import OPEN

    profile = session.profile()
    lists = Lists(session)
    archive = lists.open()
    known = wiring.known(session.folder, profile, session.progress)
    postings = [
        one.newest
        for one in every_standing(archive.index, profile, known)
        if one.now.status in OPEN and not one.newest.picked
    ]
    return Input(series=read_postings(archive, postings), problems=list(lists.problems))
