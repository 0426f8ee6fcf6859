# SPDX-License-Identifier: GPL-2.0-or-later
"""Plan what is built and run for series: gather what the clone and the machine at hand know of each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kx86.handbook.facts import Edition
from kx86.patch.diff import FileDiff
from kx86.patch.fit import fit
from kx86.patch.touch import C_LIKE
from kx86.ports.git_repo import GitRepo
from kx86.ports.kernel_tree import KernelTree
from kx86.profile.model import Profile
from kx86.series.series import Series
from kx86.testing.plan import Lacking, Plan
from kx86.testing.planning import PlanFacts, plan
from kx86.testing.proved import Proofs
from kx86.testing.read import Testing

# Beyond these numbers a hunk's own lines must tell what it changes.
_MOST_FILES = 600
_LARGEST = 2_000_000


@dataclass(slots=True)
class Clone:
    """The clone at hand: its objects and its trees."""

    repo: GitRepo
    tree: KernelTree


@dataclass(slots=True)
class Planner:
    """Plan series one after another.

    `edition` tells that of a series.  `machine` names the programs that are there, of those that configurations need.  `clone` is
    None without one; `command` is what hints name.  `proofs` are those that were handed in.
    """

    profile: Profile
    testing: Testing
    edition: Callable[[Series], Edition]
    machine: frozenset[str] = frozenset()
    clone: Clone | None = None
    command: str = "kx86 plan"
    proofs: Proofs = field(default_factory=dict)

    def plan(self, series: Series) -> Plan:
        """Plan what is built and run for a series."""
        return plan(series, self.facts(series))

    def facts(self, series: Series) -> PlanFacts:
        """Gather what a plan of this series is made from."""
        base, doubt = self._base(series)
        tree = self.clone.tree.facts(base) if self.clone else None
        before = _before(series, self.clone.repo, base) if self.clone and tree else {}
        lacking = (doubt,) if doubt is not None and tree is not None else ()
        return PlanFacts(
            edition=self.edition(series),
            profile=self.profile,
            testing=self.testing,
            machine=self.machine,
            tree=tree,
            before=before,
            proofs=self.proofs,
            lacking=lacking if tree is not None else (self._nothing(),),
        )

    def _base(self, series: Series) -> tuple[str, Lacking | None]:
        """Return the commit below a series, as far as anybody says, else HEAD; and what is to be said of that."""
        first = series.patches[0] if series.patches else None
        if first is not None and first.parent:
            return first.parent, None
        if self.clone is None:
            return "HEAD", None
        for mail in series.mails:
            written = mail.base.commit if mail.base else None
            if written and self.clone.repo.knows(written):
                return written, None
        why = "not known to this clone, so module params and guards are those of HEAD"
        return "HEAD", Lacking(what="the base", why=why, hint="kx86 base finds it")

    def _nothing(self) -> Lacking:
        if self.clone is None:
            why = "no clone is at hand, and only a clone tells them"
        else:
            why = "the tree at hand has no KVM x86"
        hint = f"{self.command} -C CLONE ..."
        return Lacking(what="module params, Kconfig guards, whole functions", why=why, hint=hint)


def _before(series: Series, repo: GitRepo, base: str) -> Mapping[tuple[int, str], bytes]:
    """Read each touched file of C as it is before each patch."""
    wanted = [
        (patch.n, file, f"{patch.parent}:{file.old}" if patch.parent else "")
        for patch in series.patches
        for file in patch.diff.files
        if file.hunks and file.path.endswith(C_LIKE)
    ][:_MOST_FILES]
    names = dict.fromkeys(name for _, file, exact in wanted for name in _names(file, exact, base))
    blobs = dict(zip(names, repo.blobs(list(names)), strict=True))
    found: dict[tuple[int, str], bytes] = {}
    latest: dict[str, bytes | None] = {}
    for n, file, exact in wanted:
        known = [blobs.get(name) for name in _names(file, exact, base)]
        if file.old is None:
            known = [b""]
        elif not exact and file.old in latest:
            # The patches before this one say more about the file than the base does.
            known.insert(1, latest[file.old])
        pre = next((one for one in known if one is not None and len(one) <= _LARGEST), None)
        if pre is not None and file.old is not None:
            found[n, file.old] = pre
        if not exact and file.new:
            latest[file.new] = fit(pre, file).post if pre is not None else None
    return found


def _names(file: FileDiff, exact: str, base: str) -> list[str]:
    """What the file before a diff may be called: by its commit, else by the blob that the diff names, else at the base."""
    if file.old is None:
        return []
    return [exact] if exact else [file.old_blob or "", f"{base}:{file.old}"]
