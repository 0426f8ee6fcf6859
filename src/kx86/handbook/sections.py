# SPDX-License-Identifier: GPL-2.0-or-later
"""The sections of the handbook and the statements in them."""

# Head of a statement's id -> heading of the section; the statements that only the merged edition has begin with M-.
_HEADINGS = {
    "TLDR": "TL;DR",
    "TREE": "Trees",
    "BR": "Branches",
    "LC": "Lifecycle",
    "TL": "Timeline",
    "BASE": "Base Tree/Branch",
    "STYLE": "Coding Style",
    "CMT": "Comments",
    "SDM": "SDM and APM References",
    "SHORT": "Shortlog",
    "CHG": "Changelog",
    "FIX": "Fixes",
    "FUNC": "Function References",
    "TEST": "Testing",
    "FEAT": "New Features",
    "BUG": "Bug Fixes",
    "LINK": "Links",
    "GITB": "Git Base",
    "CO": "Co-Posting Tests",
    "NOTE": "Notifications",
    "SHA": "SHA1 Stability",
    "VULN": "Vulnerabilities",
    "MAINT": "MAINTAINERS",
    "FWD": "Foreword",
}


def section_of(statement: str) -> str:
    """Name the section that a statement stands in; empty for an id of somebody else's rules."""
    head = statement.removeprefix("M-").split("-")[0].rstrip("0123456789")
    return _HEADINGS.get(head, "")
