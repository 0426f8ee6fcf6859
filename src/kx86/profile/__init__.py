# SPDX-License-Identifier: GPL-2.0-or-later
"""Text of a profile in; the typed profile of a subsystem out: prefixes, path hints, editions, people, lists."""
