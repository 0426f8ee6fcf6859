# SPDX-License-Identifier: GPL-2.0-or-later
"""A bug that lets a guest attack its host is reported by the security bug protocol before it is posted."""

import re
from collections.abc import Iterator

from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level
from kx86.handbook.rule import rule
from kx86.handbook.said import says, sentences
from kx86.series.patch import Patch

_ATTACKER = (
    r"(?:(?:malicious|untrusted|rogue|compromised|misbehaving|evil|unprivileged|nested|L2)\s+(?:guests?|VMs?|vCPUs?)"
    r"|guests?|L2|attackers?)"
)
_MEMORY_BUG = (
    r"(?:use[- ]after[- ]free|UAF|double[- ]free|out[- ]of[- ]bounds?|OOB|(?:buffer|heap|stack|integer)[- ]overflow"
    r"|(?:heap|memory|stack)\s+corruption|type\s+confusion)"
)
_CONTROLS = (
    r"(?:control(?:s|led|lable)?|trigger(?:ed|s|able)?|exploit(?:ed|s|able)?|can|could|may|might|allow(?:s|ed|ing)?"
    r"|lets?|chosen|supplied)"
)
_HARM = r"(?:read|write|overwrite|corrupt|modify|access|leak|disclose|dump|gain|escape)(?:s|ing)?"
_VICTIM = (
    r"(?:(?:the\s+)?(?:host|kernel|hypervisor|KVM)(?:['’]s)?\s+(?:kernel\s+)?(?:memory|stack|heap|data|pointers?|addresses)"
    r"|(?:physical\s+)?(?:memory|pages)\s+of\s+(?:the\s+|its\s+)?(?:host|hypervisor|kernel|L1)"
    r"|L1(?:['’]s)?\s+(?:memory|data|secrets?))"
)
_PATTERNS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"\b(?:guest[- ]to[- ]host|L2[- ]to[- ]L1|VM|guest)[- ](?:escape|breakout|privilege\s+escalation)s?\b",
        r"\bescape\s+(?:from|out\s+of)\s+(?:the\s+|a\s+|its\s+)?(?:guest|VM|virtual\s+machine|L2)\b",
        rf"\b{_ATTACKER}\b[^.]{{0,80}}\b{_HARM}\s+(?:arbitrary\s+|adjacent\s+|stale\s+|uninitialized\s+)?{_VICTIM}\b",
        rf"\bleak(?:s|ed|ing|age)?\b[^.]{{0,40}}\b{_VICTIM}\b[^.]{{0,40}}\bto\s+(?:the\s+|a\s+|an\s+)?(?:\w+\s+)?(?:guest|L2|VM)\b",
        rf"\b{_MEMORY_BUG}\b[^.]{{0,80}}\b(?:by|from)\s+(?:the\s+|a\s+|an\s+)?{_ATTACKER}\b",
        rf"\b{_ATTACKER}[- ](?:\w+\s+)?{_CONTROLS}\b[^.]{{0,80}}\b{_MEMORY_BUG}\b",
        rf"\b{_MEMORY_BUG}\b[^.]{{0,80}}\b{_ATTACKER}[- ](?:\w+\s+)?{_CONTROLS}\b",
        r"\binfo(?:rmation)?[- ]leak\b[^.]{0,80}\b(?:host|kernel)(?:['’]s)?\s+(?:k?aslr|memory|stack|pointer)\b",
        r"\bL2\b[^.]{0,60}\b(?:attack|corrupt|overwrite|compromise)(?:s|ing)?\s+(?:L1|its\s+host|L0)\b",
    )
)
_CUE = re.compile(r"guest|\bVM|L2|attack|leak", re.I)
_FIX = re.compile(r"\bfix(?:es|ed|ing)?\b|\bbug\b|\bvulnerab\w+|\bexploit\w*|\battack\w*", re.I)
_PUBLIC = re.compile(r"https?://\S|\bCVE-\d{4}-\d+|\bsyz(?:bot|kaller)\b", re.I)
_DENIED = re.compile(
    r"\b(?:not|cannot|can['’]t|no|never|without|impossible|unable|isn['’]t|doesn['’]t)\s+(?:\w+\s+){0,3}\Z", re.I
)


@rule("VU-ESCAPE", level=Level.ADVICE, statement="VULN-1")
def may_be_an_escape(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Follow the security bug protocol for a bug that lets a guest attack its host, or L2 attack L1.

    Judged are commits that are not posted yet, by their author's own words: a guest that escapes, that reads or corrupts its
    host's memory.  A crash of the host alone is no escape.  A commit that links a public report or names a CVE is left alone.
    """
    if not patch.local or not (says(patch, _FIX) or _has_fixes(patch)) or says(patch, _PUBLIC):
        return
    for passage in sentences(patch, _CUE):
        for pattern in _PATTERNS:
            match = pattern.search(passage.text)
            if match is None or _DENIED.search(passage.text[max(0, match.start() - 60) : match.start()]):
                continue
            yield Finding(
                where=passage.where(match),
                message="The changelog speaks of a bug by which a guest may attack its host.",
                hint="Before posting it in public, write to security@kernel.org as Documentation/process/security-bugs.rst says.",
            )
            return


def _has_fixes(patch: Patch) -> bool:
    return any(trailer.name == "fixes" for trailer in patch.trailers)
