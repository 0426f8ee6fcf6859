# SPDX-License-Identifier: GPL-2.0-or-later
"""Transfer encodings and charsets, read leniently: each function gives its result and what had to be guessed, or ""."""

import binascii
from encodings.aliases import aliases

# What mail programs call a charset that Python knows by another name, or that is meant by its superset.
_MEANT = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x_gbk": "gb18030",
    "gb_2312_80": "gb18030",
    "ks_c_5601_1987": "cp949",
    "euc_kr": "cp949",
    "iso_8859_8_i": "iso8859_8",
    "iso_8859_6_i": "iso8859_6",
    "unicode_1_1_utf_7": "utf_7",
    "x_sjis": "shift_jis",
    "x_windows_949": "cp949",
}
_UNDECLARED = frozenset(("", "us_ascii", "ascii", "unknown_8bit", "x_unknown", "binary", "8bit", "7bit"))
_UTF8 = frozenset(("utf_8", "utf8", "u8", "utf"))
# Codecs that turn bytes into bytes, run slower than linear, or read escapes.
_UNFIT = frozenset(
    (
        *("base64_codec", "bz2_codec", "hex_codec", "quopri_codec", "rot_13", "uu_codec", "zlib_codec", "mbcs"),
        *("idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape"),
    )
)
_WITHOUT_ALIAS = ("koi8_u", "koi8_t", "cp720", "cp737", "cp856", "cp874", "cp875", "cp1006", "utf_8_sig")
# Asking this list in place of codecs.lookup() keeps hostile names from importing modules.
_KNOWN = frozenset((*aliases.values(), *_WITHOUT_ALIAS)) - _UNFIT
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_NOT_BASE64 = bytes(set(range(256)) - set(_BASE64))


def from_transfer(data: bytes, encoding: str) -> tuple[bytes, str]:
    """Undo a Content-Transfer-Encoding."""
    if encoding == "base64":
        return from_base64(data)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(data), ""
    return data, ""


def from_base64(data: bytes) -> tuple[bytes, str]:
    """Decode base64; damaged or cut-off input gives what can be read."""
    try:
        return binascii.a2b_base64(data), ""
    except binascii.Error:
        clean = data.translate(None, _NOT_BASE64).partition(b"=")[0]
        clean = clean[: len(clean) - (len(clean) % 4 == 1)]
        return binascii.a2b_base64(clean + b"=" * (-len(clean) % 4)), "damaged base64, read as far as possible"


def to_text(data: bytes, charset: str) -> tuple[str, str]:
    """Decode bytes by a charset as declared; "" when nothing is declared."""
    name = charset.lower().replace("-", "_").replace(" ", "_")
    if name in _UTF8 or name in _UNDECLARED:
        return _utf8(data, declared=name in _UTF8)
    codec = _MEANT.get(name) or aliases.get(name) or aliases.get(name.replace(".", "_")) or name
    if codec not in _KNOWN:
        text, repair = _utf8(data, declared=False)
        return text, f"unknown charset {charset[:40]!r}, read as {'Latin-1' if repair else 'UTF-8'}"
    try:
        return _clean(data.decode(codec)), ""
    except (UnicodeError, LookupError):
        try:
            return _clean(data.decode(codec, "replace")), f"bytes that are not {charset[:40]} were replaced"
        except (UnicodeError, LookupError):
            return _utf8(data, declared=True)[0], f"charset {charset[:40]!r} could not be read, read as UTF-8"


def _utf8(data: bytes, *, declared: bool) -> tuple[str, str]:
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        if declared:
            return data.decode("utf-8", "replace"), "bytes that are not UTF-8 were replaced"
        return data.decode("latin-1"), "8-bit text without a charset, read as Latin-1"


def _clean(text: str) -> str:
    """Take out lone surrogates, which UTF-7 can smuggle in and no output can carry."""
    return text.encode("utf-8", "replace").decode("utf-8")
