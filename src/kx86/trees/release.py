# SPDX-License-Identifier: GPL-2.0-or-later
"""A posting, and where the commits that it fixes are, in; whether it is for the current release, and why, out.

See the section Trees of the handbook, and Base Tree/Branch of the edition `merged`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from kx86.handbook.facts import Edition
from kx86.profile.model import Profile
from kx86.trees.matter import Matter, Piece, words_of
from kx86.trees.themes import prefix_of

Place = Literal["released", "cycle", "topic", "unknown"]
"""Where a commit is: in a release, in the main line or the main KVM tree since then, only in a topic branch, not here."""

# How likely each kind of fix is one for the current release.
_NO_FIX = 0.01
_FIX = 0.10
_FIXES_TAG = 0.14
_STABLE = 0.22
# A broken test stops people, and its fix breaks nobody.
_TEST = 0.33
_URGENT = 0.45
_URGENT_AND_STABLE = 0.55
_FRESH = 0.90
# Nobody says so for sure without knowing how old the bug is.
_UNKNOWN = 0.4
_FRESH_MERGED = 0.75
# Old bugs wait more often; so does what is no finished patch, or a whole series.
_OLD = 0.6
_WAITS = 0.25
_HARMLESS = 0.2
_LONG = 5
_CALM = "it is a fix that names no urgency"


@dataclass(frozen=True, slots=True, kw_only=True)
class Age:
    """Where a commit that a Fixes: trailer names is, and in the latter two cases the name of the release or topic."""

    place: Place
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """How likely a posting is for the current release, and why; `topic` is the one that alone has the commit it fixes."""

    current: float
    reasons: tuple[str, ...] = ()
    topic: str | None = None


def release_of(
    matter: Matter,
    pieces: Sequence[Piece],
    ages: Mapping[str, Age] | None,
    edition: Edition,
    profile: Profile,
    *,
    tests: bool = False,
) -> Release:
    """Judge whether some patches of a posting are fixes for the current release; `ages` is None without a clone.

    `tests` tells that the patches touch nothing but tests.
    """
    fixes = [piece for piece in pieces if piece.fixes or _says_fix(piece.shortlog)]
    topic = _only_in_topic(fixes, ages or {})
    if topic is not None:
        sha, name = topic
        return Release(current=0.0, topic=name, reasons=(f"it fixes {sha[:12]}, which only the topic {name} has",))
    if not fixes:
        return Release(current=_NO_FIX, reasons=("no patch says that it is a fix",))
    titles = [piece.shortlog for piece in fixes] + ([matter.title] if _says_fix(matter.title) else [])
    urgent = _words(titles, profile.routing.urgent)
    chance, reasons = _chance(fixes, urgent, tests=tests)
    chance, told = _by_age(chance, fixes, ages, edition, urgent=bool(urgent))
    # The age of the bug says most.
    reasons = told + [reason for reason in reasons if chance < _FRESH_MERGED or reason != _CALM]
    if 2 * len(fixes) <= len(pieces) and not _says_fix(matter.title):
        chance *= _WAITS
        reasons.append(f"only {len(fixes)} of {len(pieces)} patches are fixes")
    if matter.rfc or len(pieces) > _LONG:
        chance *= _WAITS
        reasons.append("an RFC waits" if matter.rfc else f"a series of {len(pieces)} patches is rarely for it")
    harmless = _words(titles, profile.routing.harmless)
    if harmless:
        chance *= _HARMLESS
        reasons.append(f"{_quoted(harmless)} can wait")
    return Release(current=min(chance, 0.95), reasons=tuple(reasons))


def _chance(fixes: Sequence[Piece], urgent: Sequence[str], *, tests: bool) -> tuple[float, list[str]]:
    stable = any(piece.stable for piece in fixes)
    tagged = any(piece.fixes for piece in fixes)
    reasons = []
    if urgent:
        reasons.append(f"{_quoted(urgent)} {'sounds' if len(urgent) == 1 else 'sound'} urgent")
    if stable:
        reasons.append("it asks for a backport, which alone says little")
    if urgent:
        return (_URGENT_AND_STABLE if stable else _URGENT), reasons
    if tests:
        return _TEST, [*reasons, "fixes of tests are often taken at once"]
    if not reasons:
        reasons.append(_CALM)
    return (_STABLE if stable else _FIXES_TAG if tagged else _FIX), reasons


def _by_age(
    chance: float, fixes: Sequence[Piece], ages: Mapping[str, Age] | None, edition: Edition, *, urgent: bool
) -> tuple[float, list[str]]:
    """What the age of the bug says."""
    named = list(dict.fromkeys(sha for piece in fixes for sha in piece.fixes))
    if not named:
        return min(chance, _UNKNOWN), ["no Fixes: tag says how old the bug is"]
    if ages is None:
        return min(chance, _UNKNOWN), ["without a clone nobody knows how old the bug is"]
    fresh = next((sha for sha in named if sha in ages and ages[sha].place == "cycle"), None)
    if fresh is not None:
        since = f", after {ages[fresh].name}" if ages[fresh].name else ""
        return (_FRESH if edition == "2023-02" else _FRESH_MERGED), [f"{fresh[:12]} came in this cycle{since}"]
    old = next((sha for sha in named if sha in ages and ages[sha].place == "released"), None)
    if old is None:
        return min(chance, _UNKNOWN), [f"this clone does not have {named[0][:12]}"]
    why = f"{old[:12]} is in {ages[old].name or 'a release'} already"
    if edition == "merged" and not urgent:
        return chance * _OLD * 0.5, [f"{why}, and a fix by itself does not warrant the current release"]
    return chance * (1.0 if urgent else _OLD), [why]


def _only_in_topic(fixes: Iterable[Piece], ages: Mapping[str, Age]) -> tuple[str, str] | None:
    found = ((sha, ages[sha]) for piece in fixes for sha in piece.fixes if sha in ages)
    return next(((sha, age.name) for sha, age in found if age.place == "topic"), None)


def _says_fix(title: str) -> bool:
    words = words_of(prefix_of(title)[1])
    return bool(words) and (words[0] in ("fix", "revert") or "fixe" in words or "bugfix" in words or "bugfixe" in words)


def _words(titles: Iterable[str], wanted: Iterable[str]) -> tuple[str, ...]:
    """Those of some words that titles say."""
    texts = [f" {' '.join(words_of(title))} " for title in titles]
    return tuple(word for word in wanted if any(f" {' '.join(words_of(word))} " in text for text in texts))[:2]


def _quoted(words: Sequence[str]) -> str:
    return " and ".join(f"'{word}'" for word in words)
