# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules on the prefix of a shortlog.  One diagnosis feeds them all, so that one fault raises one finding."""

from collections.abc import Iterator

from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level
from kx86.handbook.rule import rule
from kx86.handbook.said import and_list
from kx86.handbook.shortlog.prefix import better_prefix, diagnose, lost
from kx86.handbook.shortlog.rewrite import corrected, subject
from kx86.series.patch import Patch


def _findings(rule_id: str, patch: Patch, facts: Facts, hint: str | None = None) -> Iterator[Finding]:
    """The finding of one rule.  The rewrite speaks for itself; `hint` is for the case that there is none."""
    found = diagnose(patch, facts.profile)
    if found is not None and found.rule == rule_id:
        better = corrected(patch, facts) if found.mends else None
        better = better if better != patch.shortlog else None
        yield Finding(
            where=subject(patch, found.scope),
            message=found.message,
            hint=_lost(patch, facts, better) if better else found.hint or hint,
            replacement=better,
        )


def _lost(patch: Patch, facts: Facts, better: str) -> str | None:
    """Tell what the better shortlog does not say any more; who names the test need not name its architecture."""
    prefix = better_prefix(patch, facts.profile)
    dropped = lost(patch, facts.profile, prefix) if prefix else ()
    gone = [name for name in dropped if name not in better]
    if len(gone) < len(dropped):
        gone = [name for name in gone if facts.profile.shortlog.meant(name) is None]
    return f"Say {and_list(f'`{name}`' for name in gone)} in the description, when that matters." if gone else None


def _format(facts: Facts) -> str:
    shortlog = facts.profile.shortlog
    return f"The format is `{shortlog.root}: <topic>:`, with one of {', '.join(shortlog.topics)}."


@rule("SL-X86KVM", level=Level.ERROR, statement="SHORT-2")
def guest_prefix(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Keep x86/kvm for Linux as a KVM guest.

    The prefix belongs to arch/x86/kernel/kvm.c and its like; people who watch that code filter by it.
    """
    yield from _findings("SL-X86KVM", patch, facts, _format(facts))


@rule("SL-CASE", level=Level.ERROR, statement="SHORT-4")
def case_of_names(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Spell the names in the prefix exactly: KVM, x86, SVM, nVMX, selftests.

    All names are case sensitive, so that one search in the log finds every change of an area.
    """
    yield from _findings("SL-CASE", patch, facts)


@rule("SL-SCOPE", level=Level.WARNING, statement="SHORT-1", scope="any")
def scope_of_subsystem(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Begin the shortlog of a KVM patch with `KVM: <topic>:`.

    Not with `selftests: kvm:`, `KVM selftest:` or nothing; and keep KVM for patches that touch KVM.
    """
    yield from _findings("SL-SCOPE", patch, facts, _format(facts))


@rule("SL-TOPIC", level=Level.WARNING, statement="SHORT-1")
def topic_of_paths(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Name one topic, that of the touched files or one above it.

    A list of topics or one topic behind another makes the shortlog long and its history hard to search.
    """
    yield from _findings("SL-TOPIC", patch, facts, _format(facts))


@rule("SL-NEWTOPIC", level=Level.WARNING, statement="SHORT-9")
def new_topic(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Use a topic that exists.

    New topics pop up now and then, but they start with a discussion on the list, not with a patch.
    """
    yield from _findings("SL-NEWTOPIC", patch, facts, f"{_format(facts)} Discuss a new topic on the list first.")


@rule("SL-TOPIC-COARSE", level=Level.ADVICE, statement="SHORT-1")
def coarse_topic(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Prefer the topic that all files share over the one above it."""
    yield from _findings("SL-TOPIC-COARSE", patch, facts)


@rule("SL-SELFTESTS-ARCH", level=Level.WARNING, statement="SHORT-1")
def third_level_of_selftests(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """End the prefix of a selftest at `KVM: selftests:`.

    No architecture, vendor or test follows; the description has room for that.
    """
    yield from _findings("SL-SELFTESTS-ARCH", patch, facts)


@rule("SL-FILENAME", level=Level.WARNING, statement="SHORT-10")
def file_name(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Use neither file names nor paths as the prefix."""
    yield from _findings("SL-FILENAME", patch, facts, _format(facts))
