# SPDX-License-Identifier: GPL-2.0-or-later
"""The name of a branch, what its patches are about and the edition in; the base that the handbook asks for, and why, out.

See the section Base Tree/Branch of the handbook, and Git Base for names of branches.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kx86.handbook.facts import Edition
from kx86.trees.landscape import Branch, Landscape, Tag

Kind = Literal["topic", "fixes", "next", "common"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """What the patches are about, for branches whose names do not say: topics, the best first, and why.

    `fixes` tells a fix for the current release, `common` code of several architectures, `foreign` patches that no tree of the
    profile takes.
    """

    topics: tuple[str, ...] = ()
    confidence: float = 0.0
    fixes: bool = False
    common: bool = False
    foreign: bool = False
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """The base that is asked for: a topic branch, the branch for fixes, `next`, or a point that all architectures share.

    `topic` is the topic that the series is for, None when there is none; `chosen` tells that the user named it.  `notes` are
    remarks that decide nothing.
    """

    kind: Kind
    topic: str | None
    why: str
    chosen: bool = False
    notes: tuple[str, ...] = ()


def named_topic(branch: str, landscape: Landscape) -> str | None:
    """The topic, `next` or `fixes` in the name of a branch: x86/pmu/fix_foo is for pmu, and so is pmu/fix_foo."""
    known = {topic.name for topic in landscape.topics} | _roles(landscape)
    return next((part for part in branch.split("/")[:-1] if part in known), None)


def unknown_topic(branch: str, landscape: Landscape) -> str | None:
    """The word that stands for a topic in a name like x86/foo/bar, and is none."""
    parts = branch.split("/")
    if len(parts) < 3 or named_topic(branch, landscape):
        return None
    return parts[1]


def wish(edition: Edition, landscape: Landscape, branch: str, typed: str | None, guess: Guess) -> Wish:
    """Say what a series should be based on; `typed` is the topic that the user names."""
    named = typed or named_topic(branch, landscape)
    by = "as asked" if typed else f"by the name of the branch, {branch}"
    lost = () if typed or not (word := unknown_topic(branch, landscape)) else (_gone(word, landscape),)
    tree = landscape.profile.tree("subsystem")
    if named and tree and named == tree.fixes:
        return Wish(kind="fixes", topic=None, why=f"a fix for the current release, {by}")
    if named and tree and named == tree.next:
        return Wish(kind="next", topic=None, why=by)
    topic, reason = (named, by) if named else _guessed(landscape, guess)
    notes = (*lost, *_doubts(named, guess))
    if not named and guess.fixes:
        return Wish(kind="fixes", topic=topic, why=_first(guess, "a fix for the current release"), notes=notes)
    if edition == "merged" and typed is None:
        if guess.common:
            return Wish(kind="common", topic=topic, why="for several architectures, which share a release", notes=notes)
        return Wish(kind="next", topic=topic, why="all but fixes for the current release and series for several"
                    " architectures is based on next", notes=notes)  # fmt: skip
    return Wish(kind="topic", topic=topic, why=reason, chosen=named is not None, notes=notes)


def ground_of(asked: Wish, landscape: Landscape) -> Branch | Tag | None:
    """The branch or tag that a wish means in a clone; None when the clone does not have it."""
    if asked.kind == "topic":
        return landscape.topic(asked.topic) if asked.topic else None
    if asked.kind == "fixes":
        return landscape.branch("upstream", "fixes")
    return landscape.next


def preferred_tag(commit: str, tags: Sequence[Tag]) -> Tag | None:
    """The tag of exactly this commit: it is known everywhere, when a SHA1 of `next` may be gone tomorrow."""
    return next((tag for tag in tags if tag.sha == commit), None)


def _roles(landscape: Landscape) -> set[str]:
    tree = landscape.profile.tree("subsystem")
    return {name for name in (tree.next, tree.fixes) if name} if tree else set()


def _guessed(landscape: Landscape, guess: Guess) -> tuple[str, str]:
    default = landscape.profile.routing.default
    for name in guess.topics:
        if landscape.topic(name):
            return name, _first(guess, f"the patches are about {name}")
    return default, "no topic fits better"


def _first(guess: Guess, else_: str) -> str:
    return guess.reasons[0] if guess.reasons else else_


# A guess below this says nothing against the name that somebody chose.
_SURE = 0.8


def _doubts(named: str | None, guess: Guess) -> tuple[str, ...]:
    if named and guess.topics and guess.confidence >= _SURE and named not in guess.topics[:2]:
        return (f"the patches look like {guess.topics[0]}: {_first(guess, 'see kx86 route')}",)
    return ()


def _gone(word: str, landscape: Landscape) -> str:
    names = ", ".join(topic.name for topic in landscape.topics)
    return f"there is no topic {word} (it may have gone); there are {names}"
