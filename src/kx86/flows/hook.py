# SPDX-License-Identifier: GPL-2.0-or-later
"""Check a commit message as it is written: clean it as git will, leave alone what nobody posts, and run the rules."""

from collections.abc import Sequence
from dataclasses import dataclass

from kx86.flows.check import Check, Report
from kx86.flows.facts import Gatherer
from kx86.flows.sources import Input
from kx86.handbook.facts import Edition
from kx86.handbook.registry import AnyRule
from kx86.handbook.scope import is_kvm
from kx86.ports.commit import PendingCommit
from kx86.series.assemble import series_of_commits

# Subjects that git writes itself, for commits that are folded into others or undo them.
_GIT_WROTE = ("fixup! ", "squash! ", "amend! ", 'Revert "', 'Reapply "', "Merge ")
_SCISSORS = "------------------------ >8 ------------------------"


@dataclass(frozen=True, slots=True)
class HookCheck:
    """How the hook checks: only rules on a single patch, and only facts that cost nothing."""

    rules: Sequence[AnyRule]
    gather: Gatherer
    edition: Edition

    def report(self, pending: PendingCommit) -> Report | None:
        """Return what the rules say about a commit, None when they have no say in it."""
        if pending.under_way():
            return None
        message = clean(pending.message(), pending.comment_prefix())
        if not message or message.startswith(_GIT_WROTE):
            return None
        series = series_of_commits([pending.commit(message)])
        if not any(is_kvm(patch, self.gather.profile) for patch in series.patches):
            return None
        rules = [rule for rule in self.rules if rule.on == "patch" and not rule.needs]
        return Check(rules, self.gather).report(Input(series=[series]), self.edition)


def clean(message: str, comment: str | None) -> str:
    """Return a message as git will commit it: cut at the scissors, without comments and outer blank lines."""
    lines = message.split("\n")
    for number, line in enumerate(lines):
        if line.endswith(_SCISSORS) and len(line) <= len(_SCISSORS) + 8:
            lines = lines[:number]
            break
    if comment is not None:
        lines = [line for line in lines if not line.startswith(comment)]
    return "\n".join(line.rstrip() for line in lines).strip("\n")
