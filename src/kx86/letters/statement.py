# SPDX-License-Identifier: GPL-2.0-or-later
"""What a sentence of a mail states about patches."""

from dataclasses import dataclass
from typing import Literal

from kx86.letters.places import Place
from kx86.mail.late import late

Deed = Literal["accepted", "dropped", "moved"]

EMOTICON = late(r"[:;]-?[)(DPp/](?!\w)")
_LONGEST = 300
# Verbs of one kind that are looked at in a sentence.
MOST_VERBS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a sentence states: the deed, where the patches went and which they are, a release that is named, the sentence.

    A place without a tree means the one that the sender keeps.  `plain` tells words that are clear by themselves: a tree,
    "queued", new hashes, "Nack, dropped."
    """

    deed: Deed
    places: tuple[Place, ...]
    quote: str
    release: str = ""
    plain: bool = False


def quote(sentence: str) -> str:
    """The sentence, without a smile that belongs to the one before."""
    text = EMOTICON.sub("", sentence, count=1).strip() if sentence[:1] in ":;" else sentence
    return text[:_LONGEST]


def is_question(sentence: str, at: int) -> bool:
    """Does a question mark end the part of a sentence that begins at a verb?"""
    return sentence.rstrip(" )\"'").endswith("?") and "," not in sentence[at:]
