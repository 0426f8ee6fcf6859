# SPDX-License-Identifier: GPL-2.0-or-later
"""Build every patch of a series in every configuration: what is known is not built again, the rest in one warm folder each."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from kx86.errors import EnvironmentProblem
from kx86.ports.build_results import BuildResults
from kx86.ports.builder import Builder, Lost, Made
from kx86.testing.configuration import Configuration
from kx86.testing.links import Links, links_of, unexported
from kx86.testing.messages import Message
from kx86.testing.outcome import Judgement, Outcome, judge, unbuilt
from kx86.testing.steps import Step, Work

_TAIL = 12
# What is read in the output of a build: results of another reading are not those of this one.
_READING = "reading 2"
_LONGEST = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A patch in a configuration: what came of it, whether that was known already, and what it says about the patch."""

    n: int
    configuration: Configuration
    outcome: Outcome
    known: bool
    judgement: Judgement


@dataclass(slots=True, kw_only=True)
class Built:
    """What was built: the cells in order, and configurations that this machine cannot build, with the reason."""

    steps: tuple[Step, ...]
    works: tuple[Work, ...]
    cells: list[Cell] = field(default_factory=list)
    lacking: dict[str, EnvironmentProblem] = field(default_factory=dict)
    done: list[Step] = field(default_factory=list)
    left: tuple[int, ...] = ()

    def at(self, n: int) -> Iterator[Cell]:
        """The cells of a patch."""
        return (cell for cell in self.cells if cell.n == n)

    def unbuilt(self, step: Step) -> tuple[str, ...]:
        """The touched sources of a patch from which no configuration compiled anything."""
        expected = dict.fromkeys(path for work in self.works if step.n in work.patches for path in work.expected(step))
        return unbuilt(expected, [cell.outcome for cell in self.at(step.n) if cell.configuration.kind == "kernel"])

    @property
    def refused(self) -> bool:
        """Is the answer no?  A patch is broken, has new messages, or a source of it was never compiled."""
        bad = any(cell.judgement.verdict in ("broken", "warned", "stopped") for cell in self.cells)
        return bad or any(self.unbuilt(step) for step in self.done)


@dataclass(frozen=True, slots=True)
class News:
    """How far it is: what was done of how many builds, and what is at hand."""

    done: int
    builds: int
    n: int
    patches: int
    doing: str


