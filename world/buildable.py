# SPDX-License-Identifier: GPL-2.0-or-later
"""A tiny kernel that make really builds in a second, and its repository.

Its files lie in `tiny/`.  They do what Kbuild does where a builder of patches could notice: folders of output, configurations
with symbols that get lost, folders whose objects are listed in the Makefile above, headers that objects depend on, messages.
The kernel of a small world is another one: thousands of generated functions that nothing has to compile.
"""

import shutil
from functools import cache
from pathlib import Path

from world.people import DANA
from world.source import git

TINY = Path(__file__).parent / "tiny"
TAG = "v6.12"
_WHEN = "2024-11-17T22:15:08+0000"


@cache
def files() -> dict[str, str]:
    """Return the texts of the tiny kernel by path."""
    return {
        str(path.relative_to(TINY)): path.read_text()
        for path in sorted(TINY.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def repository(folder: Path) -> Path:
    """Commit the tiny kernel, tagged as a release, to a new repository of Dana's; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "-q", "-b", "master")
    for name, value in (("user.name", DANA.name), ("user.email", DANA.email), ("gc.auto", "0")):
        git(folder, "config", name, value)
    for path in files():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(TINY / path, folder / path)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "Linux 6.12\n\nThe tiny kernel that everything else is built on.", when=_WHEN)
    git(folder, "tag", "-a", "-m", "Linux 6.12", TAG, when=_WHEN)
    return folder
