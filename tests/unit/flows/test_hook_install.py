# SPDX-License-Identifier: GPL-2.0-or-later
"""A hook that is there is never lost."""

import pytest

from kx86.errors import UserError
from kx86.flows.hook_install import BEFORE, NAME, SCRIPT, install, status, uninstall

THEIRS = "#!/bin/sh\necho theirs\n"


class Folder:
    """Hooks in memory."""

    path = "/repo/.git/hooks"

    def __init__(self, tracked: tuple[str, ...] = (), **files: str) -> None:
        self.files = {name.replace("_", "-"): text for name, text in files.items()}
        self.tracked = tracked

    def read(self, name: str) -> str | None:
        return self.files.get(name)

    def is_tracked(self, name: str) -> bool:
        return name in self.tracked

    def write(self, name: str, text: str) -> None:
        self.files[name] = text

    def rename(self, old: str, new: str) -> None:
        self.files[new] = self.files.pop(old)

    def remove(self, name: str) -> None:
        del self.files[name]


def test_install_and_uninstall_leave_nothing() -> None:
    folder = Folder()
    assert install(folder).state == "installed"
    assert folder.files == {NAME: SCRIPT}
    uninstall(folder)
    assert folder.files == {}


def test_a_hook_that_is_there_runs_first_and_comes_back() -> None:
    folder = Folder(commit_msg=THEIRS)
    assert install(folder).chained
    assert folder.files == {NAME: SCRIPT, BEFORE: THEIRS}
    uninstall(folder)
    assert folder.files == {NAME: THEIRS}


def test_installing_twice_changes_nothing() -> None:
    folder = Folder(commit_msg=THEIRS)
    install(folder)
    once = dict(folder.files)
    install(folder)
    assert folder.files == once


def test_an_older_hook_of_kx86_is_renewed() -> None:
    folder = Folder(commit_msg=SCRIPT + "# older\n")
    assert status(folder).state == "outdated"
    assert install(folder).state == "installed"
    assert folder.files == {NAME: SCRIPT}


def test_a_hook_that_the_repository_carries_is_left_alone() -> None:
    folder = Folder((NAME,), commit_msg=THEIRS)
    with pytest.raises(UserError, match="a file of this repository") as caught:
        install(folder)
    assert folder.files == {NAME: THEIRS}
    assert "kx86 hook run" in (caught.value.hint or "")


def test_two_hooks_are_never_merged_into_one() -> None:
    folder = Folder(commit_msg=THEIRS)
    folder.files[BEFORE] = "#!/bin/sh\necho older\n"
    with pytest.raises(UserError, match="keeps only one"):
        install(folder)
    assert folder.files[NAME] == THEIRS
    assert "older" in folder.files[BEFORE]


def test_uninstalling_what_is_not_there_touches_nothing() -> None:
    folder = Folder(commit_msg=THEIRS)
    assert uninstall(folder).state == "absent"
    assert folder.files == {NAME: THEIRS}
