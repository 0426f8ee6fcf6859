# SPDX-License-Identifier: GPL-2.0-or-later
"""What a series starts from, and what it leaves, is read from its `index` lines."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from kx86.trees.preimage import MOST_PATHS, Wanted, images_of, missing_from
from unit.trees.patches import edit, patch

NEW = "diff --git a/n b/n\nnew file mode 100644\nindex 0000000..abcdef1\n--- /dev/null\n+++ b/n\n@@ -0,0 +1 @@\n+x\n"
MOVED = "diff --git a/f b/g\nsimilarity index 100%\nrename from f\nrename to g\n"


def test_of_a_path_only_the_first_state_is_wanted() -> None:
    found = images_of([patch(edit("f", "1111111", "2222222")), patch(edit("f", "2222222", "3333333"))])
    assert found.before == {"f": Wanted("f", "1111111")}
    assert found.after == {("f", "2222222"), ("f", "3333333")}
    assert found.telling


def test_a_new_file_must_be_absent_and_a_moved_one_there() -> None:
    assert images_of([patch(NEW)]).before == {"n": Wanted("n", None)}
    assert images_of([patch(MOVED)]).before == {"f": Wanted("f", ""), "g": Wanted("g", None)}
    assert not images_of([patch(NEW + MOVED)]).telling


def test_series_on_top_of_another_want_what_the_lowest_wants() -> None:
    found = images_of([patch(NEW)], [patch(edit("n", "abcdef1", "2222222"))])
    assert found.before == {"n": Wanted("n", None)}


def test_more_paths_than_anybody_changes_are_left_out() -> None:
    whole = patch("".join(edit(f"f{n}", "1111111", "2222222") for n in range(100)))
    many = [
        replace(
            whole, diff=replace(whole.diff, files=tuple(replace(one, old=f"{n}/{one.old}") for one in whole.diff.files))
        )
        for n in range(60)
    ]
    found = images_of(many)
    assert len(found.before) == MOST_PATHS and found.beyond


@given(st.sampled_from([None, "", "12ab"]), st.sampled_from([None, "12abcd", "34abcd"]))
def test_a_blob_fits_when_it_begins_as_written(blob: str | None, there: str | None) -> None:
    fits = there is None if blob is None else there is not None and there.startswith(blob)
    assert Wanted("f", blob).fits(there) is fits
    assert bool(missing_from({"f": Wanted("f", blob)}, {"f": there})) is not fits
