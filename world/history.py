# SPDX-License-Identifier: GPL-2.0-or-later
"""The history of the world: mainline with its releases, the main KVM tree, and the KVM x86 tree with topics and `next`."""

import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from world.edits import Before, Edit, Last, New, Replace, Tail, Tree, apply
from world.people import AUTHORS, LINUS, MORGAN, UMA
from world.plan import Plan, Semantic
from world.stories import Change, Stories
from world.stream import Person, Stream
from world.topics import CALLS, CLASHES, RENAMES, Topic

END = datetime(2026, 1, 8, 18, tzinfo=UTC)
RELEASES = {
    "release": datetime(2025, 11, 30, 22, tzinfo=UTC),
    "rc1": datetime(2025, 12, 14, 22, tzinfo=UTC),
    "rc2": datetime(2025, 12, 21, 22, tzinfo=UTC),
    "rc3": datetime(2025, 12, 28, 22, tzinfo=UTC),
    "rc4": datetime(2026, 1, 4, 22, tzinfo=UTC),
}
ROOT = datetime(2025, 9, 28, 22, tzinfo=UTC)
DATED = tuple(END.replace(hour=20) - timedelta(days=days) for days in (20, 15, 8, 1))
X86 = "arch/x86/kvm/x86.c"
# Where mainline changes something; some of it is buggy.
_OLD_PLACES = (
    X86, "arch/x86/kvm/mmu/mmu.c", "virt/kvm/kvm_main.c", "arch/x86/kvm/lapic.c", "arch/x86/kvm/svm/svm.c",
    "arch/x86/kvm/vmx/vmx.c", "arch/x86/kernel/kvm.c", "arch/x86/kvm/svm/nested.c",
)  # fmt: skip
OLD, NEW = "kvm_flush_pending_events", "kvm_drain_pending_events"


@dataclass
class Branch:
    """A line of commits: what it changes against the root, the commits since it forked, and those below, above a release."""

    tip: str
    files: Tree
    release: str = ""
    changes: list[Change] = field(default_factory=list)
    below: list[Change] = field(default_factory=list)

    def fork(self) -> "Branch":
        """Begin another branch here."""
        return Branch(self.tip, dict(self.files), self.release, [], [*self.below, *self.changes])


@dataclass(frozen=True)
class Posting:
    """Changes that one author posted together for a topic; `posted` says whether the archive has them."""

    topic: str
    author: Person
    changes: tuple[Change, ...]
    posted: datetime
    cover: str
    archived: bool
    base_commit: str | None = None


@dataclass
class History:
    """All that was written: refs of the trees by name, and what the archive and the truth about the world need."""

    mainline: dict[str, str] = field(default_factory=dict)
    kvm: dict[str, str] = field(default_factory=dict)
    kvm_x86: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    tag_objects: dict[str, str] = field(default_factory=dict)
    releases: dict[str, Branch] = field(default_factory=dict)
    topics: dict[str, Branch] = field(default_factory=dict)
    next_files: Tree = field(default_factory=dict)
    postings: list[Posting] = field(default_factory=list)
    conflicts: list[tuple[str, str]] = field(default_factory=list)
    semantic: Semantic | None = None
    stacked: tuple[str, str] | None = None


