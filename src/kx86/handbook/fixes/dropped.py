# SPDX-License-Identifier: GPL-2.0-or-later
"""Tags that were given to the version before stay with a patch that did not change."""

import re
from collections.abc import Iterator
from functools import lru_cache

from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level, Where
from kx86.handbook.rule import rule
from kx86.mail.trailers import Trailer
from kx86.patch.patch_id import patch_id, sketch
from kx86.series.patch import Patch
from kx86.series.senders import People, person
from kx86.series.series import Series
from kx86.series.titles import title_key

_GIVEN = re.compile(
    r"(?:reviewed|acked|tested|reviewed-and-tested|tested-and-reviewed|acked-and-tested)-by", re.IGNORECASE
)
# A word on it: "drop the R-bs", "Remove Reviewed-by of ...", "didn't carry the tags".
_SAID = re.compile(
    r"\b(?:drop(?:ped|ping)?|remov(?:e|ed|ing)|dismiss(?:ed)?|reset|lost|(?:not|\w{1,6}n['’]t)\s{1,4}(?:carr|pick|keep|kept|tak|appl))"
    r"[^.\n]{0,60}?\b(?:tags?|trailers?|[rat]-?bs?|(?:reviewed|acked|tested)(?:-by)?s?|reviews?|acks?)\b",
    re.IGNORECASE,
)
# So many of ten lines must be the same.
_NEARLY = 8


@rule("TAG-DROPPED", level=Level.ADVICE, statement="TLDR-2", needs=("previous",), scope="series")
def kept_tags(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Keep the tags that people gave to the version before, as long as the patch hardly changed.

    Reviewers should not have to look twice at the same patch.  Where a change is such that they should, the notes say that
    their tags were dropped.
    """
    if patch.is_cover or facts.previous is None or not facts.previous.patches:
        return
    before = _before(patch, facts)
    if before is None or not _is_nearly_same(patch, before):
        return
    kept = People(person(trailer.value) for trailer in patch.trailers)
    gone = [one for one in before.trailers if _is_given(one) and person(one.value) not in kept]
    if not gone or _is_said(patch, facts.series):
        return
    version = f"{'RFC ' if facts.previous.rfc else ''}v{facts.previous.version}"
    named = ", ".join(dict.fromkeys(f"{one.key}: {person(one.value).name or one.value}" for one in gone))
    yield Finding(
        where=Where(part="trailers", text=""),
        message=f"{version} had {named}, which this nearly identical patch lacks.",
        hint="Keep the tags of a patch that hardly changed, or say in the notes why they were dropped.",
    )


def _is_given(trailer: Trailer) -> bool:
    return _GIVEN.fullmatch(trailer.key) is not None


def _before(patch: Patch, facts: Facts) -> Patch | None:
    """The patch in the version before: the same change, else the same title."""
    same, titled = _index(facts)
    return same.get(patch_id(patch.diff) or "") or titled.get(title_key(patch.shortlog))


@lru_cache(maxsize=8)
def _index(facts: Facts) -> tuple[dict[str, Patch], dict[tuple[str, ...], Patch]]:
    """The patches of the version before by patch id and by title."""
    patches = facts.previous.patches if facts.previous else ()
    same = {patch_id(patch.diff) or "": patch for patch in patches}
    same.pop("", None)
    return same, {title_key(patch.shortlog): patch for patch in patches}


def _is_nearly_same(patch: Patch, before: Patch) -> bool:
    if patch_id(patch.diff) == patch_id(before.diff):
        return True
    mine, old = set(sketch(patch.diff)), set(sketch(before.diff))
    return 10 * len(mine & old) >= _NEARLY * len(mine | old) > 0


def _is_said(patch: Patch, series: Series) -> bool:
    """Do the notes of the patch, or the cover letter, say that tags were dropped?"""
    cover = series.cover.changelog if series.cover else ()
    return any(_SAID.search(line) for line in (*patch.notes, *cover))
