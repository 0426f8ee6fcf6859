# SPDX-License-Identifier: GPL-2.0-or-later
"""Requests of a port in; what the outside world answers out: git, files, mail archives, data that ships with kx86."""
