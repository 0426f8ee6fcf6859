# SPDX-License-Identifier: GPL-2.0-or-later
"""A clone of the tiny kernel, with commits to build, and places to build them in."""

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from kx86.adapters.git.scratch import LocalScratch
from kx86.adapters.kbuild.builder import LocalBuilder
from kx86.apps import wiring
from kx86.ports.builder import Made
from kx86.ports.sandbox import NoSandbox, Sandbox
from kx86.testing.configuration import Configuration
from world import buildable

GATE = ("arch/x86/kvm/", "virt/")
SVM, X86, KCONFIG = "arch/x86/kvm/svm/svm.c", "arch/x86/kvm/x86.c", "arch/x86/kvm/Kconfig"
WIDE = Configuration(
    name="64-bit",
    title="64-bit",
    symbols=(("64BIT", "y"), ("MODULES", "y"), ("VIRTUALIZATION", "y"), ("EXPERT", "y"), ("KVM", "m"), ("KVM_INTEL", "m"),
             ("KVM_AMD", "m"), ("KVM_WERROR", "y")),
    wanted=(("KVM_SMM", "y"), ("NOWHERE", "y")),
    targets=GATE,
)  # fmt: skip
LOOSE = replace(WIDE, name="loose", title="loose", symbols=(*WIDE.symbols[:-1], ("KVM_WERROR", "n")))
TESTS = Configuration(name="selftests", title="selftests", kind="selftests")


@dataclass(frozen=True)
class Kernel:
    """A clone, in which commits are made without its work tree."""

    path: Path

    def git(self, *arguments: str, stdin: str = "", index: str | None = None) -> str:
        """Run git and return what it prints."""
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.path,
            env={**os.environ, **({"GIT_INDEX_FILE": index} if index else {})},
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def text(self, path: str, at: str = "v6.12") -> str:
        """Return a file of a commit."""
        return self.git("show", f"{at}:{path}") + "\n"

    def commit(self, files: Mapping[str, str | None], at: str = "v6.12") -> str:
        """Commit some files, whose text is None to remove them, on top of another commit; returns the id."""
        index = f"{self.path}.index"
        self.git("read-tree", f"{at}^{{tree}}", index=index)
        blobs = {
            text: self.git("hash-object", "-w", "--stdin", stdin=text) for text in files.values() if text is not None
        }
        lines = [
            f"0 {'0' * 40}\t{path}\0" if text is None else f"100644 {blobs[text]}\t{path}\0"
            for path, text in files.items()
        ]
        self.git("update-index", "-z", "--index-info", stdin="".join(lines), index=index)
        tree = self.git("write-tree", index=index)
        return self.git("commit-tree", "-p", f"{at}^{{commit}}", "-m", "KVM: x86: Do", tree)

    def adding(self, path: str, text: str, at: str = "v6.12") -> str:
        """Commit a file with more text at its end."""
        return self.commit({path: self.text(path, at) + text}, at)


def sandbox_of(domain: str) -> Sandbox:
    """Shut everybody in."""
    return wiring.sandbox()


def no_sandbox(domain: str) -> Sandbox:
    """Stand for a machine that has none."""
    if domain != "own":
        raise NoSandbox("nothing can be shut in")
    return wiring.sandbox(shut=False)


@contextmanager
def opened(kernel: Kernel, root: Path, caches: Path, sandbox: object = sandbox_of) -> Iterator[LocalBuilder]:
    """Open the builder of a clone in a place."""
    with (
        LocalScratch(str(kernel.path)) as scratch,
        LocalBuilder(scratch, root, caches, sandbox, "kx86 build") as builder,  # type: ignore[arg-type]
    ):
        yield builder


def build(
    builder: LocalBuilder, commit: str, configuration: Configuration = WIDE, targets: Sequence[str] = GATE
) -> Made:
    """Check out, configure and make."""
    builder.check_out(commit)
    configured = builder.configure(configuration)
    assert configured.ended.status == 0, configured.ended.output
    return builder.make(configuration, targets)


def tiny(folder: Path) -> Kernel:
    """Commit the tiny kernel to a new repository."""
    return Kernel(buildable.repository(folder))
