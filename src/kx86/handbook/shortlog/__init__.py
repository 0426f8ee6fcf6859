# SPDX-License-Identifier: GPL-2.0-or-later
"""Section Shortlog: prefix, topic, capital, verb, full stop, length."""

from kx86.handbook.rule import Rule
from kx86.handbook.shortlog.parent_rules import common_topic, usual_topic
from kx86.handbook.shortlog.prefix_rules import (
    case_of_names,
    coarse_topic,
    file_name,
    guest_prefix,
    new_topic,
    scope_of_subsystem,
    third_level_of_selftests,
    topic_of_paths,
)
from kx86.handbook.shortlog.wording_rules import capital, command, length, no_full_stop, no_verb
from kx86.series.patch import Patch

RULES: tuple[Rule[Patch], ...] = (
    guest_prefix,
    case_of_names,
    scope_of_subsystem,
    topic_of_paths,
    new_topic,
    coarse_topic,
    third_level_of_selftests,
    file_name,
    common_topic,
    usual_topic,
    capital,
    no_full_stop,
    command,
    no_verb,
    length,
)
