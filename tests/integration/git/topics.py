# SPDX-License-Identifier: GPL-2.0-or-later
"""A small clone that follows the main KVM tree and a KVM x86 tree with topics, a release, and a cycle that has begun."""

import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

URLS = {
    "x": "https://github.com/kvm-x86/linux.git",
    "kvm": "https://git.kernel.org/pub/scm/virt/kvm/kvm.git",
}
FILES = (
    "arch/x86/kvm/x86.c",
    "arch/x86/kvm/pmu.c",
    "arch/x86/kvm/svm/svm.c",
    "arch/x86/kvm/vmx/vmx.c",
    "virt/kvm/kvm_main.c",
)


@dataclass
class Topics:
    """The clone; `named` has the ids of commits that tests ask for."""

    path: Path
    named: dict[str, str] = field(default_factory=dict)
    day: int = 1_735_000_000

    def git(self, *arguments: str) -> str:
        """Run git and return what it prints."""
        self.day += 3600
        date = f"{self.day} +0000"
        environment = {**os.environ, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
        done = subprocess.run(
            ["git", *arguments], cwd=self.path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def commit(self, message: str, file: str) -> str:
        """Change a function in a file, commit, and return the id."""
        path = self.path / file
        path.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text() if path.exists() else "int start(void)\n{\n\treturn 0;\n}\n"
        path.write_text(text.replace("\treturn", f"\tstep({self.day});\n\treturn", 1))
        self.git("add", "-A")
        self.git("commit", "-q", "--no-verify", "-m", message)
        return self.git("rev-parse", "HEAD")

    def topic(self, name: str, base: str, subjects: list[str], file: str) -> None:
        """Make a topic branch of the KVM x86 tree."""
        self.git("checkout", "-q", "--detach", base)
        for subject in subjects:
            self.named[subject] = self.commit(f"{subject}\n\nText.\n", file)
        self.git("update-ref", f"refs/remotes/x/{name}", "HEAD")


def make_topics(path: Path) -> Topics:
    """Make the clone; a branch of the user, `work`, stands on the release."""
    made = Topics(path)
    path.mkdir()
    made.git("init", "-q", "-b", "work")
    for file in FILES:
        made.named["old"] = made.commit(f"Add {file}", file)
    made.git("tag", "v6.13")
    for name, url in URLS.items():
        made.git("config", f"remote.{name}.url", url)
    made.git("checkout", "-q", "--detach", "v6.13")
    made.named["fresh"] = made.commit("KVM: x86: Count something in this cycle", "arch/x86/kvm/x86.c")
    made.git("update-ref", "refs/remotes/kvm/master", "HEAD")
    made.topic("misc", "v6.13", ["KVM: x86: Do one thing"], "arch/x86/kvm/x86.c")
    made.topic("pmu", "v6.13", [f"KVM: x86/pmu: Count {n}" for n in range(6)], "arch/x86/kvm/pmu.c")
    made.topic("svm", "v6.13", ["KVM: SVM: Do one thing"], "arch/x86/kvm/svm/svm.c")
    made.topic("selftests", "v6.13", ["KVM: selftests: Test a thing"], "tools/testing/selftests/kvm/a_test.c")
    made.git("checkout", "-q", "work")
    return made
