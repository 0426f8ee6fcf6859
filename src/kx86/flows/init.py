# SPDX-License-Identifier: GPL-2.0-or-later
"""Set a clone up: find the trees that it follows, keep what was found in git config, and tell what is missing."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kx86.errors import UserError
from kx86.trees.follow import ROLES, CloneSettings, Following, follow
from kx86.trees.remotes import LOCAL

if TYPE_CHECKING:
    from kx86.ports.clone import Clone
    from kx86.ports.settings import Entry
    from kx86.ports.trees import Trees
    from kx86.profile.model import Profile, Tree
    from kx86.trees.landscape import Landscape


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What is missing, and the commands that mend it."""

    message: str
    commands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeFound:
    """A tree: the remote that leads to it, what of it is here, and what is to be done.

    `states` counts the tags of the tree: releases of the main line, kept states of `next` of the subsystem; None where there are
    none to have.  `written` tells that git config was changed, or would be.
    """

    following: Following
    branches: int = 0
    topics: int = 0
    next: bool = False
    states: int | None = None
    steps: tuple[Step, ...] = ()
    written: bool = False

    @property
    def known(self) -> bool:
        """Can kx86 see the tree?"""
        return self.following.remote is not None and self.branches > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUp:
    """A clone that was set up: its trees, and notes about the clone itself."""

    trees: tuple[TreeFound, ...]
    notes: tuple[Step, ...] = ()

    @property
    def ready(self) -> bool:
        """Are all trees known?"""
        return all(tree.known for tree in self.trees)


def key_of(tree: "Tree") -> str:
    """The key of git config that names the remote of a tree."""
    return f"kx86.tree.{tree.name}.remote"


def set_up(
    clone: "Clone",
    trees: "Trees",
    profile: "Profile",
    entries: Sequence["Entry"],
    settings: Mapping[str, str],
    typed: Sequence[str],
    *,
    dry_run: bool = False,
) -> SetUp:
    """Find the trees, write to git config what it does not say yet, and look at what is here.

    Every key stands for itself: a run that is stopped leaves some unset, and the next one sets them.  Raises UserError for a
    tree or remote that does not exist.
    """
    here = clone.settings()
    said = _typed(typed, profile, here, settings)
    found = follow(profile, here, settings, said)
    chosen = {**settings, **{one.tree.name: one.remote for one in found if one.remote}}
    seen = trees.landscape(profile, chosen)
    listed = []
    for one in found:
        write = one.remote is not None and settings.get(one.tree.name) != one.remote
        if write and not dry_run:
            scopes = [entry.scope for entry in entries if entry.key == key_of(one.tree)]
            clone.write(key_of(one.tree), one.remote or "", worktree=scopes[-1:] == ["worktree"])
        listed.append(_look(one, seen, here, write))
    return SetUp(trees=tuple(listed), notes=tuple(_notes(found, here)))


def _typed(
    typed: Sequence[str], profile: "Profile", here: CloneSettings, settings: Mapping[str, str]
) -> Mapping[str, str]:
    """Read TREE=REMOTE, the tree of it by name."""
    names = [tree.name for role in ROLES if (tree := profile.tree(role))]
    said: dict[str, str] = {}
    for text in typed:
        name, sign, remote = text.partition("=")
        if not sign or not remote:
            raise UserError(
                f"--tree {text}: no TREE=REMOTE", hint=f"kx86 init --tree {names[0] if names else 'T'}=REMOTE"
            )
        if name not in names:
            raise UserError(f"--tree {text}: no tree {name} to follow", hint=f"one of {', '.join(names)}")
        if remote != LOCAL and not here.remote(remote):
            known = ", ".join(one.name for one in here.remotes) or "this clone has none"
            raise UserError(f"--tree {text}: no remote {remote}", hint=f"git remote -v; remotes here: {known}")
        said[name] = remote
    owners: dict[str, str] = {}
    for name, remote in {**settings, **said}.items():
        if remote in owners and remote != LOCAL and {name, owners[remote]} & set(said):
            other = owners[remote]
            raise UserError(
                f"{remote} cannot be both {other} and {name}", hint=f"kx86 init --tree {other}=REMOTE as well"
            )
        owners[remote] = name
    return said


def _look(one: Following, seen: "Landscape", here: CloneSettings, write: bool) -> TreeFound:
    tree = one.tree
    branches = seen.branches.get(tree.name, ()) if one.remote else ()
    own = tree.role == "subsystem"
    states = {"subsystem": len(seen.dated) if tree.dated else None, "mainline": len(seen.releases)}.get(tree.role)
    return TreeFound(
        following=one,
        branches=len(branches),
        topics=sum(topic in branches for topic in seen.topics) if own else 0,
        next=any(branch.name == tree.next for branch in branches),
        states=states,
        steps=tuple(_steps(one, len(branches), states, here)),
        written=write,
    )


def _steps(one: Following, branches: int, states: int | None, here: CloneSettings) -> Iterator[Step]:
    if one.gone:
        yield Step(message=f"git config names {one.gone}, which is no remote that leads there")
    if one.remote is None:
        yield from _missing(one.tree, here)
        return
    name = shlex.quote(one.remote)
    remote = here.remote(one.remote)
    if remote and remote.narrow:
        only = ", ".join(sorted(spec.partition(":")[0].rpartition("/")[2] for spec in remote.refspecs))
        commands = (f"git remote set-branches {name} '*'", f"git fetch {name}")
        yield Step(message=f"only {only} is fetched", commands=commands)
    elif remote and not branches:
        yield Step(message="nothing was fetched yet", commands=(f"git fetch {name}",))
    if remote and states == 0 and branches:
        what = (
            f"tags {one.tree.dated}*, which keep old states of {one.tree.next}," if one.tree.dated else "release tags"
        )
        tags: tuple[str, ...] = (f"git fetch --tags {name}",)
        if not remote.tags:
            tags = (f"git config --unset remote.{name}.tagOpt", *tags)
        yield Step(message=f"{what} are not here", commands=tags)


def _missing(tree: "Tree", here: CloneSettings) -> Iterator[Step]:
    """How to add a tree: git remote add when the profile knows where it is, and by hand when a remote leads there otherwise."""
    taken = here.remote(tree.remote or tree.name)
    name = shlex.quote(f"{tree.remote or tree.name}-tree" if taken else tree.remote or tree.name)
    if tree.urls:
        commands = (f"git remote add {name} {shlex.quote(tree.urls[0])}", f"git fetch {name}")
        yield Step(message="no remote leads there", commands=commands)
    else:
        yield Step(message="no remote leads there, and the profile has no address of it")
    if here.remotes:
        first = taken.name if taken else here.remotes[0].name
        command = f"kx86 init --tree {shlex.quote(f'{tree.name}={first}')}"
        yield Step(message="if a remote leads there by another address", commands=(command,))


def _notes(found: Sequence[Following], here: CloneSettings) -> Iterator[Step]:
    """What the clone itself lacks."""
    if here.shallow:
        order = [one.remote for one in reversed(found) if one.remote and one.remote != LOCAL]
        names = [*order, *(remote.name for remote in here.remotes)]
        commands = (f"git fetch --unshallow {shlex.quote(names[0])}",) if names else ()
        yield Step(message="this clone is shallow: a base below its edge is not found", commands=commands)
    for remote in here.remotes:
        if remote.filter:
            message = f"partial clone of {remote.name} ({remote.filter}): git fetches what lacks when it is needed, not offline"
            command = f"git fetch --refetch --no-filter {shlex.quote(remote.name)}"
            yield Step(message=message, commands=(command,))
