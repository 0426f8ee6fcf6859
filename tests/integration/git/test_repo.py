# SPDX-License-Identifier: GPL-2.0-or-later
"""Commits, blobs, names and history are read from real git."""

import subprocess
from pathlib import Path

import pytest

from kx86.adapters.git.repo import Repo
from kx86.errors import UserError


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", "-C", str(folder), *arguments], check=True, capture_output=True, text=True
    ).stdout.strip()


def commit(folder: Path, path: str, text: str, message: str) -> str:
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", message)
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    folder = tmp_path / "linux"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "master")
    commit(
        folder,
        "arch/x86/kvm/x86.c",
        "int kvm_one(void)\n{\n\treturn vcpu->kvm_field;\n}\n",
        "KVM: x86: Add the first part",
    )
    commit(folder, "virt/kvm/kvm_main.c", "int kvm_two(void)\n{\n\treturn 2;\n}\n", "KVM: Add the second part")
    return folder


def test_a_range_is_read_oldest_first_with_whole_messages(clone: Path) -> None:
    commit(clone, "arch/x86/kvm/x86.c", "int one;\n", "KVM: x86: Change\n\nBody.\n\nSigned-off-by: Ann <a@k.example>")
    commit(clone, "arch/x86/kvm/x86.c", "int two;\n", "KVM: x86: Change again")
    found = Repo(str(clone)).range("HEAD~2..HEAD")
    assert [one.message.splitlines()[0] for one in found.commits] == ["KVM: x86: Change", "KVM: x86: Change again"]
    assert found.commits[0].message.endswith("Signed-off-by: Ann <a@k.example>\n")
    assert found.commits[0].author.email == "ann@kernel.example"
    assert "+int one;" in found.commits[0].diff
    assert found.commits[1].parents == (found.commits[0].sha,)


def test_a_single_revision_is_that_one_commit(clone: Path) -> None:
    assert len(Repo(str(clone)).range("HEAD").commits) == 1


def test_a_root_commit_has_a_diff(clone: Path) -> None:
    (first,) = Repo(str(clone)).range("HEAD~1").commits
    assert "+int kvm_one(void)" in first.diff
    assert first.parents == ()


def test_merges_are_named_and_not_read(clone: Path) -> None:
    git(clone, "checkout", "-q", "-b", "topic", "HEAD~1")
    commit(clone, "arch/x86/kvm/mmu.c", "int three;\n", "KVM: x86: Add the third part")
    git(clone, "checkout", "-q", "master")
    git(clone, "merge", "-q", "--no-ff", "-m", "Merge the topic", "topic")
    found = Repo(str(clone)).range("HEAD~1..HEAD")
    assert len(found.merges) == 1
    assert [one.message.strip() for one in found.commits] == ["KVM: x86: Add the third part"]


def test_settings_of_the_user_do_not_change_the_diff(clone: Path) -> None:
    for name, value in (
        ("diff.noprefix", "true"),
        ("diff.external", "false"),
        ("color.ui", "always"),
        ("log.showSignature", "true"),
    ):
        git(clone, "config", name, value)
    (one,) = Repo(str(clone)).range("HEAD").commits
    assert one.diff.startswith("diff --git a/virt/kvm/kvm_main.c b/virt/kvm/kvm_main.c")


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        ("nowhere", "nowhere: neither a file nor a revision"),
        ("HEAD..nowhere", "nowhere: neither a file nor a revision"),
        ("HEAD..HEAD", "HEAD..HEAD: no commits in this range"),
        ("--output=x", "--output=x: not a revision"),
    ],
)
def test_a_range_that_holds_nothing_says_so_in_one_line(clone: Path, spec: str, says: str) -> None:
    with pytest.raises(UserError, match=says):
        Repo(str(clone)).range(spec)


