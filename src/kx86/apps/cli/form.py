# SPDX-License-Identifier: GPL-2.0-or-later
"""The form of what `--json` prints."""

FORMAT = 1
"""Goes up when a field changes its meaning or goes away; new fields may come at any time."""
