# SPDX-License-Identifier: GPL-2.0-or-later
"""The grammar of subjects: reply prefixes, bracket groups, and the title behind them.

    Re: (subset) [RESEND PATCH kvm-next v2 03/10] KVM: x86: Fix a typo
    `--reply---' `-------------brackets---------' `------title-------'

Every step is linear, and numbers are bounded, because a subject may be megabytes of brackets.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

# The prefixes that mail programs put before a reply or a forwarded mail, in the languages met on lists.
_REPLY = re.compile(
    r"(?:re|fwd?|aw|wg|sv|vs|vl|antw|rif|rép|tr|res|enc|odp|pd|ynt|ha|atb|تم|تر|απ|σχετ|отв|ответ|答复|回复|回覆|答覆|转发|轉寄|返信|転送|회신|전달)"
    r" ?(?:\[[0-9]{1,4}\]|\([0-9]{1,4}\)|\^[0-9]{1,4})? ?[:：] ?",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\([^()\[\]]{1,40}\) ?(?=\[)")
# The space in "1 / 2" is allowed; a path (cgroup/for-6.20), a kernel version (6.1/6.6) or a date is no counter.
_COUNTER = re.compile(
    r"(?:(?<![\w./])|(?<=patch)|(?<=rfc))([0-9]{1,4})(?: ?/ ?| of )([0-9]{1,4})(?![\w./])", re.IGNORECASE
)
_GLUED = re.compile(r"(?<![\w.])v([0-9]{2,7})/([0-9]{1,4})(?![\w./])", re.IGNORECASE)
_KEYWORD = re.compile(
    r"(?P<patch>patch(?:set|es|series)?)|(?P<rfc>rfc)|(?P<resend>re-?sen[dt]|repost(?:ed)?)"
    r"|v(?:er(?:sion)?)?[-._#]?(?P<version>[0-9]{1,6}(?:\.[0-9]{1,3})?)(?![0-9.])|(?P<glue>[-_/+:#.()])",
    re.IGNORECASE,
)
_LOOSE_VERSION = re.compile(r"(?<![\w.])v(?:er(?:sion)?)?\.? (?=[0-9]{1,4}(?![\w./]))", re.IGNORECASE)
_SEPARATORS = str.maketrans(",;|", "   ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A subject taken apart.

    `brackets` holds the contents of the leading groups as written, `words` what is left of them once patch, rfc, resend, the
    version and the counter are known ("kvm-unit-tests", "net-next", "v6.11").  `title` is the text behind them, with white
    space folded.  `is_patch` holds for patches and cover letters (`n` 0) alike: a bracket with the word patch, a counter, rfc
    or a version, and no reply.
    """

    raw: str
    brackets: tuple[str, ...]
    words: tuple[str, ...]
    title: str
    is_reply: bool
    is_patch: bool
    version: str | None
    n: int | None
    m: int | None
    rfc: bool
    resend: bool


@dataclass(slots=True)
class _Marks:
    """What the words of the brackets say."""

    words: list[str]
    version: str | None = None
    n: int | None = None
    m: int | None = None
    patch: bool = False
    rfc: bool = False
    resend: bool = False


# A thread repeats its subjects, and several readers ask for the same one; what is longer is hostile and not worth keeping.
_KEPT = 256
_LONGEST_KEPT = 500


def parse_subject(text: str) -> Subject:
    """Take the subject of a mail apart."""
    return _parse_kept(text) if len(text) <= _LONGEST_KEPT else _parse(text)


@lru_cache(maxsize=_KEPT)
def _parse_kept(text: str) -> Subject:
    return _parse(text)


def _parse(text: str) -> Subject:
    folded = " ".join(text.split())
    brackets: list[str] = []
    reply = False
    at = 0
    while True:
        at, groups = _groups(folded, at)
        brackets += groups
        if any("patch" in group.lower() for group in groups):
            break
        prefix = _REPLY.match(folded, at)
        if not prefix:
            break
        reply, at = True, prefix.end()
        aside = _ASIDE.match(folded, at)
        at = aside.end() if aside else at
    marks = _read(brackets)
    return Subject(
        raw=text,
        brackets=tuple(brackets),
        words=tuple(marks.words),
        title=folded[at:],
        is_reply=reply,
        is_patch=not reply and (marks.patch or marks.rfc or marks.n is not None or marks.version is not None),
        version=marks.version,
        n=marks.n,
        m=marks.m,
        rfc=marks.rfc,
        resend=marks.resend,
    )


def plain_subject(shortlog: str) -> Subject:
    """Make a subject of a commit's shortlog, in which no bracket is read."""
    return Subject(
        raw=shortlog,
        brackets=(),
        words=(),
        title=" ".join(shortlog.split()),
        is_reply=False,
        is_patch=True,
        version=None,
        n=None,
        m=None,
        rfc=False,
        resend=False,
    )


def _groups(text: str, at: int) -> tuple[int, list[str]]:
    """Read bracket groups from `at`; brackets too many ("[PATCH]][next]", "[[PATCH]") and colons ("[PATCH]:") are passed over."""
    groups: list[str] = []
    size = len(text)
    while at < size and (text[at] in "[ :" or (groups and text[at] == "]")):
        if text[at] != "[":
            at += 1
            continue
        end = text.find("]", at)
        if end < 0:
            break
        groups.append(text[at + 1 : end].strip("[ "))
        at = end + 1
    return at, groups


def _read(brackets: list[str]) -> _Marks:
    text = " ] ".join(brackets).translate(_SEPARATORS)
    marks = _Marks(words=[], patch="patch" in text.lower())
    text = _LOOSE_VERSION.sub("v", _count(text, marks))
    for token in text.split():
        if token != "]" and not _keyword(token, marks):
            marks.words.append(token)
    return marks


def _count(text: str, marks: _Marks) -> str:
    """Take the counter out of the text."""
    counter = _COUNTER.search(text)
    if counter:
        marks.n, marks.m = int(counter[1]), int(counter[2])
        return f"{text[: counter.start()]} {text[counter.end() :]}"
    glued = _GLUED.search(text)
    if glued and len(glued[1]) > len(glued[2]):
        # git pads the number to the width of the total: "v110/12" is patch 10 of version 1.
        width = len(glued[2])
        marks.n, marks.m = int(glued[1][-width:]), int(glued[2])
        return f"{text[: glued.start()]} v{glued[1][:-width]} {text[glued.end() :]}"
    return text


def _keyword(token: str, marks: _Marks) -> bool:
    """Note what a word made of nothing but keywords says ("RFC/PATCHv2"); false for any other word."""
    found: list[re.Match[str]] = []
    at = 0
    while at < len(token):
        match = _KEYWORD.match(token, at)
        if not match or len(found) > 8:
            return False
        found.append(match)
        at = match.end()
    versions = [match["version"] for match in found if match["version"]]
    if any(_is_kernel(version) for version in versions) or all(match["glue"] for match in found):
        return False
    marks.rfc |= any(match["rfc"] for match in found)
    marks.resend |= any(match["resend"] for match in found)
    if versions and (marks.version is None or ("." in marks.version and "." not in versions[0])):
        marks.version = ".".join(part.lstrip("0") or "0" for part in versions[0].split("."))
    return True


def _is_kernel(version: str) -> bool:
    """Tell v6.11, a kernel, from v2.1, the second version amended: kernels before 3.0 are posted for no more."""
    major, dot, _ = version.partition(".")
    return bool(dot) and int(major) > 2
