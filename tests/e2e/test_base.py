# SPDX-License-Identifier: GPL-2.0-or-later
"""kx86 base on branches: what is asked for, what is there, and what moves one to the other."""

import json
import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from conftest import FIXED
from e2e.conftest import SOURCE, Clone, Result
from e2e.topics import DATED, FILES, edit, make, refs

Run = Callable[..., Result]
PMU, SVM = FILES["pmu"], FILES["svm"]


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in FIXED.items():
            patch.setenv(name, value)
        yield make(tmp_path_factory.mktemp("topics") / "linux").path


@pytest.fixture
def linux(made_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clone:
    shutil.copytree(made_once, tmp_path / "linux")
    monkeypatch.chdir(tmp_path / "linux")
    return Clone(tmp_path / "linux")


def start(clone: Clone, branch: str, at: str, path: str = PMU, line: int = 150) -> str:
    """Begin a branch with one commit."""
    clone.git("checkout", "-q", "--no-track", "-b", branch, at)
    return edit(clone, path, {line: "int mine;"}, f"KVM: x86: Change line {line}")


@pytest.mark.statement("BASE-2", "GITB-1", "GITB-3")
def test_the_story_of_a_contributor(linux: Clone, kx86: Run, snapshot: SnapshotAssertion) -> None:
    """Begin on the wrong topic, be told, move, and format with the right base."""
    start(linux, "x86/pmu/fix_foo", "x/svm~1")
    told = kx86("base")
    assert (told.status, told.out) == (1, snapshot)
    command = next(line for line in told.out.splitlines() if "git rebase" in line).partition("git ")[2]
    linux.git(*command.split())
    told = kx86("base")
    assert (told.status, told.out) == (0, snapshot)
    argument = kx86("base", "--arg")
    assert (argument.status, argument.out, argument.err) == (0, "--base=x/pmu\n", "")
    patch = linux.git("format-patch", "--stdout", argument.out.strip(), "x/pmu..")
    assert f"\nbase-commit: {linux.git('rev-parse', 'x/pmu')}\n" in patch
    assert "prerequisite-patch-id" not in patch


@pytest.mark.statement("GITB-3")
def test_an_old_branch_is_told_how_far_its_topic_is_ahead(linux: Clone, kx86: Run) -> None:
    start(linux, "x86/pmu/fix_foo", "x/pmu~3")
    told = kx86("base", "--arg")
    assert (told.status, told.out) == (0, f"--base={linux.git('rev-parse', 'x/pmu~3')}\n")
    assert told.err.startswith("note: x/pmu is 3 commits ahead of ")
    assert "git rebase x/pmu x86/pmu/fix_foo" in told.err
    assert kx86("base").status == 0


def test_a_conflict_names_the_patch_the_file_and_the_commits(
    linux: Clone, kx86: Run, snapshot: SnapshotAssertion
) -> None:
    start(linux, "x86/pmu/conflict", "v6.8-rc2", line=10)
    told = kx86("base")
    assert (told.status, told.out) == (1, snapshot)


@pytest.mark.statement("BASE-4")
def test_next_is_right_for_what_depends_on_several_topics(linux: Clone, kx86: Run, snapshot: SnapshotAssertion) -> None:
    linux.git("checkout", "-q", "--no-track", "-b", "x86/pmu/wide", "x/next")
    text = (linux.path / SVM).read_text()
    (linux.path / SVM).write_text(text.replace("int svm_10;", "int mine;"))
    edit(linux, PMU, {10: "int mine;"}, "KVM: x86: Change both")
    told = kx86("base")
    assert (told.status, told.out) == (0, snapshot)
    assert kx86("base", "--arg").out == "--base=x/next\n"


@pytest.mark.statement("BASE-4", "BASE-5")
def test_next_is_wrong_for_what_needs_one_topic(linux: Clone, kx86: Run) -> None:
    start(linux, "x86/pmu/narrow", DATED)
    told = kx86("base")
    assert told.status == 1
    assert f"on {DATED} (" in told.out and "on the wrong base" in told.out
    argument = kx86("base", "--arg")
    # Merges above the topic cannot be told as patches, and a tag outlives a forced push.
    assert argument.out == f"--base={DATED}\n"


def test_an_old_next_that_no_ref_holds(linux: Clone, kx86: Run) -> None:
    start(linux, "x86/pmu/lost", DATED)
    linux.git("tag", "-d", DATED)
    told = kx86("base")
    assert told.status == 1 and "the wrong base" in told.out
    assert "so that others may not have it" in kx86("base", "--arg").err


def test_a_topic_that_the_series_depends_on_is_found(linux: Clone, kx86: Run) -> None:
    start(linux, "wip", "x/svm~1", path=SVM, line=10)
    told = kx86("base")
    assert told.status == 0
    assert "asked for    x/svm: it touches SVM: svm/svm.c" in told.out


@pytest.mark.statement("M-BASE1")
def test_the_merged_edition_asks_for_next(tmp_path: Path, kx86: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make(tmp_path / "merged", merged=True)
    monkeypatch.chdir(made.path)
    start(made, "x86/pmu/fix_foo", DATED)
    told = kx86("base")
    assert told.status == 0
    assert "asked for    x/next: all but fixes" in told.out and "(edition merged)" in told.out
    assert "right, but 2 commits behind x/next" in told.out
    assert kx86("base", "--arg").out == f"--base={DATED}\n"
    made.git("checkout", "-q", "--no-track", "-b", "x86/fixes/foo", "kvm/master")
    edit(made, PMU, {150: "int mine;"}, "KVM: x86: Fix it")
    assert kx86("base", "--arg").out == "--base=kvm/master\n"


@pytest.mark.statement("BASE-1")
def test_a_fix_for_the_current_release_goes_on_the_main_tree(linux: Clone, kx86: Run) -> None:
    start(linux, "x86/fixes/foo", "x/pmu")
    told = kx86("base")
    assert told.status == 1
    assert "asked for    kvm/master: a fix for the current release" in told.out
    assert "4 commits of it are not in kvm/master" in told.out


def test_nothing_in_the_clone_is_touched(linux: Clone, kx86: Run) -> None:
    start(linux, "x86/pmu/fix_foo", "x/svm~1")
    (linux.path / PMU).write_text("dirty\n")
    before = refs(linux), linux.git("status", "--porcelain")
    kx86("base")
    kx86("base", "--arg")
    kx86("base", "--set-upstream", "--dry-run")
    assert (refs(linux), linux.git("status", "--porcelain")) == before


@pytest.mark.statement("GITB-2")
def test_the_upstream_makes_auto_right(linux: Clone, kx86: Run) -> None:
    start(linux, "x86/pmu/fix_foo", "x/pmu")
    linux.git("config", "format.useAutoBase", "true")
    assert "format.useAutoBase would be wrong: the branch has no upstream" in kx86("base", "--arg").err
    told = kx86("base", "--set-upstream")
    assert (told.status, told.out) == (0, "the upstream of x86/pmu/fix_foo is x/pmu\n")
    assert kx86("base", "--arg").err == ""
    patch = linux.git("format-patch", "--stdout", "x/pmu..")
    assert f"base-commit: {linux.git('rev-parse', 'x/pmu')}\n" in patch
    assert kx86("base", "--set-upstream").out.startswith("nothing to do: ")


def test_a_backup_is_kept(linux: Clone, kx86: Run) -> None:
    start(linux, "x86/pmu/fix_foo", "x/pmu")
    linux.git("config", "remote.backup.url", "/srv/backup.git")
    linux.git("config", "remote.backup.fetch", "+refs/heads/*:refs/remotes/backup/*")
    linux.git("update-ref", "refs/remotes/backup/x86/pmu/fix_foo", "HEAD")
    linux.git("branch", "-q", "--set-upstream-to=backup/x86/pmu/fix_foo")
    told = kx86("base", "--set-upstream")
    assert told.status == 2
    assert told.err.splitlines() == [
        "kx86: x86/pmu/fix_foo is backed up to backup/x86/pmu/fix_foo, which is its upstream: git push would go elsewhere",
        "hint: git config branch.x86/pmu/fix_foo.pushRemote backup; kx86 base --set-upstream --force",
    ]
    assert "a copy of somebody's own" in kx86("base").out


def test_the_alias_formats_with_the_right_base(linux: Clone, kx86: Run, tmp_path: Path, home: Path) -> None:
    start(linux, "x86/pmu/fix_foo", "x/pmu")
    assert kx86("base", "--install-alias", "fp").out == "git fp is git format-patch with the base of the branch\n"
    program = tmp_path / "bin" / "kx86"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nPYTHONPATH={SOURCE} exec {sys.executable} -m kx86 "$@"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    path = f"{program.parent}:{os.environ['PATH']}"
    below = Clone(linux.path / "arch" / "x86")
    below.git("fp", "-q", "-o", "out put", "x/pmu..", PATH=path)
    (patch,) = (below.path / "out put").iterdir()
    assert f"base-commit: {linux.git('rev-parse', 'x/pmu')}\n" in patch.read_text()


def test_json(linux: Clone, kx86: Run) -> None:
    start(linux, "x86/pmu/fix_foo", "x/svm~1")
    said = json.loads(kx86("base", "--json").out)
    assert (list(said)[:2], said["format"]) == (["kx86", "format"], 1)
    base = said["base"]
    assert (base["verdict"], base["wanted"], base["base_name"], base["foreign"]) == ("wrong", "x/pmu", "x/svm~1", 2)
    assert base["move"] == f"git rebase --onto x/pmu {base['base'][:12]} x86/pmu/fix_foo"


def test_the_git_commands_are_told(linux: Clone, kx86: Run) -> None:
    start(linux, "x86/pmu/fix_foo", "x/pmu")
    err = kx86("base", "-v").err
    assert "+ git -C " in err and "for-each-ref" in err


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("nosuch",), 2, "nosuch: neither a branch nor a file"),
        (("x/pmu",), 2, "x/pmu: adds no commit"),
        (("--topic", "foo"), 2, "kvm-x86 has no topic foo here; there are: misc pmu svm vmx"),
        (("--arg", "--json"), 2, "each ask for another answer"),
        (("--install-alias", "format-patch"), 2, "git has a command format-patch of its own"),
        (("-C", "/nowhere"), 2, "no such folder"),
    ],
)
def test_wrong_use(arguments: tuple[str, ...], status: int, said: str, linux: Clone, kx86: Run) -> None:
    start(linux, "x86/pmu/fix_foo", "x/pmu")
    told = kx86("base", *arguments)
    assert (told.status, told.out) == (status, "")
    assert said in told.err and "hint: " in told.err


