# SPDX-License-Identifier: GPL-2.0-or-later
"""Two clones share a journal through a bare repository; real git, journals in memory."""

import subprocess
import threading
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from kx86.adapters.git.state_ref import LocalStateRef
from kx86.adapters.store.memory import MemoryJournal
from kx86.errors import EnvironmentProblem, UserError
from kx86.flows.state import Exchange, Sharing, choose_remote
from kx86.journal.event import Event
from kx86.journal.kinds import LINK
from kx86.journal.line import to_line
from kx86.journal.shared import events_of, files_of
from kx86.ports.state_ref import REF, Push

CHANCES = count(1)
START = 1_707_134_400_000


def git(folder: Path, *arguments: str, stdin: bytes = b"") -> str:
    done = subprocess.run(["git", "-C", str(folder), *arguments], input=stdin, capture_output=True, check=True)
    return done.stdout.decode().strip()


class Place:
    """A clone with a journal of its own."""

    def __init__(self, folder: Path, actor: str) -> None:
        self.folder = folder
        self.ref = LocalStateRef(str(folder))
        self.journal = MemoryJournal(lambda: actor, count(START, 1000).__next__, CHANCES.__next__)
        self.sharing = Sharing(self.journal, self.ref, "origin")

    def decide(self, later: str = "v2@kernel.example") -> Event:
        """Write an event."""
        with self.journal.write("kx86 series link") as draft:
            return draft.add(LINK, later, {"earlier": "v1@kernel.example", "reason": ""})

    def push(self) -> Exchange:
        return self.sharing.push()

    def fetch(self) -> Exchange:
        return self.sharing.fetch()


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    folder = tmp_path / "shared.git"
    folder.mkdir()
    git(folder, "init", "-q", "--bare")
    return folder


@pytest.fixture
def places(tmp_path: Path, bare: Path) -> Callable[[str], Place]:
    def place(name: str) -> Place:
        folder = tmp_path / name
        git(tmp_path, "clone", "-q", str(bare), name)
        git(folder, "commit", "-q", "--allow-empty", "-m", "Linux")
        return Place(folder, f"{name} <{name}@kernel.example>")

    return place


def refs(folder: Path) -> dict[str, str]:
    lines = git(folder, "for-each-ref", "--format=%(refname) %(objectname)").splitlines()
    return dict(line.split() for line in lines)


def test_what_one_decides_the_other_hears(places, bare):
    ann, bob = places("ann"), places("bob")
    event = ann.decide()
    assert (ann.push().went, bob.fetch().came) == (1, 1)
    assert bob.journal.events() == (event,)
    assert list(refs(bare)) == [REF]
    assert refs(bare)[REF] == ann.ref.tip() == bob.ref.tip()


def test_a_second_exchange_changes_nothing(places, bare):
    ann, bob = places("ann"), places("bob")
    ann.decide()
    ann.push()
    bob.fetch()
    before = refs(bare), refs(ann.folder), refs(bob.folder)
    for done in (ann.push(), bob.fetch(), bob.push(), ann.fetch()):
        assert (done.came, done.went, done.total) == (0, 0, 1)
    assert (refs(bare), refs(ann.folder), refs(bob.folder)) == before


def test_both_decide_and_both_have_everything_in_the_end(places, bare):
    ann, bob = places("ann"), places("bob")
    for _ in range(3):
        ann.decide()
        bob.decide()
        ann.push()
        assert bob.push().came > 0
    ann.fetch()
    assert ann.journal.events() == bob.journal.events()
    assert len(ann.journal.events()) == 6
    assert ann.ref.tip() == bob.ref.tip() == refs(bare)[REF]


def test_whoever_merges_makes_the_same_commit(places):
    ann, bob = places("ann"), places("bob")
    commits = {place.ref.commit(files_of([]), (), "kx86 state: 0 events", 5) for place in (ann, bob)}
    assert len(commits) == 1


