# SPDX-License-Identifier: GPL-2.0-or-later
"""What a reply's sender wrote in; the tags that it gives, with the words around them, out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kx86.letters.conditions import NOTHING, Around, read_around
from kx86.letters.own_text import Paragraph
from kx86.mail.address import parse_address
from kx86.mail.late import late
from kx86.mail.message import Address
from kx86.series.senders import same_person

MOST = 100
"""So many tags of one mail are read."""

_LONGEST = 300
# A sentence in front of a tag has so many lines at most.
_MOST_ABOVE = 8
_KINDS = "Reviewed|Acked|Tested|Reported|Suggested|Signed-off|Nacked|Debugged|Diagnosed|Analyzed|Helped|Inspired|Verified|Co-tested"
_KEY = rf"(?P<key>(?:{_KINDS})(?:[ -](?:and|&)[ -](?:{_KINDS})){{0,3}}[ -]by)"
_AT_START = late(rf"(?:{_KEY}|(?P<other>Fixes|Cc|Closes))[ \t]{{0,2}}[:：](?P<value>.*)", re.IGNORECASE)
_INLINE = late(rf"(?<![\w-]){_KEY}[ \t]{{0,2}}[:：](?P<value>.*)", re.IGNORECASE)
_MENTION = late(r"-by\b|\bs-?o-?b\b|\br-?b\b|\ba-b\b|\backs?\b|\btags?\b", re.IGNORECASE)
# What a paragraph with a tag holds; looked for before anything else, since most paragraphs hold none.
_HINTS = ("by:", "by :", "by：", "my ", "fixes:", "stable@", "closes:")
_MINE = late(
    r"\b(?:add|have|has|with|keep|carry|retain|consider|include|take|here's|here is|stick|put|slap|apply"
    r"|gets?)\b(?: \w{1,12}){0,2} my"
    r" (?P<tag>reviewed[- ]by|acked[- ]by|tested[- ]by|r-?b|a-?b|ack|review tag|reviewed tag|tested tag)\b",
    re.IGNORECASE,
)
_SHORT = {
    "rb": "Reviewed-by",
    "reviewtag": "Reviewed-by",
    "reviewedtag": "Reviewed-by",
    "ab": "Acked-by",
    "ack": "Acked-by",
}
_ADDRESS_END = late(r"[^\n<>]{0,200}<[^<>\s]{1,200}>")
_BARE = late(r"\s{0,9}[^\s<>,;]{1,100}@[^\s<>,;()]{1,150}")
_COMMIT = late(r"[0-9a-f]{8,64} ?\(\"")
_CONTROL = late(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")
_SENTENCE = late(r"(?<=[.!?])[\"')]{0,2} +(?=\S)")
_BELOW = late(
    r"\(?(?:with|if|assuming|once|provided|modulo|after|pending|subject to|for|unless|as long as|but only|on)\b",
    re.IGNORECASE,
)
_NOTE = late(
    r"#|[(\[](?!(?:with|but|if|though|see|for|minor|some|a few|modulo)\b)[\w/.+,-]{1,30}(?: [\w/.+,-]{1,30}){0,3}[)\]]$",
    re.IGNORECASE,
)
_Place = tuple[int, int, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A tag in a reply.

    `key` is written as it goes into a changelog, `value` is what stands behind it, one line without control characters; `name`
    and `email` are those of the person in it.  `at_start` tells a tag at the start of a line from one that is indented or in a
    sentence.  `condition` holds the words that ask for something first, `part` those that limit the tag to a part of the patch;
    `numbers` are the patches named in words, `series` tells that all are.
    """

    key: str
    value: str
    name: str
    email: str
    at_start: bool = True
    condition: str = ""
    part: str = ""
    numbers: tuple[int, ...] = ()
    series: bool = False

    @property
    def text(self) -> str:
        """The trailer as it goes into a changelog."""
        return f"{self.key}: {self.value}"

    @property
    def person(self) -> Address:
        """Who gives it."""
        return Address(name=self.name, email=self.email)


