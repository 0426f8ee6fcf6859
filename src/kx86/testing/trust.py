# SPDX-License-Identifier: GPL-2.0-or-later
"""Whose code a series is in; the domain of trust that it is built in out: see docs/adr/0014."""

from hashlib import sha256

from kx86.series.series import Series

OWN = "own"
"""The domain of one's own commits, and of those of the trees that the clone follows."""

STRANGER = "by-"
"""How the domain of somebody else begins."""


def domain_of(series: Series, email: str, *, trusted: bool) -> str:
    """Name the domain of a series; `email` is that of whoever runs kx86, empty when git does not know it.

    Commits of a branch are one's own when each has this author.  What comes by mail is its sender's, whatever its From: says,
    until `trusted` says otherwise.
    """
    if trusted:
        return OWN
    authors = {patch.author.email.strip().lower() for patch in series.patches}
    if series.local and email and authors == {email.strip().lower()}:
        return OWN
    others = sorted(authors - {email.strip().lower()} if series.local else authors)
    return f"{STRANGER}{sha256('/'.join(others).encode()).hexdigest()[:16]}"


def strangers(series: Series, email: str) -> tuple[str, ...]:
    """Name the authors of a series who are somebody else, each once."""
    found = dict.fromkeys(
        patch.author.name or patch.author.email
        for patch in series.patches
        if not series.local or patch.author.email.strip().lower() != email.strip().lower()
    )
    return tuple(found)
