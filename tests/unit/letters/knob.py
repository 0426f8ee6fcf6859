# SPDX-License-Identifier: GPL-2.0-or-later
"""A patch that turns a knob, and versions of it, for tests of remarks."""

from kx86.series.patch import Patch
from kx86.series.series import Series
from unit.series.versions import bare_hunk, body, hunk, posting

TITLE = "KVM: x86: Turn the knob"
CODE = """ static void turn_knob(struct kvm *kvm)
 {
+	if (knob_is_turned(kvm)) {
+		turn_it_back(kvm);
+	}
+
+	kvm_make_all_cpus_request(kvm, KVM_REQ_RELOAD_EVERYTHING | KVM_REQUEST_WAIT);
+	wake_up_everybody(kvm);
 }"""
ADDED = "+\tif (knob_is_turned(kvm)) {\n+\t\tturn_it_back(kvm);"
OTHER = hunk(" int pmu_knobs(void)\n {\n-\treturn no_knobs();\n+\treturn some_knobs();\n }", file="arch/x86/kvm/pmu.c")
CHANGELOG = "Turn the knob back, since nobody wants it.\n\nNo functional change intended."
TAGS = "Signed-off-by: Ann Author <ann@author.example>"


def knob(code: str = CODE, changelog: str = CHANGELOG, tags: str = TAGS, file: str = "arch/x86/kvm/x86.c") -> str:
    """Make the body of the patch."""
    text = body(f"--- a/{file}\n+++ b/{file}\n{bare_hunk(code)}", changelog=changelog, tags=tags)
    return text.replace("---\n\n", "---\nTested on a good day.\n\n", 1)


def version(
    number: int, text: str = "", *more: tuple[str, str], title: str = TITLE, cover: str | None = None
) -> Series:
    """Make a version whose first patch is the knob's."""
    return posting(number, (title, text or knob()), *more, cover=cover)


def patch() -> Patch:
    """The patch of the first version."""
    return version(1).patches[0]


def cover() -> Patch:
    """The cover letter of a series."""
    made = version(1, cover="It turns all the knobs.").cover
    assert made is not None
    return made


PATCH = f"{CHANGELOG}\n\n{TAGS}\n---\n{CODE}"
