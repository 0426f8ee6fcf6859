# SPDX-License-Identifier: GPL-2.0-or-later
"""Files, folders of mail and standard input."""

import os
import sys
from collections.abc import Sequence
from typing import BinaryIO

from kx86.errors import EnvironmentProblem, UserError

# What is beyond this size is an archive, or endless; stop before memory does.
LARGEST = 256 << 20


class LocalFiles:
    """See ports.files.Files."""

    def exists(self, name: str) -> bool:
        """See ports.files.Files."""
        return os.path.exists(name)

    def expand(self, name: str) -> Sequence[str]:
        """See ports.files.Files."""
        return _folder(name) if os.path.isdir(name) else (name,)

    def read(self, path: str) -> bytes:
        """See ports.files.Files."""
        return _bounded("standard input", sys.stdin.buffer) if path == "-" else _file(path)


def _file(name: str) -> bytes:
    try:
        with open(name, "rb") as file:
            return _bounded(name, file)
    except FileNotFoundError as error:
        raise UserError(
            f"{name}: no such file", hint="name a file, a folder of mail, or - for standard input"
        ) from error
    except OSError as error:
        raise EnvironmentProblem(f"{name}: {error.strerror}") from error


def _bounded(name: str, file: BinaryIO) -> bytes:
    data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        size = f"{LARGEST >> 20} MB"
        raise UserError(
            f"{name}: more than {size}, which is no patch", hint=f"an mbox as large is an archive: --archive {name}"
        )
    return data


def _folder(name: str) -> Sequence[str]:
    """List a maildir, or a folder of patch files, in the order of their names."""
    parts = [part for part in ("cur", "new") if os.path.isdir(os.path.join(name, part))]
    folders = [os.path.join(name, part) for part in parts] or [name]
    paths = sorted(entry.path for folder in folders for entry in os.scandir(folder) if _is_mail(entry, bool(parts)))
    if not paths:
        raise UserError(f"{name}: no mail and no patch file in this folder", hint="git format-patch -o FOLDER RANGE")
    return paths


def _is_mail(entry: os.DirEntry[str], maildir: bool) -> bool:
    return (
        entry.is_file()
        and not entry.name.startswith(".")
        and (maildir or entry.name.endswith((".patch", ".eml", ".mbox", ".mbx")))
    )
