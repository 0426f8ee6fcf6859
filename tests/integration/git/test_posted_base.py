# SPDX-License-Identifier: GPL-2.0-or-later
"""The base of a posted series in a clone of three topics on a release, against what was really done there."""

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kx86.apps import wiring
from kx86.apps.cli.base_posted import Options, answer_posted
from kx86.apps.cli.session import Session
from kx86.flows.mail_sources import read_files
from kx86.flows.posted_base import PostedBases
from kx86.flows.sources import Input
from kx86.series.series import Series
from kx86.trees.posted import PostedBase

FILES = {"pmu": "arch/x86/kvm/pmu.c", "svm": "arch/x86/kvm/svm/svm.c", "misc": "arch/x86/kvm/x86.c"}

WHEN = "2025-02-05T12:00:00+0000"
# A repository that a module shares is made before the names and dates of each test are set.
WHO = {
    "GIT_AUTHOR_NAME": "Ann Author",
    "GIT_AUTHOR_EMAIL": "ann@kernel.example",
    "GIT_AUTHOR_DATE": WHEN,
    "GIT_COMMITTER_NAME": "Carl Committer",
    "GIT_COMMITTER_EMAIL": "carl@kernel.example",
    "GIT_COMMITTER_DATE": WHEN,
}


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
        done = subprocess.run(
            ["git", *arguments], cwd=self.path, env=os.environ | WHO, capture_output=True, text=True, check=False
        )
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


def test_a_clone_that_is_shallow_says_what_to_fetch(clone: Clone, tmp_path: Path) -> None:
    clone.git("checkout", "-q", "x/pmu~5")
    clone.change(FILES["pmu"], 50, "mine")
    series = series_of(clone.posted("-1"), tmp_path)
    found = answer(cut_off(clone, tmp_path / "shallow", "--depth=2"), series)
    assert found.base is not None and found.base.how == "applies"
    assert found.hint == "git fetch --unshallow"
    assert any("only a part of the history" in note for note in found.notes)


def test_a_clone_without_blobs_tells_the_base_and_what_to_fetch(clone: Clone, tmp_path: Path) -> None:
    clone.git("checkout", "-q", "x/pmu~3")
    clone.change(FILES["pmu"], 50, "mine")
    series = series_of(clone.posted("-1"), tmp_path)
    partial = cut_off(clone, tmp_path / "partial", "--filter=blob:none")
    before = partial.git("count-objects", "-v")
    found = answer(partial, series)
    assert found.base is not None and (found.base.name, found.base.behind) == ("x/pmu~3", 3)
    assert (found.applies, found.hint) == (None, "git fetch --refetch --no-filter")
    assert partial.git("count-objects", "-v") == before


def cut_off(clone: Clone, folder: Path, how: str) -> Clone:
    """A clone of the clone that has not everything."""
    clone.git("config", "uploadpack.allowFilter", "true")
    made = Clone.__new__(Clone)
    made.path = folder
    folder.mkdir()
    made.git("init", "-q", "-b", "mine")
    made.git("config", "remote.x.url", "https://github.com/kvm-x86/linux")
    refs = "+refs/remotes/x/*:refs/remotes/x/*"
    made.git("fetch", "-q", how, f"file://{clone.path}", refs, "+refs/tags/*:refs/tags/*")
    if "filter" in how:
        made.git("config", "remote.x.promisor", "true")
    return made


def test_prerequisites_are_looked_for_in_the_topics(clone: Clone, tmp_path: Path) -> None:
    clone.git("checkout", "-q", "x/pmu~3")
    clone.change(FILES["pmu"], 50, "mine")
    diff = clone.git("show", "x/pmu~3")
    known = subprocess.run(
        ["git", "patch-id", "--stable"], input=diff, cwd=clone.path, capture_output=True, text=True, check=True
    ).stdout.split()[0]
    tail = f"\nbase-commit: {clone.git('rev-parse', 'HEAD~1')}\nprerequisite-patch-id: {known}\nprerequisite-patch-id: {'1' * 40}\n"
    data = clone.posted("-1").replace(b"\n-- \n", f"\n{tail}-- \n".encode())
    notes = answer(clone, series_of(data, tmp_path)).notes
    assert f"prerequisite {known[:12]} is x/pmu~3" in notes
    assert "prerequisite 111111111111 is in no topic here" in notes


def test_a_topic_that_is_gone_is_answered_by_what_is_there(clone: Clone, tmp_path: Path) -> None:
    clone.git("checkout", "-q", "x/pmu~3")
    clone.change(FILES["pmu"], 50, "mine")
    series = series_of(clone.posted("-1"), tmp_path)
    tip = clone.git("rev-parse", "x/pmu")
    clone.git("update-ref", "-d", "refs/remotes/x/pmu")
    try:
        found = answer(clone, series)
    finally:
        clone.git("update-ref", "refs/remotes/x/pmu", tip)
    assert (found.base and found.base.how, found.applies) != ("blobs", True)
    assert found.base is None or found.base.topic != "pmu"


def test_an_old_dated_next_is_named_and_what_it_is_needed_for(clone: Clone, tmp_path: Path) -> None:
    clone.git("checkout", "-q", "--detach", "v6.14-rc2")
    clone.git("merge", "-q", "-m", "Merge branches 'pmu' and 'svm'", "x/pmu~2", "x/svm~1")
    clone.git("tag", "kvm-x86-next-2025.01.10")
    try:
        clone.change(FILES["pmu"], 57, "mine")
        clone.change(FILES["svm"], 57, "mine_too")
        found = answer(clone, series_of(clone.posted("-2"), tmp_path))
    finally:
        clone.git("tag", "-d", "kvm-x86-next-2025.01.10")
    assert found.base is not None and (found.base.name, found.base.topic) == ("kvm-x86-next-2025.01.10", None)
    assert sorted(one.topic or "" for one in found.depends) == ["pmu", "svm"]


def test_hostile_postings_are_answered_in_time(clone: Clone, tmp_path: Path) -> None:
    clone.git("checkout", "-q", "x/pmu")
    clone.change(FILES["pmu"], 50, "mine")
    head, _, rest = clone.posted("-1").partition(b"diff --git ")
    row = "diff --git a/{0} b/{0}\nindex {1:07x}..2222222 100644\n--- a/{0}\n+++ b/{0}\n@@ -1 +1 @@\n-x\n+y\n"
    many = "".join(row.format(f"arch/x86/kvm/made/{n % 50}/file{n}.c", n + 1) for n in range(10_000))
    odd = ["../../etc/passwd", "/etc/passwd", ".git/config", "a//b", "a/./b", '"a\\nb"', "a\x00b", ":(top)x", "-x", "*"]
    strange = "".join(row.format(path, 1) for path in odd)
    for text in (many, strange, many + strange):
        begun = time.perf_counter()
        found = answer(clone, series_of(head + text.encode() + b"diff --git " + rest, tmp_path))
        assert found.applies is not True
        assert time.perf_counter() - begun < 10
    assert clone.git("status", "--porcelain") == ""
