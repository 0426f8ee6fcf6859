# SPDX-License-Identifier: GPL-2.0-or-later
"""A configuration in; the one that builds the same kernel so that its objects can be compared out: see docs/adr/0015."""

from dataclasses import replace

from kx86.testing.configuration import Configuration

# A section for each function and variable, so that what moves keeps its bytes; a fixed __LINE__, so that a line more above a
# warning is no difference; and no warning about it, whose position cannot be turned off by itself.
_FLAGS = "-ffunction-sections -fdata-sections -D__LINE__=1 -w"


def is_comparable(configuration: Configuration) -> bool:
    """Can the objects of a configuration be compared?  Those of 64-bit x86 can."""
    return configuration.kind == "kernel" and configuration.arch == "x86_64"


def comparable(configuration: Configuration) -> Configuration:
    """Return the configuration with objects to compare; what make was told beside symbols (W=1, C=1) changes no object."""
    return replace(configuration, name=f"nfc-{configuration.name}", make=(f"KCFLAGS={_FLAGS}",), needs=())
