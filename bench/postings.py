# SPDX-License-Identifier: GPL-2.0-or-later
"""Posted series made up from the histories of a clone, with the truth about each: where it was made, and on what it stands.

The truth is read with git alone, commit by commit, so that it does not share a mistake with what is measured.
"""

import hashlib
import random
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

DATE = "Mon, 3 Mar 2025 10:{:02}:{:02} +0000"


@dataclass(frozen=True)
class Truth:
    """A posting: its mails, the topic and commit it was made on, the files it starts from, and what it depends on."""

    id: str
    topic: str
    commit: str
    kind: str
    mails: tuple[bytes, ...]
    before: tuple[tuple[str, str], ...]
    below: "Truth | None" = None


@lru_cache(maxsize=200_000)
def git(clone: Path, *arguments: str) -> str:
    """Ask git; the answer is remembered."""
    done = subprocess.run(["git", "-C", str(clone), *arguments], capture_output=True, check=True)
    return done.stdout.decode("utf-8", "surrogateescape").rstrip("\n")


def blob(clone: Path, commit: str, path: str) -> str | None:
    """The id of a file in a commit."""
    row = git(clone, "ls-tree", commit, "--", path).split()
    return row[2] if len(row) > 3 and row[1] == "blob" else None


def is_same(clone: Path, commit: str, before: Sequence[tuple[str, str]]) -> bool:
    """Has a commit these files?"""
    return all(blob(clone, commit, path) == found for path, found in before)


class Postings:
    """Makes postings of one clone, the same for the same seed."""

    def __init__(self, clone: Path, topics: dict[str, str], seed: int, release: str) -> None:
        self.clone = clone
        self.topics = topics
        self.chance = random.Random(seed)
        self.runs = {name: self._run(tip, release) for name, tip in topics.items()}
        self.made = 0

    def _run(self, tip: str, release: str) -> list[str]:
        """The commits that a topic has beyond a release, the tip first, and the commit below."""
        run = git(self.clone, "rev-list", "--first-parent", tip, f"^{release}").split()
        return [*run, git(self.clone, "rev-parse", f"{run[-1]}^")] if run else []

    def one(self, patches: int = 0, stale: bool = False) -> Truth:
        """A series on a random commit of a random topic, of files that the topic changes."""
        topic = self.chance.choice([name for name, run in self.runs.items() if len(run) > 2])
        run = self.runs[topic]
        at = self.chance.randrange(len(run) // 2, len(run)) if stale else self.chance.randrange(len(run))
        return self._make(topic, run[at], "stale" if stale else "random", patches)

    def on(self, below: Truth) -> Truth:
        """A series on top of another that is pending."""
        state = dict(self._after(below))
        return self._make(below.topic, below.commit, "pending", 0, state, below)

    def _after(self, truth: Truth) -> dict[str, bytes]:
        return self._states[truth.id]

    _states: dict[str, dict[str, bytes]] = {}

    def _make(
        self,
        topic: str,
        commit: str,
        kind: str,
        patches: int,
        state: dict[str, bytes] | None = None,
        below: Truth | None = None,
    ) -> Truth:
        paths = sorted(state) if state else self._paths(topic, commit)
        files = dict(state or {})
        before: dict[str, str] = {}
        texts = []
        wanted = patches or self.chance.randint(1, 5)
        for n in range(wanted):
            parts = []
            first = below is not None and n == 0
            for path in paths if first else self.chance.sample(paths, min(len(paths), self.chance.randint(1, 2))):
                if path not in files:
                    files[path] = self._read(commit, path)
                    before[path] = str(blob(self.clone, commit, path))
                old = files[path]
                files[path] = self._edited(old)
                parts.append(diff(path, old, files[path]))
            texts.append("".join(parts))
        self.made += 1
        name = f"series-{self.made}@made.example"
        subject = f"KVM: x86/{topic}: Change things, number {self.made}"
        made = Truth(name, topic, commit, kind, tuple(_mails(name, subject, texts)), tuple(before.items()), below)
        self._states[name] = files
        return made

    def _paths(self, topic: str, commit: str) -> list[str]:
        """Files of the commit that the topic changes somewhere."""
        run = self.runs[topic]
        names = git(self.clone, "log", "--first-parent", "--format=", "--name-only", run[0], f"^{run[-1]}").split("\n")
        there = [
            path
            for path in sorted(set(names))
            if path and blob(self.clone, commit, path) and path.endswith((".c", ".h"))
        ]
        return there or [
            path for path in git(self.clone, "ls-tree", "-r", "--name-only", commit).split("\n") if path.endswith(".c")
        ]

    def _read(self, commit: str, path: str) -> bytes:
        return (git(self.clone, "show", f"{commit}:{path}") + "\n").encode("utf-8", "surrogateescape")

    def _edited(self, text: bytes) -> bytes:
        lines = text.splitlines(keepends=True)
        at = self.chance.randrange(len(lines))
        lines[at] = f"/* change {self.chance.randrange(10**9)} */\n".encode()
        return b"".join(lines)


def diff(path: str, old: bytes, new: bytes) -> str:
    """One changed line, with three lines around it, as git writes it."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    at = next(number for number, (one, other) in enumerate(zip(before, after, strict=True)) if one != other)
    first, last = max(0, at - 3), min(len(before), at + 4)
    rows = [b" " + line for line in before[first:at]]
    rows += [b"-" + before[at], b"+" + after[at], *(b" " + line for line in before[at + 1 : last])]
    size = last - first
    head = (
        f"diff --git a/{path} b/{path}\nindex {name(old)[:12]}..{name(new)[:12]} 100644\n--- a/{path}\n+++ b/{path}\n"
    )
    return head + f"@@ -{first + 1},{size} +{first + 1},{size} @@\n" + b"".join(rows).decode("utf-8", "surrogateescape")


def name(data: bytes) -> str:
    """The id that git gives a blob."""
    return hashlib.sha1(b"blob %d\0%b" % (len(data), data)).hexdigest()


def _mails(series: str, subject: str, texts: Sequence[str]) -> list[bytes]:
    mails = []
    for n, text in enumerate(texts, 1):
        reply = "" if n == 1 else f"In-Reply-To: <{series}>\nReferences: <{series}>\n"
        ident = series if n == 1 else f"{n}.{series}"
        head = f"From: Ann Author <ann@kernel.example>\nDate: {DATE.format(n // 60, n % 60)}\nMessage-ID: <{ident}>\n{reply}"
        body = f"Change a line.\n\nSigned-off-by: Ann Author <ann@kernel.example>\n---\n\n{text}--\n2.39.5\n"
        counter = f" {n}/{len(texts)}" if len(texts) > 1 else ""
        mails.append(f"{head}Subject: [PATCH{counter}] {subject}\n\n{body}".encode("utf-8", "surrogateescape"))
    return mails


def mbox(mails: Sequence[bytes]) -> bytes:
    """Mails as one file."""
    return b"".join(b"From mboxrd@z Thu Jan  1 00:00:00 1970\n" + mail + b"\n" for mail in mails)
