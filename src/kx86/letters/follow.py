# SPDX-License-Identifier: GPL-2.0-or-later
"""A remark and two versions of a series in; what became of the remark out.

What counts is whether the lines that the remark stands below, or those next to them, are still there word for word.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from kx86.letters.anchors import key_of
from kx86.letters.answers import Answer
from kx86.letters.code_fate import Verdict, follow_code
from kx86.letters.remarks import Remark
from kx86.letters.shelf import Shelf
from kx86.letters.text_fate import follow_series, follow_text, follow_whole
from kx86.series.compare import Comparison, PatchChange, compare
from kx86.series.patch import Patch
from kx86.series.series import Series

State = Literal["changed", "untouched", "answered", "moved", "gone"]

_SUBSTANCE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a remark in a later version.

    `state`: "changed" there, "untouched" word for word, "answered" (untouched, but the author replied), "moved" untouched to
    another patch or file, or "gone" with its patch or lines.  `confidence` is high, medium or low.  `why` says it in words and
    `evidence` shows the lines.  `adopted` tells for a suggestion with code whether its lines are there now.  `n`, `file` and
    `line` say where the place is in the new version.  `answer` is the author's last word, else that of somebody else;
    `withdrawn` is true when the reviewer took the remark back.
    """

    state: State
    confidence: Literal["high", "medium", "low"]
    why: str
    evidence: tuple[str, ...] = ()
    adopted: bool | None = None
    n: int | None = None
    file: str | None = None
    line: int | None = None
    answer: Answer | None = None
    withdrawn: bool = False

    @property
    def open(self) -> bool:
        """Is there still something to do or to say?  An author who promised a change and left the lines alone owes it."""
        owed = self.state == "answered" and self.answer is not None and self.answer.stance == "agrees"
        return not self.withdrawn and (owed or self.state in ("untouched", "moved"))


class Follower:
    """Follows remarks from one version of a series to another."""

    def __init__(self, old: Series, new: Series, comparison: Comparison | None = None) -> None:
        self.comparison = comparison or compare(old, new)
        self.old, self.new = Shelf(old), Shelf(new)

    def follow(self, remark: Remark, answers: Sequence[Answer] = ()) -> Outcome:
        """Say what became of a remark."""
        change = self.comparison.of_old(remark.n)
        before = self.old.patches.get(remark.n)
        after = self.new.patches.get(change.new.n) if change and change.new else None
        verdict = self._verdict(remark, change, before, after)
        adopted = None
        if (remark.code or remark.swaps) and before is not None and after is not None:
            adopted = _adopted(remark, self.old.said(before.n), self.new.said(after.n))
        if adopted and verdict.state == "untouched":
            verdict = verdict.but(state="changed", why="the suggestion is there now")
        return _with_answers(verdict, adopted, answers)

    def _verdict(
        self, remark: Remark, change: PatchChange | None, before: Patch | None, after: Patch | None
    ) -> Verdict:
        if remark.n == 0:
            return follow_series(remark, self.comparison, self.old, self.new)
        if before is None:
            return Verdict("untouched", "low", "the patch that it is about is not at hand")
        if remark.topic == "structure" and remark.part != "trailers":
            return follow_whole(remark, change, before, after)
        if remark.part == "diff" and remark.hunk is not None and remark.quoted:
            return follow_code(remark, before, after, self.old, self.new)
        if remark.part in ("patch", "diff"):
            return follow_whole(remark, change, before, after)
        return follow_text(remark, before, after, self.new.text(after.n) if after else "")


def follow(
    remark: Remark, old: Series, new: Series, answers: Sequence[Answer] = (), comparison: Comparison | None = None
) -> Outcome:
    """Say what became of one remark; for many, make a Follower."""
    return Follower(old, new, comparison).follow(remark, answers)


def _adopted(remark: Remark, old: frozenset[str], new: frozenset[str]) -> bool | None:
    """Do lines that were suggested stand in the new version and did not in the old one?  None when nothing tells."""
    lines = (line for line in remark.code if not line.startswith("-"))
    fresh = [key for line in lines if len(key := key_of(line.lstrip("+"))) >= _SUBSTANCE and key not in old]
    if fresh:
        return 2 * sum(1 for key in fresh if key in new) >= len(fresh)
    told = [(one, two) for one, two in remark.swaps if key_of(one) and key_of(two)]
    if told and remark.quoted:
        return all(_swapped(remark.quoted, one, two, new) for one, two in told)
    return None


def _swapped(quoted: Sequence[str], one: str, two: str, new: frozenset[str]) -> bool:
    """Is a quoted line there with one text replaced by another?"""
    return any(key_of(line.lstrip("+").replace(one, two)) in new for line in quoted if one in line)


def _with_answers(verdict: Verdict, adopted: bool | None, answers: Sequence[Answer]) -> Outcome:
    withdrawn = any(one.stance == "withdraws" for one in answers)
    mine = [one for one in answers if one.author]
    if verdict.stirred and mine and mine[-1].stance == "agrees" and verdict.state == "untouched":
        verdict = replace(
            verdict, state="changed", confidence="low", why="the author agreed, and lines close by changed"
        )
    answer = mine[-1] if mine else answers[-1] if answers else None
    state: State = verdict.state
    # Whoever argues has most likely not done it; whoever says "will do" most likely has.
    doubtful = verdict.state == "changed" and verdict.confidence == "low" and mine and mine[-1].stance == "says"
    if doubtful or (verdict.state == "untouched" and (mine or withdrawn)):
        state = "answered"
    return Outcome(
        state=state,
        confidence=verdict.confidence,
        why=verdict.why,
        evidence=verdict.evidence,
        adopted=adopted,
        n=verdict.n,
        file=verdict.file,
        line=verdict.line,
        answer=answer,
        withdrawn=withdrawn,
    )
