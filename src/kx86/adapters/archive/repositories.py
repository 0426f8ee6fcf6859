# SPDX-License-Identifier: GPL-2.0-or-later
"""Find the repositories of an inbox."""

import os
import re

_HEAD = re.compile(rb"ref:\s*refs/|[0-9a-f]{40}")
_EPOCH = re.compile(r"/[0-9]+\.git$")
CLONE_HINT = "git clone --mirror https://lore.kernel.org/kvm/0 kvm/git/0.git"
"""What to type to get an archive."""


def epochs(path: str) -> tuple[list[str], list[str]]:
    """The repositories of an inbox, oldest first, and the epochs that should be repositories and are none.

    A repository stands for itself; an inbox keeps its epochs in git/; else the repository of all mails counts alone.
    """
    everything = os.path.join(path, "all.git")
    for alone in (path, os.path.join(path, ".git")):
        if is_repository(alone):
            return [alone], []
    found, broken = _repositories(os.path.join(path, "git"))
    if found or broken:
        return found, broken
    return ([everything], []) if is_repository(everything) else _repositories(path)


def is_repository(path: str) -> bool:
    """Is this folder a git repository itself?  Ask what git asks, or it would look for one in the folders above."""
    try:
        with open(os.path.join(path, "HEAD"), "rb") as file:
            head = file.read(200)
    except OSError:
        return False
    return bool(_HEAD.match(head)) and all(os.path.isdir(os.path.join(path, name)) for name in ("objects", "refs"))


def _repositories(folder: str) -> tuple[list[str], list[str]]:
    if not os.path.isdir(folder):
        return [], []
    paths = [os.path.join(folder, name) for name in sorted(os.listdir(folder), key=_number)]
    found = [path for path in paths if is_repository(path)]
    broken = [path for path in paths if _EPOCH.search(path) and os.path.isdir(path) and path not in found]
    return found, broken


def _number(name: str) -> tuple[int, str]:
    stem = name.removesuffix(".git")
    return (int(stem), name) if stem.isascii() and stem.isdigit() and len(stem) < 10 else (1 << 40, name)
