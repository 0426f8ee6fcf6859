# SPDX-License-Identifier: GPL-2.0-or-later
"""A pack and its index, as git reads them: one pair of files for many objects, none of them a delta of another."""

import struct
import zlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from hashlib import _Hash

_KINDS = {"commit": 1, "tree": 2, "blob": 3}


class Packed(NamedTuple):
    """The bytes of a pack, and those of its index."""

    pack: bytes
    names: bytes


def make_pack(objects: Sequence[tuple[str, str, bytes]], new_hash: "Callable[[bytes], _Hash]") -> Packed:
    """Make a pack of objects: id, kind and content of each."""
    parts = [struct.pack(">4sII", b"PACK", 2, len(objects))]
    rows: list[tuple[bytes, int, int]] = []
    at = len(parts[0])
    for name, kind, data in objects:
        # Read once or twice and gone: to compress it costs more than it saves.
        part = _head(_KINDS[kind], len(data)) + zlib.compress(data, 0)
        rows.append((bytes.fromhex(name), zlib.crc32(part), at))
        parts.append(part)
        at += len(part)
    body = b"".join(parts)
    trailer = new_hash(body).digest()
    return Packed(body + trailer, _index(sorted(rows), trailer, new_hash))


def _head(kind: int, size: int) -> bytes:
    """The kind and size of an object, seven bits a byte behind the first four."""
    out = bytearray()
    byte, size = (kind << 4) | (size & 15), size >> 4
    while size:
        out.append(byte | 0x80)
        byte, size = size & 0x7F, size >> 7
    out.append(byte)
    return bytes(out)


def _index(rows: Sequence[tuple[bytes, int, int]], trailer: bytes, new_hash: "Callable[[bytes], _Hash]") -> bytes:
    """Version 2: how many names begin with each byte or a lower one, names, checksums, offsets."""
    counts = [0] * 256
    for name, _, _ in rows:
        counts[name[0]] += 1
    total = 0
    fanout = []
    for count in counts:
        total += count
        fanout.append(total)
    # Offsets from 2 GiB on go into a table of their own.
    large = [at for _, _, at in rows if at >= 1 << 31]
    places = iter(range(len(large)))
    offsets = [at if at < 1 << 31 else (1 << 31) | next(places) for _, _, at in rows]
    body = b"".join(
        (
            b"\xfftOc",
            struct.pack(">I256I", 2, *fanout),
            *(name for name, _, _ in rows),
            struct.pack(f">{len(rows)}I", *(crc for _, crc, _ in rows)),
            struct.pack(f">{len(rows)}I", *offsets),
            struct.pack(f">{len(large)}Q", *large),
            trailer,
        )
    )
    return body + new_hash(body).digest()
