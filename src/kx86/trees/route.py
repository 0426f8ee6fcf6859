# SPDX-License-Identifier: GPL-2.0-or-later
"""A posting, the profile and what the clone knows in; the tree, the release and the topic that it is for, and why, out.

See docs/adr/0013 for the model.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from kx86.handbook.facts import Edition
from kx86.profile.model import Profile
from kx86.trees.matter import Matter, Piece
from kx86.trees.reasons import reasons_for
from kx86.trees.release import Release, release_of
from kx86.trees.scores import Known, pushed, score_topics
from kx86.trees.target import Owner, owner_of
from kx86.trees.themes import prefix_of, topics_in_prefix, words_in

# What a base inside of a topic tells, and a commit that only the topic has, as logarithms.
_BASE = 1.5
_DEPENDS = 4.5
# Nobody is surer than this: maintainers decide, and not only by what a patch says.
_SUREST = 0.96
# How often a posting that calls itself one of tests goes with them, though it changes KVM as well.
_CALLED_TESTS = 0.6
_LEAST_ALTERNATIVE = 0.03
_MOST_ALTERNATIVES = 3
_WORTH_SAYING = 0.05


_NOTHING_KNOWN = Known()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A topic, and how likely it is the one (0 to 1)."""

    topic: str
    chance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceRoute:
    """Where a patch goes; `alone` is where it would go by itself, when that differs."""

    n: int
    topic: str | None
    alone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """The answer: tree (and its name in words when it is none of ours), branch, release, topic, how sure, and why.

    `branch` is what it is applied to; None when that is not known.  `topic` is None when the patches are for no topic branch.
    `several` tells that KVM of several architectures changes.
    """

    tree: str
    name: str = ""
    branch: str | None = None
    release: Literal["current", "next", "none"] = "none"
    topic: str | None = None
    confidence: float
    alternatives: tuple[Choice, ...] = ()
    reasons: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    pieces: tuple[PieceRoute, ...] = ()
    several: bool = False


def route(matter: Matter, profile: Profile, edition: Edition, known: Known = _NOTHING_KNOWN) -> Route:
    """Tell where a posting belongs."""
    owner = owner_of(matter, profile)
    if not owner.ours:
        return _elsewhere(matter, owner, profile, known)
    pieces = _deciding(matter, owner)
    scores = score_topics(matter, pieces, owner, profile, known)
    tests = all(owner.kinds[piece.n] == "tests" for piece in pieces)
    release = release_of(matter, pieces, known.ages, edition, profile, tests=tests)
    chances = _with_tests(matter, owner, scores.chances, profile)
    if release.topic is not None:
        chances = pushed(chances, release.topic, _DEPENDS)
    elif known.base is not None:
        chances = pushed(chances, known.base, _BASE)
    fixed = _current(owner, release, chances, edition, profile)
    answer = fixed or _next(owner, release, chances, profile)
    told = reasons_for(matter, pieces, owner, scores, _best(chances), profile, known)
    alone = _pieces(matter, owner, answer, profile, known)
    return replace(
        answer, reasons=(*answer.reasons, *told[0]), doubts=(*answer.doubts, *_agreements(owner, matter), *told[1]),
        pieces=alone,
        several=owner.several,
    )  # fmt: skip


def _elsewhere(matter: Matter, owner: Owner, profile: Profile, known: Known) -> Route:
    """Answer for patches that somebody else takes; a tree may have a topic for Linux as a guest, though."""
    guest = profile.routing.guest
    kinds = set(owner.kinds.values())
    tree = profile.tree("subsystem")
    if "guest" in kinds and owner.tree == "kvm" and guest and tree and guest in (known.topics or ()):
        why = (owner.reason, f"this tree has a branch {guest} for that")
        pieces = tuple(PieceRoute(n=piece.n, topic=guest) for piece in matter.pieces)
        return Route(
            tree=tree.name, branch=guest, topic=guest, release="next", confidence=0.8, reasons=why, pieces=pieces
        )
    pieces = tuple(PieceRoute(n=piece.n, topic=None) for piece in matter.pieces)
    return Route(
        tree=owner.tree, name=owner.name, confidence=round(owner.confidence, 2), reasons=(owner.reason,), pieces=pieces
    )


def _agreements(owner: Owner, matter: Matter) -> tuple[str, ...]:
    """What of a posting somebody else has to agree to."""
    words = {"x86": "arch/x86 outside of KVM", "arch": "KVM of another architecture", "guest": "Linux as a guest"}
    found = []
    for kind, name in words.items():
        numbers = [f"{piece.n}/{matter.m}" for piece in matter.pieces if owner.kinds[piece.n] == kind]
        if numbers:
            verb = "is" if len(numbers) == 1 else "are"
            found.append(
                f"{', '.join(numbers[:4])}{' ...' if len(numbers) > 4 else ''} {verb} for {name}: its maintainers have a say"
            )
    return tuple(found)


