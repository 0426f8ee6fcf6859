# SPDX-License-Identifier: GPL-2.0-or-later
"""The index of mail archives: one SQLite file with full text, derived from mail and safe to delete."""
