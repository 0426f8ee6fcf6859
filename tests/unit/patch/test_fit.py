# SPDX-License-Identifier: GPL-2.0-or-later
"""A hunk lands where git would put it, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
