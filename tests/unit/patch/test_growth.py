# SPDX-License-Identifier: GPL-2.0-or-later
"""Reading patches and code takes time in line with their length, however hostile they are."""

from collections.abc import Callable

import pytest

from growth import assert_linear
from kx86.patch.body import split_body
from kx86.patch.comment import comments
from kx86.patch.conditionals import drop_conditionals
from kx86.patch.cview import view
from kx86.patch.fit import fit
from kx86.patch.mask import mask
from kx86.patch.parse import parse_diff
from kx86.patch.paths import git_names, written_name
from kx86.patch.touch import touch

HEAD = "diff --git a/x.c b/x.c\nindex 0123456..1234567 100644\n--- a/x.c\n+++ b/x.c\n"


def added(lines: str) -> str:
    """A diff that adds these lines."""
    text = lines.rstrip("\n")
    return f"{HEAD}@@ -0,0 +1,{text.count(chr(10)) + 1} @@\n" + "".join(f"+{line}\n" for line in text.split("\n"))


DIFFS = {
    "lines": lambda size: added("\tint a;\n" * size),
    "one line": lambda size: added("x" * 50 * size),
    "hunk headers": lambda size: HEAD + "@@ -1,9 +1,9 @@\n" * size,
    "hunks that promise much": lambda size: HEAD + "@@ -1,99999 +1,99999 @@\n a\n\n" * size,
    "blank lines in a cut hunk": lambda size: HEAD + "@@ -1,99999 +1,99999 @@\n" + "\n" * size + "x\n",
    "git headers": lambda size: HEAD * size,
    "renames": lambda size: "diff --git a/x b/x\n" + "rename from x\nrename to y\n" * size,
    "dashes": lambda size: HEAD + "@@ -1,999999 +1 @@\n" + "-- \n" * size,
    "names of files": lambda size: "--- a/x\n+++ b/x\n" * size,
    "quoted name": lambda size: 'diff --git "a/' + "\\303" * size + '" "b/x"\nold mode 100644\n',
    "long name": lambda size: "diff --git " + "a b/" * size + "\nold mode 100644\n",
    "notes on newlines": lambda size: HEAD + "@@ -1,99 +1,99 @@\n a\n" + "\\ No newline\n" * size,
    "long heading": lambda size: HEAD + "@@ -1 +1 @@ " + " (" * size + "\n",
}
BODIES = {
    "blank lines": lambda size: "\n" * size,
    "rules": lambda size: "---\n" * size + HEAD,
    "headers": lambda size: "From: a@b.example\n" + " x\n" * size,
    "diffstat": lambda size: "x\n---\n" + " a | 1 +\n" * size + " 1 file changed, 1 insertion(+)\n" + HEAD,
    "totals": lambda size: " a | 1 +\n" * size + " 1 file changed\n" * size,
    "long diffstat": lambda size: " a" * size + " |" + " " * size + "1 " + "+" * size + "\n 1 file changed\n",
    "summaries": lambda size: " 1 file changed\n" + " rename a (" * size + "\n",
    "heads of shortlogs": lambda size: "Ann (1):\n" * size,
    "one head": lambda size: "A" + " (1" * size + "):\n  x\n",
    "starts of diffs": lambda size: "diff --git a/x b/x\n" * size,
    "names": lambda size: "--- a/x\n" * size,
    "base": lambda size: "x\n\nprerequisite-patch-id: 0123456789ab\n" * size,
    "spaces behind a rule": lambda size: "---" + " " * size + "x\n" + HEAD,
}
CODE = {
    "functions": "int f(void)\n{\n\tint a;\n\n\tif (a) {\n\t\tx();\n\t}\n}\n",
    "comments": "/* a */ ",
    "open comments": "/*\n",
    "stars": "/**/*",
    "closed comments": " */\n",
    "slashes": "// a\n",
    "quotes": '"\\"\'',
    "open quotes": '"a\n',
    "parentheses": "f(",
    "braces": "\tif (a) {\n",
    "else": "\tif (a)\n\t\tx();\n\telse ",
    "nested declarations": "\tint a = ({ int b = ({ x; }); ",
    "declarations": "\tint a = b;\n",
    "conditionals": "{\n#ifdef X\n#else\n",
    "directives": "#if \\\n",
    "loops": "\tfor_each_x(",
    "attributes": "__aligned((",
    "structs": "(struct x,",
    "spaces": "f( \n\t ",
    "ranges": " ... ",
    "definitions": "int a{ ",
    "braces at the margin": "}\n",
    "words": "a",
    "types": "unsigned int *",
    "calls of macros": "TEST_F(a)\n{\n}\n",
}


@pytest.mark.parametrize("kind", DIFFS)
def test_diffs(kind: str) -> None:
    def prepare(size: int) -> Callable[[], object]:
        text = DIFFS[kind](size)
        return lambda: parse_diff(text)

    assert_linear(prepare)


@pytest.mark.parametrize("kind", BODIES)
def test_bodies(kind: str) -> None:
    def prepare(size: int) -> Callable[[], object]:
        text = BODIES[kind](size)
        return lambda: split_body(text)

    assert_linear(prepare)


@pytest.mark.parametrize("kind", CODE)
def test_code_in_hunks(kind: str) -> None:
    def prepare(size: int) -> Callable[[], object]:
        diff = parse_diff(added(CODE[kind] * size))

        def work() -> None:
            touched = touch(diff)
            assert touched.identifiers is not None
            assert touched.functions is not None
            comments(diff.files[0], touched.new)

        return work

    assert_linear(prepare)


@pytest.mark.parametrize("kind", CODE)
@pytest.mark.parametrize("work", [mask, drop_conditionals, view])
def test_code_in_files(kind: str, work: Callable[[bytes], object]) -> None:
    def prepare(size: int) -> Callable[[], object]:
        source = b"#if X\nint f(void)\n{\n" + CODE[kind].encode() * size
        return lambda: work(source)

    assert_linear(prepare)


def test_windows_into_a_file() -> None:
    def prepare(size: int) -> Callable[[], object]:
        source = CODE["functions"].encode() * size
        lines = frozenset(range(3, 8 * size, 16))
        return lambda: view(source, lines)

    assert_linear(prepare)


@pytest.mark.parametrize("text", ["a b/", '"\\"', "a/b ", "\\303", " "])
def test_names(text: str) -> None:
    def prepare(size: int) -> Callable[[], object]:
        return lambda: (git_names(text * size), git_names('"' + text * size), written_name('"' + text * size))

    assert_linear(prepare)


@pytest.mark.parametrize("drift", [0, 60])
def test_post_images(drift: int) -> None:
    def prepare(size: int) -> Callable[[], object]:
        lines = [f"a{at % 97}\n" for at in range(3 * size)]
        hunks = "".join(
            f"@@ -{at + 1},3 +{at + at // 3},4 @@\n {lines[at]}+x\n {lines[at + 1]} {lines[at + 2]}"
            for at in range(3, 3 * size, 3)
        )
        (file,) = parse_diff("--- a/x\n+++ b/x\n" + hunks).files
        pre = ("b\n" * drift + "".join(lines)).encode()
        assert fit(pre, file).post is not None
        return lambda: fit(pre, file)

    assert_linear(prepare)


def test_post_images_that_are_not_found() -> None:
    def prepare(size: int) -> Callable[[], object]:
        (file,) = parse_diff(f"--- a/x\n+++ b/x\n@@ -{size},{size} +{size},0 @@\n" + "-a\n" * (size - 1) + "-b\n").files
        pre = b"a\n" * 3 * size
        return lambda: fit(pre, file)

    assert_linear(prepare)