def _deciding(matter: Matter, owner: Owner) -> tuple[Piece, ...]:
    """The patches that decide: those of KVM, and its tests only when there is nothing else."""
    core = [piece for piece in matter.pieces if owner.kinds[piece.n] in ("core", "common")]
    tests = [piece for piece in matter.pieces if owner.kinds[piece.n] == "tests"]
    return tuple(core or tests or matter.pieces)


def _with_tests(matter: Matter, owner: Owner, chances: Mapping[str, float], profile: Profile) -> Mapping[str, float]:
    """Give a posting that its title calls one of tests to their topic more often than not, whatever it brings along."""
    kinds = list(owner.kinds.values())
    core, tests = sum(kind in ("core", "common") for kind in kinds), kinds.count("tests")
    own = profile.routing.tests
    said = {one.name for one, _ in words_in(matter.title, profile)}
    named = own in topics_in_prefix(prefix_of(matter.title)[0], profile) or own in said
    if not core or core >= tests or not named:
        return chances
    return {
        own: _CALLED_TESTS,
        **{one: (1.0 - _CALLED_TESTS) * chance for one, chance in chances.items() if one != own},
    }


def _current(
    owner: Owner, release: Release, chances: Mapping[str, float], edition: Edition, profile: Profile
) -> Route | None:
    """The answer for a fix of the current release; None when it is none.

    The main KVM tree takes it in edition 2023-02; where it passes the subsystem's tree it goes to the branch for fixes.
    """
    if release.current < 0.5:
        return None
    tree = profile.tree("upstream" if edition == "2023-02" else "subsystem")
    if tree is None or not tree.fixes:
        return None
    topics = tuple(Choice(topic=name, chance=round(p * (1 - release.current), 2)) for name, p in _ranked(chances))
    return Route(
        tree=tree.name,
        branch=tree.fixes,
        release="current",
        topic=tree.fixes if edition == "merged" else None,
        confidence=round(release.current * owner.confidence, 2),
        alternatives=_alternatives(topics),
        reasons=release.reasons,
    )


def _next(owner: Owner, release: Release, chances: Mapping[str, float], profile: Profile) -> Route:
    """The answer for the next release: the likeliest topic; the branch for fixes is an alternative of a fix."""
    tree = profile.tree("subsystem")
    ranked = _ranked({topic: chance * (1.0 - release.current) for topic, chance in chances.items()})
    choices = [Choice(topic=topic, chance=round(chance, 2)) for topic, chance in ranked]
    best = choices[0]
    rest = choices[1:]
    if tree is not None and tree.fixes and release.current >= _LEAST_ALTERNATIVE:
        rest.append(Choice(topic=tree.fixes, chance=round(release.current, 2)))
    rest.sort(key=lambda choice: -choice.chance)
    return Route(
        tree=tree.name if tree else owner.tree,
        branch=best.topic,
        release="next",
        topic=best.topic,
        confidence=round(min(_SUREST, best.chance) * min(1.0, owner.confidence + 0.02), 2),
        alternatives=_alternatives(rest),
        reasons=release.reasons if release.topic else (),
        doubts=(_maybe_current(release),) if release.current >= _WORTH_SAYING else (),
    )


def _maybe_current(release: Release) -> str:
    """Say how likely a fix is one for the current release, and why."""
    return f"{round(100 * release.current)} % that it is a fix for the current release: {'; '.join(release.reasons)}"


def _pieces(matter: Matter, owner: Owner, answer: Route, profile: Profile, known: Known) -> tuple[PieceRoute, ...]:
    """Where each patch goes: with the whole; and where it would go by itself."""
    found = []
    for piece in matter.pieces:
        kind = owner.kinds[piece.n]
        alone: str | None = answer.topic
        if kind == "tests":
            alone = profile.routing.tests
        elif kind in ("core", "common") and len(matter.pieces) > 1:
            single = replace(matter, title=piece.shortlog, pieces=(piece,))
            alone = _best(score_topics(single, (piece,), owner, profile, known).chances)
        found.append(PieceRoute(n=piece.n, topic=answer.topic, alone=alone if alone != answer.topic else None))
    return tuple(found)


def _ranked(chances: Mapping[str, float]) -> list[tuple[str, float]]:
    return sorted(chances.items(), key=lambda one: (-one[1], one[0]))


def _best(chances: Mapping[str, float]) -> str:
    return _ranked(chances)[0][0]


def _alternatives(choices: Sequence[Choice]) -> tuple[Choice, ...]:
    likely = [one for one in choices if one.chance >= _LEAST_ALTERNATIVE]
    return tuple(likely[:_MOST_ALTERNATIVES]) or tuple(choices[:1])
