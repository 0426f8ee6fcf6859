# SPDX-License-Identifier: GPL-2.0-or-later
"""Read names out of C files.

A name counts as a function when a file defines or calls it at the start of a line or through a macro; what is used as a field
or a tag of a struct counts as something else.
"""

import re
from collections.abc import Callable, Iterable, Sequence

from kx86.adapters.git.process import Answer

Git = Callable[..., Answer]

_DEFINED = re.compile(rb"^(?:[A-Za-z_][^\n(){};=\"]{0,200}[ \t*])?([a-z_][a-z0-9_]{2,})\((?!\*)", re.M)
_MACRO = re.compile(rb"^#[ \t]*define[ \t]+([a-z_][a-z0-9_]{2,})\(", re.M)
_OTHER = re.compile(rb"(?:->|\.|struct |union |enum )[ \t]*([a-z_][a-z0-9_]{2,})\b(?!\()")
_KEYWORDS = frozenset((b"if", b"for", b"while", b"switch", b"return", b"sizeof", b"defined", b"else"))
# Read so many files at a time, to bound memory.
_AT_ONCE = 400


def scan(git: Git, blobs: Sequence[str], progress: Callable[[str], None]) -> tuple[set[bytes], set[bytes]]:
    """Return the names of functions, and the names of everything else, in some blobs."""
    functions: set[bytes] = set()
    others: set[bytes] = set()
    for source in _sources(git, blobs, progress):
        functions.update(_DEFINED.findall(source))
        functions.update(_MACRO.findall(source))
        others.update(_OTHER.findall(source))
    return functions - _KEYWORDS, others


def _sources(git: Git, blobs: Sequence[str], progress: Callable[[str], None]) -> Iterable[bytes]:
    for start in range(0, len(blobs), _AT_ONCE):
        progress(f"reading the names of functions, once for this tree: {start} of {len(blobs)} files")
        query = "".join(f"{blob}\n" for blob in blobs[start : start + _AT_ONCE]).encode()
        yield git("cat-file", "--batch", stdin=query).out