def test_work_tree_index_and_other_refs_stay(places, bare):
    ann, bob = places("ann"), places("bob")
    for place in (ann, bob):
        (place.folder / "file.c").write_text("int x;\n")
        git(place.folder, "add", "file.c")
        (place.folder / "file.c").write_text("int y;\n")
    ann.decide()
    before = [
        (refs(p.folder), git(p.folder, "status", "--porcelain"), (p.folder / ".git/index").read_bytes())
        for p in (ann, bob)
    ]
    git(bob.folder, "config", "push.followTags", "true")
    git(bob.folder, "tag", "-a", "-m", "one", "v1")
    git(bob.folder, "tag", "-d", "v1")
    ann.push()
    bob.decide()
    bob.push()
    after = [
        (refs(p.folder), git(p.folder, "status", "--porcelain"), (p.folder / ".git/index").read_bytes())
        for p in (ann, bob)
    ]
    for (old, status, index), (new, later, now) in zip(before, after, strict=True):
        assert {name: sha for name, sha in new.items() if name != REF} == old
        assert (status, index) == (later, now)
    assert not (ann.folder / ".git" / "FETCH_HEAD").exists()


def test_nothing_but_the_ref_is_pushed_whatever_is_configured(places, bare):
    ann = places("ann")
    git(ann.folder, "tag", "-a", "-m", "one", "v1")
    for name, value in (
        ("push.followTags", "true"),
        ("push.default", "matching"),
        ("remote.origin.push", "+refs/*:refs/*"),
        ("push.recurseSubmodules", "on-demand"),
    ):
        git(ann.folder, "config", name, value)
    ann.decide()
    ann.push()
    assert list(refs(bare)) == [REF]


def test_a_fetch_brings_no_other_ref_whatever_is_configured(places, bare):
    ann, bob = places("ann"), places("bob")
    git(ann.folder, "push", "-q", "origin", "HEAD:refs/heads/master")
    git(ann.folder, "tag", "-a", "-m", "one", "v1")
    git(ann.folder, "push", "-q", "origin", "v1")
    ann.decide()
    ann.push()
    for name, value in (
        ("remote.origin.fetch", "+refs/*:refs/*"),
        ("remote.origin.tagOpt", "--tags"),
        ("fetch.prune", "true"),
    ):
        git(bob.folder, "config", name, value)
    mine = bob.decide()
    before = refs(bob.folder)
    assert bob.fetch().came == 1
    assert mine in bob.journal.events()
    assert {name: sha for name, sha in refs(bob.folder).items() if name != REF} == before


def test_a_dry_run_counts_and_writes_nothing(places, bare):
    ann, bob = places("ann"), places("bob")
    ann.decide()
    ann.push()
    bob.decide()
    before = refs(bob.folder), refs(bare), bob.journal.events()
    done = bob.sharing.push(dry_run=True)
    assert (done.came, done.went, done.total) == (1, 1, 2)
    assert bob.sharing.fetch(dry_run=True).came == 1
    assert (refs(bob.folder), refs(bare), bob.journal.events()) == before


def test_nothing_to_share_is_no_error(places, bare):
    ann = places("ann")
    assert ann.push() == ann.fetch() == Exchange(remote="origin")
    assert refs(bare) == {}


def test_a_journal_that_was_lost_comes_back(places):
    ann = places("ann")
    event = ann.decide()
    ann.push()
    again = Place(ann.folder, "Ann <ann@kernel.example>")
    assert again.fetch().came == 1
    assert again.journal.events() == (event,)


def test_pushes_at_the_same_time_lose_nothing(places, bare):
    everybody = [places(name) for name in ("ann", "bob", "cem", "dan")]
    events = {place.decide().id for place in everybody}
    failed: list[BaseException] = []

    def push(place: Place) -> None:
        try:
            place.push()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=push, args=(place,)) for place in everybody]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    last = places("eve")
    last.fetch()
    assert {event.id for event in last.journal.events()} == events


