# SPDX-License-Identifier: GPL-2.0-or-later
"""One series as a person reads it: its versions, the patches of one, tags, answers, what is missing."""

from collections.abc import Container, Iterator, Sequence

from kx86.apps.cli.mail_rows import day
from kx86.apps.cli.terminal import Paint, cut, fold, printable
from kx86.flows.standings import SeriesStanding
from kx86.letters.tags import Collected, Left
from kx86.mail.short import short
from kx86.profile.model import Profile
from kx86.queue.answers import Answer
from kx86.queue.standing import Status, numbers
from kx86.series.posting import Posting, repository

_LONGEST = 160
_ANSWERS_SHOWN = 12
_COLOURS: dict[Status, str] = {
    "accepted": "good",
    "landed": "good",
    "partly accepted": "good",
    "waits for author": "warning",
    "dropped": "error",
}


def status_colour(status: Status) -> str:
    """The style in which a status is shown."""
    return _COLOURS.get(status, "dim")


def version_of(posting: Posting) -> str:
    """How a version is called: v2, RFC v1."""
    return f"{'RFC ' if posting.rfc else ''}v{posting.version}"


def show_lines(
    one: SeriesStanding, posting: Posting, tags: Collected, profile: Profile, paint: Paint, width: int
) -> Iterator[str]:
    """Everything about a series, and in detail about one posting of it."""
    now = one.now
    yield paint("title", _text(one.newest.title))
    author = one.newest.author_name or one.newest.author_email
    place = "" if (home := repository(one.newest, profile)) == "linux" else f", {home}"
    yield f"{short(one.newest.id)}  by {_text(author)}{place}: {paint(status_colour(now.status), now.status)}, {_text(now.words)}"
    yield ""
    yield from _versions(one, posting, paint)
    yield ""
    yield from _patches(one, posting, tags, paint)
    yield from _tags(tags, paint, width)
    yield from _answers(one.answers.get(posting.id, ()), _believed(one), paint)


def _text(text: str) -> str:
    return cut(printable(text), _LONGEST)


def _versions(one: SeriesStanding, shown: Posting, paint: Paint) -> Iterator[str]:
    reasons = {link.later: link for link in one.chain.links}
    for posting, standing in zip(one.chain.postings, one.standings, strict=True):
        mark = "*" if posting is shown else " "
        kind = " again" if posting.resend else f" reroll of {_numbers(posting)}" if posting.reroll else ""
        state = paint(status_colour(standing.status), standing.status)
        yield (
            f"{mark} {f'{version_of(posting)}{kind}':10} {paint('dim', day(posting.date))}  {_count(posting):>12}  "
            f"{state}, {_text(standing.words)}"
        )
        yield f"    {paint('dim', f'<{printable(posting.id)}>')}"
        if standing.by and standing.by != posting.id and standing.status != "superseded":
            yield f"    {paint('dim', f'says {_mail_or_commit(standing.by)}')}"
        link = reasons.get(posting.id)
        if link is not None:
            yield f"    {paint('dim', f'linked to the one before: {_text(link.reason)}')}"
    for link in one.chain.apart:
        yield f"  not linked: {printable(link.earlier)} and {printable(link.later)}: {_text(link.reason)}"


def _mail_or_commit(text: str) -> str:
    return f"<{printable(text)}>" if "@" in text else f"commit {printable(text)}"


def _count(posting: Posting) -> str:
    word = "patch" if posting.m == 1 else "patches"
    there = len(posting.patches)
    return f"{posting.m} {word}" if there >= posting.m else f"{there} of {posting.m} {word}"


def _numbers(posting: Posting) -> str:
    return ", ".join(str(patch.n) for patch in posting.patches[:9])


def _patches(one: SeriesStanding, posting: Posting, tags: Collected, paint: Paint) -> Iterator[str]:
    standing = next(x for x in one.standings if x.posting == posting.id)
    taken = {x.n: x for x in standing.taken}
    given = {patch.n: patch.taken for patch in tags.patches}
    for n, title in sorted((patch.n, printable(patch.title)) for patch in posting.patches):
        yield f"{n}/{posting.m} {cut(title, _LONGEST)}"
        if n in taken:
            where = " ".join(filter(None, (taken[n].tree, taken[n].topic, taken[n].sha1)))
            changed = ", changed on the way" if taken[n].modified else ""
            yield f"    {paint('good', _text(where) + changed)}"
        for tag in given.get(n, ()):
            remark = f" ({printable(tag.remark)})" if tag.remark else ""
            yield f"    {paint('new', f'+ {printable(tag.text)}')}{paint('dim', remark)}"
    if posting.missing:
        yield paint("warning", _text(f"missing from the archive: {numbers(posting.missing)} of {posting.m}"))


def _tags(tags: Collected, paint: Paint, width: int) -> Iterator[str]:
    if tags.naks:
        yield ""
    for nak in tags.naks:
        what = f"patch {nak.n} of {nak.version}" if nak.n else nak.version
        text = f"{_text(nak.sender)} says no to {what}: {_text(nak.text)}"
        yield from fold(text, width, paint("error", "NAK "), "    ")
    if tags.left:
        yield ""
        yield "Tags that are taken only by name (kx86 mbox --take NAME):"
    lines = [
        f"  {printable(left.text)}  {paint('dim', f'{_of_patches(left)}{_text(left.reason)}')}" for left in tags.left
    ]
    # One mail may give a tag to many patches that are gone.
    yield from dict.fromkeys(lines)
    for problem in tags.problems:
        yield paint("dim", _text(problem))


def _of_patches(left: Left) -> str:
    return f"patch {', '.join(map(str, left.patches[:12]))}: " if left.patches else ""


def _believed(one: SeriesStanding) -> frozenset[str]:
    """The mails that are notices of people whose word counts."""
    return frozenset(notice.message_id for standing in one.standings for notice in standing.notices)


def _answers(answers: Sequence[Answer], believed: Container[str], paint: Paint) -> Iterator[str]:
    if not answers:
        return
    yield ""
    left_out = len(answers) - _ANSWERS_SHOWN
    yield f"Answers: {len(answers)}" + (f", the last {_ANSWERS_SHOWN} of them" if left_out > 0 else "")
    for answer in answers[-_ANSWERS_SHOWN:]:
        entry = answer.entry
        name = printable(entry.sender_name or entry.sender_email)[:24]
        says = cut(_says(answer, believed), 80)
        yield f"  {paint('dim', day(entry.date))}  {name:24}  {says:32}  {paint('dim', f'<{printable(entry.message_id)}>')}"


def _says(answer: Answer, believed: Container[str]) -> str:
    """What a mail says, in a few words."""
    reply, said = answer.entry.reply, answer.entry.said
    words: list[str] = []
    if said is not None and said.statements:
        quote = said.statements[0].quote
        if answer.entry.message_id not in believed:
            # However much it says, the doubt is seen.
            quote = f"{cut(quote, 32)} (says {cut(answer.entry.sender_email, 24)}: no notice)"
        words.append(quote)
    if reply is not None:
        verdict = reply.verdict
        if reply.report is not None:
            words.append(reply.report.text)
        words += ["NAK"] if verdict.nak else []
        words += list(dict.fromkeys(tag.key for tag in reply.tags))
        words += ["remarks"] if verdict.remarks else ["question"] if verdict.question else []
        words += ["asks for another version"] if verdict.renews else []
        words += ["promises a change"] if verdict.promises else []
    return printable(", ".join(words)) or "answer"
