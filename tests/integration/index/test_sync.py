# SPDX-License-Identifier: GPL-2.0-or-later
"""An index is brought up to date with archives of every kind."""

import gzip
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from integration.archive.inbox import git, listing, make_inbox
from integration.index.lists import (
    append,
    content,
    ids,
    mail,
    make_epochs,
    reader,
    rows,
    some_mails,
    sync,
    take_away,
)
from kx86.adapters.archive import boxes, epoch
from kx86.adapters.archive.sources import open_source
from kx86.adapters.index.open import Busy, open_writer
from kx86.adapters.reading import Reading
from kx86.errors import EnvironmentProblem, UserError
from kx86.flows.sync import Archive, Sync, Synced
from kx86.mail.mbox import join_mbox
from kx86.mail.query import parse_query
from kx86.ports.mail_source import Wanted
from unit.letters.making import PROFILE


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(epoch, "BATCH", 7)


def names(count: int, start: int = 0) -> list[str]:
    return sorted(f"m{number}@list.example" for number in range(start, start + count))


def test_a_repository_is_read_once_and_never_written(tmp_path: Path) -> None:
    box = make_inbox(tmp_path / "box.git", some_mails(30))
    before = listing(box)
    assert sync(tmp_path / "index", box).mails == {"a": 30}
    assert ids(tmp_path / "index") == names(30)
    again = sync(tmp_path / "index", box)
    assert (again.mails, again.linked, again.problems) == ({"a": 0}, False, [])
    assert listing(box) == before


def test_what_came_in_since_is_added(tmp_path: Path) -> None:
    box = make_inbox(tmp_path / "box.git", some_mails(20))
    sync(tmp_path / "index", box)
    append(box, some_mails(20, 20))
    assert sync(tmp_path / "index", box).mails == {"a": 20}
    sync(tmp_path / "fresh", box)
    assert content(tmp_path / "index") == content(tmp_path / "fresh")


def test_an_answer_alone_makes_no_series_anew(tmp_path: Path) -> None:
    box = make_inbox(tmp_path / "box.git", some_mails(4))
    sync(tmp_path / "index", box)
    append(box, [mail(90, subject="Re: hello", body="Hello.")])
    assert not sync(tmp_path / "index", box).linked
    append(box, [mail(91)])
    assert sync(tmp_path / "index", box).linked


def test_epochs_are_read_the_newest_first(tmp_path: Path) -> None:
    inbox = make_epochs(tmp_path / "kvm", [some_mails(10), some_mails(10, 10), some_mails(10, 20)])
    seen: list[str] = []
    sources_read = sync(tmp_path / "index", inbox)
    assert sources_read.mails == {"a": 30}
    seen = [str(part) for (part,) in rows(tmp_path / "index", "SELECT part FROM part ORDER BY part")]
    assert seen == ["0.git", "1.git", "2.git"]
    assert ids(tmp_path / "index") == names(30)


def test_older_mail_waits_when_a_date_is_given_and_comes_in_later(tmp_path: Path) -> None:
    inbox = make_epochs(tmp_path / "kvm", [[], []])
    shutil.rmtree(inbox / "git")
    box = dated_inbox(inbox / "git" / "0.git", some_mails(30))
    since = int(datetime(2024, 1, 21, tzinfo=UTC).timestamp())
    assert sync(tmp_path / "index", inbox, since=since).mails == {"a": 10}
    assert ids(tmp_path / "index") == names(10, 20)
    assert sync(tmp_path / "index", inbox, older=False).mails == {"a": 0}
    assert sync(tmp_path / "index", inbox).mails == {"a": 20}
    sync(tmp_path / "fresh", box)
    assert {row[0] for row in content(tmp_path / "index")["mails"]} == {
        row[0] for row in content(tmp_path / "fresh")["mails"]
    }


