# SPDX-License-Identifier: GPL-2.0-or-later
"""The peer of `kx86 sync`: what one writes first, with the standard library alone.  naive.py ARCHIVE DATABASE."""

import email
import email.policy
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from email.message import EmailMessage

FIELDS = ("message-id", "subject", "from", "to", "cc", "date", "in-reply-to", "references")


def mails(repository: str) -> Iterator[bytes]:
    """Every mail of a public-inbox, oldest first, through one git cat-file."""
    listed = subprocess.run(
        ["git", "-C", repository, "rev-list", "--reverse", "--all"], capture_output=True, check=True
    )
    commits = listed.stdout.split()
    cat = subprocess.Popen(
        ["git", "-C", repository, "cat-file", "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert cat.stdin is not None and cat.stdout is not None
    stdin, stdout = cat.stdin, cat.stdout

    def ask() -> None:
        for commit in commits:
            stdin.write(commit + b":m\n")
        stdin.close()

    threading.Thread(target=ask, daemon=True).start()
    for _ in commits:
        head = stdout.readline().split()
        if head[-1] != b"missing":
            yield stdout.read(int(head[2]))
            stdout.read(1)
    cat.wait()


def read(data: bytes) -> list[str]:
    """Headers and text of a mail; what the parser cannot read is left out."""
    mail = email.message_from_bytes(data, _class=EmailMessage, policy=email.policy.default)
    row = []
    for name in FIELDS:
        try:
            row.append(str(mail[name] or ""))
        except Exception:
            row.append("")
    try:
        body = mail.get_body(("plain",))
        row.append(body.get_content() if body is not None else "")
    except Exception:
        row.append("")
    return [text.encode("utf-8", "replace").decode() for text in row]


def main(repository: str, database: str) -> None:
    """Index a repository."""
    db = sqlite3.connect(database)
    db.execute("CREATE VIRTUAL TABLE mail USING fts5(id, subject, sender, recipient, cc, date, parent, refs, body)")
    for data in mails(repository):
        db.execute("INSERT INTO mail VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)", read(data))
    db.commit()


if __name__ == "__main__":
    main(*sys.argv[1:])
