# SPDX-License-Identifier: GPL-2.0-or-later
"""The two lock files say the same, and nothing but the public index."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCK = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
REQUIREMENTS = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PUBLIC = ("https://pypi.org/", "https://files.pythonhosted.org/")
EXPORT = "uv export --quiet --frozen --no-emit-project --no-annotate --no-header --format requirements.txt"


def pinned():
    """Give what requirements.lock pins: (name, version) -> hashes."""
    found = {}
    for block in re.split(r"\n(?=\S)", REQUIREMENTS.strip()):
        match = re.match(r"([A-Za-z0-9._-]+)==(\S+)", block)
        assert match, f"requirements.lock has a line that pins nothing: {block.splitlines()[0]}"
        found[match[1], match[2]] = set(re.findall(r"--hash=(sha256:[0-9a-f]{64})", block))
    return found


def packages():
    """Give what uv.lock knows: name -> package, without kx86 itself."""
    return {package["name"]: package for package in LOCK["package"] if package["name"] != "kx86"}


def hashes(package):
    files = [*package.get("wheels", ()), *([package["sdist"]] if "sdist" in package else ())]
    return {file["hash"] for file in files}


def needed():
    """Walk uv.lock from kx86 and its group dev."""
    own = next(package for package in LOCK["package"] if package["name"] == "kx86")
    waiting = [*own["dependencies"], *own["dev-dependencies"]["dev"]]
    known, seen = packages(), set()
    while waiting:
        name = waiting.pop()["name"]
        if name not in seen:
            seen.add(name)
            waiting += known[name].get("dependencies", ())
    return seen


def test_both_files_pin_the_same_versions_and_hashes():
    known = packages()
    assert pinned() == {(name, known[name]["version"]): hashes(known[name]) for name in needed()}


def test_only_the_public_index_is_named():
    addresses = re.findall(r'"([a-z][a-z+]*://[^"]*)"', (ROOT / "uv.lock").read_text(encoding="utf-8"))
    assert addresses
    assert [address for address in addresses if not address.startswith(PUBLIC)] == []
    sources = {key for package in packages().values() for key in package["source"]}
    assert sources == {"registry"}


def test_requirements_name_no_place():
    assert "://" not in REQUIREMENTS
    assert "index-url" not in REQUIREMENTS
    assert "find-links" not in REQUIREMENTS


def test_the_lock_knows_every_dependency_of_the_project():
    own = next(package for package in LOCK["package"] if package["name"] == "kx86")
    wanted = {re.split(r"[<>=!~ ;\[]", text)[0] for text in PROJECT["project"]["dependencies"]}
    assert {dependency["name"] for dependency in own["dependencies"]} == wanted


def find_uv():
    beside = Path(sys.executable).parent / "uv"
    return shutil.which("uv") or (str(beside) if beside.is_file() else None)


def test_requirements_are_what_uv_exports():
    uv = find_uv()
    if uv is None:
        pytest.skip("uv is not installed; the comparison of versions and hashes above stands in for it")
    environment = {**os.environ, "UV_NO_CONFIG": "1", "UV_OFFLINE": "1", "UV_PYTHON": sys.executable}
    done = subprocess.run([uv, *EXPORT.split()[1:]], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout == REQUIREMENTS, "run: make lock"
