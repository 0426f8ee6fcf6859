# SPDX-License-Identifier: GPL-2.0-or-later
"""The remotes and branches of a clone in; which of them is which tree of the profile, and why, out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from kx86.profile.model import Profile, Role, Tree
from kx86.trees.remotes import LOCAL, tree_of

ROLES: tuple[Role, ...] = ("subsystem", "upstream", "mainline")
"""The trees that a clone should follow."""

# A branch called `next` alone is one that somebody checked out.
_FEWEST_TOPICS = 2

Source = Literal["typed", "set", "found", "missing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteSetting:
    """A remote as git config has it: where it fetches from and pushes to, and which branches it fetches to where.

    The addresses are those that git really uses; `written` is the one that stands in git config, which url.*.insteadOf may send to
    a copy nearby.  `filter` is what a partial clone leaves out; `fetched` are the branches that
    are here.
    """

    name: str
    url: str = ""
    written: str = ""
    push_urls: tuple[str, ...] = ()
    refspecs: tuple[str, ...] = ()
    filter: str = ""
    tags: bool = True
    fetched: tuple[str, ...] = ()

    def leads_to(self, tree: Tree, trees: Sequence[Tree]) -> bool:
        """Does it lead to a tree, by the address that git uses or by the one that stands for it?"""
        return (tree_of(self.url, trees) or tree_of(self.written, trees)) == tree.name

    @property
    def mirrors(self) -> bool:
        """Does it fetch into the branches of the clone itself?"""
        return any(spec.partition(":")[2].startswith(("refs/heads/", "refs/*")) for spec in self.refspecs)

    @property
    def narrow(self) -> bool:
        """Does it fetch some branches only?"""
        return bool(self.refspecs) and not any("*" in spec for spec in self.refspecs)


@dataclass(frozen=True, slots=True, kw_only=True)
class CloneSettings:
    """What a clone says of itself: remotes in the order of git config, its own branches, and what it lacks."""

    remotes: tuple[RemoteSetting, ...] = ()
    heads: tuple[str, ...] = ()
    bare: bool = False
    shallow: bool = False

    def remote(self, name: str) -> RemoteSetting | None:
        """The remote of this name."""
        return next((remote for remote in self.remotes if remote.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """Which remote leads to a tree (`.`: the branches of the clone itself, None: there is none), who says so, and why.

    `others` lead there as well.  `gone` is a remote that a setting names and that is no more.
    """

    tree: Tree
    remote: str | None
    source: Source
    url: str = ""
    why: str = ""
    others: tuple[str, ...] = ()
    gone: str = ""


def follow(
    profile: Profile, clone: CloneSettings, settings: Mapping[str, str], typed: Mapping[str, str]
) -> tuple[Following, ...]:
    """Find the remote of each tree: the one that was typed, else that is set, else the best that leads there."""
    trees = [tree for role in ROLES if (tree := profile.tree(role))]
    taken = {remote: tree for tree, remote in {**settings, **typed}.items() if remote != LOCAL and clone.remote(remote)}
    return tuple(
        _following(tree, profile, clone, settings.get(tree.name, ""), typed.get(tree.name), taken) for tree in trees
    )


def _following(
    tree: Tree, profile: Profile, clone: CloneSettings, setting: str, typed: str | None, taken: Mapping[str, str]
) -> Following:
    leading = [
        remote
        for remote in clone.remotes
        if taken.get(remote.name, tree.name) == tree.name and remote.leads_to(tree, profile.trees)
    ]
    names = [remote.name for remote in leading]
    for source, named in (("typed", typed), ("set", setting)):
        if named and (named == LOCAL or clone.remote(named)):
            others = tuple(name for name in names if name != named)
            url = _url(named, clone, leading)
            return Following(tree=tree, remote=named, source=source, url=url, others=others)  # type: ignore[arg-type]
    gone = setting if setting and setting not in (LOCAL, *names) else ""
    if why := _own_branches(tree, profile, clone):
        url = _url(LOCAL, clone, leading)
        others = tuple(name for name in names if name != LOCAL)
        return Following(tree=tree, remote=LOCAL, source="found", url=url, why=why, others=others, gone=gone)
    if not leading:
        return Following(tree=tree, remote=None, source="missing", gone=gone)
    best, why = _best(tree, leading)
    others = tuple(name for name in names if name != best.name)
    return Following(tree=tree, remote=best.name, source="found", url=best.url, why=why, others=others, gone=gone)


def _url(name: str, clone: CloneSettings, leading: Sequence[RemoteSetting]) -> str:
    if name != LOCAL:
        remote = clone.remote(name)
        return remote.url if remote else ""
    return next((url for remote in leading for url in (*remote.push_urls, remote.url)), "")


def _best(tree: Tree, leading: Sequence[RemoteSetting]) -> tuple[RemoteSetting, str]:
    """The best of several remotes that lead to one tree, and why."""
    if len(leading) == 1:
        return leading[0], ""
    fetched = [remote for remote in leading if remote.fetched]
    if len(fetched) == 1:
        return fetched[0], "it is the one that was fetched"
    among = fetched or leading
    named = [remote for remote in among if remote.name == tree.remote]
    if named:
        return named[0], "the profile calls it so"
    # Ties go to the order of git config: the first was added first.
    most = max(among, key=lambda remote: len(remote.fetched))
    if len(most.fetched) > min(len(remote.fetched) for remote in among):
        return most, "it has more branches"
    return among[0], "it comes first"


def _own_branches(tree: Tree, profile: Profile, clone: CloneSettings) -> str:
    """Say why the branches of the clone itself are those of a tree; empty when they are not.

    A mirror or a bare clone has nothing else.  A maintainer has `next` and topics, and a place to push them to.
    """
    for remote in clone.remotes:
        if remote.leads_to(tree, profile.trees):
            if remote.mirrors:
                return f"{remote.name} is fetched into the branches of this clone"
            if clone.bare and not remote.refspecs and clone.heads:
                return "this bare clone has no other branches"
    if tree.role != "subsystem" or not tree.next or tree.next not in clone.heads:
        return ""
    known = {name for theme in profile.themes for name in theme.takers} | {
        profile.routing.default,
        profile.routing.tests,
    }
    known |= {name for one in clone.remotes if one.leads_to(tree, profile.trees) for name in one.fetched}
    topics = [name for name in clone.heads if name in known and name not in (tree.next, tree.fixes, "", "master")]
    if len(topics) < _FEWEST_TOPICS or not any(_pushes(one, tree, profile) for one in clone.remotes):
        return ""
    return f"{_few([tree.next, *topics])} are branches here, and pushed to the tree"


def _pushes(remote: RemoteSetting, tree: Tree, profile: Profile) -> bool:
    """Does somebody push there?  Every remote has an address to push to; one for reading alone says nothing."""
    return any(
        tree_of(url, profile.trees) == tree.name and not url.startswith(("http://", "https://", "git://"))
        for url in remote.push_urls
    ) or any(url != remote.url and tree_of(url, profile.trees) == tree.name for url in remote.push_urls)


def _few(names: Sequence[str]) -> str:
    return ", ".join([*names[:3], "..."]) if len(names) > 3 else f"{', '.join(names[:-1])} and {names[-1]}"
