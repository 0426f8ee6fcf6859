# SPDX-License-Identifier: GPL-2.0-or-later
"""A posting, the versions before it and the replies to all of them in; the tags for each of its patches, out.

Taken by themselves are tags at the start of a line, from the person they name, on the newest posting or on an older one whose
patch is still the same.  All others are listed with the reason, and taken by name only.  NAKs are always told.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from kx86.letters.answered import Answer, PostedPatch, Version, answers, meant
from kx86.letters.given import Given, clean
from kx86.letters.marks import PEOPLE, is_from, marks, marks_of_text, names_of, who_is
from kx86.letters.reply import Reply
from kx86.mail.message import Address
from kx86.series.senders import same_person

_MOST_TAGS = 200
"""So many tags are taken for one patch, and for a posting as a whole."""
_MOST_LISTED = 1000
# So many times a patch is looked at for a tag; no real posting comes near.
_MOST_WORK = 300_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A tag that goes into a patch: the trailer, the mail that gives it, the version it was given to.

    `remark` says what is worth knowing, such as a sender with another address; mostly empty.
    """

    text: str
    message_id: str
    version: str
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A tag that is not taken by itself, why, and for which patches (by n) it would be; none when the patch is gone."""

    text: str
    message_id: str
    version: str
    patches: tuple[int, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Nak:
    """Somebody says no: who, in which words and mail, to which patch of which version (0 the whole posting)."""

    sender: str
    text: str
    message_id: str
    version: str
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PatchTags:
    """The tags taken for a patch, in the order in which they were given."""

    n: int
    message_id: str
    title: str
    taken: tuple[Tag, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What replies give to a posting; `problems` says in words what was cut off."""

    patches: tuple[PatchTags, ...]
    left: tuple[Left, ...]
    naks: tuple[Nak, ...]
    problems: tuple[str, ...] = ()


def collect(
    newest: Version,
    older: Sequence[Version],
    replies: Iterable[Reply],
    names: Iterable[str] = (),
    renamed: Mapping[str, str] = MappingProxyType({}),
    others: Collection[str] = (),
) -> Collected:
    """Collect the tags for the newest version.

    `names` takes listed tags all the same: each is an address, a full name or the Message-ID of a reply, and may be preceded by
    the key and a colon ("Acked-by: ann@kernel.example").  `renamed` tells which patch of the newest version one of an older
    version became, by Message-IDs, where neither content nor title shows it.  `others` are patches in the threads that
    belong to none of the versions, such as a counter-proposal: tags for these are not for the posting.
    """
    job = _Job(newest, names_of(names), renamed)
    found = list(answers(newest, older, replies, others))
    for answer in found:
        job.withdraw(answer)
    for answer in found:
        job.read(answer)
    return job.result()


