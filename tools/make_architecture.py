# SPDX-License-Identifier: GPL-2.0-or-later
"""Write docs/architecture.md from the layers of the import contract and the first docstring line of each package."""

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "architecture.md"

HEAD = """\
# Architecture

<!-- Written by `make docs` from the docstrings of the packages and the import contract in pyproject.toml. -->

Each layer imports only what stands below it; `make check` proves it.  Everything below the ports is pure: values in, values
out, no files, no programs, no clock, no environment.  `flows` and `adapters` do not import each other; `kx86.apps.wiring` is
the only place that builds adapters.

| layer | what goes in and what comes out |
| --- | --- |
"""


def layers(pyproject: str) -> Iterator[list[str]]:
    """Give the packages of each layer of the import contract, from the top."""
    contracts = tomllib.loads(pyproject)["tool"]["importlinter"]["contracts"]
    for line in next(contract["layers"] for contract in contracts if contract["id"] == "layers"):
        yield [name.strip(" ()") for name in line.split("|")]


def first_line(package: str) -> str | None:
    """Give the first line of the docstring of a package or module, None when there is no such package yet."""
    stem = ROOT / "src" / package.replace(".", "/")
    source = next((path for path in (stem / "__init__.py", stem.with_suffix(".py")) if path.is_file()), None)
    if source is None:
        return None
    return (ast.get_docstring(ast.parse(source.read_text(encoding="utf-8"))) or "").partition("\n")[0]


def page() -> str:
    """Give the whole page."""
    rows = []
    for names in layers((ROOT / "pyproject.toml").read_text(encoding="utf-8")):
        rows += [
            f"| `{name.removeprefix('kx86.')}` | {line} |" for name in names if (line := first_line(name)) is not None
        ]
    return HEAD + "\n".join(rows) + "\n"


def main() -> int:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