class Historian:
    """Writes the history into a stream."""

    def __init__(self, plan: Plan, root: Mapping[str, str], stream: Stream) -> None:
        self.root = root
        self.stream = stream
        self.history = History()
        self.chance = random.Random(f"history {plan.seed}")
        self.stories = Stories(root, self.chance)
        self._plan = plan
        self._bugs: list[tuple[str, Change]] = []
        self._late: dict[str, list[Change]] = {}

    def write(self, root: str, topics: Sequence[Topic], counts: Mapping[str, int]) -> History:
        """Write everything above the root commit."""
        self._mainline(root)
        chosen = {topic.name for topic in topics}
        self._plan_meetings(chosen)
        for topic in sorted(topics, key=lambda topic: topic.fork not in RELEASES):
            self._topic(topic, counts[topic.name])
        self._kvm()
        history = self.history
        for when in DATED:
            history.tags[f"kvm-x86-next-{when:%Y.%m.%d}"] = self._next(when)
        history.kvm_x86["next"] = self._next(END + timedelta(hours=20))
        history.kvm_x86.update({name: branch.tip for name, branch in history.topics.items()})
        return history

    def add(self, branch: Branch, ref: str, changes: Iterable[Change], committer: Person, signs: bool = True) -> None:
        """Write changes on a branch."""
        for change in changes:
            if change.when is None or change.author is None:
                raise AssertionError(change.shortlog)
            files = apply(self.root, branch.files, change.edits)
            signers = [change.author, committer] if signs and committer != change.author else [change.author]
            sent = change.when - timedelta(days=2) if committer != change.author else change.when
            change.sha = branch.tip = self.stream.commit(
                f"refs/heads/{ref}",
                [branch.tip],
                change.message(signers),
                (change.author, sent),
                (committer, change.when),
                files,
            )
            branch.files.update(files)
            branch.changes.append(change)

    def dated(
        self, changes: Sequence[Change], start: datetime, end: datetime, author: Person | None = None
    ) -> list[Change]:
        """Spread changes between two dates, and give them authors."""
        step = (end - start) / (len(changes) + 1)
        for number, change in enumerate(changes, 1):
            change.when = (start + step * number).replace(microsecond=0)
            change.author = author or change.author or self.chance.choice(AUTHORS)
        return list(changes)

    def _mainline(self, root: str) -> None:
        branch = Branch(root, {})
        places = [path for path in _OLD_PLACES if self.stories.has(path)]
        version, patchlevel = self._version()
        self._tag(f"v{version}.{patchlevel}", root, ROOT)
        before = ROOT
        for number, (name, when) in enumerate(RELEASES.items()):
            changes: list[Change] = []
            for place in places[: 5 if number < 2 else 2]:
                added, used, fixed = self.stories.arc("mainline", place)
                changes += [added, used]
                self._bugs.append((place, fixed))
            if name == "rc1":
                changes.append(self._pending_events())
            self.add(branch, "mainline/master", self.dated(changes, before, when), UMA)
            level, extra = patchlevel + (1 if name == "release" else 2), "" if name == "release" else f"-{name}"
            made = Change(
                f"Linux {version}.{level}{extra}", "", (self._makefile(branch, level, extra),), author=LINUS, when=when
            )
            self.add(branch, "mainline/master", [made], LINUS)
            self._tag(f"v{version}.{level}{extra}", branch.tip, when)
            branch.release = name
            self.history.releases[name] = branch.fork()
            before = when
        self.history.mainline["master"] = branch.tip

    def _version(self) -> tuple[int, int]:
        found = [
            re.search(rf"^{word} = (\d+)$", self.root["Makefile"], re.MULTILINE) for word in ("VERSION", "PATCHLEVEL")
        ]
        return tuple(int(match.group(1)) if match else 6 for match in found)  # type: ignore[return-value]

    def _makefile(self, branch: Branch, level: int, extra: str) -> Edit:
        text = branch.files.get("Makefile", self.root["Makefile"])
        for word, value in (
            ("PATCHLEVEL", f" {level}"),
            ("SUBLEVEL", " 0"),
            ("EXTRAVERSION", f" {extra}" if extra else ""),
        ):
            text = re.sub(rf"^{word} =.*$", f"{word} ={value}", text, count=1, flags=re.MULTILINE)
        return New("Makefile", text)

    def _tag(self, name: str, commit: str, when: datetime) -> None:
        self.history.tags[name] = commit
        self.history.tag_objects[name] = self.stream.tag(
            name, commit, f"Linux {name[1:].replace('-', ' ', 1).replace(' ', '-')}\n", (LINUS, when)
        )

    def _pending_events(self) -> Change:
        """Add the function that one topic will rename and another will call."""
        first, second = (self.stories.take("events", X86) for _ in range(2))
        head = f"void {OLD}(struct {first.kind} *{first.parameter})"
        code = f"{head}\n{{\n\tkvm_clear_request(KVM_REQ_EVENT, {first.parameter});\n}}\n"
        header = "arch/x86/kvm/x86.h"
        self._definition = (first.kind, first.parameter, second)
        edits: list[Edit] = [Before(X86, first.head, code), Tail(X86, second.head, f"\t{OLD}({second.parameter});\n")]
        if header in self.root:
            edits.append(Last(header, "#endif", f"void {OLD}(struct {first.kind} *{first.parameter});\n\n"))
        return Change(
            f"KVM: x86: Add {OLD}()",
            f"Add {OLD}() to drop events that nobody waits for, and use it\nin {second.name}().\n",
            tuple(edits),
        )

    def _plan_meetings(self, chosen: set[str]) -> None:
        for one, other, path in CLASHES:
            if {one, other} <= chosen and self.stories.has(path):
                for name, change in zip((one, other), self.stories.clash((one, other), path)):
                    self._late.setdefault(name, []).append(change)
                self.history.conflicts.append((one, other))
        if {RENAMES, CALLS} <= chosen:
            self.history.semantic = Semantic(RENAMES, CALLS, OLD, NEW)
            self._late.setdefault(RENAMES, []).append(self._rename())
            self._late.setdefault(CALLS, []).append(self._call())

    def _rename(self) -> Change:
        kind, variable, user = self._definition
        old, new = f"void {OLD}(struct {kind} *{variable})", f"void {NEW}(struct {kind} *{variable})"
        edits: list[Edit] = [
            Replace(X86, f"{old}\n", f"{new}\n"),
            Replace(X86, f"\t{OLD}({user.parameter});", f"\t{NEW}({user.parameter});"),
        ]
        if "arch/x86/kvm/x86.h" in self.root:
            edits.append(Replace("arch/x86/kvm/x86.h", f"{old};\n", f"{new};\n"))
        return Change(
            f"KVM: x86: Rename {OLD}()",
            f"Rename {OLD}() to {NEW}(), as\nit waits for the events.\n\nNo functional change intended.\n",
            tuple(edits),
        )

    def _call(self) -> Change:
        path = "arch/x86/kvm/xen.c"
        function = self.stories.take(CALLS, path)
        text = f"\t{OLD}({function.parameter});\n"
        return Change(f"KVM: x86/xen: Drop pending events in {function.name}()",
                      f"Call {OLD}() at the end of\n{function.name}(), so that no stale event is delivered.\n",
                      (Tail(path, function.head, text),))  # fmt: skip

    def _topic(self, topic: Topic, count: int) -> None:
        history = self.history
        if topic.fork in history.topics:
            under = history.topics[topic.fork]
            keep = max(1, len(under.changes) * 3 // 5)
            branch = history.releases["rc1"].fork()
            for change in under.changes[:keep]:
                branch.files.update(apply(self.root, branch.files, change.edits))
            branch.tip, branch.below = under.changes[keep - 1].sha, [*branch.below, *under.changes[:keep]]
            start = under.changes[keep - 1].when or END
            history.stacked = (topic.name, topic.fork)
        else:
            fork = topic.fork if topic.fork in RELEASES else "rc1"
            branch, start = history.releases[fork].fork(), RELEASES[fork]
        late = self._late.get(topic.name, [])
        arcs = self._arcs(topic, max(0, count - len(late)))
        done = 0
        total = sum(map(len, arcs)) + len(late)
        for group in [*_grouped(self.chance, arcs), *([change] for change in late)]:
            done += len(group)
            when = (start + (END - start) * (done / total)).replace(microsecond=0)
            self._apply(topic.name, branch, group, when)
        history.topics[topic.name] = branch

    def _apply(self, topic: str, branch: Branch, group: list[Change], when: datetime) -> None:
        """Let the maintainer apply what one author posted."""
        author = self.chance.choice(AUTHORS)
        posted = when - timedelta(days=self.chance.randrange(2, 9), seconds=self.chance.randrange(40000))
        start = f"{posted:%Y%m%d%H%M%S}.{self.chance.randrange(10000, 99999)}"
        archived = self.chance.random() < 0.7
        for number, change in enumerate(group, 1):
            change.author, change.when = author, when - timedelta(seconds=20 * (len(group) - number))
            change.posting = f"{start}-{number + (len(group) > 1)}-{author.email}" if archived else ""
        self.add(branch, f"kvm-x86/{topic}", group, MORGAN)
        self.history.postings.append(
            Posting(topic, author, tuple(group), posted, f"{start}-1-{author.email}", archived)
        )

    def _arcs(self, topic: Topic, count: int) -> list[list[Change]]:
        """Tell stories until the topic has its commits."""
        paths = [path for path in topic.files if self.stories.has(path)] or [X86]
        arcs: list[list[Change]] = []
        bug = next((bug for bug in self._bugs if bug[0] in paths), None)
        if bug and count:
            self._bugs.remove(bug)
            arcs.append([bug[1]])
        turn = 0
        while (left := count - sum(map(len, arcs))) > 0:
            turn += 1
            if turn % (3 if topic.name == "selftests" else 7) == 0 and self.stories.room():
                arcs.append([self.stories.test(topic.name)])
                continue
            path = next(
                (p for p in (*paths[turn % len(paths) :], *paths, X86) if self.stories.spare(topic.name, p)), X86
            )
            arcs.append(self.stories.arc(topic.name, path)[:left])
        return arcs

    def _kvm(self) -> None:
        """Write the branches of the main KVM tree, and `fixes` of KVM x86."""
        history = self.history
        master = history.releases["rc3"].fork()
        fixes = [fixed for _, fixed in self._bugs]
        self.add(master, "kvm/master", self.dated(fixes[:3], RELEASES["rc3"], RELEASES["rc4"]), UMA)
        below = history.releases["rc3"].fork()
        self.add(below, "kvm-x86/fixes", self.dated(fixes[3:5], RELEASES["rc3"], RELEASES["rc4"]), MORGAN)
        places = [
            p
            for p in ("arch/arm64/kvm/arm.c", "arch/arm64/kvm/mmu.c", "virt/kvm/kvm_main.c", "virt/kvm/eventfd.c")
            if self.stories.has(p)
        ]
        coming = history.releases["rc1"].fork()
        changes = [change for place in places[:3] for change in self.stories.arc("kvm", place)]
        self.add(coming, "kvm/next", self.dated(changes, RELEASES["rc1"], RELEASES["rc3"]), UMA)
        history.kvm.update(master=master.tip, next=coming.tip)
        self.add(
            coming, "kvm/queue", self.dated(self.stories.arc("kvm", places[-1]), RELEASES["rc3"], RELEASES["rc4"]), UMA
        )
        history.kvm["queue"] = coming.tip
        history.kvm_x86["fixes"] = below.tip

    def _next(self, when: datetime) -> str:
        """Merge the topics as they were at a time: one octopus of those that are clean, then the others one by one."""
        history = self.history
        states = {}
        for name, branch in sorted(history.topics.items()):
            changes = [change for change in branch.changes if change.when and change.when <= when]
            if changes:
                states[name] = (changes, {id(change) for change in changes})
        late = [other for one, other in history.conflicts
                if all(id(self._clashing(n, one, other)) in states.get(n, ((), ()))[1] for n in (one, other))]  # fmt: skip
        base = history.releases[max(history.topics[name].release for name in states)]
        files, seen = dict(base.files), {id(change) for change in base.below}
        names = [name for name in states if name not in late]
        self._join(files, seen, names, states)
        tips = [states[name][0][-1].sha for name in names]
        commit = self._merge(tips, _title(names), when, files, history.topics[names[0]], states[names[0]][0])
        for name in (name for name in states if name in late):
            before = dict(files)
            self._join(files, seen, [name], states)
            changed = {path: text for path, text in files.items() if before.get(path) != text}
            commit = self.stream.commit("refs/heads/kvm-x86/next", [commit, states[name][0][-1].sha], _title([name]),
                                        (MORGAN, when), (MORGAN, when), changed)  # fmt: skip
        history.next_files = files
        return commit

    def _clashing(self, name: str, one: str, other: str) -> Change:
        index = [pair for pair in self.history.conflicts if name in pair].index((one, other))
        return self._late[name][index]

    def _join(
        self, files: Tree, seen: set[int], names: Iterable[str], states: Mapping[str, tuple[list[Change], set[int]]]
    ) -> None:
        for name in names:
            for change in [*self.history.topics[name].below, *states[name][0]]:
                if id(change) not in seen:
                    seen.add(id(change))
                    files.update(apply(self.root, files, change.edits))

    def _merge(
        self, tips: Sequence[str], title: str, when: datetime, files: Tree, first: Branch, done: Sequence[Change]
    ) -> str:
        mine: Tree = {}
        for change in [*first.below, *done]:
            mine.update(apply(self.root, mine, change.edits))
        changed = {path: text for path, text in files.items() if mine.get(path) != text}
        return self.stream.commit("refs/heads/kvm-x86/next", tips, title, (MORGAN, when), (MORGAN, when), changed)


def _title(names: Sequence[str]) -> str:
    quoted = [f"'{name}'" for name in names]
    if len(quoted) == 1:
        return f"Merge branch {quoted[0]}\n"
    return f"Merge branches {', '.join(quoted[:-1])} and {quoted[-1]}\n"


def _grouped(chance: random.Random, arcs: Sequence[list[Change]]) -> Iterable[list[Change]]:
    """Put one to three stories into a posting."""
    at = 0
    while at < len(arcs):
        size = chance.randrange(1, 4)
        yield [change for arc in arcs[at : at + size] for change in arc]
        at += size
