# SPDX-License-Identifier: GPL-2.0-or-later
"""Whose patch is it: areas, whether it is KVM x86's business, and the shortlog topics of what it touches."""

import re
from collections.abc import Iterable
from functools import lru_cache

from kx86.profile.model import Area, PathHint, Profile
from kx86.series.patch import Patch
from kx86.series.series import Series

_LONGEST_PREFIX = 60
_WORD = re.compile(r"[a-z0-9-]+")
# Areas whose patches follow the handbook.
OURS = frozenset({"kvm", "tests"})


@lru_cache(maxsize=256)
def _hints(files: tuple[str, ...], profile: Profile) -> tuple[PathHint | None, ...]:
    return tuple(profile.hint(file) for file in files)


def areas(patch: Patch, profile: Profile) -> frozenset[Area]:
    """The areas of the files that a patch touches; `other` for a file that no path hint knows."""
    return _areas(patch.touch.files, profile)


@lru_cache(maxsize=256)
def _areas(files: tuple[str, ...], profile: Profile) -> frozenset[Area]:
    return frozenset("other" if hint is None else hint.area for hint in _hints(files, profile))


def is_kvm(patch: Patch, profile: Profile) -> bool:
    """Does a patch touch KVM x86, KVM's common code or KVM's selftests, and not only another architecture's KVM?

    Headers, makefiles and documentation that come along with another architecture's change do not make it KVM x86's.
    """
    return _is_kvm(patch.touch.files, profile)


def is_for_other_arch(patch: Patch, profile: Profile) -> bool:
    """Does the prefix of a patch name another architecture, and nothing of arch/x86 is touched?

    Such a patch may touch code that all architectures share, but it goes through that architecture's tree.
    """
    head, colon, _ = patch.shortlog[:_LONGEST_PREFIX].rpartition(":")
    if not colon or set(_WORD.findall(head.lower())).isdisjoint(profile.shortlog.foreign):
        return False
    return not any(file.startswith("arch/x86/") for file in patch.touch.files)


@lru_cache(maxsize=256)
def _is_kvm(files: tuple[str, ...], profile: Profile) -> bool:
    hints = [hint for hint in _hints(files, profile) if hint is not None]
    if any(hint.area in OURS and not hint.weak for hint in hints):
        return True
    return any(hint.area in OURS for hint in hints) and all(hint.area != "other-arch" for hint in hints)


def is_kvm_series(series: Series, profile: Profile) -> bool:
    """Does any patch of a series touch KVM x86, KVM's common code or KVM's selftests?"""
    return any(is_kvm(patch, profile) for patch in series.patches)


def is_mostly_kvm(series: Series, profile: Profile) -> bool:
    """Is at least every other patch of a series KVM x86's, so that the series is posted to its maintainers?"""
    count = sum(is_kvm(patch, profile) and not is_for_other_arch(patch, profile) for patch in series.patches)
    return 2 * count >= len(series.patches) and count > 0


def only_kvm(patch: Patch, profile: Profile) -> bool:
    """Does a patch touch nothing but KVM x86, KVM's common code and selftests, and files that say nothing?"""
    found = areas(patch, profile) - {"neutral"}
    return bool(found) and found <= OURS


def only_documents(patch: Patch, profile: Profile) -> bool:
    """Does a patch touch nothing but documentation, whose prefixes have customs of their own?"""
    files = patch.touch.files
    return bool(files) and all(file.startswith("Documentation/") for file in files)


def common_parent(topics: Iterable[str], profile: Profile) -> str:
    """The first common parent of some topics in the conceptual tree; "" is the root alone."""
    chains = [profile.shortlog.ancestors(topic) for topic in topics]
    if not chains:
        return ""
    shared = set(chains[0]).intersection(*chains[1:])
    return next((topic for topic in chains[0] if topic in shared), "")


def touched_topics(patch: Patch, profile: Profile) -> tuple[str, ...]:
    """The topics of the touched paths, in order of the paths.

    Selftests count only when no source is touched; headers and documentation count only when nothing else is.
    """
    return _touched(patch.touch.files, profile)


@lru_cache(maxsize=256)
def _touched(files: tuple[str, ...], profile: Profile) -> tuple[str, ...]:
    told = [hint for hint in _hints(files, profile) if hint is not None and hint.topic is not None]
    for area, weak in (("kvm", False), ("tests", False), ("kvm", True), ("tests", True)):
        found = dict.fromkeys(hint.topic for hint in told if hint.area == area and hint.weak is weak)
        if found:
            named = tuple(topic for topic in found if topic)
            # A header or document of all architectures says less than one of x86.
            return named if weak and named else tuple(topic for topic in found if topic is not None)
    return ()


def topics(patch: Patch, profile: Profile) -> tuple[str, ...]:
    """The topics that the touched paths allow, the first guess first ("" is the root alone).

    The first guess is the topic of the paths, or the first common parent of several.  Accepted as well: each touched topic,
    its ancestors and its children, and the selftests when they are touched along with source.
    """
    return _topics(patch.touch.files, profile)


@lru_cache(maxsize=256)
def _topics(files: tuple[str, ...], profile: Profile) -> tuple[str, ...]:
    touched = _touched(files, profile)
    if not touched:
        return ()
    found = [common_parent(touched, profile), *touched]
    for topic in touched:
        found += profile.shortlog.ancestors(topic)
    found += [child for child, parent in profile.shortlog.parents.items() if parent in touched and parent != "x86"]
    found += [hint.topic for hint in _hints(files, profile) if hint is not None and hint.topic is not None]
    return tuple(dict.fromkeys(found))


def accepts(patch: Patch, profile: Profile, topic: str) -> bool:
    """Does a topic fit a patch: by its paths, or because its changed lines mention what the topic is about?"""
    if topic in topics(patch, profile) or _all_weak(patch, profile):
        return True
    if touched_topics(patch, profile) == ("selftests",):
        return False
    words = profile.shortlog.mentions.get(topic, ())
    return any(word in name.lower() for name in patch.touch.identifiers for word in words)


def _all_weak(patch: Patch, profile: Profile) -> bool:
    """Are all files headers, makefiles or documentation, so that the paths tell no topic for sure?"""
    hints = _hints(patch.touch.files, profile)
    return all(hint is not None and (hint.weak or hint.area == "neutral") for hint in hints)
