# SPDX-License-Identifier: GPL-2.0-or-later
"""The statements of the handbook are read into values; a file that contradicts itself is refused."""

import pytest

from kx86.adapters.data import statements_text
from kx86.errors import InternalError
from kx86.handbook.statements import read_statements

ONE = """
[areas]
oil = "everything about oil"

[statement.WID-1]
section = "Widgets"
side = "contributor"
edition = "both"
kind = "rule"
text = "Oil the widget."
"""


def test_a_statement_names_the_area_that_will_do_more():
    found = read_statements(ONE + 'area = "oil"\n').by_id["WID-1"]
    assert (found.section, found.side, found.text, found.area, found.told) == (
        "Widgets",
        "contributor",
        "Oil the widget.",
        "oil",
        False,
    )


@pytest.mark.parametrize(
    "end",
    [
        "",
        'told = true\narea = "oil"\n',
        'area = "sand"\n',
        'area = "oil"\nsidee = 1\nside = "nobody"\n',
        "area = 7\n",
    ],
)
def test_a_contradiction_is_a_bug_of_kx86(end):
    with pytest.raises(InternalError, match=r"data/statements\.toml"):
        read_statements(ONE + end)


def test_what_ships_is_one_sentence_each():
    statements = read_statements(statements_text()).by_id.values()
    assert len(statements) == 116
    for statement in statements:
        assert statement.text.endswith("."), statement.id
        assert len(statement.text) <= 150, statement.id
