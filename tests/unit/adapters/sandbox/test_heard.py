# SPDX-License-Identifier: GPL-2.0-or-later
"""Output of every kind is kept within bounds and passed on line by line."""

from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from kx86.adapters.sandbox import heard
from kx86.adapters.sandbox.heard import HEAD, LONGEST_LINE, TAIL, Heard

PIECES = st.lists(st.lists(st.sampled_from([b"word", b"\n", b"\r\n", b"\0", b"\xff\xfe", b"\r"])).map(b"".join))


def told(pieces):
    lines = []
    taker = Heard(lines.append)
    for piece in pieces:
        taker.take(piece)
    return lines, *taker.end()


@given(PIECES)
def test_lines_do_not_depend_on_how_they_come_in_pieces(pieces):
    whole = b"".join(pieces)
    lines, output, cut = told(pieces)
    assert (output, cut) == (whole, 0)
    wanted = [line.removesuffix(b"\r") for line in whole.split(b"\n")]
    assert lines == (wanted[:-1] if whole.endswith(b"\n") or not whole else wanted)


def test_of_a_long_output_beginning_and_end_are_kept():
    body = bytes(range(256)) * 4096
    whole = b"first\n" + body * 4 + b"\nlast"
    _, output, cut = told(whole[at : at + 5000] for at in range(0, len(whole), 5000))
    assert output == whole[:HEAD] + whole[-TAIL:]
    assert cut == len(whole) - HEAD - TAIL


def test_a_line_without_end_is_passed_on_once_and_cut():
    lines, _, _ = told([b"x" * 1000] * 100 + [b"\nnext"])
    assert lines == [b"x" * LONGEST_LINE, b"next"]


def test_lines_without_end_are_not_all_passed_on(monkeypatch):
    monkeypatch.setattr(heard, "MOST_LINES", 100)
    lines, output, cut = told([b"\n" * 50] * 100)
    assert len(lines) == 100
    assert (len(output), cut) == (5000, 0)


def test_nobody_reads_what_is_too_loud(monkeypatch):
    monkeypatch.setattr(heard, "LOUD", 1000)
    lines = []
    taker = Heard(lines.append)
    taker.take(b"heard\n")
    assert not taker.loud
    taker.take(b"x" * 1000 + b"\n")
    taker.take(b"unheard\n")
    assert taker.loud
    assert lines == [b"heard"]


def test_time_grows_with_the_output():
    assert_linear(lambda size: lambda: told([b"\0" * 100] * size))
