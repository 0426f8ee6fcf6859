# SPDX-License-Identifier: GPL-2.0-or-later
"""How a text is meant is seen from its words."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from kx86.letters.manner import agrees, first_sentence, manner, speaks_of_changelog, speaks_of_shortlog, withdraws


@pytest.mark.parametrize(
    "text",
    [
        "LGTM.",
        "Looks good to me, thanks!",
        "Nice!",
        "Makes sense.",
        "Applied to kvm-x86 misc, thanks!",
        "With the nit fixed:\nReviewed-by: Rob <rob@review.example>",
        "For the series,\n\nReviewed-by: Rob <rob@review.example>",
    ],
)
def test_praise_and_tags_alone_are_no_remark(text: str) -> None:
    assert not manner(text.split("\n")).remark


@pytest.mark.parametrize(
    "text",
    [
        "Looks good, but drop the braces.",
        "Why?",
        "Unnecessary curly braces.",
        "Nit, reverse xmas tree.",
        "s/kvm/KVM",
        "\tint r;",
    ],
)
def test_what_asks_for_something_is_a_remark(text: str) -> None:
    assert manner(text.split("\n")).remark


def test_tags_that_were_given_are_kept_apart() -> None:
    said = manner(["With that fixed,", "", "Reviewed-by: Rob <rob@review.example>"])
    assert said.tags == ("Reviewed-by: Rob <rob@review.example>",)
    assert "Reviewed-by" not in " ".join(said.words)


def test_a_tag_to_add_is_a_suggestion() -> None:
    assert manner(["This wants:", 'Fixes: 0123456789ab ("KVM: Break it")']).code == (
        'Fixes: 0123456789ab ("KVM: Break it")',
    )


def test_indented_lines_are_code_and_lists_are_not() -> None:
    said = manner(["E.g.", "", "\tif (x)", "\t\treturn;", "", "  1. one", "  2. two"])
    assert [line for line in said.code if line.strip()] == ["\tif (x)", "\t\treturn;"]


def test_lines_of_a_diff_are_code() -> None:
    assert manner(["Like so:", "-\told();", "+\tnew();"]).code == ("-\told();", "+\tnew();")


def test_substitutions_are_read() -> None:
    assert manner(["s/foo/bar/ and s/this patch/it, and/or more"]).swaps[0] == ("foo", "bar")
    assert not manner(["see tools/testing/selftests/kvm"]).swaps


def test_questions_and_nits_are_marked() -> None:
    assert manner(["Can this be NULL?"]).question
    assert manner(["Uber nit? No."]).question
    assert manner(["Nit: tabs."]).nit and not manner(["Tabs."]).nit


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Please split this into two patches.", "structure"),
        ("This belongs in the previous patch.", "structure"),
        ("Post this in a separate series.", "structure"),
        ("Bad shortlog.", "shortlog"),
        ("Needs a Fixes: tag.", "tags"),
        ("State the motivation in the changelog.", "changelog"),
        ("Drop the braces.", ""),
    ],
)
def test_the_topic_is_told(text: str, topic: str) -> None:
    assert manner([text]).topic == topic


def test_what_is_named_first_is_meant() -> None:
    assert speaks_of_changelog("The changelog repeats the shortlog.")
    assert not speaks_of_changelog("The shortlog+changelog say nothing.")
    assert speaks_of_shortlog("KVM: x86/xen: for the scope, please.")


@pytest.mark.parametrize(
    "text", ["Sure.", "Ack, will do.", "Good catch!", "I'll fix it in v2.", "Yes. Will drop it in the next version."]
)
def test_an_author_who_gives_in_agrees(text: str) -> None:
    assert agrees(text)


@pytest.mark.parametrize(
    "text", ["Agreed, but it is needed here.", "I don't think so.", "It was asked for in v1.", "Why?"]
)
def test_an_author_who_objects_does_not_agree(text: str) -> None:
    assert not agrees(text)


def test_a_reviewer_may_take_it_back() -> None:
    assert withdraws("Never mind, I misread the code.") and not withdraws("Do mind the gap.")


def test_the_first_sentence_is_cut_where_it_ends() -> None:
    assert first_sentence(["Use the helper, e.g. foo().", "It is there."]) == "Use the helper, e.g. foo()."
    assert len(first_sentence(["word " * 100], limit=20)) <= 20


@given(st.text(max_size=300))
def test_whatever_is_said_nothing_raises(text: str) -> None:
    lines = text.split("\n")
    said = manner(lines)
    assert len(said.words) + len(said.code) + len(said.tags) == len(lines)
    agrees(text)
    withdraws(text)


def test_work_grows_in_line_with_long_texts() -> None:
    def shape(piece: str) -> Callable[[int], Callable[[], object]]:
        return lambda size: lambda text=piece * size: (manner(text.split("\n")), agrees(text))

    for piece in ("s/", "word ", "Reviewed-by: x\n", "\tcode\n", "will will ", "for the ", "  1. x\n", "a-"):
        assert_linear(shape(piece))
