# SPDX-License-Identifier: GPL-2.0-or-later
"""The journal: one file of SQLite, written by one process at a time, and its twin in memory."""
