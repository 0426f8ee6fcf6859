# SPDX-License-Identifier: GPL-2.0-or-later
"""An archive as commands see it: through an index of its own."""

import tempfile
from pathlib import Path

from kx86.adapters.archive.sources import open_source
from kx86.adapters.index.open import open_reader, open_writer
from kx86.adapters.reading import Reading
from kx86.flows.indexed import IndexedArchive
from kx86.flows.sync import Archive, Sync
from kx86.ports.mail_source import Wanted
from unit.letters.making import PROFILE


def open_archive(path: str) -> IndexedArchive:
    """Index an archive and open it; the index goes with the folder of temporary files."""
    folder = Path(tempfile.mkdtemp(prefix="kx86-test-"))
    source, mirror = open_source("a", path, str(folder))
    with open_writer(str(folder), "a test") as writer:
        done = Sync(writer, PROFILE, Reading(PROFILE, processes=1)).run(
            [Archive(source=source, mirror=mirror)], Wanted()
        )
    index = open_reader(str(folder))
    assert index is not None
    return IndexedArchive(index, [source], [problem.message for problem in done.problems if problem.source != "a"])
