# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests that need something of the machine: `@needs("sandbox")` skips them where it is missing, and counts them.

`KX86_REQUIRE=sandbox,qemu` says what must be there: a test that would be skipped for want of it fails instead.
"""

import os
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from shutil import which

import pytest

VARIABLE = "KX86_REQUIRE"
# Fixtures take the variables of kx86 away.
REQUIRED = tuple(name for part in os.environ.get(VARIABLE, "").split(",") if (name := part.strip()))
SEARCH = os.environ.get("PATH", os.defpath)
PROPERTY = "kx86-needs"


def needs(*names: str) -> pytest.MarkDecorator:
    """Mark a test, or a class of tests, that needs these capabilities."""
    unknown = set(names) - set(PROBES)
    assert not unknown, f"tests/needs.py does not know {', '.join(sorted(unknown))}"
    return pytest.mark.needs(*names)


@cache
def missing(name: str) -> str:
    """Say why a capability is missing; nothing when it is there."""
    return PROBES[name]()


def _program(*names: str) -> Callable[[], str]:
    def probe() -> str:
        lacking = [name for name in names if which(name, path=SEARCH) is None]
        return f"{', '.join(lacking)}: not installed" if lacking else ""

    return probe


def _compiles(text: str, *options: str) -> Callable[[], str]:
    def probe() -> str:
        argv = ["gcc", "-x", "c", "-o", "/dev/null", *options, "-"]
        try:
            done = subprocess.run(argv, input=text.encode(), capture_output=True, timeout=60, check=False)
        except OSError as error:
            return f"gcc: {error.strerror}"
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        return "" if done.returncode == 0 else f"gcc: {said[0] if said else done.returncode}"

    return probe


def _sandbox() -> str:
    from kx86.apps import wiring

    return wiring.sandbox().probe()


PROBES: dict[str, Callable[[], str]] = {
    "sandbox": _sandbox,
    "compiler": _compiles("int main(void) { return 0; }\n"),
    "32-bit": _compiles("int x;\n", "-m32", "-c"),
    "libelf": _compiles("#include <libelf.h>\n", "-c"),
    "make": _program("make"),
    "flex": _program("flex"),
    "bison": _program("bison"),
    "bc": _program("bc"),
    "perl": _program("perl"),
    "ccache": _program("ccache"),
    "sparse": _program("sparse"),
    "qemu": _program("qemu-system-x86_64"),
    "kernel": _program("make", "flex", "bison", "bc", "perl", "gcc", "ld"),
}


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known, and refuse to require what nobody knows."""
    config.addinivalue_line("markers", "needs(*names): the test needs these capabilities of the machine, see needs.py")
    unknown = [name for name in REQUIRED if name not in PROBES]
    if unknown:
        raise pytest.UsageError(
            f"{VARIABLE}: no capability {', '.join(unknown)}; tests/needs.py knows {', '.join(PROBES)}"
        )


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what cannot run here, or fail where it must run."""
    for name in _names(item):
        if why := missing(name):
            if name in REQUIRED:
                pytest.fail(f"{VARIABLE} asks for {name}, which is missing: {why}", pytrace=False)
            item.user_properties.append((PROPERTY, f"{name} is missing: {why}"))
            pytest.skip(f"needs {name}: {why}")


def _names(item: pytest.Item) -> Iterator[str]:
    for mark in item.iter_markers("needs"):
        yield from mark.args


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Count what was skipped, by what it needs."""
    skipped = Counter(
        value
        for report in terminalreporter.stats.get("skipped", [])
        for key, value in getattr(report, "user_properties", ())
        if key == PROPERTY
    )
    for what, number in sorted(skipped.items()):
        word = "test" if number == 1 else "tests"
        terminalreporter.write_line(f"{number} {word} skipped, since {what}")
