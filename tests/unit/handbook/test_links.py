# SPDX-License-Identifier: GPL-2.0-or-later
"""Links and threads: good archives, earlier versions, reports, and a thread of its own for every version."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from kx86.adapters.data import profile_text
from kx86.handbook.check import Remark, check_series
from kx86.handbook.example import Example, bad_series
from kx86.handbook.facts import Facts
from kx86.handbook.gitbase import RULES as BASE_RULES
from kx86.handbook.links import RULES
from kx86.handbook.links.mirrors import mirror_of, on_lore
from kx86.mail.links import links, message_id
from kx86.profile.read import read_profile
from kx86.series.series import Series

PROFILE = read_profile(profile_text(), "kvm-x86.toml")
SIGNED = "Signed-off-by: Dana Example <dana@kernel.example>"
LORE = "https://lore.kernel.org/all/20260101.example@kernel.example/"


def series(**parts: str) -> Series:
    return bad_series(Example(rule="", title="", bad={"trailers": SIGNED, **parts}))


def check(made: Series) -> list[Remark]:
    facts = Facts(edition="2023-02", profile=PROFILE, series=made)
    return list(check_series(RULES, made, facts))


def found(**parts: str) -> list[str]:
    return [remark.rule.id for remark in check(series(**parts))]


def threaded(
    parent: str, *, m: int = 1, message_ids: tuple[str, ...] = ("1@kernel.example",), word: str = "PATCH"
) -> list[str]:
    one = series().patches[0]
    subject = replace(one.subject, words=(word,) if word != "PATCH" else ())
    patches = tuple(
        replace(one, n=n, m=m, subject=subject, message_id=mid, in_reply_to=(parent,))
        for n, mid in enumerate(message_ids, 1)
    )
    return [remark.rule.id for remark in check(replace(series(), patches=patches))]


@pytest.mark.parametrize(
    ("url", "better"),
    [
        ("https://marc.info/?i=1.2@a.example", "https://lore.kernel.org/all/1.2@a.example/"),
        ("https://patchwork.kernel.org/project/kvm/patch/1.2@a.example/", "https://lore.kernel.org/all/1.2@a.example/"),
        ("https://www.mail-archive.com/search?l=mid&q=1.2%40a.example", "https://lore.kernel.org/all/1.2@a.example/"),
        ("https://lkml.org/lkml/2026/1/1/1", None),
        ("https://www.spinics.net/lists/kvm/msg1.html", None),
        ("https://patchwork.kernel.org/patch/1/", None),
    ],
)
@pytest.mark.statement("LINK-2")
def test_a_mirror_becomes_a_lore_link_when_it_holds_the_message_id(url: str, better: str | None) -> None:
    assert mirror_of(url, PROFILE.links)
    assert on_lore(url, PROFILE.links) == better


@pytest.mark.parametrize(
    "url",
    [
        LORE,
        "https://lkml.kernel.org/r/1.2@a.example",
        "https://bugzilla.kernel.org/show_bug.cgi?id=1",
        "https://syzkaller.appspot.com/bug?extid=0123",
        "https://github.com/example/example/issues/1",
        "https://lwn.net/Articles/1/",
        "https://example.org/marc.info",
    ],
)
def test_lore_trackers_and_articles_are_no_mirrors(url: str) -> None:
    assert mirror_of(url, PROFILE.links) is None


def test_links_have_their_place_and_lose_the_punctuation_behind_them() -> None:
    text = ["see", f"(or <{LORE}>), and https://a.example/b."]
    assert [(link.url, link.line, link.column) for link in links(text)] == [
        (LORE, 2, 5),
        ("https://a.example/b", 2, text[1].find("https://a")),
    ]


def test_every_part_of_a_patch_and_the_cover_letter_are_looked_at() -> None:
    bad = "https://lkml.org/lkml/2026/1/1/1"
    made = series(
        changelog=f"Drop it[1].\n\n[1] {bad}",
        trailers=f"Link: {bad}\n{SIGNED}",
        notes=bad,
        cover=f"Drop it\n\nSee {bad}",
    )
    parts = [remark.finding.where.part for remark in check(made) if remark.rule.id == "SR-LORE"]
    assert parts == ["cover", "changelog", "trailers", "notes"]


def test_links_in_other_peoples_series_are_left_alone() -> None:
    hunk = "@@ -1,2 +1,3 @@\n one();\n+call();\n two();\n"
    diff = f"diff --git a/mm/memory.c b/mm/memory.c\n--- a/mm/memory.c\n+++ b/mm/memory.c\n{hunk}"
    assert found(diff=diff, changelog="Drop it, see https://lkml.org/lkml/2026/1/1/1") == []


@pytest.mark.parametrize(
    "before", ["v1: ", "[v2] ", "Link to v3: ", "RFC: ", "- RFC v1: <", "Previous version: ", "Changes since v2 at "]
)
@pytest.mark.statement("LINK-3")
def test_a_link_to_an_earlier_version_in_the_changelog_is_found(before: str) -> None:
    assert found(changelog=f"Drop it.\n\n{before}{LORE}") == ["LK-VERSION"]
    assert found(notes=f"{before}{LORE}") == []


@pytest.mark.parametrize(
    "before", ["[1] ", "as in the discussion of nested v8 pages: ", "reported at ", "the spec says: "]
)
def test_other_links_in_the_changelog_are_no_earlier_versions(before: str) -> None:
    assert "LK-VERSION" not in found(changelog=f"Drop it.\n\n{before}{LORE}")


def test_the_message_ids_of_b4_show_an_earlier_version() -> None:
    made = series(
        trailers=f"Link: https://lore.kernel.org/r/20260101-drop-it-v1-1-0123456789ab@kernel.example\n{SIGNED}"
    )
    own = replace(made.patches[0], message_id="20260101-drop-it-v2-1-ba9876543210@kernel.example")
    assert [remark.rule.id for remark in check(replace(made, patches=(own,)))] == ["LK-VERSION"]
    other = replace(made.patches[0], message_id="20260101-add-it-v2-1-ba9876543210@kernel.example")
    assert check(replace(made, patches=(other,))) == []


@pytest.mark.statement("LINK-1")
def test_a_reply_to_another_thread_is_found() -> None:
    assert threaded("report@kernel.example") == ["SR-INREPLYTO"]
    chained = ("20260101120000.42-1-dana@kernel.example", "20260101120000.42-2-dana@kernel.example")
    assert threaded("report@kernel.example", m=2, message_ids=chained) == ["SR-INREPLYTO"]


def test_an_unseen_cover_letter_and_a_stable_pick_are_no_other_thread() -> None:
    seconds = ("20260101120000.42-2-dana@kernel.example", "20260101120000.42-3-dana@kernel.example")
    assert threaded("20260101120000.42-1-dana@kernel.example", m=2, message_ids=seconds) == []
    assert threaded("x@kernel.example", word="6.1.y") == []


def test_a_formal_tag_for_the_report_is_enough() -> None:
    bug = "https://bugzilla.kernel.org/show_bug.cgi?id=1"
    reported = "Reported-by: Kim Example <kim@kernel.example>"
    assert found(changelog=f"Drop it, see {bug}.") == ["LK-FORMAL"]
    assert found(changelog=f"Drop it, see {bug}.", trailers=f"Closes: {bug}\n{SIGNED}") == []
    assert found(trailers=f"{reported}\n{SIGNED}") == ["LK-FORMAL"]
    assert found(trailers=f"{reported}\nCloses: {bug}\n{SIGNED}") == []


@pytest.mark.statement("GITB-1")
def test_a_base_anywhere_in_a_posting_is_enough_and_a_local_range_needs_none() -> None:
    based = series(cover="Drop it\n\nDrop it all.")
    assert check_series(BASE_RULES, based, Facts(edition="2023-02", profile=PROFILE, series=based)) == ()
    bare = [replace(patch, base=None) for patch in based.mails]
    made = replace(based, cover=bare[0], patches=tuple(bare[1:]))
    facts = Facts(edition="2023-02", profile=PROFILE, series=made)
    assert [remark.n for remark in check_series(BASE_RULES, made, facts)] == [None]
    assert check_series(BASE_RULES, replace(made, local=True), facts) == ()


@given(st.text(max_size=300))
def test_any_text_is_survived(text: str) -> None:
    for link in links(text.split("\n")):
        message_id(link.url)
        mirror_of(link.url, PROFILE.links)
    message_id(text)


@pytest.mark.parametrize("unit", ["https://", "https://a/b@", "v1 ", "a@b/", "%3c", "gitlab./"])
def test_time_doubles_when_the_input_doubles(unit: str) -> None:
    def prepare(size: int) -> Callable[[], object]:
        made = series(changelog="https://lore.kernel.org/" + unit * size)
        return lambda: check(made)

    assert_linear(prepare)
