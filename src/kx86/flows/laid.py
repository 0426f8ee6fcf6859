# SPDX-License-Identifier: GPL-2.0-or-later
"""Lay a series on its base: a branch lies there already, a posted one is applied in memory."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kx86.errors import EnvironmentProblem, UserError
from kx86.ports.git_repo import GitRepo
from kx86.ports.trees import Scratch
from kx86.series.series import Series
from kx86.testing.steps import Step, asked_folders, step_of
from kx86.trees.posted import PostedBase

_MAKEFILES = ("Makefile", "Kbuild")


class NotLaid(UserError):
    """A series that lies on nothing: it does not apply, or is no straight line.  The answer is no, not wrong use."""

    status = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """A series with its commits: the base and the patches in order.

    `makefiles` are the folders around them that have a Makefile, each with the patch that adds it, 0 for those of the base.
    """

    series: Series
    base: Step
    steps: tuple[Step, ...]
    makefiles: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Laying:
    """Lays series; `base_of` finds the base of a posted one, unless it is given, and `name_of` names a commit as people do."""

    repo: GitRepo
    scratch: Scratch
    base_of: Callable[[Series], PostedBase]
    name_of: Callable[[str], str]
    base: str | None = None

    def lay(self, series: Series) -> Laid:
        """Lay a series.  Raises NotLaid when that cannot be done."""
        base, commits = self._commits(series) if series.local else self._applied(series)
        steps = tuple(step_of(patch, sha) for patch, sha in zip(series.patches, commits, strict=True))
        return Laid(
            series=series,
            base=Step(n=0, commit=base, title=self.name_of(base)),
            steps=steps,
            makefiles=self._makefiles(base, steps),
        )

    def _commits(self, series: Series) -> tuple[str, list[str]]:
        """The commits of a branch, which must stand one on top of the other."""
        commits = [patch.commit or "" for patch in series.patches]
        base = series.patches[0].parent
        if base is None:
            raise NotLaid(
                f"{series.title}: begins with the first commit of all, which has no base", hint="name BASE..HEAD"
            )
        for patch, below in zip(series.patches[1:], commits, strict=False):
            if patch.parent != below:
                raise NotLaid(
                    f"{series.title}: {patch.commit} does not stand on the patch before it",
                    hint="git rebase makes a straight line of it",
                )
        return base, commits

    def _applied(self, series: Series) -> tuple[str, list[str]]:
        """The commits that a posted series becomes on its base."""
        if series.missing:
            numbers = ", ".join(str(number) for number in series.missing[:10])
            missing = f"patches {numbers} of it are" if len(series.missing) > 1 else f"patch {numbers} of it is"
            raise NotLaid(f"{series.title}: {missing} missing", hint="kx86 sync, then ask again")
        base, depends = (self.base, "") if self.base else self._found(series)
        moved = self.scratch.apply(series, base)
        if moved.stuck is not None or len(moved.commits) != len(series.patches):
            where = (
                f"patch {moved.stuck.n}, {moved.stuck.path}: {moved.stuck.why}" if moved.stuck else "a patch is lost"
            )
            why = f"it stands on {depends!r}" if depends else f"does not apply to {self.name_of(base)} ({where})"
            hint = "kx86 base tells what it needs and where it applies; --base REV names another commit"
            raise NotLaid(f"{series.title}: {why}", hint=hint)
        return base, list(moved.commits)

    def _found(self, series: Series) -> tuple[str, str]:
        """The base of a posted series, and the title of a pending series that it needs."""
        found = self.base_of(series)
        if found.base is None or not found.applies:
            failure = found.failure
            why = f"patch {failure.n}, {failure.path}: {failure.why}" if failure else "no base was found"
            hint = found.hint or "kx86 base tells more; --base REV names a commit to put it on"
            raise NotLaid(f"{series.title}: applies nowhere here ({why})", hint=hint)
        return found.base.commit, next((one.title for one in found.depends if one.kind == "pending"), "") or ""

    def _makefiles(self, base: str, steps: tuple[Step, ...]) -> Mapping[str, int]:
        added = {path: step.n for step in reversed(steps) for path in step.files}
        found = {}
        for folder in asked_folders(steps):
            names = [f"{folder}{name}" for name in _MAKEFILES]
            try:
                here = any(self.repo.has_path(base, name) for name in names)
            except EnvironmentProblem:
                return {}
            if here or any(name in added for name in names):
                found[folder] = 0 if here else min(added[name] for name in names if name in added)
        return found
