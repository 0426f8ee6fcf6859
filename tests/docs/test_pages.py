# SPDX-License-Identifier: GPL-2.0-or-later
"""Pages lead somewhere: their links resolve, and the commands they name exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
TARGETS = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def name(path):
    return str(path.relative_to(ROOT))


def slug(heading):
    return re.sub(r"[^a-z0-9 _-]", "", heading.lower()).strip().replace(" ", "-")


def anchors(path):
    text = path.read_text(encoding="utf-8")
    return {slug(heading) for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)} | set(
        re.findall(r'<a id="([^"]+)"', text)
    )


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_links_lead_to_files_and_anchors_that_exist(path):
    for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        there = (path.parent / file) if file else path
        assert there.exists(), target
        assert not anchor or anchor in anchors(there), target


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_make_targets_that_a_page_names_exist(path):
    for target in re.findall(r"`make ([a-z-]+)", path.read_text(encoding="utf-8")):
        assert target in TARGETS or (ROOT / "bench" / f"{target.removeprefix('bench-')}.py").is_file(), target


def test_there_are_at_most_twelve_tenets_of_one_line():
    lines = (ROOT / "docs" / "tenets.md").read_text(encoding="utf-8").splitlines()
    tenets = [line for line in lines if re.match(r"\d+\. ", line)]
    assert 1 <= len(tenets) <= 12
    assert max(map(len, tenets)) <= 130


def test_the_readme_begins_with_what_to_install_and_names_the_two_commands():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "apt install git make python3-venv" in text.splitlines()[0]
    assert "`make demo`" in text
    assert "`make test`" in text
