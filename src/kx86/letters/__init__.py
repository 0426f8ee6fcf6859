# SPDX-License-Identifier: GPL-2.0-or-later
"""Mails in; what they say out: notices, tags, verdicts, reports, pull requests; and every text that kx86 writes."""
