# SPDX-License-Identifier: GPL-2.0-or-later
"""public-inbox repositories, made by git itself and read in place."""

from pathlib import Path

import pytest

from integration.archive.inbox import git, listing, mail, make_inbox
from integration.archive.opened import open_archive
from kx86.errors import EnvironmentProblem, UserError
from kx86.mail.scanner import scan

COVER = mail("0@k.example", "[PATCH 0/2] KVM: x86: Do both")
ONE = mail("1@k.example", "[PATCH 1/2] KVM: x86: Do one", answers="0@k.example")
TWO = mail("2@k.example", "[PATCH 2/2] KVM: x86: Do two", answers="0@k.example")
REPLY = mail("3@k.example", "Re: [PATCH 2/2] KVM: x86: Do two", answers="2@k.example")
OTHER = mail("4@k.example", "[PATCH] KVM: SVM: Do else")
THREAD = [COVER, ONE, TWO, REPLY, OTHER]


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    return make_inbox(tmp_path / "kvm.git", THREAD)


def test_every_mail_is_given_oldest_first(inbox: Path) -> None:
    assert list(open_archive(str(inbox)).mails()) == THREAD


def test_mails_are_found_by_message_id_and_unknown_ones_are_absent(inbox: Path) -> None:
    found = open_archive(str(inbox)).find(["2@k.example", "nobody@k.example", "3@k.example"])
    assert found == {"2@k.example": TWO, "3@k.example": REPLY}


def test_a_thread_holds_the_replies(inbox: Path) -> None:
    archive = open_archive(str(inbox))
    assert archive.thread("3@k.example") == [COVER, ONE, TWO, REPLY]
    assert archive.thread("nobody@k.example") == []


def test_relatives_are_the_patches_and_covers_of_the_thread(inbox: Path) -> None:
    assert open_archive(str(inbox)).relatives(["1@k.example"]) == [COVER, ONE, TWO]


def test_a_reply_that_is_asked_for_is_given_although_it_is_no_patch(inbox: Path) -> None:
    assert open_archive(str(inbox)).relatives(["3@k.example"]) == [COVER, ONE, TWO, REPLY]


def test_a_parent_that_is_not_in_the_archive_still_holds_a_thread_together(tmp_path: Path) -> None:
    inbox = make_inbox(tmp_path / "kvm.git", [OTHER, TWO, ONE])
    assert open_archive(str(inbox)).relatives(["1@k.example"]) == [TWO, ONE]


def test_a_series_sent_without_threading_is_found_by_its_message_ids(tmp_path: Path) -> None:
    one = mail("20240205120000.1234-1-ann@k.example", "[PATCH 1/2] KVM: x86: Do one")
    two = mail("20240205120000.1234-2-ann@k.example", "[PATCH 2/2] KVM: x86: Do two")
    inbox = make_inbox(tmp_path / "kvm.git", [one, OTHER, two])
    assert open_archive(str(inbox)).relatives(["20240205120000.1234-2-ann@k.example"]) == [one, two]


def test_of_two_mails_with_one_message_id_the_first_is_found(tmp_path: Path) -> None:
    again = mail("1@k.example", "[PATCH 1/2] KVM: x86: Do one", body="again")
    inbox = make_inbox(tmp_path / "kvm.git", [ONE, again])
    assert open_archive(str(inbox)).find(["1@k.example"]) == {"1@k.example": ONE}
    assert list(open_archive(str(inbox)).mails()) == [ONE]


def test_a_mail_without_message_id_is_only_walked_over(tmp_path: Path) -> None:
    nameless = mail(None, "[PATCH] KVM: x86: Do it")
    archive = open_archive(str(make_inbox(tmp_path / "kvm.git", [nameless, ONE])))
    assert list(archive.mails()) == [nameless, ONE]
    assert archive.relatives(["1@k.example"]) == [ONE]


def test_a_mail_that_answers_itself_ends(tmp_path: Path) -> None:
    loop = mail("1@k.example", "[PATCH] KVM: x86: Do it", answers="1@k.example")
    assert open_archive(str(make_inbox(tmp_path / "kvm.git", [loop]))).thread("1@k.example") == [loop]


def test_a_commit_that_deletes_a_mail_is_no_problem(tmp_path: Path) -> None:
    archive = open_archive(str(make_inbox(tmp_path / "kvm.git", [ONE, None, TWO])))
    assert list(archive.mails()) == [ONE, TWO]
    assert archive.problems == ()


def test_the_epochs_of_an_inbox_are_read_in_order(tmp_path: Path) -> None:
    for number, data in ((10, TWO), (9, ONE), (0, COVER)):
        make_inbox(tmp_path / "kvm" / "git" / f"{number}.git", [data])
    archive = open_archive(str(tmp_path / "kvm"))
    assert list(archive.mails()) == [COVER, ONE, TWO]
    assert archive.find(["2@k.example"]) == {"2@k.example": TWO}


def test_the_repository_of_all_mails_counts_alone(tmp_path: Path) -> None:
    make_inbox(tmp_path / "part.git", [ONE])
    make_inbox(tmp_path / "all.git", [ONE, TWO])
    assert list(open_archive(str(tmp_path)).mails()) == [ONE, TWO]


def test_repositories_side_by_side_are_read_together(tmp_path: Path) -> None:
    make_inbox(tmp_path / "0", [ONE])
    make_inbox(tmp_path / "1", [TWO])
    assert list(open_archive(str(tmp_path)).mails()) == [ONE, TWO]


