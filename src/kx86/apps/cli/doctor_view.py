# SPDX-License-Identifier: GPL-2.0-or-later
"""What `kx86 doctor --json` prints."""

from kx86.testing.diagnosis import Diagnosis, Examined, Item


def doctor_view(found: Diagnosis) -> dict[str, object]:
    """Make the view of a machine; `commands` are for root."""
    return {
        "distribution": found.distribution.name or None,
        "work": [_work(one) for one in found.works],
        "commands": [{"level": level, "command": command} for level, command in found.commands.items()],
    }


def _work(one: Examined) -> dict[str, object]:
    return {
        "name": one.work.name,
        "title": one.work.title,
        "level": one.work.level,
        "ready": one.ready,
        "needs": [_item(item) for item in one.items],
    }


def _item(item: Item) -> dict[str, object]:
    return {
        "title": item.need.title,
        "for": item.need.why,
        "firm": item.need.firm,
        "there": item.there,
        "found": item.what or None,
        "why": item.why or None,
        "command": item.command or None,
    }
