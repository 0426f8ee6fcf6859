# SPDX-License-Identifier: GPL-2.0-or-later
"""kx86 build as a user types it, on a kernel that make really builds."""

import json
import re
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from e2e.tiny import Run, Tiny, _cache, _kernel, fresh_clone, plain, tiny_clone
from integration.kbuild.kernel import tiny
from needs import needs
from world import build_series

__all__ = ["_cache", "_kernel", "fresh_clone", "tiny_clone"]
pytestmark = needs("kernel", "sandbox", "ccache")
SIX = {one.name: one for one in build_series.SIX}
# Enough to find what there is to find.
CONFIGURATIONS = {
    "clean": ("64-bit", "lockdep"), "werror": ("64-bit", "w1"), "repaired": ("64-bit",), "narrow": ("64-bit", "32-bit"),
    "no-smm": ("64-bit", "no-smm"), "tests": ("selftests",),
}  # fmt: skip


@needs("32-bit")
@pytest.mark.statement("TEST-1")
@pytest.mark.parametrize("name", SIX)
def test_each_of_six_series_is_found_and_explained(tiny_clone: Tiny, name: str, snapshot: SnapshotAssertion) -> None:
    made = SIX[name]
    done = tiny_clone.build(*tiny_clone.of(name, *CONFIGURATIONS[name]))
    assert done.status == (1 if made.broken else 0)
    assert done.err == ""
    if made.broken:
        assert f"Patch {made.broken}/{len(made.changes)} does not build" in done.out
        assert f"{made.file}:" in done.out and made.words in done.out
    assert plain(done.out, tiny_clone.kernel) == snapshot


@pytest.mark.statement("TEST-2")
@needs("32-bit", "sparse")
def test_the_plan_says_what_is_built(tiny_clone: Tiny) -> None:
    done = tiny_clone.build("--dry-run", "v6.12..no-smm")
    assert done.status == 0
    assert done.out.split("\n")[1] == "  in 64-bit, without KVM_SMM, PROVE_LOCKING, 32-bit, W=1, sparse"
    done = tiny_clone.build("--dry-run", "--level", "mandatory", "v6.12..no-smm")
    assert done.out.split("\n")[1].split() == ["64-bit"]


def test_a_dry_run_tells_what_is_known(fresh_clone: Tiny, snapshot: SnapshotAssertion) -> None:
    asked = fresh_clone.of("repaired", "64-bit")
    before = fresh_clone.build("--dry-run", *asked)
    fresh_clone.build("--config", "64-bit", "v6.12..repaired~2")
    after = fresh_clone.build("--dry-run", *asked)
    assert (before.status, after.status) == (0, 0)
    assert plain(before.out, fresh_clone.kernel) == snapshot
    assert "1/3  known          KVM: SVM" in after.out and after.out.endswith("  3 builds, 1 known already\n")
    (series,) = json.loads(fresh_clone.build("--dry-run", "--json", *asked).out)["series"]
    assert [(one["build"], one["known"]) for one in series["planned"]] == [
        ([], ["64-bit"]),
        (["64-bit"], []),
        (["64-bit"], []),
    ]


def test_whoever_keeps_going_is_told_which_patch_makes_it_good(tiny_clone: Tiny, snapshot: SnapshotAssertion) -> None:
    done = tiny_clone.build("-k", *tiny_clone.of("repaired", "64-bit"))
    assert done.status == 1
    assert plain(done.out, tiny_clone.kernel) == snapshot


def test_json_has_what_scripts_ask_for(tiny_clone: Tiny) -> None:
    done = tiny_clone.build("--json", *tiny_clone.of("werror", "64-bit", "w1"))
    found = json.loads(done.out)
    assert list(found)[:2] == ["kx86", "format"] and found["problems"] == [] and done.status == 1
    (series,) = found["series"]
    assert (series["count"], series["base_name"], series["domain"], series["refused"]) == (2, "v6.12", "own", True)
    assert [one["n"] for one in series["patches"]] == [1, 2] and series["not_built"] == []
    broken, told = series["patches"][1]["builds"]
    (message,) = broken["messages"]
    assert (broken["verdict"], told["verdict"]) == ("broken", "told")
    assert (message["file"], message["kind"], message["known"]) == ("arch/x86/kvm/x86.c", "error", False)
    assert message["line"] > 1 and "defined but not used" in message["text"] and message["context"]
    assert broken["base_fails"] is False and broken["why"] is None


