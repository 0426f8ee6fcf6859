# SPDX-License-Identifier: GPL-2.0-or-later
"""Where code that nobody has read is run: shut in by bubblewrap, or in the open on machines that have none."""
