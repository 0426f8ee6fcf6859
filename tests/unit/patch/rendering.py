# SPDX-License-Identifier: GPL-2.0-or-later
"""Diffs written back to text, and hypothesis strategies for them: the opposite of the parser, kept as plain as possible."""

from hypothesis import strategies as st

from kx86.patch.diff import Diff, FileDiff, Hunk, Line


def render(diff: Diff) -> str:
    """Write `diff` as git would."""
    return "".join(render_file(file) for file in diff.files)


def render_file(file: FileDiff) -> str:
    """Write one file's diff as git would."""
    out = [f"diff --git a/{file.old or file.new} b/{file.new or file.old}\n"]
    if file.old is None:
        out.append(f"new file mode {file.mode}\n")
    elif file.new is None:
        out.append(f"deleted file mode {file.mode}\n")
    elif file.old_mode is not None:
        out.append(f"old mode {file.old_mode}\nnew mode {file.mode}\n")
    for flag, word in ((file.renamed, "rename"), (file.copied, "copy")):
        if flag:
            out.append(f"similarity index 90%\n{word} from {file.old}\n{word} to {file.new}\n")
    if file.old_blob or file.new_blob:
        out.append(f"index {file.old_blob or '0' * 12}..{file.new_blob or '0' * 12}\n")
    if file.binary:
        out.append(f"Binary files a/{file.old} and b/{file.new} differ\n")
    if file.hunks:
        out.append(
            f"--- {'a/' + file.old if file.old else '/dev/null'}\n+++ {'b/' + file.new if file.new else '/dev/null'}\n"
        )
    out.extend(render_hunk(hunk) for hunk in file.hunks)
    return "".join(out)


def render_hunk(hunk: Hunk) -> str:
    """Write one hunk with explicit counts."""
    heading = f" {hunk.heading}" if hunk.heading else ""
    out = [f"@@ -{hunk.old_start},{hunk.old_count} +{hunk.new_start},{hunk.new_count} @@{heading}\n"]
    last_old = max((at for at, line in enumerate(hunk.lines) if line.kind != "+"), default=-1)
    last_new = max((at for at, line in enumerate(hunk.lines) if line.kind != "-"), default=-1)
    for at, line in enumerate(hunk.lines):
        out.append(f"{line.kind}{line.text}\n")
        if (at == last_old and not hunk.old_newline) or (at == last_new and not hunk.new_newline):
            out.append("\\ No newline at end of file\n")
    return "".join(out)


_TEXT = st.text(st.characters(exclude_characters="\n\r", exclude_categories=("Cs",)), max_size=12)
_LINE_TEXT = st.one_of(
    _TEXT, st.sampled_from(["", "-- ", "- ", "-", "-- a/x", "++ b/x", " ", "@@ -1 +1 @@", "diff --git a/x b/x", "\tx;"])
)
_NAME = st.from_regex(r"[a-z][a-z0-9_.]{0,5}(/[a-z][a-z0-9_.]{0,5}){0,3}", fullmatch=True)
_BLOB = st.from_regex(r"[1-9a-f][0-9a-f]{11}", fullmatch=True)


@st.composite
def hunks(draw: st.DrawFn, *, kinds: str = "+- ") -> Hunk:
    """A hunk whose counts are true."""
    marks = draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=8))
    old = old_start = draw(st.integers(1, 999))
    new = new_start = draw(st.integers(1, 999))
    lines = []
    for mark in marks:
        lines.append(
            Line(mark, draw(_LINE_TEXT), old if mark != "+" else None, new if mark != "-" else None)  # type: ignore[arg-type]
        )
        old, new = old + (mark != "+"), new + (mark != "-")
    return Hunk(
        old_start=old_start,
        old_count=old - old_start,
        new_start=new_start,
        new_count=new - new_start,
        heading=draw(st.sampled_from(["", "static int kvm_run(struct kvm_vcpu *vcpu)", "@@ odd @@"])),
        lines=tuple(lines),
    )


@st.composite
def file_diffs(draw: st.DrawFn) -> FileDiff:
    """A change, an addition, a removal, a rename, a copy, a change of mode or a binary change."""
    kind = draw(st.sampled_from(["change", "new", "deleted", "renamed", "copied", "mode", "binary"]))
    name = draw(_NAME)
    old_blob, new_blob = draw(_BLOB), draw(_BLOB)
    if kind == "new":
        added = tuple(draw(st.lists(hunks(kinds="+"), max_size=1)))
        return FileDiff(old=None, new=name, mode="100644", new_blob=new_blob, hunks=added)
    if kind == "deleted":
        removed = tuple(draw(st.lists(hunks(kinds="-"), max_size=1)))
        return FileDiff(old=name, new=None, mode="100644", old_blob=old_blob, hunks=removed)
    body = tuple(draw(st.lists(hunks(), max_size=3)))
    if kind in ("renamed", "copied"):
        other = draw(_NAME)
        return FileDiff(old=name, new=other, renamed=kind == "renamed", copied=kind == "copied", hunks=body)
    if kind == "mode":
        return FileDiff(old=name, new=name, old_mode="100644", mode="100755", hunks=body)
    if kind == "binary":
        return FileDiff(old=name, new=name, old_blob=old_blob, new_blob=new_blob, binary=True)
    return FileDiff(old=name, new=name, old_blob=old_blob, new_blob=new_blob, hunks=body)


diffs = st.lists(file_diffs(), max_size=3).map(lambda files: Diff(files=tuple(files)))
