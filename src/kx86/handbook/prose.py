# SPDX-License-Identifier: GPL-2.0-or-later
"""Lines of a changelog or cover letter in; its paragraphs, its prose lines and the pronouns in them out.

Rules about words must not read code, logs, quotes of other people or tables: a compiler says "did you mean", a commented
dump says "us".  Everything here is linear in the input, and the views are memoized because a dozen rules ask for the same
changelog.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from kx86.handbook.version_notes import opens_notes

Kind = Literal["prose", "code", "list", "log", "quote", "notes"]

_ITEM = re.compile(r"(?:[-*+o•–]|\(?(?:\d{1,2}|[a-zA-Z]|i{2,3}|iv|vi{1,3})[.):]|\[\w{1,8}\]:?|\(\*\))(?=[ \t])")
_LOG = re.compile(
    r"""\[\s*\d+\.\d+\]|<\d>\[|\[<?[0-9a-f]{8,16}>?\]
    |(?:Call\ Trace|Call\ trace|Modules\ linked\ in|Hardware\ name|Stack\ trace|Backtrace|Last\ login|Code)\s?:
    |(?:R[A-D0-9SI][XPI0-9]{1,2}|[CDEFGS]S|[CD]R\d|[ER]?FLAGS|EIP|Oops|PGD|PKRU)\s?:\s?[0-9]|CPU:\ \d|TAP\ version\ \d
    |(?:WARNING|BUG|INFO|KASAN|UBSAN):\s|kernel\ BUG\ at|general\ protection\ fault|unable\ to\ handle
    |-{4,}|={4,}|\*{4,}|\#\#+\s|</?TASK>|\#\d+\s+0x|\#\s|\$\s|\w+@[\w.-]+[:~ ]|~?\#\s
    |(?:not\ )?ok\ \d+|\d+\.\.\d+$|Random\ seed|Segmentation\ fault|Aborted|Bail\ out!
    |make(?:\[\d+\])?:\s|(?:ld|gcc|cc1?|clang|objtool|modpost|sparse|/usr/bin/ld|ld\.lld|\S+-(?:ld|gcc|objdump)):\s
    |In\ file\ included\ from|In\ function\s|\s*from\s\S+:\d+[:,]
    |(?:CC|LD|AR|AS|HOSTCC|MODPOST|CHECK|GEN|UPD|INSTALL|CALL|DESCEND)\ {1,}\S+$
    |[./\w-]+\.(?:c|h|S|py|sh|o|ko|cpp|rs|lds):\s?(?:\d+|\(|In\ function|in\ function|warning|error)
    |\d*\s*\|\s|pid=\d|\?\ \w+\+0x|[\w/.-]+\s+\|\s+\d+\ [-+]*$|\d+\ files?\ changed,
    |(?:warning|error|note):\s|\^~*$
    """,
    re.VERBOSE,
)
_PROMPT = re.compile(r"[#$] \S|\w+@[\w.-]+:\S*[#$] ")
_SYMBOL_OFFSET = re.compile(r"\+0x[0-9a-f]{1,8}/0x[0-9a-f]")
_TRAILER = re.compile(
    r"(?:[A-Z][A-Za-z]*(?:-[A-Za-z]+)*-[bB]y|Fixes|Closes|Link|Cc|CC|Message-I[dD]|Change-Id|BugLink|Bug):\s"
)
_CODE_START = re.compile(
    r"(?:#(?:define|include|if|ifdef|ifndef|else|endif)\b|/\*|\*/|//|[|+]--|\||diff --git|@@ |\{|\}|<[a-z/!])"
)
_CODE_END = (";", "{", "}", "\\")
# Columns of a table; two blanks may end a sentence.
_CELLS = re.compile(r"[^\s.!?:,;)] {3,}\S")

_URL = re.compile(
    r"\b(?:https?|ftp|git|ssh|lore|file)://\S+|<[^<>\s]{1,200}>|[\w.+%=-]{1,100}@[\w-]{1,100}[\w.-]{0,100}"
)
_QUOTED = re.compile(
    r"""
    "(?=\S)[^"]{1,300}"
    |“[^”]{1,300}” | ‘[^’]{1,200}’
    |``[^`]{1,200}`` | `[^`'\n]{1,120}[`']
    |(?<![\w)\]'’])'(?=\S)[^'\n]{1,80}(?:\n[^'\n]{1,80})?(?<=[^\s])'(?!\w)
    """,
    re.VERBOSE,
)
_PRONOUN = re.compile(
    r"(?<![\w/@$%&.=<>-])"
    r"(?:[Ww]e|[Uu]s|[Oo]urs?|[Oo]urselves|I|[Mm]y|[Mm]ine|[Mm]e|[Mm]yself|[Yy]ours?|[Yy]ou|[Yy]ourself|[Yy]ourselves|[Ll]et['’]s)"
    r"(?![\w/@=(]|->|-\w|\.\w|::)"
)
_UNIT = re.compile(r"(?:\d\s?|\(|\bin |\bper |\[)$")
_ROMAN = re.compile(
    r"(?:\b(?:type|class|part|volume|vol\.?|appendix|chapter|section|table|phase|stage|group|level|category|gen|mode)\s)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Neighbouring lines of one kind.  `first` is the number of the first line, from 1; a list is one paragraph an item."""

    first: int
    lines: tuple[str, ...]
    kind: Kind


@dataclass(frozen=True, slots=True)
class ProseLine:
    """A line that is prose.  `text` is as long as `original`; what is quoted or a link is blanked in it."""

    number: int
    text: str
    original: str


def paragraphs(lines: Sequence[str]) -> tuple[Paragraph, ...]:
    """Split lines into paragraphs of prose, code, list items, logs, quotes and notes on versions."""
    return _paragraphs(tuple(lines))


def prose(lines: Sequence[str]) -> tuple[ProseLine, ...]:
    """The lines of prose paragraphs and list items, with quoted text and links blanked."""
    return _prose(tuple(lines))


@lru_cache(maxsize=256)
def _paragraphs(lines: tuple[str, ...]) -> tuple[Paragraph, ...]:
    found: list[Paragraph] = []
    margin = _margin(lines)
    item: tuple[int, int] | None = None
    noted = False
    start = 0
    while start < len(lines):
        if not lines[start].strip():
            start += 1
            continue
        end = start
        while end < len(lines) and lines[end].strip():
            end += 1
        block = [line.expandtabs()[margin:] if margin else line.expandtabs() for line in lines[start:end]]
        kinds, item = _kinds(block, item)
        noted = _mark_notes(lines[start:end], kinds, noted)
        found += _runs(lines[start:end], kinds, start + 1)
        start = end
    return tuple(found)


def _mark_notes(block: Sequence[str], kinds: list[str], noted: bool) -> bool:
    """Mark what changed between versions; prose behind a blank line ends it.  Tell whether the next block may go on."""
    noted = noted and kinds[0] != "prose"
    for at, line in enumerate(block):
        noted = noted or opens_notes(line)
        if noted:
            kinds[at] = "notes"
    return noted


def _margin(lines: tuple[str, ...]) -> int:
    # A changelog pasted from `git log` is indented as a whole: what all lines share is no sign of code.
    indents = [_indent(line.expandtabs()) for line in lines if line.strip()]
    return min(indents, default=0)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _kinds(block: list[str], item: tuple[int, int] | None) -> tuple[list[str], tuple[int, int] | None]:
    """The kind of each line of a block without blank lines, and the list item that later blocks may continue.

    An item is known by the column of its mark and the column of its text.  "item" marks the first line of an item.
    """
    kinds: list[str] = []
    for line in block:
        indent, text = _indent(line), line.strip()
        mark = _ITEM.match(text)
        if text.startswith(">"):
            kinds.append("quote")
        elif _is_log(text) or _TRAILER.match(text):
            kinds.append("log")
        elif _CODE_START.match(text):
            kinds.append("code")
        elif mark and indent <= 8:
            item = (indent, indent + mark.end() + 1)
            kinds.append("item")
        elif item and _continues(indent, item, kinds):
            kinds.append("list")
        elif indent >= 2:
            kinds.append("code")
        else:
            item = None
            kinds.append("prose")
    return _settle(block, kinds), item


def _continues(indent: int, item: tuple[int, int], kinds: list[str]) -> bool:
    # Without a blank line between, an item may go on at the margin; deeper than its text stands code.
    mark, text = item
    if kinds and kinds[-1] in ("item", "list"):
        return indent <= text + 2
    return mark < indent <= text + 1


def _is_log(text: str) -> bool:
    return _LOG.match(text) is not None or ("+0x" in text and _SYMBOL_OFFSET.search(text) is not None)


def _settle(block: list[str], kinds: list[str]) -> list[str]:
    """Judge the block as a whole: where most lines are log or code, the few that look like prose are not."""
    prompt = next((at for at, line in enumerate(block) if _PROMPT.match(line.strip())), len(block))
    # What follows a command without a blank line is its output.
    kinds = kinds[:prompt] + ["log" if kind == "prose" else kind for kind in kinds[prompt:]]
    if "prose" not in kinds:
        return kinds
    logs = kinds.count("log")
    if logs * 2 >= len(kinds) and (logs > 1 or len(kinds) == 1):
        return ["log" if kind == "prose" else kind for kind in kinds]
    cells = sum(1 for line in block if _CELLS.search(line.strip()))
    if cells * 2 >= len(block) and cells > 1:
        return ["code"] * len(block)
    ends = sum(1 for line in block if line.rstrip().endswith(_CODE_END))
    if ends * 2 > len(block) and len(block) > 1:
        return ["code"] * len(block)
    return kinds


def _runs(lines: tuple[str, ...], kinds: list[str], number: int) -> Iterator[Paragraph]:
    start = 0
    for at in range(1, len(lines) + 1):
        if at < len(lines) and kinds[at] != "item" and _name(kinds[at]) == _name(kinds[start]):
            continue
        yield Paragraph(number + start, lines[start:at], _name(kinds[start]))
        start = at


def _name(kind: str) -> Kind:
    names: dict[str, Kind] = {"prose": "prose", "code": "code", "log": "log", "quote": "quote", "notes": "notes"}
    return names.get(kind, "list")


@lru_cache(maxsize=256)
def _prose(lines: tuple[str, ...]) -> tuple[ProseLine, ...]:
    found = []
    for paragraph in _paragraphs(lines):
        if paragraph.kind in ("prose", "list"):
            masked = mask("\n".join(paragraph.lines)).split("\n")
            for offset, (text, original) in enumerate(zip(masked, paragraph.lines, strict=True)):
                found.append(ProseLine(paragraph.first + offset, text, original))
    return tuple(found)


def mask(text: str) -> str:
    """Blank links and quoted text (bounded: an apostrophe must not swallow a page); length and line breaks stay."""
    if "@" in text or "://" in text or "<" in text:
        text = _URL.sub(_blank, text)
    if '"' in text or "'" in text or "`" in text or "“" in text or "‘" in text:
        text = _QUOTED.sub(_blank, text)
    return text


def _blank(match: re.Match[str]) -> str:
    return "".join("\n" if char == "\n" else " " for char in match.group())


def pronouns(line: ProseLine) -> Iterator[tuple[int, str]]:
    """The personal pronouns of a line with their columns: not `us` as a unit, not the I of Type I or I/O."""
    for match in _PRONOUN.finditer(line.text):
        word, before = match.group(), line.text[max(0, match.start() - 12) : match.start()]
        if word in ("us", "US", "Us") and (_UNIT.search(before) or word == "US"):
            continue
        if word == "I" and (
            line.text[match.end() : match.end() + 2] in ("'s", "’s")
            or _ROMAN.search(before)
            or line.text[match.end() : match.end() + 1] in (".", ")", ":")
        ):
            continue
        yield match.start(), word


_ABBREVIATIONS = ("e.g.", "i.e.", "vs.", "etc.", "cf.", "a.k.a.", "Vol.", "Sec.", "Fig.", "No.", "approx.", "resp.")
_STOP = re.compile(r"[.!?:](?=[\s\"')]|$)")


def first_sentence(lines: Sequence[str]) -> tuple[str, int]:
    """The first sentence of the first paragraph of prose (links and quotes as written), and the number of its line."""
    return _first_sentence(tuple(lines))


@lru_cache(maxsize=256)
def _first_sentence(lines: tuple[str, ...]) -> tuple[str, int]:
    for paragraph in _paragraphs(lines):
        if paragraph.kind == "prose":
            text = " ".join(line.strip() for line in paragraph.lines)
            return text[: sentence_end(text)], paragraph.first
    return "", 1


def sentence_end(text: str, start: int = 0) -> int:
    """The index behind the sentence that begins at `start`."""
    for match in _STOP.finditer(text, start):
        if not text.endswith(_ABBREVIATIONS, start, match.end()):
            return match.end()
    return len(text)


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text, one after the other."""
    start = 0
    while start < len(text):
        end = sentence_end(text, start)
        yield text[start:end].strip()
        start = end
