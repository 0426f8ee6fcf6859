# SPDX-License-Identifier: GPL-2.0-or-later
"""Links in a text, and the Message-IDs inside."""

from hypothesis import given
from hypothesis import strategies as st

from kx86.mail.links import links, message_id, unquote


def test_links_come_with_their_place_and_without_punctuation() -> None:
    found = list(links(["no link", "see (https://lore.kernel.org/kvm/a-1@kernel.example/)."]))
    assert [(link.url, link.line, link.column) for link in found] == [
        ("https://lore.kernel.org/kvm/a-1@kernel.example/", 2, 5)
    ]


def test_a_message_id_is_found_inside_a_link() -> None:
    assert message_id("https://lore.kernel.org/r/20240101-x-1-abc@kernel.example") == "20240101-x-1-abc@kernel.example"
    assert message_id("https://kernel.example/no/mail") is None


def test_quoting_is_undone() -> None:
    assert unquote("a%2Fb%40c.example") == "a/b@c.example"
    assert unquote("100%") == "100%"


@given(st.text())
def test_unquoting_never_raises(text: str) -> None:
    unquote(text)
