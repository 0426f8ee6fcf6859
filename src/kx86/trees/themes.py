# SPDX-License-Identifier: GPL-2.0-or-later
"""What a patch says in; how much speaks for each theme of the profile, and what of it, out."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import sqrt

from kx86.profile.model import Profile, Theme
from kx86.trees.matter import Piece, words_of

# What one piece of evidence counts, on the scale of natural logarithms of odds.
_PATHS = 3.2
_PREFIX = 2.0
_WORD = 0.8
_NAME = 1.6
_FUNCTIONS = 0.6
# A broad theme is about many things: its paths and its prefix say so much less.
_BROAD = 0.4
# Headers, makefiles and documentation come along with any change.
_WEAK = 0.25
# Without paths the prefix and words are all there is.
_ALONE = 1.6
# So many words in one title, and so many lines of one file, count.
_MOST_WORDS = 2
_MOST_LINES = 400
_SEGMENT = re.compile(r"[/,&+|]")
_LONGEST_PREFIX = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """How much speaks for each theme, by its name, and what: paths, prefixes and words, each by theme."""

    scores: Mapping[str, float]
    paths: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    prefixes: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class _Lookup:
    """The themes of a profile, ready to be asked."""

    prefixes: tuple[tuple[str, Theme], ...]
    shortlogs: Mapping[str, Theme]
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], Theme], ...]]
    by_name: Mapping[str, Theme]


@lru_cache(maxsize=4)
def _lookup(profile: Profile) -> _Lookup:
    prefixes = sorted(((path, theme) for theme in profile.themes for path in theme.paths), key=lambda one: -len(one[0]))
    phrases: dict[str, list[tuple[tuple[str, ...], Theme]]] = {}
    for theme in profile.themes:
        for phrase in (*theme.names, *theme.words):
            words = words_of(phrase)
            if words:
                phrases.setdefault(words[0], []).append((words, theme))
    ordered = {first: tuple(sorted(found, key=lambda one: -len(one[0]))) for first, found in phrases.items()}
    shortlogs = {topic: theme for theme in profile.themes for topic in theme.shortlogs}
    return _Lookup(tuple(prefixes), shortlogs, ordered, {theme.name: theme for theme in profile.themes})


@lru_cache(maxsize=8192)
def theme_of_path(path: str, profile: Profile) -> Theme | None:
    """The theme of a path: the longest prefix decides."""
    return next((theme for prefix, theme in _lookup(profile).prefixes if path.startswith(prefix)), None)


def theme(name: str, profile: Profile) -> Theme | None:
    """The theme of this name."""
    return _lookup(profile).by_name.get(name)


def words_in(text: str, profile: Profile) -> Iterator[tuple[Theme, str]]:
    """The words of themes in a text, the longest at each place, each once."""
    phrases = _lookup(profile).phrases
    words = words_of(text)
    seen: set[str] = set()
    at = 0
    while at < len(words):
        step = 1
        for phrase, found in phrases.get(words[at], ()):
            if words[at : at + len(phrase)] == phrase:
                step = len(phrase)
                said = " ".join(phrase)
                if said not in seen:
                    seen.add(said)
                    yield found, said
                break
        at += step


def prefix_of(shortlog: str) -> tuple[str, str]:
    """Split a shortlog into its prefix and the rest: `KVM: x86/mmu: Zap it` is `KVM: x86/mmu` and `Zap it`."""
    head, _, _ = shortlog[: _LONGEST_PREFIX + 20].rpartition(": ")
    if len(head) > _LONGEST_PREFIX:
        head = shortlog[:_LONGEST_PREFIX].partition(": ")[0] if ": " in shortlog[:_LONGEST_PREFIX] else ""
    # A colon behind prose ("Fix this: do that") ends no prefix.
    while head and len(head.rpartition(": ")[2].split()) > 3:
        head = head.rpartition(": ")[0]
    return head, shortlog[len(head) :].lstrip(": ")


def topics_in_prefix(prefix: str, profile: Profile) -> tuple[str, ...]:
    """The shortlog topics that a prefix names; "" stands for the root alone, nothing for a prefix without the root."""
    shortlog = profile.shortlog
    parts = [part.strip() for part in prefix.split(":")]
    rooted = [part for part in parts if part.lower().split("/")[0].split(" ")[0] == shortlog.root.lower()]
    found: dict[str, None] = {}
    for part in parts:
        rest = part[len(shortlog.root) :].strip(" /") if part in rooted else part
        if not rest:
            continue
        meant = shortlog.meant(rest)
        named = [meant] if meant else [shortlog.meant(one) for one in _SEGMENT.split(rest)]
        found.update((topic, None) for topic in named if topic)
    if len(found) > 1:
        found.pop("x86", None)
    if not found and rooted:
        return ("",)
    return tuple(found) if rooted or found.keys() - {"x86"} else ()


def evidence_of(piece: Piece, profile: Profile, *, tests: bool) -> Evidence:
    """What speaks for each theme in one patch; its tests count only when `tests` says so, else they come along."""
    scores: dict[str, float] = {}
    shares, paths = _of_paths(piece.files, profile, tests=tests)
    factor = 1.0 if shares else _ALONE
    for name, share in shares.items():
        found = theme(name, profile)
        scores[name] = _PATHS * share * (_BROAD if found and found.broad else 1.0)
    prefix, title = prefix_of(piece.shortlog)
    prefixes = {one.name: prefix for one in _themes_of_prefix(prefix, profile)}
    for name in prefixes:
        found = theme(name, profile)
        weight = _PREFIX * (_BROAD if found and (found.broad or "" in found.shortlogs) else 1.0)
        scores[name] = scores.get(name, 0.0) + factor * weight / len(prefixes)
    # A test is named for what it tests.
    text = " ".join((title, *(path.rpartition("/")[2] for path in piece.files))) if tests else title
    words = _count(words_in(text, profile))
    for name, said in words.items():
        scores[name] = scores.get(name, 0.0) + factor * _said(name, said, profile)
    for name, share in _of_names(piece, shares, profile).items():
        scores[name] = scores.get(name, 0.0) + _FUNCTIONS * share
    return Evidence(scores=scores, paths=paths, prefixes=prefixes, words=words)


def evidence_of_title(title: str, profile: Profile) -> Evidence:
    """What speaks for each theme in the title of a series."""
    prefix, rest = prefix_of(title)
    scores: dict[str, float] = {}
    prefixes = {one.name: prefix for one in _themes_of_prefix(prefix, profile)}
    for name in prefixes:
        found = theme(name, profile)
        scores[name] = _PREFIX * (_BROAD if found and (found.broad or "" in found.shortlogs) else 1.0) / len(prefixes)
    words = _count(words_in(rest, profile))
    for name, said in words.items():
        scores[name] = scores.get(name, 0.0) + _said(name, said, profile)
    return Evidence(scores=scores, prefixes=prefixes, words=words)


def _themes_of_prefix(prefix: str, profile: Profile) -> tuple[Theme, ...]:
    shortlogs = _lookup(profile).shortlogs
    found = [shortlogs[topic] for topic in topics_in_prefix(prefix, profile) if topic in shortlogs]
    return tuple({one.name: one for one in found}.values())


def _of_paths(
    files: Mapping[str, int], profile: Profile, *, tests: bool
) -> tuple[dict[str, float], dict[str, tuple[str, ...]]]:
    """The share of each theme in the changed lines, and the paths behind it."""
    weights: dict[str, float] = {}
    paths: dict[str, list[str]] = {}
    for path, lines in files.items():
        found = theme_of_path(path, profile)
        hint = profile.hint(path)
        if found is None or hint is None or hint.area not in ("kvm", "tests") or (hint.area == "tests" and not tests):
            continue
        weight = sqrt(min(lines, _MOST_LINES)) * (_WEAK if hint.weak else 1.0)
        weights[found.name] = weights.get(found.name, 0.0) + weight
        paths.setdefault(found.name, []).append(path)
    whole = sum(weights.values())
    return {name: weight / whole for name, weight in weights.items()}, {k: tuple(v) for k, v in paths.items()}


def _of_names(piece: Piece, shares: Mapping[str, float], profile: Profile) -> dict[str, float]:
    """The share of each theme in the names of functions, asked only where the paths tell little."""
    if not piece.names or not any(found.broad for name in shares if (found := theme(name, profile))):
        return {}
    counts: dict[str, int] = {}
    for name in piece.names:
        for found, _ in words_in(name, profile):
            counts[found.name] = counts.get(found.name, 0) + 1
    return {name: count / len(piece.names) for name, count in counts.items()}


def _said(name: str, said: tuple[str, ...], profile: Profile) -> float:
    """What the words of a theme in one title count: the name of the thing itself most."""
    found = theme(name, profile)
    names = found.names if found else ()
    return sum(sorted((_NAME if word in names else _WORD for word in said), reverse=True)[:_MOST_WORDS])


def _count(found: Iterable[tuple[Theme, str]]) -> dict[str, tuple[str, ...]]:
    words: dict[str, tuple[str, ...]] = {}
    for one, said in found:
        words[one.name] = (*words.get(one.name, ()), said)
    return words
