# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules on the topic of a shortlog that is well formed: several topics at once, and what the history says."""

from collections import Counter
from collections.abc import Iterator

from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level
from kx86.handbook.rule import rule
from kx86.handbook.scope import common_parent, touched_topics
from kx86.handbook.shortlog.parts import split_shortlog
from kx86.handbook.shortlog.prefix import diagnose, prefix_for
from kx86.handbook.shortlog.rewrite import corrected, subject
from kx86.profile.model import Profile
from kx86.series.patch import Patch

# History is clear with this many shortlogs of which this share agrees.
_LEAST, _SHARE = 8, 0.75
# A topic beside the written one with a smaller share of the changed lines is a caller that had to follow.
_FAIR = 0.4


def _written(patch: Patch, profile: Profile) -> str | None:
    """The topic of a prefix without fault, None for any other."""
    if diagnose(patch, profile) is not None:
        return None
    return _topic_of(patch.shortlog, profile)


def _topic_of(shortlog: str, profile: Profile) -> str | None:
    scopes = split_shortlog(shortlog, profile).scopes
    if not scopes or scopes[0] != profile.shortlog.root or len(scopes) > 2:
        return None
    return scopes[1] if len(scopes) == 2 else ""


@rule("SL-PARENT", level=Level.ADVICE, statement="SHORT-7")
def common_topic(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Take the first common parent when a patch touches several topics.

    SVM and VMX meet in x86.  A topic counts when it stands beside the one that is written, neither above nor below it, and
    has a fair share of the change.  An area such as x86/pmu has code in files of other topics: it stays where the shortlog
    says what of it changes.
    """
    profile = facts.profile
    written = _written(patch, profile)
    touched = touched_topics(patch, profile)
    if not written or len(touched) < 2 or written not in touched or _is_about(written, patch, profile):
        return
    beside = _beside(written, patch, profile)
    parent = common_parent((written, *beside), profile)
    if beside and parent != written:
        usual = prefix_for(parent, profile.shortlog)
        yield Finding(
            where=subject(patch, written),
            message=f"The patch touches {beside[0]} as well as {written}; their common parent is `{usual.strip()}`.",
            replacement=corrected(patch, facts, usual),
        )


def _is_about(area: str, patch: Patch, profile: Profile) -> bool:
    """Does the description speak of an area that is no vendor's?"""
    said = split_shortlog(patch.shortlog, profile).description.lower()
    return "/" in area and any(word in said for word in profile.shortlog.mentions.get(area, ()))


def _beside(written: str, patch: Patch, profile: Profile) -> list[str]:
    """The touched topics that are no relatives of the written one, when they have a fair share of the changed lines."""
    above = profile.shortlog.ancestors(written)
    lines: Counter[str] = Counter()
    for file in patch.diff.files:
        hint = profile.hint(file.path)
        if hint is not None and hint.topic and hint.area == "kvm" and not hint.weak:
            lines[hint.topic] += sum(line.kind != " " for hunk in file.hunks for line in hunk.lines)
    beside = [topic for topic in lines if topic not in above and written not in profile.shortlog.ancestors(topic)]
    fair = sum(lines[topic] for topic in beside) >= _FAIR * lines.total()
    return beside if fair else []


@rule("SL-HISTORY", level=Level.ADVICE, statement="SHORT-8", needs=("history",))
def usual_topic(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Follow the history of the touched files when it is clear.

    `git log path/to/file` gives a hint of the topic.
    """
    profile = facts.profile
    written = _written(patch, profile)
    if written is None or facts.history is None:
        return
    votes: Counter[str] = Counter()
    for path in patch.touch.files:
        hint = profile.hint(path)
        if hint is not None and not hint.weak and hint.area in ("kvm", "tests"):
            found = (_topic_of(line, profile) for line in facts.history.get(path, ()))
            votes.update(topic for topic in found if topic is not None)
    if not votes:
        return
    usual, count = votes.most_common(1)[0]
    if count < _LEAST or count < _SHARE * votes.total() or votes[written]:
        return
    prefix = prefix_for(usual, profile.shortlog)
    yield Finding(
        where=subject(patch, written),
        message=f"`git log` of these files says `{prefix.strip()}` ({count} of {votes.total()} commits).",
        replacement=corrected(patch, facts, prefix),
    )
