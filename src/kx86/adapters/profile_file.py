# SPDX-License-Identifier: GPL-2.0-or-later
"""The file of a profile of the user's."""

from kx86.errors import EnvironmentProblem, UserError
from kx86.profile.read import BadProfile, Problem, ProfileText

# The one that ships with kx86 has 20 kB.
LARGEST = 1 << 20


def read_text(path: str) -> ProfileText:
    """Read the file.  Raises UserError without one, EnvironmentProblem when it cannot be read, BadProfile for no text."""
    try:
        with open(path, "rb") as file:
            data = file.read(LARGEST + 1)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UserError(
            f"{path}: no such profile",
            hint="kx86 profile show --toml prints one to begin with; kx86 config tells which is set",
        ) from error
    except IsADirectoryError as error:
        raise UserError(f"{path}: a folder, not the file of a profile", hint="kx86 config") from error
    except OSError as error:
        raise EnvironmentProblem(f"{path}: {error.strerror}") from error
    if len(data) > LARGEST:
        raise UserError(f"{path}: larger than {LARGEST >> 20} MB, which is no profile", hint="kx86 config")
    try:
        return ProfileText(file=path, text=data.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problem = Problem(file=path, line=line, key="", message="not UTF-8, as TOML must be")
        raise BadProfile([problem]) from error
