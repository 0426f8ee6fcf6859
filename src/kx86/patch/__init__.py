# SPDX-License-Identifier: GPL-2.0-or-later
"""Text of a patch in; changelog, trailers, notes, a frozen diff, what it touches and C views of it out."""
