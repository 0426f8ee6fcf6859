# SPDX-License-Identifier: GPL-2.0-or-later
"""A public-inbox as a source of mails for the index: its epochs are the parts."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence

from kx86.adapters.archive.epoch import Epoch
from kx86.adapters.git.cat_file import CatFile
from kx86.errors import EnvironmentProblem
from kx86.ports.mail_source import Batch, Wanted


class Inbox:
    """The epochs of an inbox, each a repository; see ports.mail_source.MailSource."""

    def __init__(self, name: str, place: str, find: Callable[[], tuple[list[str], list[str]]]) -> None:
        """`find` names the epochs, oldest first, and those that should be repositories and are none."""
        self.name = name
        self.place = place
        self._find = find
        self._cats: dict[str, CatFile] = {}
        self._problems: dict[str, dict[str, str]] = {}

    @property
    def problems(self) -> Sequence[str]:
        """See MailSource."""
        return tuple(text for found in self._problems.values() for text in found.values())

    def parts(self) -> Sequence[str]:
        """See MailSource."""
        return list(self._folders())[::-1]

    def _folders(self) -> dict[str, str]:
        """The folder of each epoch, oldest first; a mirror that is being fetched gets more and more."""
        epochs, broken = self._find()
        self._problems[""] = {path: f"{path}: not a git repository: git -C {path} fsck" for path in broken}
        return {os.path.basename(os.path.normpath(epoch)): epoch for epoch in epochs}

    def batches(self, part: str, state: str | None, wanted: Wanted, known: Callable[[], set[str]]) -> Iterator[Batch]:
        """See MailSource.  An epoch that cannot be read is a problem as long as there are others."""
        problems = self._problems.setdefault(part, {})
        folders = self._folders()
        try:
            yield from Epoch(folders[part], part, self._cat(part, folders), problems).batches(state, wanted)
        except EnvironmentProblem as error:
            why = _of_partial_clone(folders[part]) or error
            if len(folders) == 1:
                raise why from error
            problems["unreadable"] = f"{why.message}: {why.hint}"

    def read(self, part: str, keys: Sequence[str]) -> Iterator[bytes | None]:
        """See MailSource."""
        folders = self._folders()
        if part not in folders:
            yield from (None for _ in keys)
            return
        for found in self._cat(part, folders).stream(keys):
            yield found.data if found and found.kind == "blob" else None

    def close(self) -> None:
        """See MailSource."""
        for cat in self._cats.values():
            cat.close()

    def _cat(self, part: str, folders: Mapping[str, str]) -> CatFile:
        if part not in self._cats:
            self._cats[part] = CatFile(folders[part], frugal=True)
        return self._cats[part]


def _of_partial_clone(epoch: str) -> EnvironmentProblem | None:
    """Say how to complete a clone that was made without its mails."""
    try:
        packs = os.listdir(os.path.join(epoch, "objects", "pack"))
    except OSError:
        return None
    if not any(name.endswith(".promisor") for name in packs):
        return None
    hint = f"git -C {epoch} fetch --refetch --no-filter origin"
    return EnvironmentProblem(f"{epoch}: a partial clone that lacks its mails", hint=hint)
