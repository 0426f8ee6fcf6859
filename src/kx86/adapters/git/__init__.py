# SPDX-License-Identifier: GPL-2.0-or-later
"""git, as the command line."""
