# SPDX-License-Identifier: GPL-2.0-or-later
"""Keys of a TOML file are found on their lines, whatever stands between them."""

import tomllib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from kx86.profile.misfit import Key, told
from kx86.profile.places import Places, sections

TEXT = '''# licence

name = "W" # = not = this
"odd key" = """
[trees]
x = 1 \\""" ""x
"""
lists = [ # here
  { name = "one", address = 'a]' },
  { name = "two", deep = { er = [1,
    2] } },
]
[[trees]]
name = "a"
[trees.more]
x . y = 1979-05-27 07:32:00
[[trees]]
name = \'\'\'
b\'\'\'
  urls = [
    "u1", # first
    "u2",
  ]
[[trees.sub]]
k = 0xf
[a."b.c".d]
"""

'''.replace('d]\n"""\n', "d]\n")


@pytest.mark.parametrize(
    ("key", "line"),
    [
        (("name",), 3),
        (("odd key",), 4),
        (("lists",), 8),
        (("lists", 0, "address"), 9),
        (("lists", 1), 10),
        (("lists", 1, "deep", "er", 1), 11),
        (("trees",), 13),
        (("trees", 0, "name"), 14),
        (("trees", 0, "more", "x", "y"), 16),
        (("trees", 1), 17),
        (("trees", 1, "name"), 18),
        (("trees", 1, "urls", 1), 22),
        (("trees", 1, "sub", 0, "k"), 25),
        (("a", "b.c", "d"), 26),
        (("trees", 1, "nothing", "here"), 17),
        (("nothing",), 1),
        ((), 1),
    ],
)
def test_a_key_is_found_on_its_line(key: Key, line: int) -> None:
    assert Places(TEXT).line(key) == line
    assert Places(TEXT.replace("\n", "\r\n")).line(key) == line


def keys_of(value: Any, at: Key = ()) -> set[Key]:
    """Every key of a value, those of lists included."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {at, *(key for name, one in items for key in keys_of(one, (*at, name)))}


def test_every_key_that_tomllib_reads_is_found() -> None:
    assert keys_of(tomllib.loads(TEXT)) - {()} == set(Places(TEXT).keys)


NAMES = st.text("ab-_ .\"\\[]#='", min_size=1, max_size=5)
SCALARS = st.one_of(
    st.text("ab\"'\\\n[]{}#,= ", max_size=8), st.booleans(), st.integers(-9, 9), st.just(1.5), st.just("'''")
)


def nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=2)


VALUES = st.recursive(SCALARS, nested, max_leaves=6)
TABLES = st.dictionaries(NAMES, st.dictionaries(NAMES, VALUES, max_size=3) | st.lists(
    st.dictionaries(NAMES, VALUES, max_size=2), min_size=1, max_size=3), max_size=3)  # fmt: skip


def quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{quoted(key)} = {inline(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(inline, value)) + "]"
    if isinstance(value, str):
        return quoted(value)
    return str(value).lower()


def written(tables: dict[str, Any], gap: str) -> tuple[str, dict[Key, int]]:
    """Write tables, and note the line of every key that has one of its own."""
    lines: list[str] = []
    places: dict[Key, int] = {}
    for name, found in tables.items():
        for at, table in enumerate(found if isinstance(found, list) else [found]):
            key: Key = (name, at) if isinstance(found, list) else (name,)
            lines += gap.split("\n")
            lines.append(f"[[{quoted(name)}]]" if isinstance(found, list) else f"[ {quoted(name)} ] # [x]")
            places[key] = len(lines)
            for inner, value in table.items():
                lines.append(f"{quoted(inner)} = {inline(value)}")
                places[(*key, inner)] = len(lines)
    return "\n".join(lines) + "\n", places


@given(TABLES, st.sampled_from(["", "# [[no]]\n", "\n\n# a = ''' ", "  \t"]))
def test_keys_of_generated_tables_are_found(tables: dict[str, Any], gap: str) -> None:
    text, places = written(tables, gap)
    assert tomllib.loads(text) == tables
    found = Places(text)
    assert {key: found.line(key) for key in places} == places
    assert keys_of(tables) - {()} == set(found.keys)


@given(st.text("[]{}=.,'\"\\#\n ab1", max_size=60) | st.text(max_size=30))
def test_no_text_is_too_odd(text: str) -> None:
    assert 1 <= Places(text).line(("a", 0, "b")) <= text.count("\n") + 1
    sections(text)


@pytest.mark.parametrize(
    "unit",
    ["[[a]]\n", "a = 1\n", 'a = """', "a.", "[", "{", "[{a=", "a = [", "'", '\\"', "# x\n", '"""', "a = ''''''\n"],
)
def test_the_time_is_in_line_with_the_text(unit: str) -> None:
    def prepare(size: int) -> Callable[[], object]:
        text = unit * size
        return lambda: Places(text)

    assert_linear(prepare)


@given(TABLES)
def test_the_texts_of_all_sections_make_the_file_again(tables: dict[str, Any]) -> None:
    text, _ = written(tables, "# above")
    plain = "".join(part.plain for part in sections(text).values())
    assert tomllib.loads(plain + "".join(part.tables for part in sections(text).values())) == tables


def test_a_section_keeps_the_comments_above_it_and_its_scattered_parts() -> None:
    text = '# licence\n\n# who\nname = "W"\nb.x = 1\n\n# first\n[[a]]\nn = 1\n# other\n[c]\n\n# second\n[[a]]\nn = 2\n'
    found = sections(text)
    assert found["name"].plain.strip("\n") == '# who\nname = "W"'
    assert found["a"].tables.strip("\n") == "# first\n[[a]]\nn = 1\n\n# second\n[[a]]\nn = 2"
    assert (found["b"].plain, found["b"].tables) == ("b.x = 1\n", "")
    assert [part.line for part in found.values()] == [4, 5, 8, 11]


@pytest.mark.parametrize(
    ("key", "text"),
    [
        (("trees", 2, "name"), "trees[2].name"),
        (("a", 'b."c'), 'a."b.\\"c"'),
        (("x/y",), '"x/y"'),
        (("",), '""'),
        ((), ""),
    ],
)
def test_a_key_is_written_as_people_do(key: Key, text: str) -> None:
    assert told(key) == text
