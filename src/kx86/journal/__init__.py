# SPDX-License-Identifier: GPL-2.0-or-later
"""Events in; what was decided out: read models folded from events by pure functions."""
