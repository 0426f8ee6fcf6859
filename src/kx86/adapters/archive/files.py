# SPDX-License-Identifier: GPL-2.0-or-later
"""The files of a folder that hold mails: a maildir, or a folder of files with one mail each."""

import os
from collections.abc import Sequence

from kx86.errors import EnvironmentProblem

SUFFIXES = (".eml", ".patch", ".mail", ".msg")


def mail_paths(folder: str) -> list[str]:
    """The mails of a folder in the order of their names, which begin with the time of arrival in a maildir."""
    boxes = [os.path.join(folder, box) for box in ("cur", "new")]
    maildir = any(map(os.path.isdir, boxes))
    found = [path for place in (boxes if maildir else [folder]) for path in _files(place)]
    wanted = [path for path in found if maildir or path.endswith(SUFFIXES)]
    return sorted(wanted, key=lambda path: (_natural(os.path.basename(path)), path))


def _files(folder: str) -> Sequence[str]:
    try:
        with os.scandir(folder) as entries:
            return [entry.path for entry in entries if not entry.name.startswith(".") and entry.is_file()]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise EnvironmentProblem(f"{folder}: {error.strerror}", hint=f"ls -ld {folder}") from error


def _natural(name: str) -> tuple[int, str]:
    """Order by the number in front, so that 10.eml comes behind 9.eml."""
    digits = len(name) - len(name.lstrip("0123456789"))
    return (int(name[:digits]) if 0 < digits < 19 else 0, name)
