# SPDX-License-Identifier: GPL-2.0-or-later
"""Rule on links that stand alone in a changelog."""

import re
from collections.abc import Iterator

from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level, Where
from kx86.handbook.rule import rule
from kx86.series.patch import Patch

_BARE = re.compile(r"\s*[<(]?(https?://(?:lore\.kernel\.org|lkml\.kernel\.org)/[^\s<>]{1,500})[>)]?[.,;]?\s*\Z")
_OPENS_LINK = re.compile(r"(?:\[[^\]]{1,8}\]:?|link(?:s|ed)?[^:]{0,20}:|closes:|\*|-)\s*\Z", re.IGNORECASE)


@rule("TAG-LINK", level=Level.WARNING, statement="LINK-4")
def bare_link(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Give a link of its own line a Link: tag, or a [1] that the text refers to."""
    for number, line in enumerate(patch.changelog, 1):
        if "://" not in line:
            continue
        match = _BARE.match(line)
        above = patch.changelog[number - 2].strip() if number > 1 else ""
        if match is None or _OPENS_LINK.search(above):
            continue
        yield Finding(
            where=Where(part="changelog", line=number, text=line),
            message="A link stands alone in the changelog.",
            hint="Make it a Link: tag among the trailers, or a footnote [1] that the text refers to.",
            replacement=f"Link: {match[1]}",
        )
