# SPDX-License-Identifier: GPL-2.0-or-later
"""Header bytes in, text out: 8-bit bytes and encoded words (RFC 2047).

Adjacent words of one charset are joined as bytes before they are decoded, since mail programs split a character between words.
"""

import binascii
import re
from collections.abc import Iterator

from kx86.mail.codings import from_base64, to_text

_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bqBQ])\?([^?]*)\?=")
_SPECIAL = re.compile(r'[,;:<>()@"\\]')


def decode_header(raw: bytes, repairs: list[str], *, addresses: bool = False) -> str:
    """Decode an unfolded header value; what had to be guessed goes to `repairs`.

    In a list of `addresses`, a decoded word that holds a comma or another special character is put in quotes.
    """
    try:
        text = raw.decode("ascii")
    except UnicodeDecodeError:
        text, repair = to_text(raw, "")
        if repair:
            repairs.append("8-bit bytes in a header, read as Latin-1")
    if "=?" not in text:
        return text
    pieces: list[str] = []
    for piece, encoded in _pieces(text, repairs):
        if encoded and addresses and not (pieces and pieces[-1].endswith('"')):
            piece = _quoted(piece)
        pieces.append(piece)
    return "".join(pieces).replace("\r", "").replace("\n", " ")


def _quoted(piece: str) -> str:
    if not _SPECIAL.search(piece) or (len(piece) > 1 and piece[0] == piece[-1] == '"'):
        return piece
    return '"' + piece.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _pieces(text: str, repairs: list[str]) -> Iterator[tuple[str, bool]]:
    """Plain text and runs of encoded words, decoded, in order."""
    run: list[bytes] = []
    charset = ""
    at = 0
    for word in _WORD.finditer(text):
        between = text[at : word.start()]
        name = word[1].partition("*")[0]
        if run and (between.strip() or name.lower() != charset.lower()):
            yield _decoded(run, charset, repairs), True
            run = []
            between = between if between.strip() else ""
        if not run and between:
            yield between, False
        charset = name
        run.append(_payload(word[2], word[3]))
        at = word.end()
    if run:
        yield _decoded(run, charset, repairs), True
    if at < len(text):
        yield text[at:], False


def _payload(encoding: str, text: str) -> bytes:
    data = text.encode("utf-8", "replace")
    return binascii.a2b_qp(data, header=True) if encoding in "qQ" else from_base64(data)[0]


def _decoded(run: list[bytes], charset: str, repairs: list[str]) -> str:
    text, repair = to_text(b"".join(run), charset)
    if repair:
        repairs.append(f"header: {repair}")
    return text
