# SPDX-License-Identifier: GPL-2.0-or-later
"""A line in; whether it opens notes on what changed between the versions of a series out."""

import re

_VERSION = r"(?:[vV](?:er(?:sion)?\.?\s?)?\d{1,2}|[Rr][Ff][Cc](?:\s?[vV]?\d{1,2})?)"
HEADING = re.compile(
    rf"""[\s\[*=#-]{{0,6}}(?:
      (?:[Cc]hanges?|[Cc]hangelogs?|[Cc]hange\s[Ll]og|[Cc]hanged|[Dd]iff(?:erences?)?|[Hh]istory|[Uu]pdates?|[Nn]ew)\s?
          (?:since|from|in|to|between|for|compared\s(?:to|with)|[:-])?\s?(?:the\s)?(?:(?:last|previous)\sversion\b|(?:{_VERSION})(?![\w.]))
      |{_VERSION}(?:\s?(?:->|-->|=>|→|\.\.|to|-)\s?{_VERSION})?\s?(?:[cC]hanges?|[uU]pdates?|[cC]hangelog)?\s?(?::(?!\w)|$)
      |[Ss]ince\s{_VERSION}\s?:
      |(?:[Vv]ersion|[Rr]evision|[Pp]atch)\s[Hh]istory\s?:?\s*$
    )""",
    re.VERBOSE,
)
# What alone on a line announces such notes, mostly in cover letters.
_TITLE = re.compile(
    r"[=#*\s-]{0,6}(?:change\s?logs?|changes\s(?:log|history)|(?:version |revision )?history|revisions)\s?:?[=\s]{0,6}\Z",
    re.I,
)


def opens_notes(line: str) -> bool:
    """Is this the heading of notes on versions, such as `Changes since v2:` or `v1 -> v2:`?"""
    return line[:1] not in "\t>" and (HEADING.match(line) is not None or _TITLE.match(line) is not None)
