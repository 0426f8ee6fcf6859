# SPDX-License-Identifier: GPL-2.0-or-later
"""Windows: masked text, brackets, columns."""

from hypothesis import given
from hypothesis import strategies as st

from kx86.patch.parse import parse_diff
from kx86.patch.touch import touch
from kx86.patch.window import Window, blanks, width, windows


def window(*lines: str, heading: str = "") -> Window:
    return Window(file="a.c", heading=heading, start=1, lines=lines, new=(True,) * len(lines))


def test_comments_and_strings_are_blanked_and_columns_stay() -> None:
    view = window('foo("a (b", x); /* if (y) */', "bar('(');")
    assert view.codes == ('foo("    ", x);', "bar(' ');")
    assert [len(line) for line in view.code.split("\n")] == [len(line) for line in view.lines]


def test_a_comment_over_lines_is_blanked() -> None:
    assert window("a; /* one", " * two (", " */ b;").codes == ("a;", "", "    b;")


def test_the_rest_of_a_comment_that_began_above_is_blanked() -> None:
    assert window(" * if (x) {", " */", "foo();").codes == ("", "", "foo();")


def test_a_hunk_inside_one_comment_is_no_code() -> None:
    assert window(" * if (x) {", " * more").codes == ("", "")


def test_an_open_string_ends_with_its_line() -> None:
    assert window('a("b', "c(d)").codes == ('a("', "c(d)")


def test_a_line_knows_the_bracket_around_it() -> None:
    view = window("if (foo(a,", "        b))", "\tc();")
    assert view.brackets.around == (-1, 7, -1)
    assert view.brackets.close == {3: 21, 7: 20, 25: 26}
    assert view.brackets.outer == {3: -1, 7: 3, 25: -1}


def test_branches_of_the_preprocessor_start_alike() -> None:
    view = window("#ifdef A", "if (a) {", "#else", "if (b) {", "#endif", "x();", "}")
    assert view.brackets.around[5:] == (31, 31)


def test_a_brace_at_the_margin_closes_everything() -> None:
    view = window("foo(a;", "{", "\tb(", "}", "c();")
    assert view.brackets.around[4] == -1


def test_macros_have_no_brackets() -> None:
    assert window("#define X(a) \\", "\tfoo(( \\", "\ta", "b(c);").brackets.around[3] == -1


def test_columns_count_tabs() -> None:
    view = window("\tfoo(a,", "\t    b);")
    assert (view.column(4), view.indent(1), width("\ta"), blanks(20)) == (11, 12, 9, "\t\t    ")


def test_only_c_files_with_new_lines_are_windows() -> None:
    head = "diff --git a/{0} b/{0}\n--- a/{0}\n+++ b/{0}\n@@ -1,1 +1,2 @@ int x(void)\n a\n+b\n"
    diff = parse_diff(head.format("x.c") + head.format("x.py") + "--- a/y.c\n+++ b/y.c\n@@ -1,2 +1,1 @@\n a\n-b\n")
    (view,) = windows(diff, touch(diff).new)
    assert (view.file, view.heading, view.lines, view.new, view.added) == (
        "x.c",
        "int x(void)",
        ("a", "b"),
        (False, True),
        (1,),
    )


def test_a_line_of_data_is_cut_and_not_judged() -> None:
    diff = parse_diff("--- a/x.c\n+++ b/x.c\n@@ -1,1 +1,3 @@\n a\n+b\n+" + "c" * 5000 + "\n")
    (view,) = windows(diff, touch(diff).new)
    assert (view.new, len(view.lines[2])) == ((False, True, False), 2000)


@given(
    st.lists(
        st.text(alphabet="(){}[]\"'/*\\#\t abif\n", max_size=40).map(lambda text: text.replace("\n", "")), max_size=8
    )
)
def test_any_text_gives_lines_of_equal_length_and_pairs(lines: list[str]) -> None:
    view = window(*lines)
    assert len(view.code) == len(view.text)
    assert all(view.code[close] in ")]}" for close in view.brackets.open)
    assert len(view.brackets.around) == max(1, len(lines))
