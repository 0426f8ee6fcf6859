# SPDX-License-Identifier: GPL-2.0-or-later
"""Views of a patch."""

import pytest

from unit.series.making import DIFF, patch

HUNKS = """\
--- a/virt/kvm/b.c
+++ b/virt/kvm/b.c
@@ -50,2 +50,3 @@ static void b(void)
 int one;
+int two;
 int three;
@@ -10,1 +10,2 @@ static void a(void)
 int four;
+int five;
"""
ONE = patch("1@kernel.example", "[PATCH] KVM: x86: Poke", body=f"Poke.\n---\n\n{DIFF}{HUNKS}")


@pytest.mark.parametrize(
    ("file", "line", "heading"),
    [
        ("virt/kvm/b.c", 9, None),
        ("virt/kvm/b.c", 10, "static void a(void)"),
        ("virt/kvm/b.c", 11, "static void a(void)"),
        ("virt/kvm/b.c", 12, None),
        ("virt/kvm/b.c", 52, "static void b(void)"),
        ("virt/kvm/b.c", 53, None),
        ("arch/x86/kvm/x86.c", 1, ""),
        ("virt/kvm/c.c", 10, None),
    ],
)
def test_the_window_of_a_line_is_found(file: str, line: int, heading: str | None) -> None:
    found = ONE.window_at(file, line)
    assert (found.heading if found else None) == heading
