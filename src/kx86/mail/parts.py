# SPDX-License-Identifier: GPL-2.0-or-later
"""The body of a mail: transfer encoding, charset, format=flowed, and the text that counts among the parts of a multipart.

The text is the first inline text/plain part.  When it holds no diff, further parts and attachments that hold one are put behind
it.  Multiparts are split here and not by the standard library, whose parser takes quadratic time on nested parts and on long
parameter lists.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kx86.mail.codings import from_transfer, to_text
from kx86.mail.flowed import unflow
from kx86.mail.head import Fields, read_fields, split_head

# No mail met on kernel lists comes near this; the rest of a longer body is not read.
LIMIT = 8 * 1024 * 1024
_DEEPEST = 8
_MOST_PARTS = 500
_BOUNDARY = re.compile(r';\s*boundary\s*=\s*(?:"([^"]{1,200})"|([^\s;"]{1,200}))', re.IGNORECASE)
_CHARSET = re.compile(r';\s*charset\s*=\s*"?([^\s;"]{1,80})', re.IGNORECASE)
_FLOWED = re.compile(r';\s*format\s*=\s*"?flowed\b', re.IGNORECASE)
_DELSP = re.compile(r';\s*delsp\s*=\s*"?yes\b', re.IGNORECASE)
_PATCH_NAME = re.compile(r"name\*?\s*=[^;]{1,300}\.(?:patch|diff)\b", re.IGNORECASE)
_DIFF = re.compile(r"^diff --git |^--- \S.*\n\+\+\+ \S", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A part that is no container."""

    fields: Fields
    body: bytes

    @property
    def content(self) -> str:
        return _value(self.fields, "content-type") or "text/plain"

    @property
    def kind(self) -> str:
        return _kind(self.content)

    @property
    def charset(self) -> str:
        charset = _CHARSET.search(self.content)
        return charset[1].strip("'") if charset else ""

    @property
    def flowed(self) -> bool:
        return bool(_FLOWED.search(self.content)) and self.kind in ("text/plain", "")

    @property
    def attached(self) -> bool:
        return _value(self.fields, "content-disposition").lower().startswith("attachment")

    @property
    def may_hold_diff(self) -> bool:
        if self.kind.startswith("text/"):
            return self.kind != "text/html"
        disposition = _value(self.fields, "content-disposition")
        return self.kind.startswith("application/") and bool(_PATCH_NAME.search(f"{self.content};{disposition}"))


@dataclass(frozen=True, slots=True)
class RawPart:
    """A part as sent, without its transfer encoding: bytes, the charset declared, and whether and how it is flowed."""

    data: bytes
    charset: str
    flowed: bool
    delsp: bool


def read_body(fields: Fields, body: bytes, repairs: list[str]) -> tuple[str, bool]:
    """The text of a body and whether format=flowed was undone; what had to be guessed goes to `repairs`."""
    body = _bounded(body, repairs)
    leaf = _Leaf(fields, body)
    if _is_container(leaf.kind):
        return _choose(list(_leaves(leaf, repairs)), repairs)[:2]
    return _text(leaf, repairs)


def raw_parts(fields: Fields, body: bytes) -> list[RawPart]:
    """The parts that the text of a body comes from, for what has to be kept byte for byte."""
    repairs: list[str] = []
    leaf = _Leaf(fields, _bounded(body, repairs))
    chosen = _choose(list(_leaves(leaf, repairs)), repairs)[2] if _is_container(leaf.kind) else [leaf]
    return [
        RawPart(_decoded(one, repairs), one.charset, one.flowed, bool(_DELSP.search(one.content))) for one in chosen
    ]


def _bounded(body: bytes, repairs: list[str]) -> bytes:
    if len(body) > LIMIT:
        repairs.append(f"body cut off behind {LIMIT} bytes")
    return body[:LIMIT]


def _value(fields: Fields, name: str) -> str:
    return fields.get(name, b"").decode("latin-1")


def _kind(content: str) -> str:
    return content.partition(";")[0].strip().lower()


def _is_container(kind: str) -> bool:
    return kind.startswith("multipart/") or kind == "message/rfc822"


