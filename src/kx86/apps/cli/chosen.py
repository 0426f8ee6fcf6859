# SPDX-License-Identifier: GPL-2.0-or-later
"""What commands on one series begin with: the archive, the series that was named, where it stands, whole postings."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kx86.apps import wiring
from kx86.apps.cli.lists import Lists
from kx86.apps.cli.session import Session
from kx86.errors import Kx86Error
from kx86.flows.find import Named, find_series
from kx86.flows.standings import SeriesStanding, standing_of

if TYPE_CHECKING:
    from kx86.flows.indexed import IndexedArchive
    from kx86.mail.message import Address
    from kx86.profile.model import Profile


@dataclass(frozen=True, slots=True)
class Chosen:
    """A series, the archive that it is in, the profile, and where it stands."""

    archive: "IndexedArchive"
    profile: "Profile"
    named: Named
    standing: SeriesStanding


def choose(session: Session, archives: Sequence[str], typed: str) -> Chosen:
    """Find the series that is meant.  Raises UserError when there is none."""
    archive = Lists(session, archives).open()
    named = find_series(archive.index, typed, session.repo_if_any())
    profile = session.profile()
    known = wiring.known(session.folder, profile, session.progress)
    return Chosen(archive, profile, named, standing_of(archive.index, named.chain, profile, known))


def person(session: Session, typed: str | None) -> "Address | None":
    """Who asks: the address that was typed, else the one that git knows; None without one."""
    from kx86.mail.address import parse_address

    if typed is not None:
        return parse_address(typed)
    try:
        return parse_address(wiring.actor(session.folder))
    except Kx86Error:
        return None
