# SPDX-License-Identifier: GPL-2.0-or-later
"""Make the rewrites that several rules propose for one line agree: each would undo the others otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding
from kx86.handbook.rewrite import joined
from kx86.handbook.rule import Rule
from kx86.series.patch import Patch

Found = tuple[Rule[Any], Finding]


def agree(found: Sequence[Found], patch: Patch, facts: Facts) -> list[Found]:
    """Give all rewrites of a patch's shortlog the text that every one of these rules accepts or would write.

    Rewrites of any other line are joined where they change different words of it.  `found` is what rules on a patch or on
    the series said about this patch.
    """
    return _agree_on_lines(_agree_on_shortlog(found, patch, facts))


def _agree_on_lines(found: list[Found]) -> list[Found]:
    proposed: dict[tuple[object, ...], set[str]] = {}
    for _, one in found:
        if one.replacement is not None:
            proposed.setdefault(_line(one), set()).add(one.replacement)
    texts = {line: joined(str(line[-1]), sorted(texts)) for line, texts in proposed.items() if len(texts) > 1}
    if not texts:
        return found
    return [(rule, replace(one, replacement=_joint(one, texts))) for rule, one in found]


def _joint(one: Finding, texts: Mapping[tuple[object, ...], str | None]) -> str | None:
    return texts.get(_line(one)) or one.replacement if one.replacement is not None else None


def _line(one: Finding) -> tuple[object, ...]:
    return one.where.part, one.where.file, one.where.line, one.where.text


def _agree_on_shortlog(found: Sequence[Found], patch: Patch, facts: Facts) -> list[Found]:
    proposals = [(rule, finding) for rule, finding in found if _rewrites_shortlog(finding, patch)]
    if len({finding.replacement for _, finding in proposals}) < 2:
        return list(found)
    text = _rewritten(patch, proposals, facts)
    mended = {id(finding) for _, finding in proposals}
    return [(rule, replace(one, replacement=text) if id(one) in mended else one) for rule, one in found]


def _rewrites_shortlog(finding: Finding, patch: Patch) -> bool:
    where = finding.where
    return where.part == "subject" and bool(finding.replacement) and where.text == patch.shortlog


def _rewritten(patch: Patch, proposals: Sequence[Found], facts: Facts) -> str:
    """Let one rule after another rewrite what the one before left.

    Rules on a series come first, with what they said already: to ask them again takes a look at the whole series.
    """
    of_series = [str(one.replacement) for rule, one in proposals if rule.on == "series"]
    now = _titled(patch, joined(patch.shortlog, of_series) or of_series[0]) if of_series else patch
    for rule in dict.fromkeys(rule for rule, _ in proposals if rule.on == "patch"):
        text = next((one.replacement for one in rule.find(now, facts) if _rewrites_shortlog(one, now)), None)
        now = _titled(now, text) if text else now
    return now.shortlog


def _titled(patch: Patch, title: str) -> Patch:
    return replace(patch, subject=replace(patch.subject, title=title))
