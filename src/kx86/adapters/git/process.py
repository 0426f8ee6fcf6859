# SPDX-License-Identifier: GPL-2.0-or-later
"""Run git: the only place that spawns it for one answer."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kx86.errors import EnvironmentProblem, Kx86Error, UserError

# Keep git quiet, offline, unlocked and in the language that messages are parsed in.
_ENVIRONMENT = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What git said: exit status, output as bytes, and the first line of its complaint without `fatal: `."""

    status: int
    out: bytes
    complaint: str

    @property
    def text(self) -> str:
        """The output as text; bytes that are no UTF-8 are replaced."""
        return self.out.decode("utf-8", "replace")


def environment(extra: Mapping[str, str | None] | None = None) -> dict[str, str]:
    """Return the environment for git; None takes a variable out of it."""
    merged = {**os.environ, **_ENVIRONMENT, **(extra or {})}
    return {name: value for name, value in merged.items() if value is not None}


def no_repository(folder: str, complaint: str, hint: str) -> Kx86Error:
    """Tell a folder outside of every repository from a repository that git does not open; `hint` is for the former."""
    if "dubious ownership" in complaint:
        return EnvironmentProblem(
            f"{folder}: git does not open a repository that belongs to somebody else",
            hint="git config --global --add safe.directory FOLDER, if its owner can be trusted",
        )
    if complaint.startswith("not a git repository") or not complaint:
        return UserError(f"{folder}: not a git repository", hint=hint)
    return EnvironmentProblem(f"{folder}: git: {complaint}", hint="git status")


def git(
    folder: str,
    *arguments: str,
    stdin: bytes | None = None,
    trace: list[Sequence[str]] | None = None,
    extra: Mapping[str, str | None] | None = None,
) -> Answer:
    """Run one git command in a folder and return its answer, whatever its status.

    Raises EnvironmentProblem when git itself is missing.
    """
    argv = ["git", "-C", folder, *arguments]
    if trace is not None:
        trace.append(argv)
    try:
        done = subprocess.run(
            argv, input=stdin if stdin is not None else b"", capture_output=True, env=environment(extra), check=False
        )
    except FileNotFoundError as error:
        raise EnvironmentProblem("git is not installed", hint="apt install git") from error
    return Answer(done.returncode, done.stdout, _complaint(done.stderr.decode("utf-8", "replace")))


def _complaint(text: str) -> str:
    """Return the line that says why, rather than a warning above it."""
    lines = [line for line in text.splitlines() if line.strip()]
    line = next((line for line in lines if line.startswith(("fatal: ", "error: "))), lines[0] if lines else "")
    return line.removeprefix("fatal: ").removeprefix("error: ")
