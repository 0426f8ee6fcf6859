# SPDX-License-Identifier: GPL-2.0-or-later
"""A remark on words, on a patch as a whole, or on a series in; whether these words or that patch changed, out."""

from collections.abc import Sequence

from kx86.letters.anchors import key_of
from kx86.letters.fate import Verdict
from kx86.letters.remarks import Remark
from kx86.letters.shelf import Shelf
from kx86.series.compare import Comparison, PatchChange
from kx86.series.patch import Patch

# So many quoted lines nearest to the remark are looked for.
_NEAREST = 3
_SHORTEST = 10
_COLLECTED = frozenset(("reviewed-by", "acked-by", "tested-by", "reviewed-and-tested-by", "tested-and-reviewed-by"))
_ALIKE = 90


def follow_text(remark: Remark, before: Patch, after: Patch | None, changelog: str) -> Verdict:
    """Judge a remark on the subject, the changelog, the trailers or the notes.

    `changelog` is the new one without white space.
    """
    if after is None:
        return Verdict("gone", "medium", "the patch is no longer in the series")
    if remark.part == "subject":
        return _subject(before, after)
    if remark.part == "trailers":
        return _trailers(before, after)
    if remark.part == "notes":
        return _words(remark, before.notes, key_of("".join(after.notes)), after.n)
    if remark.topic == "shortlog" and before.shortlog != after.shortlog:
        return _subject(before, after)
    near = _words(remark, before.changelog, changelog, after.n)
    if near.state == "untouched" and remark.topic == "changelog" and key_of("".join(before.changelog)) != changelog:
        return Verdict("changed", "low", "the changelog changed elsewhere", n=after.n)
    return near


def follow_whole(remark: Remark, change: PatchChange | None, before: Patch, after: Patch | None) -> Verdict:
    """Judge a remark on a patch as a whole, or on what belongs into it."""
    if change is None or after is None or change.new is None:
        return Verdict("gone", "medium", "the patch is no longer in the series")
    fates = {hunk.fate for hunk in change.hunks}
    if remark.topic == "structure":
        cut = before.touch.files != after.touch.files or fates & {"moved", "moved away", "gone", "new"}
        if cut or change.likeness < _ALIKE:
            return Verdict("changed", "medium", "other hunks make up the patch now", n=after.n)
        if change.reordered:
            return Verdict("changed", "medium", "the patch stands elsewhere in the series", n=after.n)
        return Verdict("untouched", "medium", "the patch is cut as before", n=after.n)
    if change.identical:
        return Verdict("untouched", "high", "the patch is the same", n=after.n)
    if change.kind == "changed":
        return Verdict("changed", "low", "the code of the patch changed", n=after.n)
    if change.shortlog or change.changelog:
        return Verdict("changed", "low", "the words of the patch changed", n=after.n)
    dropped = [tag for tag in change.tags_dropped if tag.partition(":")[0].lower() not in _COLLECTED]
    if dropped:
        return Verdict("changed", "low", "the trailers of the patch changed", tuple(dropped), n=after.n)
    return Verdict("untouched", "medium", "only tags were collected", n=after.n)


def follow_series(remark: Remark, comparison: Comparison, old: Shelf, new: Shelf) -> Verdict:
    """Judge a remark on a cover letter, or on a series through it."""
    rfc = old.series.rfc
    if rfc != new.series.rfc and "rfc" in " ".join(remark.text).lower():
        return Verdict("changed", "high", "the series is no RFC any more" if rfc else "the series is an RFC now")
    before, after = old.series.cover, new.series.cover
    if remark.part == "cover" and remark.quoted and before is not None:
        if after is None:
            return Verdict("gone", "low", "the new version has no cover letter")
        words = _words(remark, before.changelog, new.text(0), 0)
        if words.state == "changed" or remark.topic != "structure":
            return words
    if any(one.kind in ("new", "dropped") or one.reordered for one in comparison.patches):
        return Verdict("changed", "low", "the series holds other patches, or in another order", n=0)
    cover = comparison.cover
    if cover is not None and cover.kind == "changed":
        return Verdict("changed", "low", "the cover letter changed", n=0)
    if any(not one.identical for one in comparison.patches):
        return Verdict("changed", "low", "patches of the series changed", n=0)
    return Verdict("untouched", "medium", "the series is the same", n=0)


def _subject(before: Patch, after: Patch) -> Verdict:
    if before.shortlog == after.shortlog:
        return Verdict("untouched", "high", "the shortlog is the same", (after.shortlog,), n=after.n)
    return Verdict("changed", "high", "the shortlog changed", (f"-{before.shortlog}", f"+{after.shortlog}"), n=after.n)


def _trailers(before: Patch, after: Patch) -> Verdict:
    """Compare the trailer blocks as written, blank lines included, without tags of reviewers that were collected."""
    old, new = (_block(patch) for patch in (before, after))
    if old == new:
        return Verdict("untouched", "high", "the trailers are the same", n=after.n)
    lines = [f"-{line}" for line in old if line not in new] + [f"+{line}" for line in new if line not in old]
    return Verdict("changed", "high", "the trailers changed", tuple(lines[:6]), n=after.n)


def _block(patch: Patch) -> list[str]:
    return [line.strip() for line in patch.trailer_lines if line.partition(":")[0].strip().lower() not in _COLLECTED]


def _words(remark: Remark, old: Sequence[str], there: str, n: int) -> Verdict:
    """Do the lines nearest to the remark still stand in a text without white space, however it was wrapped?"""
    nearest = list(remark.quoted[-_NEAREST:])
    if not nearest:
        if key_of("".join(old)) == there:
            return Verdict("untouched", "high", "the text is the same", n=n)
        return Verdict("changed", "medium", "the text changed", n=n)
    missing = [line for line in nearest if key_of(line) not in there]
    if missing and (key_of(nearest[-1]) not in there or any(len(key_of(line)) >= _SHORTEST for line in missing)):
        lost = tuple(f"-{line}" for line in missing)
        return Verdict("changed", "high" if nearest[-1] in missing else "medium", "the text changed there", lost, n=n)
    if key_of("".join(nearest)) not in there:
        return Verdict("changed", "medium", "words were added there", tuple(nearest[-1:]), n=n)
    return Verdict("untouched", "high", "the words are still there", tuple(nearest[-1:]), n=n)
