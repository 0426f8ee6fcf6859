# SPDX-License-Identifier: GPL-2.0-or-later
"""Mails or commits in; frozen patches and series out."""
