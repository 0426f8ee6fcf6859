# SPDX-License-Identifier: GPL-2.0-or-later
"""The title of a patch or a series in; the words by which titles are compared out."""

import re
from functools import lru_cache
from itertools import islice

_WORD = re.compile(r"[^\W_][\w]{0,59}")
_MOST = 40
# Words that every other title holds.
_COMMON = re.compile(
    r"kvm|(?:self)?tests?|x86|arm64|s390|riscv|loongarch|the|an?|for|to|of|in|and|on|with|from|by|us(?:e|ing)|when|via|into|is|are"
    r"|be|not?|fix(?:es)?|add(?:s|ing)?|support|introduce|make|remove|patch(?:es)?|series|misc"
)


@lru_cache(maxsize=32768)
def title_key(title: str) -> tuple[str, ...]:
    """The words of a title in alphabetical order, each once: the same for `KVM: selftests:` and `selftests: KVM:`."""
    return tuple(sorted({match[0].lower() for match in islice(_WORD.finditer(title), _MOST)}))


@lru_cache(maxsize=32768)
def telling(key: tuple[str, ...]) -> frozenset[str]:
    """The words of a key that not every other title holds."""
    return frozenset(word for word in key if not _COMMON.fullmatch(word))


def are_near(one: tuple[str, ...], two: tuple[str, ...]) -> bool:
    """Do two titles share most of their telling words, and every number?"""
    left, right = telling(one), telling(two)
    both = left & right
    if len(both) < 2 or 2 * len(both) < len(left | right):
        return False
    return not any(any(letter.isdigit() for letter in word) for word in left ^ right)


def are_related(one: tuple[str, ...], two: tuple[str, ...]) -> bool:
    """Do two titles share three telling words that are half of the shorter title at least?"""
    left, right = telling(one), telling(two)
    both = left & right
    return len(both) > 2 and 2 * len(both) >= min(len(left), len(right))
