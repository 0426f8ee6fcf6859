# SPDX-License-Identifier: GPL-2.0-or-later
"""The programs that build: which compiler stands in CC, and what versions a result depends on."""

import shutil
import subprocess
from functools import cache

from kx86.errors import EnvironmentProblem
from kx86.testing.configuration import Configuration

# Without these nothing of a kernel is built.
_ALWAYS = ("make", "flex", "bison", "bc", "ld", "as")
_SECONDS = 20


def compiler(configuration: Configuration) -> str:
    """What stands in CC for a configuration: the compiler behind its cache, or alone where no cache is installed."""
    plain = f"{configuration.cross}gcc"
    return f"ccache {plain}" if has_cache() else plain


def has_cache() -> bool:
    """Is ccache there?"""
    return shutil.which("ccache") is not None


def versions(configuration: Configuration) -> str:
    """Name the programs that a result depends on, with their versions.

    Raises EnvironmentProblem, with the command that tells what to install, when one is missing.
    """
    cross = configuration.cross
    programs = (f"{cross}gcc", f"{cross}ld", f"{cross}as")
    for name in (*_ALWAYS, *programs, *configuration.needs):
        if shutil.which(name) is None:
            raise EnvironmentProblem(
                f"{configuration.title}: {name} is not installed", hint="kx86 doctor tells what is missing"
            )
    asked = (*programs, *(name for name in configuration.needs if name not in programs))
    return "; ".join(_version(name) for name in asked)


@cache
def _version(name: str) -> str:
    try:
        done = subprocess.run([name, "--version"], capture_output=True, check=False, timeout=_SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return name
    return done.stdout.decode("utf-8", "replace").partition("\n")[0][:200] or name
