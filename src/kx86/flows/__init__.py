# SPDX-License-Identifier: GPL-2.0-or-later
"""Use cases, one module each: ports and values in, results out."""
