# SPDX-License-Identifier: GPL-2.0-or-later
"""rules, handbook, config, completion, and how kx86 starts."""

import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from e2e.conftest import BAD, SOURCE, Clone, Result
from kx86.handbook.registry import all_rules

Run = Callable[..., Result]


def test_every_rule_is_listed_with_its_level_under_its_section(kx86: Run) -> None:
    out = kx86("rules").out
    for rule in all_rules():
        assert f"  {rule.id} " in out
    section = out.split("\n\n")
    assert any(part.startswith("Shortlog\n") and "SL-PUNCT" in part for part in section)


def test_a_family_is_listed_alone(kx86: Run) -> None:
    lines = [line for line in kx86("rules", "sl-").out.splitlines() if line.startswith("  ") and line[2] != " "]
    assert lines and all(line.startswith("  SL-") for line in lines)


def test_one_rule_is_told_with_its_statement_and_examples(kx86: Run) -> None:
    out = kx86("rules", "SL-PUNCT").out
    lines = out.splitlines()
    assert lines[0] == "SL-PUNCT  error  Shortlog"
    assert "(SHORT-6)" in out
    bad = next(line for line in lines if line.startswith("      - KVM:"))
    good = next(line for line in lines if line.startswith("      + KVM:"))
    assert bad.endswith(".") and not good.endswith(".")


def test_rules_in_json(kx86: Run) -> None:
    said = json.loads(kx86("rules", "--json").out)
    assert (list(said)[:2], said["format"]) == (["kx86", "format"], 1)
    assert [rule["id"] for rule in said["rules"]] == [rule.id for rule in all_rules()]
    (one,) = json.loads(kx86("rules", "SL-PUNCT", "--json").out)["rules"]
    assert one["examples"][0]["bad"]["subject"].endswith(".")


@pytest.mark.parametrize("rule", [rule.id for rule in all_rules()])
def test_any_rule_can_be_told(rule: str, kx86: Run) -> None:
    done = kx86("rules", rule)
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith(f"{rule}  ")


def test_the_handbook_lists_its_sections(kx86: Run) -> None:
    out = kx86("handbook").out
    assert "  * Shortlog" in out.splitlines()
    assert "    Comments" in out.splitlines()


def test_a_section_shows_both_editions_and_its_rules(kx86: Run) -> None:
    out = kx86("handbook", "shortlog").out
    assert out.startswith("Shortlog\n\n")
    assert "\n[merged] " in out
    assert "SL-PUNCT" in out.split("\nRules: ")[1]


def test_one_edition_speaks_alone(kx86: Run) -> None:
    old, new = kx86("handbook", "base", "--edition", "2023-02").out, kx86("handbook", "base", "--edition", "merged").out
    assert old != new
    assert "[" not in old + new
    assert "`misc`" in old and "`misc`" not in new


def test_a_statement_finds_its_section(kx86: Run) -> None:
    assert kx86("handbook", "SHORT-6").out.startswith("Shortlog\n")


def test_a_section_of_two_words_needs_no_quotes(kx86: Run) -> None:
    assert kx86("handbook", "new", "features").out.startswith("New Features\n")


def test_the_handbook_in_json(kx86: Run) -> None:
    said = json.loads(kx86("handbook", "shortlog", "--json").out)
    (section,) = said["sections"]
    assert section["name"] == "Shortlog"
    assert {"edition", "statements", "text"} == set(section["paragraphs"][0])


def test_config_lists_values_and_where_they_are_from(
    clone: Clone, kx86: Run, monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    clone.git("config", "--global", "kx86.strict", "true")
    clone.git("config", "kx86.ignore", "CS-FIRTREE CM-")
    clone.git("config", "kx86.archive.kvm.url", "/srv/kvm")
    monkeypatch.setenv("KX86_EDITION", "merged")
    assert kx86("config").out == snapshot
    said = {row["name"]: (row["value"], row["source"]) for row in json.loads(kx86("config", "--json").out)["settings"]}
    assert said["strict"] == (True, "git config (global)")
    assert said["ignore"] == (["CS-FIRTREE", "CM-"], "git config (local)")
    assert said["edition"] == ("merged", "environment KX86_EDITION")


@pytest.fixture
def plugin(tmp_path: Path) -> Path:
    """A site folder with an installed distribution that brings a rule."""
    site = tmp_path / "site"
    info = site / "house_rules-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: house-rules\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[console_scripts]\nx = y:z\n\n[kx86.rules]\nhouse = house_rules:RULES\n")
    (site / "house_rules.py").write_text(
        textwrap.dedent('''
        from kx86.handbook.finding import Finding, Level, Where
        from kx86.handbook.rule import rule

        @rule("HR-INT", level=Level.ERROR, statement="")
        def no_int(patch, facts):
            """Leave int out of shortlogs.

            The house has had enough of it."""
            if "int" in patch.shortlog:
                yield Finding(where=Where(part="subject", text=patch.shortlog), message="The shortlog says int.")

        RULES = (no_int,)
        ''')
    )
    return site


def with_site(process: Run, site: Path) -> Run:
    return lambda *arguments, **more: process(*arguments, PYTHONPATH=f"{SOURCE}{os.pathsep}{site}", **more)


def test_rules_of_third_parties_are_found_run_and_told(clone: Clone, plugin: Path, process: Run) -> None:
    clone.commit(BAD)
    run = with_site(process, plugin)
    done = run("check", "HEAD", "--only", "HR-")
    assert done.status == 1
    assert "  error HR-INT: The shortlog says int." in done.out
    assert "The house has had enough of it." in run("rules", "HR-INT").out
    assert "distribution house_rules-1.0" in run("config").out


