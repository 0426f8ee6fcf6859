# SPDX-License-Identifier: GPL-2.0-or-later
"""Write commands to a journal until killed: `killed.py PATH COMMANDS EVENTS [CALL]`.

With CALL, the process kills itself before the call of that number to SQLite, counted from its start, and prints nothing more.
Each command that ended well is printed.
"""

import os
import signal
import sqlite3
import sys

from kx86.adapters.store import sqlite
from kx86.adapters.store.sqlite import SqliteJournal
from kx86.journal.kinds import LINK


class Countdown:
    """Kills this process at a call."""

    def __init__(self, calls: int) -> None:
        self.calls = calls

    def __call__(self) -> None:
        """Count a call."""
        self.calls -= 1
        if self.calls == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def counted(count: Countdown) -> type[sqlite3.Connection]:
    """Make a connection that counts a call before and after each of its own."""

    class Connection(sqlite3.Connection):
        def execute(self, *arguments):  # type: ignore[no-untyped-def]
            count()
            answer = super().execute(*arguments)
            count()
            return answer

        def executemany(self, statement, rows):  # type: ignore[no-untyped-def]
            for row in rows:
                self.execute(statement, row)

        def close(self):  # type: ignore[no-untyped-def]
            count()
            super().close()
            count()

    return Connection


def main(path: str, commands: int, events: int, call: int) -> None:
    """Write the commands."""
    kind = counted(Countdown(call))
    real = sqlite3.connect
    sqlite.sqlite3.connect = lambda *given, **more: real(*given, factory=kind, **more)  # type: ignore[assignment]
    journal = SqliteJournal(path, lambda: "Kim <kim@kernel.example>")
    for number in range(commands):
        with journal.write(f"kx86 number {number}") as draft:
            for _ in range(events):
                draft.add(LINK, "x", {"earlier": str(number), "reason": "y" * 300})
        print(number, flush=True)


if __name__ == "__main__":
    path, *numbers = sys.argv[1:]
    commands, events, call = (*map(int, numbers), 0)[:3]
    main(path, commands, events, call)
