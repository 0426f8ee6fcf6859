# SPDX-License-Identifier: GPL-2.0-or-later
"""A tag or a person in; the words by which it is known again, in a patch, in another mail or on a command line, out."""

from collections.abc import Iterable

from kx86.mail.message import Address
from kx86.series.senders import person, same_person

PEOPLE = "-by"
"""What the keys of tags that name people end in."""


def marks(key: str, who: Address, value: str) -> list[tuple[str, str]]:
    """By what a tag is known again: its key with the address, and with the name."""
    found = [(key.lower(), mark) for mark in who_is(who)] if key.endswith(PEOPLE) else []
    return found or [(key.lower(), " ".join(value.lower().split()))]


def marks_of_text(text: str) -> list[tuple[str, str]]:
    """The same of a trailer as it stands in a patch; Reviewed-and-tested-by: has those of both."""
    key, _, value = text.partition(":")
    return [mark for one in _split_key(key.strip()) for mark in marks(one, person(value.strip()), value.strip())]


def _split_key(key: str) -> list[str]:
    stem, dash, _ = key.lower().rpartition("-by")
    parts = stem.split("-and-") if dash else []
    return [f"{part}-by" for part in parts] if len(parts) > 1 else [key.lower() if dash else key]


def who_is(who: Address) -> list[str]:
    """By what a person is known again: the address and the full name."""
    return [mark for mark in (who.email.lower(), " ".join(who.name.lower().split())) if mark]


def is_from(text: str, who: Address, key: str) -> bool:
    """Is a trailer of a patch a person's tag of a kind, any but a sign-off when no kind is told?"""
    name, _, value = text.partition(":")
    name = name.strip().lower()
    fits = name == key.lower() if key else name.endswith(PEOPLE) and name != "signed-off-by"
    return fits and same_person(person(value.strip()), who)


def names_of(names: Iterable[str]) -> frozenset[tuple[str, str]]:
    """What somebody typed to take tags by name, as pairs of key (mostly empty) and address, name or Message-ID."""
    found = set()
    for name in names:
        key, colon, word = name.partition(":")
        if colon and key.strip().lower().endswith(PEOPLE):
            found.add((key.strip().lower(), _word(word)))
        else:
            found.add(("", _word(name)))
    return frozenset(found)


def _word(text: str) -> str:
    """A name, an address or a Message-ID as typed: `Ann <ann@kernel.example>` is its address."""
    text = text.strip()
    inside = text.partition("<")[2].partition(">")[0]
    return (inside or text).strip().lower()
