# SPDX-License-Identifier: GPL-2.0-or-later
"""Decisions are numbered without gaps, have all their headings and stand in the index."""

import re
from pathlib import Path

import pytest

ADR = Path(__file__).resolve().parents[2] / "docs" / "adr"
RECORDS = sorted(path for path in ADR.glob("*.md") if path.name != "README.md")
HEADINGS = ["Status", "Context", "Decision", "Evidence", "Consequences", "Rejected"]


def title(path):
    return path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")


def test_numbers_have_no_gaps():
    assert [path.name[:4] for path in RECORDS] == [f"{number:04}" for number in range(len(RECORDS))]
    assert len(RECORDS) > 1


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.name[:4])
def test_a_record_is_named_by_its_number_and_has_every_heading(path):
    text = path.read_text(encoding="utf-8")
    assert re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", path.name)
    assert title(path).startswith(f"{path.name[:4]}: ")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == HEADINGS
    assert all(part.strip() for part in re.split(r"^## .+$", text, flags=re.MULTILINE)), "a heading without text"
    assert len(text.splitlines()) <= 80, "one page"


@pytest.mark.parametrize("path", RECORDS[1:], ids=lambda path: path.name[:4])
def test_the_status_is_one_of_three(path):
    status = path.read_text(encoding="utf-8").partition("## Status")[2].partition("##")[0].strip()
    assert re.fullmatch(r"(Proposed|Accepted|Superseded by \d{4}), \d{4}-\d\d-\d\d\.", status)


def test_the_index_lists_every_record_in_order():
    links = re.findall(r"^- \[(.+)\]\((.+)\)$", (ADR / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert links == [(title(path), path.name) for path in RECORDS[1:]]