@dataclass(slots=True)
class _Job:
    """What is known while replies are read."""

    newest: Version
    names: frozenset[tuple[str, str]]
    renamed: Mapping[str, str]
    by_title: dict[str, PostedPatch] = field(init=False)
    by_patch_id: dict[str, PostedPatch] = field(init=False)
    by_message_id: dict[str, PostedPatch] = field(init=False)
    taken: dict[int, dict[tuple[str, str], Tag]] = field(default_factory=dict)
    present: dict[int, set[tuple[str, str]]] = field(default_factory=dict)
    left: dict[tuple[str, str, str], Left] = field(default_factory=dict)
    naks: list[Nak] = field(default_factory=list)
    back: dict[tuple[str, str, int], tuple[int, str]] = field(default_factory=dict)
    problems: dict[str, None] = field(default_factory=dict)
    work: int = _MOST_WORK

    def __post_init__(self) -> None:
        patches = self.newest.patches
        self.by_title = {_title(one): one for one in reversed(patches)}
        self.by_patch_id = {one.patch_id: one for one in reversed(patches) if one.patch_id}
        self.by_message_id = {one.message_id: one for one in patches}
        self.taken = {one.n: {} for one in patches}
        self.present = {one.n: {mark for text in one.tags for mark in marks_of_text(text)} for one in patches}

    def withdraw(self, answer: Answer) -> None:
        """Note what a reply takes back, for the patch and everywhere it is the same."""
        said = answer.reply.verdict
        if not said.withdrawn or not self._may_work(answer):
            return
        who = answer.reply.sender
        for patch in self._now(answer):
            for mark in who_is(who):
                self.back[said.withdrawn_key, mark, patch.n] = (answer.reply.date, answer.reply.message_id)
        texts = {text for patch in self._now(answer) for text in patch.tags if is_from(text, who, said.withdrawn_key)}
        for text in sorted(texts):
            numbers = tuple(patch.n for patch in self._now(answer) if text in patch.tags)
            self._list(text, answer, numbers, "it stands in the patch already, but this mail takes it back")

    def read(self, answer: Answer) -> None:
        """Read the tags and the NAK of a reply."""
        reply = answer.reply
        if reply.cut:
            self.problems[f"{reply.message_id} gives more tags than are read"] = None
        if reply.verdict.nak:
            n = answer.patch.n if answer.patch else 0
            sender = clean(str(reply.sender))
            if len(self.naks) < _MOST_LISTED:
                self.naks.append(
                    Nak(
                        sender=sender,
                        text=reply.verdict.nak,
                        message_id=reply.message_id,
                        version=answer.version.name,
                        n=n,
                    )
                )
        for given in reply.tags:
            self._give(given, answer)

    def _may_work(self, answer: Answer) -> bool:
        """Is there work left to look at the patches that a reply answers?"""
        self.work -= 1 + (len(answer.version.patches) if answer.patch is None else 0)
        if self.work < 0:
            self.problems["more tags than are read"] = None
        return self.work >= 0

    def _give(self, given: Given, answer: Answer) -> None:
        if not self._may_work(answer):
            return
        patches, missing = meant(given, answer)
        reason = _reason(given, answer.reply) or missing
        same, changed, gone = self._still(patches, answer.version)
        if reason:
            targets = tuple(dict.fromkeys((*same, *changed)))
            self._leave(given, answer, targets, reason)
            return
        kept = [n for n in same if not self._taken_back(given, answer, n)]
        back = [n for n in same if n not in set(kept)]
        for n in kept:
            self._take(given, answer, n)
        name = answer.version.name
        if back:
            self._leave(given, answer, tuple(back), f"taken back later, in {self._withdrawal(given, answer, back[0])}")
        if changed:
            self._leave(given, answer, tuple(changed), f"given to {name}, and the patch has changed since")
        if gone and not (same or changed):
            self._leave(
                given, answer, (), f"given to {name}, and {self.newest.name} has no patch of that title or content"
            )

    def _still(self, meant: Sequence[PostedPatch], version: Version) -> tuple[list[int], list[int], bool]:
        """Of patches answered: those that the newest posting has unchanged, those it has changed, and whether some are gone."""
        if version is self.newest:
            return [one.n for one in meant], [], False
        same: list[int] = []
        changed: list[int] = []
        gone = False
        for patch in meant:
            now = self.by_patch_id.get(patch.patch_id) if patch.patch_id else None
            if now:
                same.append(now.n)
            elif now := self._became(patch):
                changed.append(now.n)
            else:
                gone = True
        return same, changed, gone

    def _became(self, patch: PostedPatch) -> PostedPatch | None:
        """The patch of the newest posting that an older one turned into."""
        return self.by_message_id.get(self.renamed.get(patch.message_id, "")) or self.by_title.get(_title(patch))

    def _now(self, answer: Answer) -> list[PostedPatch]:
        """The patches of the newest posting that a reply is about, whether they changed or not."""
        meant = answer.version.patches if answer.patch is None else (answer.patch,)
        same, changed, _ = self._still(meant, answer.version)
        numbers = {*same, *changed}
        return [one for one in self.newest.patches if one.n in numbers]

    def _withdrawal(self, given: Given, answer: Answer, n: int) -> str:
        for key in (given.key, ""):
            for mark in who_is(answer.reply.sender):
                date, message_id = self.back.get((key, mark, n), (-1, ""))
                if message_id and date >= answer.reply.date:
                    return message_id
        return ""

    def _taken_back(self, given: Given, answer: Answer, n: int) -> bool:
        return bool(self.back) and bool(self._withdrawal(given, answer, n))

    def _take(self, given: Given, answer: Answer, n: int) -> None:
        """Put a tag to a patch that has it neither itself nor from another mail."""
        known = marks(given.key, given.person, given.value)
        taken, present = self.taken.get(n), self.present.get(n)
        if taken is None or present is None or any(mark in present for mark in known):
            return
        if len(taken) >= _MOST_TAGS:
            self.problems[f"patch {n} has more tags than are taken"] = None
            return
        present.update(known)
        taken[known[0]] = Tag(
            text=given.text,
            message_id=answer.reply.message_id,
            version=answer.version.name,
            remark=_remark(given, answer.reply.sender),
        )

    def _leave(self, given: Given, answer: Answer, numbers: tuple[int, ...], reason: str) -> None:
        """List a tag with the reason, unless somebody took it by name or the patches have it."""
        if self._is_named(given, answer.reply):
            for n in numbers:
                self._take(given, answer, n)
            return
        known = marks(given.key, given.person, given.value)
        open_ = tuple(n for n in numbers if not any(mark in self.present.get(n, ()) for mark in known))
        if open_ or not numbers:
            self._list(given.text, answer, open_, reason)

    def _list(self, text: str, answer: Answer, numbers: tuple[int, ...], reason: str) -> None:
        if len(self.left) >= _MOST_LISTED:
            self.problems["more tags than are listed"] = None
            return
        one = Left(
            text=text,
            message_id=answer.reply.message_id,
            version=answer.version.name,
            patches=tuple(sorted(numbers)),
            reason=reason,
        )
        self.left.setdefault((text, one.message_id, reason), one)

    def _is_named(self, given: Given, reply: Reply) -> bool:
        if not self.names:
            return False
        words = (given.email, given.name, reply.message_id)
        return any((key, word.lower()) in self.names for word in words if word for key in ("", given.key.lower()))

    def result(self) -> Collected:
        """What was found."""
        return Collected(
            patches=tuple(
                PatchTags(n=one.n, message_id=one.message_id, title=one.title, taken=tuple(self.taken[one.n].values()))
                for one in self.newest.patches
            ),
            left=tuple(one for one in self.left.values() if not self._had(one)),
            naks=tuple(self.naks),
            problems=tuple(self.problems),
        )

    def _had(self, one: Left) -> bool:
        """Was a tag that is listed given once more, so that all its patches have it?"""
        if not one.patches or "takes it back" in one.reason:
            return False
        known = marks_of_text(one.text)
        return all(any(mark in self.present.get(n, ()) for mark in known) for n in one.patches)


