# SPDX-License-Identifier: GPL-2.0-or-later
"""Refs of a clone, patches and a profile in; trees, topics, where a series belongs and what it is based on out."""
