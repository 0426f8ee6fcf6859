# SPDX-License-Identifier: GPL-2.0-or-later
"""The report as a person reads it: by patch, with the offending line, a caret and the rewrite."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kx86.apps.cli.blocks import Block, Chooser, Item
from kx86.apps.cli.place import excerpt, places, rewrite, spot
from kx86.apps.cli.terminal import PLAIN, Paint, cut, fold, printable
from kx86.apps.cli.view import CHECKPATCH, FindingView, ReportView, SeriesView

# Other places of the same rule that get a line of their own.
_OTHERS_SHOWN = 4
_LONGEST_MESSAGE = 600


@dataclass(frozen=True, slots=True)
class Style:
    """How to print: colour, width, and whether everything is printed in full."""

    paint: Paint = PLAIN
    width: int = 100
    verbose: bool = False


def render(report: ReportView, style: Style) -> Iterator[str]:
    """Yield the lines of a report."""
    spoke = [one for one in report.series if one.findings]
    for number, one in enumerate(spoke):
        if number:
            yield ""
        if len(report.series) > 1:
            yield style.paint("title", f"=== {_series_name(one)}")
        yield from _series(one, style)
    if spoke:
        yield ""
    yield from summary(report, style)


def _series_name(one: SeriesView) -> str:
    version = f"v{one.version}, " if one.version != "1" else ""
    return printable(f"{one.title} ({version}{_count(len(one.patches), 'patch', 'patches')})")


def _series(one: SeriesView, style: Style) -> Iterator[str]:
    chooser = Chooser(verbose=style.verbose)
    first = True
    for head, findings in _by_patch(one, style):
        blocks, hidden = chooser.choose(findings)
        if not first:
            yield ""
        first = False
        yield head
        foreign = False
        for block in blocks:
            if block.items[0].head.section == CHECKPATCH and not foreign:
                foreign = True
                yield style.paint("dim", "  scripts/checkpatch.pl of this tree says:")
            yield from _block(block, style)
        if hidden:
            yield style.paint("dim", f"  {_count(hidden, 'more piece', 'more pieces')} of advice: -v")


def _by_patch(one: SeriesView, style: Style) -> Iterator[tuple[str, Sequence[FindingView]]]:
    """Yield the patches that something was found in, with the line above their findings; the series itself comes first.

    What concerns a series of one patch is said with that patch.
    """
    alone = one.patches[0] if len(one.patches) == 1 and one.cover is None else None
    by_number: dict[int | None, list[FindingView]] = {}
    known = {0, *(patch.n for patch in one.patches)}
    for found in one.findings:
        n = found.n if found.n in known else None
        if n is None and found.where.text == one.title:
            # The title stands right above.
            found = replace(found, where=replace(found.where, text=""))
        by_number.setdefault(alone.n if alone and n is None else n, []).append(found)
    if None in by_number:
        yield style.paint("title", printable(f"series: {one.title}")), by_number[None]
    if 0 in by_number:
        m = one.patches[0].m if one.patches else 0
        yield _head(f"[0/{m}] {one.title}", one.cover, style), by_number[0]
    for patch in one.patches:
        if patch.n in by_number:
            number = f"[{patch.n}/{patch.m}] " if patch.m > 1 else ""
            name = patch.commit[:12] if patch.commit else patch.message_id
            yield _head(number + patch.shortlog, name, style), by_number[patch.n]


def _head(title: str, name: str | None, style: Style) -> str:
    behind = style.paint("dim", f" ({printable(name)})") if name else ""
    return style.paint("title", cut(printable(title), 200)) + behind


def _block(block: Block, style: Style) -> Iterator[str]:
    """Print what is said about one line, then the line and its rewrite, once; an earlier patch may have been told more."""
    heads = [item.head for item in block.items]
    alone = len(heads) == 1
    for item in block.items:
        yield from _message(item.head, "" if block.full else spot(item.head.where), style)
        if not alone:
            yield from _more(item, style)
    yield from excerpt(heads, style.paint) if block.full else rewrite(heads[0], style.paint)
    if alone:
        yield from _more(block.items[0], style)


def _more(item: Item, style: Style) -> Iterator[str]:
    """Print the hint, and the other places of the same rule."""
    if item.full and item.head.hint:
        yield from fold(cut(printable(item.head.hint), _LONGEST_MESSAGE), style.width, "    hint: ", " " * 10)
    same = [found for found in item.others if found.message == item.head.message]
    if same:
        named = places([found.where for found in same])
        yield from fold(named or _count(len(same), "other place", "other places"), style.width, "    also: ", " " * 10)
    different = [found for found in item.others if found.message != item.head.message]
    for found in different[:_OTHERS_SHOWN]:
        place = spot(found.where)
        yield from fold(printable(found.message), style.width, f"    also{' ' + place if place else ''}: ", " " * 10)
    if len(different) > _OTHERS_SHOWN:
        rest = places([found.where for found in different[_OTHERS_SHOWN:]])
        yield from fold(rest or "-v", style.width, f"    and {len(different) - _OTHERS_SHOWN} more: ", " " * 10)


def _message(found: FindingView, place: str, style: Style) -> Iterator[str]:
    """Print level, rule and message, and the place behind them, or below where they fill the line."""
    said = f"{found.level} {found.rule}: {cut(printable(found.message), _LONGEST_MESSAGE)}"
    lines = list(fold(said, style.width, "  ", " " * 6))
    if place and len(lines) == 1 and len(lines[0]) + len(place) + 3 <= style.width:
        lines[0] += f" ({place})"
    elif place:
        lines.append(f"    {style.paint('dim', place)}")
    lines[0] = lines[0].replace(found.level, style.paint(found.level, found.level), 1)
    yield from lines


def summary(report: ReportView, style: Style) -> Iterator[str]:
    """Yield the last lines: what was found, and what could not be judged."""
    counts = report.summary
    patches = sum(len(one.patches) for one in report.series)
    against = f"edition {report.edition} of the handbook"
    if not (counts.errors or counts.warnings or counts.advice):
        concerned = any(one.concerned for one in report.series)
        checked = f"checked against {against}: nothing to remark."
        said = checked if concerned else "without a file of KVM x86: the handbook has no say."
        yield style.paint("good", f"{_count(patches, 'patch', 'patches')} {said}")
    else:
        said = counted((counts.errors, counts.warnings, counts.advice), style.paint)
        touched = sum(len({f.n for f in one.findings if f.n}) for one in report.series)
        on = _count(patches, "patch", "patches") if touched in (0, patches) else f"{touched} of {patches} patches"
        yield f"{said} on {on} ({against})."
        rule = _loudest(report)
        if rule:
            yield style.paint("dim", f"kx86 rules {rule} tells why.")
    yield from _not_run(report, style)


def counted(numbers: Sequence[int], paint: Paint = PLAIN) -> str:
    """Say how many errors, warnings and pieces of advice there are; empty when there are none."""
    words = (
        ("error", "error", "errors"),
        ("warning", "warning", "warnings"),
        ("advice", "piece of advice", "pieces of advice"),
    )
    said = [paint(level, _count(n, one, many)) for n, (level, one, many) in zip(numbers, words, strict=True) if n]
    return _list(said) if said else ""


def _loudest(report: ReportView) -> str | None:
    findings = [found for one in report.series for found in one.findings if found.section != CHECKPATCH]
    for level in ("error", "warning", "advice"):
        for found in findings:
            if found.level == level:
                return found.rule
    return None


_NEEDS = {
    "functions": "the functions of the tree",
    "commits": "the commits of a kernel clone",
    "history": "the history of a kernel clone",
    "previous": "the previous posting",
    "post_images": "the files of a kernel clone",
}


def _not_run(report: ReportView, style: Style) -> Iterator[str]:
    """Say what could not be judged where somebody can do something about it, or asks for everything."""
    lacking = report.summary.not_run
    # Whoever runs inside a clone has its commits and functions: then what lacks is about these patches, not about the place.
    elsewhere = any(one.needs in ("commits", "functions") for one in lacking)
    if lacking and style.verbose:
        needs = _list(list(dict.fromkeys(_NEEDS.get(one.needs, one.needs) for one in lacking)))
        text = f"{_count(len(lacking), 'rule', 'rules')} not run for want of {needs}: {', '.join(one.rule for one in lacking)}."
    elif elsewhere:
        text = f"{_count(len(lacking), 'more rule', 'more rules')} would run in a kernel clone: -C CLONE."
    else:
        return
    for line in fold(text, style.width):
        yield style.paint("dim", line)


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _list(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
