# SPDX-License-Identifier: GPL-2.0-or-later
"""What to hand to `git format-patch` as --base, and whether --base=auto would say the same."""

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from kx86.flows.base import BranchBase
from kx86.ports.own_branch import OwnBranches, Tracking
from kx86.ports.trees import Trees
from kx86.trees.landscape import Branch, Landscape
from kx86.trees.remotes import LOCAL
from kx86.trees.wish import preferred_tag

# git allows `;` and `$(...)` in the names of branches; what shlex quotes as well (x/pmu~3, x86/mmu/größe) is harmless.
_HARMLESS = re.compile(r"[\w@%+=:,./-][\w@%+=:,./~-]*")


def pasted(word: str) -> str:
    """Quote a revision or range for a command that is pasted to a shell, where it needs that."""
    return word if _HARMLESS.fullmatch(word) else shlex.quote(word)


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseArgument:
    """The value for --base, and remarks about it."""

    value: str
    notes: tuple[str, ...] = ()


def base_argument(trees: Trees, landscape: Landscape, answer: BranchBase) -> BaseArgument:
    """Name the base of a branch for --base: the wanted branch itself when the branch stands on its tip.

    Else the common commit, by a dated tag of `next` when one keeps it: others may no longer have the objects of an old `next`.
    A base with merges above the common commit cannot be told as patches, so that the base itself is named.
    """
    fit, wanted = answer.fit, answer.wanted
    short = wanted.short if isinstance(wanted, Branch) else wanted.name
    ahead = trees.count([wanted.sha], [fit.base.sha])
    between = trees.line(fit.base.sha, [wanted.sha], fit.below) if fit.below else None
    straight = not fit.folded and (between is None or not between.folded)
    if not ahead and straight:
        tag = preferred_tag(wanted.sha, landscape.dated)
        return BaseArgument(value=tag.name if tag else short, notes=_along(answer, short))
    sha = fit.fork if fit.fork and straight else fit.base.sha
    tag = preferred_tag(sha, landscape.dated)
    value = tag.name if tag else sha
    notes = []
    if ahead:
        notes.append(
            f"{short} is {_commits(ahead)} ahead of {value if tag else sha[:12]}; {_move(answer)} moves the branch"
        )
    if fit.folded:
        notes.append(f"{fit.base.name} is a merge that no branch or tag here holds, so that others may not have it")
    return BaseArgument(value=value, notes=(*notes, *_along(answer, short)))


def _along(answer: BranchBase, short: str) -> tuple[str, ...]:
    if not answer.fit.below:
        return ()
    return (f"{_commits(answer.fit.below)} below the branch are not in {short}: it stands on {answer.fit.base.name}",)


def _commits(number: int) -> str:
    return f"{number} commit{'' if number == 1 else 's'}"


def _move(answer: BranchBase) -> str:
    return move_command(answer) or "git rebase"


def move_command(answer: BranchBase) -> str | None:
    """The command that puts the branch on today's tip of the wanted base; None when it stands there."""
    fit, wanted = answer.fit, answer.wanted
    if answer.verdict == "right":
        return None
    onto = wanted.short if isinstance(wanted, Branch) else wanted.name
    if fit.right and fit.fork == fit.base.sha and not fit.below and answer.wish.kind != "next":
        return f"git rebase {pasted(onto)} {pasted(answer.branch)}"
    return f"git rebase --onto {pasted(onto)} {fit.base.sha[:12]} {pasted(answer.branch)}"


def automatic(branches: OwnBranches, landscape: Landscape, answer: BranchBase, name: str) -> str | None:
    """Say why --base=auto would be wrong for a branch; None when it is right, or has no branch to work on."""
    if not branches.exists(name):
        return None
    upstream = branches.tracking(name)
    wanted = answer.wanted
    if upstream is None:
        return "the branch has no upstream"
    if not upstream.short:
        return f"the upstream {upstream.ref} is gone"
    if isinstance(wanted, Branch) and upstream.ref == wanted.ref:
        return None
    if is_backup(upstream, landscape):
        return f"the upstream {upstream.short} is no branch of a tree, but a copy of somebody's own"
    short = wanted.short if isinstance(wanted, Branch) else wanted.name
    return f"the upstream is {upstream.short}, not {short}"


def mending(answer: BranchBase, options: Sequence[str], branch: str | None) -> str | None:
    """The command that sets the upstream to the base; None for a base that is no branch here.

    `options` are those that the base was asked for with, `branch` is named when it is not the one at hand.
    """
    wanted = answer.wanted
    if not isinstance(wanted, Branch) or not wanted.fetched:
        return None
    return " ".join(["kx86 base --set-upstream", *(pasted(word) for word in (*options, branch) if word)])


def is_backup(upstream: Tracking, landscape: Landscape) -> bool:
    """Is it a branch that is kept for backup, in a remote that is no tree of the profile?"""
    if upstream.remote == LOCAL:
        return False
    return not any(remote.name == upstream.remote and remote.tree for remote in landscape.remotes)
