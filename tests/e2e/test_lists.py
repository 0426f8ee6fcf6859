# SPDX-License-Identifier: GPL-2.0-or-later
"""sync, series, show, thread, search, mbox, diff, review, notices and status, as a user types them."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from e2e.conftest import Clone, Result
from e2e.story import everything, make_list
from integration.archive.inbox import listing
from kx86.mail.mbox import join_mbox, split_mbox

Run = Callable[..., Result]
V1, V2 = "v1-0@kernel.example", "v2-0@kernel.example"


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A list, set up in git config as `story`."""
    made = make_list(tmp_path / "story.git", everything())
    subprocess.run(["git", "config", "--global", "kx86.archive.story.url", str(made)], check=True)
    monkeypatch.chdir(tmp_path)
    return made


def ids(kx86: Run) -> dict[str, str]:
    """The short name of each series by its title."""
    return {one["title"]: one["short"] for one in json.loads(kx86("series", "--json").out)["series"]}


@pytest.fixture
def name(kx86: Run, box: Path) -> str:
    """The short name of the series of the story."""
    return ids(kx86)["KVM: SVM: Teach calls about nested guests"]


def test_sync_says_what_it_read_and_then_that_nothing_is_new(kx86: Run, box: Path, snapshot: SnapshotAssertion) -> None:
    before = listing(box)
    first, second = kx86("sync"), kx86("sync")
    assert (first.status, second.status) == (0, 0)
    assert first.out + second.out == snapshot
    assert listing(box) == before


def test_sync_tells_without_doing_it(kx86: Run, box: Path, tmp_path: Path) -> None:
    done = kx86("sync", "--dry-run")
    assert f"story: read {box}" in done.out
    assert not list(Path(os.environ["HOME"]).rglob("index.db"))


def test_sync_needs_an_archive(kx86: Run, tmp_path: Path) -> None:
    done = kx86("sync")
    assert done.status == 2
    assert "no mail archive is set up" in done.err
    assert "hint: git config --global kx86.archive.kvm.url" in done.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nobody",), "no archive of this name"),
        (("--since", "whenever"), "no date"),
        (("--archive", "/nowhere/at/all"), "no such archive"),
    ],
)
def test_sync_tells_wrong_use(kx86: Run, box: Path, arguments: tuple[str, ...], words: str) -> None:
    done = kx86("sync", *arguments)
    assert done.status == 2
    assert words in done.err
    assert "hint: " in done.err


def test_all_series_are_listed_with_where_they_stand(kx86: Run, box: Path, snapshot: SnapshotAssertion) -> None:
    done = kx86("series")
    assert done.status == 0
    assert done.out == snapshot
    assert "\x1b" not in done.out
    assert "\u202e" not in done.out


def test_series_are_chosen_by_status_topic_author_and_date(kx86: Run, box: Path) -> None:
    def titles(*arguments: str) -> list[str]:
        return [one["title"] for one in json.loads(kx86("series", "--json", *arguments).out)["series"]]

    nested = "KVM: SVM: Teach calls about nested guests"
    assert titles("--status", "accepted") == ["KVM: selftests: Count what is left"]
    assert titles("--topic", "svm") == [nested]
    assert nested in titles("--status", "open")
    assert titles("--author", "rita@") == ["KVM: selftests: Count what is left"]
    assert titles("--since", "2024-01-07") == [nested]
    assert kx86("series", "--topic", "nothing").status == 1


def test_the_json_of_series_holds_what_scripts_need(kx86: Run, box: Path) -> None:
    data = json.loads(kx86("series", "--json", "--archive", str(box)).out)
    assert data["format"] == 1
    (one,) = [series for series in data["series"] if series["topics"] == ["svm"]]
    assert [posting["version"] for posting in one["postings"]] == ["1", "2"]
    assert [patch["n"] for patch in one["postings"][1]["patches"]] == [1, 2]
    assert one["postings"][1]["taken"] == [
        {
            "n": 1,
            "tree": "kvm-x86",
            "topic": "svm",
            "sha1": "0123456789ab",
            "notification": "notice@kernel.example",
            "modified": False,
        }
    ]
    assert "same title" in one["links"][0]["reasons"][0]


@pytest.mark.statement("NOTE-4")
def test_a_series_is_shown_with_everything_that_was_said(kx86: Run, name: str, snapshot: SnapshotAssertion) -> None:
    done = kx86("show", name)
    assert done.status == 0
    assert done.out == snapshot
    assert kx86("show", "https://lore.kernel.org/kvm/v2-1@kernel.example/").out == done.out
    assert json.loads(kx86("show", "--json", "re-3@kernel.example").out)["series"]["short"] == name


