# SPDX-License-Identifier: GPL-2.0-or-later
"""Turn mail into series: patch files, an mbox, a maildir, standard input, Message-IDs of an archive."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from urllib.parse import unquote

from kx86.errors import EnvironmentProblem, UserError
from kx86.flows.sources import Input, Problem
from kx86.mail.mbox import is_mbox, split_mbox
from kx86.mail.message import Mail
from kx86.mail.scanner import scan
from kx86.mail.subject import parse_subject
from kx86.ports.files import Files
from kx86.ports.mail_archive import MailArchive
from kx86.series.assemble import assemble
from kx86.series.mail_patch import patch_of_file, patch_of_mail
from kx86.series.patch import Patch
from kx86.series.series import Series


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