def test_a_clone_without_the_trees(clone: Clone, kx86: Run) -> None:
    told = kx86("base")
    assert (told.status, told.out) == (3, "")
    assert told.err.splitlines() == ["kx86: this clone has no branch of kvm-x86", "hint: kx86 init says what to fetch"]


def test_a_topic_that_is_gone_is_told(linux: Clone, kx86: Run) -> None:
    start(linux, "x86/hyperv/foo", "x/misc", path=FILES["misc"])
    told = kx86("base")
    assert told.status == 0
    assert "there is no topic hyperv (it may have gone); there are misc, pmu, svm, vmx" in told.out


def test_patches_that_the_topic_took_are_left_out_as_git_rebase_does(linux: Clone, kx86: Run) -> None:
    first = start(linux, "theirs", "x/pmu")
    edit(linux, PMU, {150: "int theirs;"}, "KVM: x86: Build on it")
    linux.git("update-ref", "refs/remotes/x/pmu", "HEAD")
    linux.git("checkout", "-q", "--no-track", "-b", "x86/pmu/mine", "HEAD~3")
    linux.git("cherry-pick", first)
    told = kx86("base")
    assert told.status == 0 and "applies      nothing is left to apply: no commit changes anything in x/pmu" in told.out
    assert "git format-patch" not in told.out
    edit(linux, PMU, {90: "int more;"}, "KVM: x86: More")
    told = kx86("base")
    assert told.status == 0 and "to x/pmu as it is today, where 1 of 2 commits changes nothing" in told.out
    linux.git("rebase", "-q", "x/pmu", "x86/pmu/mine")
    assert linux.git("rev-list", "--count", "x/pmu..") == "1"


