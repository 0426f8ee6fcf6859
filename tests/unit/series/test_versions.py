# SPDX-License-Identifier: GPL-2.0-or-later
"""Postings are linked into versions of a series, each link for a reason."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from kx86.adapters.data import profile_text
from kx86.profile.read import read_profile
from kx86.series.chain import Chain, Correction
from kx86.series.digest import Digest
from kx86.series.postings import put_together
from kx86.series.versions import link_versions
from unit.series.making import changing, digest

NOON = 1_700_000_000
DAY = 86_400
ANN, BOB = "Ann Author <ann@kernel.example>", "Bob Builder <bob@kernel.example>"
LORE = "https://lore.kernel.org/r/"


def one(
    message_id: str,
    subject: str,
    day: float,
    *lines: str,
    sender: str = ANN,
    notes: str = "",
    path: str = "a.c",
    to: str = "",
) -> Digest:
    """Make a patch that adds some lines, sent on a day."""
    body = changing(*(lines or ("poke(vcpu);",)), notes=notes, sender=sender, path=path)
    return digest(f"{message_id}@a.example", subject, NOON + int(day * DAY), sender=sender, body=body, to=to)


def several(
    name: str, prefix: str, title: str, day: float, *patches: str, cover: str = "Do it.", sender: str = ANN
) -> list[Digest]:
    """Make a series with a cover letter; each patch adds three lines of its own and is called after what it does."""
    m, at = len(patches), NOON + int(day * DAY)
    mails = [digest(f"{name}.0@a.example", f"[{prefix} 0/{m}] {title}", at, sender=sender, body=f"{cover}\n")]
    for n, patch in enumerate(patches, 1):
        body = changing(*(f"{patch}_{number}(vcpu);" for number in range(3)), sender=sender, path=f"{patch}.c")
        subject = f"[{prefix} {n}/{m}] KVM: x86: Do {patch}"
        mails.append(
            digest(f"{name}.{n}@a.example", subject, at + n, sender=sender, body=body, to=f"{name}.0@a.example")
        )
    return mails


def chains(mails: Iterable[Digest], *corrections: Correction) -> tuple[Chain, ...]:
    return link_versions(put_together(mails), corrections)


def names(found: tuple[Chain, ...]) -> list[list[str]]:
    """The postings of each chain, by the first part of their ids."""
    return [[posting.id.partition("@")[0].partition(".")[0] for posting in chain.postings] for chain in found]


def test_versions_under_one_title_are_linked_and_each_link_says_why() -> None:
    (chain,) = chains(
        [
            one("1", "[PATCH] KVM: x86: Poke", 0),
            one("3", "[PATCH v3] KVM: x86: Poke", 30, "peek(vcpu);"),
            one("2", "[PATCH v2] KVM: x86: Poke", 12),
        ]
    )
    assert [posting.version for posting in chain.postings] == ["1", "2", "3"]
    assert chain.id == "1@a.example"
    assert [(link.earlier, link.later, link.by, link.reason) for link in chain.links] == [
        ("1@a.example", "2@a.example", "title", "same title and author, 12 days apart"),
        ("2@a.example", "3@a.example", "title", "same title and author, 18 days apart"),
    ]


def test_a_number_alone_links_nothing() -> None:
    found = chains(
        [one("1", "[PATCH] KVM: x86: Poke", 0), one("2", "[PATCH v2] KVM: SVM: Sweep", 1, "sweep();", path="b.c")]
    )
    assert names(found) == [["1"], ["2"]]


def test_a_change_id_links_whatever_else_changed() -> None:
    first = replace(one("1", "[PATCH] KVM: x86: Poke", 0), change_id="20240101-poke-0123456789ab")
    second = replace(one("2", "[PATCH v2] KVM: SVM: Sweep", 9, "sweep();", sender=BOB), change_id=first.change_id)
    (chain,) = chains([first, second])
    assert (chain.links[0].by, chain.links[0].reason) == ("change-id", "same change-id")


@pytest.mark.parametrize(
    "note", [f"v1: {LORE}first@a.example", f"- Link to v1: {LORE}first@a.example/", f"v1:\n{LORE}first%40a.example"]
)
def test_a_link_that_names_the_version_links_a_renamed_patch(note: str) -> None:
    (chain,) = chains(
        [
            one("first", "[PATCH] KVM: x86: Poke", 0),
            one("second", "[PATCH v2] KVM: x86: Sweep corners", 9, "sweep();", notes=note),
        ]
    )
    assert chain.links[0].by == "link"
    assert chain.links[0].reason.startswith("the patch of v2 links it as")


def test_two_series_that_link_to_each_other_are_no_versions() -> None:
    found = chains(
        [
            *several("a", "PATCH", "KVM: x86: Add an ioctl to poke", 0, "poke", "peek"),
            *several(
                "b",
                "PATCH",
                "KVM: x86: Inhibit sweeping",
                9,
                "sweep",
                cover=f"Needed by [1].\n\n[1] {LORE}a.0@a.example",
            ),
            *several("c", "PATCH v2", "KVM: x86: Mop", 12, "mop", cover=f"Depends on v1: {LORE}b.0@a.example"),
        ]
    )
    assert names(found) == [["a"], ["b"], ["c"]]


@pytest.mark.parametrize(
    ("label", "linked"),
    [
        ("RFC v2:", True),
        ("- Link to v2:", True),
        ("Changes since v2:", True),
        ("Sweeping the vCPU, v2:", False),
        ("Previous series:", False),
        ("Based on v2:", False),
        ("The RFC on sweeping:", False),
        ("[2]", False),
    ],
)
def test_a_label_must_call_what_it_links_an_earlier_version(label: str, linked: bool) -> None:
    found = chains(
        [
            *several("a", "RFC PATCH v2", "Poke and peek", 0, "poke", "peek"),
            *several("b", "PATCH v9", "Overhaul", 9, "sweep", cover=f"Touch.\n\n{label} {LORE}a.0@a.example"),
        ]
    )
    assert names(found) == ([["a", "b"]] if linked else [["a"], ["b"]])


def test_a_renamed_series_is_known_by_its_patches() -> None:
    (chain,) = chains(
        [
            *several("a", "PATCH", "Poke and peek", 0, "poke", "peek", "prod"),
            *several("b", "PATCH v2", "Overhaul of touching", 20, "poke", "peek", "prod", "push"),
        ]
    )
    assert (chain.links[0].by, chain.links[0].reason) == ("patches", "3 of 3 patches alike, same author, 20 days apart")


def test_a_series_that_moved_on_to_somebody_else_is_known_by_title_and_patches() -> None:
    (chain,) = chains(
        [
            *several("a", "PATCH", "Poke and peek", 0, "poke", "peek"),
            *several("b", "PATCH v2", "Poke and peek", 20, "poke", "peek", sender=BOB),
        ]
    )
    assert chain.links[0].reason == "same title, 2 of 2 patches alike, 20 days apart"


def test_an_author_may_change_the_address() -> None:
    other = "Ann Author <ann.author@work.example>"
    assert names(chains([one("1", "[PATCH] Poke", 0), one("2", "[PATCH v2] Poke", 1, sender=other)])) == [["1", "2"]]


@pytest.mark.parametrize("prefix", ["PATCH", "PATCH v1", "PATCH v3"])
def test_after_an_rfc_the_numbers_go_on_or_start_anew(prefix: str) -> None:
    found = chains([one("1", "[RFC PATCH v2] Poke the vCPU", 0), one("2", f"[{prefix}] Poke the vCPU", 200)])
    assert names(found) == [["1", "2"]]


def test_a_version_may_become_an_rfc_again_when_its_number_goes_on() -> None:
    mails = [
        one("9", "[PATCH v9] Poke it", 0),
        one("10", "[RFC PATCH v10] Poke it", 5),
        one("11", "[PATCH v11] Poke it", 9),
    ]
    assert names(chains(mails)) == [["9", "10", "11"]]


def test_a_resend_and_the_same_version_once_more_continue_the_chain() -> None:
    mails = [
        one("1", "[PATCH v2] Poke it", 0),
        one("2", "[PATCH RESEND v2] Poke it", 30),
        one("3", "[PATCH v2] Poke it", 60),
    ]
    assert names(chains(mails)) == [["1", "2", "3"]]


def test_a_posting_that_was_cut_off_is_continued_by_the_whole() -> None:
    whole = several("b", "PATCH v4", "Poke it all", 0.01, *"abcdefgh")
    cut = several("a", "PATCH v4", "Poke it all", 0, *"abcdefgh")[:2]
    (chain,) = chains([*cut, *whole])
    assert [len(posting.patches) for posting in chain.postings] == [1, 8]


def test_a_cover_alone_is_continued_by_the_same_version_with_patches() -> None:
    mails = [
        *several("a", "PATCH", "Poke it all", 0, "a", "b")[:1],
        *several("b", "PATCH", "Poke it all", 11, "a", "b"),
    ]
    assert names(chains(mails)) == [["a", "b"]]


def test_spelling_mistakes_fixed_in_two_files_are_two_series() -> None:
    subject = '[PATCH] KVM: Fix spelling mistake "teh" -> "the"'
    found = chains([one("1", subject, 0, "the one", path="a.c"), one("2", subject, 30, "the other", path="b.c")])
    assert names(found) == [["1"], ["2"]]


def test_the_same_number_once_more_with_all_patches_and_others_continues_the_chain() -> None:
    found = chains(
        [
            *several("a", "PATCH v2", "Poke and peek", 0, "poke", "peek"),
            *several("b", "PATCH v2", "Sweep after touching", 9, "poke", "peek", "sweep", "mop"),
        ]
    )
    assert names(found) == [["a", "b"]]


def test_a_next_version_that_kept_little_is_known_by_words_of_its_title() -> None:
    found = chains(
        [
            *several("a", "PATCH", "Handle MMIO during event delivery error", 0, "poke", "peek", "prod"),
            *several(
                "b", "PATCH v2", "Enhance event delivery error handling", 40, "poke", "sweep", "mop", "dust", "wipe"
            ),
        ]
    )
    assert found[0].links[0].reason == "1 of 3 patches alike and words of the title, same author, 40 days apart"


def test_a_series_that_was_split_continues_under_its_title_and_the_other_half_stands_apart() -> None:
    found = chains(
        [
            *several("a", "PATCH v2", "Execute hypercalls by cpu type", 0, "poke", "peek", "prod", "push"),
            *several("b", "PATCH v3", "Improve setup", 9, "prod", "push", cover=f"v2: {LORE}a.0@a.example"),
            *several(
                "c", "PATCH v3", "Execute hypercalls by cpu", 30, "poke", "peek", cover=f"v2: {LORE}a.0@a.example"
            ),
        ]
    )
    assert names(found) == [["a", "c"], ["b"]]
    assert [(link.earlier, link.later) for link in found[1].apart] == [("a.0@a.example", "b.0@a.example")]


def test_of_two_series_that_were_merged_one_chain_goes_on_and_says_so() -> None:
    found = chains(
        [
            *several("a", "PATCH", "Fixes for pokes", 0, "poke", "peek"),
            one("b", "[PATCH] KVM: x86: Do prod", 2, "prod_0(vcpu);", "prod_1(vcpu);", "prod_2(vcpu);", path="prod.c"),
            *several("c", "PATCH v2", "Fixes for pokes", 9, "poke", "peek", "prod"),
        ]
    )
    assert names(found) == [["a", "c"], ["b"]]
    assert [link.later for link in found[1].apart] == ["c.0@a.example"]


def test_part_of_a_series_posted_as_a_series_of_its_own_is_no_version_of_it() -> None:
    found = chains(
        [
            *several("a", "PATCH v3", "Idle exits", 0, "poke", "peek", "prod", "push", "pull"),
            *several("b", "PATCH", "Test enhancements", 30, "peek", "prod"),
        ]
    )
    assert names(found) == [["a"], ["b"]]


def test_a_new_series_under_an_old_title_starts_a_chain() -> None:
    found = chains(
        [
            *several("a", "PATCH", "Assorted fixes", 0, "poke"),
            *several("b", "PATCH v2", "Assorted fixes", 9, "poke"),
            *several("c", "PATCH", "Assorted fixes", 200, "sweep"),
            *several("d", "PATCH v2", "Assorted fixes", 209, "sweep"),
        ]
    )
    assert names(found) == [["a", "b"], ["c", "d"]]


def test_a_wrong_date_is_overruled_by_the_numbers() -> None:
    mails = [
        one("1", "[PATCH v1] Poke the vCPU", 0),
        one("2", "[PATCH v2] Poke the vCPU", 9_000),
        one("3", "[PATCH v3] Poke the vCPU", 20),
    ]
    assert names(chains(mails)) == [["1", "2", "3"]]


def test_a_wrong_date_of_the_rfc_leaves_the_versions_in_order() -> None:
    mails = [
        one("1", "[PATCH v1] Poke the vCPU", 0),
        one("2", "[PATCH v2] Poke the vCPU", -300),
        one("0", "[RFC PATCH] Poke the vCPU", -400),
    ]
    assert names(chains(mails)) == [["0", "1", "2"]]


def test_patches_picked_for_stable_kernels_stay_apart_from_mainline_and_each_other() -> None:
    found = chains(
        [
            one("main", "[PATCH] KVM: x86: Poke", 0),
            one("six", "[PATCH AUTOSEL 6.1] KVM: x86: Poke", 9),
            one("five", "[PATCH AUTOSEL 5.15] KVM: x86: Poke", 9),
        ]
    )
    assert [len(chain.postings) for chain in found] == [1, 1, 1]


def test_versions_for_the_same_stable_kernels_are_linked() -> None:
    found = chains([one("1", "[PATCH 6.1] KVM: x86: Poke", 0), one("2", "[PATCH 6.1 v2] KVM: x86: Poke", 1)])
    assert names(found) == [["1", "2"]]


def test_postings_for_other_repositories_stay_apart() -> None:
    profile = read_profile(profile_text(), "data/kvm-x86.toml")
    mails = [
        one("1", "[PATCH] x86: Poke the PMU", 0, path="arch/x86/kvm/pmu.c"),
        one("2", "[kvm-unit-tests PATCH v2] x86: Poke the PMU", 1),
    ]
    assert names(link_versions(put_together(mails), (), profile)) == [["1"], ["2"]]


def test_patches_sent_again_in_a_thread_stand_behind_what_they_amend() -> None:
    mails = [
        *several("a", "PATCH v2", "Poke and peek", 0, "poke", "peek"),
        replace(one("r", "[PATCH v2 2/2] KVM: x86: Do peek", 1, to="a.2@a.example"), parents=("a.2@a.example",)),
        *several("b", "PATCH v3", "Poke and peek", 9, "poke", "peek"),
    ]
    (chain,) = chains(mails)
    assert names((chain,)) == [["a", "r", "b"]]
    assert [link.reason for link in chain.links] == [
        "patches sent again in the thread",
        "same title and author, 9 days apart",
    ]


def test_a_chain_knows_its_latest_version_and_the_one_before_a_posting() -> None:
    mails = [
        *several("a", "PATCH", "Poke and peek", 0, "poke", "peek"),
        *several("b", "PATCH v2", "Poke and peek", 9, "poke", "peek"),
        replace(one("r", "[PATCH v2 2/2] KVM: x86: Do peek", 10, to="b.2@a.example"), parents=("b.2@a.example",)),
    ]
    (chain,) = chains(mails)
    assert chain.latest.id == "b.0@a.example"
    before = [chain.before(name) for name in ("a.0@a.example", "b.0@a.example", "r@a.example", "gone@a.example")]
    assert [posting.id if posting else None for posting in before] == [None, "a.0@a.example", "b.0@a.example", None]


def test_what_is_linked_by_hand_is_linked() -> None:
    mails = [one("1", "[PATCH] Poke", 0), one("2", "[PATCH] Sweep", 9, "sweep();", sender=BOB)]
    (chain,) = chains(mails, Correction(earlier="1@a.example", later="2@a.example", linked=True))
    assert [(link.by, link.reason) for link in chain.links] == [("hand", "linked by hand")]


def test_what_is_unlinked_by_hand_is_cut_in_two() -> None:
    mails = [one(str(n), f"[PATCH v{n}] KVM: x86: Poke", 9 * n) for n in range(1, 6)]
    cut = Correction(earlier="2@a.example", later="3@a.example", linked=False)
    assert names(chains(mails, cut)) == [["1", "2"], ["3", "4", "5"]]


def test_the_later_of_two_corrections_counts() -> None:
    mails = [one("1", "[PATCH] Poke", 0), one("2", "[PATCH v2] Poke", 9)]
    cut = Correction(earlier="1@a.example", later="2@a.example", linked=False)
    assert names(chains(mails, cut, replace(cut, linked=True))) == [["1", "2"]]
    assert names(chains(mails, replace(cut, linked=True), cut)) == [["1"], ["2"]]


def test_a_correction_may_name_any_mail_of_a_posting_and_one_about_unknown_mail_says_nothing() -> None:
    mails = [*several("a", "PATCH", "Poke", 0, "poke"), *several("b", "PATCH v2", "Poke", 9, "poke")]
    cut = Correction(earlier="a.1@a.example", later="b.1@a.example", linked=False)
    assert names(chains(mails, cut)) == [["a"], ["b"]]
    assert names(chains(mails, replace(cut, later="gone@a.example"))) == [["a", "b"]]


NUMBERS = st.integers(0, 9)
MAILS = st.lists(
    st.builds(
        lambda i, kind, title, day, line, who: one(str(i), f"[{kind}] {title}", day, f"{line}(vcpu);", sender=who),
        NUMBERS,
        st.sampled_from(["PATCH", "PATCH v2", "PATCH v3", "RFC PATCH", "RESEND PATCH v2"]),
        st.sampled_from(["Poke the vCPU", "Poke the PMU of the vCPU", "Sweep"]),
        st.integers(0, 90),
        st.sampled_from(["poke", "peek"]),
        st.sampled_from([ANN, BOB]),
    ),
    max_size=9,
)
CORRECTIONS = st.lists(
    st.builds(
        lambda a, b, linked: Correction(earlier=f"{a}@a.example", later=f"{b}@a.example", linked=linked),
        NUMBERS,
        NUMBERS,
        st.booleans(),
    ),
    max_size=3,
)


@given(mails=MAILS, corrections=CORRECTIONS, data=st.data())
def test_the_order_of_mails_and_postings_does_not_matter(
    mails: list[Digest], corrections: list[Correction], data: st.DataObject
) -> None:
    found = chains(mails, *corrections)
    postings = data.draw(st.permutations(put_together(data.draw(st.permutations(mails)))))
    assert link_versions(postings, corrections) == found
    assert sorted(p.id for chain in found for p in chain.postings) == sorted(p.id for p in postings)
    for chain in found:
        assert len(chain.links) == len(chain.postings) - 1


@given(mails=MAILS, corrections=CORRECTIONS)
def test_the_last_correction_always_wins(mails: list[Digest], corrections: list[Correction]) -> None:
    found = chains(mails, *corrections)
    of = {posting.id: chain.id for chain in found for posting in chain.postings}
    for last in corrections[-1:]:
        if last.earlier in of and last.later in of and last.earlier != last.later:
            assert (of[last.earlier] == of[last.later]) is last.linked


@pytest.mark.parametrize("shape", ["one title", "one patch", "many titles", "links"])
def test_an_archive_twice_as_large_takes_about_twice_as_long(shape: str) -> None:
    part = one("1", "[PATCH] KVM: x86: Poke the vCPU", 0, *(f"poke_{n}(vcpu);" for n in range(20)))

    def prepare(size: int) -> Callable[[], object]:
        mails = []
        for number in range(size):
            title = part.title if shape == "one title" else f"KVM: x86: Poke vCPU {number} at once"
            mail = replace(part, message_id=f"{number}@a.example", date=NOON + number * 60, title=title)
            if shape == "links":
                mail = replace(mail, links=tuple(replace(link, message_id="0@a.example") for link in LINKS))
            if shape in ("many titles", "links"):
                mail = replace(mail, patch_id=f"{number:040x}", sketch=tuple(range(number, number + 20)))
            mails.append(mail)
        postings = put_together(mails)
        return lambda: link_versions(postings)

    assert_linear(prepare)


LINKS = one("2", "[PATCH v2] Poke", 1, notes=f"v1: {LORE}first@a.example").links * 40
