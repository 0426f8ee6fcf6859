# SPDX-License-Identifier: GPL-2.0-or-later
"""What mails answer, and the runs of git send-email that they come from, in; which hang together, and a thread as a tree, out."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# git send-email numbers the mails of one run; the mails of a series sent without threading share the rest of their ids.
_FAMILY = re.compile(r"([0-9]{14}\.[0-9]{1,10})-[0-9]{1,4}-(.+)", re.DOTALL)


def family(message_id: str) -> tuple[str, ...]:
    """What the mails of one run of git send-email share, as a name that is no Message-ID; nothing for any other mail."""
    found = _FAMILY.fullmatch(message_id)
    # No Message-ID holds a blank, so that this name meets none.
    return (f"{found[1]} {found[2]}",) if found else ()


@dataclass(frozen=True, slots=True)
class Branch:
    """A mail in the tree: its Message-ID, how deep it stands, and for each level above whether more follow there."""

    message_id: str
    depth: int
    more: tuple[bool, ...] = ()


# Deeper than people read; what answers beyond is shown at this depth.
DEEPEST = 60


def tree(parents: Mapping[str, Sequence[str]]) -> tuple[Branch, ...]:
    """Order mails as a tree: each below the nearest mail that it answers and that is there.

    `parents` maps each mail, oldest first, to the mails that it answers, the nearest first.  A mail that answers nothing that
    is there begins a tree of its own; of mails that answer each other in a ring, the oldest does.
    """
    above: dict[str, str | None] = {}
    for mail, answered in parents.items():
        above[mail] = next((one for one in answered if one in parents and one != mail), None)
    _break_rings(above)
    below: dict[str | None, list[str]] = {}
    for mail, parent in above.items():
        below.setdefault(parent, []).append(mail)
    return tuple(_walk(below))


def _break_rings(above: dict[str, str | None]) -> None:
    """Cut each ring at the oldest of its mails, which comes first."""
    order = {mail: number for number, mail in enumerate(above)}
    done: set[str] = set()
    for start in above:
        trail: list[str] = []
        on_trail: set[str] = set()
        at: str | None = start
        while at is not None and at not in done and at not in on_trail:
            trail.append(at)
            on_trail.add(at)
            at = above[at]
        if at is not None and at in on_trail:
            above[min(trail[trail.index(at) :], key=order.__getitem__)] = None
        done |= on_trail


def _walk(below: Mapping[str | None, Sequence[str]]) -> list[Branch]:
    found: list[Branch] = []
    stack: list[tuple[str, int, tuple[bool, ...]]] = [(mail, 0, ()) for mail in reversed(below.get(None, ()))]
    while stack:
        mail, depth, more = stack.pop()
        found.append(Branch(mail, depth, more))
        answers = below.get(mail, ())
        if depth < DEEPEST:
            stack += [
                (answer, depth + 1, (*more, number < len(answers) - 1))
                for number, answer in reversed(list(enumerate(answers)))
            ]
        else:
            stack += [(answer, depth, more) for answer in reversed(answers)]
    return found
