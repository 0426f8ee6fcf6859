# SPDX-License-Identifier: GPL-2.0-or-later
"""What does not fit in a profile: the key, and what is wrong with it."""

from dataclasses import dataclass

Key = tuple[str | int, ...]
"""A key below keys: names of tables, and numbers in lists."""

_LONGEST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """A value that does not fit: its key, what is wrong, and what to do."""

    key: Key
    message: str
    hint: str | None = None


class Misfits(ValueError):
    """Values that do not fit, in the order of the file's keys."""

    def __init__(self, found: list[Misfit]) -> None:
        super().__init__(found[0].message)
        self.found = tuple(found)


def told(key: Key) -> str:
    """Write a key as people do: `trees[2].name`."""
    text = ""
    for part in key:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += f".{_name(part)}" if text else _name(part)
    return text


def _name(part: str) -> str:
    if part.isascii() and part.replace("-", "").replace("_", "").isalnum():
        return part[:_LONGEST]
    quoted = part[:_LONGEST].replace('"', '\\"')
    return f'"{quoted}"'
