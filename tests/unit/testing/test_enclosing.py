# SPDX-License-Identifier: GPL-2.0-or-later
"""Which function a line of C is in."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kx86.testing.enclosing import bodies, head_of

CODE = """\
static int one(void)
{
	return 1;
}

static __always_inline bool
two(struct kvm_vcpu *vcpu,
    int b)
{
	return b;
}

struct table things[] = {
	{ 1 },
};

#define FIRST(x) \\
	((x) + \\
	1)
static inline int three(void) { return 3; }
int declared(int a);
static int FNAME(walk)(struct kvm_vcpu *vcpu)
{
out:
	return 0;
}
"""


def test_functions_and_macros_with_their_lines() -> None:
    assert [(one.name, one.first, one.last) for one in bodies(CODE).all] == [
        ("one", 1, 4),
        ("two", 7, 11),
        ("FIRST", 17, 19),
        ("three", 20, 20),
        ("FNAME(walk)", 22, 26),
    ]


@pytest.mark.parametrize(
    ("line", "name"),
    [(1, "one"), (4, "one"), (5, None), (10, "two"), (14, None), (18, "FIRST"), (25, "FNAME(walk)"), (99, None)],
)
def test_what_a_line_is_in(line: int, name: str | None) -> None:
    body = bodies(CODE).at(line)
    assert (body.name if body else None) == name


@pytest.mark.parametrize("line", [
    "EXPORT_SYMBOL_GPL(x);", "module_param(x, bool, 0444);", "typedef int (*call)(int);", "extern int f(int);", "static int x;", "",
])  # fmt: skip
def test_what_is_no_head(line: str) -> None:
    assert head_of(line) == ""


LINES = st.sampled_from(
    [
        "static int f(void)",
        "{",
        "}",
        "\treturn 0;",
        "#define M(a) \\",
        "  b",
        "};",
        "int g(int a,",
        "",
        "out:",
        "/* x",
        "*/",
    ]
)


def test_a_macro_between_a_head_and_its_body_is_part_of_the_function() -> None:
    found = bodies("static int f(void)\n#define M(a) \\\n\ta\n{\n}\n").all
    assert [(one.name, one.first, one.last) for one in found] == [("f", 1, 5)]


@given(st.lists(LINES, max_size=40))
def test_bodies_are_in_order_and_never_overlap(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = bodies(text).all
    edges = [edge for one in found for edge in (one.first, one.last)]
    assert edges == sorted(edges)
    assert all(1 <= one.first <= one.last <= text.count("\n") + 1 for one in found)
    assert all(one.last < after.first for one, after in pairwise(found))


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    found = bodies(text)
    for line in range(1, text.count("\n") + 3):
        body = found.at(line)
        assert body is None or body.first <= line <= body.last
