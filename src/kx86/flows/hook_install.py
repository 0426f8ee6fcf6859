# SPDX-License-Identifier: GPL-2.0-or-later
"""Put the commit-msg hook behind the one that is there, and take it away again."""

from dataclasses import dataclass
from typing import Literal

from kx86.errors import UserError
from kx86.ports.commit import HookFolder

NAME = "commit-msg"
BEFORE = "commit-msg.before-kx86"
_MARK = "# kx86 commit-msg hook"
SCRIPT = f"""#!/bin/sh
{_MARK}, written by `kx86 hook install`; `kx86 hook uninstall` takes it away.
# The hook that was here before, if any, is {BEFORE}: it runs first, and its refusal stands.
before="${{0%/*}}/{BEFORE}"
if [ -x "$before" ]; then
	"$before" "$@" || exit $?
fi
if ! command -v kx86 >/dev/null 2>&1; then
	echo "kx86: not on PATH, so the commit message was not checked" >&2
	exit 0
fi
kx86 hook run --git-pid "$PPID" "$1"
# Only a refusal that was asked for stops a commit, never a kx86 that fails.
[ $? -eq 1 ] && [ "${{KX86_HOOK:-$(git config kx86.hook)}}" = enforce ] && exit 1
exit 0
"""

State = Literal["installed", "outdated", "absent"]


@dataclass(frozen=True, slots=True)
class Status:
    """Where the hook is, and whether another one runs before it."""

    path: str
    state: State
    chained: bool


def status(hooks: HookFolder) -> Status:
    """Tell whether the hook is installed."""
    text = hooks.read(NAME)
    state: State = "absent" if text is None or _MARK not in text else "installed" if text == SCRIPT else "outdated"
    return Status(f"{hooks.path}/{NAME}", state, state != "absent" and hooks.read(BEFORE) is not None)


def install(hooks: HookFolder) -> Status:
    """Install the hook, or bring it up to date; a hook that is there already is kept and runs first.

    Raises UserError when that hook belongs to the repository, or when an older one stands in the way.
    """
    before = status(hooks)
    if before.state == "absent" and hooks.read(NAME) is not None:
        if hooks.is_tracked(NAME):
            raise UserError(
                f"{before.path} is a file of this repository, so kx86 leaves it alone",
                hint='add this line to it: kx86 hook run "$1"',
            )
        if hooks.read(BEFORE) is not None:
            raise UserError(
                f"both {NAME} and {BEFORE} are in {hooks.path}, and kx86 keeps only one hook",
                hint=f"join them, or: rm {hooks.path}/{BEFORE}",
            )
        hooks.rename(NAME, BEFORE)
    if before.state != "installed":
        hooks.write(NAME, SCRIPT)
    return status(hooks)


def uninstall(hooks: HookFolder) -> Status:
    """Take the hook away and put the one before it back; without a hook of kx86 nothing happens."""
    before = status(hooks)
    if before.state == "absent":
        return before
    if before.chained:
        hooks.rename(BEFORE, NAME)
    else:
        hooks.remove(NAME)
    return before