def test_an_older_version_is_shown(kx86: Run, name: str, snapshot: SnapshotAssertion) -> None:
    assert kx86("show", name, "v1").out == snapshot


@pytest.mark.parametrize("command", ["show", "mbox", "diff", "review"])
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("no-such@kernel.example", "no mail of this Message-ID"),
        ("ffffffff", "neither a series, nor a Message-ID, nor a branch"),
        ("re: x", "neither a series"),
    ],
)
def test_what_is_no_series_is_told(kx86: Run, box: Path, command: str, typed: str, words: str) -> None:
    done = kx86(command, typed)
    assert done.status == 2
    assert words in done.err
    assert "hint: kx86" in done.err


def test_a_version_that_is_not_there_is_told(kx86: Run, name: str) -> None:
    done = kx86("show", name, "v9")
    assert done.status == 2
    assert "there is v1, v2" in done.err


def test_a_thread_is_a_tree(kx86: Run, box: Path, snapshot: SnapshotAssertion) -> None:
    assert kx86("thread", V1).out == snapshot


def test_a_thread_is_given_as_mail_and_as_json(process: Run, kx86: Run, box: Path) -> None:
    assert len(list(split_mbox(process("thread", "--mbox", V1).out.encode()))) == 5
    data = json.loads(kx86("thread", "--json", V1).out)
    assert data["mails"][0]["message_id"] == V1


def test_mails_are_found(kx86: Run, box: Path, snapshot: SnapshotAssertion) -> None:
    assert kx86("search", "subject:nested", "from:ann").out == snapshot
    assert kx86("search", "--ids", "file:svm/run.c", "after:2024-01-05").out.split() == ["v2-1@kernel.example"]
    assert kx86("search", "function:svm_exit", "before:2024-01-03", "--ids").out.split() == ["v1-2@kernel.example"]
    assert kx86("search", "message:v1-1@kernel.example", "--ids").out.split() == ["v1-1@kernel.example"]
    assert kx86("search", "nobody-wrote-this").status == 1
    assert kx86("search", "fiel:x").status == 2
    assert kx86("search", "after:whenever").status == 2


