# SPDX-License-Identifier: GPL-2.0-or-later
"""A commit as git tells it, and the patch it is."""

from dataclasses import dataclass

from kx86.mail.message import Address
from kx86.mail.subject import plain_subject
from kx86.mail.trailers import split_trailers
from kx86.patch.parse import parse_diff
from kx86.series.patch import Patch


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """One commit: ids, people, the whole message and the diff against its first parent."""

    sha: str
    parents: tuple[str, ...]
    author: Address
    committer: Address
    message: str
    diff: str


def patch_of_commit(commit: Commit, n: int = 1, m: int = 1) -> Patch:
    """Make the patch that `git format-patch` would send for a commit, as number `n` of `m`."""
    title, body = _title_and_body(commit.message)
    message, notes = _split_notes(body)
    changelog, block = split_trailers(message)
    return Patch(
        n=n,
        m=m,
        subject=plain_subject(title),
        changelog=changelog,
        trailer_lines=block.lines,
        trailers=block.trailers,
        notes=notes,
        diff=parse_diff(commit.diff),
        author=commit.author,
        sender=commit.committer,
        commit=commit.sha,
        parent=commit.parents[0] if commit.parents else None,
        local=True,
    )


def _title_and_body(message: str) -> tuple[str, list[str]]:
    """Join the lines up to the first empty one, as git does for %s."""
    lines = message.strip("\n").split("\n")
    end = next((i for i, line in enumerate(lines) if not line.strip()), len(lines))
    body = lines[end + 1 :]
    while body and not body[0].strip():
        body.pop(0)
    return " ".join(line.strip() for line in lines[:end]), body


def _split_notes(body: list[str]) -> tuple[list[str], tuple[str, ...]]:
    """Keep what stands below `---` in a commit message apart: git am drops it."""
    if "---" not in body:
        return body, ()
    cut = body.index("---")
    return body[:cut], tuple(body[cut + 1 :])
