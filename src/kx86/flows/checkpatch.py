# SPDX-License-Identifier: GPL-2.0-or-later
"""Ask checkpatch.pl as well: write each patch as a mail, run the script, and keep what kx86 does not judge itself."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kx86.handbook.finding import Level, Part, Where
from kx86.patch.write import write_diff
from kx86.ports.checkpatch import Checkpatch
from kx86.series.patch import Patch
from kx86.series.series import Series

_LINE = re.compile(r"([^:\n]*):(\d+): (ERROR|WARNING|CHECK):([A-Z0-9_]+): (.*)")
# The script's errors block nobody at KVM x86: only the handbook says what is an error.
_LEVELS = {"ERROR": Level.WARNING, "WARNING": Level.ADVICE, "CHECK": Level.ADVICE}

# What the script and kx86 both judge: type of the script -> rules that speak instead whenever one of them was run.
JUDGED_HERE: Mapping[str, frozenset[str]] = {
    "BAD_FIXES_TAG": frozenset({"TAG-FIXES-FORMAT"}),
    "BAD_REPORTED_BY_LINK": frozenset({"LK-FORMAL"}),
    "BAD_SIGN_OFF": frozenset({"TAG-SOB"}),
    "BLOCK_COMMENT_STYLE": frozenset({"CM-BLOCK-STYLE"}),
    "BRACES": frozenset({"CS-BRACES"}),
    "COMMIT_LOG_LONG_LINE": frozenset({"CL-WRAP-75", "CL-WRAP"}),
    "LINE_SPACING": frozenset({"CS-BLANK-DECL", "CS-NEWLINE"}),
    "LONG_LINE": frozenset({"CS-LONG100"}),
    "LONG_LINE_COMMENT": frozenset({"CS-LONG100"}),
    "LONG_LINE_STRING": frozenset({"CS-LONG100"}),
    "MISSING_SIGN_OFF": frozenset({"TAG-SOB"}),
    "INLINE": frozenset({"CS-INLINE"}),
    "NO_AUTHOR_SIGN_OFF": frozenset({"TAG-SOB"}),
    "OPEN_ENDED_LINE": frozenset({"CS-PAREN-OPEN"}),
    "PARENTHESIS_ALIGNMENT": frozenset({"CS-ALIGN"}),
    "SPLIT_STRING": frozenset({"CS-SPLIT-STRING"}),
    "TYPO_SPELLING": frozenset({"CL-TYPO"}),
    "UNKNOWN_COMMIT_ID": frozenset({"TAG-FIXES-UNKNOWN"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign:
    """A finding of somebody else's tool, with its own type."""

    type: str
    level: Level
    n: int
    message_id: str | None
    where: Where
    message: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A patch as a mail, and for each line of its message the part and the line in it."""

    data: bytes
    lines: tuple[str, ...]
    places: tuple[tuple[Part, int | None], ...]


def ask_checkpatch(script: Checkpatch, series: Series, rules: Iterable[str]) -> tuple[Foreign, ...]:
    """Return what the script says about the patches of a series, without what the `rules` that were run judge."""
    ran = frozenset(rules)
    letters = [write_letter(patch) for patch in series.patches]
    said = script.run([letter.data for letter in letters])
    return tuple(
        found
        for patch, letter, text in zip(series.patches, letters, said, strict=True)
        for found in read_findings(text, patch, letter)
        if not JUDGED_HERE.get(found.type, frozenset()) & ran
    )


def write_letter(patch: Patch) -> Letter:
    """Write a patch as the mail that git format-patch makes of it."""
    rows: list[tuple[str, tuple[Part, int | None]]] = [
        (f"From: {patch.author}", ("headers", None)),
        (f"Subject: [PATCH] {patch.shortlog}", ("subject", None)),
        ("", ("headers", None)),
        *((line, ("changelog", number)) for number, line in enumerate(patch.changelog, 1)),
        ("", ("changelog", None)),
        *((line, ("trailers", number)) for number, line in enumerate(patch.trailer_lines, 1)),
        ("---", ("notes", None)),
        ("", ("notes", None)),
    ]
    lines = [line.replace("\n", " ") for line, _ in rows]
    data = "\n".join([*lines, *write_diff(patch.diff), "-- ", "kx86", ""])
    return Letter(data.encode("utf-8", "replace"), tuple(lines), tuple(place for _, place in rows))


def read_findings(text: str, patch: Patch, letter: Letter) -> Iterator[Foreign]:
    """Read the lines that the script printed; a line in no known form is passed over."""
    added = {(line.file, line.line): line.text for line in patch.touch.added}
    for line in text.splitlines():
        match = _LINE.fullmatch(line)
        if match is None:
            continue
        file, number, level, type_, message = match.groups()
        yield Foreign(
            type=type_,
            level=_LEVELS[level],
            n=patch.n,
            message_id=patch.message_id,
            where=_where(file, int(number), letter, added),
            message=message,
        )


def _where(file: str, number: int, letter: Letter, added: Mapping[tuple[str, int], str]) -> Where:
    if file not in ("", "-"):
        return Where(part="diff", file=file, line=number, text=added.get((file, number), ""))
    if 0 < number <= len(letter.places):
        part, line = letter.places[number - 1]
        return Where(part=part, line=line, text=letter.lines[number - 1])
    return Where(part="changelog")
