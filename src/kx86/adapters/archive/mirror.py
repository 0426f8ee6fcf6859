# SPDX-License-Identifier: GPL-2.0-or-later
"""A mirror of a remote public-inbox, made and kept with `git fetch` alone, the newest epoch first."""

import os
import re
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

from kx86.adapters.archive.repositories import is_repository
from kx86.adapters.git.process import environment, git
from kx86.errors import EnvironmentProblem, UserError

_REMOTE = re.compile(r"[a-z][a-z0-9+.-]{1,20}://|[\w.-]{1,100}@[\w.-]{1,200}:|[\w-][\w.-]{1,200}:")
_PERCENT = re.compile(rb"(\w[\w ]{2,30}):\s+(\d{1,3})%")
_MOST_EPOCHS = 1000
# How the epochs of an inbox are addressed: as lore does, as a copy of its folder, as a folder of repositories.
_FORMS = ("{url}/{n}", "{url}/git/{n}.git", "{url}/{n}.git")
_FINAL = "kx86-final"


def is_remote(url: str) -> bool:
    """Has an archive to be fetched?  A folder or a mailbox is read where it is; a bundle is fetched from."""
    return bool(_REMOTE.match(url)) or (url.endswith(".bundle") and os.path.isfile(url))


class InboxMirror:
    """The epochs of a remote inbox as bare repositories in a folder; see ports.mail_source.Mirror.

    `since` is a date as `git fetch --shallow-since` takes it: what is older is not fetched.
    """

    def __init__(self, url: str, folder: str, since: str | None = None) -> None:
        self.url = url.rstrip("/")
        self.folder = folder
        self.since = since

    def fetch(self, progress: Callable[[str], None]) -> Iterator[str]:
        """See Mirror."""
        try:
            os.makedirs(self.folder, exist_ok=True)
        except OSError as error:
            raise EnvironmentProblem(f"{self.folder}: {error.strerror}", hint=f"ls -ld {self.folder}") from error
        epochs = self._epochs()
        for number, (name, url) in enumerate(reversed(epochs)):
            path = os.path.join(self.folder, name)
            final = os.path.join(path, _FINAL)
            if number and os.path.exists(final) and (self.since or not self._is_cut(path)):
                yield name
                continue
            if not self._fetch(path, url, progress):
                # An epoch that is older than the date asked for is followed by older ones only.
                return
            if number:
                # Mail goes to the newest epoch alone: what was fetched while there was a newer one will not change.
                with suppress(OSError), open(final, "w", encoding="ascii"):
                    pass
            yield name

    def _epochs(self) -> list[tuple[str, str]]:
        """Name and address of every epoch, oldest first.  Raises EnvironmentProblem when there is none."""
        if self.url.endswith(".bundle"):
            return [("0.git", self.url)]
        known = sorted(int(name[:-4]) for name in os.listdir(self.folder) if re.fullmatch(r"\d{1,4}\.git", name))
        alone, complaint = self._answers(self.url) if len(known) < 2 else (False, "")
        if alone:
            return [("0.git", self.url)]
        for form in _FORMS:
            if self._answers(form.format(url=self.url, n=0))[0]:
                break
        else:
            raise EnvironmentProblem(f"{self.url}: no inbox there ({complaint})", hint=f"git ls-remote {self.url}/0")
        # Epochs are numbered without gaps, so that those known need no question.
        number = 1
        while number < _MOST_EPOCHS and (number in known or self._answers(form.format(url=self.url, n=number))[0]):
            number += 1
        return [(f"{n}.git", form.format(url=self.url, n=n)) for n in range(number)]

    def _answers(self, url: str) -> tuple[bool, str]:
        answer = git(self.folder, "ls-remote", "--quiet", "--exit-code", "--", url, "HEAD", "refs/heads/*")
        return answer.status == 0, answer.complaint

    def _is_cut(self, path: str) -> bool:
        return os.path.exists(os.path.join(path, "shallow"))

    def _fetch(self, path: str, url: str, progress: Callable[[str], None]) -> bool:
        """Fetch one epoch; false when it holds nothing that is new enough."""
        if not is_repository(path):
            made = git(self.folder, "init", "--quiet", "--bare", "--", path)
            if made.status:
                raise EnvironmentProblem(f"{path}: git init: {made.complaint}", hint=f"ls -ld {self.folder}")
        depth = self._depth(path)
        argv = [
            "git",
            "-C",
            path,
            "-c",
            "fetch.fsckObjects=false",
            "fetch",
            "--progress",
            "--no-tags",
            "--prune",
            *depth,
        ]
        status, complaint = _run([*argv, "--", url, "+refs/heads/*:refs/heads/*"], os.path.basename(path), progress)
        if status and "no commits selected for shallow" in complaint:
            return False
        if status:
            if "full" in complaint or "No space" in complaint:
                raise EnvironmentProblem(f"{path}: the disk is full", hint=f"df -h {path}")
            raise EnvironmentProblem(f"{url}: git fetch: {complaint}", hint="kx86 sync, once the network is back")
        return True

    def _depth(self, path: str) -> Sequence[str]:
        if self.since:
            return () if git(path, "for-each-ref", "--count=1").out else (f"--shallow-since={self.since}",)
        return ("--unshallow",) if self._is_cut(path) else ()


def _run(argv: Sequence[str], name: str, progress: Callable[[str], None]) -> tuple[int, str]:
    """Run git fetch, tell how far it is, and return its status and complaint."""
    told = b""
    with subprocess.Popen(
        argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment()
    ) as process:
        assert process.stderr is not None
        try:
            while block := os.read(process.stderr.fileno(), 4096):
                told = (told + block)[-8192:]
                share = _PERCENT.findall(block)
                if share:
                    progress(f"fetching {name}: {share[-1][0].decode().lower()} {share[-1][1].decode()} %")
        except BaseException:
            process.terminate()
            raise
    lines = [line for line in re.split(r"[\r\n]+", told.decode("utf-8", "replace")) if line.strip()]
    complaint = next((line for line in lines if line.startswith(("fatal: ", "error: "))), lines[-1] if lines else "")
    return process.returncode, complaint.removeprefix("fatal: ").removeprefix("error: ")


def mirrored(folder: str) -> list[str]:
    """The epochs that are in a mirror, oldest first."""
    try:
        names = os.listdir(folder)
    except OSError:
        return []
    found = sorted((int(name[:-4]), name) for name in names if re.fullmatch(r"\d{1,4}\.git", name))
    return [os.path.join(folder, name) for _, name in found if is_repository(os.path.join(folder, name))]


def check_url(name: str, url: str) -> None:
    """Refuse an address that git would take for an option.  Raises UserError."""
    if url.startswith("-"):
        raise UserError(
            f"kx86.archive.{name}.url: {url!r} is no address", hint=f"git config kx86.archive.{name}.url URL"
        )
