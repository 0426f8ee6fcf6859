# SPDX-License-Identifier: GPL-2.0-or-later
"""Small lists of mail for tests of the index, and what an index holds, however it was made."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from integration.archive.inbox import git, make_inbox
from kx86.adapters.archive.sources import open_source
from kx86.adapters.index.open import open_reader, open_writer
from kx86.adapters.index.reader import Reader
from kx86.adapters.reading import Reading
from kx86.flows.sync import Archive, Sync, Synced
from kx86.ports.mail_source import Wanted
from unit.letters.making import PROFILE

DIFF = """\
diff --git a/arch/x86/kvm/{file} b/arch/x86/kvm/{file}
--- a/arch/x86/kvm/{file}
+++ b/arch/x86/kvm/{file}
@@ -1,3 +1,3 @@ int kvm_{number}(void)
 {{
-\told_{number}();
+\tnew_{number}();
 }}
"""


def mail(number: int, *, subject: str = "", answers: str = "", body: str = "", name: str = "") -> bytes:
    """A mail of a list: a patch by itself, or with a subject of its own anything else."""
    head = [
        f"Message-ID: <{name or f'm{number}@list.example'}>",
        f"From: Ann Author <ann{number % 5}@kernel.example>",
        f"Date: Mon, {1 + number % 28} Jan 2024 10:{number % 60:02}:00 +0000",
        f"Subject: {subject or f'[PATCH] KVM: x86: Change number {number}'}",
        *([f"In-Reply-To: <{answers}>"] if answers else []),
    ]
    text = body or f"Change it.\n\nSigned-off-by: Ann\n---\n{DIFF.format(number=number, file=f'f{number % 7}.c')}"
    return ("\n".join([*head, "", text]) + "\n").encode()


def some_mails(count: int, start: int = 0) -> list[bytes]:
    """Patches, every third one followed by an answer to it."""
    found = []
    for number in range(start, start + count):
        if number % 3 == 2:
            before = f"m{number - 1}@list.example"
            found.append(
                mail(
                    number,
                    subject="Re: [PATCH] KVM",
                    answers=before,
                    body="Looks good.\n\nReviewed-by: Ann Author <ann@kernel.example>",
                )
            )
        else:
            found.append(mail(number))
    return found


def append(folder: Path, mails: Sequence[bytes | None]) -> None:
    """Add commits to an inbox; bytes of a mail in a tuple take it away."""
    parent = git(folder, "rev-parse", "master")
    for data in mails:
        blob = git(folder, "hash-object", "-w", "--stdin", stdin=data or b"")
        tree = git(folder, "mktree", stdin=f"100644 blob {blob}\tm\n".encode())
        parent = git(folder, "commit-tree", tree, "-p", parent, "-m", "mail")
    git(folder, "update-ref", "refs/heads/master", parent)


def take_away(folder: Path, data: bytes) -> None:
    """Do what public-inbox does when a mail is removed."""
    parent = git(folder, "rev-parse", "master")
    blob = git(folder, "hash-object", "-w", "--stdin", stdin=data)
    tree = git(folder, "mktree", stdin=f"100644 blob {blob}\td\n".encode())
    git(folder, "update-ref", "refs/heads/master", git(folder, "commit-tree", tree, "-p", parent, "-m", "removed"))


def make_epochs(folder: Path, epochs: Sequence[Sequence[bytes]]) -> Path:
    """An inbox with several epochs."""
    for number, mails in enumerate(epochs):
        make_inbox(folder / "git" / f"{number}.git", mails)
    return folder


def sync(
    index: Path, *places: Path, since: int | None = None, older: bool = True, mirrors: Path | None = None
) -> Synced:
    """Bring an index up to date with archives that are named a, b, c ..."""
    sources = [open_source(chr(97 + number), str(place), str(mirrors or index)) for number, place in enumerate(places)]
    archives = [Archive(source=source, mirror=mirror) for source, mirror in sources]
    with open_writer(str(index), "a test") as writer:
        writer.forget_sources(archive.source.name for archive in archives)
        return Sync(writer, PROFILE, Reading(PROFILE, processes=1)).run(archives, Wanted(since=since, older=older))


def reader(index: Path) -> Reader:
    """Open an index that is there."""
    found = open_reader(str(index))
    assert found is not None
    return found


def ids(index: Path) -> list[str]:
    """The Message-IDs of all mails, sorted."""
    return [name for (name,) in rows(index, "SELECT message_id FROM mail ORDER BY message_id")]


def rows(index: Path, query: str) -> list[tuple[object, ...]]:
    """Ask the index in SQL."""
    database = sqlite3.connect(index / "index.db")
    try:
        return database.execute(query).fetchall()
    finally:
        database.close()


def content(index: Path) -> dict[str, list[tuple[object, ...]]]:
    """All that an index holds, in an order that does not depend on how it came in."""
    return {
        "mails": rows(index, "SELECT message_id, id, key, rank, date, kind, entry FROM mail ORDER BY message_id"),
        "places": rows(
            index,
            "SELECT source, part, place.key, place.rank, message_id FROM place LEFT JOIN mail ON mail.id = place.mail "
            "ORDER BY 1, 2, 3",
        ),
        "edges": rows(index, "SELECT mail, above FROM edge ORDER BY 1, 2"),
        "series": rows(index, "SELECT number, chain FROM series ORDER BY number"),
        "posted": rows(index, "SELECT mail, series FROM posted ORDER BY mail"),
        "words": rows(
            index,
            "SELECT message_id FROM words JOIN mail ON mail.id = words.rowid WHERE words MATCH 'change' ORDER BY 1",
        ),
    }
