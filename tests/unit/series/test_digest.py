# SPDX-License-Identifier: GPL-2.0-or-later
"""What is kept of links to other mails."""

import pytest

from kx86.series.digest import MailLink
from unit.series.making import changing, digest

LINK = "https://lore.kernel.org/r/first@a.example"


@pytest.mark.parametrize(
    ("notes", "label"),
    [
        (f"v1: {LINK}", "v1:"),
        (f" - Link to v1: {LINK}", "Link to v1:"),
        (f"v1:\n{LINK}", "v1:"),
        (f"Changes since v1 [1]:\n\n[1] {LINK}", "[1]"),
        (f"Nothing changed.\n{LINK}", ""),
        (f" * <{LINK}>", ""),
        (LINK, ""),
    ],
)
def test_a_link_is_labelled_by_what_stands_before_it(notes: str, label: str) -> None:
    made = digest("second@a.example", "[PATCH v2] Poke", body=changing("poke();", notes=notes))
    assert made.links == (MailLink("first@a.example", label),)


def test_a_link_given_twice_is_kept_once() -> None:
    made = digest("second@a.example", "[PATCH v2] Poke", body=changing("poke();", notes=f"v1: {LINK}\n[1] {LINK}"))
    assert [link.label for link in made.links] == ["v1:"]
