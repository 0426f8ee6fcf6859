# SPDX-License-Identifier: GPL-2.0-or-later
"""Limits that hold for every file; an exception says why in a comment at the place: `# size: reason`."""

import ast
import io
import re
import tokenize

import pytest

from tools import sizes

FILE_LIMIT = 500
FUNCTION_LIMIT = 60
INIT_LIMIT = 40
NO_NAMES = frozenset({"utils", "util", "helpers", "helper", "common", "manager", "misc", "lib"})
EXCUSE = re.compile(r"# size: \w")
PRONOUN = re.compile(r"\b(?:we|us|our|ours|you|your|my|mine|I)\b(?!/O)")
SPDX = "# SPDX-License-Identifier: GPL-2.0-or-later"

CODE = tuple(sizes.sources(*sizes.CODE))
EVERYTHING = (*CODE, *sizes.sources("tests"))


def name(path):
    return str(path.relative_to(sizes.ROOT))


def test_there_is_something_to_measure():
    assert len(CODE) > 20


@pytest.mark.parametrize("path", EVERYTHING, ids=name)
def test_a_file_begins_with_its_licence(path):
    lines = path.read_text(encoding="utf-8").splitlines()[:2]
    assert SPDX in lines[:1] or (lines[0].startswith("#!") and SPDX in lines)


def test_scripts_begin_with_their_licence():
    for path in (sizes.ROOT / "tools").glob("*.sh"):
        assert path.read_text(encoding="utf-8").splitlines()[1] == SPDX, name(path)


@pytest.mark.parametrize("path", CODE, ids=name)
def test_a_file_is_short(path):
    assert sizes.line_count(path) <= FILE_LIMIT


@pytest.mark.parametrize("path", CODE, ids=name)
def test_functions_are_short(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    for function in sizes.functions(path):
        excused = any(EXCUSE.search(line) for line in lines[function.line - 2 : function.line])
        assert function.lines <= FUNCTION_LIMIT or excused, f"{function.name} has {function.lines} lines"


@pytest.mark.parametrize("path", [path for path in CODE if path.name == "__init__.py"], ids=name)
def test_an_init_file_holds_a_docstring_and_names_only(path):
    assert sizes.line_count(path) <= INIT_LIMIT
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)
    for node in tree.body[1:]:
        assert isinstance(node, ast.Import | ast.ImportFrom | ast.Assign | ast.AnnAssign), f"line {node.lineno}"


def test_no_module_has_a_name_that_says_nothing():
    for path in CODE:
        assert path.stem not in NO_NAMES, name(path)
        assert path.parent.name not in NO_NAMES, name(path)


@pytest.mark.parametrize("path", CODE, ids=name)
def test_comments_have_no_pronouns(path):
    source = path.read_text(encoding="utf-8")
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            words = re.sub(r"[\"'`][^\"'`]*[\"'`]", "", token.string)
            assert not PRONOUN.search(words), f"line {token.start[0]}: {token.string}"


def test_the_measure_finds_a_long_function(tmp_path, monkeypatch):
    monkeypatch.setattr(sizes, "ROOT", tmp_path)
    file = tmp_path / "long.py"
    file.write_text("def short():\n    pass\n\n\ndef long():\n" + "    x = 1\n" * 70, encoding="utf-8")
    assert [(function.name, function.lines) for function in sizes.functions(file)] == [("short", 2), ("long", 71)]
