# SPDX-License-Identifier: GPL-2.0-or-later
"""The demo's two series, written for it: one that breaks the handbook in a dozen ways, and the same work done right."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

SIGNED = "Signed-off-by: Dana Example <dana@kernel.example>"
IRQ = "arch/x86/kvm/irq.c"
UAPI = "include/uapi/linux/kvm.h"
X86 = "arch/x86/kvm/x86.c"
TEST = "pending_irqs_test"

Edit = Callable[[Path], None]


@dataclass(frozen=True, slots=True)
class Change:
    """A commit to be: its message (`{sha}` and `{title}` name the culprit) and what it does to the tree."""

    message: str
    edits: tuple[Edit, ...]


def append(path: str, text: str) -> Edit:
    """Add text at the end of a file, made when it is not there."""

    def edit(tree: Path) -> None:
        file = tree / path
        file.parent.mkdir(parents=True, exist_ok=True)
        before = file.read_text() if file.exists() else ""
        file.write_text(before + text)

    return edit


def replace(path: str, old: str, new: str) -> Edit:
    """Put one text in the place of another, once."""

    def edit(tree: Path) -> None:
        file = tree / path
        before = file.read_text()
        if old not in before:
            raise SystemExit(f"kx86: {path} has changed too much for the demo")
        file.write_text(before.replace(old, new, 1))

    return edit


def capability(where: str, answer: str) -> Edit:
    """Number a capability behind the last one of the header, and answer for it before the case `where`."""

    def edit(tree: Path) -> None:
        file = tree / UAPI
        lines = file.read_text().splitlines(keepends=True)
        last = max(
            i for i, line in enumerate(lines) if line.startswith("#define KVM_CAP_") and line.split()[-1].isdigit()
        )
        number = int(lines[last].split()[-1]) + 1
        lines.insert(last + 1, f"#define KVM_CAP_X86_PENDING_IRQS {number}\n")
        file.write_text("".join(lines))
        replace(X86, where, f"\tcase KVM_CAP_X86_PENDING_IRQS:\n{answer}{where}")(tree)

    return edit


def selftests(tree: Path) -> str:
    """Name the folder of the x86 selftests, which Linux has renamed."""
    return "x86" if (tree / "tools/testing/selftests/kvm/x86").is_dir() else "x86_64"


def selftest(tree: Path) -> None:
    """Add the test of the capability to the tree and to the Makefile."""
    folder = selftests(tree)
    append(f"tools/testing/selftests/kvm/{folder}/{TEST}.c", TEST_SOURCE)(tree)
    for name in ("Makefile.kvm", "Makefile"):
        file = tree / "tools/testing/selftests/kvm" / name
        if file.exists() and "TEST_GEN_PROGS_x86" in file.read_text():
            lines = file.read_text().splitlines(keepends=True)
            at = max(
                i for i, line in enumerate(lines) if line.startswith("TEST_GEN_PROGS_x86") and f"{folder}/" in line
            )
            lines.insert(at + 1, f"{lines[at].split('+=')[0]}+= {folder}/{TEST}\n")
            file.write_text("".join(lines))
            return


TEST_SOURCE = """\
// SPDX-License-Identifier: GPL-2.0-only
/* Verify that KVM counts pending interrupts only if the irqchip is its own. */
#include "kvm_util.h"
#include "processor.h"

static void guest_code(void)
{
	GUEST_DONE();
}

int main(void)
{
	struct kvm_vcpu *vcpu;
	struct kvm_vm *vm;

	TEST_REQUIRE(kvm_has_cap(KVM_CAP_X86_PENDING_IRQS));

	vm = vm_create_with_one_vcpu(&vcpu, guest_code);
	TEST_ASSERT(vm_check_cap(vm, KVM_CAP_X86_PENDING_IRQS), "KVM should count pending interrupts");
	kvm_vm_free(vm);

	vm = vm_create_barebones();
	TEST_ASSERT(!vm_check_cap(vm, KVM_CAP_X86_PENDING_IRQS), "KVM should refuse without an in-kernel irqchip");
	kvm_vm_free(vm);
	return 0;
}
"""

CULPRIT = Change(
    "KVM: x86: Count the interrupts that are pending for a vCPU\n\n"
    "Add kvm_nr_pending_irqs() so that a later change can report the number of\npending interrupts to userspace.\n\n"
    + SIGNED,
    (
        append(
            IRQ,
            """
