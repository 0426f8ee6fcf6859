# SPDX-License-Identifier: GPL-2.0-or-later
"""A hunk lands where git would put it, or not at all."""

import difflib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kx86.patch.diff import FileDiff
from kx86.patch.fit import fit
from kx86.patch.land import File, Misfit, land
from kx86.patch.parse import parse_diff

FILE = "".join(f"line {n}\n" for n in range(1, 21)).encode()
HEAD = "diff --git a/f b/f\n--- a/f\n+++ b/f\n"
HUNK = HEAD + "@@ -9,3 +9,3 @@\n line 9\n-line 10\n+ten\n line 11\n"


def test_a_hunk_follows_its_lines_however_far_they_moved() -> None:
    (file,) = parse_diff(HUNK).files
    moved = b"more\n" * 500 + FILE
    assert fit(moved, file).post == moved.replace(b"line 10\n", b"ten\n")


def test_of_two_places_the_nearest_is_taken() -> None:
    (file,) = parse_diff(HUNK).files
    post = fit(FILE + FILE, file).post
    assert post == FILE.replace(b"line 10\n", b"ten\n") + FILE


@pytest.mark.parametrize("change", [b"line 9\n", b"line 11\n", b"line 10\n"])
def test_there_is_no_fuzz(change: bytes) -> None:
    (file,) = parse_diff(HUNK).files
    found = fit(FILE.replace(change, b"other\n"), file)
    assert found.post is None and found.why == "hunk 1 at line 9 does not fit"


@pytest.mark.parametrize("path", ["../f", "/f", "a/../f", ".git/config", "a//f", "x/.GIT/hooks/y"])
def test_no_path_leads_out_of_the_tree(path: str) -> None:
    diff = parse_diff(
        f"diff --git a/f b/{path}\nnew file mode 100644\n--- /dev/null\n+++ b/{path}\n@@ -0,0 +1 @@\n+x\n"
    )
    found = land(diff, lambda _: None)
    assert isinstance(found, Misfit) or path not in found


def test_a_new_file_must_not_be_there() -> None:
    diff = parse_diff("diff --git a/f b/f\nnew file mode 100644\n--- /dev/null\n+++ b/f\n@@ -0,0 +1 @@\n+x\n")
    assert land(diff, lambda _: File("100644", b"")) == Misfit("f", "exists already")


@given(st.binary(max_size=300), st.text(max_size=300))
def test_nothing_stops_it(pre: bytes, text: str) -> None:
    for file in parse_diff(f"{HEAD}@@ -3,2 +3,2 @@\n{text}").files:
        found = fit(pre, file)
        assert (found.post is None) == bool(found.why)


def apply(pre: bytes, file: FileDiff) -> bytes | None:
    return fit(pre, file).post


def test_hunks_that_move_each_in_a_way_of_their_own_are_refused() -> None:
    lines = [f"line {n}\n" for n in range(900)]
    hunks = "".join(f"@@ -{n},3 +{n},3 @@\n {lines[n - 1]}-{lines[n]}+new\n {lines[n + 1]}" for n in range(2, 890, 9))
    (file,) = parse_diff(HEAD + hunks).files
    assert fit("".join(lines).encode(), file).post
    apart = "".join(line + "more\n" * (n % 9 == 5) for n, line in enumerate(lines))
    assert fit(apart.encode(), file).why == "65 of its hunks moved, each in a way of its own"


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
    two = read("@@ -3,3 +3,3 @@\n c\n-d\n+D\n e\n@@ -7,2 +7,2 @@\n-g\n+G\n h\n")
    assert apply(b"1\n2\n" + PRE, two) == b"1\n2\na\nb\nc\nD\ne\nf\nG\nh\n"
    assert apply(PRE[2:], CHANGE) == b"b\nc\nD\ne\nf\ng\nh\n"


def test_a_hunk_without_context_below_must_end_the_file() -> None:
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
