# SPDX-License-Identifier: GPL-2.0-or-later
"""Kconfig symbols around lines of C, and names that exist with a symbol only."""

from hypothesis import given
from hypothesis import strategies as st

from kx86.testing.guards import Guards, declared, named
from kx86.testing.kbuild_text import guarded_objects, kconfig_symbols
from small_kernel import KCONFIG, TREE

CODE = """\
int a;
#ifdef CONFIG_KVM_SMM
int b;
#if IS_ENABLED(CONFIG_KVM_XEN) && \\
    defined(CONFIG_X86_64)
int c;
#endif
#else
int d;
#endif
int e = IS_ENABLED(CONFIG_KVM_HYPERV);
#if 0
int f;
#endif
"""


def test_lines_between_directives_are_guarded_and_so_are_the_directives() -> None:
    guards = Guards(CODE)
    found = {line: guards.around(line, line) for line in range(1, 15)}
    smm = {"KVM_SMM"}
    both = {"KVM_SMM", "KVM_XEN", "X86_64"}
    assert found == {
        1: set(), 2: smm, 3: smm, 4: both, 5: both, 6: both, 7: both, 8: smm, 9: smm, 10: smm, 11: {"KVM_HYPERV"}, 12: set(),
        13: set(), 14: set(),
    }  # fmt: skip


def test_several_lines_are_guarded_by_what_guards_any_of_them() -> None:
    guards = Guards(CODE)
    assert guards.among([1, 9, 11]) == {"KVM_SMM", "KVM_HYPERV"}
    assert guards.around(8, 12) == {"KVM_SMM", "KVM_HYPERV"}
    assert guards.among([]) == set()


def test_both_arms_say_whether_they_need_the_symbol() -> None:
    assert [(one.symbol, one.on, one.first) for one in Guards("#ifndef CONFIG_A\nx\n#else\ny\n#endif\n").regions] == [
        ("A", False, 1),
        ("A", True, 3),
    ]
    assert [one.on for one in Guards("#if !IS_ENABLED(CONFIG_A)\nx\n#endif\n").regions] == [False]
    assert [
        (one.symbol, one.on) for one in Guards("#if defined(CONFIG_A)\nx\n#elif defined(CONFIG_B)\ny\n#endif").regions
    ] == [
        ("A", True),
        ("A", False),
        ("B", True),
    ]


def test_names_and_members_that_headers_declare_under_one_symbol_only() -> None:
    found = declared({path: text for path, text in TREE.items() if path.endswith(".h")})
    assert found.names == {"leave_smm": "KVM_SMM"}, "a stub for smm_depth() stands beside it"
    assert found.members == {"xen_timer": "KVM_XEN"}


def test_what_another_header_declares_without_a_symbol_needs_none() -> None:
    inside = (
        "#define LIMIT 1\nenum {\n\tFIRST_VALUE,\n};\nextern int counter;\nstruct a_thing {\n\tint (*call)(int);\n};\n"
    )
    guarded = f"#ifdef CONFIG_A\n{inside}#endif\n"
    assert declared({"a.h": guarded}).names == dict.fromkeys(("LIMIT", "FIRST_VALUE", "counter", "a_thing"), "A")
    assert declared({"a.h": guarded}).members == {"call": "A"}
    assert declared({"a.h": guarded, "b.h": "#define LIMIT 2\nint counter;\n"}).names == dict.fromkeys(
        ("FIRST_VALUE", "a_thing"), "A"
    )


def test_symbols_in_a_text() -> None:
    assert named("#ifdef CONFIG_A /* CONFIG_B */ XCONFIG_C") == {"A", "B"}


def test_objects_that_a_symbol_brings() -> None:
    made = {path: text for path, text in TREE.items() if "Makefile" in path}
    assert guarded_objects(made) == {
        "arch/x86/kvm/smm": "KVM_SMM",
        "arch/x86/kvm/xen": "KVM_XEN",
        "arch/x86/kvm/on_hyperv": "HYPERV",
        "virt/kvm/vfio": "KVM_VFIO",
    }


def test_an_object_that_two_lists_have_needs_no_symbol() -> None:
    assert guarded_objects({"a/Makefile": "x-$(CONFIG_A) += b.o c.o\nx-y += b.o\nx-$(CONFIG_B) += c.o\n"}) == {}
    assert guarded_objects({"a/Makefile": "ifdef CONFIG_A\nx-y += b.o\nelse\nx-y += c.o\nendif\nx-y += d.o\n"}) == {
        "a/b": "A"
    }


def test_symbols_that_are_declared() -> None:
    assert kconfig_symbols(KCONFIG) == {"KVM", "KVM_SMM", "KVM_XEN"}
    assert kconfig_symbols("config a b\n# config C\nselect D\n") == set()


LINES = st.sampled_from(
    [
        "#ifdef CONFIG_A",
        "#ifndef CONFIG_B",
        "#if IS_ENABLED(CONFIG_A) \\",
        "#elif X",
        "#else",
        "#endif",
        "int a;",
        "\tu32 b;",
        "};",
        "#if (",
        "",
    ]
)


@given(st.lists(LINES, max_size=40))
def test_regions_lie_in_the_text_and_both_questions_have_one_answer(lines: list[str]) -> None:
    text = "\n".join(lines)
    guards = Guards(text)
    last = text.count("\n") + 1
    assert all(1 <= one.first <= one.last <= last for one in guards.regions)
    for line in range(1, last + 1):
        assert guards.around(line, line) == guards.among([line])
    assert guards.around(1, last) == guards.among(range(1, last + 1))


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    Guards(text)
    declared({"a.h": text})
    guarded_objects({"Makefile": text})
    kconfig_symbols(text)
