# SPDX-License-Identifier: GPL-2.0-or-later
"""A new version as somebody sees it who knows the old one: what became of each remark, and what is left to read."""

from collections import Counter
from collections.abc import Iterator, Sequence

from kx86.apps.cli.diff_render import head, patch_body, summary
from kx86.apps.cli.render import Style
from kx86.apps.cli.terminal import cut, fold, printable
from kx86.letters.manner import first_sentence, manner
from kx86.letters.remarks import Remark
from kx86.letters.review import Followed, Review

_STATES = ("untouched", "moved", "answered", "changed", "gone")
_WORDS = {
    "untouched": "untouched",
    "moved": "moved, untouched",
    "answered": "answered",
    "changed": "changed there",
    "gone": "gone",
}
_COLOURS = {"untouched": "warning", "moved": "warning", "answered": "advice", "changed": "good", "gone": "dim"}
_QUOTED = 2
_LONGEST = 160


def render_review(review: Review, style: Style) -> Iterator[str]:
    """Yield the lines of a review: the remarks, then the patches with what is new to read, then one line that sums up."""
    version = f"v{review.comparison.old_version}"
    if review.remarks:
        title = f"To do from {version}" if review.for_author else f"Remarks on {version}"
        yield style.paint("title", printable(f"{title}: {_counts(review.remarks)}"))
        for one in review.remarks:
            yield ""
            yield from _remark(one, style)
        yield ""
    if not review.for_author:
        yield from _to_read(review, style)
    yield from fold(_last(review), style.width)


def _to_read(review: Review, style: Style) -> Iterator[str]:
    """Yield the patches: those that are the same in one line, the others with their unread hunks."""
    told = review.comparison.patches
    width = len(str(max((ref.n for one in told for ref in (one.old, one.new) if ref), default=1)))
    identical = [one.new.n for one in told if one.identical and not one.reordered and one.new]
    if identical:
        yield style.paint("dim", f"Same as before: {_ranges(identical)}")
    for one in told:
        if not one.identical or one.reordered:
            yield head(one, style, width)
            yield from patch_body(one, style)
    yield ""


def _remark(one: Followed, style: Style) -> Iterator[str]:
    remark, outcome = one.remark, one.outcome
    state = _WORDS[outcome.state]
    if outcome.withdrawn:
        state = "taken back"
    elif outcome.state == "answered" and outcome.open:
        state = "promised, but untouched"
    box = style.paint(_COLOURS[outcome.state], f"[{state}]")
    yield f"{box} {_place(remark)}"
    for line in remark.quoted[-_QUOTED:]:
        yield style.paint("dim", f"    > {cut(printable(line), _LONGEST)}")
    said = printable(first_sentence(manner(remark.text).words or remark.text))
    who = printable(remark.by.name or remark.by.email)
    yield from fold(said, style.width, f"    {who}: ", " " * 8)
    if outcome.answer is not None:
        name = printable(outcome.answer.by.name or outcome.answer.by.email)
        yield from fold(printable(outcome.answer.sentence), style.width, f"      {name}: ", " " * 8)
    yield from _evidence(one, style)


def _evidence(one: Followed, style: Style) -> Iterator[str]:
    """Yield why the state is thought to be so, and the lines that show it."""
    outcome = one.outcome
    where = ""
    if outcome.state != "gone" and outcome.file and outcome.line:
        where = f" ({outcome.n}: {outcome.file}:{outcome.line})" if style.verbose else f" (line {outcome.line})"
    adopted = {True: "; the suggestion is there", False: "; not as suggested", None: ""}[outcome.adopted]
    sure = "" if outcome.confidence != "low" else "perhaps: "
    yield style.paint("dim", f"    {sure}{printable(outcome.why + adopted + where)}")
    if outcome.state == "changed":
        shown = {f"-{line}" for line in one.remark.quoted[-_QUOTED:]}
        fresh = [line for line in outcome.evidence if line not in shown]
        for line in fresh[: 8 if style.verbose else 2]:
            text = f"      {cut(printable(line), _LONGEST)}"
            yield style.paint("new" if line.startswith("+") else "old", text)


def _place(remark: Remark) -> str:
    """Say where a remark stands: the patch, then the file, line and function, or the part."""
    patch = "cover letter" if remark.n == 0 else f"patch {remark.n}"
    if remark.file:
        line = f":{remark.line}" if remark.line else ""
        function = f" {remark.function}" if remark.function else ""
        return printable(f"{patch}, {remark.file}{line}{function}")
    return patch if remark.part in ("patch", "cover") else f"{patch}, {remark.part}"


def _counts(remarks: Sequence[Followed]) -> str:
    counts = Counter[str](one.outcome.state for one in remarks)
    return ", ".join(f"{counts[state]} {_WORDS[state]}" for state in _STATES if counts[state])


def _last(review: Review) -> str:
    left = len(review.open)
    total = len(review.remarks)
    remarks = "no remarks" if not total else f"{total} {'remark' if total == 1 else 'remarks'}, {left or 'none'} open"
    return f"{summary(review.comparison)[:-1]}; {remarks}."


def _ranges(numbers: Sequence[int]) -> str:
    """Write numbers briefly: 1-3, 5."""
    told: list[list[int]] = []
    for number in sorted(numbers):
        if told and told[-1][-1] + 1 == number:
            told[-1].append(number)
        else:
            told.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in told)
