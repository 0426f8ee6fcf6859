# SPDX-License-Identifier: GPL-2.0-or-later
"""Comparisons and reviews as plain values, for JSON."""

from dataclasses import dataclass

from kx86 import __version__
from kx86.apps.cli.form import FORMAT
from kx86.letters.answers import Answer
from kx86.letters.review import Followed, Review
from kx86.series.compare import Comparison, PatchChange, PatchRef
from kx86.series.interdiff import HunkChange


@dataclass(frozen=True, slots=True, kw_only=True)
class RefView:
    """A patch of one version."""

    n: int
    m: int
    subject: str
    name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HunkView:
    """What became of a hunk; `lines` carry the mark of the versions, then their own."""

    fate: str
    file: str
    heading: str
    line: int
    other_n: int | None
    other_file: str | None
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeView:
    """What became of a patch."""

    kind: str
    identical: bool
    reordered: bool
    old: RefView | None
    new: RefView | None
    changelog: tuple[str, ...]
    tags_added: tuple[str, ...]
    tags_dropped: tuple[str, ...]
    likeness: int
    hunks: tuple[HunkView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffView:
    """The answer of `kx86 diff --json`."""

    kx86: str
    format: int
    old_version: str
    new_version: str
    cover: ChangeView | None
    patches: tuple[ChangeView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerView:
    """An answer to a remark."""

    message_id: str
    by: str
    author: bool
    stance: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceView:
    """Where something stands."""

    n: int | None
    part: str
    file: str | None
    function: str
    line: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemarkView:
    """A remark and what became of it; `now` is its place in the new version."""

    message_id: str
    number: int
    by: str
    mine: bool
    where: PlaceView
    quoted: tuple[str, ...]
    text: tuple[str, ...]
    question: bool
    nit: bool
    state: str
    open: bool
    confidence: str
    why: str
    evidence: tuple[str, ...]
    adopted: bool | None
    withdrawn: bool
    now: PlaceView | None
    answers: tuple[AnswerView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewView:
    """The answer of `kx86 review --json`."""

    kx86: str
    format: int
    title: str
    for_author: bool
    open: int
    remarks: tuple[RemarkView, ...]
    diff: DiffView


def diff_view(comparison: Comparison) -> DiffView:
    """Turn a comparison into plain values."""
    return DiffView(
        kx86=__version__,
        format=FORMAT,
        old_version=comparison.old_version,
        new_version=comparison.new_version,
        cover=_change(comparison.cover) if comparison.cover else None,
        patches=tuple(_change(one) for one in comparison.patches),
    )


def review_view(review: Review) -> ReviewView:
    """Turn a review into plain values."""
    return ReviewView(
        kx86=__version__,
        format=FORMAT,
        title=review.title,
        for_author=review.for_author,
        open=len(review.open),
        remarks=tuple(_remark(one) for one in review.remarks),
        diff=diff_view(review.comparison),
    )


def _ref(ref: PatchRef | None) -> RefView | None:
    return RefView(n=ref.n, m=ref.m, subject=ref.shortlog, name=ref.name) if ref else None


def _change(one: PatchChange) -> ChangeView:
    return ChangeView(
        kind=one.kind,
        identical=one.identical,
        reordered=one.reordered,
        old=_ref(one.old),
        new=_ref(one.new),
        changelog=tuple(row.outer + row.text for row in one.changelog),
        tags_added=one.tags_added,
        tags_dropped=one.tags_dropped,
        likeness=one.likeness,
        hunks=tuple(_hunk(hunk) for hunk in one.hunks),
    )


def _hunk(hunk: HunkChange) -> HunkView:
    return HunkView(
        fate=hunk.fate,
        file=hunk.path,
        heading=hunk.heading,
        line=hunk.line,
        other_n=hunk.other_n,
        other_file=hunk.other_path,
        lines=tuple(row.outer + row.text for row in hunk.rows),
    )


def _remark(one: Followed) -> RemarkView:
    remark, outcome = one.remark, one.outcome
    place = PlaceView(n=remark.n, part=remark.part, file=remark.file, function=remark.function, line=remark.line)
    now = None
    if outcome.n is not None:
        now = PlaceView(n=outcome.n, part=remark.part, file=outcome.file, function="", line=outcome.line)
    return RemarkView(
        message_id=remark.message_id,
        number=remark.number,
        by=str(remark.by),
        mine=one.mine,
        where=place,
        quoted=remark.quoted,
        text=remark.text,
        question=remark.question,
        nit=remark.nit,
        state=outcome.state,
        open=outcome.open,
        confidence=outcome.confidence,
        why=outcome.why,
        evidence=outcome.evidence,
        adopted=outcome.adopted,
        withdrawn=outcome.withdrawn,
        now=now,
        answers=tuple(_answer(answer) for answer in one.answers),
    )


def _answer(one: Answer) -> AnswerView:
    return AnswerView(
        message_id=one.message_id, by=str(one.by), author=one.author, stance=one.stance, sentence=one.sentence
    )
