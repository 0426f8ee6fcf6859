# SPDX-License-Identifier: GPL-2.0-or-later
"""What `kx86 build` prints of a series: a table of patches and configurations, then what went wrong, in the compiler's words."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from typing import NamedTuple

from kx86.apps.cli.build_view import BuildView, CellView, ConfigurationView, MessageView, StepView
from kx86.apps.cli.render import Style
from kx86.apps.cli.terminal import cut, fold, printable

_LONGEST = 140
_MOST_MESSAGES = 5
# Of a subject at least so much is shown.
_LEAST = 30
_NOTE = ": note: "
_EXPANDED = f"{_NOTE}in expansion of macro "
_BAD = ("broken", "warned", "stopped")
_WORDS = {"clean": "ok", "told": "ok", "warned": "WARNS", "broken": "BROKEN", "stopped": "STOPPED"}
_STYLES = {"clean": "good", "told": "good", "warned": "error", "broken": "error", "stopped": "error"}


def head_lines(view: BuildView, style: Style) -> Iterator[str]:
    """Yield the title, and the head of the table."""
    count = f"{view.count} {'patch' if view.count == 1 else 'patches'}"
    title = f"{view.title}: {count} on {view.base_name or view.base[:12]}"
    yield style.paint("title", cut(printable(title), _LONGEST))
    for one in view.lacking:
        yield f"  {style.paint('warning', 'not built:')} {printable(one.why)}{f' ({printable(one.hint)})' if one.hint else ''}"
    if view.configurations and _is_table(view, style):
        heads = "  ".join(one.title.ljust(_width(one.title)) for one in view.configurations)
        yield f"  {' ' * _number(view)}  {style.paint('dim', printable(heads.rstrip()))}"
    elif view.configurations:
        yield from fold(printable(", ".join(one.title for one in view.configurations)), style.width, "  in ", "     ")
    elif not view.lacking:
        yield "  nothing to build: no configuration is asked for by what it touches"


def row_lines(step: StepView, view: BuildView, style: Style) -> Iterator[str]:
    """Yield the row of a patch: a line of the table, or what came of which configuration where the table is too wide."""
    cells = {one.configuration: one for one in step.builds}
    words = {name: _word(cell) for name, cell in cells.items()}
    times = {name: "" if cell.verdict == "told" else _time(cell) for name, cell in cells.items()}
    styles = {name: _STYLES[cell.verdict] for name, cell in cells.items()}
    yield from _row(step.n, step.subject, _Row(words, times, styles), view, style)


def planned_lines(view: BuildView, style: Style) -> Iterator[str]:
    """Yield a row for every patch that would be built, and how many builds that are."""
    for one in view.planned if view.configurations else ():
        words = {**dict.fromkeys(one.build, "to build"), **dict.fromkeys(one.known, "known")}
        yield from _row(one.n, one.subject, _Row(words, {}, dict.fromkeys(one.known, "good")), view, style)
    if view.configurations:
        known = sum(len(one.known) for one in view.planned)
        yield f"  {_builds(known + sum(len(one.build) for one in view.planned), known)}"


class _Row(NamedTuple):
    """The entries of a row by configuration: a word, how long it took, and how to paint it."""

    words: Mapping[str, str]
    times: Mapping[str, str]
    styles: Mapping[str, str]


def _row(n: int, subject: str, row: _Row, view: BuildView, style: Style) -> Iterator[str]:
    head = f"  {f'{n}/{view.count}'.rjust(_number(view))}  "
    if _is_table(view, style):
        shown = "  ".join(_entry(one, row, style) for one in view.configurations)
        yield f"{head}{shown}  {cut(printable(subject), max(style.width - _table(view), _LEAST))}"
        return
    yield f"{head}{cut(printable(subject), max(style.width - len(head), _LEAST))}"
    groups: dict[tuple[str, str], list[str]] = {}
    for one in view.configurations:
        if one.name in row.words:
            told = f"{one.title} {row.times.get(one.name, '')}".rstrip()
            groups.setdefault((row.words[one.name], row.styles.get(one.name, "")), []).append(told)
    for (word, paint), names in groups.items():
        blank = " " * len(head)
        first, *more = fold(printable(", ".join(names)), style.width, f"{blank}{word}: ", f"{blank}  ")
        yield first.replace(word, style.paint(paint, word) if paint else word, 1)
        yield from more


def _entry(one: ConfigurationView, row: _Row, style: Style) -> str:
    word, paint = row.words.get(one.name, "-"), row.styles.get(one.name, "")
    text = f"{word} {row.times.get(one.name, '')}".rstrip()
    return (style.paint(paint, text) if paint else text) + " " * (_width(one.title) - len(text))


def _is_table(view: BuildView, style: Style) -> bool:
    """Does a table with a bit of each subject fit the terminal?"""
    return _table(view) + _LEAST <= style.width


def _table(view: BuildView) -> int:
    """The columns that a row takes in front of its subject."""
    return 4 + _number(view) + sum(_width(one.title) + 2 for one in view.configurations)


def rest_lines(view: BuildView, style: Style) -> Iterator[str]:
    """Yield a paragraph for every patch that is not clean, and the sum."""
    told: dict[object, int] = {}
    for step in view.patches:
        yield from _paragraphs(step, view, told, style)
    if view.not_built:
        yield ""
        many = len(view.not_built) > 1
        yield f"  {'patches' if many else 'patch'} {_numbers(view.not_built)} not built; --keep-going goes on behind a failure"
    if view.configurations:
        yield f"  {_sum(view)}"


def _width(title: str) -> int:
    return max(len(title), 13)


def _number(view: BuildView) -> int:
    return len(f"{view.count}/{view.count}")


def _word(cell: CellView) -> str:
    new = sum(not one.known for one in cell.messages)
    return f"ok, {new} new" if cell.verdict == "told" else _WORDS[cell.verdict]


def _time(cell: CellView) -> str:
    return "known" if cell.known else f"{cell.seconds:.1f} s"


def _paragraphs(step: StepView, view: BuildView, told: dict[object, int], style: Style) -> Iterator[str]:
    """What is wrong with a patch; configurations with the same words share a paragraph, and each is told once."""
    titles = {one.name: one.title for one in view.configurations}
    groups: dict[object, list[CellView]] = {}
    for cell in step.builds:
        if cell.verdict != "clean" or cell.gone:
            groups.setdefault(_said(cell), []).append(cell)
    for said, cells in groups.items():
        names = ", ".join(titles[cell.configuration] for cell in cells)
        if (said, names) in told:
            continue
        told[said, names] = step.n
        yield ""
        colour = "error" if cells[0].verdict in _BAD else "warning"
        yield style.paint(colour, printable(f"Patch {step.n}/{view.count} {_what(cells[0])}: {names}"))
        yield from _words(cells[0], style)
        yield from _beside(step.n, cells[0], view)
    for path in step.unbuilt:
        yield ""
        yield style.paint("error", printable(f"Patch {step.n}/{view.count}: no configuration compiled {path}"))


def _said(cell: CellView) -> object:
    """What is the same for builds that go wrong in the same way."""
    words = tuple((one.file, one.text, one.known) for one in cell.messages)
    return cell.verdict, cell.why, words, cell.base_fails, cell.gone, cell.tail


def _what(cell: CellView) -> str:
    if cell.verdict == "stopped":
        limits = {
            "time": "ran out of time",
            "memory": "took too much memory",
            "disk": "filled the disk",
            "tasks": "started too many processes",
        }
        return limits.get(cell.why or "", "was stopped")
    if cell.verdict == "broken" and cell.why:
        return f"cannot be configured ({cell.why})"
    if cell.gone and cell.verdict not in _BAD:
        return f"takes {', '.join(cell.gone[:8])} out of the configuration"
    return {"broken": "does not build", "warned": "adds warnings"}.get(cell.verdict, "adds messages")


def _words(cell: CellView, style: Style) -> Iterator[str]:
    new = [one for one in cell.messages if not one.known]
    # Where everything is known already, that is what there is to say.
    shown = new or [one for one in cell.messages if cell.verdict != "told"]
    errors = sorted(shown, key=lambda one: one.kind != "error")
    limit = len(errors) if style.verbose else _MOST_MESSAGES
    for one in errors[:limit]:
        yield from _message(one, style)
    if len(errors) > limit:
        yield f"  ... {len(errors) - limit} more (-v shows all)"
    for line in cell.tail if not shown else ():
        yield f"  | {cut(printable(line), _LONGEST)}"


def _message(one: MessageView, style: Style) -> Iterator[str]:
    place = f"{one.file}:{one.line}: " if one.file and one.line else f"{one.file}: " if one.file else ""
    kind = style.paint(one.kind, f"{one.kind}: ") if one.kind in ("error", "warning") else ""
    yield f"  {printable(place)}{kind}{cut(printable(one.text), 2 * _LONGEST)}"
    for line in one.context if style.verbose else _excerpt(one.context):
        yield f"  {cut(printable(line), _LONGEST)}"


def _excerpt(context: Sequence[str]) -> Sequence[str]:
    """The code of a message, and the place in the source where the macro stands that it comes from."""
    code = [*takewhile(lambda line: line.startswith(" "), context[:3])]
    expanded = [number for number, line in enumerate(context) if _EXPANDED in line]
    if expanded:
        return [*code, *context[expanded[-1] : expanded[-1] + 3]]
    return [*code, *takewhile(lambda line: _NOTE not in line, context[len(code) : 3])]


def _beside(n: int, cell: CellView, view: BuildView) -> Iterator[str]:
    """What the base says, and which later patch makes it good."""
    known = [one for one in cell.messages if one.known]
    if cell.base_fails:
        same = known and len(known) == len(cell.messages)
        yield f"  The base does not build either{', with the same message' if same else ''}."
    elif cell.verdict == "broken":
        yield "  The base builds."
    elif known and len(known) < len(cell.messages):
        many = len(known) > 1
        yield f"  {len(known)} more {'messages are' if many else 'message is'} in the base as well."
    elif known:
        yield "  The base says the same."
    if cell.verdict == "broken":
        yield from _later(n, cell, view)


def _later(n: int, cell: CellView, view: BuildView) -> Iterator[str]:
    """Which patches behind fail in the same way, and which one makes it good."""
    same: list[int] = []
    for step in view.patches[n:]:
        later = next((one for one in step.builds if one.configuration == cell.configuration), None)
        if later is not None and later.verdict in ("clean", "told"):
            belongs = "" if cell.base_fails else f": it belongs into patch {n}"
            yield f"  Patch {step.n}/{view.count} makes it good{belongs}."
            return
        if later is not None and _said(later) == _said(cell):
            same.append(step.n)
    if same:
        yield f"  {'Patches' if len(same) > 1 else 'Patch'} {_numbers(same)} will not build for the same reason."


def _sum(view: BuildView) -> str:
    cells = [cell for step in view.patches for cell in step.builds]
    fresh = [cell for cell in cells if not cell.known]
    told = _builds(len(cells), len(cells) - len(fresh))
    if fresh:
        cpu = sum(cell.cpu for cell in fresh)
        told += f"; {cpu:.{0 if cpu > 10 else 1}f} s of processor time"
    return told


def _builds(count: int, known: int) -> str:
    told = f"{count} {'build' if count == 1 else 'builds'}"
    return f"{told}, {known} known already" if known else told


def _numbers(numbers: Sequence[int]) -> str:
    first, last = numbers[0], numbers[-1]
    return str(first) if first == last else f"{first} to {last}"
