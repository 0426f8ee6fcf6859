# SPDX-License-Identifier: GPL-2.0-or-later
"""Patches and a profile in; topic branches by how much the touched paths and the shortlogs speak for them out."""

from collections import Counter
from collections.abc import Iterable, Sequence

from kx86.profile.model import Profile
from kx86.series.patch import Patch

# A prefix is written by somebody who knows; a path is only where the change ended up.
_PREFIX = 3
_MOST_FILES = 200


def likely_topics(profile: Profile, patches: Sequence[Patch], there: Iterable[str]) -> tuple[str, ...]:
    """The topics of the tree, the likeliest first; those that nothing speaks for but the default are left out."""
    votes: Counter[str] = Counter()
    for patch in patches:
        for file in patch.diff.files[:_MOST_FILES]:
            hint = profile.hint(file.path)
            if hint is not None and hint.topic is not None and not hint.weak:
                votes[_last(hint.topic)] += 1
        for part in patch.subject.title.split(":")[:3]:
            topic = profile.shortlog.meant(part)
            if topic is not None:
                votes[_last(topic)] += _PREFIX
    names = {name.lower(): name for name in there}
    ranked = [names[topic] for topic, _ in votes.most_common() if topic in names]
    default = [names[profile.routing.default]] if profile.routing.default in names else []
    return tuple(dict.fromkeys((*ranked, *default)))


def _last(topic: str) -> str:
    return topic.rpartition("/")[2].lower().replace("-", "")
