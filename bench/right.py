# SPDX-License-Identifier: GPL-2.0-or-later
"""Is what kx86 says about a made-up posting right?  Judged with git alone, from the commit that the posting was made on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.postings import Truth, blob, git, is_same
from kx86.trees.posted import Found, PostedBase

_DEEPEST = "-400"


@dataclass(frozen=True)
class Judge:
    """Knows the topics of a clone by tip, and the releases below them."""

    clone: Path
    topics: Mapping[str, str]
    releases: Sequence[str]

    @property
    def _above(self) -> tuple[str, ...]:
        return tuple(f"^{sha}" for sha in self.releases)

    def wrong(self, truth: Truth, answer: PostedBase) -> str:
        """Say what is wrong with an answer; nothing when it is right."""
        return next(self._wrong(truth, answer), "")

    def _wrong(self, truth: Truth, answer: PostedBase) -> Iterator[str]:
        base = answer.base
        if base is None:
            yield "no base"
            return
        if base.how != ("base-commit" if truth.written else "blobs"):
            yield f"found by {base.how}"
        if truth.written and base.commit != truth.commit:
            yield f"{base.name} is not the base-commit"
        if not is_same(self.clone, base.commit, truth.before):
            yield f"{base.name} has other files"
        if git(self.clone, "rev-parse", f"{base.name}^{{commit}}") != base.commit:
            yield f"{base.name} is not {base.commit}"
        if answer.applies is not True:
            yield "does not apply"
        origins = self._origins(truth)
        yield from self._wrong_topic(truth, base, origins)
        yield from _wrong_needs(truth, answer, origins)

    def _wrong_topic(self, truth: Truth, base: Found, origins: frozenset[str]) -> Iterator[str]:
        fits = self._fitting(origins)
        if origins and base.topic not in (fits or {None}):
            yield f"topic {base.topic} and not {' or '.join(sorted(fits)) or 'none'}"
        if base.topic is None:
            return
        tip = self.topics[base.topic]
        if base.tip != tip:
            yield f"{base.tip} is not the tip of {base.topic}"
        behind = int(git(self.clone, "rev-list", "--count", f"{base.commit}..{tip}"))
        if base.behind != behind:
            yield f"{base.behind} behind and not {behind}"
        run = git(self.clone, "rev-list", "--first-parent", _DEEPEST, tip).split()
        newest = next((sha for sha in run if is_same(self.clone, sha, truth.before)), None)
        if not truth.written and newest is not None and base.commit != newest:
            yield f"{base.name} is not the newest commit of {base.topic} with these files"

    def _fitting(self, origins: frozenset[str]) -> set[str]:
        """The topics that hold all commits which made the files what they are.

        What lies below the fork of two topics is of both: nothing in git tells which of them sits on the other.
        """
        return {name for name, tip in self.topics.items() if origins <= self._inside(tip)}

    def _inside(self, tip: str) -> frozenset[str]:
        return frozenset(git(self.clone, "rev-list", tip, *self._above).split())

    def _origins(self, truth: Truth) -> frozenset[str]:
        return frozenset(sha for path, old in truth.before if old for sha in self._made(truth.commit, path))

    def _made(self, commit: str, path: str) -> frozenset[str]:
        """The commits that made a file what it is: one, unless a merge put it together from several topics."""
        last = git(self.clone, "log", "--no-merges", "-1", "--format=%H", commit, *self._above, "--", path)
        if not last or blob(self.clone, last, path) == blob(self.clone, commit, path):
            return frozenset([last] if last else [])
        merge = git(self.clone, "log", "--first-parent", "-1", "--format=%P", commit, *self._above, "--", path)
        return frozenset(sha for parent in merge.split() for sha in self._made(parent, path))


def _wrong_needs(truth: Truth, answer: PostedBase, origins: frozenset[str]) -> Iterator[str]:
    pending = [one.posting for one in answer.depends if one.kind == "pending"]
    if pending != ([truth.below.id] if truth.below else []):
        yield f"names {pending} as pending"
    needed = {one.commit for one in answer.depends if one.kind == "topic"}
    if needed != origins:
        yield f"needs {needed} and not {set(origins)}"
    if any(one.kind == "unknown" for one in answer.depends):
        yield "needs what nobody has"
