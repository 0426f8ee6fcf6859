# SPDX-License-Identifier: GPL-2.0-or-later
"""Settings of git that make `git format-patch` name the right base: an alias, and the upstream of a branch."""

import re
from dataclasses import dataclass

from kx86.errors import UserError
from kx86.flows.base import BranchBase
from kx86.flows.base_arg import is_backup
from kx86.ports.own_branch import OwnBranches
from kx86.trees.landscape import Branch, Landscape

# git runs an alias at the top of the work tree; the files belong where the user stands.
ALIAS = '!f() { base=$(kx86 base --arg) && cd "./${GIT_PREFIX-}" && git format-patch "$base" "$@"; }; f'
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A setting that was made, or would be: the command that makes it, and what to know about it."""

    command: tuple[str, ...]
    said: str
    needed: bool = True


def install_alias(branches: OwnBranches, name: str, *, force: bool, dry_run: bool) -> Change:
    """Define `git NAME` as format-patch with the right base.

    Raises UserError for a name that git would ignore, and for an alias of the user's own unless `force` is given.
    """
    if not _NAME.fullmatch(name):
        raise UserError(f"{name}: no name for an alias", hint="kx86 base --install-alias fp")
    if name in branches.commands():
        raise UserError(
            f"git has a command {name} of its own, and ignores aliases of that name",
            hint="kx86 base --install-alias fp",
        )
    before = branches.setting(f"alias.{name}")
    if before not in (None, ALIAS) and not force:
        raise UserError(
            f"git {name} is an alias already: {before}",
            hint=f"choose another name, or kx86 base --install-alias {name} --force",
        )
    if before != ALIAS and not dry_run:
        branches.set_alias(name, ALIAS)
    command = ("git", "config", "--global", f"alias.{name}", ALIAS)
    return Change(
        command=command, said=f"git {name} is git format-patch with the base of the branch", needed=before != ALIAS
    )


def set_upstream(
    branches: OwnBranches, landscape: Landscape, answer: BranchBase, name: str, *, force: bool, dry_run: bool
) -> Change:
    """Set the upstream of a branch to its base, so that --base=auto and format.useAutoBase are right.

    Raises UserError for a base that is no branch, a revision that is no branch, and an upstream that is a backup.
    """
    wanted = answer.wanted
    if not branches.exists(name):
        raise UserError(f"{name}: no local branch, so it has no upstream", hint="git switch BRANCH")
    if not isinstance(wanted, Branch):
        raise UserError(
            f"{wanted.name} is a tag, which cannot be an upstream", hint=f"git format-patch --base={wanted.name}"
        )
    if not wanted.fetched:
        raise UserError(
            f"{wanted.name} has no branch here, which alone can be an upstream", hint="kx86 init says what to fetch"
        )
    upstream = branches.tracking(name)
    if upstream is not None and upstream.short and is_backup(upstream, landscape) and not force:
        raise UserError(
            f"{name} is backed up to {upstream.short}, which is its upstream: git push would go elsewhere",
            hint=f"git config branch.{name}.pushRemote {upstream.remote}; kx86 base --set-upstream --force",
        )
    needed = upstream is None or upstream.ref != wanted.ref
    if needed and not dry_run:
        branches.set_upstream(name, wanted.short)
    command = ("git", "branch", f"--set-upstream-to={wanted.short}", name)
    before = f" (it was {upstream.short or upstream.ref})" if upstream and needed else ""
    return Change(command=command, said=f"the upstream of {name} is {wanted.short}{before}", needed=needed)
