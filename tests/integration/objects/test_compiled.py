# SPDX-License-Identifier: GPL-2.0-or-later
"""What gcc makes of small programs, before and after a change: the same is proved where it is, and nothing else is."""

import subprocess
from pathlib import Path

import pytest

from kx86.testing.comparable import comparable
from kx86.testing.configuration import Configuration
from kx86.testing.objects.compare import Compared, compare
from needs import needs

pytestmark = needs("compiler")
BASE = """
void warn(int line, const char *text);
int out(const char *format, ...);
int other_out(const char *format, ...);
#define WARN_ON(c) do { if (c) { static _Bool once __attribute__((section(".data..once"))); \\
	if (!once) { once = 1; warn(__LINE__, #c); } } } while (0)
#define unlikely(x) __builtin_expect(!!(x), 0)
static int limit = 3;
static int floor __attribute__((section(".data..read_mostly"))) = 1;
static int grow __attribute__((section(".data..read_mostly"))) = 2;
static const char *const names[] = { "4K", "2M", "1G" };
static __attribute__((noinline)) int pick(int a, int b)
{
	WARN_ON(a > limit);
	return a * grow + b;
}
static __attribute__((noinline)) int drop(int a)
{
	static int calls;
	WARN_ON(a < floor);
	return a - ++calls;
}
int run(int a, int b)
{
	if (unlikely(a < b))
		out("run %s\\n", names[a & 1]);
	return pick(a, b) + drop(b);
}
void set(int value)
{
	limit = value;
	floor = value - 1;
	grow++;
}
"""
STATIC = "static __attribute__((noinline)) int "
PICK = BASE[BASE.index(f"{STATIC}pick") : BASE.index(f"{STATIC}drop")]
DROP = BASE[BASE.index(f"{STATIC}drop") : BASE.index("int run")]
SAME = {
    "a comment": ("static int limit", "/*\n * At most.\n */\nstatic int limit"),
    "a line more above warnings": ("\tWARN_ON(a > limit);", "\n\n\tWARN_ON(a > limit);"),
    "a function moves": (PICK + DROP, DROP + PICK),
    "a static function is renamed": ("pick(", "choose("),
    "a static variable is renamed": ("grow", "step"),
    "a static variable of a function is renamed": ("calls", "count"),
    "an argument is renamed": ("set(int value)\n{\n\tlimit = value;\n\tfloor = value", "set(int v)\n{\n\tlimit = v;\n\tfloor = v"),
    "a number is written in another way": ("= 3;", "= 1 + 2;"),
}  # fmt: skip
OTHER = {
    "less or equal": ("a < b", "a <= b", "run"),
    "two arguments": ("pick(a, b)", "pick(b, a)", "run"),
    "a value": ("limit = 3", "limit = 4", "limit"),
    "a value becomes zero": ("limit = 3", "limit = 0", "limit"),
    "a string": ("run %s", "Run %s", "run"),
    "strings of a table": ('"4K", "2M"', '"2M", "4K"', "names"),
    "another variable": ("a * grow", "a * floor", "pick"),
    "a section": ('grow __attribute__((section(".data..read_mostly")))', "grow", "grow"),
    "volatile": ("static int limit", "static volatile int limit", "pick"),
    "the text of a warning": ("a > limit", "a >= limit", "pick"),
    "alignment": ("static int limit", "static int limit __attribute__((aligned(64)))", "limit"),
    "static no more": (f"{STATIC}drop", STATIC.removeprefix("static ") + "drop", "drop"),
    "another callee": ('out("run', 'other_out("run', "run"),
}


BUILT: dict[str, bytes] = {}


def built(text: str, folder: Path) -> bytes:
    """Compile as the kernel is compiled to be compared, once."""
    if text not in BUILT:
        BUILT[text] = compiled(text, folder)
    return BUILT[text]


def compiled(text: str, folder: Path) -> bytes:
    (flags,) = comparable(Configuration(name="64-bit")).make
    source, made = folder / "a.c", folder / "a.o"
    source.write_text(text)
    kernel = "-O2 -std=gnu11 -ffreestanding -fno-PIE -mcmodel=kernel -mno-red-zone -fno-asynchronous-unwind-tables"
    options = [*kernel.split(), *flags.removeprefix("KCFLAGS=").split()]
    subprocess.run(["gcc", "-c", *options, "-o", str(made), str(source)], check=True, capture_output=True)
    return made.read_bytes()


def change(folder: Path, old: str, new: str) -> Compared:
    assert old in BASE
    (found,) = compare({"a.o": built(BASE, folder)}, {"a.o": built(BASE.replace(old, new), folder)})
    return found


@pytest.mark.parametrize("case", SAME)
def test_what_changes_nothing_is_proved(tmp_path: Path, case: str) -> None:
    found = change(tmp_path, *SAME[case])
    assert found.is_same, found.changes


@pytest.mark.parametrize("case", OTHER)
def test_what_changes_something_is_named(tmp_path: Path, case: str) -> None:
    old, new, name = OTHER[case]
    found = change(tmp_path, old, new)
    assert name in {one.name for one in found.changes}, found.changes
