# SPDX-License-Identifier: GPL-2.0-or-later
"""A diff that is written out is read as the same diff."""

from hypothesis import given

from kx86.patch.diff import Diff
from kx86.patch.parse import parse_diff
from kx86.patch.write import write_diff
from unit.patch.rendering import diffs, render


@given(diffs)
def test_a_diff_is_written_as_it_was_read(diff: Diff) -> None:
    written = "".join(f"{line}\n" for line in write_diff(diff))
    assert parse_diff(written).files == parse_diff(render(diff)).files == diff.files
