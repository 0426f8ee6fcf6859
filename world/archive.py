# SPDX-License-Identifier: GPL-2.0-or-later
"""The list of the world: postings of what the topics hold, notices that say so, and series that nobody applied yet."""

import hashlib
import tomllib
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from world.edits import apply
from world.history import END, Branch, Historian, Posting
from world.people import AUTHORS
from world.plan import Pending
from world.repositories import PROFILE
from world.source import git
from world.stories import Change
from world.stream import Person, Stream

Mail = tuple[datetime, Person, str, str]
_LIST = "kvm@vger.kernel.org"


def pend(historian: Historian) -> tuple[list[Pending], list[Posting]]:
    """Write series that are on the list only; the stream of the historian leads to the authors' own repository."""
    history, stories = historian.history, historian.stories
    pending, postings = [], []
    topics = history.topics
    plans: list[tuple[str, tuple[str, ...], str, Branch]] = []
    for name, place in (("pmu", "tip"), ("svm", "history"), ("mmu", "unknown"), ("selftests", "rc")):
        if name in topics:
            base = topics[name].fork() if place != "rc" else history.releases["rc2"].fork()
            plans.append((name, (name,), place, _earlier(historian, topics[name]) if place == "history" else base))
    if {"svm", "vmx"} <= set(topics):
        plans.append(("svm-vmx", ("svm", "vmx"), "next", Branch(history.kvm_x86["next"], dict(history.next_files))))
    if plans:
        plans.append((f"{plans[0][0]}-more", plans[0][1], "pending", plans[0][3]))
    paths = {"pmu": "arch/x86/kvm/vmx/pmu_intel.c", "svm": "arch/x86/kvm/svm/svm.c", "mmu": "arch/x86/kvm/mmu/mmu.c",
             "selftests": "tools/testing/selftests/kvm/lib/kvm_util.c", "vmx": "arch/x86/kvm/vmx/vmx.c"}  # fmt: skip
    for number, (name, of, place, branch) in enumerate(plans):
        author, below = AUTHORS[number], branch.tip
        when = END + timedelta(hours=30 + number)
        changes = [c for topic in of for c in stories.arc(f"pending {topic}", paths.get(topic, paths["svm"]))]
        start = f"{when:%Y%m%d%H%M%S}.{number}"
        for at, change in enumerate(changes, 2):
            change.posting = f"{start}-{at}-{author.email}"
        historian.dated(changes, when - timedelta(hours=1), when, author)
        historian.add(branch, f"pending/{name}", changes, author)
        nowhere = hashlib.sha1(name.encode()).hexdigest()
        said = {"unknown": nowhere, "tip": below, "next": below}.get(place)
        posting = Posting(of[0], author, tuple(changes), when, f"{start}-1-{author.email}", True, said)
        postings.append(posting)
        on = plans[0][0] if place == "pending" else None
        ids = (posting.cover, *(change.posting for change in changes))
        pending.append(Pending(name, of, place, below, branch.tip, ids, on, said))
    return pending, postings


