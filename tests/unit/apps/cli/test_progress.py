# SPDX-License-Identifier: GPL-2.0-or-later
"""Progress is for terminals and for what takes long."""

import io

from kx86.apps.cli.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_nothing_in_the_first_seconds() -> None:
    stream, clock = Terminal(), Clock()
    with Progress(stream, clock) as progress:
        clock.now = 1.9
        progress("reading")
    assert stream.getvalue() == ""


def test_later_a_line_that_goes_away() -> None:
    stream, clock = Terminal(), Clock()
    with Progress(stream, clock) as progress:
        clock.now = 2.5
        progress("reading: 1")
        clock.now = 2.51
        progress("reading: 2")
        clock.now = 3.0
        progress("reading: 3")
    assert stream.getvalue() == "\r\033[Kreading: 1\r\033[Kreading: 3\r\033[K"


def test_nothing_in_a_pipe() -> None:
    stream, clock = io.StringIO(), Clock()
    with Progress(stream, clock) as progress:
        clock.now = 99.0
        progress("reading")
    assert stream.getvalue() == ""


def test_a_long_text_stays_on_its_line() -> None:
    stream, clock = Terminal(), Clock()
    with Progress(stream, clock) as progress:
        clock.now = 9.0
        progress("x" * 500)
    assert max(map(len, stream.getvalue().split("\r"))) < 84
