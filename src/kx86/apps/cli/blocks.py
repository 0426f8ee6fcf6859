# SPDX-License-Identifier: GPL-2.0-or-later
"""Choose what of a report is shown: repeats folded, the most useful advice first, the rest counted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kx86.apps.cli.view import CHECKPATCH, FindingView

# As many pieces of advice on one patch are shown without -v.
ADVICE_SHOWN = 5
_RANK = {"error": 0, "warning": 1, "advice": 2}
# A patch is read from top to bottom.
_PARTS = {
    part: number
    for number, part in enumerate(("headers", "cover", "subject", "changelog", "trailers", "notes", "diff"))
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What one rule has to say about a patch: the first finding, in `full` or briefly, and the others of the same rule."""

    head: FindingView
    full: bool
    others: tuple[FindingView, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """Items about one and the same line with one and the same rewrite, which is then shown once."""

    items: tuple[Item, ...]

    @property
    def full(self) -> bool:
        """Is any of the items shown in full?"""
        return any(item.full for item in self.items)


@dataclass(slots=True)
class Chooser:
    """Choose patch by patch within one series; a rule that was shown in full once is brief from then on."""

    verbose: bool = False
    seen: set[str] = field(default_factory=set)

    def choose(self, findings: Iterable[FindingView]) -> tuple[tuple[Block, ...], int]:
        """Return the blocks to show for one patch, the gravest first, and how many pieces of advice are left out."""
        ordered = sorted(findings, key=_order)
        if self.verbose:
            return _join(Item(head=found, full=True) for found in ordered), 0
        groups: dict[tuple[str, str], list[FindingView]] = {}
        for found in ordered:
            groups.setdefault((found.rule, found.level), []).append(found)
        hidden = _least_useful([group for group in groups.values() if group[0].level == "advice"])
        kept = [group for group in groups.values() if not any(group is other for other in hidden)]
        return _join(self._item(group) for group in kept), sum(len(group) for group in hidden)

    def _item(self, group: list[FindingView]) -> Item:
        head, *others = group
        full = head.rule not in self.seen
        self.seen.add(head.rule)
        return Item(head=head, full=full, others=tuple(others))


def _order(found: FindingView) -> tuple[bool, int, int]:
    return (found.section == CHECKPATCH, _RANK[found.level], _PARTS.get(found.where.part, len(_PARTS)))


def _join(items: Iterable[Item]) -> tuple[Block, ...]:
    """Put items on the same line with the same rewrite together, where the gravest of them stands."""
    places: dict[object, list[Item]] = {}
    for number, item in enumerate(items):
        where = item.head.where
        place = (item.head.section == CHECKPATCH, where.part, where.file, where.line, where.text, item.head.replacement)
        places.setdefault(place if item.head.replacement else number, []).append(item)
    return tuple(Block(tuple(joined)) for joined in places.values())


def _least_useful(groups: Sequence[list[FindingView]]) -> list[list[FindingView]]:
    """Return the groups that stand back: advice with a rewrite comes first, then advice with a place, then the rest."""
    return sorted(groups, key=_use)[ADVICE_SHOWN:]


def _use(group: list[FindingView]) -> tuple[bool, bool, bool]:
    head = group[0]
    return (head.section == CHECKPATCH, head.replacement is None, not head.where.text)
