# SPDX-License-Identifier: GPL-2.0-or-later
"""A line and changes to parts of it in; the changed line out."""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

Change = tuple[int, int, str]

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
# Longer lines are no prose, and comparing them would take long.
_LONGEST = 400


def splice(text: str, changes: Iterable[Change]) -> str:
    """Replace parts of a text, each given by start, end and what shall stand there, in order and without overlap."""
    pieces = []
    done = 0
    for start, end, new in changes:
        pieces += [text[done:start], new]
        done = end
    return "".join([*pieces, text[done:]])


def joined(text: str, rewrites: Sequence[str]) -> str | None:
    """Join rewrites of one line, each of which changes something else; None when two of them change the same place."""
    if any(len(one) > _LONGEST for one in (text, *rewrites)):
        return None
    changes = sorted({change for rewrite in rewrites for change in _changes(text, rewrite)})
    for (start, end, _), (following, last, _) in itertools.pairwise(changes):
        if following < end or (following, last) == (start, end):
            return None
    return splice(text, changes)


def _changes(old: str, new: str) -> Iterator[Change]:
    """The places where a text was changed, word by word, without what a changed word has in common with the old one."""
    from difflib import SequenceMatcher

    was, now = _TOKEN.findall(old), _TOKEN.findall(new)
    starts = [0]
    for token in was:
        starts.append(starts[-1] + len(token))
    for kind, first, last, begin, end in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind != "equal":
            yield _trimmed(starts[first], "".join(was[first:last]), "".join(now[begin:end]))


def _trimmed(start: int, old: str, new: str) -> Change:
    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    tail = 0
    while tail < min(len(old), len(new)) - same and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return start + same, start + len(old) - tail, new[same : len(new) - tail]
