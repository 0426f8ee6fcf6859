# SPDX-License-Identifier: GPL-2.0-or-later
"""kx86 check, run as a contributor runs it."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from e2e.conftest import BAD, GOOD, Clone, Result

Run = Callable[..., Result]


def test_a_good_commit_gets_one_line(clone: Clone, kx86: Run) -> None:
    clone.commit(GOOD)
    done = kx86("check", "HEAD", "--ignore", "SR-")
    assert (done.status, done.err) == (0, "")
    assert re.fullmatch(r"1 patch checked against edition 2023-02 of the handbook: nothing to remark\.\n", done.out)


def test_a_commit_that_is_not_about_kvm_is_not_judged(clone: Clone, kx86: Run) -> None:
    clone.commit("fs: we do it.", "fs/file.c")
    done = kx86("check", "HEAD")
    assert (done.status, done.out) == (0, "1 patch without a file of KVM x86: the handbook has no say.\n")


def test_a_bad_shortlog_is_refused_with_a_rewrite(clone: Clone, kx86: Run) -> None:
    sha = clone.commit(BAD)
    done = kx86("check", "master~1..master", "--only", "SL-PUNCT", "--only", "SL-CAP")
    assert done.status == 1
    lines = done.out.splitlines()
    assert lines[0] == f"KVM: x86: add another int. ({sha[:12]})"
    assert "  error SL-PUNCT: " in done.out
    assert "      - KVM: x86: add another int." in lines
    assert "      + KVM: x86: Add another int" in lines
    assert lines[lines.index("      - KVM: x86: add another int.") + 1] == "                  ^~~            ^"
    assert lines[-2].startswith("1 error and 1 warning on 1 patch")


def test_without_source_it_is_what_the_branch_adds(clone: Clone, kx86: Run) -> None:
    clone.git("branch", "base")
    clone.git("checkout", "-q", "-b", "topic", "--track", "base")
    clone.commit(GOOD)
    clone.commit(BAD)
    done = kx86("check", "--json")
    (series,) = json.loads(done.out)["series"]
    assert [patch["n"] for patch in series["patches"]] == [1, 2]


def test_json_is_the_contract(clone: Clone, kx86: Run) -> None:
    sha = clone.commit(BAD)
    done = kx86("check", "--json", "--only", "SL-PUNCT", "HEAD")
    said = json.loads(done.out)
    assert list(said)[:2] == ["kx86", "format"]
    assert said["format"] == 1
    assert said["edition"] == "2023-02"
    (series,) = said["series"]
    assert {"title", "version", "rfc", "cover", "patches", "findings"} <= set(series)
    (patch,) = series["patches"]
    assert (patch["n"], patch["message_id"], patch["commit"]) == (1, None, sha)
    assert patch["subject"] == "KVM: x86: add another int."
    (found,) = series["findings"]
    assert (found["rule"], found["section"], found["level"], found["n"]) == ("SL-PUNCT", "Shortlog", "error", 1)
    assert set(found) == {"rule", "section", "level", "n", "message_id", "where", "message", "hint", "replacement"}
    assert {"part", "file", "line", "text"} <= set(found["where"])
    assert said["summary"] == {"errors": 1, "warnings": 0, "advice": 0, "not_run": []}
    assert said["problems"] == []


def test_the_edition_is_that_of_the_tree_at_hand(clone: Clone, kx86: Run) -> None:
    clone.commit("docs\n", "Documentation/process/maintainer-kvm-x86.rst", "KVM x86\n")
    clone.commit(GOOD)
    assert json.loads(kx86("check", "--json", "HEAD").out)["edition"] == "merged"
    assert json.loads(kx86("check", "--json", "--edition", "2023-02", "HEAD").out)["edition"] == "2023-02"
    clone.git("config", "kx86.edition", "2023-02")
    assert json.loads(kx86("check", "--json", "HEAD").out)["edition"] == "2023-02"


def test_strict_makes_a_warning_an_error(clone: Clone, kx86: Run) -> None:
    clone.commit(BAD.replace("int.", "int", 1))
    assert kx86("check", "HEAD", "--only", "SL-CAP").status == 0
    assert kx86("check", "HEAD", "--only", "SL-CAP", "--strict").status == 1
    clone.git("config", "kx86.strict", "true")
    assert kx86("check", "HEAD", "--only", "SL-CAP").status == 1
    assert kx86("check", "HEAD", "--only", "SL-CAP", "--no-strict").status == 0


def test_ignore_adds_to_git_config(clone: Clone, kx86: Run) -> None:
    clone.commit(BAD)
    clone.git("config", "kx86.ignore", "SL-PUNCT")
    rules = {f["rule"] for f in json.loads(kx86("check", "--json", "HEAD").out)["series"][0]["findings"]}
    assert "SL-PUNCT" not in rules and "SL-CAP" in rules
    rules = {
        f["rule"]
        for f in json.loads(kx86("check", "--json", "--ignore", "SL-CAP", "HEAD").out)["series"][0]["findings"]
    }
    assert not rules & {"SL-PUNCT", "SL-CAP"}


@pytest.fixture
def patches(clone: Clone, tmp_path: Path) -> Path:
    """A folder with two patch files: a good one and a bad one."""
    clone.commit(GOOD)
    clone.commit(BAD)
    clone.git("format-patch", "-q", "-2", "-o", str(tmp_path / "out"))
    return tmp_path / "out"


def test_patch_files_a_folder_an_mbox_and_standard_input_say_the_same(
    patches: Path, tmp_path: Path, kx86: Run, process: Run
) -> None:
    files = sorted(str(path) for path in patches.iterdir())
    text = "".join(
        f"From 1234 Mon Sep 17 00:00:00 2001\n{Path(file).read_text().split(chr(10), 1)[1]}\n" for file in files
    )
    box = tmp_path / "series.mbox"
    box.write_text(text)
    expected = kx86("check", "--only", "SL-", *files)
    assert expected.status == 1
    assert "[2/2] KVM: x86: add another int." in expected.out
    assert kx86("check", "--only", "SL-", str(patches)).out == expected.out
    assert kx86("check", "--only", "SL-", str(box)).out == expected.out
    assert process("check", "--only", "SL-", "-", stdin=text).out == expected.out


def test_a_patch_from_b4_in_the_form_of_checkpatch(patches: Path, process: Run) -> None:
    text = sorted(patches.iterdir())[1].read_text()
    done = process("check", "--format", "checkpatch", "--only", "SL-PUNCT", "-", stdin=text)
    assert (done.status, done.err) == (1, "")
    assert re.fullmatch(r"-:1: ERROR:SL-PUNCT: .*\n", done.out)


def test_b4_review_gets_an_array(patches: Path, process: Run) -> None:
    text = min(patches.iterdir()).read_text()
    done = process("check", "--format", "b4-review", "--only", "SL-", "-", stdin=text)
    assert json.loads(done.out) == [
        {"tool": "kx86", "status": "pass", "summary": "nothing to remark", "url": "", "details": ""}
    ]


def test_verbose_shows_the_git_commands_on_standard_error(clone: Clone, kx86: Run) -> None:
    clone.commit(GOOD)
    done = kx86("check", "-v", "HEAD", "--only", "SL-")
    assert any(line.startswith("+ git -C ") and " log " in line for line in done.err.splitlines())
    assert "+ git" not in done.out


def test_minus_c_goes_somewhere_else_first(
    clone: Clone, kx86: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone.commit(BAD)
    monkeypatch.chdir(tmp_path)
    assert kx86("check", "-C", "linux", "HEAD", "--only", "SL-").status == 1


def test_colour_is_for_terminals_and_for_those_who_ask(clone: Clone, kx86: Run) -> None:
    clone.commit(BAD)
    assert "\x1b" not in kx86("check", "HEAD").out
    assert "\x1b[1;31merror\x1b[0m" in kx86("check", "HEAD", "--color", "always").out


def archive_of(folder: Path, mails: list[str]) -> Path:
    """Make a public-inbox repository: a commit a mail, the mail in the file `m`."""
    box = Clone(folder)
    box.path.mkdir()
    box.git("init", "-q", "-b", "master")
    for mail in mails:
        (folder / "m").write_text(mail)
        box.git("add", "m")
        box.git("commit", "-q", "-m", "mail")
    return folder


def mails_of(patches: Path) -> list[str]:
    """Give patch files Message-IDs, the second one answering the first."""
    texts = [path.read_text().split("\n", 1)[1] for path in sorted(patches.iterdir())]
    heads = [
        "Message-ID: <1.a@kernel.example>\n",
        "Message-ID: <2.a@kernel.example>\nIn-Reply-To: <1.a@kernel.example>\n",
    ]
    return [head + text for head, text in zip(heads, texts, strict=True)]


@pytest.mark.parametrize(
    "name", ["2.a@kernel.example", "<2.a@kernel.example>", "https://lore.kernel.org/kvm/2.a@kernel.example/"]
)
def test_a_message_id_stands_for_its_whole_series(patches: Path, tmp_path: Path, kx86: Run, name: str) -> None:
    box = archive_of(tmp_path / "kvm", mails_of(patches))
    before = sorted(str(path) for path in box.rglob("*"))
    done = kx86("check", "--json", "--archive", str(box), name)
    (series,) = json.loads(done.out)["series"]
    assert [patch["message_id"] for patch in series["patches"]] == ["1.a@kernel.example", "2.a@kernel.example"]
    assert sorted(str(path) for path in box.rglob("*")) == before


def test_all_checks_every_posting(patches: Path, tmp_path: Path, kx86: Run) -> None:
    box = archive_of(tmp_path / "kvm", [*mails_of(patches), "From: ann@kernel.example\nSubject: Hello\n\nHi.\n"])
    done = kx86("check", "--json", "--all", "--archive", str(box))
    assert [len(one["patches"]) for one in json.loads(done.out)["series"]] == [2]


def test_an_archive_goes_by_its_name_in_git_config(patches: Path, tmp_path: Path, clone: Clone, kx86: Run) -> None:
    box = archive_of(tmp_path / "kvm", mails_of(patches))
    clone.git("config", "kx86.archive.kvm.url", str(box))
    assert kx86("check", "--archive", "kvm", "1.a@kernel.example", "--only", "SL-PUNCT").status == 1
    clone.git("config", "kx86.archive", "kvm")
    assert kx86("check", "1.a@kernel.example", "--only", "SL-PUNCT").status == 1


SCRIPT = """#!/usr/bin/env perl
my $mail = join '', <STDIN>;
exit 2 if $mail !~ /^Subject: \\[PATCH\\] KVM/m;
print ":2: WARNING:COMMIT_MESSAGE: about the subject\\n";
print ":4: ERROR:COMMIT_LOG_LONG_LINE: too long\\n";
print "arch/x86/kvm/x86.c:5: ERROR:SPACING: space required\\n";
exit 1;
"""


def test_checkpatch_of_the_tree_is_asked_as_well(clone: Clone, kx86: Run) -> None:
    clone.commit("scripts\n", "scripts/checkpatch.pl", SCRIPT)
    clone.commit(GOOD)
    done = kx86("check", "HEAD", "--checkpatch", "--only", "CL-WRAP-75", "--only", "SL-")
    assert "  scripts/checkpatch.pl of this tree says:" in done.out.splitlines()
    assert "  warning SPACING: space required" in done.out
    assert "    arch/x86/kvm/x86.c:5\n      | int more;" in done.out
    assert "  advice COMMIT_MESSAGE: about the subject" in done.out
    assert "COMMIT_LOG_LONG_LINE" not in done.out, "kx86 judges the length of lines itself"
    assert done.status == 0
    assert "COMMIT_LOG_LONG_LINE" in kx86("check", "HEAD", "--checkpatch", "--only", "SL-").out


def test_checkpatch_that_is_not_there_is_said_clearly(clone: Clone, kx86: Run) -> None:
    clone.commit(GOOD)
    done = kx86("check", "HEAD", "--checkpatch")
    assert done.status == 2
    assert "no scripts/checkpatch.pl in this tree" in done.err


def test_a_checkpatch_that_breaks_is_an_environment_problem(clone: Clone, kx86: Run) -> None:
    clone.commit("scripts\n", "scripts/checkpatch.pl", "die 'broken';\n")
    clone.commit(GOOD)
    done = kx86("check", "HEAD", "--checkpatch")
    assert done.status == 3
    assert "scripts/checkpatch.pl: broken" in done.err
