# SPDX-License-Identifier: GPL-2.0-or-later
"""What came of each build, a file each."""

import os
from hashlib import sha256
from pathlib import Path

import msgspec

from kx86.adapters.kbuild.place import on_disk
from kx86.testing.outcome import Outcome


class FileResults:
    """See ports.build_results.BuildResults; the files of one domain, in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, key: str) -> Outcome | None:
        """See ports.build_results.BuildResults."""
        place = self._place(key)
        try:
            found = msgspec.json.decode(place.read_bytes(), type=Outcome)
        except (OSError, msgspec.MsgspecError):
            return None
        # The newest use tells what may be deleted first.
        os.utime(place)
        return found

    def put(self, key: str, outcome: Outcome) -> None:
        """See ports.build_results.BuildResults."""
        place = self._place(key)
        with on_disk(str(self.folder)):
            place.parent.mkdir(parents=True, exist_ok=True)
            made = place.with_name(f"{place.name}.{os.getpid()}")
            made.write_bytes(msgspec.json.encode(outcome))
            made.replace(place)

    def _place(self, key: str) -> Path:
        name = sha256(key.encode()).hexdigest()
        return self.folder / name[:2] / f"{name[2:40]}.json"
