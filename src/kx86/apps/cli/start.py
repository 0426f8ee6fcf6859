# SPDX-License-Identifier: GPL-2.0-or-later
"""The entry point: import the command line where Ctrl-C is already heeded."""

import gc
import sys
from typing import NoReturn

INTERRUPTED = 130
# Frozen values form no cycles: collecting often finds nothing and costs a twentieth of a short run.
_ALLOCATIONS = 50_000


def main() -> NoReturn:
    """Run kx86 on the arguments of the process and leave with its exit status."""
    gc.set_threshold(_ALLOCATIONS)
    try:
        from kx86.apps.cli.main import run

        status = run()
    except KeyboardInterrupt:
        from signal import SIG_IGN, SIGINT, signal

        # Whoever presses Ctrl-C twice gets the same status: the second one must not hit the end of the interpreter.
        signal(SIGINT, SIG_IGN)
        sys.stderr.write("kx86: interrupted\n")
        status = INTERRUPTED
    sys.exit(status)
