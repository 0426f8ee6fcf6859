# SPDX-License-Identifier: GPL-2.0-or-later
"""All of Linux as Debian ships it, in a repository: one commit with the tag of its release.

Made once, in `$XDG_CACHE_HOME/kx86/world`; the folder may be deleted at any time.
"""

import re
import shutil
import tempfile
from datetime import datetime
from pathlib import Path

from world import source
from world.people import DANA, LINUS
from world.repositories import bare
from world.source import git
from world.stream import Stream

_WHEN = datetime.fromisoformat("2024-11-17T22:15:08+00:00")


def linux() -> Path:
    """Return the bare repository; nobody may change it.  Leaves with status 3 when there is no source of Linux."""
    place = source.cache() / f"linux-{source.name()}.git"
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place.parent, prefix="making-") as folder:
            made = Path(folder) / "linux.git"
            _make(made)
            try:
                made.rename(place)
            except OSError:
                # Somebody else was faster.
                if not place.exists():
                    raise
    return place


def release(repository: Path) -> str:
    """Name the tag: v6.12."""
    return git(repository, "tag", "--list", "v*")


def clone(folder: Path) -> Path:
    """Give a clone of Dana's with a work tree, which borrows its objects; returns the folder."""
    shutil.rmtree(folder, ignore_errors=True)
    git(Path("/"), "clone", "-q", "--shared", str(linux()), str(folder))
    for name, value in (("user.name", DANA.name), ("user.email", DANA.email), ("gc.auto", "0")):
        git(folder, "config", name, value)
    return folder


def _make(place: Path) -> None:
    bare(place, {})
    with Stream(place) as stream:
        author = (LINUS, _WHEN)
        root = stream.commit("refs/heads/master", [], "Linux\n", author, author, source.read(True))
    makefile = git(place, "show", f"{root}:Makefile")
    numbers = [_number(makefile, name) for name in ("VERSION", "PATCHLEVEL")]
    git(place, "tag", "-a", "-m", f"Linux {'.'.join(numbers)}", f"v{'.'.join(numbers)}", root)


def _number(makefile: str, name: str) -> str:
    found = re.search(rf"^{name} = (\d+)$", makefile, re.MULTILINE)
    if found is None:
        source.stop(f"the Makefile of this source has no {name}")
    return found[1]
