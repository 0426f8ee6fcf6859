# SPDX-License-Identifier: GPL-2.0-or-later
"""A patch that is meant to be merged was run."""

import re
from collections.abc import Iterator

from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level
from kx86.handbook.rule import series_rule
from kx86.handbook.said import sentences
from kx86.handbook.scope import is_kvm
from kx86.series.series import Series

_UNTESTED = re.compile(
    r"\b(?:(?:only|just)\s+(?:compile|build)(?:-|\s+)tested|(?:compile|build)(?:-|\s+)tested(?!\s+(?:on|with|and|for)\b)"
    r"|(?:completely|totally|entirely|currently|still|is|are)\s+untested|(?<=\n)untested(?=\.|\s*\n|\s*\Z)|\Auntested\b"
    r"|(?:haven['’]t|hasn['’]t|(?:have|has|was|were)\s+(?:not|never))\s+(?:(?:been|yet|really|actually|even|properly)\s+){0,2}tested"
    r"(?!\s+(?:by|in|for|against|whether|if|here)\b)|not\s+(?:yet|really|properly)\s+tested|not\s+tested\s+yet"
    r"|(?:(?<=\n)|(?<=[.:]\s)|\A)not\s+tested(?!\s+(?:by|in|for|against|whether|if|here)\b))",
    re.I,
)
_NAMES = {"cover": "cover letter says", "changelog": "changelog says", "notes": "notes say"}
_CUE = re.compile("tested", re.I)
# The reason and the level of testing are what the handbook asks for.
_REASON = re.compile(
    r"\b(?:lack(?:ing)?|hardware|no\s+access|(?:do\s+not|don['’]t|does\s+not|doesn['’]t)\s+have|without\s+access|unavailable|machine"
    r"|on\s+(?:AMD|Intel|SVM|VMX|SEV\w*|TDX|real|arm\w*|s390x?|riscv|ppc\w*))\b",
    re.I,
)
_TESTED = re.compile(
    r"\btested\s+(?:\w+\s+){0,3}?(?:by|on|with|using|via|in)\b|\b(?:passes|passed|ran|run)\b[^.\n]{0,40}\btests?\b",
    re.I,
)


@series_rule("TS-UNTESTED", level=Level.ADVICE, statement="TEST-11")
def is_tested(series: Series, facts: Facts) -> Iterator[Finding]:
    """Run what is meant to be merged: KVM selftests and KVM-unit-tests are mandatory.

    "Compile tested" or "untested" is fine in an RFC, and where the reason is given: who lacks the hardware says so and states
    what was run.
    """
    if series.rfc:
        return
    for patch in series.mails:
        if not (patch.is_cover or is_kvm(patch, facts.profile)):
            continue
        for passage in sentences(patch, _CUE):
            match = _UNTESTED.search(passage.text)
            if match is None or _excused(passage.text, match):
                continue
            words = " ".join(match[0].split())
            yield Finding(
                n=patch.n,
                where=passage.where(match),
                message=f'The {_NAMES[passage.part]} "{words}".',
                hint="Testing is mandatory: run the KVM selftests and KVM-unit-tests, or say why that cannot be and what was run.",
            )
            break


def _excused(text: str, match: re.Match[str]) -> bool:
    around = text[max(0, match.start() - 200) : match.end() + 200]
    return _REASON.search(around) is not None or _TESTED.search(around[: match.start()]) is not None