def test_commands_can_be_pasted_whatever_the_name_of_a_branch(linux: Clone, kx86: Run) -> None:
    start(linux, "x86/pmu/a;$(touch,b)", "x/pmu~1")
    told = kx86("base").out
    assert "git rebase x/pmu 'x86/pmu/a;$(touch,b)'\n" in told
    assert " 'x/pmu~1..x86/pmu/a;$(touch,b)'\n" in told


def test_the_command_that_mends_the_upstream_is_for_the_branch_and_topic_that_were_asked_for(
    linux: Clone, kx86: Run
) -> None:
    start(linux, "x86/pmu/mine", "x/pmu")
    linux.git("checkout", "-q", "master")
    told = kx86("base", "--topic", "svm", "x86/pmu/mine", "--json")
    mend = json.loads(told.out)["base"]["mend"]
    assert mend == "kx86 base --set-upstream --topic=svm x86/pmu/mine"
    assert kx86(*mend.split()[1:]).status == 0
    assert linux.git("rev-parse", "--abbrev-ref", "x86/pmu/mine@{upstream}") == "x/svm"


def test_a_topic_that_only_the_merge_names_is_no_upstream(linux: Clone, kx86: Run) -> None:
    start(linux, "x86/pmu/mine", "x/next")
    linux.git("update-ref", "-d", "refs/remotes/x/pmu")
    told = kx86("base", "--json")
    base = json.loads(told.out)["base"]
    assert base["mend"] is None and base["notes"][0].startswith("pmu has no branch here: ")
    done = kx86("base", "--set-upstream")
    assert (done.status, done.err.splitlines()[0]) == (
        2,
        "kx86: pmu has no branch here, which alone can be an upstream",
    )


def test_two_branches_are_one_too_many(linux: Clone, kx86: Run) -> None:
    done = kx86("base", "x/pmu", "x/svm")
    assert (done.status, done.err) == (2, "kx86: one branch at a time\nhint: kx86 base x/pmu\n")


