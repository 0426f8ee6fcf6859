# SPDX-License-Identifier: GPL-2.0-or-later
"""The form of comments: how they open and close, where they stand, how they are wrapped."""

import re
from collections.abc import Iterator

from kx86.handbook.c_findings import few_evenly, judged
from kx86.handbook.comments.place import apart, at, in_code, indent, new_comments, over, window_of
from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level
from kx86.handbook.prose import paragraphs
from kx86.handbook.rule import rule
from kx86.patch.comment import Comment
from kx86.patch.window import width
from kx86.series.patch import Patch

FITS = 80
_POKE = 4  # a little more than that hurts nobody
_ROOM = 8  # columns that may stay free at the end of a line
_LICENCE = re.compile(r"SPDX-|[Cc]opyright|\([Cc]\)")
_DRAWING = re.compile(r"[-=+|_*#<>]{3}|[^\s.]\s{3,}\S|\t")


@rule("CM-BLOCK-STYLE", level=Level.WARNING, statement="STYLE-2")
def block_style(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Open a comment of several lines with a bare /*, and close it with */ on a line of its own."""
    for comment in new_comments(patch, facts):
        if len(comment.lines) > 1 and not comment.tail and "//" not in comment.lines[0] and judged(comment.file, facts):
            yield from _block(comment)


def _block(comment: Comment) -> Iterator[Finding]:
    lead = indent(comment)
    if _LICENCE.search(comment.text[0]):
        return
    if comment.opens and comment.added[0] and comment.text[0]:
        yield Finding(
            where=at(comment, 0, 0, len(comment.text[0])),
            message="Comment of several lines begins on the line of its /*.",
            replacement=f"{lead}/*{'*' if comment.kdoc else ''}\n{lead} * {comment.text[0].strip()}",
        )
    elif comment.closes and comment.added[-1] and comment.text[-1] and comment.opens:
        bare = comment.lines[-1].rpartition("*/")[0].rstrip()
        yield Finding(
            where=at(comment, len(comment.lines) - 1),
            message="Comment of several lines ends on a line with text.",
            replacement=f"{bare}\n{lead} */",
        )
    elif _is_inflated(comment):
        yield Finding(
            where=over(comment, 0, len(comment.lines) - 1),
            message="Comment of one line takes three.",
            replacement=f"{lead}/* {comment.text[1].strip()} */",
            level=Level.ADVICE,
        )


def _is_inflated(comment: Comment) -> bool:
    """Is this a comment inside a function whose text would fit on the line of its marks?"""
    return (
        len(comment.lines) == 3
        and comment.opens
        and comment.closes
        and all(comment.added)
        and not comment.kdoc
        and not comment.text[0]
        and not comment.text[2]
        and indent(comment) != ""
        and width(f"{indent(comment)}/* {comment.text[1].strip()} */") <= FITS
    )


@rule("CM-TAIL", level=Level.ADVICE, statement="STYLE-2")
def tail(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Put a comment above the statement it explains, not behind it."""
    yield from few_evenly(_tails(patch, facts))


_STATEMENT = re.compile(r"[ \t]+\S.*[;{][ \t]*$")
_MARKER = re.compile(r"(?i)fall[ -]?through|nothing|not ?reached|unreachable|noop|no-op")


def _tails(patch: Patch, facts: Facts) -> Iterator[Finding]:
    for comment in new_comments(patch, facts):
        if comment.tail and comment.added[0] and comment.opens and judged(comment.file, facts):
            line = comment.lines[0]
            begin = max(line.rfind("/*"), line.rfind("//"))
            code = line[:begin]
            if (
                begin > 0
                and _STATEMENT.match(code)
                and not _MARKER.search(comment.text[0])
                and _beside_code(patch, comment)
            ):
                yield Finding(
                    where=at(comment, 0, 0, len(comment.text[0])),
                    message="Comment stands behind code.",
                    hint="Put it on a line of its own above the code.",
                    replacement=_above(line, begin) if comment.closes and len(comment.lines) == 1 else None,
                )


def _beside_code(patch: Patch, comment: Comment) -> bool:
    window = window_of(patch, comment)
    return window is not None and in_code(window, comment)


def _above(line: str, begin: int) -> str:
    lead = line[: len(line) - len(line.lstrip())]
    return f"{lead}{line[begin:].strip()}\n{line[:begin].rstrip()}"


@rule("CM-WRAP", level=Level.ADVICE, statement="STYLE-2")
def wrap(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Wrap comments near 80 columns, neither far before nor behind."""
    yield from few_evenly(_wraps(patch, facts))


def _wraps(patch: Patch, facts: Facts) -> Iterator[Finding]:
    for comment in new_comments(patch, facts):
        if comment.tail or not comment.opens:
            continue
        wide = [index for index, line in enumerate(comment.lines) if len(line) > 50 and _is_wide(comment, index)]
        if wide and max(width(comment.lines[index]) for index in wide) <= FITS + _POKE:
            continue
        if wide and judged(comment.file, facts):
            for group in apart(wide):
                yield _wide(comment, group)
        elif len(comment.lines) > 3 and comment.closes and all(comment.added):
            yield from (finding for finding in _early(comment) if judged(comment.file, facts))


def _is_wide(comment: Comment, index: int) -> bool:
    text = comment.text[index]
    return (
        comment.added[index] and FITS < width(comment.lines[index]) <= 100 and "://" not in text and " " in text.strip()
    )


def _wide(comment: Comment, group: list[int]) -> Finding:
    columns = max(width(comment.lines[index]) for index in group)
    what = "Line of a comment is" if len(group) == 1 else f"{len(group)} lines of a comment are up to"
    return Finding(
        where=at(comment, group[0], 0, len(comment.text[group[0]])),
        message=f"{what} {columns} columns long.",
        hint="Wrap comments at 80.",
    )


def _early(comment: Comment) -> Iterator[Finding]:
    """Paragraphs of prose that would take fewer lines if their lines were filled."""
    lead = width(indent(comment)) + 3
    for paragraph in paragraphs(comment.text):
        lines = [line.strip() for line in paragraph.lines]
        if paragraph.kind != "prose" or len(lines) < 3 or any(_is_laid_out(line) for line in lines[:-1]):
            continue
        filled = _filled(" ".join(lines), FITS - _ROOM - lead)
        if len(filled) < len(lines):
            last = paragraph.first + len(lines) - 2
            yield Finding(
                where=at(comment, last, 0, len(comment.text[last])),
                message=f"Comment is wrapped early: {len(filled)} lines would do instead of {len(lines)}.",
                hint="Wrap comments at about 80 columns.",
            )


def _is_laid_out(line: str) -> bool:
    """Did somebody choose to break here: a sentence ends, or the line is a row of a table or a drawing?"""
    return line.endswith((".", ":", ";", ",", ")")) or not line[0].isalpha() or _DRAWING.search(line) is not None


def _filled(text: str, columns: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= columns:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines
