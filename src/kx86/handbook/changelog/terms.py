# SPDX-License-Identifier: GPL-2.0-or-later
"""KVM and instructions are written in capitals."""

import re
from collections.abc import Callable, Iterator

from kx86.handbook.changelog.place import at_line
from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level
from kx86.handbook.prose import prose
from kx86.handbook.rewrite import splice
from kx86.handbook.rule import rule
from kx86.series.patch import Patch

# The name of a struct, module, file, list, tree or tracepoint is written as it is.
_KVM = re.compile(
    r"(?<![\w/.*&@<>:=-])(?<!struct )(?<!module )(?<!modprobe )(?<!rmmod )(?<!insmod )(?<!from )(?:kvm|Kvm)"
    r"(?![\w(/@=:*\[-]|->|\.\w| (?:struct|structure|pointer|module|object|argument|arg|param|parameter|variable|member|field|"
    r"instance|list|tree|branch|tracepoint|directory|folder|next|queue|master|group|fd|debugfs|stat|stats|and kvm_|\*))"
)


@rule("CL-TERMS", level=Level.WARNING, statement="SHORT-4")
def capital_kvm(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Write KVM, not kvm, in prose.

    All names are case sensitive; the lower-case name is the struct, the module, the file or the list.
    """
    if any("kvm" in line or "Kvm" in line for line in patch.changelog):
        yield from _respelled(patch, _KVM, lambda word: "KVM")


# Mnemonics that are no English words; where C has a function of that name, the parentheses tell.
_MNEMONICS = frozenset(
    """
    clflush clflushopt clgi clwb encle encls enclu invept invlpg invlpga invpcid invvpid lkgs psmash pvalidate rdmsr
    rdpid rdpkru rdpmc rdrand rdseed rdtsc rdtscp rmpadjust rmpquery rmpupdate rsm seamcall seamret skinit stgi
    swapgs sysenter sysexit sysret tdcall tdvmcall tpause umwait vmcall vmclear vmfunc vmgexit vmlaunch vmload
    vmmcall vmptrld vmptrst vmread vmresume vmrun vmsave vmwrite vmxoff vmxon wbinvd wbnoinvd wrmsr wrmsrns wrpkru
    xgetbv xrstor xrstors xsave xsavec xsaveopt xsaves xsetbv
    """.split()
)
_LOWER = re.compile(r"[a-z]{3,}")
_INSTRUCTION = re.compile(
    rf"(?<![\w/.*&@<>:=-])(?:{'|'.join(sorted(_MNEMONICS))})(?![\w(/@=:*\[-]|->|\.\w| (?:helper|function|ioctl|macro|header))"
)


@rule("CL-TERMS-INSN", level=Level.ADVICE, statement="SHORT-4")
def capital_instructions(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Write the mnemonic of an instruction in capitals: WRMSR, XSAVEC, VMRUN.

    The manuals do, and it tells the instruction from the function of the same name.
    """
    if not _MNEMONICS.isdisjoint(_LOWER.findall("\n".join(patch.changelog))):
        yield from _respelled(patch, _INSTRUCTION, str.upper)


def _respelled(patch: Patch, pattern: re.Pattern[str], right: Callable[[str], str]) -> Iterator[Finding]:
    for line in prose(patch.changelog):
        match = pattern.search(line.text)
        if match:
            yield Finding(
                where=at_line(patch, line.number, match.start(), len(match[0])),
                message=f'The changelog says "{match[0]}", which is written {right(match[0])}.',
                replacement=splice(
                    line.original, ((m.start(), m.end(), right(m[0])) for m in pattern.finditer(line.text))
                ),
            )
