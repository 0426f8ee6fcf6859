# SPDX-License-Identifier: GPL-2.0-or-later
"""A series and facts in; what must be built and run for it, and why, out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kx86.handbook.facts import Edition
from kx86.handbook.scope import OURS, is_for_other_arch, is_kvm
from kx86.profile.model import Profile
from kx86.series.patch import Patch
from kx86.series.series import Series
from kx86.testing.changed import Changed, changed, is_document, short
from kx86.testing.collected import Collected, RunKey
from kx86.testing.configuration import Configuration
from kx86.testing.param_runs import Watch, default_of, settings_of, values_of
from kx86.testing.plan import Build, Lacking, Level, Plan, Setting, Vendor, Why
from kx86.testing.proved import Proofs
from kx86.testing.read import Testing
from kx86.testing.table import Ask, Concern, fits
from kx86.testing.tree_facts import TreeFacts

MOST_FILES = 3000
"""What a series changes in more files than that is a matter of scripts, and the first ones tell as much."""
_OPTIONAL: Level = "encouraged"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFacts:
    """What a plan is made from beside the series.

    `machine` names the programs that are there, of those that configurations need.  `tree` is what the tree below the series
    tells, None when nobody knows it.  `before` maps (n, path) to the file as it is before patch n, as far as that is known.
    `proofs` tell what object code shows to change nothing.  `lacking` is what those who gathered this could not see.
    """

    edition: Edition
    profile: Profile
    testing: Testing
    machine: frozenset[str] = frozenset()
    tree: TreeFacts | None = None
    before: Mapping[tuple[int, str], bytes] = field(default_factory=dict)
    proofs: Proofs = field(default_factory=dict)
    lacking: tuple[Lacking, ...] = ()


def plan(series: Series, facts: PlanFacts) -> Plan:
    """Plan what is built and run for a series.

    Nothing is asked of a series that touches neither KVM x86 nor code or tests that all architectures share.
    """
    concerned = tuple(patch.n for patch in series.patches if is_concerned(patch, facts.profile))
    if not concerned:
        return Plan(edition=facts.edition)
    work = _Planning(facts)
    for patch in series.patches:
        work.read(patch)
    builds, absent = work.builds()
    return Plan(
        edition=facts.edition,
        builds=builds,
        runs=work.collected.runs(facts.testing.table.tdp_off),
        lacking=(*facts.lacking, *work.lacking(), *absent),
        concerned=concerned,
    )


class _Planning:
    """Reads one patch after another."""

    def __init__(self, facts: PlanFacts) -> None:
        self.facts = facts
        self.table = facts.testing.table
        self.tree = facts.tree or TreeFacts()
        self.collected = Collected()
        self._watch = Watch(self.tree.params, self.table.params)
        self._params = {f"{one.module}.{one.name}": one for one in self.tree.params.params}
        self._files = 0
        self._unknown: dict[str, None] = {}

    def read(self, patch: Patch) -> None:
        """Take what a patch asks for."""
        files = patch.diff.files[: max(0, MOST_FILES - self._files)]
        self._files += len(patch.diff.files)
        changes = [changed(file, self.facts.before.get((patch.n, file.old or ""))) for file in files]
        proof = self.facts.proofs.get((patch.n, patch.shortlog))
        for change in changes:
            if proof is not None and proof.covers(change.path):
                change.silent = change.proved = True
        concerned = is_concerned(patch, self.facts.profile)
        for change in changes:
            for concern in self._concerns(change, concerned=concerned):
                for why, itself in self._met(concern, change):
                    for ask in concern.asks:
                        self._ask(ask, Why(patch.n, why), change, itself=itself)
        if concerned:
            old = {file.path: file.old for file in files if file.old}
            self._ask_for_params(patch, [one for one in changes if not one.silent], old)

    def _concerns(self, change: Changed, *, concerned: bool) -> Iterator[Concern]:
        for concern in self.table.concerns.values():
            if concern.editions and self.facts.edition not in concern.editions:
                continue
            if (concern.comments or not change.silent) and (concern.every or concerned):
                yield concern

    def _met(self, concern: Concern, change: Changed) -> Iterator[tuple[str, bool]]:
        """Yield why a change meets a concern, and whether the changed lines themselves do; nothing when it does not."""
        path = change.path
        if concern.has_path(path):
            yield concern.reason or f"{short(path)} {concern.what}", True
            return
        if change.silent:
            return
        function = concern.function_of(path, change.functions)
        if function is not None:
            name = function if "(" in function else f"{function}()"
            yield concern.reason or f"{name} in {short(path)} {concern.what}", True
        word = concern.word_of(path, change.named.words | change.named.members)
        if word is not None:
            yield f"changed lines of {short(path)} name {word}, which {concern.what}", True
        yield from self._guarded(concern, change)

    def _guarded(self, concern: Concern, change: Changed) -> Iterator[tuple[str, bool]]:
        path = change.path
        if not concern.symbols or is_document(path) or not _is_kernel(path):
            return
        symbol = self.tree.objects.get(path.rpartition(".")[0])
        if symbol in concern.symbols:
            yield f"{short(path)} is built with CONFIG_{symbol} only", True
        for known, words in ((self.tree.names, change.added.words), (self.tree.members, change.added.members)):
            name = min((word for word in words if known.get(word) in concern.symbols), default=None)
            if name is not None:
                yield f"{short(path)} uses {name}, which is declared with CONFIG_{known[name]} only", True
        found = [one for one in change.guarded if one.symbol in concern.symbols]
        for one in sorted(found, key=lambda one: not one.itself)[:1]:
            yield one.why, one.itself

    def _ask(self, ask: Ask, why: Why, change: Changed, *, itself: bool) -> None:
        level = ask.level if itself else ask.beside
        if level is None:
            return
        for name in ask.build:
            self.collected.build(name, level, ask.statement, why)
        statement = ask.statement
        if change.silent and ask.run and self.facts.edition == "merged":
            level, statement = _OPTIONAL, "M-TEST1"
            same = "the object code is proved the same for" if change.proved else "nothing but comments change in"
            why = Why(why.n, f"{same} {short(change.path)}")
        for suite in ask.run:
            for vendor, settings, tests in self._ways(ask, change):
                if tests:
                    why = Why(why.n, f"{tests[0]} {'is new' if change.fresh else 'changes: run on the base as well'}")
                key = RunKey(suite=suite, vendor=vendor, settings=settings, tests=tests)
                self.collected.run(key, level, statement, why)

    def _ways(self, ask: Ask, change: Changed) -> Iterator[tuple[Vendor, tuple[Setting, ...], tuple[str, ...]]]:
        """Yield vendor, settings and tests of each run that is asked for."""
        if ask.touched:
            test = self.table.tests.name_of(change.path) if self.table.tests else ""
            if not test or self.table.tests is None:
                yield "any", (), ()
            elif not change.gone:
                yield self.table.tests.vendor_of(test), (), (test,)
            return
        for vendor in ask.vendors:
            if not ask.settings:
                yield vendor, (), ()
            for name in ask.settings:
                settings = self._in_tree(self.table.settings[name].of(vendor))
                if settings is not None:
                    yield vendor, settings, ()

    def _in_tree(self, pairs: Mapping[str, str]) -> tuple[Setting, ...] | None:
        """The settings that differ from what a run without them has; None when the tree lacks a param, or there are none."""
        if not pairs:
            return None
        if self.facts.tree is None:
            return tuple(_setting(key, value) for key, value in pairs.items())
        if not all(key in self._params for key in pairs):
            return None
        apart = {key: value for key, value in pairs.items() if value != default_of(self._params[key])}
        return tuple(_setting(key, value) for key, value in apart.items())

    def _ask_for_params(self, patch: Patch, changes: Sequence[Changed], old: Mapping[str, str]) -> None:
        about = self.table.params
        for one in self._watch.mattering(patch, changes, old):
            if values_of(one.param, about) is None:
                self._unknown[f"{one.param.module}.{one.param.name}"] = None
            vendor: Vendor = "amd" if one.param.vendor == "amd" else "intel" if one.param.vendor == "intel" else "any"
            for setting in settings_of(one.param, about):
                for suite in about.suites:
                    key = RunKey(suite=suite, vendor=vendor, settings=(setting,))
                    self.collected.run(key, one.level, about.statement, Why(patch.n, one.why))

    def builds(self) -> tuple[tuple[Build, ...], tuple[Lacking, ...]]:
        """Return the builds that can be made, and what is said of those that cannot."""
        configurations = self.facts.testing.configurations
        made, absent = [], []
        for build in self.collected.builds(tuple(configurations)):
            configuration = configurations[build.configuration]
            missing = [name for name in configuration.needs if name not in self.facts.machine]
            if missing:
                absent.append(self._absent(build, missing))
            elif not self._is_idle(configuration):
                made.append(build)
        return tuple(made), tuple(absent)

    def _is_idle(self, one: Configuration) -> bool:
        """Does a configuration only turn off what this tree does not have?  Then it is the first one."""
        first = next(iter(self.facts.testing.configurations.values()))
        apart = set(one.symbols) - set(first.symbols)
        if (
            self.facts.tree is None
            or not apart
            or (one.kind, one.arch, one.make) != (first.kind, first.arch, first.make)
        ):
            return False
        return all(value == "n" and "KVM" in name and name not in self.tree.symbols for name, value in apart)

    def _absent(self, build: Build, missing: Sequence[str]) -> Lacking:
        packages = [self.table.packages.get(name, "") for name in missing]
        hint = f"apt install {' '.join(packages)}" if all(packages) else ""
        why = f"{build.reasons[0]}, but {', '.join(missing)} is not installed"
        return Lacking(what=f"build {build.configuration} ({build.level})", why=why, hint=hint)

    def lacking(self) -> Iterator[Lacking]:
        """Yield what could not be seen."""
        if self._files > MOST_FILES:
            yield Lacking(
                what="files", why=f"of {self._files} files that the series touches, {MOST_FILES} were looked at"
            )
        for name in self._unknown:
            yield Lacking(
                what=name,
                why="no value to try is known",
                hint=f'"{name}" = ["..."] in [params.values] of a testing.toml',
            )


def is_concerned(patch: Patch, profile: Profile) -> bool:
    """Does a patch touch the code or the tests of KVM x86?  A header that all share is another architecture's if the prefix is."""
    if not is_kvm(patch, profile):
        return False
    hints = [profile.hint(path) for path in patch.touch.files]
    return not is_for_other_arch(patch, profile) or any(
        hint is not None and hint.area in OURS and not hint.weak for hint in hints
    )


def _is_kernel(path: str) -> bool:
    return not fits(path, ("tools/*", "samples/*", "scripts/*"))


def _setting(key: str, value: str) -> Setting:
    module, _, param = key.partition(".")
    return Setting(module, param, value)