def dated_inbox(folder: Path, mails: list[bytes]) -> Path:
    """An inbox whose mails came in one a day, from the first of January 2024 on."""
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet", "--bare", "--initial-branch=master")
    start = int(datetime(2024, 1, 1, tzinfo=UTC).timestamp())
    stream = []
    for number, data in enumerate(mails):
        when = f"A U <a@b.example> {start + number * 86400} +0000"
        stream.append(
            f"commit refs/heads/master\ncommitter {when}\ndata 1\nm\nM 100644 inline m\ndata {len(data)}\n".encode()
            + data
            + b"\n"
        )
    git(folder, "fast-import", "--quiet", stdin=b"".join(stream))
    return folder


def test_a_mail_on_three_lists_is_one_mail_in_three_places(tmp_path: Path) -> None:
    lists = [make_inbox(tmp_path / f"{name}.git", some_mails(6)) for name in "xyz"]
    sync(tmp_path / "index", *lists)
    assert ids(tmp_path / "index") == names(6)
    found = reader(tmp_path / "index").places(["m3@list.example"])["m3@list.example"]
    assert [place.source for place in found] == ["a", "b", "c"]


def test_the_order_of_lists_does_not_matter_for_what_is_kept(tmp_path: Path) -> None:
    one = make_inbox(tmp_path / "one.git", some_mails(12))
    two = make_inbox(tmp_path / "two.git", [data.replace(b"Change it", b"Change  it") for data in some_mails(12)])
    sync(tmp_path / "index", one)
    sync(tmp_path / "index", one, two)
    sync(tmp_path / "fresh", one, two)
    assert content(tmp_path / "index") == content(tmp_path / "fresh")


def test_a_list_that_is_no_longer_read_takes_its_mails_along(tmp_path: Path) -> None:
    one, two = make_inbox(tmp_path / "1.git", some_mails(6)), make_inbox(tmp_path / "2.git", some_mails(6, 3))
    sync(tmp_path / "index", one, two)
    sync(tmp_path / "index", one)
    assert ids(tmp_path / "index") == names(6)


def test_rewritten_history_is_read_anew(tmp_path: Path) -> None:
    box = make_inbox(tmp_path / "box.git", some_mails(20))
    sync(tmp_path / "index", box)
    other = make_inbox(tmp_path / "other.git", [*some_mails(10), *some_mails(8, 12)])
    git(box, "fetch", "--quiet", "--force", str(other), "+refs/heads/master:refs/heads/master")
    sync(tmp_path / "index", box)
    sync(tmp_path / "fresh", box)
    assert content(tmp_path / "index") == content(tmp_path / "fresh")
    assert ids(tmp_path / "index") == sorted(names(10) + names(8, 12))


def test_a_mail_that_was_removed_from_the_list_goes(tmp_path: Path) -> None:
    mails = some_mails(20)
    box = make_inbox(tmp_path / "box.git", mails)
    sync(tmp_path / "index", box)
    take_away(box, mails[4])
    sync(tmp_path / "index", box)
    sync(tmp_path / "fresh", box)
    assert "m4@list.example" not in ids(tmp_path / "index")
    assert content(tmp_path / "index") == content(tmp_path / "fresh")


def test_a_repository_that_lacks_mails_is_read_as_far_as_it_goes_and_mended_later(tmp_path: Path) -> None:
    mails = some_mails(12)
    box = make_inbox(tmp_path / "box.git", mails)
    whole = tmp_path / "whole.git"
    shutil.copytree(box, whole)
    blob = git(box, "rev-parse", "master~3:m")
    (box / "objects" / blob[:2] / blob[2:]).unlink()
    told = sync(tmp_path / "index", box).problems
    assert len(ids(tmp_path / "index")) == 11
    assert "missing or damaged" in told[0].message
    assert "fsck" in told[0].message
    git(box, "fetch", "--quiet", "--refetch", str(whole), "master") if False else shutil.copytree(
        whole, box, dirs_exist_ok=True
    )
    assert sync(tmp_path / "index", box).problems == []
    sync(tmp_path / "fresh", box)
    assert content(tmp_path / "index") == content(tmp_path / "fresh")


