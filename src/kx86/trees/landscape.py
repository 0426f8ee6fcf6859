# SPDX-License-Identifier: GPL-2.0-or-later
"""The refs and remotes of a clone in; its trees, topic branches, releases and dated states of `next` out."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import NamedTuple

from kx86.profile.model import Profile, Role, Tree
from kx86.trees.remotes import LOCAL, Remote

_RELEASE = re.compile(r"v[0-9]{1,3}\.[0-9]{1,3}(?:-rc[0-9]{1,2})?")
_MERGED = re.compile(r"'([^']{1,100})'")
# What a merge names may be anything; this can be typed, and is no option.
_TYPED = re.compile(r"\w[\w.+-]{0,63}")


class Row(NamedTuple):
    """A ref: its full name, the commit that it leads to, and the committer date of that commit."""

    name: str
    sha: str
    date: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A branch of a tree: its name there, the ref that follows it here, and what to type for it (`x/pmu`)."""

    name: str
    ref: str
    short: str
    sha: str
    date: int

    @property
    def fetched(self) -> bool:
        """Is there a ref for it, or is it only known from the merge that made `next`?"""
        return self.ref.startswith("refs/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A tag: its name, the commit and its date."""

    name: str
    sha: str
    date: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Octopus:
    """How `next` was merged: the commit, its subject, and its parents."""

    sha: str
    subject: str
    parents: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Landscape:
    """What a clone has of the trees of a profile.

    `branches` holds the branches of each tree by the name of the tree.  `topics` are the topic branches of the subsystem, by
    name; those that `next` was merged from are in `merged`, in the order of its parents.  `releases` are the tags of the main
    line and `dated` the states of `next` that tags keep, the newest first.
    """

    profile: Profile
    remotes: tuple[Remote, ...] = ()
    branches: Mapping[str, tuple[Branch, ...]]
    topics: tuple[Branch, ...] = ()
    merged: tuple[str, ...] = ()
    releases: tuple[Tag, ...] = ()
    dated: tuple[Tag, ...] = ()

    def branch(self, role: Role, kind: str) -> Branch | None:
        """The branch `next` or `fixes` of the tree with a role; None when the clone or the profile has none."""
        tree = self.profile.tree(role)
        name = {"next": tree.next, "fixes": tree.fixes}[kind] if tree else ""
        found = self.branches.get(tree.name, ()) if tree else ()
        return next((branch for branch in found if name and branch.name == name), None)

    def topic(self, name: str) -> Branch | None:
        """The topic branch of this name."""
        return next((topic for topic in self.topics if topic.name == name), None)

    @property
    def next(self) -> Branch | None:
        """The branch that all topics are merged into."""
        return self.branch("subsystem", "next")

    def remote(self, role: Role) -> Remote | None:
        """The remote that leads to the tree with a role; the first when there are several."""
        tree = self.profile.tree(role)
        return next((remote for remote in self.remotes if tree and remote.tree == tree.name), None)


def survey(
    profile: Profile, remotes: Sequence[Remote], rows: Iterable[Row], chosen: Mapping[str, str] | None = None
) -> Landscape:
    """See which refs are branches of which tree; `chosen` maps a tree to its remote, `.` for the branches of the clone."""
    refs = {row.name: row for row in rows}
    picked = chosen or {}
    branches = {tree.name: _branches(tree, remotes, refs, picked.get(tree.name), profile) for tree in profile.trees}
    subsystem = profile.tree("subsystem")
    own = branches.get(subsystem.name, ()) if subsystem else ()
    tags = [
        Tag(name=row.name.removeprefix("refs/tags/"), sha=row.sha, date=row.date)
        for row in refs.values()
        if row.name.startswith("refs/tags/")
    ]
    tags.sort(key=lambda tag: (tag.date, tag.name), reverse=True)
    dated = subsystem.dated if subsystem else ""
    return Landscape(
        profile=profile,
        remotes=tuple(remotes),
        branches=branches,
        topics=tuple(branch for branch in own if _is_topic(branch.name, profile)),
        releases=tuple(tag for tag in tags if _RELEASE.fullmatch(tag.name)),
        dated=tuple(tag for tag in tags if dated and tag.name.startswith(dated)),
    )


def with_octopus(landscape: Landscape, octopus: Octopus | None) -> Landscape:
    """Add the topics that `next` was merged from: they may have gone from the tree, or never been fetched by name.

    A topic branch has moved on since; one that only the merge names stands where the merge left it.
    """
    branch = landscape.next
    if octopus is None or branch is None or len(octopus.parents) < 2:
        return landscape
    tips = {topic.sha: topic.name for topic in landscape.topics}
    named = _MERGED.findall(octopus.subject)
    # The first parent is the base, or a topic that git fast-forwarded to.
    parents = octopus.parents[-len(named) :] if named and len(named) <= len(octopus.parents) else ()
    names = dict(zip(parents, (name.rpartition("/")[2] for name in named), strict=False))
    merged = [name for sha in octopus.parents if (name := names.get(sha) or tips.get(sha))]
    known = {topic.name for topic in landscape.topics}
    gone = [
        Branch(name=name, ref=sha, short=sha[:12], sha=sha, date=branch.date)
        for sha, name in names.items()
        if name not in known and _TYPED.fullmatch(name) and _is_topic(name, landscape.profile)
    ]
    topics = tuple(sorted((*landscape.topics, *gone), key=lambda topic: topic.name))
    return replace(landscape, topics=topics, merged=tuple(merged))


def _branches(
    tree: Tree, remotes: Sequence[Remote], refs: Mapping[str, Row], chosen: str | None, profile: Profile
) -> tuple[Branch, ...]:
    """The branches of a tree: those of the remote that was chosen, else of all that lead to it, the first of a name.

    Among the branches of the clone itself only those count that the profile names or that were fetched from the tree: all others
    are series that their owner works on.
    """
    public = _public(tree, remotes, refs, profile) if chosen == LOCAL else frozenset()
    if chosen == LOCAL:
        places = [("refs/heads/", "")]
    else:
        names = [remote.name for remote in remotes if remote.tree == tree.name and chosen in (None, remote.name)]
        places = [(f"refs/remotes/{name}/", f"{name}/") for name in names]
    found: dict[str, Branch] = {}
    for place, head in places:
        for row in refs.values():
            name = row.name[len(place) :] if row.name.startswith(place) else "HEAD"
            if name != "HEAD" and (chosen != LOCAL or name in public):
                branch = Branch(name=name, ref=row.name, short=f"{head}{name}", sha=row.sha, date=row.date)
                found.setdefault(name, branch)
    return tuple(sorted(found.values(), key=lambda branch: branch.name))


def _public(tree: Tree, remotes: Sequence[Remote], refs: Mapping[str, Row], profile: Profile) -> frozenset[str]:
    """The names of branches that are the tree's own, among those of a clone that is the tree."""
    routing = profile.routing
    named = {tree.next, tree.fixes, "master", routing.default, routing.tests, routing.common, *routing.usual}
    named.update(name for theme in profile.themes for name in theme.takers)
    places = tuple(f"refs/remotes/{remote.name}/" for remote in remotes if remote.tree == tree.name)
    named.update(name[len(place) :] for name in refs for place in places if name.startswith(place))
    return frozenset(name for name in named if name and "/" not in name)


def _is_topic(name: str, profile: Profile) -> bool:
    tree = profile.tree("subsystem")
    if tree and name in (tree.next, tree.fixes):
        return False
    # What is called x86/pmu/foo is somebody's work on a topic.
    return "/" not in name and not any(fnmatchcase(name, mask) for mask in profile.routing.not_topics)
