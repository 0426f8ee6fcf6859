# SPDX-License-Identifier: GPL-2.0-or-later
"""Measurements as ratios against a named peer in the same run."""
