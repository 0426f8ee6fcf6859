# SPDX-License-Identifier: GPL-2.0-or-later
"""Bare repositories and a clone, written file by file: a dozen runs of git would take longer than the whole world."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from world.people import DANA
from world.source import git

PROFILE = Path(__file__).resolve().parents[1] / "src" / "kx86" / "data" / "kvm-x86.toml"
# Of the profile's trees: the remote that the clone knows it by, and its repository.
REMOTES = {"mainline": ("origin", "mainline.git"), "kvm": ("kvm", "kvm.git"), "kvm-x86": ("x", "kvm-x86.git")}
_QUIET = "[gc]\n\tauto = 0\n[maintenance]\n\tauto = false\n"


def bare(
    folder: Path,
    refs: Mapping[str, str],
    borrow: str = "",
    peeled: Mapping[str, str] | None = None,
    head: str = "master",
) -> None:
    """Write a bare repository with packed refs; `borrow` is where more objects are."""
    for part in ("objects/info", "objects/pack", "refs/heads", "refs/tags"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    (folder / "HEAD").write_text(f"ref: refs/heads/{head}\n")
    (folder / "config").write_text(f"[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n{_QUIET}")
    _pack_refs(folder, refs, peeled or {})
    if borrow:
        (folder / "objects/info/alternates").write_text(f"{borrow}\n")


def _pack_refs(folder: Path, refs: Mapping[str, str], peeled: Mapping[str, str]) -> None:
    lines = ["# pack-refs with: peeled fully-peeled sorted \n"]
    for name in sorted(refs):
        lines.append(f"{refs[name]} {name}\n")
        if refs[name] in peeled:
            lines.append(f"^{peeled[refs[name]]}\n")
    (folder / "packed-refs").write_text("".join(lines))


def addresses() -> dict[str, str]:
    """Return the official address of each tree, as the profile has it."""
    trees = tomllib.loads(PROFILE.read_text())["trees"]
    return {tree["name"]: tree["urls"][0] for tree in trees if tree.get("urls")}


def clone(folder: Path, refs: Mapping[str, str], peeled: Mapping[str, str]) -> None:
    """Write a contributor's clone with a work tree; `refs` are those of the clone, `refs/heads/master` checked out."""
    bare(folder / ".git", refs, "../../../objects.git/objects", peeled)
    (folder / ".git" / "refs" / "remotes" / "origin").mkdir(parents=True)
    (folder / ".git" / "refs" / "remotes" / "origin" / "HEAD").write_text("ref: refs/remotes/origin/master\n")


def configure(folder: Path, world: Path) -> None:
    """Write the clone's settings: official addresses that lead to the repositories of a world."""
    lines = [
        "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n\tlogallrefupdates = true\n",
        _QUIET,
    ]
    lines.append(f"[user]\n\tname = {DANA.name}\n\temail = {DANA.email}\n")
    official = addresses()
    for tree, (remote, repository) in REMOTES.items():
        lines.append(
            f'[remote "{remote}"]\n\turl = {official[tree]}\n\tfetch = +refs/heads/*:refs/remotes/{remote}/*\n'
        )
        lines.append(f'[url "{world / repository}"]\n\tinsteadOf = {official[tree]}\n')
    lines.append(f'[url "{world / "kvm-unit-tests.git"}"]\n\tinsteadOf = {official["kvm-unit-tests"]}\n')
    lines.append('[branch "master"]\n\tremote = origin\n\tmerge = refs/heads/master\n')
    (folder / ".git" / "config").write_text("".join(lines))


def check_out(folder: Path) -> None:
    """Write the files of HEAD."""
    git(folder, "reset", "-q", "--hard")
