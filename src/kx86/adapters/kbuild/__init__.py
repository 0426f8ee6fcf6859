# SPDX-License-Identifier: GPL-2.0-or-later
"""The builder: a work tree of its own, warm folders of output, the compiler's cache, and what came of each build."""
