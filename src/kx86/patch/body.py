# SPDX-License-Identifier: GPL-2.0-or-later
"""The body of a patch mail taken apart the way git am does: in-body headers, message, notes, diff, what stands behind it."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kx86.patch.parse import read_hunk, starts_git_diff

_COMMIT = re.compile(r"base-commit:[ \t]*([0-9a-f]{7,64})\b")
_PREREQUISITE = re.compile(r"prerequisite-patch-id:[ \t]*([0-9a-f]{7,64})\b")
_CHANGE_ID = re.compile(r"change-id:[ \t]*(\S+)")
_STAT_TOTAL = re.compile(r" ?\d{1,9} files? changed(?:, \d{1,9} (?:insertion|deletion)s?\([+-]\)){0,2} *$")
_STAT_LINE = re.compile(r" ?\S[^|]*\| +(?:\d{1,9} *[+-]*|Bin\b.*|Unmerged)$")
_SUMMARY = re.compile(
    r" (?:(?:create|delete) mode \d{6} |mode change \d{6} => \d{6} |(?:rename|copy|rewrite) [^(]*\(\d+%\)$)"
)
_SHORTLOG_HEAD = re.compile(r"\S.{0,200} \(\d{1,4}\):$")
_OTHER_DIFF = re.compile(r"(?:Range-diff|Interdiff)(?: against v?\d+)?:$", re.IGNORECASE)
_BEHIND = ("base-commit:", "prerequisite-patch-id:", "change-id:")
_SIGNATURE = "-- "
_RULE = "---"


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The parts of a body.

    `author` and `subject` come from headers at the top of the body; `message` is the changelog with its trailers; `notes` are
    the lines between `---` and the diff without the diffstat; `diff` is all text from the first line of the diff on, `tail` the
    lines behind its last hunk.  A cover letter's `message` ends at its shortlog, diffstat, base information or signature.
    """

    author: str | None = None
    subject: str | None = None
    message: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    diff: str = ""
    base: str | None = None
    prerequisites: tuple[str, ...] = ()
    change_id: str | None = None
    tail: tuple[str, ...] = ()


def split_body(body: str) -> Body:
    """Take `body` apart; whatever it holds, something comes back."""
    if body[body.find("\n") - 1 : body.find("\n")] == "\r":
        body = body.replace("\r\n", "\n")
    at = _diff_start(body)
    text, diff = (body, "") if at < 0 else (body[:at], body[at:])
    headers, lines = _in_body_headers(text.split("\n"))
    notes: tuple[str, ...] = ()
    tail: tuple[str, ...] = ()
    if diff:
        end, below = _message_end(lines)
        message, notes = _trim(lines[:end]), _trim_rules(_without_stat(lines[below:]))
        tail = _behind(diff)
    else:
        end = below = _cover_end(lines)
        message = _trim_rules(lines[:end])
    commits, prerequisites, change_ids = _base_lines([*lines[below:], *tail])
    return Body(
        author=headers.get("from"),
        subject=headers.get("subject"),
        message=message,
        notes=tuple(line for line in notes if not line.startswith(_BEHIND)),
        diff=diff,
        base=commits[0] if commits else None,
        prerequisites=tuple(prerequisites),
        change_id=change_ids[0] if change_ids else None,
        tail=tail,
    )


def cut_body(body: str) -> tuple[str, str, str]:
    """Cut a body with LF line ends in three, none of it lost: in-body headers, the message, and all from its `---` or diff on."""
    at = _diff_start(body)
    text = body if at < 0 else body[:at]
    lines = text.split("\n")
    kept = _in_body_headers(lines)[1]
    head = len(lines) - len(kept)
    end = head + (_cover_end(kept) if at < 0 else _message_end(kept)[0])
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    # The last line of the text has no line end of its own.
    first, last = min(starts[head], len(text)), min(starts[end], len(text))
    return body[:first], body[first:last], body[last:]


def _base_lines(lines: Sequence[str]) -> tuple[list[str], list[str], list[str]]:
    told = [line for line in lines if line.startswith(_BEHIND)]
    commits, prerequisites, change_ids = (
        [found[1] for line in told if (found := pattern.match(line))]
        for pattern in (_COMMIT, _PREREQUISITE, _CHANGE_ID)
    )
    return commits, prerequisites, change_ids