def _leaves(root: _Leaf, repairs: list[str]) -> Iterator[_Leaf]:
    """The leaves of a tree of parts, in order, up to a depth and a number."""
    stack = [(root, 0)]
    count = 0
    while stack:
        part, depth = stack.pop()
        count += 1
        if not _is_container(part.kind):
            yield part
        elif depth == _DEEPEST or count > _MOST_PARTS:
            repairs.append("parts nested too deep or too many, not all were read")
            return
        else:
            children = list(_children(part, repairs))
            stack += [(child, depth + 1) for child in reversed(children)]


def _children(part: _Leaf, repairs: list[str]) -> Iterator[_Leaf]:
    if part.kind == "message/rfc822":
        head, body = split_head(part.body)
        yield _Leaf(read_fields(head, repairs), body)
        return
    match = _BOUNDARY.search(part.content)
    sections = list(_sections(part.body, (match[1] or match[2]).rstrip().encode("latin-1"))) if match else []
    if not sections:
        repairs.append("multipart without its boundary, read as plain text")
        yield _Leaf({}, part.body)
    for section in sections:
        head, body = split_head(section, part=True)
        yield _Leaf(read_fields(head, repairs), body)


def _sections(body: bytes, boundary: bytes) -> Iterator[bytes]:
    """What stands between the lines of a boundary; the line end before such a line belongs to it."""
    mark = b"--" + boundary
    start = -1
    count = 0
    at = body.find(mark)
    while at >= 0 and count <= _MOST_PARTS:
        stop = body.find(b"\n", at)
        stop = len(body) if stop < 0 else stop
        rest = body[at + len(mark) : min(stop, at + len(mark) + 80)].strip()
        if (at == 0 or body[at - 1 : at] == b"\n") and rest in (b"", b"--"):
            if start >= 0:
                yield _without_line_end(body[start:at])
                count += 1
            start = -1 if rest else stop + 1
            if rest:
                return
        at = body.find(mark, at + len(mark))
    if 0 <= start <= len(body):
        yield body[start:]


def _without_line_end(section: bytes) -> bytes:
    if section.endswith(b"\r\n"):
        return section[:-2]
    return section[:-1] if section.endswith(b"\n") else section


def _choose(leaves: list[_Leaf], repairs: list[str]) -> tuple[str, bool, list[_Leaf]]:
    """Pick the text that counts, and the diffs that stand elsewhere; whether one was flowed, and the leaves taken."""
    readable = [leaf for leaf in leaves if leaf.kind.startswith("text/")]
    if not readable:
        return "", False, []
    first = min(readable, key=_rank)
    text, flowed = _text(first, repairs)
    texts, chosen = [text], [first]
    if _DIFF.search(text):
        return text, flowed, chosen
    for leaf in leaves:
        if leaf is not first and leaf.may_hold_diff:
            notes: list[str] = []
            more, unflowed = _text(leaf, notes)
            if _DIFF.search(more):
                texts.append(more)
                chosen.append(leaf)
                flowed |= unflowed
                repairs += notes
    joined = "\n".join(text if text.endswith("\n") else text + "\n" for text in texts)
    return joined, flowed, chosen


def _rank(leaf: _Leaf) -> tuple[bool, bool, bool]:
    """Order parts by how likely they hold what the author wrote: no HTML, inline, plain."""
    return leaf.kind == "text/html", leaf.attached, leaf.kind != "text/plain"


def _decoded(leaf: _Leaf, repairs: list[str]) -> bytes:
    encoding = _value(leaf.fields, "content-transfer-encoding").partition(";")[0].strip().lower()
    data, repair = from_transfer(leaf.body, encoding)
    if repair:
        repairs.append(repair)
    return data


def _text(leaf: _Leaf, repairs: list[str]) -> tuple[str, bool]:
    text, repair = to_text(_decoded(leaf, repairs), leaf.charset)
    if repair:
        repairs.append(repair)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if leaf.flowed:
        return unflow(text, delsp=bool(_DELSP.search(leaf.content))), True
    return text, False
