# SPDX-License-Identifier: GPL-2.0-or-later
"""The folder that git runs hooks from, wherever core.hooksPath or a worktree puts it."""

import os
import tempfile

from kx86.adapters.git.process import Answer, git, no_repository
from kx86.errors import EnvironmentProblem


class LocalHooks:
    """See ports.commit.HookFolder.  Raises UserError outside of a repository."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        found = self._git("rev-parse", "--git-path", "hooks")
        if found.status:
            raise no_repository(folder, found.complaint, "cd to a kernel clone, or name it with -C")
        # git runs hooks from the top of the work tree, and that is what a relative core.hooksPath is relative to.
        path = found.text.rstrip("\n")
        top = self._git("rev-parse", "--show-toplevel").text.rstrip("\n")
        configured = self._git("config", "--type=path", "core.hooksPath").text.rstrip("\n")
        self.path = os.path.abspath(
            os.path.join(top or folder, configured) if configured else os.path.join(folder, path)
        )

    def _git(self, *arguments: str) -> Answer:
        return git(self.folder, *arguments)

    def _file(self, name: str) -> str:
        return os.path.join(self.path, name)

    def read(self, name: str) -> str | None:
        """See ports.commit.HookFolder."""
        try:
            with open(self._file(name), "rb") as file:
                return file.read().decode("utf-8", "replace")
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _problem(self._file(name), error) from error

    def is_tracked(self, name: str) -> bool:
        """See ports.commit.HookFolder."""
        return self._git("ls-files", "--error-unmatch", "--", self._file(name)).status == 0

    def write(self, name: str, text: str) -> None:
        """See ports.commit.HookFolder."""
        try:
            os.makedirs(self.path, exist_ok=True)
            handle, part = tempfile.mkstemp(dir=self.path, prefix=f"{name}.")
            try:
                with open(handle, "w", encoding="utf-8") as file:
                    file.write(text)
                os.chmod(part, 0o755)
                os.replace(part, self._file(name))
            except BaseException:
                os.unlink(part)
                raise
        except OSError as error:
            raise _problem(self._file(name), error) from error

    def rename(self, old: str, new: str) -> None:
        """See ports.commit.HookFolder."""
        try:
            os.replace(self._file(old), self._file(new))
        except OSError as error:
            raise _problem(self._file(old), error) from error

    def remove(self, name: str) -> None:
        """See ports.commit.HookFolder."""
        try:
            os.remove(self._file(name))
        except OSError as error:
            raise _problem(self._file(name), error) from error


def _problem(path: str, error: OSError) -> EnvironmentProblem:
    return EnvironmentProblem(f"{path}: {error.strerror}")
