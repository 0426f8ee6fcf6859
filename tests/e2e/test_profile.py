# SPDX-License-Identifier: GPL-2.0-or-later
"""profile show and check, and what a profile of one's own does to every other command."""

import json
import os
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from e2e.conftest import GOOD, Clone, Result
from e2e.story import everything, make_list

Run = Callable[..., Result]
MINE = """# Mine.
name = "Widgets"

[routing]
default = "core"
"""


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A profile with a name and a section of its own, in the folder at hand."""
    monkeypatch.chdir(tmp_path)
    made = tmp_path / "my.toml"
    made.write_text(MINE)
    return made


def test_show_lists_what_is_in_force_and_where_it_is_from(
    mine: Path, kx86: Run, monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    monkeypatch.setenv("KX86_PROFILE", "my.toml")
    done = kx86("profile", "show")
    places = {line.split()[0]: line.split("  ")[-1].strip() for line in done.out.splitlines()}
    assert (places.pop("name"), places.pop("routing")) == (f"{mine}:2", f"{mine}:4")
    assert set(places.values()) == {"ships with kx86"}
    assert kx86("profile", "show", "routing").out.replace(str(mine), "my.toml") == snapshot


@pytest.mark.statement("TREE-4")
def test_show_writes_a_file_that_can_be_edited_and_set(mine: Path, kx86: Run) -> None:
    whole, trees = kx86("profile", "show", "--toml").out, kx86("profile", "show", "--toml", "trees").out
    assert "# --- Trees" in trees and list(tomllib.loads(trees)) == ["trees"]
    assert tomllib.loads(trees)["trees"] == tomllib.loads(whole)["trees"]
    for text in (whole, trees):
        mine.write_text(text)
        assert kx86("profile", "check", str(mine)).status == 0


def test_show_in_json(mine: Path, kx86: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KX86_PROFILE", str(mine))
    said = json.loads(kx86("profile", "show", "--json", "routing").out)
    assert list(said)[:2] == ["kx86", "format"]
    assert (said["name"], said["file"]) == ("Widgets", str(mine))
    assert said["sections"] == [{"name": "routing", "file": str(mine), "line": 4, "value": {"default": "core"}}]


def test_a_section_that_does_not_exist_is_wrong_use(kx86: Run) -> None:
    done = kx86("profile", "show", "tree")
    assert done.status == 2
    assert "tree: no section" in done.err and "trees" in done.err


def test_check_tells_every_problem_with_its_line(mine: Path, kx86: Run, snapshot: SnapshotAssertion) -> None:
    mine.write_text('[routing]\ndefualt = "core"\ntests = 3\n\n[[trees]]\nwords = []\n')
    done = kx86("profile", "check", "my.toml")
    assert done.status == 1
    assert done.out + done.err == snapshot
    said = json.loads(kx86("profile", "check", "my.toml", "--json").out)
    assert (said["fits"], len(said["problems"])) == (False, 3)
    assert said["problems"][0] == {
        "source": "my.toml",
        "line": 2,
        "key": "routing.defualt",
        "message": "unknown key `routing.defualt`",
        "hint": "did you mean `default`?",
    }


def test_check_says_what_a_good_file_replaces(mine: Path, kx86: Run) -> None:
    done = kx86("profile", "check", "my.toml")
    assert (done.status, done.out, done.err) == (0, "my.toml: fits; it replaces name, routing\n", "")
    assert json.loads(kx86("profile", "check", "my.toml", "--json").out)["replaces"] == ["name", "routing"]
    assert "the one that ships with kx86 fits" in kx86("profile", "check").out


@pytest.mark.parametrize(
    ("name", "status", "says"),
    [("gone.toml", 2, "no such profile"), (".", 2, "a folder"), ("my.toml/x", 2, "no such profile")],
)
def test_a_file_that_is_not_there_is_named(mine: Path, kx86: Run, name: str, status: int, says: str) -> None:
    done = kx86("profile", "check", name)
    assert (done.status, done.out) == (status, "")
    assert f"kx86: {name}: {says}" in done.err and "hint: " in done.err


def test_a_file_that_is_no_text_or_has_no_end_is_named(mine: Path, kx86: Run) -> None:
    mine.write_bytes(b'name = "x"\nhandbook = "\xff"\n')
    done = kx86("profile", "check", "my.toml")
    assert (done.status, done.out) == (1, "my.toml:2: not UTF-8, as TOML must be\n")
    assert "larger than 1 MB" in kx86("profile", "check", "/dev/zero").err


def test_every_command_heeds_the_setting_and_names_what_is_wrong(mine: Path, clone: Clone, kx86: Run) -> None:
    clone.commit(GOOD.replace("KVM:", "widget:"))
    assert "`WIDGET`" not in kx86("check", "HEAD").out
    shortlog = kx86("profile", "show", "--toml", "shortlog").out.replace('root = "KVM"', 'root = "WIDGET"')
    mine.write_text(shortlog)
    clone.git("config", "kx86.profile", str(mine))
    done = kx86("check", "HEAD")
    assert done.status == 1 and "`widget` should be spelled `WIDGET`" in done.out
    mine.write_text("[shortlog]\nroof = 1\n")
    for command in (("check", "HEAD"), ("log",), ("init",), ("profile", "show")):
        done = kx86(*command)
        assert (done.status, done.out) == (2, ""), command
        assert done.err.startswith(f"kx86: {mine}:"), command
        assert "hint: kx86 profile check tells" in done.err
    assert f"profile       {mine}" in kx86("config").out


def test_the_hook_heeds_the_setting_and_never_stops_a_commit_for_a_broken_profile(
    mine: Path, clone: Clone, kx86: Run
) -> None:
    (clone.path / "message").write_text(GOOD.replace("KVM:", "widget:"))
    (clone.path / "arch/x86/kvm/x86.c").write_text("int more;\n")
    clone.git("add", "-A")
    assert "`WIDGET`" not in kx86("hook", "run", "message").err
    clone.git("config", "kx86.profile", str(mine))
    mine.write_text(kx86("profile", "show", "--toml", "shortlog").out.replace('root = "KVM"', 'root = "WIDGET"'))
    assert "`widget` should be spelled `WIDGET`" in kx86("hook", "run", "message").err
    mine.write_text("[shortlog\n")
    done = kx86("hook", "run", "message")
    assert done.status == 0 and "not checked" in done.err and f"{mine}:1" in done.err


def test_a_relative_path_in_git_config_is_refused(mine: Path, clone: Clone, kx86: Run) -> None:
    clone.git("config", "kx86.profile", "my.toml")
    done = kx86("check", "HEAD")
    assert done.status == 2
    assert "another file in every folder" in done.err and 'git config kx86.profile "$PWD' in done.err
    clone.git("config", "kx86.profile", "")
    assert kx86("check", "HEAD").status in (0, 1)


def test_a_path_may_begin_with_the_home(mine: Path, kx86: Run, home: Path) -> None:
    (home / "p.toml").write_text(MINE)
    subprocess.run(["git", "config", "--global", "kx86.profile", "~/p.toml"], check=True)
    assert json.loads(kx86("profile", "show", "--json").out)["file"] == str(home / "p.toml")


def test_another_name_has_a_journal_of_its_own(
    mine: Path, kx86: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_story(mine.parent)
    ids = [one["short"] for one in json.loads(kx86("series", "--json").out)["series"]]
    assert kx86("series", "link", ids[0], ids[1]).status == 0
    assert len(json.loads(kx86("log", "--json").out)["events"]) == 1
    monkeypatch.setenv("KX86_PROFILE", str(mine))
    assert kx86("log").err == "nothing was decided yet\n"
    kx86("sync")
    assert kx86("series", "link", ids[1], ids[0]).status == 0
    assert (home / "state" / "kx86" / "widgets" / "state.db").exists()
    mine.write_text('[routing]\ndefault = "core"\n')
    assert len(json.loads(kx86("log", "--json").out)["events"]) == 1


def make_story(folder: Path) -> None:
    for key, value in (("user.name", "Ann Author"), ("user.email", "ann@kernel.example")):
        subprocess.run(["git", "config", "--global", key, value], check=True)
    made = make_list(folder / "story.git", everything())
    subprocess.run(["git", "config", "--global", "kx86.archive.story.url", str(made)], check=True)


def test_mail_is_read_anew_when_the_profile_reads_it_otherwise(
    mine: Path, kx86: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_story(mine.parent)
    people = kx86("profile", "show", "--toml", "people").out
    before = kx86("notices", "--json").out
    assert json.loads(before)["notices"]
    monkeypatch.setenv("KX86_PROFILE", str(mine))
    mine.write_text('[routing]\ndefault = "core"\n')
    kx86("notices")
    assert len(indexes(home)) == 1
    mine.write_text(people.replace("notifies = true", "notifies = false"))
    assert kx86("notices").status == 1
    mine.write_text(people)
    assert kx86("notices", "--json").out == before
    assert len(indexes(home)) == 2
    monkeypatch.delenv("KX86_PROFILE")
    assert kx86("notices", "--json").out == before


def indexes(home: Path) -> list[Path]:
    return [path for path in (home / "cache").rglob("index.db") if os.path.getsize(path)]
