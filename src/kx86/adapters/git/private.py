# SPDX-License-Identifier: GPL-2.0-or-later
"""A git directory of one run: it borrows the objects of a clone, takes what is written, and is gone afterwards.

Nothing is written into the clone, and neither its settings nor those of the user decide an answer: no merge driver, attribute,
rename limit or conflict style comes from them.  Without the remotes of the clone git cannot fetch either, whatever its version.
"""

import os
from collections.abc import Mapping, Sequence
from shutil import rmtree
from tempfile import mkdtemp
from types import TracebackType

from kx86.adapters.git.process import Answer, git, no_repository

_HINT = "run it inside a kernel clone, or name one with -C CLONE"
# What git is told about itself, beside a place: everything else in the environment may change an answer.
_KEPT = ("GIT_EXEC_PATH", "GIT_TRACE")
_SETTINGS = (
    "[core]\n\trepositoryformatversion = 1\n\tbare = true\n\tcompression = 0\n\tlooseCompression = 0\n"
    # Without a word git reads the attributes of the user's home.
    f"\tattributesFile = {os.devnull}\n\texcludesFile = {os.devnull}\n"
    "[gc]\n\tauto = 0\n[maintenance]\n\tauto = false\n[extensions]\n\tobjectformat = {form}\n"
)


class Private:
    """The git directory, as a context."""

    def __init__(self, clone: str, trace: list[Sequence[str]]) -> None:
        self.trace = trace
        names = ("--show-object-format", "--path-format=absolute", "--git-path", "objects", "--git-path", "shallow")
        found = git(clone, "rev-parse", *names, trace=trace)
        lines = found.out.decode("utf-8", "surrogateescape").split("\n")
        if found.status or len(lines) < 3:
            raise no_repository(clone, found.complaint, _HINT)
        self.form, self._objects, self._shallow = lines[:3]
        self.path = ""
        self.environment: Mapping[str, str | None] = {}

    def __enter__(self) -> "Private":
        self.path = mkdtemp(prefix="kx86-")
        try:
            self._make()
        except BaseException:
            self.close()
            raise
        dropped = {name: None for name in os.environ if name.startswith("GIT_") and not name.startswith(_KEPT)}
        places = {"GIT_DIR": self.path, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        places["GIT_ATTR_NOSYSTEM"] = "1"
        self.environment = {**dropped, **places, "GIT_NO_REPLACE_OBJECTS": "1"}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Remove everything."""
        path, self.path = self.path, ""
        if path:
            rmtree(path, ignore_errors=True)

    def _make(self) -> None:
        for folder in ("objects/info", "refs"):
            os.makedirs(os.path.join(self.path, folder))
        borrowed = [self._objects]
        more = os.environ.get("GIT_ALTERNATE_OBJECT_DIRECTORIES", "")
        lines = [_c_quoted(place) for place in borrowed] + [place for place in more.split(os.pathsep) if place]
        self._write("objects/info/alternates", "".join(f"{line}\n" for line in lines))
        self._write("HEAD", "ref: refs/heads/none\n")
        self._write("config", _SETTINGS.format(form=self.form))
        if self.shallow:
            with open(self._shallow, encoding="ascii", errors="replace") as file:
                self._write("shallow", file.read())

    def _write(self, name: str, text: str) -> None:
        with open(os.path.join(self.path, name), "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write(text)

    @property
    def shallow(self) -> bool:
        """Is the history of the clone cut off?"""
        return os.path.exists(self._shallow)

    def git(self, *arguments: str, stdin: bytes | None = None, extra: Mapping[str, str] | None = None) -> Answer:
        """Run git there; `extra` is added to its environment."""
        return git(self.path, *arguments, stdin=stdin, trace=self.trace, extra={**self.environment, **(extra or {})})


def _c_quoted(path: str) -> str:
    """Write a path so that git reads any byte of it back."""
    raw = path.encode("utf-8", "surrogateescape")
    return (
        '"' + "".join(chr(byte) if 32 <= byte < 127 and byte not in b'"\\' else f"\\{byte:03o}" for byte in raw) + '"'
    )
