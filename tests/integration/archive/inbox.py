# SPDX-License-Identifier: GPL-2.0-or-later
"""Tiny archives for tests: public-inbox v2 repositories with one commit per mail."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

DIFF = "text\n---\ndiff --git a/a.c b/a.c\n--- a/a.c\n+++ b/a.c\n@@ -1 +1 @@\n-before;\n+after;"
START = 1_707_134_400


def mail(message_id: str | None, subject: str, *, answers: str = "", body: str = "") -> bytes:
    """Write a mail; `answers` is the Message-ID that it replies to.  A patch gets a diff."""
    body = body or (DIFF if subject.startswith("[PATCH") and "0/" not in subject else "text")
    head = [f"Subject: {subject}", "From: Ann <ann@kernel.example>"]
    if message_id is not None:
        head.append(f"Message-ID: <{message_id}>")
    if answers:
        head += [f"In-Reply-To: <{answers}>", f"References: <{answers}>"]
    return "\n".join([*head, "", body, ""]).encode()


def git(folder: Path, *arguments: str, stdin: bytes = b"", **environment: str) -> str:
    """Run git in a folder and return what it prints."""
    argv = ["git", "-C", str(folder), *arguments]
    done = subprocess.run(argv, input=stdin, env={**os.environ, **environment}, capture_output=True, check=True)
    return done.stdout.decode().strip()


def make_inbox(folder: Path, mails: Sequence[bytes | None], *, name: str = "m") -> Path:
    """Make a bare repository with one commit per mail, None being a commit that deletes."""
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet", "--bare", "--initial-branch=master")
    parent: list[str] = []
    for number, data in enumerate(mails):
        blob = git(folder, "hash-object", "-w", "--stdin", stdin=data or b"")
        file = name if data is not None else "d"
        tree = git(folder, "mktree", stdin=f"100644 blob {blob}\t{file}\n".encode())
        commit = git(
            folder, "commit-tree", tree, *parent, "-m", "mail", GIT_COMMITTER_DATE=f"{START + 60 * number} +0000"
        )
        parent = ["-p", commit]
    if parent:
        git(folder, "update-ref", "refs/heads/master", parent[1])
    return folder


def listing(folder: Path) -> list[tuple[str, int, int]]:
    """Everything below a folder with size and time of change, to show that nothing was written."""
    return sorted((str(p), p.stat().st_size, p.stat().st_mtime_ns) for p in folder.rglob("*"))