def test_outside_of_a_repository_the_message_names_a_way_out(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        Repo(str(tmp_path))
    assert "not a git repository" in caught.value.message
    assert caught.value.hint and "kx86 check" in caught.value.hint


def test_a_commit_is_found_where_it_is_reachable(clone: Path) -> None:
    head = git(clone, "rev-parse", "HEAD")
    git(clone, "checkout", "-q", "--orphan", "lost")
    lost = commit(clone, "lost.c", "int lost;\n", "KVM: Get lost")
    git(clone, "checkout", "-q", "master")
    git(clone, "branch", "-q", "-D", "lost")
    known = Repo(str(clone)).named_commits([head[:12], lost[:12], "123456789abc"], [])
    assert known[head[:12]].found_in == ("HEAD",)
    assert known[head[:12]].subject == "KVM: Add the second part"
    assert known[lost[:12]].sha == lost and known[lost[:12]].found_in == ()
    assert known["123456789abc"].sha is None


def test_a_commit_on_a_remote_branch_names_the_branch(clone: Path) -> None:
    git(clone, "checkout", "-q", "-b", "aside")
    aside = commit(clone, "aside.c", "int aside;\n", "KVM: Step aside")
    git(clone, "update-ref", "refs/remotes/kvm-x86/next", aside)
    git(clone, "checkout", "-q", "master")
    git(clone, "branch", "-q", "-D", "aside")
    assert Repo(str(clone)).named_commits([aside[:12]], [])[aside[:12]].found_in == ("kvm-x86/next",)


def test_history_lists_the_shortlogs_of_a_path_newest_first(clone: Path) -> None:
    commit(clone, "arch/x86/kvm/x86.c", "int one;\n", "KVM: x86: Change it")
    found = Repo(str(clone)).history(["arch/x86/kvm/x86.c", "no/such/file.c"], "HEAD")
    assert found["arch/x86/kvm/x86.c"] == ("KVM: x86: Change it", "KVM: x86: Add the first part")
    assert found["no/such/file.c"] == ()


def test_names_are_built_once_and_then_read_from_the_cache(clone: Path, tmp_path: Path) -> None:
    repo = Repo(str(clone), cache=str(tmp_path / "names"))
    assert repo.function_names("HEAD", build=False) is None
    built = repo.function_names("HEAD", build=True)
    assert built is not None
    assert built.is_function("kvm_one") and built.is_function("kvm_two")
    assert not built.is_function("kvm_field")
    again = repo.function_names("HEAD", build=False)
    assert again is not None
    assert [again.is_function(name) for name in ("kvm_one", "kvm_two", "kvm_field")] == [True, True, False]


def test_names_are_read_when_the_first_question_comes(clone: Path) -> None:
    repo = Repo(str(clone))
    repo.trace.clear()
    found = repo.function_names("HEAD", build=True)
    assert repo.trace == []
    assert found is not None and found.is_function("kvm_one")
    asked = len(repo.trace)
    assert found.is_function("kvm_two")
    assert len(repo.trace) == asked


def test_a_cache_that_cannot_be_written_is_no_error(clone: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    built = Repo(str(clone), cache=str(tmp_path / "file" / "names")).function_names("HEAD", build=True)
    assert built is not None and built.is_function("kvm_one")


def test_blobs_come_in_the_order_asked_for(clone: Path) -> None:
    first, missing, second = Repo(str(clone)).blobs(
        ["HEAD:arch/x86/kvm/x86.c", "HEAD:none.c", "HEAD:virt/kvm/kvm_main.c"]
    )
    assert first is not None and first.startswith(b"int kvm_one")
    assert missing is None
    assert second is not None and second.startswith(b"int kvm_two")


def ask(repo: Repo) -> None:
    found = repo.function_names("HEAD", build=True)
    assert found is not None and found.is_function("kvm_one")


def test_a_tree_near_a_known_one_is_built_from_what_differs(clone: Path, tmp_path: Path) -> None:
    repo = Repo(str(clone), cache=str(tmp_path / "names"))
    ask(repo)
    commit(clone, "arch/x86/kvm/new.c", "int kvm_three(void)\n{\n}\n", "KVM: x86: Add a third part")
    repo.trace.clear()
    near = repo.function_names("HEAD", build=True)
    assert near is not None
    assert near.is_function("kvm_three") and near.is_function("kvm_one")
    assert not any("ls-tree" in argv for argv in repo.trace), "the whole tree was read again"


def test_a_known_tree_of_another_repository_is_no_obstacle(clone: Path, tmp_path: Path) -> None:
    repo = Repo(str(clone), cache=str(tmp_path / "names"))
    ask(repo)
    for versions in (tmp_path / "names").glob("*.versions-*"):
        old = versions.read_text()
        (tmp_path / "names" / f"{'1' * 40}.names-2").write_bytes((tmp_path / "names" / f"{old}.names-2").read_bytes())
        versions.write_text("1" * 40)
    commit(clone, "arch/x86/kvm/new.c", "int kvm_three(void)\n{\n}\n", "KVM: x86: Add a third part")
    found = repo.function_names("HEAD", build=True)
    assert found is not None and found.is_function("kvm_three")


def test_many_questions_get_the_same_answers_as_few(clone: Path) -> None:
    found = Repo(str(clone)).function_names("HEAD", build=True)
    assert found is not None
    answers = {
        (found.is_function("kvm_one"), found.is_function("kvm_field"), found.is_function("nö")) for _ in range(200)
    }
    assert answers == {(True, False, False)}


def test_a_range_that_nobody_posts_is_refused(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(clone, "arch/x86/kvm/x86.c", "int one;\n", "KVM: x86: Change")
    commit(clone, "arch/x86/kvm/x86.c", "int two;\n", "KVM: x86: Change again")
    monkeypatch.setattr("kx86.adapters.git.repo._MOST", 1)
    with pytest.raises(UserError, match="2 commits are no series") as caught:
        Repo(str(clone)).range("HEAD~2..HEAD")
    assert "kx86 check BASE..HEAD" in (caught.value.hint or "")
    assert len(Repo(str(clone)).range("HEAD").commits) == 1
