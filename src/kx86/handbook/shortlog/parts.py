# SPDX-License-Identifier: GPL-2.0-or-later
"""A shortlog taken apart: the scopes of its prefix, and the description behind them."""

import re
from dataclasses import dataclass
from functools import lru_cache

from kx86.profile.model import Profile, Shortlog

# Subjects that git or a tool makes from somebody else's shortlog.
_MADE = re.compile(r'(?:Revert|Reapply) "|(?:fixup|squash|amend)! |Merge (?:tag|branch|remote|pull|commit) |\{')
_SCOPE = re.compile(r"[\w./&,|+ \-]+\Z")
_LIST = re.compile(r" ?[,&|+] ?| / | and ")
_LONGEST_SCOPE = 48
_MOST_SCOPES = 5


@dataclass(frozen=True, slots=True)
class Parts:
    """The scopes as written, without their colons, and the description."""

    scopes: tuple[str, ...]
    description: str

    @property
    def prefix(self) -> str:
        """The scopes in the usual form, ending with a colon and a blank; empty without scopes."""
        return "".join(f"{scope}: " for scope in self.scopes)


def is_made(shortlog: str) -> bool:
    """Is this a revert, a merge or a fixup, whose shortlog nobody writes by hand, or no shortlog at all?"""
    return not shortlog or _MADE.match(shortlog) is not None


@lru_cache(maxsize=64)
def split_shortlog(shortlog: str, profile: Profile) -> Parts:
    """Split a shortlog at the colons of its prefix.

    A scope is one word, a list of words, or a spelling that the profile knows; a colon without a blank behind it ends a scope
    only when the scope is the root or follows it.
    """
    scopes: list[str] = []
    at = 0
    while len(scopes) < _MOST_SCOPES:
        colon = shortlog.find(":", at, at + _LONGEST_SCOPE + 1)
        if colon < 0:
            break
        scope = shortlog[at:colon].strip()
        after = shortlog[colon + 1 : colon + 2]
        if not _is_scope(scope, profile.shortlog) or not (after == " " or _sticks(scope, scopes, profile.shortlog)):
            break
        scopes.append(scope)
        at = colon + 1
        while shortlog[at : at + 1] == " ":
            at += 1
    return Parts(tuple(scopes), shortlog[at:].strip())


def _is_scope(scope: str, names: Shortlog) -> bool:
    if not scope or not _SCOPE.match(scope):
        return False
    if " " not in scope or names.meant(scope):
        return True
    if scope.partition(" ")[0].lower() == names.root.lower():
        return scope.count(" ") == 1 or len(members(scope)) > 1
    return all(" " not in member or names.meant(member) for member in members(scope))


def _sticks(scope: str, before: list[str], names: Shortlog) -> bool:
    """May the text go on right behind the colon?"""
    root = names.root.lower()
    return scope.lower() == root or (bool(before) and before[0].lower() == root and names.meant(scope) is not None)


def members(scope: str) -> tuple[str, ...]:
    """The members of a scope that is a list such as `vmx, svm`; the scope alone when it is none."""
    return tuple(filter(None, _LIST.split(scope)))
