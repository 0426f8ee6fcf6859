# SPDX-License-Identifier: GPL-2.0-or-later
"""A series has one repository: KVM-unit-tests are posted separately and point at the KVM series."""

import re
from collections.abc import Iterator

from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level, Where
from kx86.handbook.rule import series_rule
from kx86.handbook.said import anybody_says, find
from kx86.profile.model import Profile
from kx86.series.patch import Patch
from kx86.series.series import Series

_KERNEL = frozenset({"kvm", "tests", "guest", "other-arch", "x86"})
# The author speaks of a change of KVM that is not in the tree yet; a commit that is cited needs no link.
_KVM_CHANGE = re.compile(
    r"\b(?:KVM|kernel|host)(?:['’]s)?(?:[- ]side)?\s+(?:fix(?:es)?|patch(?:es|set)?|series|counterpart)\b"
    r"|\b(?:patch(?:es|set)?|series|fix(?:es)?)\s+(?:for|to|in|of)\s+(?:the\s+)?(?:KVM|kernel)\b(?!@|[-\s]unit)",
    re.I,
)
_POINTER = re.compile(r"https?://\S|\bcommit\s+[0-9a-f]{7,40}\b|\b[0-9a-f]{12,40}\s+\(\"")


@series_rule("SR-KUT", level=Level.ERROR, statement="CO-2", scope="any")
def one_repository(series: Series, facts: Facts) -> Iterator[Finding]:
    """Post KVM-unit-tests separately: a series applies to one repository.

    Tools such as b4 do not know that KVM-unit-tests live in another repository and fail on a series whose patches apply to
    different trees.
    """
    kernel = next((path for patch in series.patches for path in _of(patch, facts.profile, _KERNEL)), None)
    if kernel is None:
        return
    for patch in series.patches:
        path = next(_of(patch, facts.profile, {"kut"}), None)
        if path is not None:
            yield Finding(
                n=patch.n,
                where=Where(part="diff", file=path),
                message=f"{path} is a file of KVM-unit-tests, but the series changes the kernel as well ({kernel}).",
                hint="Post the kernel changes first, then KVM-unit-tests on their own with a lore Link: to them.",
            )


@series_rule("SR-KUT-LINK", level=Level.ADVICE, statement="CO-3", scope="any")
def unit_tests_link(series: Series, facts: Facts) -> Iterator[Finding]:
    """Link KVM-unit-tests to the KVM patches that they belong to.

    KVM changes are posted first; the lore link in the KVM-unit-tests patches ties the two together.
    """
    if not _only_unit_tests(series, facts.profile) or anybody_says(series, _POINTER):
        return
    for patch in series.mails:
        said = find(patch, _KVM_CHANGE)
        if said is not None:
            match, where = said
            words = " ".join(match[0].split())
            yield Finding(
                n=patch.n,
                where=where,
                message=f'The text speaks of a "{words}" but does not link to it.',
                hint=f"Post the KVM change first and add its link here: Link: {facts.profile.links.lore}<Message-ID>",
            )
            return


def _of(patch: Patch, profile: Profile, areas: frozenset[str] | set[str]) -> Iterator[str]:
    hints = ((path, profile.hint(path)) for path in patch.touch.files)
    return (path for path, hint in hints if hint is not None and hint.area in areas)


def _only_unit_tests(series: Series, profile: Profile) -> bool:
    return all(next(_of(patch, profile, {"kut"}), None) for patch in series.patches) and not any(
        next(_of(patch, profile, _KERNEL), None) for patch in series.patches
    )
