# SPDX-License-Identifier: GPL-2.0-or-later
"""A remote inbox is mirrored epoch by epoch, the newest first, with git alone."""

import os
from pathlib import Path

import pytest

from integration.archive.inbox import START, git, mail, make_inbox
from kx86.adapters.archive.mirror import InboxMirror, check_url, is_remote, mirrored
from kx86.errors import EnvironmentProblem, UserError

DAY = 86_400


@pytest.mark.parametrize(
    "url",
    ["https://lore.example/kvm", "http://x.example/y", "git://x.example/y", "ssh://a@x.example/y", "file:///srv/kvm",
     "a@x.example:kvm", "a@x.example:/srv/kvm", "x.example:kvm", "x.example:/srv/kvm"],
)  # fmt: skip
def test_an_address_is_fetched_from(url: str) -> None:
    assert is_remote(url)


@pytest.mark.parametrize(
    "path",
    [
        "",
        ".",
        "kvm",
        "/srv/kvm",
        "~/mail",
        "./a:b",
        "/a:b/c",
        "mail.mbox",
        "C:/mail",
        "-x",
        "://",
        "a b:c",
        "nothing.bundle",
    ],
)
def test_a_path_is_read_where_it_is(path: str) -> None:
    assert not is_remote(path)


def test_a_bundle_is_fetched_from(tmp_path: Path) -> None:
    path = tmp_path / "kvm.bundle"
    assert not is_remote(str(path))
    path.write_text("")
    assert is_remote(str(path))


def test_an_address_that_git_takes_for_an_option_is_refused() -> None:
    with pytest.raises(UserError, match="is no address"):
        check_url("kvm", "--upload-pack=touch x")
    check_url("kvm", "https://lore.example/kvm")


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    """An inbox of two epochs, as lore addresses them."""
    for number in range(2):
        make_inbox(tmp_path / "remote" / str(number), [mail(f"m{number}@a.example", f"Mail {number}")])
    return tmp_path / "remote"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return tmp_path / "mirror" / "kvm"


def fetch(remote: Path, copy: Path, since: str | None = None) -> list[str]:
    return list(InboxMirror(f"file://{remote}", str(copy), since).fetch(lambda _: None))


def tips(copy: Path) -> dict[str, str]:
    return {path.name: git(path, "rev-parse", "master") for path in map(Path, mirrored(str(copy)))}


def final(copy: Path) -> list[str]:
    return sorted(path.parent.name for path in copy.glob("*/kx86-final"))


def grow(folder: Path, name: str) -> None:
    blob = git(folder, "hash-object", "-w", "--stdin", stdin=mail(name, "More"))
    tree = git(folder, "mktree", stdin=f"100644 blob {blob}\tm\n".encode())
    git(folder, "update-ref", "refs/heads/master", git(folder, "commit-tree", tree, "-p", "master", "-m", "mail"))


def test_the_newest_epoch_comes_first_and_older_ones_are_final(remote: Path, copy: Path) -> None:
    assert fetch(remote, copy) == ["1.git", "0.git"]
    assert tips(copy) == {f"{n}.git": git(remote / str(n), "rev-parse", "master") for n in range(2)}
    assert final(copy) == ["0.git"]


@pytest.mark.parametrize("form", ["git/{}.git", "{}.git"])
def test_a_folder_of_repositories_is_an_inbox_as_well(tmp_path: Path, copy: Path, form: str) -> None:
    for number in range(2):
        make_inbox(tmp_path / "other" / form.format(number), [mail(f"m{number}@a.example", "Mail")])
    assert fetch(tmp_path / "other", copy) == ["1.git", "0.git"]


def test_a_lone_repository_is_one_epoch(remote: Path, copy: Path) -> None:
    assert fetch(remote / "0", copy) == ["0.git"]
    assert final(copy) == []


def test_news_are_fetched_into_the_newest_epoch_and_a_final_one_is_left_alone(remote: Path, copy: Path) -> None:
    fetch(remote, copy)
    before = tips(copy)
    grow(remote / "0", "late@a.example")
    grow(remote / "1", "new@a.example")
    assert fetch(remote, copy) == ["1.git", "0.git"]
    assert tips(copy) == {"0.git": before["0.git"], "1.git": git(remote / "1", "rev-parse", "master")}


def test_a_new_epoch_makes_the_one_before_final_once_it_is_whole(remote: Path, copy: Path) -> None:
    fetch(remote, copy)
    grow(remote / "1", "last@a.example")
    make_inbox(remote / "2", [mail("m2@a.example", "Mail 2")])
    assert fetch(remote, copy) == ["2.git", "1.git", "0.git"]
    assert tips(copy)["1.git"] == git(remote / "1", "rev-parse", "master")
    assert final(copy) == ["0.git", "1.git"]


def test_a_mirror_that_lost_its_final_epoch_is_made_whole(remote: Path, copy: Path) -> None:
    fetch(remote, copy)
    os.rename(copy / "0.git", copy / "gone")
    assert fetch(remote, copy) == ["1.git", "0.git"]
    assert set(tips(copy)) == {"0.git", "1.git"}


def dated(folder: Path, count: int) -> None:
    """An epoch with a mail a day."""
    make_inbox(folder, [mail(f"{folder.name}-0@a.example", "Mail")])
    for n in range(1, count):
        blob = git(folder, "hash-object", "-w", "--stdin", stdin=mail(f"{folder.name}-{n}@a.example", "Mail"))
        tree = git(folder, "mktree", stdin=f"100644 blob {blob}\tm\n".encode())
        date = f"{START + n * DAY} +0000"
        made = git(
            folder, "commit-tree", tree, "-p", "master", "-m", "mail", GIT_COMMITTER_DATE=date, GIT_AUTHOR_DATE=date
        )
        git(folder, "update-ref", "refs/heads/master", made)


def test_what_is_older_than_asked_is_fetched_later_when_all_is_wanted(tmp_path: Path, copy: Path) -> None:
    remote = tmp_path / "dated"
    make_inbox(remote / "0", [mail("old@a.example", "Old")])
    dated(remote / "1", 5)
    assert fetch(remote, copy, since=str(START + 3 * DAY)) == ["1.git"]
    assert git(copy / "1.git", "rev-list", "--count", "master") in ("2", "3")
    assert fetch(remote, copy) == ["1.git", "0.git"]
    assert git(copy / "1.git", "rev-list", "--count", "master") == "5"


def test_no_inbox_and_no_folder_are_said_so(tmp_path: Path, copy: Path) -> None:
    with pytest.raises(EnvironmentProblem, match="no inbox there") as caught:
        fetch(tmp_path / "nowhere", copy)
    assert "git ls-remote" in (caught.value.hint or "")
    (tmp_path / "file").write_text("")
    with pytest.raises(EnvironmentProblem, match=r"File exists|Not a directory"):
        fetch(tmp_path / "nowhere", tmp_path / "file" / "kvm")


def test_only_numbered_repositories_are_epochs(remote: Path, copy: Path) -> None:
    assert mirrored(str(copy)) == []
    fetch(remote, copy)
    for name in ("10.git", "x.git", "0.git.lock", "12345.git"):
        (copy / name).mkdir()
    assert [os.path.basename(path) for path in mirrored(str(copy))] == ["0.git", "1.git"]
