# SPDX-License-Identifier: GPL-2.0-or-later
"""What `kx86 nfc --json` printed in; for each patch what of it is proved to change nothing out."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kx86.errors import UserError

_HINT = "kx86 nfc --json > proof.json writes one"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """What is proved of a patch: that nothing of it changes what is built, or the objects that are the same."""

    same: bool
    identical: frozenset[str] = frozenset()

    def covers(self, path: str) -> bool:
        """Is it proved that the change of a file changes nothing?"""
        return self.same or f"{path.rpartition('.')[0]}.o" in self.identical


Proofs = Mapping[tuple[int, str], Proved]
"""By the number of a patch and its shortlog: a posted series has other commits wherever it is applied."""


def read_proofs(data: bytes, source: str) -> Proofs:
    """Read proofs.  Raises UserError for what is none."""
    try:
        found = json.loads(data)
        return dict(_proofs(found))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise UserError(f"{source}: not what kx86 nfc --json prints", hint=_HINT) from None


def _proofs(found: Any) -> Iterator[tuple[tuple[int, str], Proved]]:
    for series in found["series"]:
        for patch in series["patches"]:
            identical = frozenset(str(path) for path in patch["identical"])
            yield (int(patch["n"]), str(patch["subject"])), Proved(same=patch["state"] == "same", identical=identical)
