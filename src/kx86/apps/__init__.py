# SPDX-License-Identifier: GPL-2.0-or-later
"""What people start: the command line; wiring is the only place that builds adapters."""
