# SPDX-License-Identifier: GPL-2.0-or-later
"""The base of a posted series in a clone of three topics on a release, against what was really done there."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.postings import Postings, is_same, mbox
from kx86.apps import wiring
from kx86.apps.cli.base_posted import Options, answer_posted
from kx86.apps.cli.session import Session
from kx86.flows.mail_sources import read_files
from kx86.flows.posted_base import PostedBases
from kx86.flows.sources import Input
from kx86.series.series import Series
from kx86.trees.posted import PostedBase

FILES = {"pmu": "arch/x86/kvm/pmu.c", "svm": "arch/x86/kvm/svm/svm.c", "misc": "arch/x86/kvm/x86.c"}


class Clone:
    """A clone that follows the tree of the subsystem as the remote x."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.path.mkdir()
        self.git("init", "-q", "-b", "mine")
        self.git("config", "remote.x.url", "https://github.com/kvm-x86/linux")
        for file in FILES.values():
            self.write(file, "".join(f"int {Path(file).stem}_{n};\n" for n in range(60)))
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "Linux 6.14-rc2")
        self.git("tag", "-m", "Linux 6.14-rc2", "v6.14-rc2")
        for topic, file in FILES.items():
            self.git("checkout", "-q", "--detach", "v6.14-rc2")
            for n in range(6):
                self.change(file, n * 9, f"{topic}_change_{n}")
            self.git("update-ref", f"refs/remotes/x/{topic}", "HEAD")

    def git(self, *arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=self.path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def write(self, file: str, text: str) -> None:
        path = self.path / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def change(self, file: str, number: int, text: str) -> None:
        lines = (self.path / file).read_text().splitlines(keepends=True)
        lines[number] = f"int {text};\n"
        self.write(file, "".join(lines))
        self.git("commit", "-q", "-am", f"KVM: x86: Make {text}")

    def posted(self, *options: str) -> bytes:
        return subprocess.run(
            ["git", "format-patch", "--stdout", *options], cwd=self.path, capture_output=True, check=True
        ).stdout


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    return Clone(tmp_path_factory.mktemp("posted") / "linux")


@pytest.fixture
def clone(original: Clone) -> Iterator[Clone]:
    yield original
    original.git("checkout", "-q", "-f", "--detach", "v6.14-rc2")


def series_of(data: bytes, folder: Path) -> Series:
    place = folder / "posting.mbox"
    place.write_bytes(data)
    into = Input()
    read_files(wiring.files(), [str(place)], into)
    (series,) = into.series
    return series


def answer(clone: Clone, series: Series) -> PostedBase:
    folder = str(clone.path)
    landscape = wiring.trees(folder).landscape(wiring.profile(), {})
    with wiring.scratch(folder) as scratch:
        return PostedBases(landscape, scratch, wiring.blob_history(scratch)).answer(series)


def test_a_stale_base_is_found_by_its_blobs_alone(clone: Clone, tmp_path: Path) -> None:
    clone.git("checkout", "-q", "x/pmu~3")
    clone.change(FILES["pmu"], 50, "mine")
    found = answer(clone, series_of(clone.posted("-1"), tmp_path))
    assert found.base is not None and found.tip is not None
    assert (found.base.name, found.base.how, found.base.topic, found.base.behind) == ("x/pmu~3", "blobs", "pmu", 3)
    assert [(one.kind, one.topic) for one in found.depends] == [("topic", "pmu")]
    assert (found.applies, found.tip.manner, found.conflicts) == (True, "as is", {})


def test_a_base_commit_that_agrees_is_taken(clone: Clone, tmp_path: Path) -> None:
    clone.git("checkout", "-q", "x/svm~2")
    clone.change(FILES["misc"], 50, "mine")
    found = answer(clone, series_of(clone.posted("-1", "--base=HEAD~1"), tmp_path))
    assert found.base is not None
    assert (found.base.name, found.base.how, found.base.topic, found.base.behind) == (
        "x/svm~2",
        "base-commit",
        "svm",
        2,
    )


def test_an_unknown_base_commit_is_told_and_blobs_decide(clone: Clone, tmp_path: Path) -> None:
    clone.git("checkout", "-q", "x/pmu~3")
    clone.change(FILES["pmu"], 50, "mine")
    data = clone.posted("-1", "--base=HEAD~1").replace(clone.git("rev-parse", "HEAD~1").encode(), b"1" * 40)
    found = answer(clone, series_of(data, tmp_path))
    assert found.base is not None and found.base.name == "x/pmu~3"
    assert found.notes[0].startswith("base-commit 111111111111 is no commit that this clone has")


def test_conflicts_with_its_topic_and_with_another_are_told_apart(clone: Clone, tmp_path: Path) -> None:
    clone.git("checkout", "-q", "x/pmu~3")
    clone.change(FILES["pmu"], 45, "mine")
    clone.change(FILES["misc"], 18, "mine_too")
    found = answer(clone, series_of(clone.posted("-2"), tmp_path))
    assert found.applies and found.tip is not None and found.tip.failure is not None
    assert (found.tip.manner, found.tip.failure.n, found.tip.failure.path) == ("conflict", 1, FILES["pmu"])
    assert [title for _, title in found.tip.failure.since][-1] == "KVM: x86: Make pmu_change_5"
    assert found.conflicts == {"x/misc": (FILES["misc"],)}


def test_what_applies_nowhere_names_patch_and_file(clone: Clone, tmp_path: Path) -> None:
    clone.git("checkout", "-q", "x/pmu")
    clone.change(FILES["pmu"], 50, "unseen")
    clone.change(FILES["pmu"], 51, "mine")
    found = answer(clone, series_of(clone.posted("-1"), tmp_path))
    assert found.applies is False and found.failure is not None
    assert (found.failure.n, found.failure.path) == (1, FILES["pmu"])
    assert found.hint is None


def test_a_series_for_the_unit_tests_has_no_base_here(clone: Clone, tmp_path: Path) -> None:
    clone.git("checkout", "-q", "x/pmu")
    clone.change(FILES["pmu"], 50, "mine")
    data = clone.posted("-1", "--subject-prefix=kvm-unit-tests PATCH")
    found = answer(clone, series_of(data, tmp_path))
    assert (found.base, found.applies) == (None, None)
    assert "kvm-unit-tests" in found.notes[0].lower()


def test_generated_series_are_all_right(original: Clone, tmp_path: Path) -> None:
    tips = {topic: original.git("rev-parse", f"x/{topic}") for topic in FILES}
    makes = Postings(original.path, tips, 4, original.git("rev-parse", "v6.14-rc2^{commit}"))
    for number in range(12):
        truth = makes.one(stale=number % 3 == 0)
        found = answer(original, series_of(mbox(truth.mails), tmp_path))
        assert found.base is not None and found.applies, truth
        assert found.base.topic == truth.topic
        assert is_same(original.path, found.base.commit, truth.before)


def test_the_command_prints_text_and_json(
    clone: Clone, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clone.git("checkout", "-q", "x/pmu~3")
    clone.change(FILES["pmu"], 50, "mine")
    place = tmp_path / "mine.patch"
    place.write_bytes(clone.posted("-1"))
    monkeypatch.chdir(clone.path)
    assert answer_posted(Session({}), [str(place)], Options()) == 0
    out = capfd.readouterr().out
    assert "x/pmu~3 (" in out and "3 commits behind x/pmu" in out and "as it is today" in out
    assert answer_posted(Session({}), [str(place)], Options(as_json=True)) == 0
    assert '"name": "x/pmu~3"' in capfd.readouterr().out
    assert os.listdir(clone.path) == [".git", "arch"] or "arch" in os.listdir(clone.path)
