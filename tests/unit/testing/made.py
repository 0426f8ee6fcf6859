# SPDX-License-Identifier: GPL-2.0-or-later
"""Series made of edits to the small kernel, and plans of them."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import unified_diff
from functools import cache

from kx86.adapters.data import profile_text, text_of_testing
from kx86.handbook.facts import Edition
from kx86.mail.message import Address
from kx86.profile.read import ProfileText, read_profile
from kx86.series.assemble import series_of_commits
from kx86.series.commit import Commit
from kx86.series.series import Series
from kx86.testing.plan import Build, Plan, Run
from kx86.testing.planning import PlanFacts, plan
from kx86.testing.proved import Proofs
from kx86.testing.read import Testing, read_testing
from kx86.testing.tree_facts import TreeFacts
from kx86.testing.tree_read import tree_facts
from small_kernel import TREE

WHO = Address(name="Ann Author", email="ann@kernel.example")
PROFILE = read_profile(profile_text(), "data/kvm-x86.toml")


@cache
def shipped() -> Testing:
    """The table that ships with kx86."""
    return read_testing(ProfileText(file="data/kvm-x86.testing.toml", text=text_of_testing()))


@cache
def small() -> TreeFacts:
    """What the small kernel tells."""
    return tree_facts(TREE)


def diff_of(path: str, old: str | None, new: str | None) -> str:
    """The diff of a file as git writes it; None for a file that is not there."""
    names = (f"a/{path}" if old is not None else "/dev/null", f"b/{path}" if new is not None else "/dev/null")
    head = f"diff --git a/{path} b/{path}\n"
    if old is None:
        head += "new file mode 100644\n"
    if new is None:
        head += "deleted file mode 100644\n"
    lines = unified_diff((old or "").splitlines(True), (new or "").splitlines(True), *names)
    return head + "".join(_with_heading(line, (old or "").split("\n")) for line in lines)


def _with_heading(line: str, before: list[str]) -> str:
    """Put behind the second @@ the function that git would name."""
    if not line.startswith("@@ "):
        return line
    above = before[: max(0, int(line[4:].split(",")[0].split(" ")[0]) - 1)]
    named = next((one for one in reversed(above) if one[:1].isalpha() or one[:1] == "_"), "")
    return f"{line.rstrip()} {named}\n" if named else line


@dataclass
class Work:
    """Commits on the small kernel, one after another."""

    files: dict[str, str] = field(default_factory=lambda: dict(TREE))
    commits: list[Commit] = field(default_factory=list)
    before: dict[tuple[int, str], bytes] = field(default_factory=dict)

    def commit(self, *edits: tuple[str, str, str], subject: str = "KVM: x86: Do") -> "Work":
        """Replace text in files and commit; an edit of an empty text puts the new one at the end."""
        wanted = {path: self.files.get(path, "") for path, _, _ in edits}
        for path, old, new in edits:
            assert old in wanted[path], f"{old!r} is not in {path}"
            wanted[path] = wanted[path].replace(old, new, 1) if old else wanted[path] + new
        return self.write(wanted, subject)

    def write(self, wanted: Mapping[str, str | None], subject: str = "KVM: x86: Do") -> "Work":
        """Write whole files and commit; None deletes one."""
        n = len(self.commits) + 1
        diff = "".join(diff_of(path, self.files.get(path), text) for path, text in wanted.items())
        for path, text in wanted.items():
            if path in self.files:
                self.before[n, path] = self.files[path].encode()
            if text is None:
                del self.files[path]
            else:
                self.files[path] = text
        parent = self.commits[-1].sha if self.commits else "0" * 40
        sha = hashlib.sha1(f"{n}{diff}".encode()).hexdigest()
        self.commits.append(
            Commit(sha=sha, parents=(parent,), author=WHO, committer=WHO, message=f"{subject}\n\nText.\n", diff=diff)
        )
        return self

    @property
    def series(self) -> Series:
        """The commits as a series."""
        return series_of_commits(self.commits, "work")

    def plan(
        self,
        edition: Edition = "2023-02",
        machine: Sequence[str] = (),
        *,
        tree: bool = True,
        before: bool = True,
        proofs: Proofs | None = None,
    ) -> Plan:
        """The plan of these commits."""
        facts = PlanFacts(
            edition=edition,
            profile=PROFILE,
            testing=shipped(),
            machine=frozenset(machine),
            tree=small() if tree else None,
            before=self.before if before else {},
            proofs=proofs or {},
        )
        return plan(self.series, facts)


def build(made: Plan, name: str) -> Build | None:
    """The build in a configuration, None when it is not asked for."""
    return next((one for one in made.builds if one.configuration == name), None)


def run(made: Plan, vendor: str, setting: str = "", suite: str = "selftests") -> Run | None:
    """The run of all tests of a suite with one setting, or with none; None when it is not asked for."""
    for one in made.runs:
        if (one.suite, one.vendor, one.tests) == (suite, vendor, ()) and " ".join(map(str, one.settings)) == setting:
            return one
    return None


def settings(made: Plan, level: str = "mandatory") -> set[str]:
    """All settings of runs of selftests at a level."""
    return {
        str(one.settings[0]) for one in made.runs if one.settings and one.level == level and one.suite == "selftests"
    }
