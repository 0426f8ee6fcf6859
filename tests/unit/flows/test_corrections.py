# SPDX-License-Identifier: GPL-2.0-or-later
"""A correction is written once, holds afterwards, and says so when it cannot."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kx86.adapters.store.memory import MemoryJournal
from kx86.errors import UserError
from kx86.flows.corrections import correct, read_wish
from kx86.flows.undo import undo
from kx86.journal.corrections import corrections
from kx86.journal.event import make_id, stamp_of
from kx86.journal.kinds import LINK, UNDO

V1, V2 = "v1@kernel.example", "v2@kernel.example"
ANN = "Ann Author <ann@kernel.example>"


def wish(earlier=V1, later=V2, reason="", *, linked=True):
    return read_wish(earlier, later, reason, linked=linked)


def held(journal):
    return {(one.earlier, one.later): one.linked for one in corrections(journal.events())}


def test_a_link_holds_until_it_is_taken_away():
    journal = MemoryJournal()
    done = correct(journal, wish(reason="the cover says so"), "kx86 series link")
    assert done.event == journal.events()[0] and not done.held
    assert (done.event.kind, done.event.subject) == (LINK, V2)
    assert done.event.body == {"earlier": V1, "reason": "the cover says so"}
    assert held(journal) == {(V1, V2): True}
    correct(journal, wish(linked=False), "kx86 series unlink")
    assert held(journal) == {(V1, V2): False}


def test_what_holds_already_is_not_written_again():
    journal = MemoryJournal()
    correct(journal, wish(reason="the cover says so"), "kx86 series link")
    for again in (wish(), wish(reason="the cover says so")):
        assert correct(journal, again, "kx86 series link").held
    assert len(journal.events()) == 1
    assert not correct(journal, wish(reason="so says its author"), "kx86 series link").held
    assert len(journal.events()) == 2


def test_a_dry_run_writes_nothing():
    journal = MemoryJournal()
    assert correct(journal, wish(), "kx86 series link", dry_run=True).event is None
    assert journal.events() == ()


@pytest.mark.parametrize("typed", [V2, f"<{V2}>", f" {V2}\n", f"https://lore.kernel.org/kvm/{V2}/T/#u"])
def test_a_posting_is_named_bare_in_brackets_or_by_a_link(typed):
    assert wish(later=typed).later == V2


@pytest.mark.parametrize(
    ("earlier", "later"), [(V1, V1), ("", V2), (V1, "12"), (V1, f"a b{V2}"), (V1, "x@" + "y" * 999)]
)
def test_what_is_no_pair_of_postings_is_refused(earlier, later):
    with pytest.raises(UserError) as caught:
        wish(earlier, later)
    assert caught.value.hint


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=1200))
def test_whatever_is_typed_is_written_or_refused(earlier, later, reason):
    try:
        wanted = wish(f"{earlier}@a.example", f"{later}@b.example", reason)
    except UserError:
        return
    journal = MemoryJournal()
    assert correct(journal, wanted, "kx86 series link").event in journal.events()


def test_two_postings_are_linked_one_way_only():
    journal = MemoryJournal()
    correct(journal, wish(), "kx86 series link")
    with pytest.raises(UserError, match="linked as the later one") as caught:
        correct(journal, wish(V2, V1), "kx86 series link")
    assert caught.value.hint == f"kx86 series unlink {V1} {V2}"
    assert len(journal.events()) == 1


def test_an_event_from_a_clock_that_is_years_ahead_does_not_have_the_last_word():
    journal = MemoryJournal()
    mine = correct(journal, wish(), "kx86 series link").event
    years = stamp_of(mine.id) + 5 * 365 * 86_400_000
    journal.take([replace(mine, id=make_id(years, 5, 0), time=years // 1000)], "kx86 state fetch")
    correct(journal, wish(linked=False), "kx86 series unlink")
    assert held(journal) == {(V1, V2): False}
    assert [event.kind for event in journal.events()].count(UNDO) == 1


def test_an_undo_takes_the_correction_back():
    journal = MemoryJournal()
    correct(journal, wish(), "kx86 series link")
    correct(journal, wish(linked=False), "kx86 series unlink")
    undo(journal, ANN, None)
    assert held(journal) == {(V1, V2): True}
