# SPDX-License-Identifier: GPL-2.0-or-later
"""File names as diffs write them: quoted like C strings, behind a/ and b/ or a directory, with a time stamp behind a tab."""

import re

_ESCAPE = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
_PLAIN = {b"a": b"\a", b"b": b"\b", b"t": b"\t", b"n": b"\n", b"v": b"\v", b"f": b"\f", b"r": b"\r"}
_PREFIX_LETTERS = frozenset("abciow12")
_NULL = "/dev/null"


def unquote(name: str) -> str:
    """Undo git's quoting of a name; a name without quotes comes back as it is."""
    if len(name) < 2 or name[0] != '"' or name[-1] != '"':
        return name
    raw = _ESCAPE.sub(_unescape, name[1:-1].encode("utf-8", "surrogatepass"))
    return raw.decode("utf-8", "replace")


def _unescape(match: re.Match[bytes]) -> bytes:
    code: bytes = match[1]
    if len(code) == 3:
        return bytes((int(code, 8) & 0xFF,))
    return _PLAIN.get(code, code)


def written_name(text: str) -> str:
    """The name behind `--- ` or `+++ `, still with its prefix, without quotes and time stamp."""
    if text.startswith('"'):
        return unquote(_first_quoted(text))
    return text.partition("\t")[0].rstrip()


def _first_quoted(text: str) -> str:
    at = 1
    while at < len(text):
        if text[at] == "\\":
            at += 1
        elif text[at] == '"':
            return text[: at + 1]
        at += 1
    return text


def strip_pair(old: str, new: str) -> tuple[str | None, str | None]:
    """Take the prefixes off a pair of names, None for /dev/null.

    a/ and b/ (or git's mnemonic letters), or two different first directories as quilt and plain diff -r write them;
    equal names are taken to have no prefix at all.
    """
    if _NULL in (old, new):
        return _strip_single(old), _strip_single(new)
    if _has_letters(old, new):
        return old[2:], new[2:]
    if old != new:
        old_rest, new_rest = old.partition("/")[2], new.partition("/")[2]
        if old_rest and old_rest == new_rest:
            return old_rest, new_rest
        if old == new + ".orig":
            return new, new
    return old or None, new or None


def _has_letters(old: str, new: str) -> bool:
    if old[1:2] != "/" or new[1:2] != "/":
        return False
    first, second = old[0], new[0]
    if first not in _PREFIX_LETTERS or second not in _PREFIX_LETTERS:
        return False
    return first != second or first in "ab"


def _strip_single(name: str) -> str | None:
    if name == _NULL or not name:
        return None
    return name[2:] if name[:2] in ("a/", "b/") else name


def git_names(text: str) -> tuple[str | None, str | None]:
    """The two names behind `diff --git `, without prefixes; (None, None) when blanks make them ambiguous."""
    old, new = _split_names(text)
    return strip_pair(old, new) if old and new else (None, None)


def _split_names(text: str) -> tuple[str, str]:
    if text.startswith('"'):
        first = _first_quoted(text)
        return unquote(first), unquote(text[len(first) :].strip())
    if text.endswith('"'):
        first, _, second = text.partition(' "')
        return first, unquote('"' + second)
    middle = len(text) // 2
    if text[middle : middle + 1] == " " and _same_file(text[:middle], text[middle + 1 :]):
        return text[:middle], text[middle + 1 :]
    if text.count(" ") == 1 or text.count(" b/") == 1:
        first, _, second = text.partition(" ")
        if text.count(" ") > 1:
            first, _, second = text.partition(" b/")
            second = "b/" + second
        return first, second
    return "", ""


def _same_file(old: str, new: str) -> bool:
    left, right = strip_pair(old, new)
    return left == right