def test_somebody_who_is_faster_is_merged_and_the_push_tried_again(places, monkeypatch):
    ann, bob = places("ann"), places("bob")
    mine, other = ann.decide(), bob.decide()
    real = ann.ref.push

    def slow(remote: str, commit: str) -> Push:
        monkeypatch.setattr(ann.ref, "push", real)
        bob.push()
        return real(remote, commit)

    monkeypatch.setattr(ann.ref, "push", slow)
    done = ann.push()
    assert (done.came, done.went, done.refused) == (1, 1, None)
    assert set(ann.journal.events()) == {mine, other}
    assert bob.fetch().came == 1


def test_a_remote_that_moves_for_ever_ends_in_one_line(places, monkeypatch):
    ann = places("ann")
    ann.decide()
    monkeypatch.setattr(ann.ref, "push", lambda remote, commit: Push("moved"))
    with pytest.raises(EnvironmentProblem, match="moved 5 times"):
        ann.push()


def test_a_ref_that_moves_here_meanwhile_is_merged(places, monkeypatch):
    ann = places("ann")
    ann.decide()
    real = ann.ref.move

    def late(new: str, old: str | None) -> bool:
        monkeypatch.setattr(ann.ref, "move", real)
        aside = ann.ref.commit(files_of([]), (), "kx86 state: 0 events", 0)
        git(ann.folder, "update-ref", REF, aside)
        return real(new, old)

    monkeypatch.setattr(ann.ref, "move", late)
    assert ann.push().went == 1
    assert events_of(ann.ref.files(ann.ref.tip())) == ann.journal.events()


def test_a_lock_that_a_dead_git_left_behind_is_named(places):
    ann = places("ann")
    ann.decide()
    lock = ann.folder / ".git" / f"{REF}.lock"
    lock.parent.mkdir(parents=True)
    lock.write_text("")
    with pytest.raises(EnvironmentProblem, match=r"state\.lock") as caught:
        ann.push()
    assert ".lock" in (caught.value.hint or "")
    lock.unlink()
    assert ann.push().went == 1


def test_a_remote_that_refuses_is_quoted(places, bare):
    ann = places("ann")
    hook = bare / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    ann.decide()
    assert "pre-receive hook declined" in (ann.push().refused or "")
    hook.unlink()
    assert ann.push().went == 1


def test_a_remote_whose_history_was_rewritten_is_merged_and_never_overwritten(places, bare):
    ann, bob = places("ann"), places("bob")
    ann.decide()
    ann.push()
    bob.decide()
    git(bare, "update-ref", "-d", REF)
    bob.push()
    theirs = refs(bare)[REF]
    assert ann.push().total == 2
    git(bare, "merge-base", "--is-ancestor", theirs, REF)


def plant(place: Place, files: dict[str, bytes]) -> None:
    """Push files as somebody would who means no good."""
    commit = place.ref.commit(files, (), "planted", 0)
    git(place.folder, "push", "-q", "--force", "origin", f"{commit}:{REF}")


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({}, "written by a newer kx86"),
        ({"format": b"2\n"}, "written by a newer kx86"),
        ({"format": b"1\n", "events/2024-02.jsonl": b"[]\n"}, "events/2024-02.jsonl, line 1: not the fields"),
        ({"format": b"1\n", "README": b"x"}, "README: no file of events"),
        ({"format": b"1\n", "events/2024-02.jsonl": b"[" * 70_000}, "longer than 64 kB"),
    ],
)
def test_a_remote_that_holds_something_else_changes_nothing_here(places, files, why):
    ann, eve = places("ann"), places("eve")
    mine = ann.decide()
    plant(eve, files)
    for exchange in (ann.fetch, ann.push):
        with pytest.raises(EnvironmentProblem, match=why) as caught:
            exchange()
        assert caught.value.hint
    assert ann.journal.events() == (mine,)
    assert ann.ref.tip() is None


