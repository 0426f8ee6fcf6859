# SPDX-License-Identifier: GPL-2.0-or-later
"""Posted series made up from the histories of a clone, with the truth about each: where it was made, and on what it stands.

The truth is read with git alone, commit by commit, so that it does not share a mistake with what is measured.
"""

import hashlib
import random
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

# As many as on the lists name the commit that they were made on.
_WRITTEN = 0.3
DATE = "Mon, 3 Mar 2025 10:{:02}:{:02} +0000"


@dataclass(frozen=True)
class Truth:
    """A posting: its mails, the branch and commit it was made on, the files it starts from, and what it depends on.

    Of a file that must be absent the blob is None.  `written` says that the mails name the commit.
    """

    id: str
    topic: str
    commit: str
    kind: str
    mails: tuple[bytes, ...]
    before: tuple[tuple[str, str | None], ...]
    below: "Truth | None" = None
    written: bool = False


@lru_cache(maxsize=200_000)
def git(clone: Path, *arguments: str) -> str:
    """Ask git; the answer is remembered."""
    done = subprocess.run(["git", "-C", str(clone), *arguments], capture_output=True, check=True)
    return done.stdout.decode("utf-8", "surrogateescape").rstrip("\n")


def blob(clone: Path, commit: str, path: str) -> str | None:
    """The id of a file in a commit."""
    row = git(clone, "ls-tree", commit, "--", path).split()
    return row[2] if len(row) > 3 and row[1] == "blob" else None


def is_same(clone: Path, commit: str, before: Sequence[tuple[str, str | None]]) -> bool:
    """Has a commit these files?"""
    rows = git(clone, "ls-tree", "-z", commit, "--", *sorted(path for path, _ in before)).split("\0")
    there = {row.partition("\t")[2]: row.split()[2] for row in rows if row}
    return all(there.get(path) == found for path, found in before)


