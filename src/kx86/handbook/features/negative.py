# SPDX-License-Identifier: GPL-2.0-or-later
"""New hardware features come with negative testcases."""

import re
from collections.abc import Iterator

from kx86.handbook.facts import Facts
from kx86.handbook.features.added import features, merely_advertised
from kx86.handbook.finding import Finding, Level
from kx86.handbook.kinds import is_test
from kx86.handbook.rule import series_rule
from kx86.handbook.said import and_list, anybody_says, series_place
from kx86.series.series import Series

_EXPECTS_FAILURE = re.compile(
    r"\b(?:[A-Z]{2}_VECTOR|KVM_ASM_SAFE\w*|\w+_safe(?:_\w+)?|E(?:INVAL|PERM|FAULT|NOTTY|NXIO|2BIG|BUSY|EXIST|ACCES|OPNOTSUPP))\b"
    r"|\bTEST_ASSERT\([^;\n]{0,40}(?:<\s*0|==\s*-1|!=\s*0|\berrno\b)|\b\w*(?:invalid|illegal|unsupported|negative|reserved)\w*"
    r"|install_exception_handler\b|\bVMFAIL\w*|\bVM_INSTRUCTION_ERROR\b|(?<![A-Z_])[A-Z_]+_FAILED_VMENTRY",
    re.I,
)
_UNIT_TESTS = re.compile(r"\bkvm-unit-tests?\b|\bKUT\b|\bnegative\s+test", re.I)


@series_rule("FE-NEGATIVE", level=Level.ADVICE, statement="FEAT-3", scope="kvm")
def negative_testcases(series: Series, facts: Facts) -> Iterator[Finding]:
    """Send negative testcases when enabling a new hardware feature.

    Error and exception flows are rarely exercised by running a VM.  A series is judged when it lets KVM advertise a CPUID bit,
    changes more of KVM than the list of bits, and holds tests: they must expect a fault, an error or a refusal somewhere.
    """
    if series.rfc or series.missing or anybody_says(series, _UNIT_TESTS):
        return
    bits = [feature.name for feature in features(series, facts.profile) if feature.kind == "CPUID bit"]
    if not bits or merely_advertised(series, facts.profile):
        return
    lines = [line.text for patch in series.patches for line in patch.touch.added if is_test(line.file)]
    if lines and not any(map(_EXPECTS_FAILURE.search, lines)):
        yield Finding(
            n=None,
            where=series_place(series),
            message=f"The series enables {and_list(bits)}, but no test expects a fault or an error.",
            hint="Add negative testcases: what must be refused, and which exception the guest must get.",
        )
