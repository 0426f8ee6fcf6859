# SPDX-License-Identifier: GPL-2.0-or-later
"""Addresses out of header text.

Lenient on purpose: a name with a comma in it that was never quoted, a missing angle bracket and a comment in place of a name are
all met on lists.  One pass over the text, whatever it holds.
"""

import re
from functools import lru_cache

from kx86.mail.message import Address

_SIMPLE = re.compile(r"([^\"<>,;:()\\]*)<([^\"<>,;()\\\s]+)>")
_TOKEN = re.compile(r'[^"<>,;:()\\]+|[\s\S]')


# People write many mails; what is longer is hostile and not worth keeping.
_KEPT = 256
_LONGEST_KEPT = 200


def parse_address(text: str) -> Address:
    """Read the first address of a header value; text without an address is given as the name."""
    return _first_kept(text) if len(text) <= _LONGEST_KEPT else _first(text)


@lru_cache(maxsize=_KEPT)
def _first_kept(text: str) -> Address:
    return _first(text)


def _first(text: str) -> Address:
    text = text.strip()
    simple = _SIMPLE.fullmatch(text)
    if simple:
        return Address(name=" ".join(simple[1].split()), email=simple[2])
    found = _parse(text, first=True)
    return found[0] if found else Address(name=" ".join(text.split()), email="")


def parse_addresses(text: str) -> tuple[Address, ...]:
    """Read every address of a header value, in order."""
    return tuple(_parse(text, first=False))


def _parse(text: str, *, first: bool) -> list[Address]:
    reader = _Reader()
    for match in _TOKEN.finditer(text):
        reader.eat(match[0])
        if first and reader.found:
            return reader.found
    reader.end()
    return reader.found


class _Reader:
    """Reads tokens of an address list, one at a time."""

    def __init__(self) -> None:
        self.found: list[Address] = []
        self.state = "text"
        self.depth = 0
        self.escaped = False
        self.words: list[str] = []
        self.comment: list[str] = []
        self.angle: list[str] = []
        self.had_angle = False
        self.owed: list[str] = []

    def eat(self, token: str) -> None:
        """Take one token: a run of plain text, or one special character."""
        if self.escaped:
            self.escaped = False
            self._keep(token)
        elif token == "\\" and self.state != "angle":
            self.escaped = True
        elif self.state == "quoted":
            self._quoted(token)
        elif self.state == "comment":
            self._commented(token)
        elif self.state == "angle":
            self._angled(token)
        else:
            self._plain(token)

    def end(self) -> None:
        """Finish the address at hand."""
        email = "".join(self.angle).strip().strip("<>")
        name = " ".join("".join(self.words).split())
        comment = " ".join("".join(self.comment).split())
        if not self.had_angle and "@" in name:
            email, name = name, comment
        if email:
            self._add(name or comment, email)
        elif name and not self.had_angle:
            # A comma inside a name that was never quoted: the name goes on behind it.
            self.owed.append(name)
        self._reset()

    def _add(self, name: str, email: str) -> None:
        if name and self.owed and self.had_angle:
            name = ", ".join([*self.owed, name])
        self.owed = []
        self.found.append(Address(name=name, email=email))

    def _reset(self) -> None:
        self.words, self.comment, self.angle = [], [], []
        self.had_angle = False
        self.state = "text"
        self.depth = 0

    def _keep(self, token: str) -> None:
        (self.comment if self.state == "comment" else self.words).append(token)

    def _quoted(self, token: str) -> None:
        if token == '"':
            self.state = "text"
        else:
            self.words.append(token)

    def _commented(self, token: str) -> None:
        self.depth += (token == "(") - (token == ")")
        if self.depth:
            self.comment.append(token)
        else:
            self.state = "text"

    def _angled(self, token: str) -> None:
        if token == ">":
            self.state = "text"
        elif token in ",;":
            self.end()
        else:
            self.angle.append(token)

    def _plain(self, token: str) -> None:
        if token == '"':
            self.state = "quoted"
        elif token == "(":
            self.state, self.depth = "comment", 1
        elif token == "<":
            self.state, self.had_angle = "angle", True
        elif token in ",;":
            self.end()
        elif token == ":" and not self.had_angle:
            # The name of a group: only its members are addresses.
            self._reset()
            self.owed = []
        elif token not in ")>" and not self.had_angle:
            self.words.append(token)