def known(done: str) -> list[list[bool]]:
    (series,) = json.loads(done)["series"]
    return [[cell["known"] for cell in patch["builds"]] for patch in series["patches"]]


def test_a_second_version_builds_only_what_changed(tiny_clone: Tiny) -> None:
    tiny_clone.build(*tiny_clone.of("ten", "64-bit"))
    assert known(tiny_clone.build("--json", *tiny_clone.of("ten", "64-bit")).out) == [[True]] * 10
    again = tiny_clone.build("--json", *tiny_clone.of("ten-v2", "64-bit"))
    assert again.status == 0 and known(again.out)[:4] == [[True]] * 4


def test_other_series_share_what_is_the_same_and_documentation_builds_no_kernel(tiny_clone: Tiny) -> None:
    kernel = tiny_clone.kernel
    tiny_clone.build(*tiny_clone.of("clean", "64-bit"))
    page = kernel.commit({"Documentation/virt/kvm/x86.rst": "Text.\n"}, "clean")
    done = tiny_clone.build("--json", "--config", "64-bit", f"clean~1..{page}")
    assert known(done.out) == [[True], [True]]


def test_what_no_configuration_compiles_is_told(tiny_clone: Tiny, snapshot: SnapshotAssertion) -> None:
    lost = tiny_clone.kernel.commit({"arch/x86/kvm/svm/lost.c": "int lost;\n"})
    done = tiny_clone.build("--config", "64-bit", f"v6.12..{lost}")
    assert done.status == 1
    assert plain(done.out, tiny_clone.kernel) == snapshot


def test_a_folder_that_comes_with_a_patch_is_no_failure_of_the_one_before(tiny_clone: Tiny) -> None:
    kernel = tiny_clone.kernel
    first = kernel.adding("arch/x86/kvm/pmu.c", "int kvm_pmu_more;\n")
    new = {"drivers/new/Makefile": "obj-y += new.o\n", "drivers/new/new.c": "int kvm_new;\n"}
    second = kernel.commit(new, first)
    done = tiny_clone.build("--json", "--config", "64-bit", f"v6.12..{second}")
    (series,) = json.loads(done.out)["series"]
    assert [cell["verdict"] for patch in series["patches"] for cell in patch["builds"]] == ["clean", "clean"]
    assert done.status == 0 and [patch["unbuilt"] for patch in series["patches"]] == [[], []]


def test_a_base_that_does_not_build_is_told(tiny_clone: Tiny, snapshot: SnapshotAssertion) -> None:
    kernel = tiny_clone.kernel
    base = kernel.adding("arch/x86/kvm/pmu.c", "#error the base\n")
    both = kernel.adding("arch/x86/kvm/cpuid.c", "#error the patch\n", base)
    done = tiny_clone.build("--config", "64-bit", f"{base}..{both}")
    assert done.status == 1
    assert plain(done.out, kernel) == snapshot


