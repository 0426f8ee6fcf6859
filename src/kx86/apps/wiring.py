# SPDX-License-Identifier: GPL-2.0-or-later
"""Build the adapters: the only place that does."""

import os
from collections.abc import Mapping

from kx86.ports.files import Files
from kx86.ports.git_repo import GitRepo
from kx86.ports.mail_archive import MailArchive
from kx86.ports.words import Words
from kx86.profile.model import Profile


def cache_folder(environment: Mapping[str, str] = os.environ) -> str:
    """Return the folder for what may be deleted at any time."""
    home = environment.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(home, "kx86")


def repo(folder: str) -> GitRepo:
    """Open the repository that a folder is in.  Raises UserError outside of one."""
    from kx86.adapters.git.repo import Repo

    return Repo(folder, cache=os.path.join(cache_folder(), "names"))


def archive(path: str) -> MailArchive:
    """Open a mail archive: public-inbox v2, mbox or maildir."""
    from kx86.adapters.archive import open_archive

    return open_archive(path)


def files() -> Files:
    """Return the files of this machine."""
    from kx86.adapters.files import LocalFiles

    return LocalFiles()


def words() -> Words:
    """Return the word lists that ship with kx86."""
    from kx86.adapters.data import ShippedWords

    return ShippedWords()


def profile() -> Profile:
    """Return the profile that ships with kx86."""
    from kx86.adapters.data import profile_text
    from kx86.profile.read import read_profile

    return read_profile(profile_text(), "data/kvm-x86.toml")
