# SPDX-License-Identifier: GPL-2.0-or-later
"""What `kx86 build --json` prints of a series."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from kx86.flows.build import Built, Cell
from kx86.flows.laid import Laid
from kx86.testing.messages import Message
from kx86.testing.steps import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageView:
    """A message of the compiler, of objtool or of make; `known` tells that the base has it as well."""

    file: str | None
    line: int | None
    kind: str
    text: str
    context: tuple[str, ...]
    known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CellView:
    """A patch in a configuration.

    `known` tells that its content had been built before; times are in seconds.  `gone` are wanted symbols that the base has.
    """

    configuration: str
    verdict: str
    known: bool
    seconds: float
    cpu: float
    why: str | None
    base_fails: bool
    gone: tuple[str, ...]
    messages: tuple[MessageView, ...]
    tail: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """A patch: `unbuilt` are touched sources from which no configuration compiled anything."""

    n: int
    commit: str
    subject: str
    builds: tuple[CellView, ...]
    unbuilt: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedView:
    """A patch that was not built, because nothing was to be done: the configurations to build, and those that are known."""

    n: int
    commit: str
    subject: str
    build: tuple[str, ...]
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LackingView:
    """A configuration that this machine cannot build."""

    configuration: str
    why: str
    hint: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigurationView:
    """A configuration: its name, how people call it, and the targets of make."""

    name: str
    title: str
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildView:
    """A series and what came of it: `count` patches, of which `patches` were built.

    `not_built` are the numbers of patches behind one that stopped the rest; `planned` is what --dry-run tells instead.
    """

    title: str
    base: str
    base_name: str
    count: int
    domain: str
    refused: bool
    configurations: tuple[ConfigurationView, ...]
    patches: tuple[StepView, ...]
    not_built: tuple[int, ...]
    lacking: tuple[LackingView, ...]
    planned: tuple[PlannedView, ...] = ()


def planned_view(laid: Laid, built: Built, domain: str, known: Callable[[Built, Step], Sequence[str]]) -> BuildView:
    """Make the view of what would be built; `known` names the configurations in which a patch is known."""
    planned = []
    for step in laid.steps:
        names = [work.configuration.name for work in built.works if step.n in work.patches]
        found = known(built, step)
        left = tuple(name for name in names if name not in found)
        planned.append(PlannedView(n=step.n, commit=step.commit, subject=step.title, build=left, known=tuple(found)))
    return replace(build_view(laid, built, domain), planned=tuple(planned))


def build_view(laid: Laid, built: Built, domain: str) -> BuildView:
    """Make the view of what was built."""
    return BuildView(
        title=laid.series.title,
        base=laid.base.commit,
        base_name=laid.base.title,
        count=len(laid.steps),
        domain=domain,
        refused=built.refused,
        configurations=tuple(
            ConfigurationView(name=work.configuration.name, title=work.configuration.title, targets=work.targets)
            for work in built.works
        ),
        patches=tuple(
            StepView(
                n=step.n,
                commit=step.commit,
                subject=step.title,
                builds=tuple(_cell(cell) for cell in built.at(step.n)),
                unbuilt=built.unbuilt(step),
            )
            for step in built.done
        ),
        not_built=built.left,
        lacking=tuple(
            LackingView(configuration=name, why=problem.message, hint=problem.hint)
            for name, problem in built.lacking.items()
        ),
    )


def _cell(cell: Cell) -> CellView:
    judgement, outcome = cell.judgement, cell.outcome
    return CellView(
        configuration=cell.configuration.name,
        verdict=judgement.verdict,
        known=cell.known,
        seconds=outcome.seconds,
        cpu=outcome.cpu,
        why=outcome.why or None,
        base_fails=judgement.base_fails,
        gone=judgement.gone,
        messages=(*_messages(judgement.new, known=False), *_messages(judgement.old, known=True)),
        tail=outcome.tail,
    )


def _messages(messages: Iterable[Message], *, known: bool) -> Iterable[MessageView]:
    return (
        MessageView(
            file=one.file or None,
            line=one.line or None,
            kind=one.kind,
            text=one.text,
            context=one.context,
            known=known,
        )
        for one in messages
    )