def given_tags(paragraphs: Sequence[Paragraph], sender: Address, version: str | None = None) -> Iterator[Given]:
    """The tags that a mail gives, at most MOST of them; `version` is that of the posting it answers."""
    left = MOST
    for at, paragraph in enumerate(paragraphs):
        if left <= 0:
            return
        text = "\n".join(paragraph.lines).lower()
        if not any(hint in text for hint in _HINTS) or _is_proposed(paragraph, sender):
            continue
        above = paragraphs[at - 1] if at and paragraph.joined else None
        below = paragraphs[at + 1] if at + 1 < len(paragraphs) and paragraphs[at + 1].joined else None
        for tag in _tags(paragraph, above, below, sender, version):
            yield tag
            left -= 1
            if left <= 0:
                return


def clean(text: str) -> str:
    """One line of text, bounded, without control characters."""
    return " ".join(_CONTROL.sub(" ", text[: 4 * _LONGEST]).split())[:_LONGEST].rstrip()


def _is_proposed(paragraph: Paragraph, sender: Address) -> bool:
    """Is this the end of a changelog that the sender proposes, and no tags for the patch answered?"""
    if paragraph.proposed:
        return True
    if not any(line.lstrip()[:14].lower() == "signed-off-by:" for line in paragraph.lines):
        return False
    people = (parse_address(found["value"][:_LONGEST]) for line in paragraph.lines if (found := _INLINE.search(line)))
    return not all(same_person(one, sender) for one in people)


def _tags(
    paragraph: Paragraph, above: Paragraph | None, below: Paragraph | None, sender: Address, version: str | None
) -> Iterator[Given]:
    lines = paragraph.lines
    found = list(_places(lines))
    taken: set[int] = set()
    behind = 0
    for run in _runs(found):
        first, last = run[0][0], run[-1][1]
        following = next((start for start, *_ in found if start > last), len(lines))
        words = _before(lines[behind:first], above if behind == 0 else None)
        after = _after(lines[last + 1 : following], below if following == len(lines) else None)
        around = _both(read_around(words, version), read_around(after, version))
        for start, end, key, value in run:
            taken.update(range(start, end + 1))
            yield from _at_start(key, value, around, version)
        behind = last + 1
    for number, line in enumerate(lines):
        if number not in taken and _MENTION.search(line):
            yield from _inline(lines, number, above, sender, version)


def _runs(found: Sequence[_Place]) -> Iterator[list[_Place]]:
    """Tags that stand one below the other."""
    run: list[_Place] = []
    for place in found:
        if run and place[0] != run[-1][1] + 1:
            yield run
            run = []
        run.append(place)
    if run:
        yield run


def _places(lines: Sequence[str]) -> Iterator[_Place]:
    """First and last line, key and value of each tag that starts a line."""
    for at, line in enumerate(lines):
        found = _AT_START.match(line)
        if not found:
            continue
        value, end = found["value"], at
        if found["key"] and "@" not in value and at + 1 < len(lines) and _goes_on(value, lines[at + 1]):
            value, end = f"{value} {lines[at + 1]}", at + 1
        key = found["key"] or found["other"]
        if found["key"] or _names_no_person(key, value):
            yield at, end, key, value


def _names_no_person(key: str, value: str) -> bool:
    """Is this a Fixes: tag, a Cc: of stable or a Closes:, and no line of a header?"""
    value = value.strip()
    if key.lower() == "fixes":
        return _COMMIT.match(value) is not None
    return "stable@" in value if key.lower() == "cc" else "://" in value


def _goes_on(value: str, following: str) -> bool:
    """Was the value wrapped, with the address on the next line?"""
    return (
        bool(_ADDRESS_END.match(following[:_LONGEST]) or _BARE.match(following))
        and not _AT_START.match(following)
        and (following.lstrip().startswith("<") or not value.strip())
    )


