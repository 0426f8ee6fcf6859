# SPDX-License-Identifier: GPL-2.0-or-later
"""The alias and the upstream: what is refused, what is set, what is left alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from kx86.apps.wiring import profile
from kx86.errors import UserError
from kx86.flows.base import BranchBase
from kx86.flows.base_arg import automatic
from kx86.flows.base_settings import ALIAS, install_alias, set_upstream
from kx86.ports.own_branch import Tracking
from kx86.trees.fit import Fit, Ground
from kx86.trees.landscape import Branch, Landscape, Row, Tag, survey
from kx86.trees.remotes import Remote
from kx86.trees.wish import Wish

NAME = "x86/pmu/foo"
BACKUP = Tracking(remote="backup", ref="refs/remotes/backup/foo", short="backup/foo")
PMU = Tracking(remote="x", ref="refs/remotes/x/pmu", short="x/pmu")
SVM = Tracking(remote="x", ref="refs/remotes/x/svm", short="x/svm")
GONE = Tracking(remote="x", ref="refs/remotes/x/gone", short="")
MINE = Tracking(remote=".", ref="refs/heads/mine", short="mine")


@dataclass
class Settings:
    """Branches and aliases in memory."""

    upstream: Tracking | None = None
    aliases: dict[str, str] = field(default_factory=dict)
    trace: list[Sequence[str]] = field(default_factory=list)
    done: list[tuple[str, ...]] = field(default_factory=list)

    def current(self) -> str | None:
        return NAME

    def exists(self, name: str) -> bool:
        return name == NAME

    def tracking(self, name: str) -> Tracking | None:
        return self.upstream

    def setting(self, key: str) -> str | None:
        return self.aliases.get(key)

    def commands(self) -> frozenset[str]:
        return frozenset({"log", "format-patch"})

    def set_upstream(self, name: str, upstream: str) -> None:
        self.done.append((name, upstream))

    def set_alias(self, name: str, command: str) -> None:
        self.done.append((name, command))


def land() -> Landscape:
    remotes = [Remote(name="x", urls=(), tree="kvm-x86"), Remote(name="backup", urls=())]
    return survey(
        profile(), remotes, [Row(f"refs/remotes/x/{name}", name[0] * 40, 1) for name in ("pmu", "svm", "next")]
    )


def answer(wanted: Branch | Tag | None = None) -> BranchBase:
    found = wanted or land().topic("pmu")
    assert found
    fit = Fit(wanted=found, base=Ground(sha="p" * 40, name="x/pmu"), fork="p" * 40, below=0, behind=0, clashes={})
    asked = Wish(kind="topic", topic="pmu", why="as asked")
    return BranchBase(branch=NAME, commits=("c" * 40,), edition="2023-02", wish=asked, fit=fit)


def test_an_alias_is_installed_once() -> None:
    branches = Settings()
    assert install_alias(branches, "fp", force=False, dry_run=False).needed
    assert branches.done == [("fp", ALIAS)]
    branches = Settings(aliases={"alias.fp": ALIAS})
    assert not install_alias(branches, "fp", force=False, dry_run=False).needed
    assert branches.done == []


def test_a_dry_run_sets_nothing() -> None:
    branches = Settings()
    change = install_alias(branches, "fp", force=False, dry_run=True)
    assert change.command == ("git", "config", "--global", "alias.fp", ALIAS)
    set_upstream(branches, land(), answer(), NAME, force=False, dry_run=True)
    assert branches.done == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("format-patch", "of its own"),
        ("log", "of its own"),
        ("two words", "no name"),
        ("", "no name"),
        ("x;y", "no name"),
    ],
)
def test_a_name_that_git_would_ignore_is_refused(name: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        install_alias(Settings(), name, force=True, dry_run=False)


def test_an_alias_of_the_user_is_kept_unless_forced() -> None:
    branches = Settings(aliases={"alias.fp": "format-patch -M"})
    with pytest.raises(UserError, match="an alias already: format-patch -M"):
        install_alias(branches, "fp", force=False, dry_run=False)
    install_alias(branches, "fp", force=True, dry_run=False)
    assert branches.done == [("fp", ALIAS)]


@pytest.mark.statement("GITB-2")
def test_an_upstream_for_backup_is_refused_unless_forced() -> None:
    branches = Settings(upstream=BACKUP)
    with pytest.raises(UserError, match="backed up to backup/foo") as told:
        set_upstream(branches, land(), answer(), NAME, force=False, dry_run=False)
    assert told.value.hint == f"git config branch.{NAME}.pushRemote backup; kx86 base --set-upstream --force"
    set_upstream(branches, land(), answer(), NAME, force=True, dry_run=False)
    assert branches.done == [(NAME, "x/pmu")]


@pytest.mark.parametrize(("upstream", "done"), [(None, 1), (SVM, 1), (GONE, 1), (MINE, 1), (PMU, 0)])
def test_an_upstream_is_set_when_it_is_another(upstream: Tracking | None, done: int) -> None:
    branches = Settings(upstream=upstream)
    change = set_upstream(branches, land(), answer(), NAME, force=False, dry_run=False)
    assert (len(branches.done), change.needed) == (done, bool(done))


def test_a_tag_and_a_revision_have_no_upstream() -> None:
    with pytest.raises(UserError, match="is a tag"):
        set_upstream(
            Settings(), land(), answer(Tag(name="v6.14", sha="a" * 40, date=1)), NAME, force=False, dry_run=False
        )
    with pytest.raises(UserError, match="no local branch"):
        set_upstream(Settings(), land(), answer(), "HEAD~1", force=False, dry_run=False)


@pytest.mark.parametrize(
    ("upstream", "why"),
    [
        (PMU, None),
        (None, "the branch has no upstream"),
        (SVM, "the upstream is x/svm, not x/pmu"),
        (MINE, "the upstream is mine, not x/pmu"),
        (GONE, "the upstream refs/remotes/x/gone is gone"),
        (BACKUP, "the upstream backup/foo is no branch of a tree, but a copy of somebody's own"),
    ],
)
@pytest.mark.statement("GITB-2")
def test_auto_is_right_only_with_the_base_as_upstream(upstream: Tracking | None, why: str | None) -> None:
    assert automatic(Settings(upstream=upstream), land(), answer(), NAME) == why
    assert automatic(Settings(upstream=upstream), land(), answer(), "HEAD~1") is None
