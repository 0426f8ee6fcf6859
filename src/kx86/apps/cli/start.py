# SPDX-License-Identifier: GPL-2.0-or-later
"""The entry point: import the command line where Ctrl-C is already heeded."""

import sys
from typing import NoReturn

INTERRUPTED = 130


def main() -> NoReturn:
    """Run kx86 on the arguments of the process and leave with its exit status."""
    try:
        from kx86.apps.cli.main import run

        status = run()
    except KeyboardInterrupt:
        sys.stderr.write("kx86: interrupted\n")
        status = INTERRUPTED
    sys.exit(status)
