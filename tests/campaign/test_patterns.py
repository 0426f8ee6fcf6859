# SPDX-License-Identifier: GPL-2.0-or-later
"""No regex of kx86 takes time out of proportion: each is tried on common pieces, and on pieces of itself, again and again."""

import importlib
import inspect
import pkgutil
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

import kx86
from conftest import DEEP
from kx86.mail.late import Late

PIECES = (
    *("a", "A", "1", " ", "\t", "\n", "_", ".", "-", "(", ")", '"', "'", "`", "/", "<", ">", ":", ",", ";", "*", "#", "[", "]"),
    *("{", "}", "=", "&", "|", "\\", "@", "+", "é", "“", "aB", "a ", "a_", "a.", "a-", "1.", "a\n", "\n ", "a, ", "()", '",'),
    *('"a', "(a", "[a", "<a", "a(", "a:", "a=", '\\"', "''"),
)  # fmt: skip
SMALL, LARGE = 1000, 4000
# Four times the text takes four times as long in line, and sixteen times if the work is quadratic.
LIMIT = 8.5
# Seconds below which growth means nothing.
LEAST = 0.0015
TRIES = 10
PAUSE = 0.02


@dataclass(frozen=True, slots=True)
class Asked:
    """A regex, and whether it is asked at the beginning of a text only or searched for."""

    pattern: re.Pattern[str] | re.Pattern[bytes]
    at_begin: bool = False

    def work(self, text: str) -> None:
        """Match at the beginning, or find all matches."""
        given = text if isinstance(self.pattern.pattern, str) else text.encode()
        if self.at_begin:
            self.pattern.match(given)  # type: ignore[arg-type]
            return
        for _ in self.pattern.finditer(given):  # type: ignore[arg-type]
            pass


def patterns() -> dict[str, Asked]:
    """Find every compiled regex in the modules of kx86, in tuples and tables as well."""
    found: dict[Asked, str] = {}
    for info in pkgutil.walk_packages(kx86.__path__, "kx86."):
        if not info.name.endswith("__main__"):
            module = importlib.import_module(info.name)
            source = inspect.getsource(module)
            for name, value in vars(module).items():
                used = set(re.findall(rf"\b{re.escape(name)}\.(\w+)\(", source))
                for place, pattern in _inside(value, f"{info.name.removeprefix('kx86.')}.{name}"):
                    found.setdefault(Asked(pattern, bool(used) and used <= {"match", "fullmatch"}), place)
    return {name: asked for asked, name in found.items()}


def _inside(value: object, name: str) -> Iterator[tuple[str, re.Pattern[str] | re.Pattern[bytes]]]:
    if isinstance(value, Late):
        value = value.compiled()
    if isinstance(value, re.Pattern):
        yield name, value
    elif isinstance(value, tuple | list):
        for number, one in enumerate(value):
            yield from _inside(one, f"{name}[{number}]")


def texts(asked: Asked) -> Iterator[tuple[str, str]]:
    """Give beginnings and what is to be repeated behind them: words of the pattern are what it waits for."""
    source = asked.pattern.pattern
    source = source if isinstance(source, str) else source.decode("latin-1")
    words = list(dict.fromkeys(re.findall(r"[A-Za-z]{2,}|[\"'<(:\[]", source)))[:40]
    beginnings = ("", *words[:12], "\n", '"', "(", "/*", "x: ") if DEEP else ("", *words[:1])
    repeated = (*PIECES, *words, *(f"{word} " for word in words)) if DEEP else (*PIECES, *words[:10])
    return ((beginning, piece) for piece in dict.fromkeys(repeated) for beginning in beginnings)


def seconds(asked: Asked, beginning: str, piece: str, size: int) -> float:
    """Measure how long a text takes."""
    text = beginning + piece * (size // len(piece))
    begin = time.thread_time()
    asked.work(text)
    return time.thread_time() - begin


def is_slow(asked: Asked, beginning: str, piece: str) -> bool:
    """Does the time of a search grow faster than the text?  The best of several runs counts."""
    small = large = float("inf")
    for number in range(TRIES):
        # The longer other programs disturb, the longer the pause.
        time.sleep(PAUSE * number)
        large = min(large, seconds(asked, beginning, piece, LARGE))
        if large < LEAST:
            return False
        small = min(small, *(seconds(asked, beginning, piece, SMALL) for _ in range(3)))
        if large < LIMIT * small:
            return False
    return True


# What is slow as a search, and why that does not matter.
EXCUSED = {
    "handbook.references.names._WORD_BEFORE": "sees 40 characters",
    "handbook.features.added._DEFINES[4][1]": "is asked at the beginning of a line",
}
ASKED = {name: asked for name, asked in patterns().items() if name not in EXCUSED}


@pytest.mark.parametrize(
    ("source", "slow"), [(r"[a-z]\w*_\w+", True), (r"(?:a|b)*c", True), (r"\w+(?=_)", True), ("a+", False)]
)
def test_a_slow_pattern_is_found_out(source: str, slow: bool) -> None:
    asked = Asked(re.compile(source))
    assert any(is_slow(asked, *text) for text in texts(asked)) is slow


@pytest.mark.parametrize(("name", "asked"), ASKED.items(), ids=ASKED)
def test_a_pattern_takes_twice_the_time_for_twice_the_text(name: str, asked: Asked) -> None:
    assert [text for text in texts(asked) if is_slow(asked, *text)] == []


@pytest.mark.deep
@pytest.mark.parametrize(("name", "asked"), ASKED.items(), ids=ASKED)
def test_a_pattern_stays_in_line_behind_any_beginning(name: str, asked: Asked) -> None:
    assert [text for text in texts(asked) if is_slow(asked, *text)] == []
