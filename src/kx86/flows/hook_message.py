# SPDX-License-Identifier: GPL-2.0-or-later
"""The message of a commit that is being made, as git will clean it; nothing where nobody would post the commit."""

from kx86.ports.commit import PendingCommit

# Subjects that git writes itself, for commits that are folded into others or undo them.
_GIT_WROTE = ("fixup! ", "squash! ", "amend! ", 'Revert "', 'Reapply "', "Merge ")
_SCISSORS = "------------------------ >8 ------------------------"


def message_to_check(pending: PendingCommit) -> str | None:
    """Return the message, None for a step of something larger and for commits that git words itself."""
    if pending.under_way():
        return None
    message = clean(pending.message(), pending.comment_prefix())
    return None if not message or message.startswith(_GIT_WROTE) else message


def clean(message: str, comment: str | None) -> str:
    """Return a message as git will commit it: cut at the scissors, without comments and outer blank lines."""
    lines = message.split("\n")
    for number, line in enumerate(lines):
        if line.endswith(_SCISSORS) and len(line) <= len(_SCISSORS) + 8:
            lines = lines[:number]
            break
    if comment is not None:
        lines = [line for line in lines if not line.startswith(comment)]
    return "\n".join(line.rstrip() for line in lines).strip("\n")
