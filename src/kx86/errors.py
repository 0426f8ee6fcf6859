# SPDX-License-Identifier: GPL-2.0-or-later
"""The tree of exceptions, each with its exit status.

    Kx86Error
    +-- UserError            2   wrong use: says what to type next
    +-- EnvironmentProblem   3   something outside is missing or broken
    +-- InternalError       70   a bug in kx86

"The answer is no" (exit 1) is a returned result, never an exception.  Domain code never raises for bad input mail.
"""


class Kx86Error(Exception):
    """Root of the tree: a one-line message, an optional hint (the next command to type) and an exit status."""

    status = 70

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UserError(Kx86Error):
    """Wrong use: an argument that names nothing, an empty range, an unknown rule."""

    status = 2


class EnvironmentProblem(Kx86Error):
    """Something outside kx86 is missing or broken: git, a repository, a file that cannot be read."""

    status = 3


class InternalError(Kx86Error):
    """A bug in kx86."""

    status = 70
