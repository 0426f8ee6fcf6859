# SPDX-License-Identifier: GPL-2.0-or-later
"""docs/rules/ is what the rules say of themselves."""

from tools import make_rules


def test_the_pages_are_up_to_date() -> None:
    made = dict(make_rules.pages())
    assert sorted(made) == sorted(make_rules.FOLDER.glob("*.md")), "run: make docs"
    for path, text in made.items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name} is stale; run: make docs"
