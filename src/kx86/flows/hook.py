# SPDX-License-Identifier: GPL-2.0-or-later
"""Check a commit message as it is written, together with what is staged."""

from collections.abc import Sequence
from dataclasses import dataclass

from kx86.flows.check import Check, Report
from kx86.flows.facts import Gatherer
from kx86.flows.sources import Input
from kx86.handbook.facts import Edition
from kx86.handbook.registry import AnyRule
from kx86.handbook.scope import is_kvm
from kx86.series.assemble import series_of_commits
from kx86.series.commit import Commit


@dataclass(frozen=True, slots=True)
class HookCheck:
    """How the hook checks: only rules on a single patch, and only facts that cost nothing."""

    rules: Sequence[AnyRule]
    gather: Gatherer
    edition: Edition

    def report(self, commit: Commit) -> Report | None:
        """Return what the rules say about a commit, None when it touches nothing of KVM."""
        series = series_of_commits([commit])
        if not any(is_kvm(patch, self.gather.profile) for patch in series.patches):
            return None
        rules = [rule for rule in self.rules if rule.on == "patch" and not rule.needs]
        return Check(rules, self.gather).report(Input(series=[series]), self.edition)
