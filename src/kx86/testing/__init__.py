# SPDX-License-Identifier: GPL-2.0-or-later
"""A kernel series and the tree it is for in; what must be built and run and why, and what came of it, out."""
