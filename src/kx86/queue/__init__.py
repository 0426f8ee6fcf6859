# SPDX-License-Identifier: GPL-2.0-or-later
"""Postings, links and what mails say in; where each series stands and whose turn it is out."""
