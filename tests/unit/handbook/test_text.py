# SPDX-License-Identifier: GPL-2.0-or-later
"""The handbook's text is read into sections, and what ships covers every statement."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kx86.adapters.data import handbook_text, statements_text
from kx86.errors import InternalError
from kx86.handbook.sections import section_of
from kx86.handbook.statements import read_statements
from kx86.handbook.text import anchor, find_section, read_handbook

SMALL = """\
<!-- why -->

## Widgets/Gears

[both] WID-1 WID-2
Oil them.

    drip drip

[merged] M-OIL
Not too much.

## Bolts

[2023-02] BOLT-1
Tighten.
"""
# The merged edition has M-BASE1 in their place: no topic branch is chosen.
TOPIC_AS_BASE = {"BASE-2", "BASE-3", "BASE-4", "BASE-5"}
SHIPPED = read_handbook(handbook_text())
STATEMENTS = read_statements(statements_text()).by_id


def test_paragraphs_carry_edition_statements_and_text():
    widgets, bolts = read_handbook(SMALL)
    assert (widgets.name, widgets.anchor) == ("Widgets/Gears", "widgetsgears")
    assert [(part.edition, part.statements) for part in widgets.paragraphs] == [
        ("both", ("WID-1", "WID-2")),
        ("merged", ("M-OIL",)),
    ]
    assert widgets.paragraphs[0].text == "Oil them.\n\n    drip drip"
    assert bolts.paragraphs[0].edition == "2023-02"


def test_an_edition_hears_what_both_say_and_its_own():
    widgets, bolts = read_handbook(SMALL)
    assert [part.text.split()[0] for part in widgets.spoken_by("merged")] == ["Oil", "Not"]
    assert [part.text.split()[0] for part in widgets.spoken_by("2023-02")] == ["Oil"]
    assert widgets.differs
    assert bolts.spoken_by("merged") == ()


@pytest.mark.parametrize("wanted", ["bolts", "Bolts", "bo", "BOLT-1", "bolt-1"])
def test_a_section_is_found_by_what_people_type(wanted):
    found = find_section(read_handbook(SMALL), wanted)
    assert found is not None
    assert found.name == "Bolts"


@pytest.mark.parametrize("wanted", ["", "nuts", "bolts and nuts"])
def test_no_section_is_guessed(wanted):
    assert find_section(read_handbook(SMALL), wanted) is None


@pytest.mark.parametrize("broken", ["<!-- -->\nstray\n## A\n", "<!-- -->\n## A\n\nno edition\n"])
def test_a_broken_file_is_a_bug_of_kx86(broken):
    with pytest.raises(InternalError):
        read_handbook(broken)


@given(st.text(alphabet="[]#- \nABboth12merged03<>!"))
def test_any_text_is_read_or_refused(text):
    try:
        sections = read_handbook(text)
    except InternalError:
        return
    assert all(section.anchor == anchor(section.name) for section in sections)


def test_every_statement_is_told_in_its_own_section():
    told = {id: section.name for section in SHIPPED for part in section.paragraphs for id in part.statements}
    assert told == {id: statement.section for id, statement in STATEMENTS.items()}


def test_sections_stand_in_the_order_of_the_statements():
    order = [section.name for section in SHIPPED]
    assert [name for name in dict.fromkeys(s.section for s in STATEMENTS.values()) if name != "Foreword"] == order[1:]


def test_an_edition_tells_a_statement_only_if_it_has_it():
    for section in SHIPPED:
        for part in section.paragraphs:
            for id in part.statements:
                assert STATEMENTS[id].edition in ("both", part.edition), id


@pytest.mark.parametrize("edition", ["2023-02", "merged"])
def test_an_edition_tells_everything_that_it_says(edition):
    told = {id for section in SHIPPED for part in section.spoken_by(edition) for id in part.statements}
    known = {id for id, statement in STATEMENTS.items() if statement.edition in ("both", edition)}
    assert known - told == (TOPIC_AS_BASE if edition == "merged" else set())
    assert told <= known


def test_paragraphs_are_short_and_wrapped():
    for section in SHIPPED:
        for part in section.paragraphs:
            assert 1 <= len(part.text.splitlines()) <= 8, section.name
            assert max(map(len, part.text.splitlines())) <= 130
    anchors = sorted(section.anchor for section in SHIPPED)
    assert all(left != right for left, right in pairwise(anchors))


def test_the_short_name_of_a_statement_tells_its_section():
    assert {id: section_of(id) for id in STATEMENTS} == {id: one.section for id, one in STATEMENTS.items()}