def _at_start(key: str, value: str, around: Around, version: str | None) -> Iterator[Given]:
    kept, behind = _split_value(value)
    own = read_around(behind.strip("#([])., "), version) if behind else NOTHING
    noted = behind.startswith(("#", "(", "["))
    if behind and noted and not (own.numbers or own.series or own.condition):
        # A note such as "# arm64" goes into the changelog with its tag.
        kept, own = (f"{kept} {behind}", NOTHING) if _NOTE.match(behind) else (kept, own)
    elif behind and not noted and own == NOTHING:
        own = Around(part=behind) if behind[0].isalnum() else NOTHING
    yield from _given(key, kept, _both(around, own))


def _split_value(value: str) -> tuple[str, str]:
    """The person of a value, and what stands behind."""
    value = clean(value)
    found = _ADDRESS_END.match(value) or _BARE.match(value)
    if not found:
        return value, ""
    return found[0].strip(), value[found.end() :].strip(" .,;")


def _given(key: str, value: str, around: Around, *, at_start: bool = True) -> Iterator[Given]:
    who = parse_address(value.partition(" #")[0])
    one = Given(
        key="",
        value=value,
        name=clean(who.name),
        email=clean(who.email),
        at_start=at_start,
        condition=clean(around.condition),
        part=clean(around.part),
        numbers=around.numbers,
        series=around.series,
    )
    for part in _keys(key):
        yield replace(one, key=part)


def _keys(key: str) -> list[str]:
    """The keys of a tag, as they are commonly written: Reviewed-and-tested-by: are two."""
    if key.lower() in ("fixes", "cc", "closes"):
        return [key.capitalize()]
    stem = key[:-3].lower().replace("&", "and")
    parts = re.split(r"[ -]and[ -]", stem)
    return [f"{part.replace(' ', '-').capitalize()}-by" for part in dict.fromkeys(parts)]


def _inline(
    lines: Sequence[str], number: int, above: Paragraph | None, sender: Address, version: str | None
) -> Iterator[Given]:
    line = lines[number]
    found = _INLINE.search(line)
    if found and "@" in found["value"]:
        kept, behind = _split_value(found["value"])
        words = _before((*lines[max(0, number - 3) : number], line[: found.start()]), above if number == 0 else None)
        around = _both(read_around(words, version), read_around(behind, version))
        yield from _given(found["key"], kept, around, at_start=False)
        return
    window = " ".join((*lines[max(0, number - 1) : number], line))
    mine = _MINE.search(window)
    if mine and mine.end() > len(window) - len(line):
        tag = mine["tag"].lower()
        key = _SHORT.get(tag.replace("-", "").replace(" ", ""), tag.replace(" ", "-"))
        around = read_around(_sentence_at(" ".join(lines[max(0, number - 3) : number + 2]), mine[0]), version)
        yield from _given(key, str(sender), around, at_start=False)


def _sentence_at(text: str, words: str) -> str:
    """The sentence that holds some words."""
    return next((one for one in _SENTENCE.split(text) if words in one), text)


def _before(lines: Sequence[str], above: Paragraph | None) -> str:
    """The sentence in front of a tag: the last one of the lines above, or of the paragraph above when that leads to the tag."""
    text = " ".join(line.strip() for line in lines[-_MOST_ABOVE:])
    if not text.strip() and above is not None and not any(_AT_START.match(line) for line in above.lines[-1:]):
        text = " ".join(line.strip() for line in above.lines[-_MOST_ABOVE:])
    return _SENTENCE.split(text.strip())[-1] if text.strip() else ""


def _after(lines: Sequence[str], below: Paragraph | None) -> str:
    """The words behind a tag when they go on with it."""
    if (
        not lines
        and below is not None
        and len(below.lines) <= 4
        and (below.lines[0][0] == "(" or below.lines[0][0].islower())
    ):
        lines = below.lines
    if not lines or not _BELOW.match(lines[0]):
        return ""
    return _SENTENCE.split(" ".join(line.strip() for line in lines[:3]))[0].strip("(). ")


def _both(one: Around, two: Around) -> Around:
    """Put together what is said in two places; the nearer one, `two`, wins."""
    return Around(
        two.condition or one.condition,
        two.part or ("" if two.numbers else one.part),
        two.numbers or one.numbers,
        one.series or two.series,
    )
