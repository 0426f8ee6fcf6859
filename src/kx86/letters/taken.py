# SPDX-License-Identifier: GPL-2.0-or-later
"""A case in which patches were taken; the notices of it out, one a tree."""

from collections.abc import Sequence
from dataclasses import replace

from kx86.letters.case import (
    Case,
    Kind,
    Notice,
    Taken,
    applied_of,
    chosen_by,
    make_notice,
    noticed,
    numbers_in,
    topics_of,
    tree_for,
)
from kx86.letters.listing import Listed
from kx86.letters.matching import numbers
from kx86.letters.places import Place
from kx86.letters.statement import Statement


def understand_accepted(case: Case, statements: Sequence[Statement]) -> tuple[Notice, ...]:
    """Tell which patches were taken where; () when what is listed is another posting."""
    places = list(dict.fromkeys(place for one in statements for place in one.places))
    if any(place.tree or place.branch for place in places):
        places = [place for place in places if place.tree or place.branch]
    listing = [one for one in case.said.listing if one.n is not None]
    listing = listing or [one for one in case.said.listing if not one.inline and one.subject]
    # A program that found no commit at all knows nothing: the words decide.
    blind = all(one.sha1 is None and one.marker == "no commit info" for one in listing)
    taken = _with_commit(case, _by_text(case, places)) if blind else _by_listing(case, listing, places)
    return _notices(case, taken, places, statements[0])


def _by_listing(case: Case, listing: Sequence[Listed], places: Sequence[Place]) -> list[Taken] | None:
    """The listed patches; None when the listing is about something else."""
    evidence = any(one.sha1 or one.marker for one in listing)
    found: list[Taken] = []
    for one, matched in zip(listing, numbers(listing, case.posting), strict=True):
        # One patch that was taken in answer to one patch is that patch, whatever its subject has become.
        n = matched or (case.answered_number if len(listing) == 1 and one.m == 1 else 0)
        if not 0 < n <= case.total:
            continue
        place = _place_of(case, n, places)
        patch = noticed(case, n, one.subject, one.m or case.total, one.sha1, bool(one.sha1) or not evidence, place)
        found.append(Taken(patch, one.tree or tree_for(case, place)))
    return found or None


def _by_text(case: Case, places: Sequence[Place]) -> list[Taken]:
    """The patches that the words name."""
    found: dict[int, Taken] = {}
    left: list[int] = []
    for place in sorted(places, key=lambda place: place.extent.word == "rest"):
        chosen, left_out = chosen_by(case, place.extent, set(found))
        for n in chosen:
            posted = case.posted.get(n)
            patch = noticed(case, n, posted.title if posted else "", case.total, None, True, place)
            found.setdefault(n, Taken(patch, tree_for(case, place)))
        left += left_out
    for n in left:
        posted = case.posted.get(n)
        patch = noticed(case, n, posted.title if posted else "", case.total, None, False, None)
        found.setdefault(n, Taken(patch, ""))
    return [found[n] for n in sorted(found)]


def _with_commit(case: Case, taken: list[Taken]) -> list[Taken]:
    """Give the only patch that was taken the only commit that stands alone in the mail."""
    links = [one for one in case.said.listing if one.n is None and one.sha1 and not one.inline]
    applied = [one for one in taken if one.patch.applied]
    if len(applied) != 1 or len({one.sha1 for one in links}) != 1:
        return taken
    only, link = applied[0], links[0]
    known = Taken(replace(only.patch, sha1=link.sha1), link.tree or only.tree)
    return [known if one is only else one for one in taken]


def _place_of(case: Case, n: int, places: Sequence[Place]) -> Place | None:
    """The place where a listed patch went, as far as the words tell."""
    if len(places) < 2:
        return places[0] if places else None
    said = [place for place in places if place.extent.only and n in numbers_in(place.extent.only, case.total)]
    rest = [place for place in places if not place.extent.only]
    fits = said or rest
    return fits[0] if len(fits) == 1 else None


def _notices(
    case: Case, taken: list[Taken] | None, places: Sequence[Place], statement: Statement
) -> tuple[Notice, ...]:
    """One notice a tree; none when a listing is about other patches, or when nothing was applied."""
    if taken is None:
        return ()
    applied = {one.patch.n for one in taken if one.patch.applied}
    if not applied and any(not one.patch.applied for one in taken):
        return ()
    trees = list(dict.fromkeys(one.tree for one in taken if one.patch.applied)) or [
        tree_for(case, places[0] if places else None)
    ]
    kind: Kind = "accepted" if len(applied) >= case.total else "subset"
    found: list[Notice] = []
    for tree in trees:
        patches = [one.patch for one in taken if (one.patch.applied and one.tree == tree) or not one.patch.applied]
        topics = topics_of(patches, [place for place in places if len(trees) == 1 or place.tree in ("", tree)])
        found.append(
            make_notice(case, kind, tree, topics, patches if tree == trees[0] else applied_of(patches), statement)
        )
    return tuple(found)