def test_nothing_is_written_into_or_beside_the_repository(inbox: Path) -> None:
    before = listing(inbox.parent)
    archive = open_archive(str(inbox))
    archive.relatives(["1@k.example"])
    list(archive.mails())
    assert listing(inbox.parent) == before


def test_a_missing_mail_is_a_problem_and_the_others_are_read(inbox: Path) -> None:
    lose(inbox, TWO)
    archive = open_archive(str(inbox))
    assert list(archive.mails()) == [COVER, ONE, REPLY, OTHER]
    assert [p.endswith(f"git -C {inbox} fsck") and "a mail is missing" in p for p in archive.problems] == [True]
    assert archive.find(["2@k.example", "4@k.example"]) == {"4@k.example": OTHER}


def test_a_damaged_mail_is_a_problem_and_the_others_are_read(inbox: Path) -> None:
    path = object_path(inbox, TWO)
    path.chmod(0o644)
    path.write_bytes(b"damaged")
    archive = open_archive(str(inbox))
    assert list(archive.mails()) == [COVER, ONE, REPLY, OTHER]
    assert "damaged" in archive.problems[0]


def test_a_damaged_history_is_a_problem_and_the_newer_mails_are_read(inbox: Path) -> None:
    (inbox / "objects" / (c := git(inbox, "rev-parse", "master~3"))[:2] / c[2:]).unlink()
    archive = open_archive(str(inbox))
    mails = list(archive.mails())
    assert mails == THREAD[len(THREAD) - len(mails) :]
    assert "its history is not complete" in archive.problems[0]


def test_an_empty_repository_and_one_without_mails_say_so(tmp_path: Path) -> None:
    for folder in (make_inbox(tmp_path / "empty.git", []), make_inbox(tmp_path / "tree.git", [ONE], name="README")):
        archive = open_archive(str(folder))
        assert list(archive.mails()) == []
        assert archive.problems == (f"{folder}: no mail in it, since no commit holds a file m: git -C {folder} fetch",)


def test_a_repository_that_git_refuses_is_an_environment_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = make_inbox(tmp_path / "kvm.git", [ONE])
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(EnvironmentProblem) as caught:
        list(open_archive(str(inbox)).mails())
    assert caught.value.hint == f"git config --global --add safe.directory {inbox}"


def test_a_partial_clone_without_its_mails_says_how_to_get_them(tmp_path: Path) -> None:
    whole = make_inbox(tmp_path / "whole.git", [mail(f"{n}@k.example", "[PATCH] x") for n in range(50)])
    git(whole, "config", "uploadpack.allowFilter", "true")
    partial = tmp_path / "partial.git"
    git(tmp_path, "clone", "--quiet", "--bare", "--filter=blob:none", f"file://{whole}", str(partial))
    whole.rename(tmp_path / "gone.git")
    with pytest.raises(EnvironmentProblem) as caught:
        list(open_archive(str(partial)).mails())
    assert caught.value.hint == f"git -C {partial} fetch --refetch --no-filter origin"


@pytest.mark.parametrize(("file", "text"), [("HEAD", "nonsense"), ("config", "[nonsense")])
def test_an_epoch_that_cannot_be_read_is_a_problem_beside_others(tmp_path: Path, file: str, text: str) -> None:
    make_inbox(tmp_path / "git" / "0.git", [ONE])
    make_inbox(tmp_path / "git" / "1.git", [TWO])
    (tmp_path / "git" / "0.git" / file).write_text(text)
    archive = open_archive(str(tmp_path))
    assert list(archive.mails()) == [TWO]
    assert archive.relatives(["2@k.example"]) == [TWO]
    assert len(archive.problems) == 1
    assert archive.problems[0].endswith(f"git -C {tmp_path}/git/0.git fsck")


def test_a_broken_repository_alone_is_an_environment_problem(inbox: Path) -> None:
    (inbox / "config").write_text("[nonsense")
    with pytest.raises(EnvironmentProblem) as caught:
        list(open_archive(str(inbox)).mails())
    assert caught.value.hint == f"git -C {inbox} fsck"


def test_a_folder_in_a_repository_is_not_taken_for_it(inbox: Path) -> None:
    (inbox / "inner").mkdir()
    with pytest.raises(UserError):
        open_archive(str(inbox / "inner"))


def test_a_missing_git_is_an_environment_problem(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(EnvironmentProblem, match="git is not installed"):
        list(open_archive(str(inbox)).mails())


@pytest.mark.parametrize("name", ["nowhere", "."])
def test_a_path_without_mails_is_refused_with_a_hint(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError) as caught:
        open_archive(str(tmp_path / name))
    assert caught.value.hint


def test_odd_message_ids_are_found(tmp_path: Path) -> None:
    ids = ["your-message-id", "a/%b@k.example", "x" * 200 + "@k.example", "ä@k.example"]
    inbox = make_inbox(tmp_path / "kvm.git", [mail(one, "[PATCH] x") for one in ids])
    found = open_archive(str(inbox)).find(ids)
    assert [scan(data).message_id for data in found.values()] == ids


def lose(inbox: Path, data: bytes) -> None:
    object_path(inbox, data).unlink()


def object_path(inbox: Path, data: bytes) -> Path:
    name = git(inbox, "hash-object", "--stdin", stdin=data)
    return inbox / "objects" / name[:2] / name[2:]
