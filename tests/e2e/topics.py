# SPDX-License-Identifier: GPL-2.0-or-later
"""A clone that follows the trees, small enough to know every line: four topics of three commits, `next`, and an old state of it."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

from e2e.conftest import Clone

FILES = {
    "misc": "arch/x86/kvm/x86.c",
    "pmu": "arch/x86/kvm/pmu.c",
    "svm": "arch/x86/kvm/svm/svm.c",
    "vmx": "arch/x86/kvm/vmx/vmx.c",
}
DATED = "kvm-x86-next-2024.01.29"
HANDBOOK = "Documentation/process/maintainer-kvm-x86.rst"
URLS = {
    "origin": "https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git",
    "kvm": "https://git.kernel.org/pub/scm/virt/kvm/kvm.git",
    "x": "https://github.com/kvm-x86/linux.git",
}


def edit(clone: Clone, path: str, lines: Mapping[int, str], message: str) -> str:
    """Replace lines of a file and commit."""
    file = clone.path / path
    text = file.read_text().splitlines()
    for number, line in lines.items():
        text[number] = line
    file.write_text("\n".join(text) + "\n")
    clone.git("commit", "-q", "--no-verify", "-am", f"{message}\n\nSigned-off-by: Ann Author <ann@kernel.example>")
    return clone.git("rev-parse", "HEAD")


def make(folder: Path, *, merged: bool = False) -> Clone:
    """Make the clone; `merged` puts the handbook into its trees."""
    clone = Clone(folder)
    folder.mkdir()
    clone.git("init", "-q", "-b", "master")
    for path in FILES.values():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("".join(f"int line_{number};\n" for number in range(200)))
    if merged:
        (folder / HANDBOOK).parent.mkdir(parents=True)
        (folder / HANDBOOK).write_text("KVM x86\n")
    clone.git("add", "-A")
    clone.git("commit", "-q", "-m", "Linux 6.8-rc2")
    clone.git("tag", "-a", "-m", "Linux 6.8-rc2", "v6.8-rc2")
    for name, path in FILES.items():
        clone.git("checkout", "-q", "-b", name, "v6.8-rc2")
        for number in (10, 20, 30):
            edit(clone, path, {number: f"int {name}_{number};"}, f"KVM: {name}: Change line {number}")
    octopus(clone)
    clone.git("tag", DATED)
    clone.git("checkout", "-q", "pmu")
    edit(clone, FILES["pmu"], {40: "int pmu_40;"}, "KVM: pmu: Change line 40")
    octopus(clone)
    for name, url in URLS.items():
        clone.git("config", f"remote.{name}.url", url)
        clone.git("config", f"remote.{name}.fetch", f"+refs/heads/*:refs/remotes/{name}/*")
    for name in (*FILES, "next"):
        clone.git("update-ref", f"refs/remotes/x/{name}", name)
    for name in ("origin", "kvm"):
        clone.git("update-ref", f"refs/remotes/{name}/master", "master")
    clone.git("checkout", "-q", "master")
    clone.git("branch", "-q", "-D", *FILES, "next")
    return clone


def octopus(clone: Clone) -> None:
    """Merge all topics into `next`, as it is done for every change of one."""
    clone.git("checkout", "-q", "-B", "next", "v6.8-rc2")
    clone.git("merge", "-q", "-m", "Merge branches 'misc', 'pmu', 'svm' and 'vmx'", *FILES)


def refs(clone: Clone) -> str:
    """All refs, and all files of the git directory but its logs: what nobody may touch unasked."""
    found = subprocess.run(
        ["find", ".git", "-type", "f", "!", "-path", "*/logs/*"],
        cwd=clone.path,
        capture_output=True,
        text=True,
        check=True,
    )
    return clone.git("for-each-ref") + "".join(sorted(found.stdout.splitlines(keepends=True)))
