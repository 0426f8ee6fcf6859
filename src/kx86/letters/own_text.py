# SPDX-License-Identifier: GPL-2.0-or-later
"""The body of a reply in; the paragraphs that its sender wrote, without quotes, the signature and diffs, out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kx86.mail.late import late

# What a person writes into one mail; beyond is a log or hostile.
_MOST_LINES = 4000
_LONGEST = 1000
# Quotes of some programs are indented, or marked with a bar.
_QUOTE = late(r"[ \t]{0,3}[>|]")
# A run of quoted lines, each with the line end in front, by which the engine finds it fast.
_QUOTED = late(r"\n>[^\n]*(?:\n>[^\n]*)*")
_DIFF = late(r"diff --git |diff -[a-zA-Z]|--- (?:a/|/dev/null)|Index: \S|@@ -[0-9]{1,9}(?:,[0-9]{1,9})? \+[0-9]")
_IN_DIFF = late(r"[ +\-@\\\t]|$|index [0-9a-f]|diff -|(?:new|deleted) file|(?:old|new) mode|similarity|rename |Binary ")
_SCISSORS = late(r"[- ]{0,20}(?:8<|>8|%<|>%)[- ]{1,20}|-{2,20} ?(?:8<|>8|%<|>%)")
_ORIGINAL = late(r"-{2,20} ?(?:original message|forwarded message|ursprüngliche nachricht)|_{20}", re.IGNORECASE)
_FROM = late(r"\*?(?:From|Von|De|发件人|寄件者)\*?\s?[:：]\s?\S")
_FIELD = late(r"\*?(?:Sent|Date|To|Subject|Cc|Gesendet|收件人|发送时间|主题|抄送)\*?\s?[:：]")
_ATTRIBUTION = late(
    r"(?:wrote|writes|said|schrieb|a écrit|escribió|写道)\s?[^\s]{0,40}\s?[:：]\s?$"
    r"|^(?:\* )?[^<>:\n]{1,60} <[^<>\s]{3,80}>(?: \[[^\]\n]{1,60}\])?:\s*$"
)
_INDENT = frozenset(" \t|")
_RULE = "---"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines of the sender's own.

    `joined` tells that nothing but blank lines stands between this and the paragraph above.  `proposed` marks the end of a
    changelog that the sender proposes, with its diff below.
    """

    lines: tuple[str, ...]
    joined: bool
    proposed: bool = False

    @property
    def text(self) -> str:
        """The lines as one."""
        return " ".join(line.strip() for line in self.lines)


@dataclass(frozen=True, slots=True)
class OwnText:
    """What the sender wrote, and how many runs of lines are quoted."""

    paragraphs: tuple[Paragraph, ...]
    quotes: int


def unquoted(body: str) -> str:
    """A body without the lines that begin with `>`."""
    return "".join(_QUOTED.split(f"\n{body}")).removeprefix("\n")


def own_text(body: str) -> OwnText:
    """Read the body of a mail."""
    reader = _Reader()
    # Most lines of a mail are quoted: pass over each run of them in one go.
    for number, piece in enumerate(_QUOTED.split(f"\n{body}")):
        if number:
            reader.quote()
            reader.quotes += 1
        if piece:
            reader.read(piece[1:])
    reader.close()
    return OwnText(tuple(reader.paragraphs()), reader.quotes)


@dataclass(slots=True)
class _Reader:
    """Keeps the sender's lines; None stands for a quote or a diff between them."""

    kept: list[str | None] = field(default_factory=list)
    quotes: int = 0
    state: str = "text"
    rule: int = -1
    header: int = -1
    proposed: set[int] = field(default_factory=set)

    def read(self, text: str) -> None:
        """Take lines between two runs of quotes."""
        quoted = False
        for line in text.split("\n"):
            if line[:1] in _INDENT and _QUOTE.match(line):
                self.quotes += 1
                if not quoted:
                    self.quote()
                quoted = True
            elif len(self.kept) < _MOST_LINES:
                quoted = False
                self.eat(line[:_LONGEST])

    def quote(self) -> None:
        """Take the first line of a quote; it ends whatever began above."""
        if self.kept and self.kept[-1] is not None:
            self._drop_attribution()
            self.kept.append(None)
        self.state, self.rule, self.header = "text", -1, -1

    def eat(self, line: str) -> None:
        """Take a line that is not quoted."""
        if self.state == "diff":
            if _IN_DIFF.match(line) and line != "-- ":
                return
            self.state = "text"
        if self.state == "text":
            self._text(line.rstrip("\r"))

    def close(self) -> None:
        """End the text."""
        self.kept.append(None)

    def _text(self, line: str) -> None:
        first = line[:1]
        if first in "-_@dI8>%" and first and self._opens(line):
            return
        if self.header >= 0 and line.strip():
            # Two lines of a header: the mail answered, not marked as quoted, or a patch proposed.
            if _FIELD.match(line):
                del self.kept[self.header :]
                self.kept.append(None)
                self.state = "rest"
                return
            self.header = self.header if len(self.kept) - self.header < 3 else -1
        if first in "*FVD发寄" and first and _FROM.match(line):
            self.header = len(self.kept)
        self.kept.append(line)

    def _opens(self, line: str) -> bool:
        """Does a line begin something that is not the sender's text?"""
        if line in ("-- ", "--") or _ORIGINAL.match(line) or _SCISSORS.match(line):
            self.state = "rest"
        elif _DIFF.match(line):
            self._propose()
            self.state = "diff"
        elif line.rstrip() == _RULE:
            self.rule = len(self.kept)
            self.kept.append("")
            return True
        else:
            return False
        self.kept.append(None)
        return True

    def _propose(self) -> None:
        """Mark the line above the `---` of a patch, or above its diff."""
        at = (self.rule if self.rule >= 0 else len(self.kept)) - 1
        while at >= 0 and self.kept[at] == "":
            at -= 1
        if at >= 0 and (self.rule >= 0 or (self.kept[at] or "").startswith("Signed-off-by:")):
            self.proposed.add(at)
        self.rule = -1

    def _drop_attribution(self) -> None:
        """Drop "On Monday, somebody wrote:" above a quote."""
        kept = self.kept
        at = len(kept)
        while at and kept[at - 1] == "":
            at -= 1
        if not at or not _ATTRIBUTION.search((kept[at - 1] or "")[-200:]):
            return
        first = at - 1
        while first > 0 and kept[first - 1] and at - first < 4:
            first -= 1
        del kept[first:]

    def paragraphs(self) -> Iterator[Paragraph]:
        """The paragraphs kept."""
        lines: list[str] = []
        joined = last = False
        for at, line in enumerate(self.kept):
            if line and line.strip():
                lines.append(line)
                continue
            if lines:
                yield Paragraph(tuple(lines), joined, at - 1 in self.proposed)
                lines, last = [], True
            joined = last = last and line is not None