def test_a_missing_mail_is_told_again_by_each_run(tmp_path: Path) -> None:
    box = make_inbox(tmp_path / "box.git", some_mails(20))
    for number in (3, 15):
        lose(box, f"master~{number}:m")
    told = [problem.message for problem in sync(tmp_path / "index", box).problems]
    assert "2 mails are missing or damaged" in told[0]
    assert [problem.message for problem in sync(tmp_path / "index", box).problems] == told


@pytest.mark.parametrize("lost", [["master~5"], ["master~5", "master~12"], ["master~8:m", "master~12"]])
def test_a_history_with_a_gap_is_told_until_it_is_mended_and_then_read(tmp_path: Path, lost: list[str]) -> None:
    box = make_inbox(tmp_path / "box.git", some_mails(20))
    whole = Path(shutil.copytree(box, tmp_path / "whole.git"))
    for name in lost[::-1]:
        lose(box, name)
    told = [problem.message for problem in sync(tmp_path / "index", box).problems]
    read = len(ids(tmp_path / "index"))
    assert 0 < read < 20
    assert "its history is not complete" in told[0]
    append(box, some_mails(3, 20))
    for news in (3, 0):
        again = sync(tmp_path / "index", box)
        assert again.mails == {"a": news}
        assert [problem.message for problem in again.problems] == told
    for name in lost[::-1]:
        mend(box, whole, name)
        sync(tmp_path / "index", box)
    assert sync(tmp_path / "index", box).problems == []
    assert ids(tmp_path / "index") == names(23)
    sync(tmp_path / "fresh", box)
    assert content(tmp_path / "index") == content(tmp_path / "fresh")


def test_older_mail_that_waits_survives_damage_that_comes_later(tmp_path: Path) -> None:
    box = dated_inbox(tmp_path / "box.git", some_mails(30))
    unpack(box)
    whole = Path(shutil.copytree(box, tmp_path / "whole.git"))
    sync(tmp_path / "index", box, since=int(datetime(2024, 1, 21, tzinfo=UTC).timestamp()))
    lose(box, "master~20")
    assert "its history is not complete" in sync(tmp_path / "index", box).problems[0].message
    mend(box, whole, "master~20")
    sync(tmp_path / "index", box)
    assert ids(tmp_path / "index") == names(30)


def test_a_gap_above_what_was_read_takes_nothing_away(tmp_path: Path) -> None:
    box = make_inbox(tmp_path / "box.git", some_mails(10))
    sync(tmp_path / "index", box)
    append(box, some_mails(6, 10))
    whole = Path(shutil.copytree(box, tmp_path / "whole.git"))
    lose(box, "master~3")
    for _ in range(2):
        assert "its history is not complete" in sync(tmp_path / "index", box).problems[0].message
        assert set(names(10)) < set(ids(tmp_path / "index"))
    mend(box, whole, "master~3")
    assert sync(tmp_path / "index", box).problems == []
    assert ids(tmp_path / "index") == names(16)
    sync(tmp_path / "fresh", box)
    assert content(tmp_path / "index") == content(tmp_path / "fresh")


@pytest.mark.parametrize("read_before", [True, False])
def test_a_branch_without_its_newest_commit_hides_no_other(tmp_path: Path, read_before: bool) -> None:
    box = make_inbox(tmp_path / "box.git", some_mails(10))
    git(box, "branch", "old", "master~4")
    if read_before:
        sync(tmp_path / "index", box)
    append(box, some_mails(2, 10))
    whole = Path(shutil.copytree(box, tmp_path / "whole.git"))
    lose(box, "master")
    for _ in range(2):
        told = [problem.message for problem in sync(tmp_path / "index", box).problems]
        assert "the newest commit of a branch is missing or damaged" in told[0]
        assert ids(tmp_path / "index") == names(10 if read_before else 6)
    mend(box, whole, "master")
    assert sync(tmp_path / "index", box).problems == []
    sync(tmp_path / "fresh", box)
    assert ids(tmp_path / "index") == names(12)
    assert content(tmp_path / "index") == content(tmp_path / "fresh")


def unpack(box: Path) -> None:
    """Make loose objects of packs, so that a single one can be lost."""
    packs = box / "objects" / "pack"
    away = Path(shutil.move(packs, box.parent / "packs"))
    packs.mkdir()
    for pack in away.glob("*.pack"):
        git(box, "unpack-objects", "-q", stdin=pack.read_bytes())


