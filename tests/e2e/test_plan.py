# SPDX-License-Identifier: GPL-2.0-or-later
"""kx86 plan as a user types it."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from e2e.conftest import Clone, Result
from e2e.story import everything, make_list
from small_kernel import TREE

Run = Callable[..., Result]
SIGNED = "\n\nText.\n\nSigned-off-by: Ann Author <ann@kernel.example>"


@pytest.fixture
def kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clone:
    """A clone of the small kernel, and three commits on top of the branch `base`."""
    made = Clone(tmp_path / "linux")
    made.path.mkdir()
    made.git("init", "-q", "-b", "base")
    for path, text in TREE.items():
        (made.path / path).parent.mkdir(parents=True, exist_ok=True)
        (made.path / path).write_text(text)
    made.git("add", "-A")
    made.git("commit", "-q", "--no-verify", "-m", "Begin")
    made.git("checkout", "-q", "-b", "work", "--track")
    edit(made, "KVM: x86/mmu: Walk twice", "arch/x86/kvm/mmu/paging_tmpl.h", "return 1;", "return 2;")
    edit(made, "KVM: SVM: Load two", "arch/x86/kvm/svm/svm.c", "vcpu->nested = 1;", "vcpu->nested = 2;")
    made.commit(f"KVM: selftests: Load two{SIGNED}", "tools/testing/selftests/kvm/x86/svm_two_test.c")
    monkeypatch.chdir(made.path)
    return made


def edit(clone: Clone, subject: str, path: str, old: str, new: str) -> None:
    file = clone.path / path
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new, 1))
    clone.git("commit", "-q", "--no-verify", "-a", "-m", f"{subject}{SIGNED}")


def without_machine(text: str) -> str:
    """Leave out what depends on what is installed here."""
    return re.sub(r"(?m)^  lacking build .*\n(?:          .*\n)*", "", text).replace(", sparse", "")


@pytest.mark.statement("TLDR-1", "TEST-1", "TEST-2", "TEST-3", "TEST-4", "TEST-5", "TEST-6", "TEST-7", "TEST-9")
def test_what_this_branch_adds(kx86: Run, kernel: Clone, snapshot: SnapshotAssertion) -> None:
    done = kx86("plan")
    assert done.status == 0
    assert without_machine(done.out) == snapshot


def test_every_reason(kx86: Run, kernel: Clone, snapshot: SnapshotAssertion) -> None:
    done = kx86("plan", "--explain", "--level", "mandatory", "base..")
    assert done.status == 0
    assert without_machine(done.out) == snapshot


def test_levels_are_cut_at_the_one_that_was_named(kx86: Run, kernel: Clone) -> None:
    def levels(*typed: str) -> set[str]:
        (found,) = json.loads(kx86("plan", "--json", *typed).out)["series"]
        return {one["level"] for one in (*found["builds"], *found["runs"])}

    assert levels() == {"mandatory", "encouraged"}
    assert levels("--level", "mandatory") == levels("--level", "strongly") == {"mandatory"}


def test_json_has_what_scripts_ask_for(kx86: Run, kernel: Clone) -> None:
    made = json.loads(kx86("plan", "--json").out)
    assert list(made)[:2] == ["kx86", "format"]
    (found,) = made["series"]
    assert (found["edition"], found["concerned"], found["m"]) == ("2023-02", [1, 2, 3], 3)
    assert found["builds"][0] == {
        "configuration": "64-bit",
        "level": "mandatory",
        "statement": "TEST-1",
        "section": "Testing",
        "patches": [1, 2],
        "why": [{"n": 1, "reason": "every patch must build"}, {"n": 2, "reason": "every patch must build"}],
    }
    (off,) = [
        one for one in found["runs"] if one["settings"] == {"kvm_amd.npt": "0"} and one["suite"] == "kvm-unit-tests"
    ]
    assert (off["vendor"], off["tdp"], off["level"], off["tests"]) == ("amd", False, "mandatory", [])


@pytest.mark.statement("M-TEST1", "M-TEST2")
def test_the_merged_edition_excuses_comments_and_asks_for_documents(kx86: Run, kernel: Clone) -> None:
    kernel.git("checkout", "-q", "-b", "words", "base")
    edit(kernel, "KVM: x86: Say it better", "arch/x86/kvm/x86.c", "leaves early", "may leave early")
    kernel.commit(f"Documentation: KVM: Say it{SIGNED}", "Documentation/virt/kvm/x86/mmu.rst", "Text.\n")
    out = kx86("plan", "--edition", "merged", "base..").out
    assert "run, mandatory" not in out
    assert "nothing but comments change in x86.c" in out
    assert "htmldocs" in out
    older = kx86("plan", "--edition", "2023-02", "base..").out
    assert "run, mandatory" in older
    assert "htmldocs" not in older


@pytest.mark.statement("TEST-8")
def test_other_mmu_code_should_run_with_tdp_off(kx86: Run, kernel: Clone) -> None:
    kernel.git("checkout", "-q", "-b", "mmu", "base")
    edit(kernel, "KVM: x86/mmu: Map two", "arch/x86/kvm/mmu/mmu.c", "kvm->mapped++", "kvm->mapped += 2")
    out = kx86("plan", "--level", "strongly", "base..").out
    assert "AMD and Intel, TDP off (kvm_amd.npt=0, kvm_intel.ept=0)" in out


def test_mails_are_planned_with_the_tree_at_hand(kx86: Run, kernel: Clone, tmp_path: Path) -> None:
    kernel.git("format-patch", "-q", "-o", str(tmp_path / "out"), "--base=base", "base..work")
    mails = [str(path) for path in sorted((tmp_path / "out").iterdir())]
    (here,) = json.loads(kx86("plan", "--json", "base..work").out)["series"]
    (posted,) = json.loads(kx86("plan", "--json", *mails).out)["series"]
    assert (posted["builds"], posted["runs"], posted["lacking"]) == (here["builds"], here["runs"], here["lacking"])


def test_without_a_clone_paths_must_do_and_what_is_missing_is_told(
    kx86: Run, kernel: Clone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    kernel.git("format-patch", "-q", "-o", str(tmp_path / "out"), "base..work")
    mails = [str(path) for path in sorted((tmp_path / "out").iterdir())]
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    done = kx86("plan", *mails)
    assert done.status == 0
    assert without_machine(done.out) == snapshot


def test_a_base_that_the_clone_lacks_is_told(kx86: Run, kernel: Clone, tmp_path: Path) -> None:
    kernel.git("format-patch", "-q", "-o", str(tmp_path / "out"), "base..work")
    out = kx86("plan", *[str(path) for path in sorted((tmp_path / "out").iterdir())]).out
    assert "lacking the base: not known to this clone" in out


def test_a_posting_of_an_archive(kx86: Run, kernel: Clone, tmp_path: Path) -> None:
    box = str(make_list(tmp_path / "story.git", everything()))
    every = json.loads(kx86("plan", "--json", "--all", "--archive", box).out)["series"]
    assert len(every) > 1
    (one,) = json.loads(kx86("plan", "--json", "--archive", box, every[0]["id"]).out)["series"]
    assert one == every[0]
    opened = json.loads(kx86("plan", "--json", "--open", "--archive", box).out)["series"]
    assert {one["id"] for one in opened} < {one["id"] for one in every}


def test_status_1_when_nothing_of_kvm_is_touched(kx86: Run, kernel: Clone) -> None:
    kernel.commit(f"e1000: Do{SIGNED}", "drivers/net/e1000.c")
    done = kx86("plan", "HEAD")
    assert done.status == 1
    assert "no code or tests of KVM x86 are touched: nothing to build or run" in done.out


def test_the_commands_are_shown(kx86: Run, kernel: Clone) -> None:
    err = kx86("plan", "-v").err
    assert "ls-tree -r" in err
    assert " log " in err


@pytest.mark.parametrize(("arguments", "said"), [
    (("--all", "HEAD"), "--all stands alone"),
    (("--all", "--open"), "--all stands alone"),
    (("--open", "HEAD"), "--open stands alone"),
    (("--archive", "x"), "--archive needs a Message-ID"),
    (("--level", "must"), "--level must: no level"),
    (("--level", ""), "no level"),
    (("no-such-branch",), "no-such-branch"),
])  # fmt: skip
def test_wrong_use_is_told(kx86: Run, kernel: Clone, arguments: tuple[str, ...], said: str) -> None:
    done = kx86("plan", *arguments)
    assert done.status == 2
    assert said in done.err
    assert "hint: " in done.err


def test_hints_name_this_command(kx86: Run, kernel: Clone) -> None:
    for arguments in (("no-such-branch",), ("HEAD..HEAD~1",), ("-3",), ("a@b.example",)):
        hint = kx86("plan", *arguments).err
        assert "hint: " in hint
        assert "kx86 check" not in hint