def _reason(given: Given, reply: Reply) -> str:
    """Why a tag is not taken by itself; empty when it may be."""
    sender = clean(str(reply.sender))
    if not given.key.endswith(PEOPLE):
        return "it names no person whom the sender could speak for"
    if given.key in ("Signed-off-by", "Nacked-by"):
        return "a sign-off tells the way of a patch and is no answer to it" if given.key[0] == "S" else "it is a NAK"
    if not given.email:
        return "it has no address"
    if not same_person(given.person, reply.sender):
        return f"sent by {sender}, not by the person it names"
    if not _is_known(given, reply.sender):
        return f"sent from another address, {clean(reply.sender_email)}, and one name alone tells nobody"
    if given.condition:
        return f"there is a condition: {given.condition}"
    if given.part:
        return f"for a part only: {given.part}"
    if not given.at_start:
        return "not at the start of a line"
    return ""


def _is_known(given: Given, sender: Address) -> bool:
    """Is the address the same, or does the name hold enough to tell a person by?"""
    return given.email.lower() == sender.email.lower() or len(given.name.split()) > 1


def _remark(given: Given, sender: Address) -> str:
    if given.email.lower() == sender.email.lower():
        return ""
    return f"sent from {clean(sender.email) or 'no address'}"


def _title(patch: PostedPatch) -> str:
    return " ".join(patch.title.lower().split())
