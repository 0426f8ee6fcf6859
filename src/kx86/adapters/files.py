# SPDX-License-Identifier: GPL-2.0-or-later
"""Files, folders of mail and standard input."""

import os
import sys
from collections.abc import Iterator

from kx86.errors import EnvironmentProblem, UserError

# A mail beyond this size is no patch; stop before memory does.
LARGEST = 64 << 20


class LocalFiles:
    """See ports.files.Files."""

    def exists(self, name: str) -> bool:
        """See ports.files.Files."""
        return os.path.exists(name)

    def read(self, name: str) -> Iterator[tuple[str, bytes]]:
        """See ports.files.Files."""
        if name == "-":
            yield "standard input", sys.stdin.buffer.read()
        elif os.path.isdir(name):
            yield from _folder(name)
        else:
            yield name, _file(name)


def _file(name: str) -> bytes:
    try:
        with open(name, "rb") as file:
            return file.read()
    except FileNotFoundError as error:
        raise UserError(f"{name}: no such file", hint="kx86 check --help shows what a SOURCE can be") from error
    except OSError as error:
        raise EnvironmentProblem(f"{name}: {error.strerror}") from error


def _folder(name: str) -> Iterator[tuple[str, bytes]]:
    """Read a maildir, or a folder of patch files, in the order of their names."""
    parts = [part for part in ("cur", "new") if os.path.isdir(os.path.join(name, part))]
    folders = [os.path.join(name, part) for part in parts] or [name]
    paths = sorted(entry.path for folder in folders for entry in os.scandir(folder) if _is_mail(entry, bool(parts)))
    if not paths:
        raise UserError(f"{name}: no mail and no patch file in this folder", hint="git format-patch -o FOLDER RANGE")
    for path in paths:
        yield path, _file(path)


def _is_mail(entry: os.DirEntry[str], maildir: bool) -> bool:
    return (
        entry.is_file()
        and not entry.name.startswith(".")
        and (maildir or entry.name.endswith((".patch", ".eml", ".mbox", ".mbx")))
    )
