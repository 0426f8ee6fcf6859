# SPDX-License-Identifier: GPL-2.0-or-later
"""What `kx86 build` and `kx86 nfc` share: read series, lay them on their base, open the builder."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kx86.apps import wiring
from kx86.apps.cli.build_view import BuildView, build_view, planned_view
from kx86.apps.cli.lists import archive_at_hand
from kx86.apps.cli.own import own_source
from kx86.apps.cli.session import Session
from kx86.errors import UserError
from kx86.flows.build import BuildSeries, News
from kx86.flows.laid import Laid, Laying, NotLaid
from kx86.testing.steps import Work, works_of
from kx86.testing.trust import OWN, domain_of, strangers

if TYPE_CHECKING:
    from kx86.apps.cli.build_print import Printer
    from kx86.flows.sources import Input, Problem
    from kx86.ports.builder import Builder
    from kx86.ports.trees import Scratch
    from kx86.series.series import Series
    from kx86.testing.configuration import Configuration
    from kx86.testing.plan import Level
    from kx86.trees.posted import PostedBase


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What was asked for: configurations by name (none: those of the plan), and how."""

    names: tuple[str, ...] = ()
    level: "Level" = "encouraged"
    keep_going: bool = False
    jobs: int | None = None
    trust: bool = False
    base: str | None = None
    dry_run: bool = False


def read_series(session: Session, source: Sequence[str], *, typed: bool) -> "Input":
    """Read the series of a command that needs a clone.  Raises UserError outside of one."""
    from kx86.flows.reading import Reader

    _in_clone(session)
    if typed and not source:
        raise UserError("--archive needs a Message-ID", hint=f"{session.command} --archive PATH MSGID")
    reader = Reader(
        files=wiring.files(),
        open_repo=session.repo,
        archive=archive_at_hand(session),
        mails_only=typed,
        command=session.command,
    )
    named = source or own_source(session)
    return reader.read(named) if named else reader.read_branch()


def place_of(session: Session) -> str:
    """Return the folder in which kernels of the clone at hand are built.  Raises UserError outside of a clone."""
    _in_clone(session)
    return wiring.build_place(session.folder)


def _in_clone(session: Session) -> None:
    """Raise UserError outside of a clone: mails alone, which are enough for other commands, cannot be built."""
    try:
        session.repo()
    except UserError as problem:
        raise UserError(problem.message, hint="run it inside a kernel clone, or name one with -C CLONE") from None


