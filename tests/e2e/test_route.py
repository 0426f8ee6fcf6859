# SPDX-License-Identifier: GPL-2.0-or-later
"""kx86 route as a user types it."""

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from e2e.conftest import Result
from e2e.story import everything, make_list
from integration.git.topics import Topics, make_topics

Run = Callable[..., Result]


@pytest.fixture
def topics(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Topics:
    """A clone with topics, in which a branch adds to the PMU and fixes what came in this cycle."""
    made = make_topics(tmp_path / "linux")
    made.git("checkout", "-q", "-b", "x86/pmu/mine", "refs/remotes/x/pmu")
    made.git("branch", "-q", "--set-upstream-to=work")
    made.commit("KVM: x86/pmu: Count one more\n\nText.\n", "arch/x86/kvm/pmu.c")
    made.commit("KVM: selftests: Test one more\n\nText.\n", "tools/testing/selftests/kvm/pmu_test.c")
    made.git("checkout", "-q", "-b", "fix", "refs/remotes/kvm/master")
    fixes = f'Fixes: {made.named["fresh"][:12]} ("KVM: x86: Count something in this cycle")'
    made.commit(f"KVM: x86: Fix the count\n\nText.\n\n{fixes}\n", "arch/x86/kvm/x86.c")
    monkeypatch.chdir(made.path)
    return made


def plain(text: str, topics: Topics) -> str:
    """Leave out what differs from run to run."""
    text = re.sub(r"\b[0-9a-f]{40}\b", "<40 digits>", re.sub(r"\b[0-9a-f]{12}\b", "<12 digits>", text))
    return text.replace(str(topics.path), "<clone>")


def test_a_series_of_a_topic_with_its_tests(kx86: Run, topics: Topics, snapshot: SnapshotAssertion) -> None:
    done = kx86("route", "x/pmu..x86/pmu/mine")
    assert done.status == 0
    assert plain(done.out, topics) == snapshot


@pytest.mark.statement("TREE-2", "M-TREE")
def test_a_fix_of_this_cycle_by_edition(kx86: Run, topics: Topics, snapshot: SnapshotAssertion) -> None:
    first = kx86("route", "HEAD")
    second = kx86("route", "--edition", "merged", "HEAD")
    assert (first.status, second.status) == (0, 0)
    assert plain(first.out + second.out, topics) == snapshot


def test_the_commands_are_shown(kx86: Run, topics: Topics) -> None:
    done = kx86("route", "-v", "HEAD")
    assert "merge-base --is-ancestor" in done.err
    assert "-c core.quotePath=false log --no-merges" in done.err


def test_the_branch_at_hand_against_its_upstream(kx86: Run, topics: Topics) -> None:
    topics.git("branch", "-q", "--set-upstream-to=work")
    found = json.loads(kx86("route", "--json").out)["series"]
    assert [len(one["patches"]) for one in found] == [2]


def test_json_has_what_scripts_ask_for(kx86: Run, topics: Topics) -> None:
    (found,) = json.loads(kx86("route", "--json", "x/pmu..x86/pmu/mine").out)["series"]
    assert (found["tree"], found["topic"], found["branch"], found["release"]) == ("kvm-x86", "pmu", "pmu", "next")
    assert found["per_patch"] == [
        {"n": 1, "topic": "pmu", "alone": None},
        {"n": 2, "topic": "pmu", "alone": "selftests"},
    ]
    assert found["confidence"] > 0.9


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A list, set up in git config as `story`, and no clone at hand."""
    made = make_list(tmp_path / "story.git", everything())
    subprocess.run(["git", "config", "--global", "kx86.archive.story.url", str(made)], check=True)
    monkeypatch.chdir(tmp_path)
    return made


def test_every_open_series_of_a_list(kx86: Run, box: Path, snapshot: SnapshotAssertion) -> None:
    done = kx86("route", "--open", "--archive", "story")
    assert done.status == 0
    assert done.out == snapshot


def test_a_mail_and_the_whole_archive(kx86: Run, box: Path) -> None:
    every = json.loads(kx86("route", "--json", "--all", "--archive", str(box)).out)["series"]
    name = every[0]["id"]
    (one,) = json.loads(kx86("route", "--json", "--archive", str(box), name).out)["series"]
    assert one == every[0]


def test_subjects_from_a_file_keep_their_ids_and_order(
    kx86: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    items = [
        {
            "id": "b",
            "title": "KVM: SVM: Do",
            "patches": [{"subject": "KVM: SVM: Do", "files": ["arch/x86/kvm/svm/svm.c"]}],
        },
        {"id": "a", "title": "e1000: Do", "patches": []},
    ]
    (tmp_path / "list.json").write_text(json.dumps(items))
    done = kx86("route", "--json", "--subjects", "list.json")
    found = json.loads(done.out)["series"]
    assert [(one["id"], one["tree"], one["topic"]) for one in found] == [("b", "kvm-x86", "svm"), ("a", "other", None)]
    assert done.status == 0


def test_status_1_when_nothing_is_the_subsystems(kx86: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "list.json").write_text('[{"title": "e1000: Do"}]')
    done = kx86("route", "--subjects", "list.json")
    assert done.status == 1
    assert "no tree that this profile knows" in done.out


@pytest.mark.parametrize(("arguments", "said"), [
    (("--all", "--open"), "--all stands alone"),
    (("--open", "HEAD"), "--open stands alone"),
    (("--archive", "x"), "--archive needs a Message-ID"),
    (("--subjects", "no.json"), "no.json"),
    (("no-such-branch",), "no-such-branch"),
])  # fmt: skip
def test_wrong_use_is_told(kx86: Run, topics: Topics, arguments: tuple[str, ...], said: str) -> None:
    done = kx86("route", *arguments)
    assert done.status == 2
    assert said in done.err
    assert "hint: " in done.err


def test_hints_name_this_command(kx86: Run, topics: Topics) -> None:
    for arguments in (("no-such-branch",), ("HEAD..HEAD~1",), ("-3",), ("a@b.example",)):
        hint = kx86("route", *arguments).err
        assert "hint: " in hint and "kx86 check" not in hint
    for name in topics.git("for-each-ref", "--format=%(refname)", "refs/remotes/x").split():
        topics.git("update-ref", "-d", name)
    assert "kx86 route BASE..HEAD" in kx86("route").err


def test_without_an_upstream_the_trees_tell_where_the_series_begins(kx86: Run, topics: Topics) -> None:
    (found,) = json.loads(kx86("route", "--json").out)["series"]
    assert len(found["patches"]) == 1


def test_hostile_subjects_do_not_steer_the_terminal(kx86: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    patch = {"subject": "KVM: Do", "files": ["arch/x86/kvm/\x1b[2J.c"]}
    (tmp_path / "list.json").write_text(json.dumps([{"title": "KVM: \x1b[31mDo\u202e", "patches": [patch]}]))
    done = kx86("route", "--subjects", "list.json")
    assert "\x1b" not in done.out
    assert "\u202e" not in done.out
