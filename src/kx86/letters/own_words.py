# SPDX-License-Identifier: GPL-2.0-or-later
"""The body of a mail in; what its sender wrote there out: no quotes, no signature, no patch and no forwarded mail.

What others wrote must never be read as the sender's word, so that anything which looks like the head of a mail ends the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kx86.mail.late import late

_QUOTED = late(r"[ \t]{0,3}>")
_DEEPER = late(r"[ \t]{0,3}>[ \t]{0,3}>")
_END = late(
    r"(?:--[ \t]{0,3}|[ \t]{0,3}-{2,10} ?>8 ?-.{0,80}|-{3,20} ?(?:original|forwarded) message.{0,40}"
    r"|begin forwarded message.{0,20}|(?:from|subject):[ \t].{0,2000}|from [0-9a-f]{40} .{0,80}|diff --git .{0,2000}"
    r"|_{20,200}[ \t]{0,3})",
    re.IGNORECASE,
)
_ATTRIBUTION = late(r".{0,2000}\b(?:wrote|writes|schrieb):[ \t]{0,3}", re.IGNORECASE)
_END_OF_SENTENCE = late(r"(?<=[.!?])\s+")
_ABBREVIATIONS = (("e.g.", "eg"), ("i.e.", "ie"), ("etc.", "etc"), ("vs.", "vs"), ("E.g.", "eg"), ("I.e.", "ie"))
_RUNS = late(r"(\n>[^\n]*(?:\n>[^\n]*)*)")
# So many lines of a run of quotes, those nearest to what stands below it, are kept.
_QUOTES_KEPT = 40
# Lines of a quote that a short answer below it may be about.
_ABOVE = 6
_LONGEST_PARAGRAPH = 4000
_LONGEST_SENTENCE = 800
_LONGEST_LINE = 1000
_LONGEST_QUOTE = 300


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines of the sender that stand together, and the last lines that the sender quoted right above, without marks.

    `above` holds only what the sender of the mail answers: quotes of quotes are left out.
    """

    lines: tuple[str, ...]
    above: tuple[str, ...]

    @property
    def text(self) -> str:
        """The lines as one."""
        return " ".join(" ".join(self.lines)[:_LONGEST_PARAGRAPH].split())

    def sentences(self) -> Iterator[str]:
        """The sentences, bounded in length."""
        text = self.text
        for written, plain in _ABBREVIATIONS:
            text = text.replace(written, plain)
        return (part[:_LONGEST_SENTENCE] for part in _END_OF_SENTENCE.split(text) if part)


def own_lines(body: str) -> list[str]:
    """The lines of a body up to the signature or an inline patch; quoted ones among them begin with `>`."""
    found: list[str] = []
    for run in filter(None, _RUNS.split(f"\n{body}")):
        if run.startswith("\n>"):
            found += [line[:_LONGEST_QUOTE] for line in run.rsplit("\n", _QUOTES_KEPT)[-_QUOTES_KEPT:] if line]
            continue
        for whole in run[1:].split("\n"):
            line = whole[:_LONGEST_LINE]
            if line and line[0] in "-_dDfFsSbB \t" and _END.fullmatch(line):
                return found
            if not line.endswith(":") or not _ATTRIBUTION.fullmatch(line):
                found.append(line)
    return found


def is_quoted(line: str) -> bool:
    """Is this line a quote?"""
    return line.startswith(">") or (line[:1].isspace() and bool(_QUOTED.match(line)))


def paragraphs(lines: list[str]) -> Iterator[Paragraph]:
    """Put lines together: a blank line or a quote ends a paragraph."""
    own: list[str] = []
    above: list[str] = []
    for line in (*lines, ""):
        if line.strip() and not is_quoted(line):
            own.append(line)
            continue
        if own:
            yield Paragraph(tuple(own), tuple(above))
            own, above = [], []
        if is_quoted(line) and not _DEEPER.match(line):
            above = [*above[1 - _ABOVE :], line.lstrip(" \t>")]
