# SPDX-License-Identifier: GPL-2.0-or-later
"""The patches that decide and what the clone knows in; how likely each topic is, and the evidence, out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, sqrt

from kx86.profile.model import Profile, Theme
from kx86.trees.history import History
from kx86.trees.matter import Matter, Piece
from kx86.trees.release import Age
from kx86.trees.target import Owner
from kx86.trees.themes import Evidence, evidence_of, evidence_of_title, prefix_of, theme, topics_in_prefix, words_in

# The title of a series counts as much as this share of its patches.
_TITLE = 0.8
# What speaks for the default topic when code of both vendors changes, and when nothing speaks at all.
_BOTH = 1.5
_NOTHING = 0.35
# A branch of a theme's own takes so much of it where the tree has one.
_OWN = 0.8
_MOST_WEIGHT = 400
# How often tests alone go to the topic of tests.
_TESTS = 0.93
# How often the answer is another than anything in a patch says.
_ROOM = 0.08
_ROOM_BROAD = 0.2

_VENDORS = (frozenset({"VMX", "nVMX", "TDX"}), frozenset({"SVM", "nSVM", "SEV"}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a clone knows: its topics (None: no clone), what they took, where fixed commits are, the topic of the base."""

    topics: frozenset[str] | None = None
    history: History | None = None
    ages: Mapping[str, Age] | None = None
    base: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """How likely each topic is, and the evidence by patch that it comes from."""

    chances: Mapping[str, float]
    themes: Mapping[str, float]
    evidence: Mapping[int, Evidence] = field(default_factory=dict)
    title: Evidence = field(default_factory=lambda: Evidence(scores={}))


def score_topics(matter: Matter, pieces: Sequence[Piece], owner: Owner, profile: Profile, known: Known) -> Scores:
    """Add up the evidence of all patches and the title, and turn it into chances of topics."""
    tests = all(owner.kinds[piece.n] == "tests" for piece in pieces)
    evidence = {piece.n: evidence_of(piece, profile, tests=tests) for piece in pieces}
    weights = {piece.n: sqrt(min(max(1, sum(piece.files.values())), _MOST_WEIGHT)) for piece in pieces}
    whole = sum(weights.values()) or 1.0
    totals: dict[str, float] = {}
    for piece in pieces:
        for name, score in evidence[piece.n].scores.items():
            totals[name] = totals.get(name, 0.0) + score * weights[piece.n] / whole
    title = evidence_of_title(matter.title, profile) if matter.m > 1 else Evidence(scores={})
    for name, score in title.scores.items():
        totals[name] = totals.get(name, 0.0) + _TITLE * score
    _add_vendors(totals, profile)
    own = profile.routing.tests
    alone = bool(tests and own and (known.topics is None or own in known.topics)) and not is_torn(matter, profile)
    # What tests are of says who takes them if it is not the topic of tests.
    others = {name: score for name, score in totals.items() if (one := theme(name, profile)) and own not in one.takers}
    chances = _chances(others if tests else totals, profile, known)
    if known.history is not None:
        lifts = known.history.lift(pieces)
        chances = normal({topic: chance * exp(lifts.get(topic, 0.0)) for topic, chance in chances.items()})
    chances = _blend(chances, totals, profile, known)
    if alone:
        rest = normal({topic: chance for topic, chance in chances.items() if topic != own})
        chances = {own: _TESTS, **{topic: (1.0 - _TESTS) * chance for topic, chance in rest.items()}}
    return Scores(chances=chances, themes=totals, evidence=evidence, title=title)


def is_torn(matter: Matter, profile: Profile) -> bool:
    """Are most patches of a posting not at hand, while its title does not say that it is about tests?

    Lists about tests get the tests of series whose other patches go elsewhere.
    """
    own = profile.routing.tests
    said = {one.name for one, _ in words_in(matter.title, profile)}
    named = own in said or own in topics_in_prefix(prefix_of(matter.title)[0], profile)
    return matter.missing > len(matter.pieces) and not named


def _add_vendors(totals: dict[str, float], profile: Profile) -> None:
    """Code of both vendors changes for the sake of what they share."""
    sides = [
        max(
            (score for name, score in totals.items() if (one := theme(name, profile)) and side & set(one.shortlogs)),
            default=0.0,
        )
        for side in _VENDORS
    ]
    broad = next((one.name for one in profile.themes if one.broad and "x86" in one.shortlogs), None)
    if broad is not None and min(sides) > 0:
        totals[broad] = totals.get(broad, 0.0) + _BOTH * min(sides)


def _chances(totals: Mapping[str, float], profile: Profile, known: Known) -> dict[str, float]:
    """Share the odds of each theme among the branches that take it."""
    top = max(totals.values(), default=0.0)
    chances: dict[str, float] = {profile.routing.default: _NOTHING * exp(-top)}
    for name, score in totals.items():
        one = theme(name, profile)
        if one is not None:
            for topic, share in takers(one, known.topics, profile).items():
                chances[topic] = chances.get(topic, 0.0) + share * (exp(score - top) - 0.9 * exp(-top))
    return normal({topic: max(chance, 0.0) for topic, chance in chances.items()})


def _blend(
    chances: Mapping[str, float], totals: Mapping[str, float], profile: Profile, known: Known
) -> dict[str, float]:
    """Leave room for what no patch says: topics as they usually are, the more so where only broad themes speak."""
    specific = any(score > 1.0 and (one := theme(name, profile)) and not one.broad for name, score in totals.items())
    usual = normal(
        {
            topic: float(of)
            for topic, of in profile.routing.usual.items()
            if known.topics is None or topic in known.topics
        }
    )
    room = (_ROOM if specific else _ROOM_BROAD) if usual else 0.0
    topics = {*chances, *usual}
    return normal({topic: (1.0 - room) * chances.get(topic, 0.0) + room * usual.get(topic, 0.0) for topic in topics})


def takers(one: Theme, topics: frozenset[str] | None, profile: Profile) -> dict[str, float]:
    """How a theme is shared among branches: those that there are, its own first; the default when there is none of them."""
    there = {topic: float(share) for topic, share in one.takers.items() if topics is None or topic in topics}
    if not there:
        return {profile.routing.default: 1.0}
    whole = sum(there.values())
    shares = {topic: share / whole for topic, share in there.items()}
    own = next(iter(one.takers))
    if topics is not None and own in there and len(there) > 1:
        rest = 1.0 - shares[own]
        kept = max(_OWN, shares[own])
        shares = {topic: kept if topic == own else share / rest * (1.0 - kept) for topic, share in shares.items()}
    return shares


def pushed(chances: Mapping[str, float], topic: str, weight: float) -> dict[str, float]:
    """Move the odds of a topic by a weight, a logarithm."""
    found = dict(chances)
    found[topic] = max(found.get(topic, 0.0), 0.02) * exp(weight)
    return normal(found)


def normal(chances: Mapping[str, float]) -> dict[str, float]:
    """Make chances that add up to 1."""
    whole = sum(chances.values())
    return {topic: chance / whole for topic, chance in chances.items()} if whole else dict(chances)
