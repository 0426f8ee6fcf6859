# SPDX-License-Identifier: GPL-2.0-or-later
"""The shell that starts a command inside: it waits for a word, and reaps what the command leaves behind.

Reaping makes the processor time of all processes known: the kernel adds that of a process to the one that waited for it.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kx86.ports.sandbox import Command

GO = b"go\n"
# A shell that hears no word has lost who started it.  Complaints of the shell itself ("Killed") go nowhere, those of the
# command, which may be not found, to the output.
_SCRIPT = 'read -r go || exit 125; exec </dev/null 2>/dev/null; (exec "$@") 2>&1; exit $?'


def script(command: "Command") -> list[str]:
    """Return the words that run a command once its limits are set."""
    return ["/bin/sh", "-c", _SCRIPT, "sh", *command.argv]
