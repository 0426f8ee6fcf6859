# SPDX-License-Identifier: GPL-2.0-or-later
"""What a rule says about a patch, and where."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Part = Literal["subject", "changelog", "trailers", "notes", "diff", "cover", "headers"]


class Level(StrEnum):
    """error: no exception in practice; warning: the letter of the handbook; advice: taste."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """A place: part, file (diff only), line (post-image line in a diff, else the line inside the part from 1), its text.

    `column` and `width` mark what is meant inside `text` (column counts from 0), for the caret.
    """

    part: Part
    file: str | None = None
    line: int | None = None
    text: str = ""
    column: int | None = None
    width: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A remark: what is wrong with *this* patch in one sentence, optionally how to do better, and the exact rewrite.

    `replacement` is the whole text that should stand where `where.text` stands.  `level` overrides that of the rule.
    `n` is for rules on a series only: the number of the patch, 0 for the cover letter, None for the series as a whole.
    """

    where: Where
    message: str
    hint: str | None = None
    replacement: str | None = None
    level: Level | None = None
    n: int | None = None
