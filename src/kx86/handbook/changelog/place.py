# SPDX-License-Identifier: GPL-2.0-or-later
"""A changelog line and what is meant in it in; the place of a finding out."""

from kx86.handbook.finding import Where
from kx86.series.patch import Patch


def at_line(patch: Patch, number: int, column: int | None = None, width: int = 1) -> Where:
    """A place in the changelog of a patch, by line number from 1."""
    text = patch.changelog[number - 1] if 0 < number <= len(patch.changelog) else ""
    return Where(part="changelog", line=number, text=text, column=column, width=width)


def capitalized(text: str) -> str:
    """The text with its first letter in upper case and the others as they are."""
    return text[:1].upper() + text[1:]
