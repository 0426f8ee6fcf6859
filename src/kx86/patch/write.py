# SPDX-License-Identifier: GPL-2.0-or-later
"""A diff in; its text as git writes it out, for programs that read patches."""

from collections.abc import Iterator

from kx86.patch.diff import Diff, FileDiff, Hunk


def write_diff(diff: Diff) -> Iterator[str]:
    """Yield the lines of a diff, without line ends.  Binary changes are named, not carried."""
    for file in diff.files:
        yield from _file(file)


def _file(file: FileDiff) -> Iterator[str]:
    yield f"diff --git a/{file.old or file.new} b/{file.new or file.old}"
    yield from _extended(file)
    if file.old_blob or file.new_blob:
        yield f"index {file.old_blob or '0' * 12}..{file.new_blob or '0' * 12}"
    if file.binary:
        yield f"Binary files a/{file.old} and b/{file.new} differ"
    if file.hunks:
        yield f"--- a/{file.old}" if file.old else "--- /dev/null"
        yield f"+++ b/{file.new}" if file.new else "+++ /dev/null"
    for hunk in file.hunks:
        yield from _hunk(hunk)


def _extended(file: FileDiff) -> Iterator[str]:
    """Yield what git says about modes and names."""
    if file.old is None:
        yield f"new file mode {file.mode or '100644'}"
    elif file.new is None:
        yield f"deleted file mode {file.mode or '100644'}"
    elif file.old_mode is not None:
        yield f"old mode {file.old_mode}"
        yield f"new mode {file.mode}"
    for flag, word in ((file.renamed, "rename"), (file.copied, "copy")):
        if flag:
            yield f"{word} from {file.old}"
            yield f"{word} to {file.new}"


def _hunk(hunk: Hunk) -> Iterator[str]:
    heading = f" {hunk.heading}" if hunk.heading else ""
    yield f"@@ -{hunk.old_start},{hunk.old_count} +{hunk.new_start},{hunk.new_count} @@{heading}"
    last_old = max((at for at, line in enumerate(hunk.lines) if line.kind != "+"), default=-1)
    last_new = max((at for at, line in enumerate(hunk.lines) if line.kind != "-"), default=-1)
    for at, line in enumerate(hunk.lines):
        yield line.kind + line.text
        if (at == last_old and not hunk.old_newline) or (at == last_new and not hunk.new_newline):
            yield "\\ No newline at end of file"