def loose(box: Path, sha: str) -> Path:
    return box / "objects" / sha[:2] / sha[2:]


def lose(box: Path, name: str) -> None:
    loose(box, git(box, "rev-parse", name)).unlink()


def mend(box: Path, whole: Path, name: str) -> None:
    """Put an object back; its name counts from the tip of the whole copy."""
    sha = git(whole, "rev-parse", name)
    shutil.copy(loose(whole, sha), loose(box, sha))


def test_one_broken_epoch_does_not_hide_the_others(tmp_path: Path) -> None:
    inbox = make_epochs(tmp_path / "kvm", [some_mails(5), some_mails(5, 5)])
    shutil.rmtree(inbox / "git" / "0.git" / "objects")
    done = sync(tmp_path / "index", inbox)
    assert ids(tmp_path / "index") == names(5, 5)
    assert any("0.git" in problem.message for problem in done.problems)


def test_an_archive_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no such archive"):
        sync(tmp_path / "index", tmp_path / "nothing")


def test_an_mbox_is_read_on_where_it_ended(tmp_path: Path) -> None:
    box = tmp_path / "list.mbox"
    box.write_bytes(join_mbox(some_mails(9)))
    assert sync(tmp_path / "index", box).mails == {"a": 9}
    box.write_bytes(join_mbox(some_mails(15)))
    assert sync(tmp_path / "index", box).mails == {"a": 6}
    assert ids(tmp_path / "index") == names(15)
    box.write_bytes(join_mbox(some_mails(4)))
    sync(tmp_path / "index", box)
    assert ids(tmp_path / "index") == names(4)


@pytest.mark.parametrize("cut", [1, 30, 40, 60, 300, 1500, 2500, -1])
def test_an_mbox_that_was_read_while_it_was_written_is_read_to_its_end(tmp_path: Path, cut: int) -> None:
    box = tmp_path / "list.mbox"
    whole = join_mbox(some_mails(12))
    for data in (whole[:cut], whole):
        box.write_bytes(data)
        sync(tmp_path / "index", box)
    assert ids(tmp_path / "index") == names(12)
    sync(tmp_path / "fresh", box)
    assert content(tmp_path / "index") == content(tmp_path / "fresh")


def test_an_mbox_that_is_replaced_by_another_one_is_read_anew(tmp_path: Path) -> None:
    box = tmp_path / "list.mbox"
    for start, count in ((0, 9), (50, 12), (70, 1), (80, 3)):
        box.write_bytes(join_mbox(some_mails(count, start)))
        sync(tmp_path / "index", box)
        assert ids(tmp_path / "index") == names(count, start)


def test_a_mail_that_was_cut_off_is_whole_in_the_end_although_another_list_has_it(tmp_path: Path) -> None:
    mails = some_mails(3)
    lists = [tmp_path / "one.mbox", tmp_path / "two.mbox"]
    for box in lists:
        box.write_bytes(join_mbox(mails))
    whole = lists[0].read_bytes()
    lists[0].write_bytes(whole[:-20])
    sync(tmp_path / "index", *lists)
    lists[0].write_bytes(whole)
    sync(tmp_path / "index", *lists)
    sync(tmp_path / "fresh", *lists)
    kept = "SELECT message_id, rank, entry FROM mail ORDER BY message_id"
    assert rows(tmp_path / "index", kept) == rows(tmp_path / "fresh", kept)


def test_a_gzipped_mbox_is_read(tmp_path: Path) -> None:
    box = tmp_path / "list.mbox.gz"
    box.write_bytes(gzip.compress(join_mbox(some_mails(9))))
    sync(tmp_path / "index", box)
    place = reader(tmp_path / "index").places(["m8@list.example"])["m8@list.example"][0]
    assert ids(tmp_path / "index") == names(9)
    assert place.key.count("-") == 1


