# SPDX-License-Identifier: GPL-2.0-or-later
"""A patch and facts in; remarks on its coding style out."""

from kx86.handbook.registry import AnyRule
from kx86.handbook.style import alignment, assertions, braces, declarations, expressions, functions, lines

RULES: tuple[AnyRule, ...] = (
    lines.far_too_long,
    lines.too_long,
    alignment.breaks_behind_parenthesis,
    alignment.misaligned,
    alignment.wrapped_early,
    declarations.not_a_fir_tree,
    declarations.no_blank_line,
    declarations.declared_in_for,
    braces.needless_braces,
    braces.braces_around_long_statement,
    braces.braces_needed,
    functions.name_on_new_line,
    functions.inline_in_source,
    expressions.split_string,
    expressions.operator_first,
    lines.stray_blank,
    assertions.punctuated_message,
)
