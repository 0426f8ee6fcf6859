# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules on vulnerabilities: what must not be posted in public first."""

from kx86.handbook.vulnerabilities.escape import may_be_an_escape

RULES = (may_be_an_escape,)
