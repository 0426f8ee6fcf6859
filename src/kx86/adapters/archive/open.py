# SPDX-License-Identifier: GPL-2.0-or-later
"""Tell what kind of archive a path is."""

import os

from kx86.adapters.archive.archive import Archive
from kx86.adapters.archive.files import Maildir, Mbox, mail_paths
from kx86.adapters.archive.public_inbox import PublicInbox
from kx86.errors import UserError
from kx86.ports.mail_archive import MailArchive

_HINT = "git clone --mirror https://lore.kernel.org/kvm/0 kvm/git/0.git"


def open_archive(path: str) -> MailArchive:
    """Open a mail archive: a public-inbox v2 repository or inbox, an mbox, a maildir, or a folder of mails.

    Raises UserError when the path holds no mail.
    """
    path = os.path.abspath(os.path.expanduser(path))
    if os.path.isfile(path):
        return Archive(Mbox(path))
    if not os.path.isdir(path):
        raise UserError(f"{path}: no such archive", hint=_HINT)
    found = epochs(path)
    if found:
        return Archive(PublicInbox(found))
    if mail_paths(path) or any(os.path.isdir(os.path.join(path, box)) for box in ("cur", "new")):
        return Archive(Maildir(path))
    raise UserError(f"{path}: no mail archive: neither a public-inbox repository nor a maildir", hint=_HINT)


def epochs(path: str) -> list[str]:
    """The repositories of an inbox, oldest first; empty when the path holds none.

    A repository stands for itself; an inbox keeps its epochs in git/; else the repository of all mails counts alone.
    """
    for alone in (path, os.path.join(path, ".git")):
        if is_repository(alone):
            return [alone]
    numbered = _repositories(os.path.join(path, "git")) or []
    if numbered:
        return numbered
    everything = os.path.join(path, "all.git")
    return [everything] if is_repository(everything) else _repositories(path)


def is_repository(path: str) -> bool:
    """Is this folder a git repository itself?"""
    return os.path.isfile(os.path.join(path, "HEAD")) and os.path.isdir(os.path.join(path, "objects"))


def _repositories(folder: str) -> list[str]:
    if not os.path.isdir(folder):
        return []
    names = [name for name in os.listdir(folder) if is_repository(os.path.join(folder, name))]
    return [os.path.join(folder, name) for name in sorted(names, key=_number)]


def _number(name: str) -> tuple[int, str]:
    stem = name.removesuffix(".git")
    return (int(stem), name) if stem.isascii() and stem.isdigit() and len(stem) < 10 else (1 << 40, name)