int kvm_nr_pending_irqs(struct kvm_vcpu *vcpu)
{
	int nr = 0;

	nr += kvm_cpu_has_extint(vcpu);
	return nr;
}
""",
        ),
    ),
)

BAD = (
    Change(
        "kvm: x86: fixed kvm_nr_pending_irqs for split irqchip.\n\n"
        "We forgot that userspace may own the PIC, as SDM section 11.8.4 says, so\n"
        "our guests see stale counts. This patch fixes kvm_nr_pending_irqs by adding a check.\n\n"
        'Fixes: {short} ("KVM: x86: Count pending interrupts")\n' + SIGNED,
        (
            replace(
                IRQ,
                "\tnr += kvm_cpu_has_extint(vcpu);\n\treturn nr;\n",
                "\tbool split = irqchip_split(vcpu->kvm);\n"
                "\t/* We must not ask the PIC\n\t * when userspace owns it. */\n"
                "\tif (split) {\n\t\treturn 0;\n\t}\n"
                "\tnr += kvm_cpu_has_extint(vcpu);\n\treturn nr;\n",
            ),
        ),
    ),
    Change(
        "KVM: irq.c: Adding a capability to report pending irqs\n\n"
        "Added KVM_CAP_X86_PENDING_IRQS, so that userspace can recieve the number of pending\n"
        "interrupts. Compile tested only.\n\n"
        "Link: https://marc.info/?l=kvm&m=170000000000000\n" + SIGNED,
        (
            capability("\tcase KVM_CAP_HLT:\n", ""),
            append(
                IRQ,
                """
/**
 * kvm_pending_irqs_allowed - can pending interrupts be counted?
 * @kvm: the VM
 */
inline bool kvm_pending_irqs_allowed(struct kvm *kvm)
{
	return irqchip_in_kernel(
		kvm);
}
""",
            ),
        ),
    ),
)

GOOD = (
    Change(
        "KVM: x86: Don't count PIC interrupts if userspace owns the PIC\n\n"
        "Return early from kvm_nr_pending_irqs() if the irqchip is split, as the PIC\n"
        "is then emulated by userspace and KVM's view of it is stale.\n\n"
        "The bug is visible by running pending_irqs_test with a split irqchip, which\n"
        "reports one interrupt too many.\n\n"
        'Fixes: {sha} ("{title}")\n' + SIGNED,
        (
            replace(
                IRQ,
                "\tnr += kvm_cpu_has_extint(vcpu);\n\treturn nr;\n",
                "\t/* Don't ask the PIC when userspace owns it, its state is stale. */\n"
                "\tif (irqchip_split(vcpu->kvm))\n\t\treturn 0;\n\n"
                "\tnr += kvm_cpu_has_extint(vcpu);\n\treturn nr;\n",
            ),
        ),
    ),
    Change(
        "KVM: x86: Add a capability to report pending interrupts\n\n"
        "Add KVM_CAP_X86_PENDING_IRQS so that userspace can tell whether or not KVM\n"
        "counts the interrupts that are pending for a vCPU.\n\n" + SIGNED,
        (capability("\tcase KVM_CAP_SMALLER_MAXPHYADDR:\n", "\t\tr = kvm && irqchip_in_kernel(kvm);\n\t\tbreak;\n"),),
    ),
    Change(
        "KVM: selftests: Verify KVM_CAP_X86_PENDING_IRQS\n\n"
        "Verify that KVM advertises KVM_CAP_X86_PENDING_IRQS if and only if the\n"
        "irqchip lives in the kernel.\n\n" + SIGNED,
        (selftest,),
    ),
)