def test_patches_come_ready_for_git_am_with_their_tags(
    process: Run, name: str, tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    done = process("mbox", name)
    assert (done.out, done.err) == snapshot
    assert [b"svm_run_nested" in mail for mail in split_mbox(done.out.encode())] == [True, False]
    assert process("mbox", name, "--only", "2", "-o", str(tmp_path / "two.mbox")).out == ""
    assert b"Reviewed-by: Rita" in (tmp_path / "two.mbox").read_bytes()
    assert process("mbox", name, "--only", "7").status == 2
    assert "Acked-by: Rita" in process("mbox", name, "--take", "rita@kernel.example").out


def test_two_versions_are_compared(kx86: Run, name: str, snapshot: SnapshotAssertion) -> None:
    done = kx86("diff", name)
    assert done.status == 1
    assert done.out == snapshot
    assert json.loads(kx86("diff", "--json", name, "v1", "v2").out)["diff"]


def test_a_series_of_one_version_has_nothing_to_compare(kx86: Run, box: Path) -> None:
    done = kx86("diff", "one@kernel.example")
    assert done.status == 2
    assert "one version only" in done.err


def test_remarks_are_followed_to_the_next_version(kx86: Run, name: str, snapshot: SnapshotAssertion) -> None:
    done = kx86("review", name, "v1", "v2", "--as", "rita@kernel.example")
    assert done.out == snapshot
    assert done.status == 0
    assert json.loads(kx86("review", "--json", name, "v1", "v2").out)["review"]


def test_notices_are_listed_and_forged_ones_are_not(kx86: Run, box: Path, snapshot: SnapshotAssertion) -> None:
    assert kx86("notices").out == snapshot
    data = json.loads(kx86("notices", "--json").out)["notices"]
    assert [(one["notification"], one["tree"], one["topics"], one["kind"]) for one in data] == [
        ("queued@kernel.example", "kvm", [], "accepted"),
        ("notice@kernel.example", "kvm-x86", ["svm"], "subset"),
    ]
    assert kx86("notices", "--topic", "mmu").status == 1


def test_a_link_that_is_wrong_is_taken_apart_and_joined_again(kx86: Run, name: str, clone: Clone) -> None:
    clone.git("config", "user.name", "Ann")
    clone.git("config", "user.email", "ann@kernel.example")
    assert kx86("series", "unlink", V1, V2, "--reason", "look alike").status == 0
    assert len(ids(kx86)) == 3  # two series of one title, and two others
    found = json.loads(kx86("series", "--json").out)["series"]
    assert sorted(len(one["postings"]) for one in found) == [1, 1, 1, 1]
    assert kx86("series", "link", V1, V2).status == 0
    joined = [one for one in json.loads(kx86("series", "--json").out)["series"] if len(one["postings"]) == 2]
    assert joined[0]["links"][0]["by"] == "hand"
    for made in Path(os.environ["HOME"]).rglob("index.db"):
        made.unlink()
    assert len(json.loads(kx86("series", "--json").out)["series"]) == 3


def branch(clone: Clone, *, new: str = "svm_run_nested", tags: str = "") -> None:
    """Put the series on a branch of the clone, as its author has it."""
    clone.git("config", "user.name", "Ann Author")
    clone.git("config", "user.email", "ann@kernel.example")
    for one in ("run", "exit"):
        lines = [f"line {number}" for number in range(9)]
        text = "\n".join([*lines, "{", "\tstruct vcpu_svm *svm = to_svm(vcpu);", f"\treturn old_{one}(svm);", "}", ""])
        path = clone.path / f"arch/x86/kvm/svm/{one}.c"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    clone.git("add", "-A")
    clone.git("commit", "-q", "-m", "base")
    clone.git("update-ref", "refs/remotes/origin/master", "HEAD")
    clone.git("checkout", "-q", "-b", "x86/svm/nested")
    for one, call, title in (
        ("run", new, "Run nested guests through one call"),
        ("exit", "new_exit", "Leave nested guests through one call"),
    ):
        path = clone.path / f"arch/x86/kvm/svm/{one}.c"
        path.write_text(path.read_text().replace(f"old_{one}", call))
        clone.git(
            "commit",
            "-q",
            "-am",
            f"KVM: SVM: {title}\n\nBody.\n\nSigned-off-by: Ann Author <ann@kernel.example>\n{tags}",
        )


def test_status_tells_the_author_what_is_left_to_do(
    kx86: Run, box: Path, clone: Clone, snapshot: SnapshotAssertion
) -> None:
    branch(clone)
    done = kx86("status")
    assert done.status == 1
    assert done.out == snapshot
    data = json.loads(kx86("status", "--json").out)
    assert [one["same"] for one in data["commits"]] == [True, True]
    assert data["commits"][1]["tags"] == ["Reviewed-by: Rita Reviewer <rita@kernel.example>"]
    assert kx86("show", "x86/svm/nested").status == 0


def test_status_of_what_was_never_posted(kx86: Run, box: Path, clone: Clone) -> None:
    clone.git("update-ref", "refs/remotes/origin/master", "HEAD")
    clone.commit("KVM: x86: Never posted\n\nBody.")
    done = kx86("status")
    assert done.status == 1
    assert "not posted" in done.out
    assert kx86("status", "origin/master").status == 2


def test_a_patch_that_a_tree_at_hand_has_is_accepted_or_landed(kx86: Run, box: Path, clone: Clone) -> None:
    branch(clone)
    clone.git("remote", "add", "kvm", "https://git.kernel.org/pub/scm/virt/kvm/kvm.git")
    clone.git("update-ref", "refs/remotes/kvm/queue", "HEAD")

    def now() -> tuple[str, list[str]]:
        (one,) = [x for x in json.loads(kx86("series", "--json").out)["series"] if len(x["postings"]) == 2]
        return one["status"], one["trees"]

    assert now() == ("accepted", ["kvm-x86", "kvm"])
    clone.git("remote", "add", "up", "https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git")
    clone.git("update-ref", "refs/remotes/up/master", "HEAD")
    assert now() == ("landed", ["mainline"])


def test_an_index_that_is_being_written_is_read_as_it_is(kx86: Run, box: Path) -> None:
    from kx86.adapters.index.open import open_writer

    kx86("sync")
    (folder,) = [made.parent for made in Path(os.environ["HOME"]).rglob("index.db")]
    with open_writer(str(folder), "kx86 sync"):
        done = kx86("series")
        held = kx86("sync")
    assert done.status == 0
    assert "reading the index as it is" in done.err
    assert held.status == 3
    assert "is being written by pid" in held.err


def test_an_empty_mbox_is_told(kx86: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(b"")
    done = kx86("series", "--archive", str(tmp_path / "empty"))
    assert done.status == 3
    assert "no mail" in done.err


def test_an_mbox_answers_like_a_list(kx86: Run, tmp_path: Path) -> None:
    (tmp_path / "box").write_bytes(join_mbox(everything()))
    assert len(json.loads(kx86("series", "--json", "--archive", str(tmp_path / "box")).out)["series"]) == 3


def test_the_shell_completes_series_and_archives(process: Run, name: str, box: Path) -> None:
    def offered(*words: str) -> str:
        line = " ".join(("kx86", *words))
        return process(_KX86_COMPLETE="bash_complete", COMP_WORDS=line, COMP_CWORD=str(len(words))).out

    assert f"plain,{name}" in offered("show", name[:2])
    assert "plain,story" in offered("sync", "st")
    assert "plain,story" in offered("series", "--archive", "st")


def test_a_tag_is_taken_for_good_and_given_back(process: Run, name: str, clone: Clone) -> None:
    clone.git("config", "user.name", "Ann")
    clone.git("config", "user.email", "ann@kernel.example")
    assert "Acked-by" in process("mbox", name, "--take", "rita@kernel.example", "--remember", "--dry-run").err
    assert "Acked-by: Rita" not in process("mbox", name).out
    assert "Acked-by: Rita" in process("mbox", name, "--take", "rita@kernel.example", "--remember").out
    assert "Acked-by: Rita" in process("mbox", name).out
    assert "take rita@kernel.example" in process("log").out
    assert process("undo").status == 0
    assert "Acked-by: Rita" not in process("mbox", name).out


def test_series_are_linked_by_their_short_names_as_well(kx86: Run, box: Path, clone: Clone) -> None:
    clone.git("config", "user.name", "Ann")
    clone.git("config", "user.email", "ann@kernel.example")
    named = ids(kx86)
    one, two = named["KVM: selftests: Count what is left"], named["KVM: SVM: Teach calls about nested guests"]
    assert kx86("series", "link", one, two, "--reason", "to see it").status == 0
    links = [link for series in json.loads(kx86("series", "--json").out)["series"] for link in series["links"]]
    assert [(link["earlier"], link["later"], link["by"]) for link in links] == [("one@kernel.example", V2, "hand")]
    assert kx86("series", "link", "00000000", two).status == 2


def test_files_are_compared_instead_of_patches(kx86: Run, name: str) -> None:
    out = kx86("diff", name, "--interdiff").out
    assert "svm_run_nested" in out


def test_mail_is_written_where_it_was_asked_for(process: Run, kx86: Run, box: Path, tmp_path: Path) -> None:
    kx86("sync", "--archive", str(box))
    name, aim, link = V1, tmp_path / "aim", tmp_path / "link"
    link.symlink_to(aim)
    written = process("mbox", name, "--archive", str(box), "-o", str(link))
    assert written.status == 0 and link.is_symlink() and b"new_exit" in aim.read_bytes()
    assert process("mbox", name, "--archive", str(box), "-o", "/dev/stdout").out.encode() == aim.read_bytes()
    refused = process("mbox", name, "--archive", str(box), "-o", str(tmp_path))
    assert refused.status == 3
    assert not list(tmp_path.parent.glob("*.part")) and not list(tmp_path.glob("*.part"))


def test_what_could_steer_a_terminal_is_written_as_an_escape(kx86: Run, tmp_path: Path) -> None:
    steers = "\N{RIGHT-TO-LEFT OVERRIDE}\x9b\N{LINE SEPARATOR}"
    mail = (
        f"Message-ID: <a{steers}\x1b[31m@a.example>\nSubject: steer {steers}\nFrom: Eve <eve@else.example>\n\nhello\n"
    )
    (tmp_path / "box").write_bytes(join_mbox([mail.encode()]))
    done = kx86("search", "--json", "--archive", str(tmp_path / "box"), "steer")
    assert steers in json.loads(done.out)["mails"][0]["subject"] and not set(steers) & set(done.out)
    ids = kx86("search", "--ids", "--archive", str(tmp_path / "box"), "steer")
    assert ids.status == 0 and not set(f"{steers}\x1b") & set(ids.out)


def test_a_damaged_index_is_told_and_made_anew(kx86: Run, box: Path) -> None:
    whole = kx86("sync").out
    (path,) = Path(os.environ["HOME"]).rglob("index.db")
    with open(path, "r+b") as file:
        file.seek(9000)
        file.write(bytes(range(1, 251)) * 800)
    for name in ("index.db-wal", "index.db-shm"):
        path.with_name(name).unlink(missing_ok=True)
    mended = kx86("sync")
    assert mended.status == 0
    assert mended.err.startswith("note: ") and mended.err.endswith("; making it anew\n")
    assert mended.out == whole
    assert kx86("series").err == ""
