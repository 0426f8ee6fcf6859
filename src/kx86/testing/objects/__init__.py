# SPDX-License-Identifier: GPL-2.0-or-later
"""Object files before and after a patch in; whether they are proved the same, and which functions and data differ, out."""