def test_hints_about_mail_name_the_command_that_was_typed(linux: Clone, kx86: Run) -> None:
    for command in (("base", "a@b.example", "c@d.example"), ("route", "-x"), ("route", "nope..HEAD")):
        done = kx86(*command[:1], "--", *command[1:])
        assert done.status == 2 and "kx86 check" not in done.err


def test_a_branch_without_a_series_is_told_why(linux: Clone, kx86: Run) -> None:
    start(linux, "x86/pmu/mine", "x/pmu~1")
    linux.git("merge", "-q", "--no-edit", "x/svm")
    assert kx86("base").err.startswith("kx86: x86/pmu/mine: ends in a merge, which is no patch\n")
    for name in ("next", "pmu", "svm"):
        linux.git("branch", "-f", name, f"x/{name}")
    linux.git("config", "kx86.tree.kvm-x86.remote", ".")
    assert kx86("base", "pmu").err.startswith("kx86: pmu: a branch of kvm-x86, ")
    start(linux, "x86/pmu/series", "pmu")
    assert "--base=pmu pmu..x86/pmu/series" in kx86("base").out


@pytest.mark.statement("BASE-5")
def test_a_pending_series_below_is_a_prerequisite_and_no_part_of_the_series(
    linux: Clone, kx86: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(linux, "theirs", "x/pmu")
    theirs = linux.git("rev-parse", "HEAD")
    linux.git("config", "remote.ada.url", "https://git.example/ada/linux.git")
    linux.git("update-ref", "refs/remotes/ada/pending", "HEAD")
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "me@kernel.example")
    linux.git("config", "user.email", "me@kernel.example")
    linux.git("checkout", "-q", "--no-track", "-b", "x86/pmu/mine")
    edit(linux, PMU, {90: "int more;"}, "KVM: x86: More")
    (note,) = json.loads(kx86("base", "--json").out)["base"]["notes"]
    assert note.startswith("the first commit is by others, and in ada/pending: git format-patch --base=")
    command = note.split(": ", 1)[1].removesuffix(" makes prerequisites of them").split()[1:]
    assert f"to post it   {' '.join(('git', *command))}\n" in kx86("base").out
    patch = linux.git(*command, "--stdout")
    assert patch.count("\nprerequisite-patch-id: ") == 1 and "Subject: [PATCH] KVM: x86: More" in patch
    assert f"{theirs[:12]}..x86/pmu/mine" in kx86("base", "--arg").err


def test_a_clone_without_topics_is_told_so(linux: Clone, kx86: Run) -> None:
    tree = linux.git("rev-parse", "x/next^{tree}")
    flat = linux.git("commit-tree", tree, "-p", "v6.8-rc2^{commit}", "-m", "Next")
    for ref in linux.git("for-each-ref", "--format=%(refname)", "refs/remotes/x").split():
        linux.git("update-ref", "-d", ref)
    linux.git("update-ref", "refs/remotes/x/next", flat)
    start(linux, "mine", "x/next")
    done = kx86("base")
    assert (done.status, done.err.splitlines()[0]) == (
        3,
        "kx86: this clone has no topic branch of kvm-x86, so none for misc",
    )


@pytest.mark.statement("BASE-4")
def test_next_is_right_for_what_conflicts_with_several_topics(linux: Clone, kx86: Run) -> None:
    linux.git("checkout", "-q", "--no-track", "-b", "x86/misc/wide", "v6.8-rc2")
    text = (linux.path / SVM).read_text()
    (linux.path / SVM).write_text(text.replace("int line_10;", "int mine;"))
    edit(linux, PMU, {10: "int mine;"}, "KVM: x86: Change both")
    base = json.loads(kx86("base", "--json").out)["base"]
    assert (base["kind"], base["wanted"]) == ("next", "x/next")
    assert base["why"] == "it conflicts with pmu, svm, as merges in memory show"


@pytest.mark.statement("M-BASE3")
def test_a_series_for_several_architectures_is_based_on_a_release_in_the_merged_edition(
    tmp_path: Path, kx86: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make(tmp_path / "merged", merged=True)
    monkeypatch.chdir(made.path)
    made.git("checkout", "-q", "--no-track", "-b", "wide", "v6.8-rc2")
    for path in ("arch/arm64/kvm/arm.c", "arch/s390/kvm/kvm-s390.c", "arch/x86/kvm/x86.c", "virt/kvm/kvm_main.c"):
        made.commit("KVM: Do it for every architecture", path, "int kvm_arch_more(void);\n")
    base = json.loads(kx86("base", "--json").out)["base"]
    assert (base["kind"], base["wanted"], base["verdict"]) == ("common", "v6.8-rc2", "right")
