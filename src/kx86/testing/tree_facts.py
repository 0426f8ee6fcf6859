# SPDX-License-Identifier: GPL-2.0-or-later
"""Sources of a tree in; what a plan must know of that tree out: module params, guards, Kconfig symbols."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kx86.testing.guards import declared
from kx86.testing.kbuild_text import guarded_objects, kconfig_symbols
from kx86.testing.param_map import ParamMap, param_map

HOMES = ("arch/x86/kvm", "virt/kvm")
"""The folders whose sources are read."""
HEADERS = (
    "arch/x86/include/asm/kvm_host.h",
    "arch/x86/include/asm/kvm-x86-ops.h",
    "arch/x86/include/asm/kvm_page_track.h",
    "include/linux/kvm_host.h",
    "include/linux/kvm_types.h",
)
"""Headers elsewhere that are read as well, when they are there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeFacts:
    """What a tree tells.

    `params` are its module params and who reads them.  `objects` maps sources without their ending to the symbol that they are
    built with only, `names` and `members` identifiers of headers to the symbol that they are declared with only.  `symbols` are
    the Kconfig symbols of KVM.
    """

    params: ParamMap = field(default_factory=ParamMap)
    objects: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, str] = field(default_factory=dict)
    symbols: frozenset[str] = frozenset()


def is_read(path: str) -> bool:
    """Is a file of the folders and headers one that is read?"""
    base = path.rpartition("/")[2]
    return path.endswith((".c", ".h")) or base == "Kconfig" or base.startswith("Makefile")


def tree_facts(texts: Mapping[str, str]) -> TreeFacts:
    """Read a tree; `texts` maps paths to what the files say."""
    sources = {path: text for path, text in texts.items() if path.endswith((".c", ".h"))}
    made = {path: text for path, text in texts.items() if path.rpartition("/")[2].startswith("Makefile")}
    kconfig = [text for path, text in texts.items() if path.endswith("Kconfig")]
    headers = declared({path: text for path, text in sources.items() if path.endswith(".h")})
    return TreeFacts(
        params=param_map(sources),
        objects=guarded_objects(made),
        names=headers.names,
        members=headers.members,
        symbols=frozenset().union(*map(kconfig_symbols, kconfig)),
    )
