# SPDX-License-Identifier: GPL-2.0-or-later
"""Comments in hunks: whole, cut, behind code, of both kinds."""

from hypothesis import given
from hypothesis import strategies as st

from kx86.patch.comment import Comment, comments
from kx86.patch.diff import FileDiff
from kx86.patch.parse import parse_diff
from kx86.patch.touch import touch


def read(code: str, *, name: str = "x.c") -> tuple[Comment, ...]:
    """The comments of a hunk that adds `code`, lines that begin with a bar excepted: these are context."""
    lines = code.strip("\n").split("\n")
    marked = [" " + line[1:] if line.startswith("|") else "+" + line for line in lines]
    old = sum(line.startswith(" ") for line in marked)
    diff = parse_diff(f"--- a/{name}\n+++ b/{name}\n@@ -10,{old} +10,{len(lines)} @@\n" + "\n".join(marked) + "\n")
    assert diff.problems == ()
    return comments(diff.files[0], touch(diff).new)


def test_a_block_comment_is_found_with_its_place_and_what_follows() -> None:
    (comment,) = read("|int a;\n\t/*\n\t * Frob the knob,\n\t *   then wait.\n\t */\n\n\tfrob();")
    assert (comment.file, comment.first, comment.last) == ("x.c", 11, 14)
    assert comment.lines[1] == "\t * Frob the knob,"
    assert comment.text == ("", "Frob the knob,", "  then wait.", "")
    assert (comment.tail, comment.opens, comment.closes, comment.kdoc) == (False, True, True, False)
    assert comment.following == "\tfrob();"


def test_added_lines_are_told_from_context() -> None:
    (comment,) = read("|/*\n * New.\n| */")
    assert comment.added == (False, True, False)


def test_a_comment_behind_code_is_a_tail() -> None:
    one, two = read("\tint a; /* One. */\n\tint b; // Two.\n\tint c;")
    assert (one.tail, one.text, one.following) == (True, ("One.",), "\tint b; // Two.")
    assert (two.tail, two.text, two.following) == (True, ("Two.",), "\tint c;")


def test_several_comments_on_a_line_are_several() -> None:
    assert [(comment.text, comment.tail) for comment in read("/* a */ f(/* b */ 1); /**/ /***/")] == [
        (("a",), False),
        (("b",), True),
        (("",), True),
        (("*",), True),
    ]


def test_kernel_doc_is_known_by_its_two_stars() -> None:
    (comment,) = read("/**\n * frob() - Frob it.\n */\nint frob(void);")
    assert comment.kdoc
    assert comment.text == ("", "frob() - Frob it.", "")
    assert not read("/***** Section *****/")[0].kdoc


def test_strings_and_characters_are_no_comments() -> None:
    assert read('a = "/* no */"; b = \'"\'; c = "\\" // no"; d = \'\\\'\'; e = "http://x";') == ()
    assert len(read("b = '\"'; /* yes \" */")) == 1
    assert read("#error don't // yes \"")[0].text == ('yes "',)


def test_a_hunk_that_begins_or_ends_inside_a_comment_shows_a_part() -> None:
    first, last = read(" * The end\n */\nint a;\n/*\n * The begin")
    assert (first.opens, first.closes, first.first, first.text) == (False, True, 10, ("The end", ""))
    assert (last.opens, last.closes, last.following) == (True, False, "")
    (inner,) = read(" * Neither\n *\n * nor.")
    assert (inner.opens, inner.closes, inner.text) == (False, False, ("Neither", "", "nor."))


def test_code_that_begins_with_a_star_is_no_comment() -> None:
    assert read("\t*knob = 1;\n\t*frob = 2;") == ()
    assert read("\t* 4;\n\tfrob();") == ()


def test_lines_of_slashes_at_one_column_are_one_comment() -> None:
    run, tail, other = read("// One\n//  two\nint a; // tail\n    // other\nint b;")
    assert (run.first, run.last, run.text, run.closes) == (10, 11, ("One", " two"), True)
    assert (tail.tail, tail.text) == (True, ("tail",))
    assert other.text == ("other",)


def test_what_follows_skips_other_comments_and_continued_macros() -> None:
    one, two = read("/* One */ \\\n/* Two */ \\\n\tfrob(); \\")
    assert one.following == two.following == "\tfrob(); \\"


def test_only_c_and_assembler_are_searched() -> None:
    assert len(read("\tmov %rax, %rbx /* x */", name="x.S")) == 1
    assert read("x /* y */", name="x.rst") == ()
    assert comments(FileDiff(old="x.c", new="x.c"), frozenset()) == ()


@given(st.text(st.sampled_from("/*\\\"'\n ax|")))
def test_no_text_breaks_the_search(text) -> None:
    for comment in read(text):
        assert comment.first <= comment.last
        assert len(comment.lines) == len(comment.text) == len(comment.added) == comment.last - comment.first + 1


def test_a_line_of_thousands_of_characters_is_cut_and_not_new() -> None:
    found = read("/* b */ " * 1000 + "\n\tc(); /* Why? */")
    assert len(found) < 300
    assert max(len(line) for comment in found for line in comment.lines) == 2000
    assert [comment.text for comment in found if comment.added[0]] == [("Why?",)]
