# SPDX-License-Identifier: GPL-2.0-or-later
"""Builds the kernel world that the demo and the benchmarks run on; nothing of it is part of kx86 itself."""
