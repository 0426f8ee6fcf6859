# SPDX-License-Identifier: GPL-2.0-or-later
"""Places in a comment as findings name them, and which comments are judged."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kx86.handbook.c_views import Seen, seen
from kx86.handbook.facts import Facts
from kx86.handbook.finding import Where
from kx86.handbook.style.runs import in_function, is_code
from kx86.patch.comment import Comment
from kx86.patch.window import Window
from kx86.series.patch import Patch

if TYPE_CHECKING:
    from kx86.patch.cview import CodeComment

_NEAR = 3  # lines that one finding stands for


def new_comments(patch: Patch, facts: Facts) -> Iterator[Comment]:
    """The comments that the patch adds at least a line to: those of whole files at hand, else those that hunks show.

    In a file at hand, comments of functions that the parser does not understand are left alone.
    """
    if not facts.post_images:
        return (comment for comment in patch.comments if True in comment.added)
    return _of_files(patch, facts)


def _of_files(patch: Patch, facts: Facts) -> Iterator[Comment]:
    whole: dict[str, Seen | None] = {}
    for comment in patch.comments:
        if comment.file not in whole:
            found = whole[comment.file] = seen(patch, facts, comment.file)
            if found:
                yield from (_whole(one, found.window) for one in found.view.comments if _is_judged(one, found))
        if whole[comment.file] is None and True in comment.added:
            yield comment


def _is_judged(comment: "CodeComment", found: Seen) -> bool:
    return any(found.window.new[comment.first - 1 : comment.last]) and found.view.trusted(comment.first)


def _whole(comment: "CodeComment", window: Window) -> Comment:
    return Comment(
        file=window.file,
        first=comment.first,
        last=comment.last,
        lines=comment.lines,
        text=comment.text,
        tail=comment.tail,
        opens=True,
        closes=True,
        kdoc=comment.kdoc,
        added=window.new[comment.first - 1 : comment.last],
        following=comment.following,
    )


def at(comment: Comment, index: int, column: int | None = None, width: int = 1) -> Where:
    """One line of a comment; `column` counts in its text without the marks of the comment."""
    line = comment.lines[index]
    if column is not None:
        column += max(0, line.rfind(comment.text[index]))
    return Where(part="diff", file=comment.file, line=comment.first + index, text=line, column=column, width=width)


def over(comment: Comment, first: int, last: int) -> Where:
    """Several lines of a comment, `last` included."""
    text = "\n".join(comment.lines[first : last + 1])
    return Where(part="diff", file=comment.file, line=comment.first + first, text=text)


def window_of(patch: Patch, comment: Comment) -> Window | None:
    """The window that shows a comment."""
    return patch.window_at(comment.file, comment.first)


def in_code(window: Window, comment: Comment) -> bool:
    """Does the comment stand in a function, and not beside the member of a structure or a value of a table?"""
    around = window.brackets.around[comment.first - window.start]
    if around >= 0:
        return is_code(window, around)
    return in_function(window) and indent(comment)[:1] in ("\t", " ")


def indent(comment: Comment) -> str:
    """What stands in front of the comment on its first line."""
    line = comment.lines[0]
    return line[: len(line) - len(line.lstrip())]


def apart(indices: list[int]) -> list[list[int]]:
    """Lines of a comment in groups, each near its first line."""
    groups: list[list[int]] = []
    for index in indices:
        if groups and index - groups[-1][0] <= _NEAR:
            groups[-1].append(index)
        else:
            groups.append([index])
    return groups