@pytest.mark.parametrize("damage", ["cut", "garbage", "bits"])
def test_a_damaged_gzipped_mbox_is_read_as_far_as_it_goes_and_told(tmp_path: Path, damage: str) -> None:
    box = tmp_path / "list.mbox.gz"
    first, second = (gzip.compress(join_mbox(some_mails(9, start))) for start in (0, 9))
    box.write_bytes(
        {
            "cut": first + second[:-20],
            "garbage": first + second + b"garbage",
            "bits": first + second[:200] + bytes(100) + second[300:],
        }[damage]
    )
    told = [problem.message for problem in sync(tmp_path / "index", box).problems]
    assert told == [f"{box}: damaged gzip file, read as far as it goes: gzip -t {box}"]
    assert set(names(9)) < set(ids(tmp_path / "index"))
    again = sync(tmp_path / "index", box)
    assert again.mails == {"a": 0}
    assert [problem.message for problem in again.problems] == told
    box.write_bytes(first + bytes(512) + second)
    assert sync(tmp_path / "index", box).problems == []
    sync(tmp_path / "fresh", box)
    assert ids(tmp_path / "index") == names(18)
    assert content(tmp_path / "index") == content(tmp_path / "fresh")


def test_a_gzipped_mbox_that_is_too_large_is_read_up_to_a_limit_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boxes, "_LARGEST", 3 << 20)
    box = tmp_path / "list.mbox.gz"
    large = mail(2, body="x\n" * (2 << 20))
    box.write_bytes(gzip.compress(join_mbox([*some_mails(2), large, *some_mails(2, 3)])))
    for _ in range(2):
        told = [problem.message for problem in sync(tmp_path / "index", box).problems]
        assert told == [f"{box}: read no further than 3 MiB of what is packed in it: gunzip {box}"]
    assert ids(tmp_path / "index") == names(3)


def test_a_maildir_keeps_up_with_flags_and_removed_mails(tmp_path: Path) -> None:
    for box in ("cur", "new", "tmp"):
        (tmp_path / "mail" / box).mkdir(parents=True)
    for number, data in enumerate(some_mails(6)):
        (tmp_path / "mail" / "new" / f"{number}.host").write_bytes(data)
    sync(tmp_path / "index", tmp_path / "mail")
    (tmp_path / "mail" / "new" / "0.host").rename(tmp_path / "mail" / "cur" / "0.host:2,S")
    (tmp_path / "mail" / "new" / "1.host").unlink()
    assert sync(tmp_path / "index", tmp_path / "mail").mails == {"a": 0}
    assert ids(tmp_path / "index") == sorted(set(names(6)) - {"m1@list.example"})


def test_an_empty_mbox_is_told(tmp_path: Path) -> None:
    (tmp_path / "box").write_bytes(b"")
    assert [problem.message for problem in sync(tmp_path / "index", tmp_path / "box").problems] == [
        f"{tmp_path / 'box'}: empty: no mail in it"
    ]


def test_a_remote_inbox_is_fetched_epoch_by_epoch(tmp_path: Path) -> None:
    inbox = make_epochs(tmp_path / "kvm", [some_mails(5), some_mails(5, 5)])
    done = sync_url(tmp_path, f"file://{inbox}")
    assert done.mails == {"kvm": 10}
    assert sorted(path.name for path in (tmp_path / "mirrors" / "kvm").iterdir()) == ["0.git", "1.git"]
    append(inbox / "git" / "1.git", some_mails(5, 10))
    make_inbox(inbox / "git" / "2.git", some_mails(5, 15))
    assert sync_url(tmp_path, f"file://{inbox}").mails == {"kvm": 10}
    assert ids(tmp_path / "index") == names(20)


def test_a_bundle_is_fetched_from(tmp_path: Path) -> None:
    box = make_inbox(tmp_path / "box.git", some_mails(5))
    git(box, "bundle", "create", str(tmp_path / "list.bundle"), "master")
    assert sync_url(tmp_path, str(tmp_path / "list.bundle")).mails == {"kvm": 5}


