# SPDX-License-Identifier: GPL-2.0-or-later
"""Tell where series belong: gather what the clone at hand knows of topics and of the commits that are fixed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kx86.errors import UserError
from kx86.handbook.facts import Edition
from kx86.ports.topic_history import TopicHistory
from kx86.ports.trees import Trees
from kx86.profile.model import Profile
from kx86.series.series import Series
from kx86.trees.history import History
from kx86.trees.landscape import Branch, Landscape, Tag
from kx86.trees.matter import Matter, matter_of, matter_of_subjects
from kx86.trees.release import Age
from kx86.trees.route import Route, route
from kx86.trees.scores import Known
from kx86.trees.wish import Guess

# Beyond these numbers a list of subjects is no list of series.
_MOST_SERIES = 20000
_MOST_PATCHES = 400
_MOST_FILES = 400


@dataclass(frozen=True, slots=True)
class Routed:
    """A series, or an item of a list of subjects, and the answer."""

    matter: Matter
    answer: Route
    edition: Edition
    series: Series | None = None
    id: str | None = None


@dataclass(slots=True)
class Clone:
    """What a clone knows: its trees, what they hold, and what its topics took."""

    trees: Trees
    landscape: Landscape
    took: TopicHistory
    _ages: dict[str, Age | None] = field(default_factory=dict)
    _history: History | None = None

    def known(self, matter: Matter) -> Known:
        """Gather what the clone knows of a posting."""
        if self._history is None:
            self._history = self.took.history(self.landscape)
        topics = frozenset(topic.name for topic in self.landscape.topics)
        named = dict.fromkeys(sha for piece in matter.pieces for sha in piece.fixes)
        ages = {sha: age for sha in list(named)[:20] if (age := self._age(sha)) is not None}
        return Known(
            topics=topics or None,
            history=self._history if topics else None,
            ages=ages if self._release() or topics else None,
            base=self._topic_of(matter.base) if matter.base else None,
        )

    def _release(self) -> Tag | None:
        """The newest release that is final."""
        return next((tag for tag in self.landscape.releases if "-rc" not in tag.name), None)

    def _age(self, sha: str) -> Age | None:
        if sha not in self._ages:
            full = self.trees.commit(sha)
            self._ages[sha] = self._age_of(full) if full else None
        return self._ages[sha]

    def _age_of(self, sha: str) -> Age | None:
        release = self._release()
        if release is not None and self.trees.is_ancestor(sha, release.sha):
            return Age(place="released", name=release.name)
        refs = self.trees.containing(sha)
        if any(branch.ref in refs for branch in self._above()) or self._in_candidate(sha):
            return Age(place="cycle", name=release.name) if release is not None else None
        topic = self._lowest([topic for topic in self.landscape.topics if topic.ref in refs])
        return Age(place="topic", name=topic.name) if topic else None

    def _in_candidate(self, sha: str) -> bool:
        """Is a commit in the newest release candidate, where no branch of the main line is followed?"""
        newest = next(iter(self.landscape.releases), None)
        return newest is not None and "-rc" in newest.name and self.trees.is_ancestor(sha, newest.sha)

    def _above(self) -> Iterator[Branch]:
        """The branches of the main line and of the tree above."""
        for tree in self.landscape.profile.trees:
            if tree.role in ("mainline", "upstream"):
                names = {tree.next, tree.fixes}
                yield from (one for one in self.landscape.branches.get(tree.name, ()) if one.name in names)

    def _topic_of(self, base: str) -> str | None:
        """The topic that alone holds a commit; None when the trees above hold it as well."""
        sha = self.trees.commit(base)
        if sha is None:
            return None
        refs = self.trees.containing(sha)
        if any(branch.ref in refs for branch in self._above()) or self._in_candidate(sha):
            return None
        topic = self._lowest([topic for topic in self.landscape.topics if topic.ref in refs])
        return topic.name if topic else None

    def _lowest(self, topics: Sequence[Branch]) -> Branch | None:
        """The topic that all others of these sit on; None when there is none."""
        if len(topics) < 2:
            return topics[0] if topics else None
        for one in topics[:8]:
            if all(one.sha == other.sha or self.trees.is_ancestor(one.sha, other.sha) for other in topics):
                return one
        return None


@dataclass(slots=True)
class Router:
    """Route series one after another; `edition` tells that of a series, `clone` is None outside of one."""

    profile: Profile
    edition: Callable[[Series | None], Edition]
    clone: Clone | None = None
    progress: Callable[[str], None] = lambda _: None

    def route_all(self, found: Sequence[Series]) -> Iterator[Routed]:
        """Tell where each of some series belongs."""
        stable = self.profile.stable.address if self.profile.stable else ""
        for number, series in enumerate(found):
            if number:
                self.progress(f"routing: {number} of {len(found)} series")
            matter = matter_of(series, stable)
            yield self._one(matter, self.edition(series), series)

    def route_subjects(self, items: Iterable[tuple[str | None, Matter]]) -> Iterator[Routed]:
        """Tell where series belong of which only subjects and paths are known."""
        edition = self.edition(None)
        for name, matter in items:
            answer = self._answer(matter, edition)
            yield Routed(matter, answer, edition, id=name)

    def _one(self, matter: Matter, edition: Edition, series: Series) -> Routed:
        return Routed(matter, self._answer(matter, edition), edition, series)

    def _answer(self, matter: Matter, edition: Edition) -> Route:
        known = self.clone.known(matter) if self.clone is not None else Known()
        return route(matter, self.profile, edition, known)


def guess_of(found: Route, profile: Profile) -> Guess:
    """Say in terms of bases what an answer means: the branch for fixes is no topic, and no guess of one."""
    tree = profile.tree("subsystem")
    names = dict.fromkeys((found.topic, *(one.topic for one in found.alternatives)))
    return Guess(
        topics=tuple(name for name in names if name and not (tree and name == tree.fixes)),
        confidence=found.confidence,
        fixes=found.release == "current",
        common=found.several,
        foreign=found.release == "none",
        reasons=found.reasons,
    )


def likely_by(router: Router, landscape: Landscape) -> Callable[[Series], Sequence[str]]:
    """What tells the topics of a clone that a series may be for, the likeliest first."""
    there = {topic.name for topic in landscape.topics}

    def likely(series: Series) -> Sequence[str]:
        (routed,) = router.route_all([series])
        return [name for name in guess_of(routed.answer, router.profile).topics if name in there]

    return likely


def read_subjects(data: bytes, source: str) -> list[tuple[str | None, Matter]]:
    """Read a list of series as JSON: id, title, patches with subject and files.  Raises UserError for anything else."""
    import msgspec

    hint = (
        '[{"id": "1", "title": "...", "patches": [{"subject": "KVM: SVM: ...", "files": ["arch/x86/kvm/svm/svm.c"]}]}]'
    )
    try:
        items = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError) as error:
        raise UserError(f"{source}: no JSON: {error}", hint=f"write {hint}") from error
    if not isinstance(items, list) or len(items) > _MOST_SERIES:
        raise UserError(f"{source}: no list of series", hint=f"write {hint}")
    found = []
    for number, item in enumerate(items, 1):
        if not isinstance(item, dict):
            raise UserError(f"{source}: item {number} is no object", hint=f"write {hint}")
        name = item.get("id")
        found.append((str(name) if name is not None else None, matter_of_subjects(_title(item), _patches(item))))
    return found


def _title(item: Mapping[str, Any]) -> str:
    title = item.get("title")
    if isinstance(title, str) and title:
        return title
    return next((subject for subject, _ in _patches(item)), "")


def _patches(item: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    listed = item.get("patches")
    patches = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    found = []
    for patch in patches[:_MOST_PATCHES]:
        files = patch.get("files")
        paths = [path for path in files if isinstance(path, str)] if isinstance(files, list) else []
        subject = patch.get("subject")
        found.append((subject if isinstance(subject, str) else "", paths[:_MOST_FILES]))
    return found
