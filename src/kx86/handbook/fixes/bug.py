# SPDX-License-Identifier: GPL-2.0-or-later
"""Does a patch say that it fixes a bug, and which commit does it blame?"""

import re
from bisect import bisect_left
from collections.abc import Mapping
from functools import lru_cache

from kx86.handbook.facts import Facts
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
# How the reports of crashes begin.
_SPLATS = (
    "BUG: KASAN", "BUG: KCSAN", "BUG: unable to handle", "BUG: kernel NULL", "BUG: soft lockup", "INFO: rcu", "INFO: task ",
    "KASAN: ", "KMSAN: ", "Oops: ", "UBSAN: ", "WARNING: CPU: ", "WARNING: possible circular locking",
    "general protection fault", "kernel BUG at ", "unable to handle kernel",
)  # fmt: skip


def says_fix(patch: Patch, profile: Profile) -> bool:
    """Does the shortlog call the patch a fix of something that is a bug?"""
    if is_made(patch.shortlog) or only_documents(patch, profile):
        return False
    description = split_shortlog(patch.shortlog, profile).description
    return _FIX.match(description) is not None and not _COSMETIC.search(description)


def guilty_commit(patch: Patch) -> Reference | None:
    """The commit that the changelog blames in so many words."""
    text = " ".join(patch.changelog)
    if "ommit " not in text:
        return None
    text = " ".join(text.split())
    for match in _COMMIT.finditer(text):
        before, behind = text[max(0, match.start() - 80) : match.start()], text[match.end() : match.end() + 40]
        if _BLAME_BEFORE.search(before) or _BLAME_BEHIND.match(behind):
            return Reference(match[1], match[2], False)
    return None


# So many patches before it are asked whether they are about the same thing.
_NEAR = 100
# Names in code, and what the rest of a shortlog is about: "Fix foo_test for the mediated vPMU".
_WORD = re.compile(r"[A-Za-z]\w*")
_ABOUT = re.compile(r"\b(?:for|with|when using) (?:the |a |an )?([A-Za-z][\w -]{4,60})\Z")


def fixed_in_series(patch: Patch, facts: Facts) -> str | None:
    """What of the same series may have brought the bug, in words: an earlier patch adds what is fixed, or is about it."""
    names = _names(patch.shortlog)
    first = _first_brought(facts) if names else {}
    earliest = min((first[name] for name in names if name in first), default=patch.n)
    if earliest < patch.n:
        return f"patch {earliest}"
    about = _ABOUT.search(patch.shortlog)
    if about is None:
        return None
    patches = facts.series.patches
    at = bisect_left(patches, patch.n, key=lambda one: one.n)
    near = patches[max(at - _NEAR, 0) : at]
    return "an earlier patch" if any(about[1].lower() in one.shortlog.lower() for one in near) else None


@lru_cache(maxsize=2)
def _first_brought(facts: Facts) -> Mapping[str, int]:
    """The names that the patches of a series add, each with the number of the first patch that does."""
    first: dict[str, int] = {}
    for patch in facts.series.patches:
        for name in _brought(patch):
            first.setdefault(name, patch.n)
    return first


def _brought(patch: Patch) -> set[str]:
    """The names that only the added lines of a patch hold."""
    lines: dict[str, list[str]] = {"+": [], "-": [], " ": []}
    for file in patch.diff.files:
        for hunk in file.hunks:
            lines[" "].append(hunk.heading)
            for line in hunk.lines:
                lines[line.kind].append(line.text)
    added, old = (_names("\n".join(text)) for text in (lines["+"], lines["-"] + lines[" "]))
    return added - old


def _names(text: str) -> set[str]:
    """The words with an underscore inside.  A regex that asks for it would read the rest of a long word from each letter."""
    return {word for word in _WORD.findall(text) if "_" in word[1:-1]}


def names_a_bug(patch: Patch) -> bool:
    """Does the changelog hold the report of a crash?"""
    text = "\n".join(patch.changelog)
    return any(splat in text for splat in _SPLATS)
