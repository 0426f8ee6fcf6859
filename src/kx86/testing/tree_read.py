# SPDX-License-Identifier: GPL-2.0-or-later
"""Sources of a tree in; what a plan must know of that tree out."""

from collections.abc import Mapping

from kx86.testing.guards import declared
from kx86.testing.kbuild_text import guarded_objects, kconfig_symbols
from kx86.testing.param_map import param_map
from kx86.testing.tree_facts import TreeFacts


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