def test_rules_of_third_parties_can_be_left_out(clone: Clone, plugin: Path, process: Run) -> None:
    done = with_site(process, plugin)("check", "HEAD", "--only", "HR-", KX86_NO_PLUGINS="1")
    assert done.status == 2
    assert "no such rule" in done.err


@pytest.mark.parametrize(
    ("text", "says"), [("1 / 0", "ZeroDivisionError"), ("RULES = [1]", "no Rule"), ("", "AttributeError")]
)
def test_a_broken_plugin_names_its_distribution(clone: Clone, plugin: Path, process: Run, text: str, says: str) -> None:
    (plugin / "house_rules.py").write_text(text)
    done = with_site(process, plugin)("check", "HEAD")
    assert done.status == 3
    assert "rules of house_rules-1.0: " in done.err and says in done.err
    assert "KX86_NO_PLUGINS=1" in done.err


def test_a_rule_that_takes_a_name_twice_is_refused(clone: Clone, plugin: Path, process: Run) -> None:
    module = plugin / "house_rules.py"
    module.write_text(module.read_text().replace("HR-INT", "SL-CASE"))
    done = with_site(process, plugin)("check", "HEAD")
    assert done.status == 2
    assert "two rules are called SL-CASE" in done.err


def complete(line: str, cwd: Path, tmp_path: Path) -> list[str]:
    """Type a line in bash and press TAB."""
    program = tmp_path / "kx86"
    program.write_text(f'#!/bin/sh\nPYTHONPATH={SOURCE} exec {sys.executable} -m kx86 "$@"\n')
    program.chmod(0o755)
    script = f"""
    eval "$(kx86 completion bash)"
    compopt() {{ :; }}
    COMP_WORDS=({line}); [[ {line!r} == *' ' ]] && COMP_WORDS+=('')
    COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
    _kx86_completion kx86
    printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    done = subprocess.run(
        ["bash", "-c", script], cwd=cwd, capture_output=True, text=True, check=False,
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
    )  # fmt: skip
    assert done.stderr == ""
    return [word for word in done.stdout.split("\n") if word]


def test_bash_completes_commands_options_rules_sections_and_branches(clone: Clone, tmp_path: Path) -> None:
    clone.git("branch", "topic/one")
    assert complete("kx86 ru", clone.path, tmp_path) == ["rules"]
    assert "--checkpatch" in complete("kx86 check --ch", clone.path, tmp_path)
    assert complete("kx86 check --only SL-PU", clone.path, tmp_path) == ["SL-PUNCT"]
    assert complete("kx86 rules S", clone.path, tmp_path) == ["SR-", "SL-"]
    assert complete("kx86 rules SL", clone.path, tmp_path)[:1] == ["SL-"]
    assert complete("kx86 handbook short", clone.path, tmp_path) == ["shortlog"]
    assert complete("kx86 check master..top", clone.path, tmp_path) == ["master..topic/one"]
    assert complete("kx86 check --format ch", clone.path, tmp_path) == ["checkpatch"]
    assert complete("kx86 hook un", clone.path, tmp_path) == ["uninstall"]


@pytest.mark.parametrize(
    ("shell", "part"),
    [("bash", "complete -o nosort"), ("zsh", "#compdef kx86"), ("fish", "complete --no-files --command kx86")],
)
def test_each_shell_gets_its_script(kx86: Run, shell: str, part: str) -> None:
    done = kx86("completion", shell)
    assert done.status == 0
    assert part in done.out


HEAVY = (
    "rich",
    "msgspec",
    "tree_sitter",
    "email",
    "asyncio",
    "importlib.metadata",
    "sqlite3",
    "concurrent.futures",
    "tomllib",
)


def imported(*arguments: str) -> set[str]:
    """Run kx86 and list the modules that it has loaded in the end."""
    code = f"""
import sys
from kx86.apps.cli.start import main
sys.argv = ["kx86", *{list(arguments)!r}]
try:
    main()
except SystemExit:
    pass
sys.stderr.write("\\n".join(sys.modules))
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stderr.split())


def test_help_loads_nothing_but_click() -> None:
    modules = imported("--help")
    assert not modules & set(HEAVY)
    own = {name for name in modules if name.startswith("kx86.")}
    assert own <= {"kx86.errors", "kx86.apps", *(name for name in own if name.startswith("kx86.apps.cli"))}, sorted(own)
    assert not {name for name in own if name.endswith((".check", ".render", ".view"))}


def test_a_check_loads_neither_rich_nor_msgspec_nor_metadata(clone: Clone) -> None:
    clone.commit(BAD)
    modules = imported("check", "HEAD")
    assert not modules & {"rich", "msgspec", "email", "asyncio", "importlib.metadata", "sqlite3", "concurrent.futures"}


def test_the_hook_of_a_merge_loads_no_rule(clone: Clone) -> None:
    (clone.path / ".git" / "MERGE_HEAD").write_text(clone.git("rev-parse", "HEAD") + "\n")
    (clone.path / "message").write_text("kvm: merge.\n")
    assert not {name for name in imported("hook", "run", "message") if name.startswith("kx86.handbook")}


def test_version_and_module(process: Run) -> None:
    done = process("--version")
    assert (done.status, done.out.split()[0]) == (0, "kx86")
