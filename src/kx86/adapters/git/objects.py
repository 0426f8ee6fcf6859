# SPDX-License-Identifier: GPL-2.0-or-later
"""A throw-away store of git objects beside that of a clone, which is never written itself."""

import hashlib
import os
import shutil
import tempfile
import zlib
from collections.abc import Mapping
from types import TracebackType

from kx86.adapters.git.process import git
from kx86.errors import EnvironmentProblem

_NOBODY = "kx86 <kx86@localhost> 0 +0000"
# The objects live for a second: size matters less than time.
_LEVEL = 1


class ThrowAwayObjects:
    """A context; `environment` lets git write into the store and read from the clone as well."""

    def __init__(self, folder: str) -> None:
        answer = git(folder, "rev-parse", "--show-object-format", "--git-path", "objects")
        if answer.status:
            raise EnvironmentProblem(f"{folder}: {answer.complaint}", hint="git fsck --connectivity-only")
        form, path = answer.text.rstrip("\n").split("\n")
        self._hash = form
        self._objects = os.path.realpath(os.path.join(folder, path))
        self.environment: Mapping[str, str] = {}
        self._place = ""

    def __enter__(self) -> "ThrowAwayObjects":
        self._place = tempfile.mkdtemp(prefix="kx86-objects-")
        given = os.environ.get("GIT_ALTERNATE_OBJECT_DIRECTORIES", "")
        readable = os.pathsep.join([_quoted(self._objects), *([given] if given else [])])
        self.environment = {"GIT_OBJECT_DIRECTORY": self._place, "GIT_ALTERNATE_OBJECT_DIRECTORIES": readable}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self._place, ignore_errors=True)

    def write(self, kind: str, data: bytes) -> str:
        """Write an object (`blob`, `tree`, `commit`) and return its id."""
        whole = b"%s %d\0%s" % (kind.encode(), len(data), data)
        name = hashlib.new(self._hash, whole, usedforsecurity=False).hexdigest()
        folder = os.path.join(self._place, name[:2])
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, name[2:]), "wb") as file:
            file.write(zlib.compress(whole, _LEVEL))
        return name

    def commit(self, tree: str, *parents: str) -> str:
        """Write a commit of nobody, at the beginning of time, and return its id."""
        head = "".join(f"parent {parent}\n" for parent in parents)
        return self.write("commit", f"tree {tree}\n{head}author {_NOBODY}\ncommitter {_NOBODY}\n\nkx86\n".encode())


def _quoted(path: str) -> str:
    """Write a path as GIT_ALTERNATE_OBJECT_DIRECTORIES wants it."""
    if os.pathsep not in path and not path.startswith('"'):
        return path
    return '"' + path.replace("\\", "\\\\").replace('"', '\\"') + '"'
