# SPDX-License-Identifier: GPL-2.0-or-later
"""The modules of a build in; what one uses of another that does not export it out.

The directories that are built for every patch are not linked into a kernel, so that modpost never sees them: without this, a
missing EXPORT_SYMBOL would be found by whoever builds a whole kernel.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kx86.testing.messages import Message
from kx86.testing.objects.elf import UNDEFINED, BadObject, read_symbols

_GLOBAL, _WEAK = 1, 2
# What EXPORT_SYMBOL leaves behind, in trees since 6.4 and in those before.
_EXPORTS = ("__export_symbol_", "__ksymtab_")
_MOST = 20


@dataclass(frozen=True, slots=True)
class Links:
    """A module: the symbols that it has for others, those that it exports, and those that it uses and has not."""

    has: frozenset[str]
    exports: frozenset[str]
    uses: frozenset[str]


def links_of(data: bytes) -> Links | None:
    """Read what a module has and uses; None for an object of another kind than 64-bit x86, or a damaged one."""
    try:
        symbols = read_symbols(data)
    except BadObject:
        return None
    return Links(
        has=frozenset(one.name for one in symbols if one.section != UNDEFINED and one.bind in (_GLOBAL, _WEAK)),
        exports=frozenset(
            one.name[len(start) :] for one in symbols for start in _EXPORTS if one.name.startswith(start)
        ),
        uses=frozenset(one.name for one in symbols if one.section == UNDEFINED and one.name),
    )


def unexported(modules: Mapping[str, Links]) -> Iterator[Message]:
    """Yield a message for each symbol that a module uses of another which does not export it."""
    for user, used in modules.items():
        for owner, owned in modules.items():
            for name in sorted(used.uses & (owned.has - owned.exports))[:_MOST] if owner != user else ():
                text = f"{_name(user)} uses {name}, which {_name(owner)} does not export"
                yield Message(file=user, line=0, kind="error", text=text)


def _name(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".o")
