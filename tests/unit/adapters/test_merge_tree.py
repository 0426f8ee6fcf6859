# SPDX-License-Identifier: GPL-2.0-or-later
"""What git merge-tree prints is read field by field."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kx86.adapters.git.merge_tree import read_merge, read_merges
from kx86.ports.trees import Clash, Merged

A, B = "a" * 40, "b" * 40
STAGES = (f"100644 {A} 1\tf", f"100644 {B} 2\tf", f"100644 {B} 3\tg")
MESSAGES = (
    *("1", "f", "Auto-merging", "Auto-merging f\n"),
    *("1", "f", "CONFLICT (contents)", "CONFLICT (content): Merge conflict in f\n"),
    *("2", "g", "h", "CONFLICT (rename/delete)", "g was renamed\n"),
)
CLASHES = (Clash(path="f", kind="contents"), Clash(path="g", kind="rename/delete"))


def printed(*fields: str) -> bytes:
    return "".join(f"{field}\0" for field in fields).encode()


def test_clean_and_conflicting_merges_stand_in_a_row() -> None:
    out = printed("1", A, "", "0", B, *STAGES, "", *MESSAGES, "", "1", B, "")
    assert list(read_merges(out)) == [Merged(tree=A), Merged(tree=B, clashes=CLASHES), Merged(tree=B)]


def test_one_merge_has_no_status() -> None:
    assert read_merge(printed(A)) == Merged(tree=A)
    assert read_merge(printed(B, *STAGES, "", *MESSAGES)) == Merged(tree=B, clashes=CLASHES)


def test_stages_alone_are_conflicts_as_well() -> None:
    assert read_merge(printed(B, STAGES[0], "")) == Merged(tree=B, clashes=(Clash(path="f", kind="contents"),))


@pytest.mark.parametrize("out", [b"x\0", printed("1", A, "junk"), printed("0", B, STAGES[0]), printed("2", A, "")])
def test_anything_else_is_refused(out: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        list(read_merges(out))


@given(
    st.binary(max_size=200)
    | st.lists(st.sampled_from(["0", "1", "2", "", A, *STAGES, *MESSAGES])).map(lambda f: printed(*f))
)
def test_no_output_is_read_for_ever(out: bytes) -> None:
    with suppress(ValueError):
        assert len(list(read_merges(out))) <= len(out)
    with suppress(ValueError):
        read_merge(out)
