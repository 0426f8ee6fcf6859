# SPDX-License-Identifier: GPL-2.0-or-later
"""Protocols that flows speak to the world through, one a file; values of lower layers in and out."""
