# SPDX-License-Identifier: GPL-2.0-or-later
"""What `git merge-tree --write-tree -z` prints in; merges out."""

import re
from collections.abc import Iterator, Sequence

from kx86.ports.trees import Clash, Merged

_CONFLICT = re.compile(r"CONFLICT \(([^)]{1,60})\)")
# Where the text says more than the kind beside it: both sides added a file, a folder was renamed around a new one.
_TELLING = ("add/add", "file location")


def read_merges(out: bytes) -> Iterator[Merged]:
    """Read the answers to `--stdin`: status, tree, and with conflicts the stages and the messages.

    Each list ends in an empty field.  Raises ValueError for what git does not print.
    """
    fields = iter(out.decode("utf-8", "surrogateescape").split("\0")[:-1])
    for status in fields:
        tree = next(fields, "")
        if status not in ("0", "1") or not tree:
            raise ValueError(status)
        if status == "1":
            _expect_end(next(fields, None))
            yield Merged(tree=tree)
        else:
            yield Merged(tree=tree, clashes=_clashes(fields))


def read_merge(out: bytes) -> Merged:
    """Read the answer to one merge without `--stdin`: the tree, and with conflicts the same lists.  Raises ValueError."""
    tree, *fields = out.decode("utf-8", "surrogateescape").split("\0")[:-1] or [""]
    if not tree:
        raise ValueError(out)
    return Merged(tree=tree, clashes=_clashes(iter([*fields, ""])) if fields else ())


def _clashes(fields: Iterator[str]) -> tuple[Clash, ...]:
    staged = _stages(fields)
    told: dict[Clash, None] = {}
    for paths, kind, text in _messages(fields):
        if found := _CONFLICT.match(kind):
            said = _CONFLICT.match(text)
            word = said[1] if said and said[1] in _TELLING else found[1]
            told.update((Clash(path=path, kind=word), None) for path in paths[:1])
    # A message names a path as a person knows it, a stage as the index does: a file beside a folder has two names.
    named = {clash.path for clash in told}
    told.update((Clash(path=path, kind="contents"), None) for path in staged if path not in named and not named)
    return tuple(told)


def _stages(fields: Iterator[str]) -> list[str]:
    """Read `mode id stage TAB path` up to the empty field; each path once."""
    paths: dict[str, None] = {}
    for field in fields:
        if not field:
            return list(paths)
        paths[field.partition("\t")[2]] = None
    raise ValueError("no end of stages")


def _messages(fields: Iterator[str]) -> Iterator[tuple[Sequence[str], str, str]]:
    """Read number of paths, the paths, the kind, the text, up to the empty field."""
    for count in fields:
        if not count:
            return
        if not count.isdecimal() or len(count) > 6:
            raise ValueError(count)
        paths = [next(fields, "") for _ in range(int(count))]
        kind = next(fields, "")
        yield paths, kind, next(fields, "")
    raise ValueError("no end of messages")


def _expect_end(field: str | None) -> None:
    if field != "":
        raise ValueError(field)