def test_the_work_at_hand_is_neither_built_nor_touched(tiny_clone: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tiny_clone.kernel.path / "arch/x86/kvm/svm/svm.c"
    text = place.read_text()
    place.write_text("#error under way\n")
    try:
        before = tiny_clone.kernel.git("status", "--porcelain")
        assert tiny_clone.build(*tiny_clone.of("clean", "64-bit")).status == 0
        assert tiny_clone.kernel.git("status", "--porcelain") == before
        assert tiny_clone.kernel.git("worktree", "list").count("\n") == 0
        assert place.read_text() == "#error under way\n"
    finally:
        place.write_text(text)


@pytest.mark.parametrize(("arguments", "status", "said"), [
    (("--config", "128-bit", "v6.12..clean"), 2, "there are 64-bit, lockdep, 32-bit"),
    (("--level", "high", "v6.12..clean"), 2, "mandatory"),
    (("--base", "nowhere", "v6.12..clean"), 2, "--base nowhere: no such commit"),
    (("--base", "v6.12", "v6.12..clean"), 2, "--base is for posted series"),
    (("no-such-branch",), 2, "no-such-branch"),
    (("-j", "0", "v6.12..clean"), 2, "-j"),
    (("--archive", "/nowhere"), 2, "--archive needs a Message-ID"),
    (("clean..clean",), 2, "clean..clean"),
    (("v6.12",), 1, "has no base"),
])  # fmt: skip
def test_wrong_use_is_told_with_what_to_type_next(
    tiny_clone: Tiny, arguments: tuple[str, ...], status: int, said: str
) -> None:
    done = tiny_clone.build(*arguments)
    assert (done.status, done.out) == (status, "")
    assert said in done.err and ("hint: " in done.err or "Try" in done.err)
    assert "kx86 check" not in done.err


def test_outside_of_a_clone(kx86: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for words in (("HEAD~1..",), ("--clean",)):
        done = kx86("build", *words)
        assert done.status == 2 and "-C CLONE" in done.err


def test_a_merge_is_no_straight_line(tiny_clone: Tiny) -> None:
    kernel = tiny_clone.kernel
    tree = kernel.git("merge-tree", "--write-tree", "clean", "werror").split("\n")[0]
    merge = kernel.git("commit-tree", "-p", "clean", "-p", "werror", "-m", "Merge", tree)
    done = tiny_clone.build("--config", "64-bit", f"v6.12..{merge}")
    assert done.status == 1 and done.out == ""
    assert "does not stand on the patch before it" in done.err


def test_missing_programs_are_told_and_the_rest_is_built(tiny_clone: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    import kx86.adapters.kbuild.tools as tools

    real = tools.shutil.which
    monkeypatch.setattr(tools.shutil, "which", lambda name, **more: None if "aarch64" in name else real(name, **more))
    done = tiny_clone.build(*tiny_clone.of("clean", "64-bit", "arm64"))
    assert done.status == 0
    assert (
        "not built: " in done.out and "aarch64-linux-gnu-gcc is not installed" in done.out and "kx86 doctor" in done.out
    )
    done = tiny_clone.build(*tiny_clone.of("clean", "arm64"))
    assert "aarch64-linux-gnu-gcc is not installed" in done.out + done.err
    assert done.status == 3 and "1/3" not in done.out


def test_a_configuration_of_one_s_own_is_built(
    tiny_clone: Tiny, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "mine.toml").write_text("")
    own = '[configuration.mine]\ntitle = "as I like it"\nlike = "64-bit"\nsymbols = { KVM_XEN = "n" }\n'
    (tmp_path / "mine.testing.toml").write_text(own)
    monkeypatch.setenv("KX86_PROFILE", str(tmp_path / "mine.toml"))
    done = tiny_clone.build("--dry-run", *tiny_clone.of("clean", "64-bit", "mine"))
    assert done.status == 0 and "64-bit         as I like it" in done.out
    monkeypatch.delenv("KX86_PROFILE")
    assert tiny_clone.build(*tiny_clone.of("clean", "mine")).status == 2


def test_the_place_is_removed_when_somebody_asks(fresh_clone: Tiny, tmp_path: Path) -> None:
    assert fresh_clone.build("--clean").out.startswith("nothing to do: ")
    assert fresh_clone.build(*fresh_clone.of("tests", "selftests")).status == 1
    done = fresh_clone.build("--clean", "--dry-run")
    assert re.fullmatch(r"would remove \S+/build/[0-9a-f]{16} \([\d.]+ .iB\)\n", done.out)
    (place,) = (one for one in (tmp_path / "cache/kx86/build").iterdir() if one.name != "ccache")
    assert (place / "source").exists()
    assert fresh_clone.build("--clean").status == 0
    assert [one.name for one in place.iterdir()] == ["lock"]


def test_a_branch_without_an_upstream_begins_above_the_trees_that_are_followed(kx86: Run, tmp_path: Path) -> None:
    kernel = tiny(tmp_path / "linux")
    build_series.commit(kernel.path, build_series.CLEAN, "v6.12")
    kernel.git("update-ref", "refs/remotes/x/misc", "v6.12^{commit}")
    for name, value in (("url", "https://x.example/linux"), ("fetch", "+refs/heads/*:refs/remotes/x/*")):
        kernel.git("config", f"remote.x.{name}", value)
    kernel.git("config", "kx86.tree.kvm-x86.remote", "x")
    kernel.git("symbolic-ref", "HEAD", "refs/heads/clean")
    done = kx86("build", "--dry-run", "--config", "64-bit", "-C", str(kernel.path))
    assert done.status == 0
    assert re.match(r"[0-9a-f]{12}\.\.HEAD: 3 patches on v6\.12\n", done.out)
