# SPDX-License-Identifier: GPL-2.0-or-later
"""What a series adds that userspace or a guest can see: capabilities, ioctls, exits, attributes, module params, CPUID bits."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from kx86.handbook.kinds import changed, is_source
from kx86.patch.diff import FileDiff
from kx86.profile.model import Profile
from kx86.series.patch import Patch
from kx86.series.series import Series

Kind = Literal["capability", "ioctl", "exit reason", "attribute", "device", "module param", "CPUID bit"]

_DEFINES: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("capability", re.compile(r"#\s*define\s+(KVM_CAP_[A-Z0-9_]+)\s+\d")),
    ("ioctl", re.compile(r"#\s*define\s+(KVM_[A-Z0-9_]+)\s+_IO[WR]{0,2}\(")),
    ("exit reason", re.compile(r"#\s*define\s+(KVM_EXIT_[A-Z0-9_]+)\s+\d")),
    ("attribute", re.compile(r"#\s*define\s+(KVM_(?:VCPU|VM|X86|MEM)_[A-Z0-9_]+)\s+(?:\d|\(|BIT)")),
    ("device", re.compile(r"(?:#\s*define\s+)?\s*(KVM_DEV_TYPE_[A-Z0-9_]+)\s*[,=\s]")),
)
_PARAM = re.compile(r"\bmodule_param(?:_named|_cb|_unsafe)?\(\s*(\w+)")
_CPUID_MACRO = re.compile(r"\b[A-Z0-9_]*F\((\w+)\)")
_CPUID_SET = re.compile(r"\bkvm_cpu_cap_(?:check_and_)?set\(X86_FEATURE_(\w+)")
# A line of a list of CPUID bits holds names of bits, leaves and macros and calls of kvm_cpu_cap_*(), nothing else.
_WORD = re.compile(r"\w+")
_COMMENT = ("/*", "*", "//")
_HEADERS = ("include/uapi/linux/kvm", "arch/x86/include/uapi/asm/kvm.h")
_CPUID_FILES = ("arch/x86/kvm/cpuid.c",)
# Names of bits and the order of leaves: they enable nothing by themselves.
_FEATURE_NAMES = ("arch/x86/kvm/reverse_cpuid.h", "arch/x86/kvm/cpuid.h")


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """Something new that userspace or a guest can see, and the number of the patch that adds it."""

    kind: Kind
    name: str
    n: int


def features(series: Series, profile: Profile) -> tuple[Feature, ...]:
    """Name what a series adds; what it removes or moves elsewhere is nothing new."""
    added: dict[tuple[Kind, str], int] = {}
    removed: set[tuple[Kind, str]] = set()
    for patch in series.patches:
        for file in patch.diff.files:
            for key in _names(file, "+", profile):
                added.setdefault(key, patch.n)
            removed.update(_names(file, "-", profile))
    return tuple(Feature(kind=kind, name=name, n=n) for (kind, name), n in added.items() if (kind, name) not in removed)


def cpuid_bits(patch: Patch) -> tuple[str, ...]:
    """Name the CPUID bits that a patch lets KVM advertise."""
    added: dict[str, None] = {}
    removed: set[str] = set()
    for file in patch.diff.files:
        added.update(dict.fromkeys(_bits(file, "+")))
        removed.update(_bits(file, "-"))
    return tuple(bit for bit in added if bit not in removed)


def merely_advertised(series: Series, profile: Profile) -> bool:
    """Does a series change no KVM source but the lists of CPUID bits?  Then there is no true enabling."""
    sources = [
        file
        for patch in series.patches
        for file in patch.diff.files
        if is_source(file.path, profile) and not file.path.startswith(_FEATURE_NAMES)
    ]
    return bool(sources) and all(_only_bits(file) for file in sources)


def _only_bits(file: FileDiff) -> bool:
    if file.path not in _CPUID_FILES:
        return False
    return all(_in_list(text) for kind in "+-" for text in changed(file, kind))


def _in_list(text: str) -> bool:
    text = text.strip()
    if text.startswith(_COMMENT):
        return True
    words = _WORD.findall(text.partition("/*")[0].partition("//")[0])
    return all(word == word.upper() or word.startswith("kvm_cpu_cap_") for word in words)


def _names(file: FileDiff, kind: str, profile: Profile) -> Iterator[tuple[Kind, str]]:
    path = file.path
    if path.startswith(_HEADERS):
        for text in changed(file, kind):
            yield from _defined(text)
    elif is_source(path, profile):
        for text in changed(file, kind):
            match = _PARAM.search(text) if "module_param" in text else None
            if match:
                yield "module param", match[1]
        yield from (("CPUID bit", bit) for bit in _bits(file, kind))


def _defined(text: str) -> Iterable[tuple[Kind, str]]:
    for kind, pattern in _DEFINES:
        match = pattern.match(text.lstrip())
        if match:
            return [(kind, match[1])]
    return []


def _bits(file: FileDiff, kind: str) -> Iterator[str]:
    if not file.path.startswith("arch/x86/kvm/"):
        return
    for text in changed(file, kind):
        if file.path in _CPUID_FILES and "F(" in text:
            yield from _CPUID_MACRO.findall(text)
        if "kvm_cpu_cap_" in text:
            yield from _CPUID_SET.findall(text)