def _earlier(historian: Historian, topic: Branch) -> Branch:
    kept = topic.changes[: len(topic.changes) // 2]
    branch = historian.history.releases[topic.release].fork()
    for change in [*topic.below, *kept]:
        if change not in branch.below:
            branch.files.update(apply(historian.root, branch.files, change.edits))
    branch.tip = kept[-1].sha
    return branch


def write(store: Path, authors: Path, applied: Sequence[Posting], pending: Sequence[Posting]) -> None:
    """Write the archive, one mail a commit, in the order in which the mails were sent."""
    applied = [posting for posting in applied if posting.archived]
    shas = [change.sha for posting in [*applied, *pending] for change in posting.changes]
    diffs = _diffs(authors, shas)
    notifier = _notifier()
    mails = [mail for posting in [*applied, *pending] for mail in _posted(posting, diffs)]
    mails += [_notice(posting, notifier) for posting in applied]
    with Stream(store) as stream:
        above: list[str] = []
        for when, sender, subject, text in sorted(mails, key=lambda mail: mail[0]):
            above = [
                stream.commit("refs/heads/master", above, f"{subject}\n", (sender, when), (sender, when), {"m": text})
            ]


def _diffs(store: Path, shas: Sequence[str]) -> dict[str, str]:
    told = git(store, "log", "--no-walk=unsorted", "--stdin", "--abbrev=12", "--format=%x00%H", "--patch", "--stat=72", "--summary",
               given="\n".join(shas).encode())  # fmt: skip
    return {part[:40]: part[40:].lstrip("\n").rstrip("\n") for part in told.split("\0") if part}


def _notifier() -> Person:
    people = tomllib.loads(PROFILE.read_text())["people"]
    found = next(person for person in people if person.get("notifies") and person.get("tree") == "kvm-x86")
    return Person(found["name"], found["emails"][0])


def _subject(posting: Posting, number: int, title: str) -> str:
    count = len(posting.changes)
    return f"[PATCH] {title}" if count == 1 else f"[PATCH {number:0{len(str(count))}}/{count}] {title}"


def _posted(posting: Posting, diffs: dict[str, str]) -> Iterator[Mail]:
    several = len(posting.changes) > 1
    base = f"\nbase-commit: {posting.base_commit}\n" if posting.base_commit else ""
    if several:
        title = f"KVM: Work on {posting.topic}, {posting.changes[0].shortlog.rpartition(' ')[2]}"
        listed = "".join(f"  {change.shortlog}\n" for change in posting.changes)
        count = len(posting.changes)
        body = f"Look after the state that {posting.topic} keeps.\n\n{posting.author.name} ({count}):\n{listed}{base}"
        yield _mail(posting.author, posting.posted, _subject(posting, 0, title), posting.cover, "", body)
    for number, change in enumerate(posting.changes, 1):
        message = change.message([posting.author], link=False).partition("\n\n")[2]
        body = f"{message}---\n{diffs[change.sha]}\n{'' if several else base}-- \n2.39.5\n"
        when = posting.posted + timedelta(seconds=number)
        yield _mail(
            posting.author,
            when,
            _subject(posting, number, change.shortlog),
            change.posting,
            posting.cover if several else "",
            body,
        )


def _notice(posting: Posting, notifier: Person) -> Mail:
    count = len(posting.changes)
    first = posting.changes[0]
    title = f"KVM: Work on {posting.topic}, {first.shortlog.rpartition(' ')[2]}" if count > 1 else first.shortlog
    lines = "".join(
        f"[{number}/{count}] {change.shortlog}\n      https://github.com/kvm-x86/linux/commit/{change.sha[:12]}\n"
        for number, change in enumerate(posting.changes, 1)
    )
    quoted = f"On {posting.posted:%a, %d %b %Y %H:%M:%S %z}, {posting.author.name} wrote:\n> Look after the state.\n> [...]\n\n"
    body = f"{quoted}Applied to kvm-x86 {posting.topic}, thanks!\n\n{lines}\n--\nhttps://github.com/kvm-x86/linux/tree/next\n"
    above = posting.cover if count > 1 else first.posting
    when = (_when(posting.changes[-1])) + timedelta(hours=1)
    return _mail(
        notifier,
        when,
        f"Re: {_subject(posting, 0, title)}",
        f"{above.partition('@')[0]}.b4-ty@kernel.example",
        above,
        body,
    )


def _when(change: Change) -> datetime:
    return change.when or END


def _mail(sender: Person, when: datetime, subject: str, message_id: str, above: str, body: str) -> Mail:
    answers = f"In-Reply-To: <{above}>\nReferences: <{above}>\n" if above else ""
    head = f"From: {sender}\nTo: {_LIST}\nDate: {format_datetime(when)}\nSubject: {subject}\nMessage-ID: <{message_id}>\n{answers}"
    return when, sender, subject, f"{head}MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n\n{body}"
