# SPDX-License-Identifier: GPL-2.0-or-later
"""Facts are gathered when a rule needs them."""

from collections.abc import Mapping

from kx86.flows.facts import Gatherer
from kx86.series.series import Series
from unit.handbook.posting import PROFILE, patch, series


class NoWords:
    """Word lists without a word."""

    def verbs(self) -> frozenset[str]:
        return frozenset()

    def misspellings(self) -> Mapping[str, tuple[str, ...]]:
        return {}


def test_the_posting_before_is_looked_for_only_when_a_rule_needs_it() -> None:
    now, before = series(patch("[PATCH v2] KVM: x86: Poke")), series(patch("[PATCH] KVM: x86: Poke"))
    asked: list[Series] = []

    def previous(one: Series) -> Series | None:
        asked.append(one)
        return before

    gather = Gatherer(profile=PROFILE, words=NoWords(), previous=previous)
    assert gather.facts(now, "2023-02", frozenset()).previous is None
    assert asked == []
    assert gather.facts(now, "2023-02", frozenset({"previous"})).previous is before


def test_a_series_that_was_never_posted_has_an_empty_one_before_it() -> None:
    gather = Gatherer(profile=PROFILE, words=NoWords(), previous=lambda _: None)
    found = gather.facts(series(patch()), "2023-02", frozenset({"previous"})).previous
    assert found is not None
    assert found.patches == ()


def test_without_an_archive_nothing_is_known_of_the_posting_before() -> None:
    facts = Gatherer(profile=PROFILE, words=NoWords()).facts(series(patch()), "2023-02", frozenset({"previous"}))
    assert facts.previous is None
