# SPDX-License-Identifier: GPL-2.0-or-later
"""Measure how long files and functions are, and how much the tests weigh against the source."""

import ast
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).resolve().parents[1]
CODE = ("src", "tools", "world", "bench")


@dataclass(frozen=True, slots=True)
class Function:
    """A function and where it stands; `lines` counts from `def` to its end, without the docstring."""

    file: str
    name: str
    line: int
    lines: int


def sources(*folders: str) -> Iterator[Path]:
    """Give the Python files that git knows or would take, beneath the folders."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *folders],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    paths = {ROOT / name for name in listed.splitlines() if name.endswith(".py")}
    return (path for path in sorted(paths) if path.is_file())


def functions(path: Path) -> Iterator[Function]:
    """Give the functions and methods of a file."""
    name = str(path.relative_to(ROOT))
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            yield Function(name, node.name, node.lineno, length - _docstring_lines(node))


def _docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = node.body[0]
    if ast.get_docstring(node) is None or len(node.body) == 1:
        return 0
    return (first.end_lineno or first.lineno) - first.lineno + 1


def line_count(path: Path) -> int:
    """Count the lines of a file."""
    return path.read_text(encoding="utf-8").count("\n")


def figures(lengths: Sequence[int]) -> str:
    """Say median, 90th percentile and largest of some lengths."""
    tenths = quantiles(lengths, n=10) if len(lengths) > 1 else [*lengths] * 9
    return f"median {median(lengths):.0f}, 90th percentile {tenths[8]:.0f}, largest {max(lengths)}"


def summary() -> list[str]:
    """Say how large things are."""
    files = [lines for path in sources("src") if (lines := line_count(path)) >= 3]
    lengths = [function.lines for path in sources("src") for function in functions(path)]
    tests = sum(line_count(path) for path in sources("tests"))
    return [
        f"files in src: {figures(files)} lines (wanted: 120, 300, 500)",
        f"functions in src: {figures(lengths)} lines (wanted: 8, 25, 60)",
        f"lines of tests for each line of source: {tests / sum(files):.2f} (wanted: 1.0)",
    ]


def main() -> int:
    """Print the figures."""
    print(*summary(), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
