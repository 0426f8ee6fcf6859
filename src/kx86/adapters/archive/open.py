# SPDX-License-Identifier: GPL-2.0-or-later
"""Tell what kind of archive a path is."""

import os
import re

from kx86.adapters.archive.archive import Archive
from kx86.adapters.archive.files import Maildir, Mbox, mail_paths
from kx86.adapters.archive.public_inbox import PublicInbox
from kx86.errors import UserError
from kx86.ports.mail_archive import MailArchive

_HEAD = re.compile(rb"ref:\s*refs/|[0-9a-f]{40}")
_EPOCH = re.compile(r"/[0-9]+\.git$")
CLONE_HINT = "git clone --mirror https://lore.kernel.org/kvm/0 kvm/git/0.git"
"""What to type to get an archive."""


def open_archive(path: str) -> MailArchive:
    """Open a mail archive: a public-inbox v2 repository or inbox, an mbox, a maildir, or a folder of mails.

    Raises UserError when the path holds no mail.
    """
    path = os.path.abspath(os.path.expanduser(path))
    if os.path.isfile(path):
        return Archive(Mbox(path))
    if not os.path.isdir(path):
        raise UserError(f"{path}: no such archive", hint=CLONE_HINT)
    found, broken = epochs(path)
    if found:
        return Archive(PublicInbox(found, broken))
    if mail_paths(path) or any(os.path.isdir(os.path.join(path, box)) for box in ("cur", "new")):
        return Archive(Maildir(path))
    raise UserError(f"{path}: no mail archive: neither a public-inbox repository nor a maildir", hint=CLONE_HINT)


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
