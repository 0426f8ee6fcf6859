# SPDX-License-Identifier: GPL-2.0-or-later
"""The folder in which kernels of one clone are built: where it is, how large, and how it goes away."""

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256

from kx86.adapters.git.process import git, no_repository
from kx86.adapters.lock import Lock
from kx86.errors import EnvironmentProblem
from kx86.ports.builder import BuilderBusy
from kx86.testing.trust import STRANGER

_KEPT_SECONDS = 14 * 24 * 3600


def place(cache: str, folder: str) -> str:
    """Return the folder for the clone that a folder is in; its worktrees share one.  Raises UserError outside of a clone."""
    found = git(folder, "rev-parse", "--path-format=absolute", "--git-common-dir")
    if found.status:
        raise no_repository(folder, found.complaint, "run it inside a kernel clone, or name one with -C CLONE")
    common = os.path.realpath(found.out.rstrip(b"\n"))
    return os.path.join(cache, "build", sha256(common).hexdigest()[:16])


def size(root: str) -> int | None:
    """Return the bytes on disk below a place, None when it is not there."""
    if not os.path.isdir(root):
        return None
    found = 0
    for folder, _, names in os.walk(root):
        for name in names:
            try:
                found += os.lstat(os.path.join(folder, name)).st_blocks * 512
            except OSError:
                continue
    return found


def forget_strangers(roots: Iterable[str], now: float) -> None:
    """Remove the domains of other people that nobody has built in for a while, below a place and among the compiler's caches."""
    for root in roots:
        for entry in os.scandir(root) if os.path.isdir(root) else ():
            old = entry.stat(follow_symlinks=False).st_mtime < now - _KEPT_SECONDS
            if entry.name.startswith(STRANGER) and old:
                shutil.rmtree(entry.path, ignore_errors=True)


def remove(root: str, command: str) -> None:
    """Remove a place.  Raises BuilderBusy while somebody builds there, EnvironmentProblem when it cannot be removed."""
    with Lock(os.path.join(root, "lock"), command, busy):
        try:
            for entry in os.scandir(root):
                if entry.name == "lock":
                    continue
                if entry.is_dir(follow_symlinks=False):
                    shutil.rmtree(entry.path)
                else:
                    os.unlink(entry.path)
        except OSError as error:
            raise EnvironmentProblem(f"{error.filename}: {error.strerror}", hint=f"rm -rf {root}") from error


@contextmanager
def on_disk(root: str) -> Iterator[None]:
    """Say what helps when something in the place cannot be written, as an EnvironmentProblem."""
    try:
        yield
    except OSError as error:
        raise EnvironmentProblem(
            f"{error.filename or root}: {error.strerror}", hint=f"df -h {root}; kx86 build --clean begins anew"
        ) from error


def busy(holder: str) -> BuilderBusy:
    """Say who builds."""
    return BuilderBusy(
        f"kernels of this clone are being built by {holder}", hint="wait for it, or end it; nothing is lost"
    )
