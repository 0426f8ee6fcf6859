# SPDX-License-Identifier: GPL-2.0-or-later
"""The address of an archive in; where its mails are read for the index, and the mirror that brings them there, out."""

import os

from kx86.adapters.archive.boxes import MaildirSource, MboxSource
from kx86.adapters.archive.files import mail_paths
from kx86.adapters.archive.inbox import Inbox
from kx86.adapters.archive.mirror import InboxMirror, check_url, is_remote, mirrored
from kx86.adapters.archive.repositories import CLONE_HINT, epochs
from kx86.errors import UserError
from kx86.ports.mail_source import MailSource, Mirror


def open_source(name: str, url: str, mirrors: str, since: str | None = None) -> tuple[MailSource, Mirror | None]:
    """Open an archive as a source of mails: a remote inbox through its mirror below `mirrors`, anything else in place.

    Raises UserError when nothing is there.
    """
    check_url(name, url)
    path = os.path.abspath(os.path.expanduser(url))
    if is_remote(url) or is_remote(path):
        folder = os.path.join(mirrors, name.replace("/", "_"))
        address = url if is_remote(url) else path
        return Inbox(name, folder, lambda: (mirrored(folder), [])), InboxMirror(address, folder, since)
    if os.path.isfile(path):
        return MboxSource(name, path), None
    if not os.path.isdir(path):
        raise UserError(f"{path}: no such archive", hint=CLONE_HINT)
    if any(epochs(path)):
        return Inbox(name, path, lambda: epochs(path)), None
    if mail_paths(path) or any(os.path.isdir(os.path.join(path, box)) for box in ("cur", "new")):
        return MaildirSource(name, path), None
    raise UserError(f"{path}: no mail archive: neither a public-inbox repository nor a maildir", hint=CLONE_HINT)