def test_links_and_programs_are_no_files_of_events(places):
    ann, eve = places("ann"), places("eve")
    blob = git(eve.folder, "hash-object", "-w", "--stdin", stdin=b"/etc/passwd")
    for mode in ("120000", "100755"):
        tree = git(eve.folder, "mktree", stdin=f"{mode} blob {blob}\tformat\n".encode())
        commit = git(eve.folder, "commit-tree", tree, "-m", "planted")
        git(eve.folder, "push", "-q", "--force", "origin", f"{commit}:{REF}")
        with pytest.raises(EnvironmentProblem, match="format is no plain file"):
            ann.fetch()


def test_more_than_any_journal_is_not_read(places, monkeypatch):
    ann, eve = places("ann"), places("eve")
    plant(eve, {"format": b"1\n", "events/2024-02.jsonl": b"x" * 2000})
    monkeypatch.setattr("kx86.adapters.git.state_ref.LARGEST", 1000)
    with pytest.raises(EnvironmentProblem, match="larger than any journal"):
        ann.fetch()


def test_a_ref_that_is_no_commit_is_refused(places, bare):
    ann = places("ann")
    blob = git(bare, "hash-object", "-w", "--stdin", stdin=b"x")
    git(bare, "update-ref", REF, blob)
    with pytest.raises(EnvironmentProblem):
        ann.fetch()


def test_an_id_that_says_two_things_is_refused_and_both_are_named(places):
    ann, eve = places("ann"), places("eve")
    mine = ann.decide()
    ann.push()
    plant(eve, {"format": b"1\n", "events/2024-02.jsonl": to_line(replace(mine, actor="Eve <eve@kernel.example>"))})
    with pytest.raises(EnvironmentProblem) as caught:
        ann.push()
    for part in (mine.id, "ann@kernel.example", "eve@kernel.example"):
        assert part in caught.value.message
    assert ann.journal.events() == (mine,)


def test_a_remote_that_cannot_be_reached_says_how_to_look(places, tmp_path):
    ann = places("ann")
    git(ann.folder, "remote", "set-url", "origin", str(tmp_path / "gone"))
    ann.decide()
    for exchange in (ann.push, ann.fetch):
        with pytest.raises(EnvironmentProblem, match="does not appear to be a git repository") as caught:
            exchange()
        assert caught.value.hint == "git ls-remote origin tells whether it can be reached"


def test_a_remote_is_never_an_option(places):
    ann = places("ann")
    ann.decide()
    with pytest.raises(UserError, match="no remote"):
        Sharing(ann.journal, ann.ref, "--upload-pack=touch x").push()


def test_another_ref_that_ends_alike_is_not_taken_for_it(places, bare):
    ann = places("ann")
    git(ann.folder, "push", "-q", "origin", f"HEAD:refs/heads/{REF}")
    assert ann.ref.fetch("origin") is None


def test_a_partial_clone_fetches_the_events_whole(places, bare, tmp_path):
    ann = places("ann")
    ann.decide()
    ann.push()
    git(bare, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--filter=blob:none", "--no-checkout", f"file://{bare}", "partial")
    assert Place(tmp_path / "partial", "Bob <bob@kernel.example>").fetch().came == 1


def test_outside_of_a_repository_the_way_out_is_named(tmp_path):
    with pytest.raises(UserError, match="not a git repository"):
        LocalStateRef(str(tmp_path))


def test_the_remote_is_the_named_one_or_the_only_one():
    assert choose_remote("here", ()) == "here"
    assert choose_remote(None, ("origin",)) == "origin"
    for remotes, says in (((), "no remote"), (("a", "b"), r"2 remotes \(a, b\)")):
        with pytest.raises(UserError, match=says) as caught:
            choose_remote(None, remotes)
        assert caught.value.hint == "git config kx86.state.remote REMOTE"
