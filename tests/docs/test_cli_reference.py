# SPDX-License-Identifier: GPL-2.0-or-later
"""docs/reference/cli.md is what --help says."""

import re

from kx86.apps.cli.commands import COMMANDS
from tools import make_cli_reference


def test_the_page_is_up_to_date():
    assert make_cli_reference.PAGE.read_text(encoding="utf-8") == make_cli_reference.page(), "run: make docs"


def test_every_command_and_what_is_below_it_is_told_with_examples():
    page = make_cli_reference.page()
    headings = re.findall(r"^## (.*)$", page, re.MULTILINE)
    assert headings[0] == "kx86"
    assert {f"kx86 {name}" for name in COMMANDS} <= set(headings)
    assert "kx86 hook install" in headings
    assert "kx86 hook run" not in headings
    for part in page.split("\n## ")[2:]:
        assert "Examples:" in part or part.startswith("kx86 hook "), part.splitlines()[0]


def test_the_page_fits_a_terminal():
    assert max(map(len, make_cli_reference.page().splitlines())) <= 100
