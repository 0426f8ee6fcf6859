# SPDX-License-Identifier: GPL-2.0-or-later
"""Tags stay with a patch that hardly changed."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from growth import assert_linear
from kx86.handbook.facts import Facts
from kx86.handbook.fixes.dropped import kept_tags
from kx86.series.patch import Patch
from unit.handbook.posting import SIGNED, diff, facts, patch, series

REVIEWED = "Reviewed-by: Rory Example <rory@kernel.example>"
ACKED = "Acked-by: Ada Example <ada@kernel.example>"
TEN = [f"	poke_{number}();" for number in range(10)]


def version(number: int, *tags: str, added: list[str] = TEN, notes: str = "", title: str = "KVM: x86: Poke") -> Patch:
    trailers = "\n".join((*tags, SIGNED))
    return patch(f"[PATCH v{number}] {title}", "Poke.", diff(added=added), trailers=trailers, notes=notes)


def said(now: Patch, before: Patch, cover: Patch | None = None) -> list[str]:
    made = series(*([cover] if cover else []), now)
    known = replace(facts(made), previous=series(before))
    return [found.message for found in kept_tags.find(now, known)]


def test_tags_that_are_gone_are_named_together() -> None:
    assert said(version(3), version(2, REVIEWED, ACKED)) == [
        "v2 had Reviewed-by: Rory Example, Acked-by: Ada Example, which this nearly identical patch lacks."
    ]


def test_an_rfc_is_called_so() -> None:
    before = patch("[RFC PATCH] KVM: x86: Poke", "Poke.", diff(added=TEN), trailers=f"{REVIEWED}\n{SIGNED}")
    assert said(version(1), before)[0].startswith("RFC v1 had Reviewed-by")


def test_kept_tags_are_fine_from_another_address_too() -> None:
    assert said(version(3, REVIEWED.replace("rory@kernel", "rory.example@work")), version(2, REVIEWED)) == []


def test_a_tag_that_became_another_one_of_the_same_person_is_fine() -> None:
    assert said(version(3, REVIEWED.replace("Reviewed", "Acked")), version(2, REVIEWED)) == []


def test_a_patch_that_changed_much_starts_anew() -> None:
    assert said(version(3, added=[*TEN[:5], "	one();", "	two();"]), version(2, REVIEWED)) == []


def test_a_small_change_keeps_the_tags() -> None:
    assert said(version(3, added=[*TEN, "	one_more();"]), version(2, REVIEWED)) != []


def test_a_renamed_patch_is_known_by_its_change() -> None:
    assert said(version(3, title="KVM: x86: Prod"), version(2, REVIEWED)) != []


@pytest.mark.parametrize(
    "word",
    [
        "v3: Dropped Rory's Reviewed-by, since the check moved.",
        " - remove R-b of Rory",
        "I did not carry the tags over.",
        "- Didn't keep acks: too much changed",
    ],
)
def test_a_word_in_the_notes_or_the_cover_letter_is_enough(word: str) -> None:
    assert said(version(3, notes=word), version(2, REVIEWED)) == []
    cover = patch("[PATCH v3 0/1] KVM: x86: Poke", f"Poke.\n\n{word}", ident="0@kernel.example")
    alone = replace(version(3), in_reply_to=("0@kernel.example",), m=1)
    counted = replace(alone, subject=replace(alone.subject, n=1, m=1))
    assert said(counted, version(2, REVIEWED), cover) == []


@pytest.mark.parametrize(
    "other", ['Fixes: 0123456789ab ("Poke")', "Cc: stable@vger.kernel.org", "Reported-by: R <r@x.example>"]
)
def test_other_trailers_may_go(other: str) -> None:
    assert said(version(3), version(2, other)) == []


def test_nothing_is_said_when_the_series_was_never_posted() -> None:
    made = series(version(1))
    known = replace(facts(made), previous=replace(made, patches=()))
    assert list(kept_tags.find(made.patches[0], known)) == []


def test_many_patches_take_linear_time() -> None:
    part, old = version(3), version(2, REVIEWED)

    def prepare(size: int) -> Callable[[], object]:
        titles = [f"KVM: x86: Poke {number}" for number in range(size)]
        made = series(part)
        now = [replace(part, subject=replace(part.subject, title=title)) for title in titles]
        before = tuple(replace(old, subject=replace(old.subject, title=title)) for title in titles)
        known: Facts = replace(facts(made), previous=replace(made, patches=before))
        return lambda: [list(kept_tags.find(one, known)) for one in now]

    assert_linear(prepare)
