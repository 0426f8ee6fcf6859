# SPDX-License-Identifier: GPL-2.0-or-later
"""Choose rules by id or family, as people type them."""

from collections.abc import Iterable, Sequence

from kx86.errors import UserError
from kx86.handbook.check import choose
from kx86.handbook.registry import AnyRule


def choose_rules(rules: Sequence[AnyRule], only: Iterable[str], ignore: Iterable[str]) -> tuple[AnyRule, ...]:
    """Return the rules to run.  Raises UserError for a name that is neither a rule nor a family."""
    asked = frozenset(resolve_name(name, rules) for name in only)
    without = frozenset(resolve_name(name, rules) for name in ignore) - asked
    chosen = tuple(choose(rules, only=asked, ignore=without))
    if not chosen:
        raise UserError("no rule is left to run", hint="kx86 rules lists them")
    return chosen


def resolve_name(name: str, rules: Sequence[AnyRule]) -> str:
    """Return the id of a rule, or a family with its dash.  Case does not matter, and `SL` means `SL-`.

    Raises UserError with the nearest id.
    """
    wanted = name.strip().upper()
    ids = [rule.id for rule in rules]
    by_upper = {rule_id.upper(): rule_id for rule_id in ids}
    if wanted in by_upper:
        return by_upper[wanted]
    family = wanted.rstrip("-") + "-"
    if any(rule_id.upper().startswith(family) for rule_id in ids):
        return family
    from difflib import get_close_matches

    near = get_close_matches(wanted, by_upper, n=1, cutoff=0.6)
    hint = f"did you mean {by_upper[near[0]]}?" if near else "kx86 rules lists all rules"
    raise UserError(f"{name}: no such rule or family of rules", hint=hint)
