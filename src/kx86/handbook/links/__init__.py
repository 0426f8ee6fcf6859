# SPDX-License-Identifier: GPL-2.0-or-later
"""Section Links: the thread of a posting, archives, earlier versions, reports."""

from typing import Any

from kx86.handbook.links.archives import earlier_versions, formal_link, lore
from kx86.handbook.links.reply import own_thread
from kx86.handbook.rule import Rule

RULES: tuple[Rule[Any], ...] = (own_thread, lore, earlier_versions, formal_link)
