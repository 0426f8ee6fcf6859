# SPDX-License-Identifier: GPL-2.0-or-later
"""A topic that was chosen and the evidence in; the reasons in short sentences out."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from kx86.profile.model import Profile, Theme
from kx86.trees.matter import Matter, Piece
from kx86.trees.scores import Known, Scores, takers
from kx86.trees.target import Owner
from kx86.trees.themes import Evidence, theme

_MOST_PATHS = 3
_MOST_THEMES = 2
# A theme that adds less than this share of the strongest one's evidence is no reason.
_LEAST = 0.4


def reasons_for(
    matter: Matter, pieces: Sequence[Piece], owner: Owner, scores: Scores, topic: str, profile: Profile, known: Known
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Say why this topic, and what speaks for others."""
    strongest = sorted(scores.themes.items(), key=lambda one: -one[1])
    named = [(found, score) for name, score in strongest if (found := theme(name, profile)) is not None]
    limit = _LEAST * named[0][1] if named else 0.0
    mine = [one for one, score in named if score >= limit and topic in takers(one, known.topics, profile)]
    others = [one for one, score in named if score >= limit and topic not in takers(one, known.topics, profile)]
    reasons = [text for one in mine[:_MOST_THEMES] for text in _about(one, matter, pieces, scores)]
    reasons += _through(mine[:1], topic, profile, known)
    reasons += _history(topic, pieces, known)
    if known.base == topic:
        reasons.append(f"it is based on the topic {topic}")
    if topic == profile.routing.tests and any(kind in ("core", "common") for kind in owner.kinds.values()):
        reasons.append("its title says that it is about tests")
    else:
        reasons += _tests(matter, owner)
    if not reasons:
        reasons.append(
            f"nothing points to one topic: {topic}" if topic == profile.routing.default else f"{topic} is the nearest"
        )
    doubts = [text for one in others[:1] for text in _about(one, matter, pieces, scores)]
    return tuple(reasons), tuple(doubts)


def _about(one: Theme, matter: Matter, pieces: Sequence[Piece], scores: Scores) -> Iterator[str]:
    """What speaks for a theme, a sentence for each kind of evidence."""
    by_path = {n: found.paths[one.name] for n, found in scores.evidence.items() if one.name in found.paths}
    if by_path:
        paths = list(dict.fromkeys(path for found in by_path.values() for path in found))
        whose = _count(len(by_path), len(pieces), "touches", "touch")
        yield f"{whose} {one.name}: {_listed(paths)}"
    prefixes = _prefixes(one.name, scores.evidence.values())
    if prefixes and not by_path and not one.broad:
        yield f"the prefix {_listed(prefixes)} names {one.name}"
    words = _words(one.name, scores.evidence.values())
    told = scores.title.words.get(one.name, ())
    if told:
        yield f"the title speaks of {_listed(told)}"
    elif words and not by_path:
        yield f"{'shortlogs speak' if len(pieces) > 1 else 'the shortlog speaks'} of {_listed(words)}"


def _through(mine: Sequence[Theme], topic: str, profile: Profile, known: Known) -> Iterator[str]:
    """Say that a topic stands in for one that is not there, and which topics may take a theme when nobody knows."""
    for one in mine:
        own = next(iter(one.takers))
        if known.topics is not None and own not in known.topics:
            yield f"this tree has no branch {own}: {topic} takes it"
        elif known.topics is None and own != topic:
            yield f"{topic} takes that unless there is a branch {own}"


def _history(topic: str, pieces: Sequence[Piece], known: Known) -> Iterator[str]:
    if known.history is not None:
        count = known.history.count(topic, pieces)
        if count:
            yield f"{topic} took {count} recent commit{'s' if count > 1 else ''} on these files"


def _tests(matter: Matter, owner: Owner) -> Iterator[str]:
    tests = [n for n, kind in owner.kinds.items() if kind == "tests"]
    whole = len(matter.pieces)
    if not tests:
        return
    if any(kind in ("core", "common") for kind in owner.kinds.values()):
        named = ", ".join(f"{n}/{matter.m}" for n in tests[:4]) + (" ..." if len(tests) > 4 else "")
        yield f"{named} {'is a test' if len(tests) == 1 else 'are tests'}: tests go with the whole"
    elif matter.missing > whole:
        yield f"only tests are at hand; {matter.missing} patches are missing, and the title decides"
    elif len(tests) == whole:
        yield "it touches nothing but tests"


def _count(some: int, whole: int, one: str, many: str) -> str:
    if whole == 1:
        return f"it {one}"
    return f"all {whole} patches {many}" if some == whole else f"{some} of {whole} patches {one if some == 1 else many}"


def _prefixes(name: str, evidence: Iterable[Evidence]) -> list[str]:
    return list(dict.fromkeys(found.prefixes[name] for found in evidence if name in found.prefixes))


def _words(name: str, evidence: Iterable[Evidence]) -> list[str]:
    return list(dict.fromkeys(word for found in evidence for word in found.words.get(name, ())))


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(_short(name) for name in islice(names, _MOST_PATHS))
    return f"{shown} and {len(names) - _MOST_PATHS} more" if len(names) > _MOST_PATHS else shown


def _short(path: str) -> str:
    """A path as KVM people say it: vmx/pmu_intel.c."""
    return path.removeprefix("arch/x86/kvm/").removeprefix("tools/testing/selftests/")
