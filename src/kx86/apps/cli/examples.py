# SPDX-License-Identifier: GPL-2.0-or-later
"""Examples of rules as a person reads them: what was written and what to write, of a diff no more than its hunks."""

from collections.abc import Iterator, Mapping
from typing import Any

from kx86.apps.cli.terminal import Paint, printable
from kx86.handbook.example import Example

_DIFF_HEAD = ("diff --git ", "index ", "--- ", "+++ ", "new file mode ", "deleted file mode ")
_MAIL_HEAD = ("Subject: ", "In-Reply-To: ")
_MAILS = ("patch", "series")


def example_lines(example: Example, paint: Paint) -> Iterator[str]:
    """Yield one example."""
    title = printable(example.title or "Example")
    yield paint("title", f"{title[:1].upper()}{title[1:]}") + (" (fine):" if example.ok else ":")
    if example.previous is not None:
        yield from _plain("posted before", _before(example.previous), paint)
    if "diff" in example.bad and len(example.bad) == 1:
        yield from _diffs(example, paint)
    elif any(part in example.bad for part in _MAILS):
        yield from _mails(example, paint)
    else:
        yield from _parts(example, paint)


def _parts(example: Example, paint: Paint) -> Iterator[str]:
    """Show each part with its rewrite; a diff beside them only tells which files are touched."""
    marks = ("  ", "") if example.ok else ("- ", "old")
    for part in dict.fromkeys([*example.bad, *example.good]):
        if part == "diff":
            yield paint("dim", f"    touches {', '.join(_files(str(example.bad.get(part) or example.good[part])))}")
            continue
        if part != "subject":
            yield paint("dim", f"    {part}")
        if part in example.bad:
            yield from _marked(_lines(example.bad[part]), *marks, paint)
        if part in example.good:
            yield from _marked(_lines(example.good[part]), "+ ", "new", paint)


def _before(parts: Mapping[str, Any]) -> Iterator[str]:
    """Yield what an example says of the posting before."""
    yield from _outline(parts)
    for part, text in parts.items():
        if part not in _MAILS:
            yield from _lines(text)


def _diffs(example: Example, paint: Paint) -> Iterator[str]:
    yield from _plain("" if example.ok else "not so", _hunks(example.bad), paint)
    if example.good:
        yield from _plain("better", _hunks(example.good), paint)


def _mails(example: Example, paint: Paint) -> Iterator[str]:
    yield from _plain("" if example.ok else "not so", _outline(example.bad), paint)
    if example.good:
        yield from _plain("better", _outline(example.good), paint)


def _plain(label: str, lines: Iterator[str], paint: Paint) -> Iterator[str]:
    if label:
        yield paint("dim", f"    {label}")
    for line in lines:
        yield f"        {printable(line)}".rstrip()


def _marked(lines: list[str], mark: str, style: str, paint: Paint) -> Iterator[str]:
    for line in lines:
        shown = printable(line)
        yield f"      {mark}{paint(style, shown) if style else shown}".rstrip()


def _lines(text: object) -> list[str]:
    return str(text).strip("\n").split("\n")


def _files(diff: str) -> list[str]:
    return [printable(line[len("+++ b/") :]) for line in diff.split("\n") if line.startswith("+++ b/")] or ["nothing"]


def _hunks(parts: Mapping[str, Any]) -> Iterator[str]:
    """Yield the hunks of a diff, each file by its name alone."""
    for line in _lines(parts["diff"]):
        if line.startswith("diff --git "):
            yield line.rpartition(" b/")[2]
        elif not line.startswith(_DIFF_HEAD):
            yield line


def _outline(parts: Mapping[str, Any]) -> Iterator[str]:
    """Yield of each mail its subject and what it answers, its message, and the files it touches."""
    for part, texts in parts.items():
        if part not in _MAILS:
            continue
        for number, text in enumerate(texts if isinstance(texts, list | tuple) else [texts]):
            if number:
                yield ""
            head, _, body = str(text).strip("\n").partition("\n\n")
            yield from (line for line in head.split("\n") if line.startswith(_MAIL_HEAD))
            message = body.split("\n---\n")[0].split("\ndiff --git ")[0].rstrip("\n")
            yield from ("", *message.split("\n")) if (message and len(texts) == 1) or part == "patch" else ()
            files = _files(body)
            if files != ["nothing"]:
                yield f"touches {', '.join(files)}"
