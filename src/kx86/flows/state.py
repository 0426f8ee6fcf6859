# SPDX-License-Identifier: GPL-2.0-or-later
"""Share the journal through a git ref: what is here and what is there become the union of both, on either side."""

from collections.abc import Sequence
from dataclasses import dataclass

from kx86.errors import EnvironmentProblem, UserError
from kx86.journal.event import Event
from kx86.journal.line import BadEvent
from kx86.journal.shared import events_of, files_of, is_newer
from kx86.journal.union import union
from kx86.ports.journal import Journal
from kx86.ports.state_ref import StateRef

# How often somebody else may be faster.
TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """What an exchange with a remote came to: how many events came and went, and in words of git what the remote refused."""

    remote: str
    came: int = 0
    went: int = 0
    total: int = 0
    refused: str | None = None


def choose_remote(named: str | None, remotes: Sequence[str]) -> str:
    """Choose the remote to share with: the one that is named or set, or the only one there is.

    Raises UserError when there is none, or more than one.
    """
    if named:
        return named
    if len(remotes) == 1:
        return remotes[0]
    what = f"{len(remotes)} remotes ({', '.join(remotes[:5])})" if remotes else "no remote"
    raise UserError(f"{what}: which one shares the state?", hint="git config kx86.state.remote REMOTE")


class Sharing:
    """An exchange of one journal with one remote."""

    def __init__(self, journal: Journal, ref: StateRef, remote: str) -> None:
        self.journal = journal
        self.ref = ref
        self.remote = remote

    def fetch(self, *, dry_run: bool = False) -> Exchange:
        """Take in what the remote has.  Raises EnvironmentProblem when that is not to be trusted; then nothing is taken."""
        for _ in range(TRIES):
            tip, there = self.ref.tip(), self.ref.fetch(self.remote)
            everything, came, _went = self._together(tip, there)
            if dry_run:
                return Exchange(remote=self.remote, came=came, total=len(everything))
            came = self.journal.take(everything, "kx86 state fetch")
            if there is None or self.ref.move(self._commit(everything, tip, there), tip):
                return Exchange(remote=self.remote, came=came, total=len(everything))
        raise _too_busy("here")

    def push(self, *, dry_run: bool = False) -> Exchange:
        """Give the remote what is here, and take in what it has."""
        taken = 0
        for _ in range(TRIES):
            tip, there = self.ref.tip(), self.ref.fetch(self.remote)
            everything, came, went = self._together(tip, there)
            if dry_run:
                return Exchange(remote=self.remote, came=came, went=went, total=len(everything))
            if not everything:
                return Exchange(remote=self.remote)
            taken += self.journal.take(everything, "kx86 state push")
            commit = self._commit(everything, tip, there)
            if not self.ref.move(commit, tip):
                continue
            answer = self.ref.push(self.remote, commit) if commit != there else None
            if answer is None or answer.state == "done":
                return Exchange(remote=self.remote, came=taken, went=went, total=len(everything))
            if answer.state == "refused":
                return Exchange(remote=self.remote, came=taken, total=len(everything), refused=answer.said)
        raise _too_busy(self.remote)

    def _together(self, tip: str | None, there: str | None) -> tuple[tuple[Event, ...], int, int]:
        """Return the union, the number of events that are new here, and of those that are new there."""
        here = self.journal.events()
        shared = self._read(tip, "here") if tip else ()
        theirs = self._read(there, self.remote) if there else ()
        together = union(here, shared, theirs)
        for mine, other in together.clashes:
            raise EnvironmentProblem(
                f"two events have the id {mine.id}: {_who(mine)}, and {_who(other)}",
                hint=f"one of them was made by hand: git log -p {there or self.ref.name} shows where it came from",
            )
        total = len(together.events)
        return together.events, total - len({event.id for event in here}), total - len({event.id for event in theirs})

    def _read(self, commit: str, where: str) -> tuple[Event, ...]:
        files = self.ref.files(commit)
        if is_newer(files):
            raise EnvironmentProblem(
                f"{where}: {self.ref.name} was written by a newer kx86, or by another program",
                hint=f"kx86 --version; git ls-tree -r {commit[:12]}",
            )
        try:
            return events_of(files)
        except BadEvent as error:
            raise EnvironmentProblem(
                f"{where}: {self.ref.name} holds something else than events: {error}", hint=f"git log -p {commit[:12]}"
            ) from error

    def _commit(self, everything: tuple[Event, ...], tip: str | None, there: str | None) -> str:
        """Return a commit of all events behind both tips: one of them if it will do, else a new one."""
        parents = list(dict.fromkeys(commit for commit in (there, tip) if commit is not None))
        if len(parents) == 2:
            parents = [one for one in parents if not any(self.ref.is_ancestor(one, o) for o in parents if o != one)]
        files = files_of(everything)
        if len(parents) == 1 and self.ref.files(parents[0]) == files:
            return parents[0]
        newest = max((event.time for event in everything), default=0)
        return self.ref.commit(files, parents, f"kx86 state: {len(everything)} events", newest)


def _who(event: Event) -> str:
    return f"{event.command} by {event.actor}"


def _too_busy(where: str) -> EnvironmentProblem:
    return EnvironmentProblem(
        f"{where}: the journal there moved {TRIES} times meanwhile", hint="type the command again"
    )
