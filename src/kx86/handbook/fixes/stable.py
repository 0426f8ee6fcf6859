# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules on the request for a backport: Cc: stable@vger.kernel.org."""

import re
from collections.abc import Iterator

from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level
from kx86.handbook.fixes.bug import names_a_bug
from kx86.handbook.fixes.sign_off import at_trailer
from kx86.handbook.rule import rule
from kx86.handbook.scope import touched_topics
from kx86.mail.trailers import Trailer
from kx86.profile.model import Stable
from kx86.series.patch import Patch

# What the stable trees call small: not more changed lines than this.
_LARGE = 100
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,200}|\bstable\b", re.IGNORECASE)


def _asks(trailer: Trailer, stable: Stable) -> bool:
    """Is this a Cc: of the stable list, right or wrong?"""
    return trailer.name == "cc" and any(
        _means(found, stable) for found in _ADDRESS.findall(trailer.value.partition("#")[0])
    )


def _means(address: str, stable: Stable) -> bool:
    lower = address.lower().rstrip(".")
    return lower == stable.address or lower in stable.mistaken


@rule("TAG-STABLE-FORM", level=Level.WARNING, statement="FIX-2")
def form_of_stable(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Ask for a backport with `Cc: stable@vger.kernel.org`, and name versions behind a `#`.

    The stable trees look for exactly this address.
    """
    stable = facts.profile.stable
    if stable is None:
        return
    for trailer in patch.trailers:
        if _asks(trailer, stable):
            yield from _form(trailer, stable)


def _form(trailer: Trailer, stable: Stable) -> Iterator[Finding]:
    wanted, mark, note = trailer.value.partition("#")
    found = _ADDRESS.findall(wanted)
    tail = f" # {note.strip()}" if mark and note.strip() else ""
    if not any(address.lower() == stable.address for address in found):
        yield Finding(
            where=at_trailer(trailer),
            message=f"The address for backports is {stable.address}.",
            replacement=f"Cc: {stable.address}{tail}",
        )
        return
    behind = wanted[wanted.lower().rfind(stable.address) + len(stable.address) :].strip(" >,;\"'")
    if behind and "@" not in behind:
        yield Finding(
            where=at_trailer(trailer),
            message=f"A `#` should stand before `{behind}`.",
            replacement=f"Cc: {stable.address} # {behind.strip('[]() ')}",
        )


@rule("TAG-STABLE", level=Level.ADVICE, statement="FIX-2")
def backport(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Think about stable kernels: ask for the backport of a crash fix, and keep what should be backported small.

    KVM x86 opts out of automatic backports, so a fix without Cc: stable stays out of stable kernels.
    """
    stable = facts.profile.stable
    if stable is None:
        return
    asked = next((trailer for trailer in patch.trailers if _asks(trailer, stable)), None)
    changed = patch.touch.added_count + patch.touch.removed_count
    if asked is not None and changed > _LARGE:
        yield Finding(
            where=at_trailer(asked),
            message=f"Cc: stable on a patch that changes {changed} lines; stable kernels take small fixes.",
            hint="Split off the part that must be backported, or leave the tag out.",
        )
    fixes = next((trailer for trailer in patch.trailers if trailer.name == "fixes"), None)
    tests = touched_topics(patch, facts.profile) == ("selftests",)
    if asked is None and fixes is not None and not tests and names_a_bug(patch):
        yield Finding(
            where=at_trailer(fixes),
            message="The patch fixes a crash and does not ask for a backport.",
            hint=f"If stable kernels need it, add: Cc: {stable.address}",
        )
