# SPDX-License-Identifier: GPL-2.0-or-later
"""The commits that the trailers of a patch name."""

from kx86.series.patch import Patch

_HEX = frozenset("0123456789abcdefABCDEF")


def named_shas(patch: Patch) -> tuple[str, ...]:
    """Return the SHA1s of the Fixes: trailers as written, leaving out what cannot be one."""
    words = (t.value.split(maxsplit=1)[0].rstrip(",") for t in patch.trailers if t.name == "fixes" and t.value.strip())
    return tuple(word for word in words if 4 <= len(word) <= 64 and set(word) <= _HEX)
