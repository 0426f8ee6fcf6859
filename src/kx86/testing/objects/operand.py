# SPDX-License-Identifier: GPL-2.0-or-later
"""A place in x86-64 code where an address relative to the instruction is filled in, in; how far that is from its end, out.

Such an address counts from the end of its instruction, so what it names is known only with the bytes that follow the field: none,
or the immediate operand.  What cannot be told for sure yields all that is possible.
"""

_ANY = (0, 1, 2, 4)
_NONE = frozenset({0})
_BYTE = frozenset({1})
_WORD = frozenset({2, 4})
_BRANCHES = (0xE8, 0xE9)
_WITH_BYTE = (0x80, 0x82, 0x83, 0xC0, 0xC1, 0xC6, 0x6B)
_WITH_WORD = (0x81, 0x69, 0xC7)
_LONG_WITH_BYTE = (0x70, 0x71, 0x72, 0x73, 0xA4, 0xAC, 0xBA, 0xC2, 0xC4, 0xC5, 0xC6)
# How a vector instruction may begin, and how far before the field.
_VECTOR = ((0x62, 6), (0xC4, 5), (0xC5, 4))
_LEA = 0x8D


def bytes_after(code: bytes, at: int) -> tuple[int, ...]:
    """Return how many bytes of the instruction may follow a field of four bytes, which holds a relative address."""
    if at < 2:
        return (0,) if at == 1 and code[0] in _BRANCHES else _ANY
    operand, operation = code[at - 1], code[at - 2]
    if operand & 0xC7 != 0x05:
        return (0,) if is_branch(code, at) else _ANY
    group = operand >> 3 & 7
    found = _short(operation, group)
    if at >= 3 and code[at - 3] == 0x0F:
        found |= _BYTE if operation in _LONG_WITH_BYTE else _NONE
    if at >= 4 and code[at - 3] == 0x3A:
        found |= _BYTE
    if any(at >= back and code[at - back] == byte for byte, back in _VECTOR):
        found |= _NONE | _BYTE
    return tuple(sorted(found))


def is_branch(code: bytes, at: int) -> bool:
    """Does the field belong to a jump or a call?"""
    if at >= 1 and code[at - 1] in _BRANCHES:
        return True
    return at >= 2 and code[at - 2] == 0x0F and code[at - 1] & 0xF0 == 0x80


def takes_address(code: bytes, at: int) -> bool:
    """Is only the address taken, so that the end of one thing may be meant where the next begins?"""
    return at < 2 or code[at - 2] == _LEA


def _short(operation: int, group: int) -> frozenset[int]:
    if operation in _WITH_BYTE:
        return _BYTE
    if operation in _WITH_WORD:
        return _WORD
    if operation == 0xF6:
        return _BYTE if group < 2 else _NONE
    if operation == 0xF7:
        return _WORD if group < 2 else _NONE
    return _NONE
