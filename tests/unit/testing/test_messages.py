# SPDX-License-Identifier: GPL-2.0-or-later
"""What a build says: who says it, about which object, and that nothing hostile costs more than it is long."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from kx86.testing.messages import LONGEST, Log, Message, fresh, joined, read_log

SVM, X86, MAIN = "arch/x86/kvm/svm/svm.o", "arch/x86/kvm/x86.o", "arch/x86/kvm/../../../virt/kvm/kvm_main.o"


def one(output: str) -> Message:
    (found,) = read_log(output.encode()).all
    return found


@pytest.mark.parametrize(
    ("line", "file", "number", "column", "kind", "text"),
    [
        (
            "/src/arch/x86/kvm/x86.c:16:13: error: 'x' undeclared",
            "arch/x86/kvm/x86.c",
            16,
            13,
            "error",
            "'x' undeclared",
        ),
        (
            "/src/arch/x86/kvm/x86.c:16:13: warning: unused [-Wunused]",
            "arch/x86/kvm/x86.c",
            16,
            13,
            "warning",
            "unused [-Wunused]",
        ),
        (
            "/src/a.c:1:10: fatal error: no.h: No such file or directory",
            "a.c",
            1,
            10,
            "error",
            "no.h: No such file or directory",
        ),
        ("./include/linux/kernel.h:7: error: left shift", "include/linux/kernel.h", 7, 0, "error", "left shift"),
        (
            "/src/arch/x86/kvm/vmx/vmenter.S:12: Error: no such instruction: `frob'",
            "arch/x86/kvm/vmx/vmenter.S",
            12,
            0,
            "error",
            "no such instruction: `frob'",
        ),
        ("/src/arch/x86/kvm/vmx/vmenter.S:12: Warning: odd", "arch/x86/kvm/vmx/vmenter.S", 12, 0, "warning", "odd"),
        (
            "arch/x86/kvm/x86.o: warning: objtool: f+0x12: unreachable",
            X86,
            0,
            0,
            "warning",
            "objtool: f+0x12: unreachable",
        ),
        ("arch/x86/kvm/x86.o: error: objtool: f(): bad", X86, 0, 0, "error", "objtool: f(): bad"),
        (
            'ERROR: modpost: "f" [arch/x86/kvm/kvm-amd.ko] undefined!',
            "",
            0,
            0,
            "error",
            'modpost: "f" [arch/x86/kvm/kvm-amd.ko] undefined!',
        ),
        (
            "WARNING: modpost: missing MODULE_DESCRIPTION()",
            "",
            0,
            0,
            "warning",
            "modpost: missing MODULE_DESCRIPTION()",
        ),
        (
            'arch/x86/kvm/Kconfig:48: unknown statement "frob"',
            "arch/x86/kvm/Kconfig",
            48,
            0,
            "error",
            'unknown statement "frob"',
        ),
        ("arch/x86/kvm/Kconfig:48:warning: ignoring 'x'", "arch/x86/kvm/Kconfig", 48, 0, "warning", "ignoring 'x'"),
        (
            "/src/arch/x86/kvm/Makefile:24: *** missing 'endif'.  Stop.",
            "arch/x86/kvm/Makefile",
            24,
            0,
            "error",
            "missing 'endif'",
        ),
        (
            "make[3]: *** No rule to make target 'a.o', needed by 'kvm.o'.  Stop.",
            "",
            0,
            0,
            "error",
            "make: No rule to make target 'a.o', needed by 'kvm.o'",
        ),
        (
            "make[2]: *** [/src/scripts/Makefile.build:1: a.o] Error 1",
            "",
            0,
            0,
            "tool",
            "make: [/src/scripts/Makefile.build:1: a.o] Error 1",
        ),
        (
            "gcc: error: unrecognized command-line option '-fno'",
            "",
            0,
            0,
            "error",
            "gcc: unrecognized command-line option '-fno'",
        ),
        (
            "/usr/bin/x86_64-linux-gnu-gcc: fatal error: Killed signal terminated program cc1",
            "",
            0,
            0,
            "error",
            "x86_64-linux-gnu-gcc: Killed signal terminated program cc1",
        ),
        ("/usr/bin/ld: cannot find -lnone: No such file", "", 0, 0, "error", "ld: cannot find -lnone: No such file"),
        (
            "aarch64-linux-gnu-ld: warning: a.o: missing .note.GNU-stack",
            "",
            0,
            0,
            "warning",
            "ld: warning: a.o: missing .note.GNU-stack",
        ),
        ("ld.lld: error: undefined symbol: f", "", 0, 0, "error", "ld: error: undefined symbol: f"),
        (
            "/usr/bin/ld: /src/tools/x.c:3: undefined reference to `f'",
            "tools/x.c",
            3,
            0,
            "error",
            "undefined reference to `f'",
        ),
        ("x.c:(.text+0x5): undefined reference to `f'", "", 0, 0, "error", "ld: x.c: undefined reference to `f'"),
        (
            "/src/Documentation/virt/kvm/api.rst:12: WARNING: Title underline too short.",
            "Documentation/virt/kvm/api.rst",
            12,
            0,
            "warning",
            "Title underline too short.",
        ),
        (
            "/src/Documentation/virt/kvm/x.rst: WARNING: document isn't included in any toctree",
            "Documentation/virt/kvm/x.rst",
            0,
            0,
            "warning",
            "document isn't included in any toctree",
        ),
        (
            "/src/Documentation/a.rst:1: SEVERE: Unexpected section title.",
            "Documentation/a.rst",
            1,
            0,
            "error",
            "Unexpected section title.",
        ),
    ],
)
def test_who_says_what(line: str, file: str, number: int, column: int, kind: str, text: str) -> None:
    found = one(line)
    assert (found.file, found.line, found.column, found.kind, found.text) == (file, number, column, kind, text)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "  CC      a.o",
        "all is well",
        "make: Entering directory '/out'",
        "No rule to make target",
        "Waiting for unfinished jobs",
        "[x] Error 1",
        "/src/a.c:3:5: note: declared here",
        "In file included from /src/a.h:3,",
        "/src/a.c: In function 'f':",
        "/usr/bin/ld: /tmp/x.o: in function `main':",
        "make[2]: Target 'virt/' not remade because of errors.",
        " /src/a.c:1:1: error: set in",
    ],
)
def test_what_is_no_message(line: str) -> None:
    assert read_log(line.encode()).all == ()


def test_each_message_belongs_to_the_object_that_was_made_when_it_came() -> None:
    log = read_log(
        f"  CC [M]  {SVM}\n/src/include/linux/kvm_host.h:5:1: warning: odd\n"
        f"  CC [M]  {MAIN}\n/src/virt/kvm/kvm_main.c:9:1: warning: even\n"
        "  LD [M]  arch/x86/kvm/kvm-amd.o\narch/x86/kvm/svm/svm.o: warning: objtool: f+0x1: bad\n"
        "  AR      arch/x86/kvm/built-in.a\n".encode()
    )
    assert {name: [one.text for one in group] for name, group in log.messages.items()} == {
        SVM: ["odd", "objtool: f+0x1: bad"],
        MAIN: ["even"],
    }
    assert log.compiled == (SVM, MAIN, "arch/x86/kvm/kvm-amd.o")
    assert log.made[-1] == "arch/x86/kvm/built-in.a"


@pytest.mark.parametrize("checked", ["/src/arch/x86/kvm/svm/svm.c", "arch/x86/kvm/svm/svm.c"])
@pytest.mark.parametrize("first", [True, False])
def test_what_a_checker_says_belongs_to_the_object_of_the_source(checked: str, first: bool) -> None:
    check = f"  CHECK   {checked}\n/src/arch/x86/kvm/svm/svm.c:1:1: warning: odd\n"
    compile = f"  CC [M]  {SVM}\n"
    log = read_log(f"  AR      virt/built-in.a\n{check + compile if first else compile + check}".encode())
    assert list(log.messages) == [SVM]
    assert log.compiled == (SVM,)


@pytest.mark.parametrize("by", ["gcc", "cc", "ccache gcc"])
def test_a_command_that_is_told_in_full_makes_what_follows_o(by: str) -> None:
    log = read_log(
        f"{by} -Wall -c smm_test.c -o /out/selftests/kvm/smm_test.o -g\nsmm_test.c:3:1: error: odd\n".encode(),
        ("/src/", "/out/"),
        "tools/testing/selftests/kvm/",
    )
    (found,) = log.all
    assert log.compiled == ("selftests/kvm/smm_test.o",)
    assert (found.object, found.file) == ("selftests/kvm/smm_test.o", "tools/testing/selftests/kvm/smm_test.c")


def test_code_and_notes_go_with_the_message_and_name_files_as_the_tree_does() -> None:
    found = one(
        "/src/include/linux/kernel.h:7:30: error: left shift count >= width of type\n"
        "    7 | #define BIT(n) (1ul << (n))\n      |                     ^~\n"
        "/src/arch/x86/kvm/cpuid.c:12:9: note: in expansion of macro 'BIT'\n   12 |  return BIT(51);\n"
        "  CC      next.o\n   13 | not of it\n"
    )
    assert found.context == (
        "    7 | #define BIT(n) (1ul << (n))",
        "      |                     ^~",
        "arch/x86/kvm/cpuid.c:12:9: note: in expansion of macro 'BIT'",
        "   12 |  return BIT(51);",
    )


def test_sparse_goes_on_behind_the_place() -> None:
    found = one(
        "/src/a.c:3:33: warning: incorrect type in initializer (different address spaces)\n"
        "/src/a.c:3:33:    expected int *q\n/src/a.c:3:33:    got int [noderef] <asn:1> *p\n"
    )
    assert found.context == ("a.c:3:33:    expected int *q", "a.c:3:33:    got int [noderef] <asn:1> *p")


def test_what_make_says_of_a_failure_is_left_out_when_the_failure_was_told() -> None:
    make = "make[2]: *** [/src/scripts/Makefile.build:1: a.o] Error 1\nmake: *** Waiting for unfinished jobs....\n"
    assert [one.kind for one in read_log(make.encode()).all] == ["tool", "tool"]
    assert [one.kind for one in read_log(f"a.c:1:1: warning: w\n{make}".encode()).all] == ["warning", "tool", "tool"]
    assert [one.kind for one in read_log(f"a.c:1:1: error: e\n{make}".encode()).all] == ["error"]


def test_logs_are_joined() -> None:
    logs = [
        read_log(b"  CC      a.o\na.c:1:1: error: x\n"),
        read_log(b"  CC      a.o\n  CC      b.o\na.c:1:1: error: x\n"),
        Log(more=3),
    ]
    log = joined(logs)
    assert log.compiled == ("a.o", "b.o")
    assert len(log.all) == 2 and log.more == 3


def messages(*texts: str) -> list[Message]:
    return [Message(file="a.c", line=number, kind="warning", text=text) for number, text in enumerate(texts)]


def test_what_the_base_says_is_known_as_often_as_the_base_says_it() -> None:
    new, old = fresh(messages("x", "x", "y"), messages("x", "z"))
    assert ([one.text for one in new], [one.text for one in old]) == (["x", "y"], ["x"])


def test_code_that_moves_has_the_same_messages() -> None:
    assert fresh(messages("", "objtool: f+0x12: bad at line 7"), messages("objtool: f+0x1: bad at line 99"))[1]
    moved = Message(file="b.c", line=0, kind="warning", text="objtool: f+0x12: bad")
    assert fresh([moved], messages("objtool: f+0x12: bad"))[0] == (moved,)


@given(st.lists(st.sampled_from("xyz")), st.lists(st.sampled_from("xyz")))
def test_every_message_is_new_or_known(now: list[str], before: list[str]) -> None:
    new, old = fresh(messages(*now), messages(*before))
    assert sorted(one.text for one in (*new, *old)) == sorted(now)
    assert all(
        now.count(text) - sum(one.text == text for one in new) == min(now.count(text), before.count(text))
        for text in "xyz"
    )


LINES = st.sampled_from(
    [
        b"  CC      a.o",
        b"  CHECK   /src/a.c",
        b"/src/a.c:1:2: error: x",
        b"make[1]: *** [x] Error 1",
        b"make: *** ",
        b"[x] Error 1",
        b"Kconfig:1: x",
        b"ld: in function ",
        b"   1 | x",
        b"a.o: warning: objtool: x",
        b"\xff\xfe: error: ",
        b"x.c:(.text+0x1): undefined reference",
        b"gcc -c -o ",
        b"ERROR: modpost: x",
        b"/src/a.rst: WARNING: x",
        b"/src/a.c:1:2: note: x",
        b"\r",
        b"\0",
    ]
)


@given(
    st.one_of(st.binary(max_size=400), st.lists(st.one_of(LINES, st.binary(max_size=60)), max_size=30).map(b"\n".join))
)
def test_no_bytes_are_too_odd(output: bytes) -> None:
    log = read_log(output)
    assert all(one.text and len(one.text) <= LONGEST for one in log.all)
    assert all(one.object == name or not name for name, group in log.messages.items() for one in group)


def test_what_a_hostile_build_says_is_kept_within_bounds() -> None:
    log = read_log(b"/src/a.c:1:1: error: %s\n" % (b"x" * 10_000) + b"a.c:1:1: error: y\n" * 5000)
    assert len(log.all) == 400 and log.more == 4601
    assert len(log.all[0].text) == LONGEST
    log = read_log(b"a.c:1:1: error: y\n" + b"   1 | %s\n" % (b"x" * 10_000) * 1000)
    assert sum(len(line) for line in log.all[0].context) <= 24 * LONGEST
    assert len(read_log(b"\n".join(b"  CC      %d.o" % number for number in range(300_000))).made) <= 200_000


@pytest.mark.parametrize(
    "piece",
    [
        b"/src/a.c:1:1: error: x\n",
        b"  CC      a.o\n",
        b"/",
        b"a/",
        b"a.c:",
        b"1:",
        b" ",
        b"  A",
        b"make[",
        b"ld-",
        b"x-ld",
        b"[",
        b": note: ",
        b"a.c:1:1: error: x\n    y\n",
        b"+0x1",
        b"line 1",
        b"a.c:(.text",
        b"gcc -o ",
        b" -o ",
        b"a.o: warning: objtool: +0x1\n",
        b"Kconfig",
        b"Kconfig:1:",
        b"/Kconfig/",
        b"ERROR: modpost: ",
        b"a.c:1:1: note: x\n",
        b"warning: ",
        b": warning: ",
    ],
)
def test_work_grows_with_what_is_said(piece: bytes) -> None:
    def prepare(size: int) -> Callable[[], object]:
        output = piece * size
        return lambda: [one.key for one in read_log(output).all]

    assert_linear(prepare)
