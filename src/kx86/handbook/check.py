# SPDX-License-Identifier: GPL-2.0-or-later
"""Run rules on a series: values in, remarks out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level
from kx86.handbook.registry import AnyRule
from kx86.handbook.rule import Need, Scope
from kx86.handbook.scope import is_for_other_arch, is_kvm, is_kvm_series, is_mostly_kvm
from kx86.handbook.together import agree
from kx86.series.patch import Patch
from kx86.series.senders import is_stable_pick
from kx86.series.series import Series


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A finding with its rule and the patch it is about (`n` 0 the cover letter, None the series)."""

    rule: AnyRule
    level: Level
    n: int | None
    message_id: str | None
    finding: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class NotRun:
    """A rule that could not be run and the fact it lacks."""

    rule: str
    needs: Need


def runnable(rules: Iterable[AnyRule], facts: Facts) -> tuple[tuple[AnyRule, ...], tuple[NotRun, ...]]:
    """Split rules into those that the facts and the edition allow and those that lack a fact."""
    run: list[AnyRule] = []
    lacking: list[NotRun] = []
    for rule in rules:
        if facts.edition not in rule.editions:
            continue
        absent = [need for need in rule.needs if getattr(facts, need) is None]
        if absent:
            lacking.append(NotRun(rule=rule.id, needs=absent[0]))
        else:
            run.append(rule)
    return tuple(run), tuple(lacking)


def check_series(rules: Iterable[AnyRule], series: Series, facts: Facts) -> tuple[Remark, ...]:
    """Run every rule on a series and its patches; remarks come by patch, then in order of the rules.

    What was picked from mainline for a stable kernel is said nothing about: nobody can change it any more.
    """
    if series.mails and is_stable_pick(series.mails[0]):
        return ()
    ready, _ = runnable(rules, facts)
    of_series = _scopes_of_series(series, facts)
    said: dict[int | None, list[tuple[AnyRule, Finding]]] = {None: [], **{patch.n: [] for patch in series.mails}}
    for patch in series.mails:
        scopes = _scopes(patch, of_series, facts)
        for rule in ready:
            if rule.on == "patch" and rule.scope in scopes:
                said[patch.n] += ((rule, found) for found in rule.find(patch, facts))
    for rule in ready:
        if rule.on == "series" and rule.scope in of_series:
            for found in rule.find(series, facts):
                said.setdefault(found.n, []).append((rule, found))
    remarks = [_remark(rule, found, None, None) for rule, found in said.pop(None)]
    for patch in series.mails:
        kept = _about_code(said.pop(patch.n, [])) if is_for_other_arch(patch, facts.profile) else said.pop(patch.n, [])
        remarks += (_remark(rule, found, patch.n, patch) for rule, found in agree(kept, patch, facts))
    remarks += (_remark(rule, found, n, None) for n, rest in said.items() for rule, found in rest)
    order = {rule.id: i for i, rule in enumerate(ready)}
    remarks.sort(key=lambda remark: (-1 if remark.n is None else remark.n, order[remark.rule.id]))
    return tuple(remarks)


def _about_code(said: list[tuple[AnyRule, Finding]]) -> list[tuple[AnyRule, Finding]]:
    """Only what is said about code: how a patch is described is up to the architecture whose tree takes it."""
    return [(rule, found) for rule, found in said if found.where.part == "diff"]


def _scopes_of_series(series: Series, facts: Facts) -> frozenset[Scope]:
    """A series with a patch of KVM x86 has rules to heed; one that is mostly KVM x86's is posted as the handbook says."""
    scopes: set[Scope] = {"any"}
    if is_kvm_series(series, facts.profile):
        scopes.add("kvm")
        if is_mostly_kvm(series, facts.profile):
            scopes.add("series")
    return frozenset(scopes)


def _scopes(patch: Patch, of_series: frozenset[Scope], facts: Facts) -> frozenset[Scope]:
    if patch.is_cover:
        return of_series - {"kvm"}
    return frozenset({"any", "kvm", "series"} if is_kvm(patch, facts.profile) else {"any"})


def _remark(rule: AnyRule, found: Finding, n: int | None, about: Patch | None) -> Remark:
    return Remark(
        rule=rule,
        level=found.level or rule.level,
        n=n,
        message_id=about.message_id if about else None,
        finding=found,
    )


def count(remarks: Iterable[Remark]) -> dict[Level, int]:
    """Count remarks by level."""
    counts = dict.fromkeys(Level, 0)
    for remark in remarks:
        counts[remark.level] += 1
    return counts


def choose(
    rules: Iterable[AnyRule], *, only: frozenset[str] = frozenset(), ignore: frozenset[str] = frozenset()
) -> Iterator[AnyRule]:
    """Keep the rules that run: those named by `only`, else all that are not `off`, without those named by `ignore`.

    A name may be a prefix of ids that ends in `-`, such as `SL-`.
    """
    for rule in rules:
        if _named(rule.id, ignore):
            continue
        if _named(rule.id, only) if only else not rule.off:
            yield rule


def _named(rule_id: str, names: frozenset[str]) -> bool:
    return rule_id in names or any(name.endswith("-") and rule_id.startswith(name) for name in names)