@dataclass(slots=True, kw_only=True)
class BuildSeries:
    """Builds one series.

    `known` are results of other domains that may be believed.  `base` is the commit below the series.  `keep_going` goes on
    behind a patch that does not build.  `news` hears of progress, from several threads.
    """

    builder: Builder
    base: Step
    known: Sequence[BuildResults] = ()
    keep_going: bool = False
    news: Callable[[News], None] = lambda _: None
    _checked_out: str = ""
    _bases: dict[str, Outcome] = field(default_factory=dict)
    _compilers: dict[str, str] = field(default_factory=dict)
    _done: int = 0
    _builds: int = 0
    _patches: int = 0

    def start(self, steps: Sequence[Step], works: Sequence[Work]) -> Built:
        """See what this machine can build of it."""
        lacking: dict[str, EnvironmentProblem] = {}
        return Built(steps=tuple(steps), works=self._possible(works, lacking), lacking=lacking)

    def known_of(self, built: Built, step: Step) -> tuple[str, ...]:
        """Name the configurations in which the outcome of a patch is known already."""
        wanted = (work for work in built.works if step.n in work.patches)
        return tuple(work.configuration.name for work in wanted if self._look_up(self._key(step, work)) is not None)

    def run(self, built: Built) -> Iterator[Step]:
        """Build the patches, oldest first, and yield each when its cells are there; what stops the rest is told in `left`."""
        self._builds = sum(step.n in work.patches for step in built.steps for work in built.works)
        self._patches = len(built.steps)
        with ThreadPoolExecutor(max_workers=max(1, len(built.works))) as pool:
            for number, step in enumerate(built.steps):
                try:
                    outcomes = self._step(step, built.works, pool)
                    built.cells += [self._cell(step, work, *found) for work, found in outcomes]
                except BaseException:
                    # What runs in other threads would be waited for.
                    self.builder.stop()
                    raise
                built.done.append(step)
                bad = any(cell.judgement.verdict in ("broken", "stopped") for cell in built.at(step.n))
                if bad and not self.keep_going:
                    built.left = tuple(later.n for later in built.steps[number + 1 :])
                yield step
                if built.left:
                    return

    def _possible(self, works: Sequence[Work], lacking: dict[str, EnvironmentProblem]) -> tuple[Work, ...]:
        """The works that this machine has the programs for."""
        found = []
        for work in works:
            try:
                self._compilers[work.configuration.name] = self.builder.compiler(work.configuration)
                found.append(work)
            except EnvironmentProblem as problem:
                lacking[work.configuration.name] = problem
        return tuple(found)

    def _step(
        self, step: Step, works: Sequence[Work], pool: ThreadPoolExecutor
    ) -> list[tuple[Work, tuple[Outcome, bool]]]:
        """The outcome of a patch in each work, and whether it was known; what is not known is built, all works at once."""
        wanted = [work for work in works if step.n in work.patches]
        # One git reads objects for all, so that ids of content are asked for here, by one thread.
        keys = {work.configuration.name: self._key(step, work) for work in wanted}
        known = {name: self._look_up(key) for name, key in keys.items()}
        missing = [work for work in wanted if known[work.configuration.name] is None]
        self._done += len(wanted) - len(missing)
        waiting: dict[str, Future[Outcome]] = {}
        if missing:
            self._check_out(step)
            waiting = {
                work.configuration.name: pool.submit(
                    self._build, step, work, keys[work.configuration.name], len(missing)
                )
                for work in missing
            }
        return [(work, self._found(work.configuration.name, known, waiting)) for work in wanted]

    @staticmethod
    def _found(
        name: str, known: dict[str, Outcome | None], waiting: dict[str, Future[Outcome]]
    ) -> tuple[Outcome, bool]:
        outcome = known[name]
        return (outcome, True) if outcome is not None else (waiting[name].result(), False)

    def _cell(self, step: Step, work: Work, outcome: Outcome, known: bool) -> Cell:
        # A build without a message is good, whatever the base says.
        telling = outcome.messages or outcome.state != "built" or (outcome.gone and step.is_kconfig)
        base = self._base(work) if telling else None
        judgement = judge(outcome, base, work.configuration)
        return Cell(n=step.n, configuration=work.configuration, outcome=outcome, known=known, judgement=judgement)

    def _base(self, work: Work) -> Outcome:
        """What the base says in a work; built only when somebody asks."""
        name = work.configuration.name
        if name not in self._bases:
            key = self._key(self.base, work)
            known = self._look_up(key)
            if known is None:
                self._check_out(self.base)
                known = self._build(self.base, work, key)
            self._bases[name] = known
        return self._bases[name]

    def _check_out(self, step: Step) -> None:
        if self._checked_out != step.commit:
            self._say(step, "checking out")
            self.builder.check_out(step.commit)
            self._checked_out = step.commit

    def _key(self, step: Step, work: Work) -> str:
        configuration = work.configuration
        content = self.builder.content(step.commit, configuration)
        compiler = self._compilers[configuration.name]
        return "\n".join((_READING, content, configuration.id, compiler, *work.targets_at(step)))

    def _look_up(self, key: str) -> Outcome | None:
        found = (results.get(key) for results in (self.builder.results, *self.known))
        return next((outcome for outcome in found if outcome is not None), None)

    def _build(self, step: Step, work: Work, key: str, at_once: int = 1) -> Outcome:
        """Build what is checked out, and remember what came of it."""
        configuration = work.configuration
        self._say(step, configuration.title)
        outcome = self._made(step, work, at_once)
        if outcome.state != "stopped":
            self.builder.results.put(key, outcome)
        self._done += step.n > 0
        return outcome

    def _made(self, step: Step, work: Work, at_once: int) -> Outcome:
        configuration = work.configuration
        configured = self.builder.configure(configuration)
        if configured.ended.status != 0:
            return _outcome(Made(ended=configured.ended, messages=configured.messages), ())
        if configured.lost:
            return Outcome(state="lost", why=", ".join(_told(one) for one in configured.lost[:8]))
        title, targets = configuration.title, work.targets_at(step)
        made = self.builder.make(
            configuration, targets, lambda line: self._say(step, f"{title}:{_short(line)}"), at_once
        )
        if made.ended.status == 0 and configuration.kind == "kernel":
            objects = tuple(self.builder.objects(configuration, work.targets))
            outcome = _outcome(replace(made, messages=(*made.messages, *self._unlinked(configuration))), objects)
        else:
            outcome = _outcome(made, ())
        gone = tuple(f"{one.symbol}={one.asked}" for one in configured.gone)
        return replace(outcome, gone=gone)

    def _unlinked(self, configuration: Configuration) -> Iterator[Message]:
        """What modpost would say of the modules that were built."""
        found: dict[str, Links] = {}
        for path in configuration.modules:
            data = self.builder.output(configuration, path)
            links = links_of(data) if data else None
            if links is not None:
                found[path] = links
        return unexported(found)

    def _say(self, step: Step, doing: str) -> None:
        self.news(News(self._done, self._builds, step.n, self._patches, doing))


def _short(line: bytes) -> str:
    return " " + " ".join(line[:200].decode("utf-8", "replace").split())


def _told(one: Lost) -> str:
    return f"CONFIG_{one.symbol} is {one.got}, not {one.asked}"


def _outcome(made: Made, objects: tuple[str, ...]) -> Outcome:
    """Say what came of make."""
    ended = made.ended
    state, why = ("built", "") if ended.status == 0 else ("failed", "")
    if ended.why not in ("exit", "signal"):
        state, why = "stopped", ended.why
    messages: tuple[Message, ...] = made.messages
    told = any(message.kind == "error" for message in messages)
    tail = () if state == "built" or told else _tail(ended.output)
    return Outcome(
        state=state,  # type: ignore[arg-type]
        why=why,
        seconds=round(ended.seconds, 3),
        cpu=round(ended.cpu, 3),
        compiled=len(made.compiled),
        messages=messages,
        objects=objects,
        tail=tail,
    )


def _tail(output: bytes) -> tuple[str, ...]:
    lines = output[-64_000:].decode("utf-8", "replace").split("\n")
    return tuple(line[:_LONGEST] for line in lines if line.strip())[-_TAIL:]
