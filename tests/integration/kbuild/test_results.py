# SPDX-License-Identifier: GPL-2.0-or-later
"""The outcomes of builds on disk."""

import errno
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kx86.adapters.kbuild.results import FileResults
from kx86.errors import EnvironmentProblem
from kx86.testing.messages import Message
from kx86.testing.outcome import Outcome

OUTCOME = Outcome(
    state="failed",
    seconds=1.5,
    messages=(Message(file="a\ufffd.c", line=1, kind="error", text="no\x1b", context=("  1 | x",), object="a.o"),),
    tail=("x",),
)


def files(folder: Path) -> list[Path]:
    return [place for place in folder.rglob("*") if place.is_file()]


def test_an_outcome_comes_back_as_the_same_value(tmp_path: Path) -> None:
    FileResults(tmp_path / "results").put("key", OUTCOME)
    assert FileResults(tmp_path / "results").get("key") == OUTCOME
    assert FileResults(tmp_path / "results").get("other") is None
    assert len(files(tmp_path)) == 1


@pytest.mark.parametrize(
    "data", [b"", b"{", b"null", b'{"state": "fine"}', b'{"state": "built", "messages": [1]}', b"\xff"]
)
def test_a_damaged_file_is_a_build_that_nobody_remembers(tmp_path: Path, data: bytes) -> None:
    results = FileResults(tmp_path)
    results.put("key", OUTCOME)
    files(tmp_path)[0].write_bytes(data)
    assert results.get("key") is None
    results.put("key", OUTCOME)
    assert results.get("key") == OUTCOME


def test_a_disk_that_is_full_is_told_with_what_helps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, data: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(EnvironmentProblem, match="No space left on device") as told:
        FileResults(tmp_path).put("key", OUTCOME)
    assert "df -h" in str(told.value.hint) and "kx86 build --clean" in str(told.value.hint)


@given(st.text())
def test_any_key_names_one_file_below_the_folder(key: str) -> None:
    place = FileResults(Path("/results"))._place(key)
    assert len(place.relative_to("/results").parts) == 2 and ".." not in place.parts
