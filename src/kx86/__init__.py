# SPDX-License-Identifier: GPL-2.0-or-later
"""kx86: the KVM x86 maintainer handbook made into software."""

__version__ = "0.1.0"