class Postings:
    """Makes postings of one clone, the same for the same seed; `merged` are states of `next` by name."""

    def __init__(
        self, clone: Path, topics: Mapping[str, str], seed: int, release: str, merged: Mapping[str, str] | None = None
    ) -> None:
        self.clone = clone
        self.merged = dict(merged or {})
        self.chance = random.Random(seed)
        self.runs = {name: self._run(tip, release) for name, tip in topics.items()}
        self.made = 0
        self._states: dict[str, dict[str, bytes | None]] = {}

    def _run(self, tip: str, release: str) -> list[str]:
        """The commits that a topic has beyond a release, the tip first, and the commit below."""
        run = git(self.clone, "rev-list", "--first-parent", tip, f"^{release}").split()
        return [*run, git(self.clone, "rev-parse", f"{run[-1]}^")] if run else []

    def _topic(self) -> str:
        return self.chance.choice([name for name, run in self.runs.items() if len(run) > 2])

    def one(self, patches: int = 0, stale: bool = False) -> Truth:
        """A series on a random commit of a random topic, of files that the topic changes."""
        topic = self._topic()
        run = self.runs[topic]
        at = self.chance.randrange(len(run) // 2, len(run)) if stale else self.chance.randrange(len(run))
        paths = self._paths(topic, run[at])
        return self._make(topic, run[at], "stale" if stale else "random", patches, paths)

    def on(self, below: Truth) -> Truth:
        """A series on top of another that is pending."""
        state = dict(self._states[below.id])
        paths = sorted(path for path, data in state.items() if data is not None)
        return self._make(below.topic, below.commit, "pending", 0, paths, state, below)

    def on_merged(self) -> Truth:
        """A series on a state of `next`, of files that two topics change."""
        name = self.chance.choice(sorted(self.merged))
        commit = self.merged[name]
        paths = {path for topic in (self._topic(), self._topic()) for path in self._paths(topic, commit)}
        return self._make(name, commit, "next", 0, sorted(paths))

    def _make(
        self,
        topic: str,
        commit: str,
        kind: str,
        patches: int,
        paths: Sequence[str],
        state: dict[str, bytes | None] | None = None,
        below: Truth | None = None,
    ) -> Truth:
        files = dict(state or {})
        before: dict[str, str | None] = dict(below.before) if below else {}
        texts = []
        wanted = patches or self.chance.randint(1, 5)
        for n in range(wanted):
            there = [path for path in paths if path not in files or files[path] is not None]
            first = below is not None and n == 0
            chosen = there if first else self.chance.sample(there, min(len(there), self.chance.randint(1, 2)))
            for path in chosen:
                if path not in files:
                    files[path] = self._read(commit, path)
                    before[path] = blob(self.clone, commit, path)
            # The last patch alone makes, removes and moves files: what comes on top still has some to change.
            odd = self.chance.randrange(4) if kind != "pending" and n == wanted - 1 > 0 else 0
            texts.append("".join(self._change(path, files, before, odd if path == chosen[0] else 0) for path in chosen))
        self.made += 1
        name = f"series-{self.made}@made.example"
        subject = f"KVM: x86/{topic}: Change things, number {self.made}"
        written = kind != "pending" and self.chance.random() < _WRITTEN
        mails = tuple(_mails(name, subject, texts, commit if written else ""))
        made = Truth(name, topic, commit, kind, mails, tuple(before.items()), below, written)
        self._states[name] = files
        return made

    def _change(self, path: str, files: dict[str, bytes | None], before: dict[str, str | None], odd: int) -> str:
        """Change a file, and more where it is an odd one: 1 makes another, 2 removes it, 3 moves it."""
        old = files[path]
        assert old is not None
        fresh = f"{path.rpartition('/')[0]}/made_{self.made}_{self.chance.randrange(10**6)}.c"
        if odd == 2 and any(data is not None for other, data in files.items() if other != path):
            files[path] = None
            return removed(path, old)
        changed = self._edited(old)
        files[path] = changed
        if odd == 3:
            files[path], files[fresh] = None, changed
            before[fresh] = None
            return diff(path, old, changed, fresh)
        if odd == 1:
            files[fresh] = f"int made_{self.made};\n".encode()
            before[fresh] = None
            return diff(path, old, changed) + added(fresh, files[fresh] or b"")
        return diff(path, old, changed)

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


def diff(path: str, old: bytes, new: bytes, to: str = "") -> str:
    """One changed line, with three lines around it, as git writes it; `to` is where the file moves."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    at = next(number for number, (one, other) in enumerate(zip(before, after, strict=True)) if one != other)
    first, last = max(0, at - 3), min(len(before), at + 4)
    rows = [b" " + line for line in before[first:at]]
    rows += [b"-" + before[at], b"+" + after[at], *(b" " + line for line in before[at + 1 : last])]
    size = last - first
    moved = f"similarity index 95%\nrename from {path}\nrename to {to}\n" if to else ""
    to = to or path
    names = f"index {name(old)[:12]}..{name(new)[:12]}" + " 100644\n"
    head = f"diff --git a/{path} b/{to}\n{moved}{names}--- a/{path}\n+++ b/{to}\n"
    return head + f"@@ -{first + 1},{size} +{first + 1},{size} @@\n" + _text(rows)


def added(path: str, data: bytes) -> str:
    """A new file."""
    rows = [b"+" + line for line in data.splitlines(keepends=True)]
    head = f"diff --git a/{path} b/{path}\nnew file mode 100644\nindex {'0' * 12}..{name(data)[:12]}\n"
    return f"{head}--- /dev/null\n+++ b/{path}\n@@ -0,0 +1,{len(rows)} @@\n{_text(rows)}"


def removed(path: str, data: bytes) -> str:
    """A file that goes."""
    rows = [b"-" + line for line in data.splitlines(keepends=True)]
    head = f"diff --git a/{path} b/{path}\ndeleted file mode 100644\nindex {name(data)[:12]}..{'0' * 12}\n"
    return f"{head}--- a/{path}\n+++ /dev/null\n@@ -1,{len(rows)} +0,0 @@\n{_text(rows)}"


def _text(rows: Sequence[bytes]) -> str:
    return b"".join(rows).decode("utf-8", "surrogateescape")


def name(data: bytes) -> str:
    """The id that git gives a blob."""
    return hashlib.sha1(b"blob %d\0%b" % (len(data), data)).hexdigest()


def _mails(series: str, subject: str, texts: Sequence[str], commit: str) -> list[bytes]:
    mails = []
    for n, text in enumerate(texts, 1):
        reply = "" if n == 1 else f"In-Reply-To: <{series}>\nReferences: <{series}>\n"
        ident = series if n == 1 else f"{n}.{series}"
        head = f"From: Ann Author <ann@kernel.example>\nDate: {DATE.format(n // 60, n % 60)}\nMessage-ID: <{ident}>\n{reply}"
        base = f"\nbase-commit: {commit}\n" if commit and n == 1 else ""
        body = f"Change a line.\n\nSigned-off-by: Ann Author <ann@kernel.example>\n---\n\n{text}{base}-- \n2.39.5\n"
        counter = f" {n}/{len(texts)}" if len(texts) > 1 else ""
        mails.append(f"{head}Subject: [PATCH{counter}] {subject}\n\n{body}".encode("utf-8", "surrogateescape"))
    return mails


def mbox(mails: Sequence[bytes]) -> bytes:
    """Mails as one file."""
    return b"".join(b"From mboxrd@z Thu Jan  1 00:00:00 1970\n" + mail + b"\n" for mail in mails)
