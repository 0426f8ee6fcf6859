# SPDX-License-Identifier: GPL-2.0-or-later
"""Lines of a notice in; the patches that it lists out, each with its commit, and the lines that are left as prose.

    [01/13] KVM: x86: Do one thing
            https://git.example/linux/commit/0123456789ab
    [02/13] KVM: x86: Do another
            (no commit info)

A link decides which tree took a patch; the profile says how the links of each tree begin.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kx86.letters.own_words import is_quoted
from kx86.mail.late import late
from kx86.profile.model import Profile

_MOST = 1000
_LONGEST = 400
_ENTRY = late(r"[ \t]{0,24}[\[(] ?(?:patch )?([0-9]{1,4}) ?/ ?([0-9]{1,4}) ?[\])]:?[ \t]+(\S.*)", re.IGNORECASE)
_COMMIT = late(
    r"[ \t]{0,24}(?:[-=]{1,2}>[ \t]{0,4})?(?:commit(?:[ -]id)?[ \t]{0,4}:?[ \t]{0,12})?"
    r"<?(https?://[^\s<>]{4,600}|[0-9a-f]{7,64})>?[ \t.]{0,8}",
    re.IGNORECASE,
)
_MARKER = late(r"[ \t]{0,24}\(([^()]{1,60})\)[ \t]{0,8}")
_TAIL = late(r"(.{4,400}?)[ \t]{1,8}(?:->[ \t]?)?\(?(?:commit:? )?(https?://[^\s()<>]{4,600})\)?[ \t.]{0,8}")
_INLINE = late(r"https?://[^\s<>()\"']{4,600}")
_AS_COMMIT = late(r"\bas commit ([0-9a-f]{10,40})\b", re.IGNORECASE)
_SHA1 = late(r"(?<![0-9a-z])[0-9a-f]{7,64}(?![0-9a-z])", re.IGNORECASE)
_SCOPED = late(r"[ \t]{0,24}\[?[A-Za-z][\w/ ,.-]{1,40}: ?\S")
_OTHER_COMMIT = late(r"/commits?/|/c/|[?;]id=|[?;]h=")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A patch as a notice lists it.

    `n` and `m` are None where nothing is counted.  `sha1` is None where no commit is named, and then `marker` may say why
    ("no commit info", "not applied").  `tree` is the one of the link.  `inline` tells a link amid prose.
    """

    n: int | None
    m: int | None
    subject: str
    sha1: str | None = None
    tree: str | None = None
    marker: str = ""
    inline: bool = False


@dataclass(slots=True)
class _Open:
    """An entry that is being read."""

    n: int | None
    m: int | None
    subject: str
    continued: int = 0


def tree_of_link(url: str, profile: Profile) -> tuple[str | None, str | None]:
    """Tree and commit of a link: (None, None) when it leads to no commit, ("other", sha1) for trees that are not known."""
    path = url.partition("://")[2].removeprefix("www.")
    name, rest = _known(path, profile)
    if name is None:
        name, rest = "other", path if _OTHER_COMMIT.search(path) else ""
    if "tree/" in rest[:8]:
        return None, None
    found = _SHA1.search(rest)
    return (name, found[0].lower()) if found else (None, None)


def _known(path: str, profile: Profile) -> tuple[str | None, str]:
    best, name = "", None
    for tree in profile.trees:
        for prefix in tree.links:
            longer = len(prefix) > len(best)
            if longer and path[: len(prefix)].lower() == prefix and not path[len(prefix) : len(prefix) + 1].isalnum():
                best, name = prefix, tree.name
    return name, path[len(best) :]


def read_listing(lines: Sequence[str], profile: Profile) -> tuple[tuple[Listed, ...], list[str]]:
    """Read what the sender of a mail lists; the second value holds the lines of prose, with quotes as they were."""
    reader = _Reader(profile)
    for line in lines:
        reader.eat(line)
    reader.close("")
    return tuple(reader.found), reader.prose


class _Reader:
    """Reads lines, one at a time."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.found: list[Listed] = []
        self.prose: list[str] = []
        self.entry: _Open | None = None

    def eat(self, line: str) -> None:
        """Take one line."""
        if is_quoted(line) or not line.strip():
            self.close("")
            self.prose.append(line)
        elif (entry := _ENTRY.fullmatch(line)) and int(entry[1]) <= int(entry[2]) != 0:
            self.close("")
            self._begin(int(entry[1]), int(entry[2]), entry[3].rstrip())
        elif commit := _COMMIT.fullmatch(line):
            self._commit(commit[1], line)
        elif self.entry and (marker := _MARKER.fullmatch(line)):
            self.close(marker[1].strip().lower())
        elif self.entry and line[:4].isspace() and self.entry.continued < 2:
            self.entry.subject = f"{self.entry.subject} {line.strip()}"[:_LONGEST]
            self.entry.continued += 1
        else:
            self.close("")
            self._prose(line)

    def close(self, marker: str, sha1: str | None = None, tree: str | None = None) -> None:
        """Finish the entry at hand."""
        if self.entry:
            entry, self.entry = self.entry, None
            self._add(
                Listed(n=entry.n, m=entry.m, subject=entry.subject[:_LONGEST], sha1=sha1, tree=tree, marker=marker)
            )

    def _add(self, listed: Listed) -> None:
        if len(self.found) < _MOST:
            self.found.append(listed)

    def _begin(self, n: int, m: int, subject: str) -> None:
        tail = _TAIL.fullmatch(subject[: 3 * _LONGEST])
        self.entry = _Open(n, m, tail[1] if tail else subject)
        if tail:
            self._commit(tail[2], subject)

    def _commit(self, text: str, line: str) -> None:
        """A line with nothing but a commit: that of the entry above, or of the line of prose above when it is a shortlog."""
        tree, sha1 = tree_of_link(text, self.profile) if "://" in text else (None, text.lower())
        if sha1 is None or ("://" not in text and not self.entry):
            self.close("")
            self.prose.append(line)
            return
        if not self.entry:
            above = self.prose[-1] if self.prose else ""
            titled = above.strip() and not is_quoted(above) and (above[0].isspace() or line[:1].isspace())
            if titled and _SCOPED.match(above) and not above.rstrip().endswith(":"):
                self.entry = _Open(None, None, self.prose.pop().strip())
            else:
                self.entry = _Open(None, None, "")
        self.close("", sha1, tree)

    def _prose(self, line: str) -> None:
        """Take a line of prose.

        "As commit 0123456789ab" is a commit that stands alone.  Links to commits of known trees amid prose are noted as such,
        and cut so that no word of theirs is read.
        """
        for match in list(_AS_COMMIT.finditer(line))[:8]:
            self._add(Listed(n=None, m=None, subject="", sha1=match[1].lower()))
        if "://" in line:
            for match in list(_INLINE.finditer(line))[:8]:
                tree, sha1 = tree_of_link(match[0], self.profile)
                if sha1 and tree != "other":
                    self._add(Listed(n=None, m=None, subject="", sha1=sha1, tree=tree, inline=True))
            line = _INLINE.sub(" ", line)
        self.prose.append(line)