def test_a_shallow_mirror_is_deepened_when_the_date_is_dropped(tmp_path: Path) -> None:
    dated_inbox(tmp_path / "remote" / "0.git", some_mails(30))
    few = sync_url(tmp_path, f"file://{tmp_path / 'remote'}", since="2024-01-21").mails["kvm"]
    assert 8 < few < 12
    assert sync_url(tmp_path, f"file://{tmp_path / 'remote'}").mails["kvm"] == 30 - few
    assert ids(tmp_path / "index") == names(30)


def test_a_remote_that_does_not_answer_is_told(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem, match="no inbox there"):
        sync_url(tmp_path, f"file://{tmp_path}/nowhere")


def sync_on_a_small_disk(index: Path, box: Path) -> None:
    """Give the index a few pages and no more."""
    source, _ = open_source("a", str(box), "")
    with open_writer(str(index), "a test") as writer:
        pages = writer._db.execute("PRAGMA page_count").fetchone()[0]
        writer._db.execute(f"PRAGMA max_page_count = {pages + 8}")
        Sync(writer, PROFILE, Reading(PROFILE, processes=1)).run([Archive(source=source)], Wanted())


def sync_url(tmp_path: Path, url: str, since: str | None = None) -> Synced:
    source, mirror = open_source("kvm", url, str(tmp_path / "mirrors"), since)
    with open_writer(str(tmp_path / "index"), "a test") as writer:
        return Sync(writer, PROFILE, Reading(PROFILE, processes=1)).run(
            [Archive(source=source, mirror=mirror)], Wanted()
        )


def test_a_second_writer_is_told_who_the_first_is(tmp_path: Path) -> None:
    box = make_inbox(tmp_path / "box.git", some_mails(3))
    with (
        open_writer(str(tmp_path / "index"), "kx86 sync kvm"),
        pytest.raises(Busy, match=r"pid \d+ \(kx86 sync kvm\) since"),
    ):
        sync(tmp_path / "index", box)
    assert sync(tmp_path / "index", box).mails == {"a": 3}


def test_a_file_that_is_no_index_is_made_anew(tmp_path: Path) -> None:
    box = make_inbox(tmp_path / "box.git", some_mails(3))
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "index.db").write_bytes(b"rubbish" * 1000)
    sync(tmp_path / "index", box)
    assert ids(tmp_path / "index") == names(3)


def test_a_full_disk_leaves_what_was_written_and_the_next_run_goes_on(tmp_path: Path) -> None:
    box = make_inbox(tmp_path / "box.git", some_mails(40))
    with pytest.raises(EnvironmentProblem, match="disk is full"):
        sync_on_a_small_disk(tmp_path / "index", box)
    assert 0 < len(ids(tmp_path / "index")) < 40
    sync(tmp_path / "index", box)
    sync(tmp_path / "fresh", box)
    assert content(tmp_path / "index") == content(tmp_path / "fresh")


def test_words_are_found_the_newest_first(tmp_path: Path) -> None:
    box = dated_inbox(tmp_path / "box.git", some_mails(30))
    sync(tmp_path / "index", box)
    found, more = reader(tmp_path / "index").search(parse_query("subject:change"), 3)
    assert [row.message_id for row in found] == ["m28@list.example", "m27@list.example", "m25@list.example"]
    assert more


def test_git_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    box = make_inbox(tmp_path / "box.git", some_mails(3))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EnvironmentProblem, match="git is not installed"):
        sync(tmp_path / "index", box)


def test_a_commit_of_a_far_future_is_a_mail_of_its_own_date(tmp_path: Path) -> None:
    inbox = make_inbox(tmp_path / "inbox", [mail(0)])
    blob = git(inbox, "hash-object", "-w", "--stdin", stdin=mail(1))
    tree = git(inbox, "mktree", stdin=f"100644 blob {blob}\tm\n".encode())
    made = git(inbox, "commit-tree", tree, "-p", "master", "-m", "mail", GIT_COMMITTER_DATE="@1000000000000 +0000")
    git(inbox, "update-ref", "refs/heads/master", made)
    assert sync(tmp_path / "index", inbox).total == 2
    row = next(one for one in reader(tmp_path / "index").thread("m1@list.example"))
    assert row.date == 1_704_189_660
