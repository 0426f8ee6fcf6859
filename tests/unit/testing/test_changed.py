# SPDX-License-Identifier: GPL-2.0-or-later
"""What a diff changes: functions, names, guarded lines, or comments only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kx86.patch.parse import parse_diff
from kx86.testing.changed import Changed, changed, is_document, short
from small_kernel import TREE, X86
from unit.testing.made import diff_of

PATH = "arch/x86/kvm/x86.c"


def change(old: str, new: str, *, known: bool = True, path: str = PATH, text: str | None = None) -> Changed:
    """Replace a text in a file, and see what that changes."""
    before = text or TREE[path]
    assert old in before
    (file,) = parse_diff(diff_of(path, before, before.replace(old, new, 1))).files
    return changed(file, before.encode() if known else None)


@pytest.mark.parametrize("known", [True, False])
def test_the_function_and_the_names_of_a_changed_line(known: bool) -> None:
    found = change("vcpu->total = n;", "vcpu->sum = n + extra;", known=known)
    assert list(found.functions) == ["count_events"]
    assert found.named.words == {"vcpu", "n", "extra"}
    assert found.named.members == {"total", "sum"}
    assert found.added.members == {"sum"}
    assert not found.silent


def test_what_is_near_are_the_lines_around_and_conditions_that_leave_before() -> None:
    near = change("vcpu->total = n;", "vcpu->total = n + 1;").functions["count_events"]
    assert "loud" in near.words, "the function returns before, unless loud is set"
    assert "events" not in near.members, "fourteen lines above, and decides nothing"
    assert "loud" not in change("vcpu->total = n;", "x(n);", known=False).functions["count_events"].words


def test_conditions_and_loops_around_a_line_are_near_however_far_above() -> None:
    far = "".join(f"\tn += {n};\n" for n in range(20))
    deep = far.replace("\t", "\t\t")
    head = "int f(void)\n{\n\tif (first &&\n\t    second) {\n"
    text = f"{head}{deep}\t\tn = last;\n\t}}\n\tif (third)\n\t\tgo();\n{far}}}\n"
    near = change("n = last;", "n = 1;", text=text).functions["f"].words
    assert {"first", "second", "third"} <= near, "the third stands right below"
    after = change("n += 19;\n}", "n = 1;\n}", text=text).functions["f"].words
    assert not {"first", "second", "third"} & after


def test_an_empty_line_parts_what_is_near() -> None:
    rows = "\tif (!has_one())\n\t\tone = 0;\n\n\tif (!has_two())\n\t\ttwo = 0;\n\n\tthree();\n"
    text = f"void setup(void)\n{{\n{rows}}}\n"
    assert "one" not in change("two = 0;", "two = 1;", text=text).functions["setup"].words
    assert "two" in change("has_two()", "has_2()", text=text).functions["setup"].words
    assert not {"one", "two"} & change("\tthree();", "\tfour();", text=text).functions["setup"].words


def test_a_paragraph_goes_on_beyond_the_hunk() -> None:
    rows = "".join(f"\tn += {n};\n" for n in range(6))
    text = f"int f(void)\n{{\n\tfar();\n\n\tif (first)\n\t\tn = 1;\n{rows}\tn = last;\n{rows}\tn = below;\n\n\tfar();\n}}\n"
    near = change("n = last;", "n = 1;", text=text).functions["f"].words
    assert {"first", "below"} <= near
    assert "far" not in near


def test_a_new_function_between_others_is_in_none_of_them() -> None:
    found = change("static void poke(", "static void fresh(void)\n{\n\tstart();\n}\n\nstatic void poke(")
    assert list(found.functions) == ["fresh"]


def test_a_hunk_that_moved_is_found() -> None:
    (file,) = parse_diff(diff_of(PATH, X86, X86.replace("vcpu->poked = 1;", "vcpu->poked = 3;"))).files
    moved = f"int more;\nint again;\n{X86}"
    assert list(changed(file, moved.encode()).functions) == ["poke"]
    assert list(changed(file, b"something else\n").functions) == ["poke"], "by the heading of the hunk"


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize(("old", "new"), [
    ("/* A function that leaves early. */", "/*\n * A function that leaves\n * early.\n */"),
    ("vcpu->total = n;", "vcpu->total = n; /* all */"),
    ("vcpu->total = n;", "vcpu->total  =  n;\n"),
    ("\tvcpu->total = n;\n", "\n\t// All of them.\n\tvcpu->total = n;\n"),
])  # fmt: skip
def test_comments_and_blanks_are_silent(old: str, new: str, known: bool) -> None:
    found = change(old, new, known=known)
    assert found.silent
    assert not found.functions


@pytest.mark.parametrize(("old", "new"), [
    ("\treturn n;", "\treturn m;"),
    ('#include "x86.h"', '#include "x87.h"'),
    ("\tn += 1;\n\tn += 2;", "\tn += 2;\n\tn += 1;"),
    ("/* A function that leaves early. */", "int extra;"),
    ("\tvcpu->total = n;", "\t/* vcpu->total = n; */"),
])  # fmt: skip
def test_all_else_is_loud(old: str, new: str) -> None:
    assert not change(old, new).silent
    assert not change(old, new, known=False).silent


def test_a_long_comment_is_one_in_the_middle_as_well() -> None:
    text = "/*\n" + " many words here\n" * 40 + " return if (this) {\n" + " many words here\n" * 40 + "*/\nint a;\n"
    assert change("return if (this) {", "return if (that) {", text=text).silent


def test_documents_are_silent_and_other_files_are_not() -> None:
    for path, silent in (("Documentation/virt/kvm/api.rst", True), ("README.md", True), ("a/Makefile", False)):
        (file,) = parse_diff(diff_of(path, "a\n", "b\n")).files
        assert changed(file, None).silent is silent
        assert is_document(path) is silent


def test_renames_modes_and_binaries_are_loud() -> None:
    rename = "diff --git a/x.c b/y.c\nsimilarity index 100%\nrename from x.c\nrename to y.c\n"
    mode = "diff --git a/x.sh b/x.sh\nold mode 100644\nnew mode 100755\n"
    for text in (rename, mode):
        (file,) = parse_diff(text).files
        assert not changed(file, b"int a;\n").silent


def test_files_that_come_and_go() -> None:
    (new,) = parse_diff(diff_of("x.c", None, "int a;\n")).files
    (old,) = parse_diff(diff_of("x.c", "int a;\n", None)).files
    assert (changed(new, None).fresh, changed(new, None).gone) == (True, False)
    assert (changed(old, b"int a;\n").fresh, changed(old, b"int a;\n").gone) == (False, True)


def guarded(found: Changed) -> set[tuple[str, bool]]:
    return {(one.symbol, one.itself) for one in found.guarded}


def test_guards_of_changed_lines_and_of_others_in_the_function() -> None:
    assert guarded(change("leave_smm(vcpu);", "leave_smm(vcpu, 1);")) == {("KVM_SMM", True)}
    assert guarded(change("return adjust(vcpu, &walk);", "return 0;")) == {("KVM_SMM", False)}
    assert guarded(change("vcpu->poked = 1;", "vcpu->poked = 3;")) == {("KVM_XEN", False)}
    assert guarded(change("vcpu->total = n;", "vcpu->sum = n;")) == set()
    assert guarded(change("vcpu->poked = 2;", "vcpu->poked = IS_ENABLED(CONFIG_A);")) == {
        ("KVM_XEN", False),
        ("A", True),
    }


def test_without_the_file_only_what_the_hunk_shows_guards() -> None:
    assert guarded(change("leave_smm(vcpu);", "leave_smm(vcpu, 1);", known=False)) == {("KVM_SMM", False)}
    (makefile,) = parse_diff(diff_of("a/Makefile", "x\n", "x-$(CONFIG_A) += a.o\n")).files
    assert guarded(changed(makefile, None)) == {("A", True)}


def test_a_path_as_people_say_it() -> None:
    assert short("arch/x86/kvm/mmu/mmu.c") == "mmu/mmu.c"
    assert short("arch/x86/kvm/Makefile") == "arch/x86/kvm/Makefile"
    assert short("tools/testing/selftests/kvm/x86/a.c") == "selftests/kvm/x86/a.c"
    assert short("virt/kvm/kvm_main.c") == "virt/kvm/kvm_main.c"


CODE = st.lists(
    st.sampled_from(
        [
            "int f(void)",
            "{",
            "}",
            "\ta = b;",
            "/* a",
            " * b",
            " */",
            "",
            "#ifdef CONFIG_A",
            "#endif",
            '\tprint("/*");',
            "\t// c",
        ]
    ),
    max_size=25,
)


@given(CODE, CODE)
def test_functions_are_in_the_file_before_or_in_what_is_added(old: list[str], new: list[str]) -> None:
    before, after = ("".join(f"{line}\n" for line in lines) for lines in (old, new))
    for file in parse_diff(diff_of(PATH, before, after)).files:
        for known in (before.encode(), None):
            found = changed(file, known)
            assert set(found.functions) <= {"f"}
            assert not (found.silent and found.functions)


@given(st.binary(max_size=200), st.text(max_size=100), st.text(max_size=100))
def test_any_file_and_any_hunk_is_read(before: bytes, old: str, new: str) -> None:
    for file in parse_diff(diff_of(PATH, old, new)).files:
        changed(file, before)
