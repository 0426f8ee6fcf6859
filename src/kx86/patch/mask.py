# SPDX-License-Identifier: GPL-2.0-or-later
"""Kernel C made plain for a C grammar: macros that no grammar knows give way to blanks or keywords of the same length.

Every line and column stays where it is, so that what the parser says holds for the source as written.
"""

import re

BLANKS = bytes(byte if byte == 10 else 32 for byte in range(256))
"""A table for translate() that leaves nothing but the ends of lines."""

# Words that stand where the grammar expects none, without their two underscores.
_ATTRIBUTES = frozenset(
    (
        *(
            b"always_inline",
            b"always_unused",
            b"attribute_const__",
            b"bitwise",
            b"cold",
            b"cpuidle",
            b"exit",
            b"exitdata",
        ),
        *(
            b"flatten",
            b"force",
            b"gmem_fault",
            b"hot",
            b"hyp_text",
            b"init",
            b"init_or_module",
            b"initconst",
            b"initdata",
        ),
        *(b"iomem", b"kernel", b"latent_entropy", b"malloc", b"maybe_unused", b"meminit", b"must_check", b"no_kcsan"),
        *(b"no_profile", b"no_sanitize_address", b"no_sanitize_memory", b"no_stack_protector", b"nocfi", b"noendbr"),
        *(
            b"noinitretpoline",
            b"noinline",
            b"noreturn",
            b"packed",
            b"percpu",
            b"private",
            b"pure",
            b"rcu",
            b"read_mostly",
        ),
        *(b"ref", b"refdata", b"ro_after_init", b"sched", b"unused", b"used", b"user", b"visible", b"weak"),
    )
)
_WITH_ARGUMENTS = frozenset(
    (
        *(
            b"acquires",
            b"aligned",
            b"alloc_size",
            b"assume_aligned",
            b"cond_acquires",
            b"counted_by",
            b"free",
            b"must_hold",
        ),
        *(b"no_sanitize", b"printf", b"releases", b"scanf", b"section", b"target"),
    )
)

# Each begins with a literal, which the regex engine finds fast; what stands before it is looked at afterwards.
_DUNDER = re.compile(rb"__([a-z]\w*+)")
_ARGUMENTS = re.compile(rb"\((?:[^()\n]|\([^()\n]*+\))*+\)")
_NO = re.compile(rb"no(?:inline(?:_for_stack)?+|instr|trace)\b")
_RANGE = re.compile(rb"\.\.\.(?=\s*+[\w(-])")
_STRUCT = re.compile(rb"struct(?=\s++\w++\s*+[,)])")
_UNSIGNED = re.compile(rb"unsigned (?=(?:int|long|char|short)\s*+,)")
_LOOP = re.compile(rb"for_each\w*+(?=[ \t]?\()")
_INCLUDE = re.compile(rb"#[ \t]*+include\b[^\n]*+")
_TEXT = re.compile(rb'/\*|\*/|//[^\n]*+|"(?:[^"\\\n]|\\.)*+"?|\'(?:[^\'\\\n]|\\.){1,4}+\'', re.DOTALL)
_GUARD = re.compile(rb"scoped_(?:cond_)?guard(?=[ \t]?\()")
_WORD = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
_BLANK = frozenset(b" \t")


def mask(source: bytes) -> bytes:
    """The same source, as long as it was, with kernel macros made plain."""
    out = bytearray(source.replace(b"offsetof(", b"offsetoF("))
    _mask_texts(source, out)
    for match in _INCLUDE.finditer(source):
        out[match.start() : match.end()] = b" " * (match.end() - match.start())
    _mask_attributes(source, out)
    for match in _RANGE.finditer(source):
        if source[match.start() - 1] in _BLANK or source[match.start() - 1] in _WORD:
            out[match.start() : match.end()] = b"+  "
    for match in _STRUCT.finditer(source):
        # A type as the argument of a macro.
        if _before(source, match.start()) in b"(,":
            out[match.start() : match.end()] = b"      "
    for match in _UNSIGNED.finditer(source):
        if _before(source, match.start()) in b"(,":
            out[match.end() - 1] = ord("_")
    for pattern in (_LOOP, _GUARD):
        for match in pattern.finditer(source):
            _mask_loop(source, out, match.start(), match.end())
    return bytes(out)


def _mask_texts(source: bytes, out: bytearray) -> None:
    """Blank what comments and strings say, and comment marks that have no other half.

    The parser looks for a missing half again and again; and brackets that remain can be counted.
    """
    at = 0
    while match := _TEXT.search(source, at):
        begin, at = match.span()
        if match[0] == b"*/":
            out[begin:at] = b"  "
        elif match[0] == b"/*":
            end = source.find(b"*/", at)
            if end < 0:
                out[begin:] = out[begin:].replace(b"/*", b"  ")
                return
            out[at:end] = source[at:end].translate(BLANKS)
            at = end + 2
        elif match[0][:1] == b"/":
            out[begin + 2 : at] = b" " * (at - begin - 2)
        elif b"\n" not in match[0]:
            out[begin + 1 : at - 1] = b" " * (at - begin - 2)


def _mask_attributes(source: bytes, out: bytearray) -> None:
    for match in _DUNDER.finditer(source):
        name = match[1]
        begin, end = match.span()
        if name in _WITH_ARGUMENTS and (arguments := _ARGUMENTS.match(source, end)):
            end = arguments.end()
        elif name not in _ATTRIBUTES:
            continue
        if begin == 0 or source[begin - 1] not in _WORD:
            out[begin:end] = b" " * (end - begin)
    for match in _NO.finditer(source):
        begin, end = match.span()
        if begin == 0 or source[begin - 1] not in _WORD:
            out[begin:end] = b" " * (end - begin)
    at = source.find(b"asmlinkage ")
    while at >= 0:
        out[at : at + 10] = b" " * 10
        at = source.find(b"asmlinkage ", at + 10)


def _before(source: bytes, at: int) -> bytes:
    """The last character before `at` that is no white space."""
    while at > 0 and source[at - 1 : at].isspace():
        at -= 1
    return source[at - 1 : at] or b"?"


def _mask_loop(source: bytes, out: bytearray, begin: int, end: int) -> None:
    """Write `while` over the name of a macro that begins a statement and heads a block."""
    while begin > 0 and source[begin - 1] in _WORD:
        begin -= 1
    indent = begin
    while indent > 0 and source[indent - 1] in _BLANK:
        indent -= 1
    if indent < begin and source[indent - 1 : indent] in (b"\n", b""):
        out[begin:end] = b"while".ljust(end - begin)
