# SPDX-License-Identifier: GPL-2.0-or-later
"""docs/architecture.md is what the packages say of themselves."""

from tools import make_architecture


def test_the_page_is_up_to_date():
    assert make_architecture.PAGE.read_text(encoding="utf-8") == make_architecture.page(), "run: make docs"


def test_every_package_is_in_a_layer_and_says_what_it_does():
    packages = {path.parent.name for path in (make_architecture.ROOT / "src" / "kx86").glob("*/__init__.py")}
    layered = {
        name.removeprefix("kx86.")
        for names in make_architecture.layers((make_architecture.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
        for name in names
    }
    assert packages <= layered
    for name in packages:
        line = make_architecture.first_line(f"kx86.{name}")
        assert line, f"src/kx86/{name}/__init__.py has no docstring"
        assert line.endswith("."), f"the first docstring line of {name} does not end"
