# SPDX-License-Identifier: GPL-2.0-or-later
"""A sentence of a mail in; what it states about patches out: accepted, moved to new commits, dropped, or nothing.

Only what is said to be done counts: no plan, wish, condition, question or denial, and nothing that somebody else did.
"""

from kx86.letters.accepted import read_accepted
from kx86.letters.dropped import read_dropped
from kx86.letters.moved import read_moved
from kx86.letters.statement import Statement
from kx86.profile.model import Profile


def state(sentence: str, profile: Profile) -> Statement | None:
    """Read what a sentence states; None when it states nothing about patches."""
    return read_accepted(sentence, profile) or read_moved(sentence, profile) or read_dropped(sentence, profile)
