# SPDX-License-Identifier: GPL-2.0-or-later
"""What is wrong with six series made for it is found on Linux itself, where it is, and in the compiler's words."""

import re
from typing import Any

import pytest

from kernel.conftest import Kernel
from world.build_series import SIX, TEN, Made, commit, revised

LEAST = ("64-bit", "32-bit")


def broken(series: Any) -> dict[int, dict[str, Any]]:
    """Return what does not build: cells by patch and configuration."""
    return {
        patch["n"]: cells
        for patch in series["patches"]
        if (cells := {cell["configuration"]: cell for cell in patch["builds"] if cell["verdict"] == "broken"})
    }


@pytest.mark.parametrize("made", SIX, ids=lambda one: one.name)
def test_each_of_six_series_is_found_and_explained(kernel: Kernel, made: Made) -> None:
    commit(kernel.clone, made, kernel.base)
    series = kernel.build("--keep-going", f"{kernel.base}..{made.name}", status=1 if made.broken else 0)
    assert not series["not_built"]
    if made.only != "selftests":
        assert set(LEAST) <= {one["name"] for one in series["configurations"]}
    found = broken(series)
    assert min(found, default=0) == made.broken
    if not made.broken:
        return
    cells = found[made.broken]
    assert set(cells) == {made.only} if made.only else {"64-bit", "32-bit"} <= set(cells)
    for cell in cells.values():
        told = [one for one in cell["messages"] if made.words in one["text"] and not one["known"]]
        # Where a macro goes wrong, the compiler names its definition, and then the place in which it stands.
        places = [line for one in told for line in (f"{one['file']}:{one['line']}", *one["context"])]
        assert any(re.match(rf"{re.escape(made.file)}:\d+", line) for line in places), cell


def test_what_repairs_a_series_builds(kernel: Kernel) -> None:
    """The same content is never built twice, so that this asks for what the tests above know."""
    for made in SIX:
        if made.name in ("repaired", "tests"):
            commits = commit(kernel.clone, made, kernel.base)
            assert max(broken(kernel.build("--keep-going", f"{kernel.base}..{made.name}", status=1))) < len(commits)


def test_ten_patches_build_and_are_known_from_then_on(kernel: Kernel) -> None:
    commit(kernel.clone, TEN, kernel.base)
    commit(kernel.clone, revised(TEN), kernel.base)
    asked = ["--config", "64-bit", "--config", "32-bit"]
    assert not broken(kernel.build(*asked, f"{kernel.base}..ten"))
    again = kernel.build(*asked, f"{kernel.base}..ten")
    assert all(cell["known"] for patch in again["patches"] for cell in patch["builds"])
    second = kernel.build(*asked, f"{kernel.base}..ten-v2")
    assert [all(cell["known"] for cell in patch["builds"]) for patch in second["patches"]] == [True] * 4 + [False] * 6
