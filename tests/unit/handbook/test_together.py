# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules that rewrite the same shortlog agree on one text."""

from collections.abc import Iterator

from kx86.adapters.data import profile_text
from kx86.handbook.check import check_series
from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level, Where
from kx86.handbook.rule import Rule, rule, series_rule
from kx86.profile.read import read_profile
from kx86.series.assemble import assemble
from kx86.series.patch import Patch
from kx86.series.series import Series
from unit.series.making import DIFF
from unit.series.making import patch as make

PROFILE = read_profile(profile_text(), "data/kvm-x86.toml")


def rewriting(name: str, old: str, new: str) -> Rule[Patch]:
    """Make a rule that wants one text in place of another."""

    def find(patch: Patch, facts: Facts) -> Iterator[Finding]:
        if old in patch.shortlog:
            where = Where(part="subject", text=patch.shortlog)
            yield Finding(where=where, message=name, replacement=patch.shortlog.replace(old, new))

    return rule(name, level=Level.WARNING, statement="SHORT-6")(find)


def rewrites(*rules: Rule[Patch] | Rule[Series], subject: str = "KVM: x86: fix foo.") -> list[str | None]:
    (series,) = assemble([make("1@a.example", f"[PATCH] {subject}")])
    facts = Facts(edition="2023-02", profile=PROFILE, series=series)
    return [remark.finding.replacement for remark in check_series(rules, series, facts)]


def test_a_rule_on_the_series_takes_part() -> None:
    @series_rule("A-S", level=Level.WARNING, statement="SHORT-6", scope="any")
    def dotted(series: Series, facts: Facts) -> Iterator[Finding]:
        """Leave the dot out."""
        for one in series.patches:
            if one.shortlog.endswith("."):
                where = Where(part="subject", text=one.shortlog)
                yield Finding(where=where, message="Dot.", replacement=one.shortlog[:-1], n=one.n)

    assert rewrites(rewriting("A-A", "fix", "Fix"), dotted) == ["KVM: x86: Fix foo"] * 2


def test_one_rewrite_stays_as_it_is() -> None:
    assert rewrites(rewriting("A-A", "fix", "Fix")) == ["KVM: x86: Fix foo."]


def test_rewrites_are_joined_into_one_text() -> None:
    rules = [rewriting("A-A", "fix", "Fix"), rewriting("A-B", "foo.", "foo"), rewriting("A-C", "foo", "foo()")]
    assert rewrites(*rules) == ["KVM: x86: Fix foo()"] * 3


def test_a_rule_that_is_content_with_an_earlier_rewrite_changes_nothing() -> None:
    rules = [rewriting("A-A", "fix foo.", "Fix foo"), rewriting("A-B", "foo.", "foo")]
    assert rewrites(*rules) == ["KVM: x86: Fix foo"] * 2


def test_rewrites_of_a_line_of_the_changelog_are_joined() -> None:
    def spelling(old: str, new: str) -> Rule[Patch]:
        def find(patch: Patch, facts: Facts) -> Iterator[Finding]:
            line = patch.changelog[0]
            where = Where(part="changelog", line=1, text=line)
            yield Finding(where=where, message=old, replacement=line.replace(old, new))
            yield Finding(where=where, message="No rewrite.")

        return rule(old, level=Level.WARNING, statement="CHG-1")(find)

    (series,) = assemble([make("1@a.example", "[PATCH] KVM: x86: Fix foo", body=f"Let kvm foo teh bar.\n---\n{DIFF}")])
    facts = Facts(edition="2023-02", profile=PROFILE, series=series)
    remarks = check_series([spelling("kvm", "KVM"), spelling("teh", "the")], series, facts)
    assert [remark.finding.replacement for remark in remarks] == ["Let KVM foo the bar.", None] * 2
