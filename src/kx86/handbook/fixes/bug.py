# SPDX-License-Identifier: GPL-2.0-or-later
"""Does a patch say that it fixes a bug, and which commit does it blame?"""

import re

from kx86.handbook.fixes.reference import Reference
from kx86.handbook.scope import only_documents
from kx86.handbook.shortlog.parts import is_made, split_shortlog
from kx86.profile.model import Profile
from kx86.series.patch import Patch

_FIX = re.compile(r"(?:bug ?)?fix(?:e[sd]|ing)?\b(?![- ]up\b)", re.IGNORECASE)
# Fixes that are no fixes of bugs.
_COSMETIC = re.compile(
    r"typos?\b|spell|misspel|comment|grammar|wording|word choice|indent|white ?space|alignment|coding style|code style|format|"
    r"kernel-?doc|document|docs\b|changelog|warning|checkpatch|sparse|coccinelle|cocci\b|kdoc|name of|naming|misnomer|rename|"
    r"tabs?\b|line length|include|-W[a-z]|gcc|clang|lint|cleanup|clean up",
    re.IGNORECASE,
)
_COMMIT = re.compile(r'commit ([0-9a-f]{7,40}),? \(["“]([^"”\n]{4,200})["”]\)', re.IGNORECASE)
_BLAME_BEFORE = re.compile(
    r"\b(?:broken|regressed|caused|triggered) (?:by|in|with|since) (?:the )?\Z|\bregression (?:from|in|since|of) \Z"
    r"|\b(?:bug|regression|issue|problem|leak|crash|failure|breakage|error|race)\b[^.]{0,40} introduced (?:by|in|with) \Z",
    re.IGNORECASE,
)
_BLAME_BEHIND = re.compile(
    r"\s?,? (?:broke|introduced a (?:bug|regression)|regressed|inadvertently|accidentally|mistakenly|forgot)\b",
    re.IGNORECASE,
)
_SPLAT = re.compile(
    r"BUG: (?:KASAN|KCSAN|unable to handle|kernel NULL|soft lockup)|kernel BUG at |general protection fault|"
    r"WARNING: CPU: \d|unable to handle kernel|Oops: |KASAN: |KMSAN: |"
    r"WARNING: possible circular locking|INFO: task .{1,40} blocked for",
)


def says_fix(patch: Patch, profile: Profile) -> bool:
    """Does the shortlog call the patch a fix of something that is a bug?"""
    if is_made(patch.shortlog) or only_documents(patch, profile):
        return False
    description = split_shortlog(patch.shortlog, profile).description
    return _FIX.match(description) is not None and not _COSMETIC.search(description)


def guilty_commit(patch: Patch) -> Reference | None:
    """The commit that the changelog blames in so many words."""
    text = " ".join(" ".join(patch.changelog).split())
    for match in _COMMIT.finditer(text):
        before, behind = text[max(0, match.start() - 80) : match.start()], text[match.end() : match.end() + 40]
        if _BLAME_BEFORE.search(before) or _BLAME_BEHIND.match(behind):
            return Reference(match[1], match[2], False)
    return None


def names_a_bug(patch: Patch) -> bool:
    """Does the changelog hold the report of a crash?"""
    return any(_SPLAT.search(line) for line in patch.changelog if len(line) < 400)
