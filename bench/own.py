# SPDX-License-Identifier: GPL-2.0-or-later
"""Run kx86 and note, in the file named first, the processor seconds of its own process, without those of its children."""

import resource
import sys
from pathlib import Path

from kx86.apps.cli.start import main


def run(note: str, *words: str) -> None:
    """Run kx86 with some words; leaves with its status."""
    sys.argv = ["kx86", *words]
    try:
        main()
    finally:
        own = resource.getrusage(resource.RUSAGE_SELF)
        Path(note).write_text(str(own.ru_utime + own.ru_stime))


if __name__ == "__main__":
    run(*sys.argv[1:])