class Building:
    """Builds the series of one run."""

    def __init__(
        self,
        session: Session,
        configurations: "Mapping[str, Configuration]",
        options: Options,
        stack: ExitStack,
        trace: list[Sequence[str]],
    ) -> None:
        self.session = session
        self.options = options
        self._configurations = configurations
        self._stack = stack
        self._trace = trace

    @cached_property
    def scratch(self) -> "Scratch":
        """The place in which posted series become commits."""
        return self._stack.enter_context(wiring.scratch(self.session.folder, self._trace))

    @cached_property
    def builder(self) -> "Builder":
        """The builder of the clone, which is ours until the end of the run."""
        session = self.session
        return self._stack.enter_context(
            wiring.builder(self.scratch, place_of(session), session.command, self.options.jobs)
        )

    @cached_property
    def email(self) -> str:
        """The address of whoever is at work, empty when git does not know it."""
        return wiring.own_branches(self.session.folder).setting("user.email") or ""

    def lay(self, series: "Series") -> Laid:
        """Lay a series on its base.  Raises NotLaid when that cannot be done."""
        session = self.session
        self.session.progress("laying the series on its base")
        trees = wiring.trees(session.folder)

        def name_of(commit: str) -> str:
            return trees.describe(commit) or commit[:12]

        def base_of(posted: "Series") -> "PostedBase":
            from kx86.apps.cli.base_posted import base_finder

            return base_finder(session, trees, self.scratch, None).answer(posted)

        base = trees.commit(self.options.base) if self.options.base else None
        if self.options.base and base is None:
            raise UserError(f"--base {self.options.base}: no such commit", hint="git fetch, or name another one")
        if base and series.local:
            raise UserError("--base is for posted series, a branch lies on its base", hint="name it as BASE..BRANCH")
        laying = Laying(repo=session.repo(), scratch=self.scratch, base_of=base_of, name_of=name_of, base=base)
        return laying.lay(series)

    def build_each(
        self, every: Sequence["Series"], printer: "Printer | None"
    ) -> "tuple[list[BuildView], list[Problem]]":
        """Build some series; of several, those that lie on nothing are problems.  Raises NotLaid when there is one only."""
        from kx86.flows.sources import Problem

        views, problems = [], []
        for series in every:
            try:
                views.append(self.build(series, printer))
            except NotLaid as problem:
                if len(every) == 1:
                    raise
                said = problem.message.removeprefix(f"{series.title}: ")
                problems.append(Problem(series.title, said, problem.hint, problem.status))
        return views, problems

    def build(self, series: "Series", printer: "Printer | None") -> BuildView:
        """Build a series, and print it as it goes."""
        laid = self.lay(series)
        domain = self.domain_of(series)
        builder = self.builder if domain == OWN else self.builder.within(domain)
        known = () if domain == OWN else (self.builder.results,)
        progress = _Estimate(self.session.progress)
        flow = BuildSeries(
            builder=builder, base=laid.base, known=known, keep_going=self.options.keep_going, news=progress
        )
        built = flow.start(laid.steps, self._works(series, laid))
        if printer:
            printer.begin(build_view(laid, built, domain), self.notes(series, domain))
        if self.options.dry_run:
            view = planned_view(laid, built, domain, flow.known_of)
            if printer:
                printer.planned(view)
            return view
        for _ in flow.run(built):
            if printer and built.works:
                printer.row(build_view(laid, built, domain))
        view = build_view(laid, built, domain)
        if printer:
            printer.end(view)
        return view

    def domain_of(self, series: "Series") -> str:
        """Name the domain of trust of a series: one's own as well for what a tree that the clone follows has taken."""
        found, last = domain_of(series, self.email, trusted=self.options.trust), series.patches[-1].commit
        return OWN if found != OWN and series.local and last and self._is_taken(last) else found

    def _is_taken(self, commit: str) -> bool:
        trees = wiring.trees(self.session.folder)
        landscape = trees.landscape(self.session.profile(), self.session.settings.trees)
        # A branch of one's own may hold what one has only looked at.
        followed = {one.ref for branches in landscape.branches.values() for one in branches}
        return any(ref in followed and ref.startswith("refs/remotes/") for ref in trees.containing(commit))

    def notes(self, series: "Series", domain: str) -> Iterator[str]:
        """Tell whose code is built, and in what kind of place, where that is worth a word."""
        if domain != OWN:
            names = ", ".join(strangers(series, self.email)[:3])
            yield f"patches of {names}: built in a sandbox; --trust builds them as your own"
        elif (reason := wiring.sandbox_missing()) and not self.options.dry_run:
            yield f"your own work is built in the open: {reason}"

    def _works(self, series: "Series", laid: Laid) -> tuple[Work, ...]:
        every = [step.n for step in laid.steps]
        if self.options.names:
            asked: Mapping[str, Sequence[int]] = dict.fromkeys(self.options.names, every)
        else:
            from kx86.apps.cli.plan import planner_of

            tree = wiring.kernel_tree(self.session.folder, self.session.progress)
            plan = planner_of(self.session, tree).plan(series).down_to(self.options.level)
            asked = {one.configuration: one.patches or every for one in plan.builds}
        return works_of(asked, self._configurations, laid.steps, laid.makefiles)


class _Estimate:
    """Turns news into the line of progress, with the time that is left by the pace so far."""

    def __init__(self, progress: Callable[[str], None]) -> None:
        self._progress = progress
        self._began = time.monotonic()

    def __call__(self, news: News) -> None:
        took = time.monotonic() - self._began
        left = took / news.done * (news.builds - news.done) if news.done else 0.0
        rest = f", {_minutes(left)} left" if left else ""
        place = f"patch {news.n}/{news.patches}" if news.n else "base"
        self._progress(f"{place} ({news.done} of {news.builds} builds{rest}) {news.doing}")


def _minutes(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"
