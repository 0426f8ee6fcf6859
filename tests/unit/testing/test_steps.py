# SPDX-License-Identifier: GPL-2.0-or-later
"""What is built of a series, and in which folders."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kx86.mail.message import Address
from kx86.series.commit import Commit, patch_of_commit
from kx86.testing.configuration import Configuration
from kx86.testing.steps import Step, Work, asked_folders, docs_folder, step_of, targets_of, works_of

GATE = ("arch/x86/kvm/", "virt/")
KERNEL = Configuration(name="64-bit", targets=GATE)
ARM = Configuration(name="arm64", arch="arm64", targets=("arch/arm64/kvm/", "virt/"))
TESTS = Configuration(name="selftests", kind="selftests")
PAGES = Configuration(name="htmldocs", kind="htmldocs")
MAKEFILES = ("arch/x86/", "arch/x86/kernel/", "drivers/", "drivers/vfio/", "arch/arm64/kernel/")
ANN = Address(name="Ann", email="ann@kernel.example")


def step(*files: str, n: int = 1) -> Step:
    return Step(n=n, commit=f"c{n}", title="KVM: Do", files=files)


def test_a_step_has_the_files_that_its_patch_leaves_each_once() -> None:
    diff = (
        "diff --git a/old.c b/new.c\nsimilarity index 100%\nrename from old.c\nrename to new.c\n"
        "diff --git a/gone.c b/gone.c\ndeleted file mode 100644\n--- a/gone.c\n+++ /dev/null\n@@ -1 +0,0 @@\n-int x;\n"
        "diff --git a/x.S b/x.S\nnew file mode 100644\n--- /dev/null\n+++ b/x.S\n@@ -0,0 +1 @@\n+nop\n"
    )
    made = Commit(sha="a" * 40, parents=("b" * 40,), author=ANN, committer=ANN, message="KVM: Do\n", diff=diff)
    found = step_of(patch_of_commit(made, 2, 3), "c")
    assert (found.n, found.commit, found.title, found.files) == (2, "c", "KVM: Do", ("new.c", "x.S"))
    assert found.sources == ("new.c", "x.S")


@pytest.mark.parametrize(("path", "yes"), [
    ("arch/x86/kvm/Kconfig", True), ("lib/Kconfig.debug", True), ("Kconfig", True), ("scripts/kconfig/conf.c", False),
])  # fmt: skip
def test_what_changes_what_can_be_configured(path: str, yes: bool) -> None:
    assert step(path).is_kconfig == yes


@pytest.mark.parametrize(("path", "targets"), [
    ("arch/x86/kvm/svm/svm.c", GATE),
    ("virt/kvm/kvm_main.c", GATE),
    ("drivers/vfio/vfio.c", (*GATE, "drivers/vfio/")),
    ("drivers/vfio/pci/pci.c", (*GATE, "drivers/vfio/")),
    ("drivers/none/x.c", (*GATE, "drivers/")),
    ("arch/x86/kernel/kvm.c", (*GATE, "arch/x86/kernel/")),
    ("arch/x86/entry/entry.S", (*GATE, "arch/x86/")),
    ("arch/x86/include/asm/kvm_host.h", GATE),
    ("arch/arm64/kernel/x.c", GATE),
    ("arch/arm64/kvm/arm.c", GATE),
    ("tools/testing/selftests/kvm/x.c", GATE),
    ("samples/x.c", GATE),
    ("scripts/mod/modpost.c", GATE),
    ("Documentation/x.c", GATE),
    ("nowhere/x.c", GATE),
    ("x.c", GATE),
])  # fmt: skip
def test_the_folder_of_a_source_outside_of_kvm_is_built_by_the_nearest_makefile(
    path: str, targets: tuple[str, ...]
) -> None:
    assert targets_of(KERNEL, [step(path)], MAKEFILES) == targets


def test_another_architecture_builds_its_own_folders() -> None:
    assert targets_of(ARM, [step("arch/arm64/kernel/x.c", "arch/x86/kernel/kvm.c")], MAKEFILES) == (
        "arch/arm64/kvm/", "virt/", "arch/arm64/kernel/",
    )  # fmt: skip


def test_selftests_are_built_by_folder_and_what_all_of_them_share_builds_none() -> None:
    at = "tools/testing/selftests"
    files = step(
        f"{at}/kvm/x86_64/a.c", f"{at}/kvm/lib/b.c", f"{at}/lib.mk", f"{at}/Makefile", f"{at}/mm/c.c", "virt/d.c"
    )
    assert targets_of(TESTS, [files], MAKEFILES) == ("kvm", "mm")
    assert targets_of(TESTS, [step("virt/d.c", f"{at}/Makefile")], MAKEFILES) == ()


@pytest.mark.parametrize(("path", "folder"), [
    ("Documentation/virt/kvm/api.rst", "virt/kvm"), ("Documentation/virt/kvm/x86/mmu.rst", "virt/kvm"),
    ("Documentation/process/x.rst", "process"), ("Documentation/index.rst", "."),
])  # fmt: skip
def test_pages_are_built_with_the_folder_that_sphinx_knows(path: str, folder: str) -> None:
    assert docs_folder(path) == folder
    assert targets_of(PAGES, [step(path, "virt/x.c")], MAKEFILES) == (folder,)


def test_all_folders_above_a_source_are_asked_for_a_makefile_the_nearest_first() -> None:
    assert asked_folders([step("a/b/c.c", "a/d.c", "a/b/e.h", "tools/x/y.c", "z.c")]) == ("a/b/", "a/")


def test_works_have_the_patches_that_are_asked_for_and_those_without_a_target_are_left_out() -> None:
    steps = [step("arch/x86/kvm/x86.c"), step("drivers/vfio/vfio.c", n=2)]
    configurations = {one.name: one for one in (KERNEL, TESTS, PAGES)}
    asked = {"64-bit": [1, 2], "selftests": [1, 2], "htmldocs": [2]}
    (work,) = works_of(asked, configurations, steps, dict.fromkeys(MAKEFILES, 0))
    assert work == Work(configuration=KERNEL, targets=(*GATE, "drivers/vfio/"), patches=frozenset({1, 2}))
    assert work.expected(steps[1]) == ("drivers/vfio/vfio.c",)


def test_a_folder_that_comes_with_a_patch_is_built_from_then_on() -> None:
    steps = [step("drivers/new/a.c"), step("drivers/new/Makefile", "drivers/new/b.c", n=2), step("virt/c.c", n=3)]
    (work,) = works_of({"64-bit": [1, 2, 3]}, {"64-bit": KERNEL}, steps, {"drivers/new/": 2})
    assert [work.targets_at(one) for one in (step(n=0), *steps)] == [
        GATE,
        GATE,
        (*GATE, "drivers/new/"),
        (*GATE, "drivers/new/"),
    ]
    assert [work.expected(one) for one in steps] == [(), ("drivers/new/b.c",), ("virt/c.c",)]


def test_only_kernels_are_expected_to_compile_sources() -> None:
    work = Work(configuration=TESTS, targets=("kvm",), patches=frozenset({1}))
    assert work.expected(step("tools/testing/selftests/kvm/a.c", "arch/x86/kvm/x86.c")) == ()


PATHS = st.lists(
    st.sampled_from(["a", "kvm", "arch", "x86", "tools", "testing", "selftests", "x.c", "y.rst", "..", ""])
).map("/".join)


@given(st.lists(PATHS, max_size=8), st.sampled_from([KERNEL, ARM, TESTS, PAGES]))
def test_no_path_is_too_odd(paths: list[str], configuration: Configuration) -> None:
    steps = [step(*paths)]
    targets = targets_of(configuration, steps, asked_folders(steps))
    assert len(set(targets)) == len(targets) and all(targets)
