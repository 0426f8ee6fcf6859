# SPDX-License-Identifier: GPL-2.0-or-later
"""Every rule on coding style and comments survives any text and takes twice the time for twice the text."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from kx86.handbook.check import check_series
from kx86.handbook.comments import RULES as COMMENTS
from kx86.handbook.facts import Facts
from kx86.handbook.style import RULES as STYLE
from kx86.series.series import Series
from unit.handbook.c_patches import PROFILE, added, hunk, series_of

WORDS = [
    "if (",
    "for (",
    "int a",
    " = ",
    ";",
    "{",
    "}",
    ")",
    "\n",
    "\t",
    '"',
    "'",
    "/*",
    "*/",
    "//",
    "\\",
    "?",
    ":",
    ",",
    "#if x",
    "else",
    "a(",
]


def check(series: Series) -> None:
    facts = Facts(edition="2023-02", profile=PROFILE, series=series, verbs=frozenset({"set", "add"}))
    check_series([*STYLE, *COMMENTS], series, facts)


@given(st.lists(st.sampled_from(WORDS), max_size=60))
def test_any_code_is_judged(words: list[str]) -> None:
    check(series_of(hunk(added("x\n" + "".join(words)))))


@pytest.mark.parametrize(
    "unit",
    [
        "\tif (a) {\n\t\tb();\n\t} else ",
        "\tint a = (b,\n",
        "((((", "{\n{\n", ")}", '"\\"', "/* ", "/*\n", "#if a\n(\n", "#else\n",
        "\tint a;\n", "\tint a,\n", "\t\t\tfoo(a,\n\tb);\n", "a ? b :\n", "TEST_ASSERT(", 'TEST_ASSERT("a"\n', '"a"\n',
        "\tif (a)\n", "\n\n", "static\n", "a b\nc(", "unsigned ", "\tstruct a *", "for (int ", "int a = {\n", "x(a,\n",
        "/* we\n * a-b -> c\n */\n", "/* a b\n", " * a\n", "a; /* x */\n", "// we\n", "/**\n */\nint a(void)\n",
    ],
)  # fmt: skip
def test_time_doubles_when_the_code_doubles(unit: str) -> None:
    def prepare(size: int) -> Callable[[], object]:
        series = series_of(hunk(added("x\n" + unit * size)))
        return lambda: check(series)

    assert_linear(prepare, start=50)
