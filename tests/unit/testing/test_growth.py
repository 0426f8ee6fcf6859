# SPDX-License-Identifier: GPL-2.0-or-later
"""Reading trees and patches for a plan takes time in line with their length, however hostile they are."""

from collections.abc import Callable

import pytest

from growth import assert_linear
from kx86.patch.parse import parse_diff
from kx86.testing.changed import changed
from kx86.testing.enclosing import bodies
from kx86.testing.guards import Guards, declared
from kx86.testing.kbuild_text import guarded_objects, kconfig_symbols
from kx86.testing.param_map import param_map

CODE: dict[str, Callable[[int], str]] = {
    "functions": lambda size: "int f(int a)\n{\n\treturn a;\n}\n" * size,
    "heads": lambda size: "int f(int a)\n" * size,
    "one long head": lambda size: "int " + "f(" * size,
    "names made by macros": lambda size: "A " * size + "A(b)(",
    "macros": lambda size: "#define A(x) \\\n" * size,
    "comment marks": lambda size: "/* */ /" * size,
    "open comment": lambda size: "/*" * size,
    "quotes": lambda size: '"\\"\'' * size,
    "braces": lambda size: "{\n}\n" * size,
    "guards": lambda size: "#ifdef CONFIG_A\nint a;\n#endif\n" * size,
    "open guards": lambda size: "#if IS_ENABLED(CONFIG_A) || \\\n" * size,
    "long condition": lambda size: "#if " + "CONFIG_A && " * size + "\n#endif\n",
    "elifs": lambda size: "#if CONFIG_A\n" + "#elif CONFIG_B\n" * size + "#endif\n",
    "blanks": lambda size: "int a" + " " * size + "x\n",
    "members": lambda size: "\tint " + "a, " * size + "b;\n",
    "brackets": lambda size: "\tint a" + "[" * size + ";\n",
    "assignments": lambda size: "int f(void)\n{\n" + "\ta = on;\n" * size + "}\n",
    "calls": lambda size: "int f(void)\n{\n" + "\tg(on, 1);\n" * size + "}\nvoid g(int v, int w)\n{\n\tother = v;\n}\n",
    "leaving": lambda size: "int f(void)\n{\n" + "\tif (on)\n\t\treturn 1;\n" * size + "}\n",
}
PARAMS = "static bool on;\nmodule_param(on, bool, 0444);\nstatic int other;\n"


@pytest.mark.parametrize("name", CODE)
def test_a_tree_is_read_in_line_with_its_length(name: str) -> None:
    make = CODE[name]

    def prepare(size: int) -> Callable[[], object]:
        text = make(size)
        sources = {"arch/x86/kvm/x86.c": PARAMS + text, "arch/x86/kvm/x86.h": text}
        return lambda: (bodies(text), Guards(text).among([1, 2, 3]), declared({"a.h": text}), param_map(sources))

    assert_linear(prepare)


def test_many_params_are_found_in_line_with_their_number() -> None:
    def prepare(size: int) -> Callable[[], object]:
        text = "".join(f"static bool on{n} = true;\nmodule_param(on{n}, bool, 0444);\n" for n in range(size))
        return lambda: param_map({"arch/x86/kvm/x86.c": text})

    assert_linear(prepare, start=60)


@pytest.mark.parametrize("name", ["functions", "guards", "assignments", "leaving", "macros"])
@pytest.mark.parametrize("above", [None, "", "int more;\n"])
def test_changes_are_seen_in_line_with_the_diff(name: str, above: str | None) -> None:
    """A file that nobody knows, the file as it is, and one in which every hunk moved."""
    make = CODE[name]

    def prepare(size: int) -> Callable[[], object]:
        rows = make(size).splitlines()
        before = "".join(f"{row}\n" for row in rows)
        hunks = [
            f"@@ -{at + 1},2 +{at + 1},2 @@\n {rows[at]}\n-{rows[at + 1]}\n+{rows[at + 1]} a += 1;\n"
            for at in range(0, len(rows) - 1, 2)
        ]
        (file,) = parse_diff("--- a/arch/x86/kvm/x86.c\n+++ b/arch/x86/kvm/x86.c\n" + "".join(hunks)).files
        return lambda: changed(file, (above + before).encode() if above is not None else None)

    assert_linear(prepare)


LISTS = (
    "x-$(CONFIG_A) += a.o\n",
    "x-y += a.o \\\n",
    "ifdef CONFIG_A\n",
    "KVM ?= a\nx-y += $(KVM)/a.o\n",
    "x-y += ../../../../../../a.o\n",
    "config A\n",
)


@pytest.mark.parametrize("line", LISTS)
def test_build_files_are_read_in_line_with_their_length(line: str) -> None:
    def prepare(size: int) -> Callable[[], object]:
        text = line * size
        return lambda: (guarded_objects({"a/Makefile": text}), kconfig_symbols(text))

    assert_linear(prepare)
