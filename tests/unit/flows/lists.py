# SPDX-License-Identifier: GPL-2.0-or-later
"""A small list of mails, the index of it and a repository, all in memory, for tests of flows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kx86.flows.indexed import IndexedArchive
from kx86.letters.entry import Entry, read_entry
from kx86.mail.address import parse_address
from kx86.mail.short import number_of, range_of
from kx86.ports.git_repo import Range
from kx86.ports.mail_index import Place, Row
from kx86.series.chain import Chain
from kx86.series.commit import Commit
from kx86.series.posting import Posting
from unit.letters.making import PROFILE
from unit.series.making import changing

DAY, START = 86_400, 1_704_096_000
ANN, BOB = "Ann Author <ann@author.example>", "Bob Builder <bob@builder.example>"
KEEPER, UPSTREAM = "Kim Keeper <keeper@kernel.example>", "Uma Upstream <upstream@kernel.example>"


def mail(
    name: str, subject: str, body: str, *to: str, day: int = 0, sender: str = BOB, root: str = ""
) -> tuple[int, bytes]:
    """Write a mail that answers others, the nearest first; with the time of its arrival."""
    head = [
        f"Message-ID: <{name}>",
        f"From: {sender}",
        f"Subject: {subject}",
        *([f"In-Reply-To: <{to[0]}>", "References: " + " ".join(f"<{one}>" for one in reversed(to))] if to else []),
    ]
    return START + day * DAY, "\n".join([*head, "", body, ""]).encode()


def patch(name: str, title: str, *lines: str, count: str = "", to: str = "", day: int = 0) -> tuple[int, bytes]:
    """Write a patch that adds some lines."""
    body = changing(*(lines or (f"int {title.split()[-1]};",)), sender=ANN)
    return mail(name, f"[PATCH{count and f' {count}'}] {title}", body, *([to] if to else ()), day=day, sender=ANN)


class MemoryIndex:
    """See ports.mail_index.MailIndex.  Series are given as the names of the mails of each posting."""

    def __init__(self, mails: Iterable[tuple[int, bytes]], *series: Sequence[Posting]) -> None:
        self.data = dict(mails_by_name(mails))
        self.every: dict[str, Entry] = {name: entry for name, (entry, _) in self.data.items()}
        self.series = [Chain(id=some[0].id, postings=tuple(some)) for some in series]
        self.copies: dict[str, Sequence[Place]] = {name: (Place("list", "0", name),) for name in self.every}

    def chains(self) -> Sequence[Chain]:
        return self.series

    def chain_of(self, message_id: str) -> Chain | None:
        return next(
            (c for c in self.series for p in c.postings for one in p.mails if message_id in (one.message_id, c.id)),
            None,
        )

    def thread(self, message_id: str) -> Sequence[Row]:
        tops = {name: self._top(name) for name in self.every}
        return [
            Row(e.message_id, e.date, e.sender_name, e.sender_email, e.subject, e.parents, e.digest is not None)
            for name, e in self.every.items()
            if tops[name] == tops.get(message_id)
        ]

    def _top(self, name: str) -> str:
        above = next((one for one in self.every[name].parents if one in self.every), None)
        return self._top(above) if above else name

    def answers(self, message_ids: Iterable[str]) -> Sequence[Entry]:
        names = {row.message_id: None for one in message_ids for row in self.thread(one)}
        return [self.every[name] for name in names if self.every[name].speaks]

    def posted(self, typed: str) -> Sequence[str]:
        span = range_of(typed)
        names = [one.message_id for chain in self.series for posting in chain.postings for one in posting.mails]
        return [name for name in names if span and span[0] <= number_of(name) < span[1]]

    def speaking(self) -> Iterator[Entry]:
        return (entry for entry in self.every.values() if entry.speaks)

    def pulls(self) -> Iterator[Entry]:
        return (entry for entry in self.every.values() if entry.pulls)

    def places(self, message_ids: Iterable[str]) -> Mapping[str, Sequence[Place]]:
        return {one: self.copies[one] for one in message_ids if one in self.copies}

    def all_places(self) -> Iterator[Place]:
        return (copies[0] for copies in self.copies.values())


def mails_by_name(mails: Iterable[tuple[int, bytes]]) -> Iterator[tuple[str, tuple[Entry, bytes]]]:
    """Read mails as an index does."""
    for arrived, data in mails:
        entry, _ = read_entry(data, arrived, PROFILE)
        yield entry.message_id, (entry, data)


class MemorySource:
    """See ports.mail_source.MailSource; `asked` notes what was read together."""

    def __init__(self, name: str, mails: Mapping[str, bytes], problems: Sequence[str] = ()) -> None:
        self.name = name
        self.place = name
        self.mails = mails
        self.problems = problems
        self.asked: list[tuple[str, Sequence[str]]] = []

    def read(self, part: str, keys: Sequence[str]) -> Iterator[bytes | None]:
        self.asked.append((part, keys))
        return (self.mails.get(key) for key in keys)


def posting(index: MemoryIndex, *names: str, version: int = 1, **more: object) -> Posting:
    """Make a posting of patches that are on the list."""
    found = [index.every[name].digest for name in names]
    made = tuple(one for one in found if one is not None and one.n)
    cover = next((one for one in found if one is not None and not one.n), None)
    fields: dict[str, object] = {
        "id": names[0], "title": (cover or made[0]).title, "version": str(version), "version_written": version > 1,
        "rfc": False, "resend": False, "date": index.every[names[0]].date, "author_name": "Ann Author",
        "author_email": "ann@author.example", "cover": cover, "patches": made, "m": made[0].m, **more,
    }  # fmt: skip
    return Posting(**fields)  # type: ignore[arg-type]


def with_series(
    mails: Sequence[tuple[int, bytes]], *series: Sequence[tuple[Sequence[str], dict[str, object]]]
) -> MemoryIndex:
    """Make an index of mails with series, each a list of postings: the names of their mails, and more fields."""
    index = MemoryIndex(mails)
    return MemoryIndex(mails, *([posting(index, *names, **more) for names, more in some] for some in series))


def archive(index: MemoryIndex) -> IndexedArchive:
    """Make the archive of an index."""
    return IndexedArchive(index, [MemorySource("list", {name: data for name, (_, data) in index.data.items()})])


def commit(n: int, title: str, *lines: str, tags: str = f"Signed-off-by: {ANN}") -> Commit:
    """Make a commit that adds some lines."""
    diff = changing(*(lines or (f"int {title.split()[-1]};",))).partition("diff --git")
    return Commit(
        sha=f"{n:x}" * 40,
        parents=("f" * 40,),
        author=parse_address(ANN),
        committer=parse_address(ANN),
        message=f"{title}\n\nChange it.\n\n{tags}\n",
        diff="".join(diff[1:]),
    )


class MemoryRepo:
    """See ports.git_repo.GitRepo, with one branch."""

    def __init__(self, branch: str, *commits: Commit) -> None:
        self.branch = branch
        self.commits = commits

    def knows(self, revision: str) -> bool:
        return revision == self.branch

    def own_range(self, name: str) -> str | None:
        return f"base..{name}" if self.commits else None

    def range(self, spec: str) -> Range:
        assert spec == f"base..{self.branch}"
        return Range(commits=self.commits, merges=())
