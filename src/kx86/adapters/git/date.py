# SPDX-License-Identifier: GPL-2.0-or-later
"""Dates as people type them to git."""

import re

from kx86.adapters.git.process import git

# git reads any text as a date, most as now; what holds no number and none of these words is no date.
_DATE = re.compile(
    r"\d|\b(?:today|yesterday|noon|midnight|never|week|month|year|day|monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
)
_LONGEST = 60
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# What git log takes and git config does not.
_MEANT = {"today": "midnight", **{day: f"last {day}" for day in _DAYS}}


def approximate(date: str, folder: str) -> int | None:
    """Return a date in seconds since 1970, None for what is no date."""
    if len(date) > _LONGEST or not _DATE.search(date.lower()):
        return None
    if re.fullmatch(r"\d{8}", date):
        date = f"{date[:4]}-{date[4:6]}-{date[6:]}"
    date = _MEANT.get(date.strip().lower(), date)
    # git takes the time of day from now; whoever names a day means its beginning.
    day = re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", date)
    text = f"{date} 00:00:00 +0000" if day else date
    # Of the commands that read such dates, this one needs no repository.
    answer = git(folder, "-c", f"kx86.asked={text}", "config", "--type=expiry-date", "--get", "kx86.asked")
    found = re.fullmatch(r"(\d{1,12})\s*", answer.text)
    return int(found[1]) if answer.status == 0 and found else None
