# SPDX-License-Identifier: GPL-2.0-or-later
"""Each mail answers the nearest patch or cover letter above it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from growth import assert_linear
from kx86.letters.entry import Entry
from kx86.queue.answers import answers_of
from unit.queue.making import posting, says, three

V1, V2 = posting(1), posting(2, day=10)
FIRST, SECOND = "v1-1@a.example", "v2-1@a.example"


def entry(name: str, *parents: str, day: int = 1) -> Entry:
    made = says("Why is that?", day=day, name=name)
    return replace(made, parents=parents, root=parents[-1] if parents else None)


def found(*mails: Entry, others: tuple[str, ...] = (), postings: tuple = (V1, V2)) -> dict[str, list[tuple[str, str]]]:
    answers = answers_of(postings, mails, others)
    return {name: [(one.entry.message_id, one.answered) for one in some] for name, some in answers.items()}


def test_nobody_answers():
    assert found() == {}
    assert found(entry("r@b", "elsewhere@c")) == {}


def test_the_nearest_posted_mail_counts():
    assert found(entry("r@b", SECOND, FIRST)) == {SECOND: [("r@b", SECOND)]}
    assert found(entry("r@b", "unknown@c", FIRST)) == {FIRST: [("r@b", FIRST)]}


def test_an_answer_to_an_answer_answers_the_patch():
    mails = [entry("a@b", FIRST), entry("b@b", "a@b", day=2), entry("c@b", "b@b", day=3)]
    assert found(*mails) == {FIRST: [("a@b", FIRST), ("b@b", FIRST), ("c@b", FIRST)]}


def test_answers_are_in_order_whatever_order_they_come_in():
    mails = [entry("c@b", "b@b", day=3), entry("b@b", "a@b", day=2), entry("a@b", FIRST)]
    assert [name for name, _ in found(*mails)[FIRST]] == ["a@b", "b@b", "c@b"]


def test_an_answer_to_a_patch_names_the_patch_and_belongs_to_its_posting():
    one = three()
    assert found(entry("r@b", "v1-2@a.example", "v1-1@a.example"), postings=(one,)) == {
        one.id: [("r@b", "v1-2@a.example")]
    }


def test_answers_to_a_patch_of_somebody_else_in_the_thread_are_left_out():
    mails = [entry("r@b", "other@c", FIRST), entry("s@b", "r@b", "other@c", FIRST, day=2), entry("t@b", FIRST, day=3)]
    assert found(*mails, others=("other@c",)) == {FIRST: [("t@b", FIRST)]}


def test_a_posting_counts_even_where_it_is_named_among_the_others():
    assert found(entry("r@b", FIRST), others=(FIRST,)) == {FIRST: [("r@b", FIRST)]}


def test_a_mail_above_that_has_lost_its_references_does_not_hide_the_patch():
    assert found(entry("a@b"), entry("b@b", "a@b", FIRST, day=2)) == {FIRST: [("b@b", FIRST)]}


def test_mails_that_answer_each_other_in_a_ring_answer_nothing():
    assert found(entry("a@b", "b@b"), entry("b@b", "a@b"), entry("c@b", "c@b")) == {}


def test_a_ring_does_not_hide_the_patch_that_one_of_its_mails_names():
    assert ("a@b", FIRST) in found(entry("a@b", "b@b", FIRST), entry("b@b", "a@b", day=2))[FIRST]


def test_a_patch_is_no_answer():
    assert found(replace(entry("x@b", FIRST), message_id=SECOND)) == {}


@pytest.mark.parametrize("shape", ["chain", "chain backwards", "star", "ring"])
def test_answers_twice_as_many_take_about_twice_as_long(shape: str) -> None:
    made = entry("0@b", FIRST)

    def prepare(size: int) -> Callable[[], object]:
        mails = []
        for n in range(size):
            above = {"star": FIRST, "ring": f"{(n + 1) % size}@b"}.get(shape, f"{n - 1}@b" if n else FIRST)
            date = size - n if shape == "chain backwards" else n
            mails.append(replace(made, message_id=f"{n}@b", parents=(above,), date=date))
        return lambda: answers_of((V1,), mails)

    assert_linear(prepare)


def test_however_deep_an_answer_stands_it_is_found():
    made = entry("0@b", FIRST)
    deep = [
        replace(made, message_id=f"{n}@b", parents=(f"{n - 1}@b" if n else FIRST,), date=5000 - n) for n in range(5000)
    ]
    assert len(found(*deep)[FIRST]) == 5000
