# SPDX-License-Identifier: GPL-2.0-or-later
"""A diff applies to its pre-image, near it, or not at all."""

import difflib

from hypothesis import given
from hypothesis import strategies as st

from kx86.patch.diff import FileDiff
from kx86.patch.parse import parse_diff
from kx86.patch.postimage import apply

PRE = b"a\nb\nc\nd\ne\nf\ng\nh\n"
NOTE = "\\ No newline at end of file\n"


def read(hunks: str, *, old: str = "a/x", new: str = "b/x") -> FileDiff:
    """The diff of one file with these hunks."""
    (file,) = parse_diff(f"--- {old}\n+++ {new}\n{hunks}").files
    return file


CHANGE = read("@@ -3,3 +3,3 @@\n c\n-d\n+D\n e\n")


def test_a_hunk_at_its_place_applies() -> None:
    assert apply(PRE, CHANGE) == b"a\nb\nc\nD\ne\nf\ng\nh\n"


def test_a_hunk_that_drifted_is_found_nearby_and_those_behind_drift_along() -> None:
    two = read("@@ -3,3 +3,3 @@\n c\n-d\n+D\n e\n@@ -7 +7 @@\n-g\n+G\n")
    assert apply(b"1\n2\n" + PRE, two) == b"1\n2\na\nb\nc\nD\ne\nf\nG\nh\n"
    assert apply(PRE[2:], CHANGE) == b"b\nc\nD\ne\nf\ng\nh\n"
    assert apply(b"x\n" * 500 + PRE, CHANGE) is None


def test_a_short_hunk_must_stand_at_its_place() -> None:
    assert apply(b"1\n" + PRE, read("@@ -4 +4 @@\n-d\n+D\n")) is None


def test_what_does_not_fit_is_refused() -> None:
    assert apply(PRE.replace(b"d", b"x"), CHANGE) is None
    assert apply(b"", CHANGE) is None
    assert apply(PRE, read("@@ -3,3 +3,3 @@\n c\n-d\n+D\n")) is None
    assert apply(PRE, FileDiff(old="x", new="x", binary=True)) is None
    backwards = read("@@ -5,3 +5,3 @@\n e\n-f\n+F\n g\n@@ -3,3 +3,3 @@\n c\n-d\n+D\n e\n")
    assert apply(PRE, backwards) is None


def test_files_come_and_go() -> None:
    assert apply(b"", read("@@ -0,0 +1,2 @@\n+a\n+b\n", old="/dev/null")) == b"a\nb\n"
    assert apply(b"a\nb\n", read("@@ -1,2 +0,0 @@\n-a\n-b\n", new="/dev/null")) == b""
    assert apply(b"a", FileDiff(old="x", new="y", renamed=True)) == b"a"


def test_a_missing_newline_must_be_missing_on_both_sides() -> None:
    loses = read("@@ -1 +1 @@\n-a\n+a\n" + NOTE)
    gains = read("@@ -1 +1 @@\n-a\n" + NOTE + "+a\n")
    assert apply(b"a\n", loses) == b"a"
    assert apply(b"a", gains) == b"a\n"
    assert apply(b"a", loses) is None
    assert apply(b"a\n", gains) is None
    assert apply(b"a\nb\n", loses) is None


def test_insertion_and_change_far_from_the_end_keep_its_missing_newline() -> None:
    assert apply(PRE[:-1], CHANGE) == b"a\nb\nc\nD\ne\nf\ng\nh"


def test_bytes_that_are_no_text_are_kept() -> None:
    assert apply(b"\xff\xfe\n" + PRE[2:], CHANGE) == b"\xff\xfe\nb\nc\nD\ne\nf\ng\nh\n"


_LINES = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "\n"]), max_size=30)


@given(_LINES, _LINES)
def test_any_diff_leads_from_its_pre_image_to_its_post_image(old: list[str], new: list[str]) -> None:
    text = "".join(difflib.unified_diff(old, new, "a/x", "b/x"))
    for file in parse_diff(text).files:
        assert apply("".join(old).encode(), file) == "".join(new).encode()
