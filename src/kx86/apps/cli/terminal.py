# SPDX-License-Identifier: GPL-2.0-or-later
"""What a terminal may be sent: hostile text made harmless, colour, folded lines, and the columns that a text takes."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TextIO

_REPLACED = "\N{REPLACEMENT CHARACTER}"
_STYLES = {
    "error": "1;31",
    "warning": "1;33",
    "advice": "1;36",
    "title": "1",
    "dim": "2",
    "old": "31",
    "new": "32",
    "caret": "1;35",
    "good": "32",
}


def printable(text: str) -> str:
    """Replace what could steer a terminal (escapes, bidi controls, line ends): mails are hostile.  Tabs stay."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c == "\t" else " " if c in "\n\xa0" else _REPLACED for c in text)


def printable_lines(text: str) -> list[str]:
    """Split a text at line feeds, and nowhere else, and make every line harmless."""
    return [printable(line) for line in text.split("\n")]


def cut(text: str, limit: int) -> str:
    """Cut a text that no terminal should have to show in full."""
    return text if len(text) <= limit else f"{text[: limit - 4]} ..."


def fold(text: str, width: int, first: str = "", indent: str = "") -> Iterator[str]:
    """Fold a text at blanks behind `first`; later lines begin with `indent`.  A word longer than the width stays whole."""
    line = ""
    head = first
    for word in text.split(" "):
        if line and len(head) + len(line) + 1 + len(word) > width:
            yield head + line
            head, line = indent, word
        else:
            line = f"{line} {word}" if line else word
    yield head + line


def pad_for(text: str) -> str:
    """Blanks that take the columns of a text: a tab for a tab, two blanks for a wide character."""
    if text.isascii():
        return "".join("\t" if c == "\t" else " " for c in text)
    from unicodedata import combining, east_asian_width

    return "".join(
        "\t" if c == "\t" else "" if combining(c) else "  " if east_asian_width(c) in "WF" else " " for c in text
    )


@dataclass(frozen=True, slots=True)
class Paint:
    """Colour, or none."""

    on: bool = False

    def __call__(self, style: str, text: str) -> str:
        """Return a text in one of the styles."""
        return f"\033[{_STYLES[style]}m{text}\033[0m" if self.on and text else text


PLAIN = Paint()


def wants_colour(when: str, stream: TextIO, environment: Mapping[str, str] = os.environ) -> bool:
    """Decide on colour: always, never, or auto: a terminal that can, unless NO_COLOR is set."""
    if when != "auto":
        return when == "always"
    if environment.get("NO_COLOR") or environment.get("TERM") == "dumb":
        return False
    return stream.isatty()


def width_of(stream: TextIO, environment: Mapping[str, str] = os.environ) -> int:
    """Return the width to fold at: that of the terminal within reason, 100 without one."""
    columns = environment.get("COLUMNS", "")
    width = int(columns) if columns.isdecimal() and len(columns) < 6 else 0
    if not width:
        try:
            width = os.get_terminal_size(stream.fileno()).columns
        except (OSError, ValueError):
            width = 0
    # A terminal that does not know its width says 0.
    return min(max(width, 40), 120) if width else 100
