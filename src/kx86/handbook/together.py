# SPDX-License-Identifier: GPL-2.0-or-later
"""Make the rewrites that several rules propose for one shortlog agree: each would undo the others otherwise."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding
from kx86.handbook.rule import Rule
from kx86.series.patch import Patch
from kx86.series.series import Series

Found = tuple[Rule[Any], Finding]


def agree(found: Sequence[Found], patch: Patch, series: Series, facts: Facts) -> list[Found]:
    """Give all rewrites of a patch's shortlog the text that every one of these rules accepts or would write.

    `found` is what rules on a patch or on the series said about this patch.
    """
    proposals = [(rule, finding) for rule, finding in found if _rewrites_shortlog(finding, patch)]
    if len({finding.replacement for _, finding in proposals}) < 2:
        return list(found)
    text = _rewritten(patch, series, dict.fromkeys(rule for rule, _ in proposals), facts)
    mended = {id(finding) for _, finding in proposals}
    return [(rule, replace(one, replacement=text) if id(one) in mended else one) for rule, one in found]


def _rewrites_shortlog(finding: Finding, patch: Patch) -> bool:
    where = finding.where
    return where.part == "subject" and bool(finding.replacement) and where.text == patch.shortlog


def _rewritten(patch: Patch, series: Series, rules: Iterable[Rule[Any]], facts: Facts) -> str:
    """Let one rule after another rewrite what the one before left."""
    now = patch
    for rule in rules:
        text = next((one.replacement for one in _find(rule, now, series, facts) if _rewrites_shortlog(one, now)), None)
        now = replace(now, subject=replace(now.subject, title=text)) if text else now
    return now.shortlog


def _find(rule: Rule[Any], patch: Patch, series: Series, facts: Facts) -> Iterator[Finding]:
    if rule.on == "patch":
        yield from rule.find(patch, facts)
        return
    changed = replace(series, patches=tuple(patch if one.n == patch.n else one for one in series.patches))
    yield from (one for one in rule.find(changed, replace(facts, series=changed)) if one.n == patch.n)
