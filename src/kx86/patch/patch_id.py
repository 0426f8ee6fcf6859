# SPDX-License-Identifier: GPL-2.0-or-later
"""A diff in; the id that `git patch-id --stable` gives it, and a sketch of its lines, out.

The id leaves out line numbers, white space and what stands behind the second @@, and does not depend on the order of files,
so that a patch that was mailed, rebased and applied keeps it.  Of a renamed file git counts the similarity as well, which is
left out here, since it changes with the base.
"""

from collections.abc import Iterator
from hashlib import sha1
from zlib import crc32

from kx86.patch.diff import Diff, FileDiff

SKETCH = 256
"""As many lines of a patch at most are kept in its sketch."""

_SHORTEST = 6
_MODULUS = 1 << 160


def patch_id(diff: Diff) -> str | None:
    """The stable patch id of a diff, None for one that changes no text (a binary file, only a mode)."""
    total = 0
    for file in diff.files:
        if file.hunks:
            total += int.from_bytes(_digest(file), "little")
    return (total % _MODULUS).to_bytes(20, "little").hex() if total else None


def sketch(diff: Diff) -> tuple[int, ...]:
    """Checksums of the distinct added and removed lines, those with the lowest numbers when there are too many.

    What two sketches share over what both hold estimates how much of two patches is the same.
    """
    texts = {
        kind + stripped
        for file in diff.files
        for hunk in file.hunks
        for kind, text, _, _ in hunk.lines
        if kind != " " and len(stripped := text.strip()) >= _SHORTEST
    }
    return tuple(sorted(crc32(text.encode("utf-8", "replace")) for text in texts)[:SKETCH])


def _digest(file: FileDiff) -> bytes:
    lines = [kind + text for hunk in file.hunks for kind, text, _, _ in hunk.lines]
    text = "".join("\n".join([*_head(file), *lines]).split())
    return sha1(text.encode("utf-8", "surrogatepass")).digest()


def _head(file: FileDiff) -> Iterator[str]:
    """The lines above the hunks that count, as git writes them."""
    yield f"diff --git a/{file.old or file.new} b/{file.new or file.old}"
    if file.old is None:
        yield f"new file mode {file.mode or '100644'}"
    elif file.new is None:
        yield f"deleted file mode {file.mode or '100644'}"
    elif file.old_mode is not None:
        yield f"old mode {file.old_mode}"
        yield f"new mode {file.mode}"
    yield f"--- a/{file.old}" if file.old else "--- /dev/null"
    yield f"+++ b/{file.new}" if file.new else "+++ /dev/null"
