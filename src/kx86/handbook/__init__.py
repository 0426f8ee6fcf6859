# SPDX-License-Identifier: GPL-2.0-or-later
"""A patch or series and facts in; findings out: the rules of the handbook, one package per section."""
