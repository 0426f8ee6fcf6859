# SPDX-License-Identifier: GPL-2.0-or-later
"""What a plan knows of a tree, as values: module params and who reads them, guards, Kconfig symbols.

Reading them out of sources is the business of tree_read.py, which most runs need not load.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

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

VENDORS = {"svm": "amd", "vmx": "intel"}
"""The folders of the vendors below arch/x86/kvm."""
MODULES = {"amd": "kvm_amd", "intel": "kvm_intel", "": "kvm"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Param:
    """A module param.

    `variable` holds its value, `type` is as declared (`bool`, `int`, `uint` ..., empty when unknown), `default` what the variable
    is set to at first (`true`, `0`, a constant's name; empty when unknown).  `runtime` tells that it can be switched while the
    module is loaded.  `scope` is where the variable is seen: a path, a vendor, or empty for everywhere.
    """

    module: str
    name: str
    variable: str
    type: str
    default: str
    file: str
    line: int
    runtime: bool
    scope: str

    @property
    def vendor(self) -> str:
        """The vendor whose module it is of, empty for the module of all."""
        return next(vendor for vendor, module in MODULES.items() if module == self.module)


def vendor_of(path: str) -> str:
    """Return the vendor whose code a path is, empty for common code."""
    folders = path.split("/")
    return VENDORS.get(folders[3], "") if len(folders) > 4 and folders[:3] == ["arch", "x86", "kvm"] else ""


def is_seen(path: str, scope: str, vendor: str) -> bool:
    """Is what has a scope seen in a file, for the module of a vendor?  Code of the other vendor never runs with it."""
    if "/" in scope:
        return path == scope
    there = vendor_of(path)
    if scope:
        return there == scope
    return not vendor or not there or there == vendor


@dataclass(frozen=True, slots=True, kw_only=True)
class ParamMap:
    """The module params of a tree.

    `readers` maps a path and a function to the numbers of the params that the function reads.  `words` and `fields` map what may
    stand for a param on a line (variables and functions; fields of structs) to its number and the scope in which that holds.
    """

    params: tuple[Param, ...] = ()
    readers: Mapping[str, Mapping[str, tuple[int, ...]]] = field(default_factory=dict)
    words: Mapping[str, tuple[tuple[int, str], ...]] = field(default_factory=dict)
    fields: Mapping[str, tuple[tuple[int, str], ...]] = field(default_factory=dict)

    def read_by(self, path: str, function: str) -> tuple[int, ...]:
        """Return the numbers of the params that a function reads."""
        return self.readers.get(path, {}).get(function, ())

    def named_by(self, path: str, word: str, *, member: bool) -> tuple[int, ...]:
        """Return the numbers of the params that an identifier in a file stands for."""
        found = (self.fields if member else self.words).get(word, ())
        return tuple(number for number, scope in found if is_seen(path, scope, self.params[number].vendor))


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
