# SPDX-License-Identifier: GPL-2.0-or-later
"""The tiny kernel does what Kbuild does, wherever a builder of patches could notice."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from needs import needs
from world import buildable

pytestmark = needs("compiler", "make")
ASKED = "64BIT=y MODULES=y VIRTUALIZATION=y EXPERT=y KVM=m KVM_INTEL=m KVM_AMD=m KVM_WERROR=y DEBUG_KERNEL=y NOWHERE=y"
GATE = ("arch/x86/kvm/", "virt/")


@dataclass(frozen=True)
class Kernel:
    """A tree and a folder of output."""

    source: Path
    output: Path

    def ask(self, *symbols: str) -> None:
        self.output.mkdir(exist_ok=True)
        lines = [
            f"# CONFIG_{one[:-2]} is not set\n" if one.endswith("=n") else f"CONFIG_{one}\n"
            for one in (*ASKED.split(), *symbols)
        ]
        (self.output / ".config").write_text("".join(lines))

    def make(self, *words: str, arch: str = "x86_64", status: int = 0) -> str:
        done = subprocess.run(
            ["make", "-j2", "-C", str(self.source), f"O={self.output}", f"ARCH={arch}", *words],
            env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == status, done.stdout
        return done.stdout

    @property
    def config(self) -> list[str]:
        return (self.output / ".config").read_text().splitlines()

    def edit(self, path: str, old: str, new: str) -> None:
        place = self.source / path
        text = place.read_text()
        assert old in text
        place.write_text(text.replace(old, new, 1))


def compiled(said: str) -> list[str]:
    return re.findall(r"^  CC (?:\[M\]|   )  (\S+)$", said, re.M)


@pytest.fixture(scope="module")
def _built(tmp_path_factory: pytest.TempPathFactory) -> Kernel:
    kernel = Kernel(buildable.repository(tmp_path_factory.mktemp("tiny") / "linux"), tmp_path_factory.mktemp("out"))
    kernel.ask()
    said = kernel.make("olddefconfig", "modules_prepare", *GATE)
    assert "  CC [M]  arch/x86/kvm/svm/svm.o\n" in said
    assert "  CC [M]  arch/x86/kvm/../../../virt/kvm/kvm_main.o\n" in said
    return kernel


@pytest.fixture
def kernel(_built: Kernel, tmp_path: Path) -> Kernel:
    """Give a warm kernel that the test may change; times are copied, and the place of the source is the same length."""
    shutil.copytree(_built.source, tmp_path / "linux", symlinks=True)
    shutil.copytree(_built.output, tmp_path / "out", symlinks=True)
    mine = Kernel(tmp_path / "linux", tmp_path / "out")
    for file in mine.output.rglob(".*.cmd"):
        stat = file.stat()
        file.write_text(file.read_text().replace(str(_built.source), str(mine.source)))
        os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    return mine


def test_nothing_is_compiled_twice(kernel: Kernel) -> None:
    assert compiled(kernel.make(*GATE)) == []


def test_what_a_change_reaches_is_compiled_again(kernel: Kernel) -> None:
    kernel.edit("arch/x86/kvm/svm/svm.c", "svm->asid = 0;", "svm->asid = 1;")
    assert compiled(kernel.make(*GATE)) == ["arch/x86/kvm/svm/svm.o"]
    kernel.edit("arch/x86/kvm/svm/svm.h", "u32 asid;", "u64 asid;")
    assert {Path(one).parent.name for one in compiled(kernel.make(*GATE))} == {"svm"}


def test_a_folder_below_the_makefile_builds_nothing_and_says_yes(kernel: Kernel) -> None:
    kernel.edit("arch/x86/kvm/svm/svm.c", "svm->asid = 0;", "svm->asid = nobody;")
    assert "Nothing to be done for 'arch/x86/kvm/svm/'" in kernel.make("arch/x86/kvm/svm/")
    said = kernel.make("arch/x86/kvm/svm/svm.o", status=2)
    assert re.search(rf"^{kernel.source}/arch/x86/kvm/svm/svm\.c:\d+:\d+: error: 'nobody' undeclared", said, re.M)
    assert re.search(r"make\[2\]: \*\*\* \[\S+/scripts/Makefile\.build:\d+: arch/x86/kvm/svm/svm\.o\] Error 1", said)


def test_werror_is_lost_without_a_word(kernel: Kernel) -> None:
    (kernel.output / ".config").write_text("CONFIG_MODULES=y\nCONFIG_KVM=m\nCONFIG_KVM_AMD=m\nCONFIG_KVM_WERROR=y\n")
    kernel.make("olddefconfig")
    assert not any("KVM_WERROR" in line or "NOWHERE" in line for line in kernel.config)
    assert "CONFIG_KVM_AMD=m" in kernel.config


@pytest.mark.parametrize("werror", [True, False])
def test_a_warning_is_an_error_only_when_it_was_asked_for(kernel: Kernel, werror: bool) -> None:
    kernel.edit("arch/x86/kvm/x86.c", "int r = 1;", "int r = 1, unused;")
    if not werror:
        kernel.ask("KVM_WERROR=n")
        kernel.make("olddefconfig")
    assert "unused variable" in kernel.make("arch/x86/kvm/x86.o", status=2 if werror else 0)


def test_a_symbol_that_a_patch_removes_is_dropped(kernel: Kernel) -> None:
    kernel.edit("arch/x86/kvm/Kconfig", "config KVM_SMM\n", "config KVM_SYSTEM_MANAGEMENT\n")
    kernel.make("olddefconfig")
    assert "CONFIG_KVM_SYSTEM_MANAGEMENT=y" in kernel.config
    assert not any("KVM_SMM" in line for line in kernel.config)


def test_a_kconfig_that_nobody_can_read_stops_everything(kernel: Kernel) -> None:
    kernel.edit("arch/x86/kvm/Kconfig", "config KVM_SMM\n", "frob KVM_SMM\n")
    for target in ("olddefconfig", "arch/x86/kvm/"):
        assert re.search(r'^arch/x86/kvm/Kconfig:\d+: unknown statement "frob"$', kernel.make(target, status=2), re.M)


def test_32_bit_has_no_tdp_mmu(kernel: Kernel) -> None:
    mine = Kernel(kernel.source, kernel.output.parent / "narrow")
    mine.ask("64BIT=n")
    built = compiled(mine.make("olddefconfig", "arch/x86/kvm/", arch="i386"))
    assert "arch/x86/kvm/mmu/mmu.o" in built and "arch/x86/kvm/mmu/tdp_mmu.o" not in built
    assert "CONFIG_X86_32=y" in mine.config


def test_modules_need_what_is_exported(kernel: Kernel) -> None:
    kernel.make("modules")
    assert (kernel.output / "arch/x86/kvm/kvm-amd.ko").exists()
    kernel.edit("arch/x86/kvm/mmu/mmu.c", "EXPORT_SYMBOL_GPL(kvm_mmu_unload);\n", "")
    kernel.make(*GATE)
    said = kernel.make("modules", status=2)
    assert 'ERROR: modpost: "kvm_mmu_unload" [arch/x86/kvm/kvm-amd.ko] undefined!' in said


def test_locking_is_proved_and_more_warnings_are_shown_without_complaint(kernel: Kernel) -> None:
    mine = Kernel(kernel.source, kernel.output.parent / "proved")
    mine.ask("PROVE_LOCKING=y", "KVM_SMM=n", "KVM_HYPERV=n", "PCI=y", "VFIO=m")
    said = mine.make("olddefconfig", *GATE, "drivers/vfio/", "W=1")
    assert "warning" not in said and "drivers/vfio/vfio.o" in compiled(said)
    assert "CONFIG_LOCKDEP=y" in mine.config


def test_selftests_are_built_with_the_headers_of_the_tree(kernel: Kernel, tmp_path: Path) -> None:
    kernel.make("headers")
    where = [
        "make", "-s", "-C", f"{kernel.source}/tools/testing/selftests/kvm", f"OUTPUT={tmp_path}/tests",
        f"KHDR_INCLUDES=-isystem {kernel.output}/usr/include",
    ]  # fmt: skip
    subprocess.run([*where, "-j2"], check=True)
    names = subprocess.run([*where, "emit_tests"], check=True, capture_output=True, text=True).stdout
    assert names.splitlines() == ["kvm:smm_test", "kvm:state_test", "kvm:cpuid_test"]
    subprocess.run([tmp_path / "tests/x86_64/smm_test"], check=True)


def test_a_tree_in_which_somebody_built_is_refused(kernel: Kernel) -> None:
    (kernel.source / ".config").touch()
    assert "The source tree is not clean" in kernel.make("olddefconfig", status=2)
