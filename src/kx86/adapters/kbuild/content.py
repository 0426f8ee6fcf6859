# SPDX-License-Identifier: GPL-2.0-or-later
"""A commit in; an id of what a build of it reads, out: a change of documentation or of tests builds no kernel again."""

from hashlib import sha256

from kx86.adapters.git.objects import Objects, Slot
from kx86.patch.land import FOLDER
from kx86.testing.configuration import Kind

# What no build of a kernel reads.  Documentation has a Kconfig file, which it does read.
_UNREAD = (
    b"Documentation",
    b"MAINTAINERS",
    b"CREDITS",
    b"README",
    b".mailmap",
    b".get_maintainer.ignore",
    b"LICENSES",
)
_KCONFIG = "Documentation/Kconfig"


def content(objects: Objects, commit: str, kind: Kind) -> str:
    """Name everything in a commit that a build of this kind reads; equal ids build alike."""
    tree = objects.tree_of(commit)
    if kind == "htmldocs":
        return tree
    read = {name: slot for name, slot in objects.tree(tree).items() if name not in _UNREAD}
    kconfig = objects.look(tree, _KCONFIG)
    tools = read.get(b"tools")
    if kind == "kernel" and tools is not None and tools.mode == FOLDER:
        below = {name: slot for name, slot in objects.tree(tools.id).items() if name != b"testing"}
        read[b"tools"] = Slot(FOLDER, _id(below, None))
    return _id(read, kconfig)


def _id(read: dict[bytes, Slot], more: Slot | None) -> str:
    named = [b"%b %b %b" % (slot.mode.encode(), slot.id.encode(), name) for name, slot in sorted(read.items())]
    return sha256(b"\0".join([*named, more.id.encode() if more else b""])).hexdigest()[:40]