def _in_body_headers(lines: list[str]) -> tuple[dict[str, str], list[str]]:
    """Headers at the top, each at most once, as git mailinfo takes them, and the other lines."""
    headers: dict[str, list[str]] = {}
    at = next((at for at, line in enumerate(lines) if line.strip()), len(lines))
    last = ""
    while at < len(lines):
        line = lines[at]
        name, colon, value = line.partition(":")
        key = name.lower() if colon else ""
        if last and line[:1] in (" ", "\t") and line.strip():
            headers[last].append(line.strip())
        elif key in ("from", "subject", "date") and key not in headers and (key != "from" or "@" in value):
            headers[key], last = [value.strip()], key
        else:
            break
        at += 1
    return {key: " ".join(values) for key, values in headers.items()}, lines[at:]


def _message_end(lines: list[str]) -> tuple[int, int]:
    """Index behind the message, and index of the first line of the notes."""
    for at, line in enumerate(lines):
        if line.startswith(_RULE) and not line[3:].strip():
            return at, at + 1
        if line.startswith(("diff -", "Index: ")) or (line.startswith("--- ") and not line[4:5].isspace()):
            return at, at
    stat = next(iter(sorted(_stat_lines(lines))), len(lines))
    return stat, stat


def _stat_lines(lines: Sequence[str]) -> set[int]:
    """Indexes of the lines of diffstats."""
    found: set[int] = set()
    for at, line in enumerate(lines):
        if "changed" not in line or not _STAT_TOTAL.match(line):
            continue
        first = at
        while first > 0 and first - 1 not in found and _STAT_LINE.match(lines[first - 1]):
            first -= 1
        last = at + 1
        while last < len(lines) and _SUMMARY.match(lines[last]):
            last += 1
        found.update(range(first, last))
    return found


def _without_stat(lines: list[str]) -> list[str]:
    stat = _stat_lines(lines)
    return [
        line for at, line in enumerate(lines) if at not in stat and not line.startswith(("Index: ", "=====", "diff -"))
    ]


def _cover_end(lines: list[str]) -> int:
    """Index of the first line that a program wrote at the end of a cover letter."""
    end = min(_stat_lines(lines), default=len(lines))
    for at in range(end):
        line = lines[at]
        if line == _SIGNATURE or line.startswith(_BEHIND) or _OTHER_DIFF.match(line):
            return at
        if (
            line.endswith("):")
            and _SHORTLOG_HEAD.match(line)
            and at + 1 < len(lines)
            and lines[at + 1].startswith("  ")
        ):
            return at
    return end


def _trim(lines: Sequence[str]) -> tuple[str, ...]:
    return _trim_where(lines, lambda line: not line.strip())


def _trim_rules(lines: Sequence[str]) -> tuple[str, ...]:
    return _trim_where(lines, lambda line: not line.strip() or line.rstrip() == _RULE)


def _trim_where(lines: Sequence[str], empty: Callable[[str], bool]) -> tuple[str, ...]:
    first, last = 0, len(lines)
    while first < last and empty(lines[first]):
        first += 1
    while last > first and empty(lines[last - 1]):
        last -= 1
    return tuple(lines[first:last])


def _diff_start(body: str) -> int:
    """Where the first line of the first diff begins; -1 without a diff."""
    for at in _line_starts(body, "diff --git "):
        line, behind = _line(body, at)
        if starts_git_diff(line, _line(body, behind)[0]):
            break
    else:
        at = -1
    for plain in _line_starts(body if at < 0 else body[:at], "--- "):
        second, behind = _line(body, _line(body, plain)[1])
        if second.startswith("+++ ") and body.startswith("@@ -", behind):
            return plain
    return at


def _line_starts(body: str, key: str) -> Iterator[int]:
    if body.startswith(key):
        yield 0
    at = body.find("\n" + key)
    while at >= 0:
        yield at + 1
        at = body.find("\n" + key, at + 1)


def _line(body: str, at: int) -> tuple[str, int]:
    """The line at `at`, and where the next one begins."""
    end = body.find("\n", at)
    return (body[at:], len(body)) if end < 0 else (body[at:end], end + 1)


def _behind(diff: str) -> tuple[str, ...]:
    """The lines behind the last hunk, or behind the first blank line of a last file without one."""
    hunk, git = diff.rfind("\n@@ -"), diff.rfind("\ndiff --git ")
    lines = diff[max(hunk, git) + 1 :].split("\n")
    if hunk > git and (read := read_hunk(lines, 0)):
        return _trim(lines[read[1] :])
    blank = next((at for at, line in enumerate(lines) if not line.strip() or line == _SIGNATURE), len(lines))
    return _trim(lines[blank:])
