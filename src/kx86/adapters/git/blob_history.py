# SPDX-License-Identifier: GPL-2.0-or-later
"""Which blobs stand at some paths in the commits of branches: one `git log` for all of them."""

import re
from collections.abc import Iterator, Mapping, Sequence

from kx86.adapters.git.merging import unreadable
from kx86.adapters.git.process import git
from kx86.adapters.git.scratch import LocalScratch
from kx86.errors import EnvironmentProblem
from kx86.trees.walked import Step

# --full-history and --sparse keep every commit, so that parents are those of the commit itself; only the diffs are of the paths.
_LOG = (
    *(
        "--literal-pathspecs",
        "log",
        "--stdin",
        "-z",
        "--raw",
        "--no-abbrev",
        "--no-renames",
        "--diff-merges=first-parent",
    ),
    *("--full-history", "--sparse", "--topo-order", "--reverse", "--format=%x01%H%x00%P%x00%ct%x00%s"),
)
_NOTHING = "\x01"
_ID = re.compile(r"[0-9a-f]{7,64}")
_GONE = "000000"
# A row of the diff: two modes, two ids and a letter; a date has fewer digits than this in any year to come.
_WORDS = 5
_LONGEST_DATE = 20


class LocalBlobHistory:
    """See ports.blob_history.BlobHistory; reads through the private git directory of a scratch."""

    def __init__(self, scratch: LocalScratch) -> None:
        self._clone = scratch.folder
        self._private = scratch.private
        self._objects = scratch.objects

    def steps(self, tips: Sequence[str], excluded: Sequence[str], paths: Sequence[str], most: int) -> Sequence[Step]:
        """See ports.blob_history.BlobHistory.  Raises EnvironmentProblem when git cannot walk."""
        limits = [
            *tips,
            *(f"^{one}" for one in excluded),
            "--",
            *([one for one in paths if _is_line(one)] or [_NOTHING]),
        ]
        answer = self._private.git(*_LOG, f"--max-count={most}", stdin=_lines(limits))
        if answer.status:
            raise unreadable(answer)
        return list(read_steps(answer.out))

    def blobs(self, commit: str, paths: Sequence[str]) -> Mapping[str, str | None] | None:
        """See ports.blob_history.BlobHistory."""
        try:
            tree = self._objects.tree_of(commit)
            found = {path: self._objects.look(tree, path) for path in paths}
        except EnvironmentProblem:
            return None
        return {path: slot.id if slot else None for path, slot in found.items()}

    def commit(self, name: str) -> str | None:
        """See ports.blob_history.BlobHistory."""
        return self._objects.commit_id(name) if _ID.fullmatch(name) else None

    def patch_ids(self, commits: Sequence[str]) -> Mapping[str, str]:
        """See ports.blob_history.BlobHistory."""
        diffs = self._private.git("diff-tree", "-p", "--stdin", "--no-renames", stdin=_lines(commits))
        rows = (line.split() for line in self._private.git("patch-id", "--stable", stdin=diffs.out).text.splitlines())
        return {row[0]: row[1] for row in rows if len(row) == 2}

    def cut(self) -> str | None:
        """See ports.blob_history.BlobHistory."""
        if self._private.shallow:
            return "git fetch --unshallow"
        promisor = git(self._clone, "config", "--name-only", "--get-regexp", r"^remote\..*\.promisor$")
        return "git fetch --refetch --no-filter" if promisor.text.strip() else None


def _is_line(path: str) -> bool:
    """Can a path be given on a line of its own?  git would stop at one that leads out of the tree."""
    parts = path.split("/")
    return not (
        path.startswith('"') or any(char in path for char in "\n\r\0") or any(part in ("..", ".", "") for part in parts)
    )


def _lines(words: Sequence[str]) -> bytes:
    return "".join(f"{word}\n" for word in words).encode("utf-8", "surrogateescape")


def read_steps(out: bytes) -> Iterator[Step]:
    """Read what git log prints: id, parents, date and subject, then modes, ids and a letter, each with its path."""
    fields = iter(out.decode("utf-8", "surrogateescape").split("\0"))
    head: tuple[str, tuple[str, ...], int, str] | None = None
    changes: list[tuple[str, str | None]] = []
    for field in fields:
        row = field.lstrip("\n")
        words = row.split(" ", _WORDS)
        if row.startswith(":") and len(words) == _WORDS:
            changes.append((next(fields, ""), None if words[1] == _GONE else words[3]))
        elif row.startswith(_NOTHING):
            if head is not None:
                yield Step(*head, tuple(changes))
            parents, date, subject = next(fields, ""), next(fields, ""), next(fields, "")
            head = (
                row[1:],
                tuple(parents.split()),
                int(date) if date.isdecimal() and len(date) < _LONGEST_DATE else 0,
                subject.rstrip("\n"),
            )
            changes = []
    if head is not None:
        yield Step(*head, tuple(changes))
