# SPDX-License-Identifier: GPL-2.0-or-later
"""Read whatever the user named: tell files, Message-IDs and revisions apart; what cannot be read stops nothing else."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kx86.errors import EnvironmentProblem, UserError
from kx86.flows.sources import Input, Problem, read_range
from kx86.ports.files import Files
from kx86.ports.git_repo import GitRepo
from kx86.ports.mail_archive import MailArchive


@dataclass(slots=True)
class Reader:
    """Read sources one after another into `into`.

    `open_repo` raises UserError outside of a repository.  `archive` is None without one; `mails_only` says that the
    archive was asked for by name, so that what is no file is a Message-ID.  `progress` hears how many mails were read.
    `command` is what hints name.
    """

    files: Files
    open_repo: Callable[[], GitRepo]
    archive: MailArchive | None = None
    mails_only: bool = False
    progress: Callable[[int], None] = lambda _: None
    command: str = "kx86 check"
    into: Input = field(default_factory=Input)

    def read(self, names: Sequence[str]) -> Input:
        """Read all sources; revision ranges and files come in the order in which they were named."""
        paths = [name for name in names if name == "-" or self._is_file(name)]
        mails = [name for name in names if name not in paths and self._is_mail(name)]
        for name in names:
            if name not in paths and name not in mails:
                self._try(name, lambda spec: read_range(self._repo_for(spec), spec, self.into))
        if paths or mails:
            self._read_mail(paths, mails)
        return self.into

    def _read_mail(self, paths: Sequence[str], mails: Sequence[str]) -> None:
        # Whoever checks a branch needs nothing that reads mail.
        from kx86.flows.mail_sources import read_files, read_message_ids

        read_files(self.files, paths, self.into)
        if mails and self.archive is None:
            for name in mails:
                self.into.problems.append(
                    Problem(name, "a Message-ID needs an archive", f"{self.command} --archive PATH {name}")
                )
        elif mails and self.archive is not None:
            read_message_ids(self.archive, mails, self.into)

    def read_everything(self) -> Input:
        """Read every posting of the archive."""
        if self.archive is None:
            raise UserError("--all needs an archive", hint=f"{self.command} --all --archive PATH")
        from kx86.flows.mail_sources import read_all

        read_all(self.archive, self.into, self.progress)
        return self.into

    def read_branch(self) -> Input:
        """Read what the branch at hand adds to its upstream.  Raises UserError without one."""
        repo = self.open_repo()
        upstream = repo.upstream()
        if upstream is None:
            raise UserError(
                "HEAD has no upstream, so kx86 cannot know where the series begins",
                hint=f"{self.command} BASE..HEAD, or git branch --set-upstream-to=BASE once and for all",
            )
        read_range(repo, f"{upstream}..HEAD", self.into)
        return self.into

    def _repo_for(self, spec: str) -> GitRepo:
        try:
            return self.open_repo()
        except UserError as error:
            raise UserError(f"{spec}: no such file, and {error.message}", hint=error.hint) from error

    def _is_file(self, name: str) -> bool:
        """Is it a file, or a folder of mail?  A branch may be named like a folder of the kernel."""
        if not self.files.exists(name):
            return False
        try:
            self.files.expand(name)
        except UserError:
            return not self._is_revision(name)
        except EnvironmentProblem:
            pass
        return True

    def _is_revision(self, name: str) -> bool:
        try:
            return self.open_repo().knows(name)
        except (UserError, EnvironmentProblem):
            return False

    def _is_mail(self, name: str) -> bool:
        return self.mails_only or looks_like_message_id(name)

    def _try(self, name: str, read: Callable[[str], None]) -> None:
        try:
            read(name)
        except (UserError, EnvironmentProblem) as error:
            self.into.failed(name, error)


def looks_like_message_id(name: str) -> bool:
    """Tell a Message-ID, bare, in angle brackets or as a link, from a revision such as `HEAD@{1}` or `@{u}..`."""
    if "://" in name or (name.startswith("<") and name.endswith(">")):
        return True
    left, at, right = name.partition("@")
    return bool(left and at and right) and not right.startswith("{") and ".." not in name and "/" not in right
