# SPDX-License-Identifier: GPL-2.0-or-later
"""A thread becomes a tree, whatever its mails say of each other; mails of one run of git send-email hang together."""

from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from kx86.mail.threads import DEEPEST, family, tree


def shape(parents: dict[str, list[str]]) -> list[tuple[str, int]]:
    return [(branch.message_id, branch.depth) for branch in tree(parents)]


def test_answers_stand_below_what_they_answer_in_order() -> None:
    assert shape({"cover": [], "1": ["cover"], "re": ["1", "cover"], "2": ["cover"]}) == [
        ("cover", 0), ("1", 1), ("re", 2), ("2", 1),
    ]  # fmt: skip


def test_a_mail_that_is_missing_is_passed_over() -> None:
    assert shape({"cover": [], "re": ["lost", "cover"], "alone": ["lost"]}) == [("cover", 0), ("re", 1), ("alone", 0)]


def test_a_ring_begins_with_its_oldest_mail() -> None:
    assert shape({"a": ["c"], "b": ["a"], "c": ["b"], "own": ["own"]}) == [("a", 0), ("b", 1), ("c", 2), ("own", 0)]


def test_more_tells_where_a_rail_goes_on() -> None:
    found = {branch.message_id: branch.more for branch in tree({"c": [], "1": ["c"], "re": ["1"], "2": ["c"]})}
    assert found == {"c": (), "1": (True,), "re": (True, False), "2": (False,)}


def test_what_is_too_deep_is_shown_at_the_deepest() -> None:
    names = [str(number) for number in range(200)]
    found = shape({name: names[:number][-1:] for number, name in enumerate(names)})
    assert [name for name, _ in found] == names
    assert max(depth for _, depth in found) == DEEPEST


@given(st.lists(st.tuples(st.integers(0, 9), st.lists(st.integers(0, 12), max_size=3)), max_size=12))
def test_every_mail_stands_in_the_tree_once(mails) -> None:
    parents = {str(number): [str(one) for one in above] for number, above in mails}
    assert sorted(branch.message_id for branch in tree(parents)) == sorted(parents)


def test_growth_is_linear() -> None:
    def chain(size: int):
        parents = {str(number): [str(number - 1)] for number in range(size)}
        return lambda: tree(parents)

    def ring(size: int):
        parents = {str(number): [str((number + 1) % size)] for number in range(size)}
        return lambda: tree(parents)

    assert_linear(chain)
    assert_linear(ring)


def test_mails_of_one_run_of_git_send_email_hang_together() -> None:
    one = family("20240205120000.1234-1-ann@kernel.example")
    assert one
    assert one == family("20240205120000.1234-17-ann@kernel.example")
    assert one != family("20240205120000.1235-1-ann@kernel.example")
    assert family("any-other@kernel.example") == ()
