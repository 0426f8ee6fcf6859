# SPDX-License-Identifier: GPL-2.0-or-later
"""Settings in git config: one call for all of them."""

from collections.abc import Sequence

from kx86.adapters.git.process import git
from kx86.errors import UserError
from kx86.ports.settings import Entry

_NOTHING_SET = 1


class LocalGitConfig:
    """See ports.settings.GitConfig; works outside of a repository as well."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def entries(self) -> Sequence[Entry]:
        """See ports.settings.GitConfig.  Raises UserError when git cannot read its configuration."""
        answer = git(self.folder, "config", "--null", "--show-scope", "--get-regexp", r"^kx86\.")
        if answer.status == _NOTHING_SET:
            return ()
        if answer.status:
            raise UserError(f"git config: {answer.complaint}", hint="git config --list --show-origin")
        return tuple(_entries(answer.text))


def _entries(text: str) -> Sequence[Entry]:
    """Read `scope NUL key LF value NUL`; a key without `=` has no line feed and means true."""
    fields = text.split("\0")
    found = []
    for scope, line in zip(fields[::2], fields[1::2], strict=False):
        key, feed, value = line.partition("\n")
        found.append(Entry(scope, key, value if feed else "true"))
    return found
