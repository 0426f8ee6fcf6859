# SPDX-License-Identifier: GPL-2.0-or-later
"""One series as people read it: hostile text steers no terminal, and no line is endless."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from kx86.apps.cli.series_render import show_lines, status_colour
from kx86.apps.cli.terminal import PLAIN, Paint
from kx86.flows.standings import SeriesStanding
from kx86.flows.tagging import collected
from kx86.letters.tags import Collected, Left, Nak, Tag
from kx86.queue.answers import answers_of
from kx86.queue.standing import NOTHING, STATUSES, Standing, Taken, stand
from kx86.series.chain import Link
from unit.letters.making import PROFILE
from unit.queue.making import BOB, KEEPER, A, B, C, chain, listing, posting, says, three

HOSTILE = "\x1b[31mred\x1b]0;title\x07 \u202eesrever\u2066 a\nb\r\tc \x00\x9b \u2028 \ud800"
LONGEST = 2400
"""Two Message-IDs of 998 characters with what stands around them."""


def is_harmless(line: str) -> bool:
    return all(c.isprintable() or c == "\t" for c in line)


def shown(one: SeriesStanding, tags: Collected | None = None, at: int = -1, paint: Paint = PLAIN) -> list[str]:
    posted = one.chain.postings[at]
    given_tags = tags or collected(one.chain, posted, one.answers)
    return list(show_lines(one, posted, given_tags, PROFILE, paint, 100))


def some() -> SeriesStanding:
    """A series of two versions with a notice, tags, a NAK and remarks."""
    first, second = three(), three(2, day=5)
    link = Link(earlier=first.id, later=second.id, reasons=("same title", "cover links to it"), by="title")
    series = replace(chain(first, second), links=(link,))
    mails = [
        says("NAK, no.", first.id, day=1),
        says(f"Reviewed-by: {BOB}", "v2-1@a.example", day=6),
        says("Acked-by: Rob <rob@r.example>", "v2-2@a.example", day=7),
        says(f"Applied to kvm-x86 misc, thanks!\n\n{listing(A, B, C)}\n", "v2-1@a.example", day=8, sender=KEEPER),
        says("Applied to kvm-x86 misc, thanks!", "v2-1@a.example", day=9),
    ]
    answers = answers_of(series.postings, mails)
    return SeriesStanding(series, answers, stand(series, answers, PROFILE, NOTHING))


def test_a_series_is_shown_with_versions_patches_tags_and_answers(snapshot: object) -> None:
    assert "\n".join(shown(some())) == snapshot


def test_what_is_missing_takes_one_line() -> None:
    some_of = posting(made=three().patches[:2], m=4000, missing=tuple(range(3, 4001)))
    series = chain(some_of)
    lines = shown(SeriesStanding(series, {}, stand(series, {}, PROFILE, NOTHING)))
    assert [line for line in lines if "missing" in line] == ["missing from the archive: 3-4000 of 4000"]


def test_an_older_version_is_shown_when_it_is_named() -> None:
    lines = shown(some(), at=0)
    assert [line[:4] for line in lines if line.startswith("*")] == ["* v1"]
    assert any(line.startswith("NAK Bob Builder <bob@builder.example> says no") for line in lines)


def test_colours_are_those_of_the_status() -> None:
    assert {status_colour(status) for status in STATUSES} == {"good", "warning", "error", "dim"}
    assert any("\x1b[32maccepted\x1b[0m" in line for line in shown(some(), paint=Paint(on=True)))


def hostile(text: str) -> tuple[SeriesStanding, Collected]:
    """A series in which every text from a mail is the same."""
    digest = replace(three().patches[0], title=text, message_id=f"{text}@a", sender_name=text)
    first = posting(
        made=(digest,), id=f"{text}@a", title=text, author_name=text, author_email=text, m=3, missing=(2, 3)
    )
    again = replace(first, id=f"{text}@b", reroll=True, reroll_of=first.id)
    link = Link(earlier=first.id, later=again.id, reasons=(text,), by="title")
    entry = replace(
        says(f"Reviewed-by: {BOB}"), message_id=f"{text}@c", sender_name=text, sender_email=text, subject=text
    )
    told = replace(
        says(f"Applied to kvm-x86 misc.\n\n{listing(A, B, C)}\n", sender=KEEPER),
        sender_email=text,
        message_id=f"{text}@d",
    )
    assert told.said is not None
    told = replace(told, said=replace(told.said, statements=(replace(told.said.statements[0], quote=text),)))
    taken = Taken(n=1, tree=text, topic=text, sha1=text, message_id=text, date=0, modified=True)
    series = replace(chain(first, again), links=(link,), apart=(link,))
    standings = tuple(
        Standing(posting=one.id, status="dropped", words=text, by=f"{text}{end}", since=0, taken=(taken,))
        for one, end in ((first, "@d"), (again, ""))
    )
    answers = answers_of((first,), [replace(entry, parents=(first.id,)), replace(told, parents=(first.id,))])
    tags = Collected(
        patches=(),
        left=(Left(text=text, message_id=text, version="v1", patches=(1,), reason=text),),
        naks=(Nak(sender=text, text=text, message_id=text, version="v1", n=1),),
        problems=(text,),
    )
    given_tags = collected(series, first, {})
    tag = Tag(text=text, message_id=text, version="v1", remark=text)
    patches = tuple(replace(patch, taken=(tag,)) for patch in given_tags.patches)
    return SeriesStanding(series, answers, standings), replace(tags, patches=patches)


def test_a_hostile_series_is_harmless_lines() -> None:
    one, tags = hostile(HOSTILE)
    lines = shown(one, tags, at=0)
    assert [line for line in lines if not is_harmless(line)] == []
    assert any("linked to the one before" in line for line in lines) and any("no notice" in line for line in lines)


@given(st.text(alphabet=st.characters(), max_size=40))
def test_any_text_is_harmless(text: str) -> None:
    one, tags = hostile(text)
    assert all(map(is_harmless, shown(one, tags, at=0)))


def test_lines_are_bounded() -> None:
    one, tags = hostile("x" * 990)
    assert max(map(len, shown(one, tags, at=0))) < LONGEST


def test_many_answers_are_cut_to_the_last() -> None:
    one = some()
    many = [says("Why?", "v2-1@a.example", day=n, name=f"{n}@b.example") for n in range(6, 40)]
    lines = shown(replace(one, answers=answers_of(one.chain.postings, many)))
    assert "Answers: 34, the last 12 of them" in lines
    assert len([line for line in lines if line.startswith("  20") and "question" in line]) == 12
