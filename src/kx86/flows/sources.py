# SPDX-License-Identifier: GPL-2.0-or-later
"""Turn what the user named into series: a revision range, patch files, an mbox, a maildir, standard input, Message-IDs."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from kx86.errors import EnvironmentProblem, Kx86Error, UserError
from kx86.mail.mbox import is_mbox, split_mbox
from kx86.mail.message import Mail
from kx86.mail.scanner import scan
from kx86.mail.subject import parse_subject
from kx86.ports.files import Files
from kx86.ports.git_repo import GitRepo
from kx86.ports.mail_archive import MailArchive
from kx86.series.assemble import assemble, series_of_commits
from kx86.series.mail_patch import patch_of_file, patch_of_mail
from kx86.series.patch import Patch
from kx86.series.series import Series

# Commits that git rebase --autosquash folds into others are no patches of their own.
_FOLDED = ("fixup! ", "squash! ", "amend! ")


@dataclass(frozen=True, slots=True)
class Problem:
    """Input that could not be used: where it is from, why, the next command to type, and the exit status it deserves."""

    source: str
    message: str
    hint: str | None = None
    status: int = UserError.status

    @property
    def said(self) -> str:
        """The problem in one line, with the next command to type."""
        return f"{self.message} ({self.hint})" if self.hint else self.message


@dataclass(slots=True)
class Input:
    """What was read: series in order, and the input that could not be used."""

    series: list[Series] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def failed(self, source: str, error: Kx86Error) -> None:
        """Keep an exception as a problem."""
        message = error.message.removeprefix(f"{source}: ")
        self.problems.append(Problem(source, message, error.hint, error.status))


def read_range(repo: GitRepo, spec: str, into: Input) -> None:
    """Read a revision range as one series; merges are listed as problems."""
    found = repo.range(spec)
    for sha in found.merges:
        into.problems.append(
            Problem(f"commit {sha[:12]}", "a merge is no patch: not checked; rebase to post a linear series")
        )
    commits = [commit for commit in found.commits if not commit.message.startswith(_FOLDED)]
    for commit in found.commits:
        if commit.message.startswith(_FOLDED):
            word = commit.message.partition("!")[0]
            source, hint = f"commit {commit.sha[:12]}", f"git rebase -i --autosquash {spec.partition('..')[0]}"
            into.problems.append(Problem(source, f"{word}! belongs into another commit: not checked", hint))
    if commits:
        into.series.append(series_of_commits(commits, title=spec))


def read_files(files: Files, names: Sequence[str], into: Input) -> None:
    """Read patch files, mboxes, maildirs and `-`; all patches named together are put together into series."""
    patches: list[Patch] = []
    for name in names:
        for source, data in _mails(files, name, into):
            patch = patch_of_file(scan(data))
            if patch is None:
                into.problems.append(Problem(source, _why_no_patch(data)))
            else:
                patches.append(patch)
                _tell_repairs(source, patch, into)
    into.series.extend(assemble(patches))


def _mails(files: Files, name: str, into: Input) -> Iterator[tuple[str, bytes]]:
    """Yield (what to call it, bytes) of every mail of a file, an mbox or a folder."""
    for source, data in _contents(files, name, into):
        if not data.strip():
            into.problems.append(Problem(source, "empty: no patch in it", "git format-patch -o FOLDER RANGE"))
        elif is_mbox(data):
            mails = list(split_mbox(data))
            for number, mail in enumerate(mails, 1):
                yield (f"{source}, mail {number}" if len(mails) > 1 else source), mail
        else:
            yield source, data


def _contents(files: Files, name: str, into: Input) -> Iterator[tuple[str, bytes]]:
    """Yield what can be read; what cannot be becomes a problem, so that the other files are still read."""
    try:
        paths = files.expand(name)
    except (UserError, EnvironmentProblem) as error:
        into.failed(name, error)
        return
    for path in paths:
        try:
            yield "standard input" if path == "-" else path, files.read(path)
        except (UserError, EnvironmentProblem) as error:
            into.failed(path, error)


def _why_no_patch(data: bytes) -> str:
    mail = scan(data)
    if not mail.subject:
        return "no patch: no Subject: line; make one with git format-patch"
    if parse_subject(mail.subject).is_reply:
        return "no patch: a reply"
    return "no patch: no diff in it"


def _tell_repairs(source: str, patch: Patch, into: Input) -> None:
    into.problems.extend(
        Problem(source, f"{problem}: checked as far as it could be read") for problem in patch.problems
    )


def message_id(text: str) -> str:
    """Read a Message-ID from the command line: bare, in angle brackets, or as a link to an archive."""
    text = text.strip().strip("<>")
    if "://" in text:
        parts = [part for part in text.split("/") if "@" in part or "%40" in part]
        text = unquote(parts[0]) if parts else text
    return text


def read_message_ids(archive: MailArchive, names: Sequence[str], into: Input) -> None:
    """Read the postings that Message-IDs belong to; the patches asked for and their siblings make whole series."""
    wanted = [message_id(name) for name in names]
    found = [scan(data) for data in archive.relatives(wanted)]
    series = _assemble_mails(((mail.message_id or "mail", mail) for mail in found), into)
    asked = set(wanted)
    into.series.extend(s for s in series if any(p.message_id in asked for p in s.mails))
    known = {p.message_id for s in into.series for p in s.mails}
    in_archive = {mail.message_id for mail in found}
    for mid in wanted:
        if mid in known:
            continue
        why = "no patch and no cover letter" if mid in in_archive else "no mail of this Message-ID in the archive"
        into.problems.append(Problem(mid, why))
    into.problems.extend(Problem("archive", text) for text in archive.problems)


def read_all(archive: MailArchive, into: Input, progress: Callable[[int], None]) -> None:
    """Read every posting of an archive."""

    def counted() -> Iterator[tuple[str, Mail]]:
        for number, data in enumerate(archive.mails(), 1):
            if number % 256 == 0:
                progress(number)
            yield f"mail {number}", scan(data)

    into.series.extend(_assemble_mails(counted(), into))
    into.problems.extend(Problem("archive", text) for text in archive.problems)


def _assemble_mails(mails: Iterable[tuple[str, Mail]], into: Input) -> tuple[Series, ...]:
    patches: dict[str, Patch] = {}
    nameless: list[Patch] = []
    for source, mail in mails:
        patch = patch_of_mail(mail)
        if patch is None:
            continue
        if patch.message_id is None:
            into.problems.append(Problem(source, f"no Message-ID: {patch.subject.raw[:80]!r} is checked alone"))
            nameless.append(patch)
        elif patch.message_id not in patches:
            patches[patch.message_id] = patch
        _tell_repairs(patch.message_id or source, patch, into)
    return assemble([*patches.values(), *nameless])
