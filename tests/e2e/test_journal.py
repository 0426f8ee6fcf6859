# SPDX-License-Identifier: GPL-2.0-or-later
"""log, undo, state, and the corrections of links, as a user types them."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from syrupy.assertion import SnapshotAssertion

from e2e.conftest import SOURCE, Clone, Result
from e2e.test_commands import complete, imported
from kx86.apps.cli import main as cli_main
from kx86.apps.cli.series_link import link, unlink

Run = Callable[..., Result]
V1, V2, V3 = "v1@kernel.example", "v2@kernel.example", "v3@kernel.example"
ID = re.compile(r"\b[0-9a-f]{19,24}\b")
TIME = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}")


def steady(text: str) -> str:
    """Name ids in the order in which they come, and hide times."""
    names: dict[str, str] = {}
    text = ID.sub(lambda found: names.setdefault(found[0], f"<id {len(names) + 1}>"), text)
    return TIME.sub("<time>", text)


@pytest.fixture(autouse=True)
def _series(monkeypatch: pytest.MonkeyPatch) -> None:
    """Attach link and unlink to a group `series` as long as there is none."""
    if "series" in cli_main.COMMANDS:
        return
    real = cli_main.LazyGroup.get_command

    def get(self: click.Group, ctx: click.Context, name: str) -> click.Command | None:
        return (
            click.Group("series", commands={"link": link, "unlink": unlink})
            if name == "series"
            else real(self, ctx, name)
        )

    monkeypatch.setattr(cli_main.LazyGroup, "get_command", get)
    monkeypatch.setitem(cli_main.COMMANDS, "series", cli_main.COMMANDS["log"])


@pytest.fixture
def clone(clone: Clone) -> Clone:
    """A clone whose owner git knows."""
    clone.git("config", "--global", "user.name", "Ann Author")
    clone.git("config", "--global", "user.email", "ann@kernel.example")
    return clone


def events(kx86: Run, *arguments: str) -> list[dict[str, object]]:
    listed: list[dict[str, object]] = json.loads(kx86("log", "--json", *arguments).out)["events"]
    return listed


def state(home: Path) -> Path:
    return home / "state" / "kx86" / "kvm-x86" / "state.db"


def test_a_day_with_the_journal(clone: Clone, kx86: Run, snapshot: SnapshotAssertion) -> None:
    said = [
        kx86("log"),
        kx86("series", "link", V1, f"<{V2}>", "--reason", "the cover says so"),
        kx86("series", "link", V1, f"https://lore.kernel.org/all/{V2}/"),
        kx86("series", "unlink", V1, V3),
        kx86("undo", "--dry-run"),
        kx86("undo"),
        kx86("log"),
        kx86("undo"),
        kx86("undo"),
        kx86("log", V2),
    ]
    assert [result.status for result in said] == [0, 0, 0, 0, 0, 0, 0, 0, 2, 0]
    assert steady("\n".join(result.out + result.err for result in said)) == snapshot


def test_an_undo_is_undone_by_what_it_prints(clone: Clone, kx86: Run) -> None:
    kx86("series", "link", V1, V2)
    back = kx86("undo").out.splitlines()[-1].split()
    assert back[:2] == ["kx86", "undo"] and not events(kx86)[-1]["holds"]
    assert kx86("undo", back[2]).status == 0
    assert events(kx86)[-1]["holds"]
    assert kx86("undo").status == 0
    assert not events(kx86)[-1]["holds"]


def test_an_undo_of_what_does_not_hold_is_refused(clone: Clone, kx86: Run) -> None:
    kx86("series", "link", V1, V2)
    name = str(events(kx86)[0]["id"])
    kx86("undo", name)
    done = kx86("undo", name)
    assert (done.status, done.out) == (2, "")
    assert "undone already" in done.err and "brings it back" in done.err
    assert len(events(kx86)) == 2


@pytest.mark.parametrize("wanted", ["nothing", "18d", "0" * 24])
def test_an_event_that_is_not_there(clone: Clone, kx86: Run, wanted: str) -> None:
    kx86("series", "link", V1, V2)
    done = kx86("undo", wanted)
    assert done.status == 2 and "no event has an id that begins so" in done.err
    assert kx86("log", wanted).status == 2


def test_a_prefix_of_several_commands_is_refused(clone: Clone, kx86: Run) -> None:
    kx86("series", "link", V1, V2)
    kx86("series", "link", V1, V3)
    done = kx86("undo", str(events(kx86)[0]["id"])[:4])
    assert done.status == 2 and "2 events of several commands" in done.err


def test_what_somebody_else_decided_is_undone_by_name_only(clone: Clone, kx86: Run) -> None:
    clone.git("config", "user.email", "bob@kernel.example")
    clone.git("config", "user.name", "Bob Builder")
    kx86("series", "link", V1, V2)
    clone.git("config", "--unset", "user.email")
    clone.git("config", "--unset", "user.name")
    done = kx86("undo")
    assert done.status == 2 and "nothing of Ann Author <ann@kernel.example> is left to undo" in done.err
    done = kx86("undo", str(events(kx86)[0]["id"]))
    assert done.status == 0 and "of Bob Builder <bob@kernel.example>" in done.out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((V1, V1), "named twice"),
        (("v1", V2), "v1: no Message-ID"),
        ((V1, f"{'x' * 2000}@kernel.example"), "no Message-ID"),
        ((V1, V2, "--reason", "x" * 1001), "the reason is longer"),
    ],
)
def test_what_cannot_be_linked(clone: Clone, kx86: Run, home: Path, arguments: tuple[str, ...], says: str) -> None:
    done = kx86("series", "link", *arguments)
    assert done.status == 2 and says in done.err and "hint: " in done.err
    assert not state(home).exists()


def test_postings_are_not_linked_both_ways(clone: Clone, kx86: Run) -> None:
    kx86("series", "link", V1, V2)
    done = kx86("series", "link", V2, V1)
    assert done.status == 2 and f"hint: kx86 series unlink {V1} {V2}" in done.err
    assert kx86("series", "unlink", V1, V2).status == 0
    assert kx86("series", "link", V2, V1).status == 0


def test_a_dry_run_writes_nothing(clone: Clone, kx86: Run, home: Path) -> None:
    assert "would be linked" in kx86("series", "link", V1, V2, "--dry-run").out
    assert not state(home).exists()
    kx86("series", "link", V1, V2)
    assert "would take back" in kx86("undo", "--dry-run").out
    assert len(events(kx86)) == 1


def test_reading_the_log_creates_nothing(clone: Clone, kx86: Run, home: Path) -> None:
    done = kx86("log")
    assert (done.status, done.out, done.err) == (0, "", "nothing was decided yet\n")
    assert not (home / "state").exists()


def test_the_log_works_outside_of_a_repository(kx86: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert kx86("log").status == 0


def test_without_a_name_git_is_told(clone: Clone, kx86: Run) -> None:
    for key in ("user.name", "user.email"):
        clone.git("config", "--global", "--unset", key)
        done = kx86("series", "link", V1, V2)
        assert done.status == 2 and f"git config --global {key}" in done.err
        assert kx86("undo").status == 2
        clone.git("config", "--global", key, "Ann")


def test_all_answers_in_json_begin_alike(clone: Clone, kx86: Run, tmp_path: Path) -> None:
    clone.git("init", "-q", "--bare", str(tmp_path / "shared.git"))
    clone.git("remote", "add", "shared", str(tmp_path / "shared.git"))
    for arguments in (
        ("series", "link", V1, V2),
        ("series", "unlink", V1, V2, "--dry-run"),
        ("log",),
        ("undo", "--dry-run"),
        ("state", "push"),
        ("state", "fetch"),
    ):
        said = json.loads(kx86(*arguments, "--json").out)
        assert (list(said)[:2], said["format"]) == (["kx86", "format"], 1)


def test_a_long_log_is_cut_and_says_so(clone: Clone, kx86: Run) -> None:
    for number in range(33):
        kx86("series", "link", V1, f"later{number}@kernel.example")
    assert kx86("log").out.splitlines()[-1] == "3 older events: kx86 log --all"
    assert (len(events(kx86)), len(events(kx86, "--all"))) == (30, 33)
    assert "older events" not in kx86("log", "--all").out


def test_state_travels_between_two_clones(
    clone: Clone, kx86: Run, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone.git("init", "-q", "--bare", str(tmp_path / "shared.git"))
    clone.git("remote", "add", "shared", str(tmp_path / "shared.git"))
    kx86("series", "link", V1, V2)
    assert kx86("state", "push", "--dry-run").out == "shared: would have sent 1, received 0 of 1 events\n"
    assert kx86("state", "push").out == "shared: sent 1, received 0 of 1 events\n"
    there = tmp_path / "there"
    clone.git("clone", "-q", "-o", "shared", str(tmp_path / "shared.git"), str(there))
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "elsewhere"))
    assert kx86("state", "fetch", "-C", str(there)).out == "shared: received 1 of 1 events\n"
    assert kx86("state", "-C", str(there), "fetch").out == "shared: received 0 of 1 events\n"
    assert [event["subject"] for event in events(kx86)] == [V2]


def test_the_remote_is_named_or_set_or_the_only_one(clone: Clone, kx86: Run, tmp_path: Path) -> None:
    done = kx86("state", "fetch")
    assert done.status == 2 and "git config kx86.state.remote REMOTE" in done.err
    for name in ("one", "two"):
        clone.git("init", "-q", "--bare", str(tmp_path / name))
        clone.git("remote", "add", name, str(tmp_path / name))
    assert kx86("state", "push").status == 2
    kx86("series", "link", V1, V2)
    clone.git("config", "kx86.state.remote", "two")
    assert kx86("state", "push").out.startswith("two: sent 1")
    assert kx86("state", "push", "one").out.startswith("one: sent 1")


def test_the_git_commands_that_were_run_are_shown_on_request(clone: Clone, kx86: Run, tmp_path: Path) -> None:
    clone.git("init", "-q", "--bare", str(tmp_path / "shared.git"))
    clone.git("remote", "add", "shared", str(tmp_path / "shared.git"))
    kx86("series", "link", V1, V2)
    assert kx86("state", "push").err == ""
    kx86("undo")
    shown = [line for line in kx86("state", "push", "-v").err.splitlines() if " push " in line]
    assert len(shown) == 1 and shown[0].startswith("+ git -C ") and shown[0].endswith(":refs/kx86/state")
    assert "--force " not in shown[0] and "+refs" not in shown[0]


def test_a_refused_push_is_a_no(clone: Clone, kx86: Run, tmp_path: Path) -> None:
    bare = tmp_path / "shared.git"
    clone.git("init", "-q", "--bare", str(bare))
    (bare / "hooks" / "pre-receive").write_text("#!/bin/sh\nexit 1\n")
    (bare / "hooks" / "pre-receive").chmod(0o755)
    kx86("series", "link", V1, V2)
    done = kx86("state", "push", str(bare))
    assert done.status == 1 and "refused: " in done.err and "declined" in done.err


def test_a_profile_of_another_name_travels_in_a_ref_of_its_own(
    clone: Clone, kx86: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = tmp_path / "shared.git"
    clone.git("init", "-q", "--bare", str(bare))
    kx86("series", "link", V1, V2)
    assert kx86("state", "push", str(bare)).status == 0
    (tmp_path / "other.toml").write_text('name = "Other Subsystem"\n')
    monkeypatch.setenv("KX86_PROFILE", str(tmp_path / "other.toml"))
    done = kx86("state", "push", str(bare))
    assert (done.status, done.out) == (0, f"{bare}: sent 0, received 0 of 0 events\n")
    kx86("series", "link", V1, V2)
    assert kx86("state", "push", str(bare)).out == f"{bare}: sent 1, received 0 of 1 events\n"
    refs = clone.git("-C", str(bare), "for-each-ref", "--format=%(refname)").split()
    assert refs == ["refs/kx86/state", "refs/kx86/state-other-subsystem"]


def test_hostile_text_never_reaches_the_terminal(clone: Clone, kx86: Run) -> None:
    kx86("series", "link", V1, "v2\x1b[2J@kernel.example", "--reason", "\x1b]0;owned\x07 \u202egnp.exe")
    name = str(events(kx86)[0]["id"])
    for done in (kx86("log"), kx86("log", name), kx86("undo", "--dry-run"), kx86("undo")):
        assert done.status == 0
        assert not {"\x1b", "\x07", "\u202e"} & set(done.out + done.err)


def test_bytes_that_are_no_text_are_kept_as_far_as_they_go(clone: Clone, process: Run, kx86: Run) -> None:
    code = "import sys; from kx86.apps.cli.series_link import link; sys.exit(link(standalone_mode=False))"
    argv = [sys.executable.encode(), b"-c", code.encode(), V1.encode(), V2.encode(), b"--reason", b"caf\xe9"]
    subprocess.run(argv, env={**os.environ, "PYTHONPATH": str(SOURCE)}, check=True, capture_output=True)
    assert events(kx86)[0]["body"] == {"earlier": V1, "reason": "caf\N{REPLACEMENT CHARACTER}"}


def test_a_damaged_journal_is_one_line_and_a_way_out(clone: Clone, kx86: Run, home: Path) -> None:
    state(home).parent.mkdir(parents=True)
    state(home).write_bytes(b"not a data base\n" * 99)
    for arguments in (("log",), ("undo",), ("series", "link", V1, V2)):
        done = kx86(*arguments)
        assert done.status == 3 and "the journal is damaged" in done.err
        assert "kx86 state fetch" in done.err.splitlines()[-1]


def test_no_place_for_the_journal_says_which(clone: Clone, kx86: Run, home: Path) -> None:
    (home / "state").write_text("")
    done = kx86("series", "link", V1, V2)
    assert done.status == 3 and str(state(home)) in done.err


def test_a_state_home_that_is_no_path_is_not_used(
    clone: Clone, kx86: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "relative")
    assert kx86("series", "link", V1, V2).status == 0
    assert (home / ".local" / "state" / "kx86" / "kvm-x86" / "state.db").exists()
    assert not (clone.path / "relative").exists()


def test_events_and_remotes_are_completed(clone: Clone, kx86: Run, tmp_path: Path) -> None:
    kx86("series", "link", V1, V2)
    clone.git("remote", "add", "shared", "/nowhere")
    (name,) = (str(event["id"]) for event in events(kx86))
    assert complete("kx86 undo ", clone.path, tmp_path) == [name]
    assert complete(f"kx86 log {name[:6]}", clone.path, tmp_path) == [name]
    assert complete("kx86 state push ", clone.path, tmp_path) == ["shared"]


def test_reading_the_log_loads_nothing_dear(clone: Clone) -> None:
    modules = imported("log")
    assert not modules & {"rich", "msgspec", "email", "asyncio", "secrets", "tomllib", "kx86.series", "kx86.patch"}


@pytest.mark.parametrize(
    "command", ["log", "undo", "state", "state push", "state fetch", "series link", "series unlink"]
)
def test_each_command_has_help(kx86: Run, command: str) -> None:
    done = kx86(*command.split(), "--help")
    assert done.status == 0 and "Usage: kx86" in done.out
