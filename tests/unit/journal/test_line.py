# SPDX-License-Identifier: GPL-2.0-or-later
"""One event has one spelling; a line that is no event is refused with the reason, whatever it holds."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from kx86.journal.event import horizon, make_id, next_stamp, stamp_of
from kx86.journal.line import BadEvent, canonical, check, from_line, to_line
from unit.journal.making import START, event

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(1 << 53), 1 << 53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=10,
)


@given(TEXTS, TEXTS, st.dictionaries(TEXTS, JSON, max_size=4), st.integers(0, 1 << 30))
def test_what_is_written_reads_the_same(subject, command, body, number):
    one = replace(event(number, body=body, subject=subject), command=command)
    line = to_line(one)
    assert line.count(b"\n") == 1 and line.isascii()
    assert from_line(line.strip(b"\n")) == one


@given(st.binary(max_size=300) | st.from_regex(rb'\{("[a-z]+":[0-9"\[\]{}null,-]*,?){0,9}\}', fullmatch=True))
def test_any_bytes_are_an_event_or_refused(data):
    with pytest.raises(BadEvent):
        from_line(data)


def changed(**fields):
    value = json.loads(to_line(event(0)))
    return json.dumps({**value, **fields}).encode()


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"[" * 60_000, "not JSON"),
        (b" " * 70_000, "longer than 64 kB"),
        (b"{}", "not the fields of an event"),
        (changed(more=1), "not the fields of an event"),
        (changed(id="../../etc/passwd"), "the id is none"),
        (changed(id=7), "the id is none"),
        (changed(id=["x"]), "the id is none"),
        (changed(time=1), "id and time do not agree"),
        (changed(time=True), "id and time do not agree"),
        (changed(time=float(event(0).time)), "id and time do not agree"),
        (changed(undoes="x"), "what it undoes"),
        (changed(undoes={}), "what it undoes"),
        (changed(kind="\x1b[31m"), "the kind"),
        (changed(kind=None), "the kind"),
        (changed(schema=0), "the schema"),
        (changed(schema="1"), "the schema"),
        (changed(actor="x" * 501), "the actor"),
        (changed(subject=None), "the subject"),
        (changed(subject="\ud800"), "the subject"),
        (changed(body=[]), "the body is no object"),
        (changed(body={"x": "\udfff"}), "or holds what JSON cannot"),
        (changed(body={"x": [1 << 70]}), "or holds what JSON cannot"),
        (changed(body={"x": "y" * 40_000}), "the body is longer than 32 kB"),
        (to_line(event(0)).replace(b'"reason":""', b'"reason":NaN'), "not JSON"),
        (to_line(event(0)).replace(b'"reason":""', b'"reason":1e999'), "JSON cannot hold it"),
        (to_line(event(0)).replace(b'"reason":""', b'"reason":' + b"[" * 30 + b"]" * 30), "nested too deeply"),
    ],
)
def test_a_line_that_is_no_event_says_why(line, why):
    with pytest.raises(BadEvent, match=why):
        from_line(line)


def test_the_order_of_fields_does_not_matter():
    one = event(0, body={"earlier": "a", "reason": "b"})
    other = event(0, body={"reason": "b", "earlier": "a"})
    assert to_line(one) == to_line(other)
    assert from_line(json.dumps(json.loads(to_line(one))).encode()) == one


def test_what_json_cannot_hold_is_no_body():
    with pytest.raises(BadEvent):
        check(event(0, body={"x": b"bytes"}))  # type: ignore[dict-item]
    with pytest.raises(BadEvent):
        canonical({"x": float("nan")})


def test_a_long_line_takes_time_in_line():
    assert_linear(lambda size: lambda: [from_line(to_line(event(0))) for _ in range(size)])


def test_ids_sort_as_events_happened():
    ids = [make_id(START, 9, 0), make_id(START, 9, 1), make_id(START, 10, 0), make_id(START + 1, 0, 0)]
    assert ids == sorted(ids)
    assert {len(one) for one in ids} == {24}
    assert stamp_of(ids[0]) == START


def test_a_new_command_comes_after_what_was_known():
    assert next_stamp(START, None) == START
    assert next_stamp(START, make_id(START - 5, 0, 0)) == START
    assert next_stamp(START, make_id(START + 5000, 0, 0)) == START + 5001
    assert make_id(START, 0xFFFFFFFF, 0xFFFFF) < horizon(START)


def test_a_clock_that_is_days_ahead_moves_nothing():
    assert next_stamp(START, make_id(START + 2 * 86_400_000, 0, 0)) == START
