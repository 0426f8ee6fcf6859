# SPDX-License-Identifier: GPL-2.0-or-later
"""The remarks of a reply are tied to what they are about."""

from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from kx86.letters.remarks import Remark, read_remarks, read_reply
from kx86.series.patch import Patch
from unit.letters.knob import ADDED, PATCH, cover, patch
from unit.series.versions import AUTHOR, quote, reply


def read(text: str, about: Patch | None = None, **more: str) -> tuple[Remark, ...]:
    about = about or patch()
    return read_remarks(reply(about.message_id or "", text, **more), about)


def one(text: str, about: Patch | None = None) -> Remark:
    (remark,) = read(text, about)
    return remark


def test_a_remark_on_code_knows_file_line_function_and_hunk() -> None:
    remark = one(f"{quote(ADDED)}\n\nDrop the braces.\n")
    assert (remark.part, remark.file, remark.line, remark.function, remark.hunk) == (
        "diff",
        "arch/x86/kvm/x86.c",
        13,
        "turn_knob",
        0,
    )
    assert remark.quoted[-1] == "+\t\tturn_it_back(kvm);"
    assert remark.text == ("Drop the braces.",)
    assert remark.by.name == "Rob Reviewer"


def test_two_remarks_of_a_mail_are_numbered() -> None:
    remarks = read("> +\tif (knob_is_turned(kvm)) {\n\nWhy?\n\n> +\t\tturn_it_back(kvm);\n\nNit, no.\n")
    assert [(remark.number, remark.line, remark.question, remark.nit) for remark in remarks] == [
        (1, 12, True, False),
        (2, 13, False, True),
    ]


@pytest.mark.parametrize(
    ("quoted", "part"),
    [
        ("Turn the knob back, since nobody wants it.", "changelog"),
        ("Subject: [PATCH 1/1] KVM: x86: Turn the knob", "patch"),
        (" arch/x86/kvm/x86.c | 12 ++++++++++++\n 1 file changed, 12 insertions(+)", "patch"),
        ("@@ -10,3 +10,9 @@", "diff"),
        ("Tested on a good day.", "notes"),
    ],
)
def test_each_part_of_a_mail_can_be_remarked_on(quoted: str, part: str) -> None:
    assert one(f"{quote(quoted)}\n\nThis is odd.\n").part == part


def test_below_the_tags_a_remark_is_about_tags_or_about_the_whole() -> None:
    tags = quote("Signed-off-by: Ann Author <ann@author.example>")
    assert one(f"{tags}\n\nThis needs a Fixes: tag.\n").part == "trailers"
    assert one(f"{tags}\n\nIt does not build.\n").part == "patch"


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Bad shortlog.", "subject"),
        ("x86 (lowercase x)", "subject"),
        ("Make changelogs standalone, don't rely on the shortlog.", "changelog"),
        ("This breaks every guest that was ever started, please test before posting.", "patch"),
    ],
)
def test_words_above_the_quote_are_about_the_subject_or_the_whole(text: str, part: str) -> None:
    assert one(f"{text}\n\nOn Monday, Ann wrote:\n{quote(PATCH)}\n").part == part


def test_a_shortlog_may_be_remarked_on_below_the_changelog() -> None:
    assert one("> Turn the knob back, since nobody wants it.\n\nThe shortlog should say why.\n").part == "subject"


def test_tags_and_praise_alone_are_no_remarks() -> None:
    assert not read(f"{quote(PATCH)}\n\nReviewed-by: Rob Reviewer <rob@review.example>\n")
    assert not read(f"{quote(ADDED)}\n\nNice!\n\n> more\n\nThanks,\nRob\n")


def test_suggested_code_is_kept() -> None:
    remark = one(f"{quote(ADDED)}\n\nJust do:\n\n\tif (knob_is_turned(kvm))\n\t\tturn_it_back(kvm);\n")
    assert [line for line in remark.code if line] == ["\tif (knob_is_turned(kvm))", "\t\tturn_it_back(kvm);"]


def test_a_trimmed_quote_is_found() -> None:
    assert (
        one("> Turn the knob back, since nobody wants it.\n\n[...]\n\n> +\t\tturn_it_back(kvm);\n> [...]\n\nNo.\n").line
        == 13
    )


def test_the_end_of_a_wrapped_quote_is_nobodys_words() -> None:
    remark = one("> +\tkvm_make_all_cpus_request(kvm, KVM_REQ_RELOAD_EVERYTHING |\nKVM_REQUEST_WAIT);\n\nWhy wait?\n")
    assert remark.text == ("Why wait?",) and remark.line == 16


def test_a_cover_letter_can_be_remarked_on() -> None:
    remark = one("> It turns all the knobs.\n\nWhy all?\n", cover())
    assert (remark.part, remark.n) == ("cover", 0)


def test_words_below_those_of_others_are_an_answer() -> None:
    about = patch()
    mail = reply(
        "other@r.example", "> > +\t\tturn_it_back(kvm);\n> Never turn it back.\n\nIt has to be.\n", sender=AUTHOR
    )
    told = read_reply(mail, about)
    assert not told.remarks
    assert told.answers[0].to == ("Never turn it back.",)


def test_what_a_reviewer_asks_for_in_a_discussion_is_a_remark() -> None:
    mail = reply(
        "other@r.example", "> > +\t\tturn_it_back(kvm);\n> It has to be.\n\nThen please say so in a comment.\n"
    )
    (remark,) = read_reply(mail, patch()).remarks
    assert remark.discussion and remark.line == 13


@given(
    st.lists(
        st.sampled_from([*PATCH.split("\n"), "", "Why?", "On Monday, Ann wrote:", "[...]", "\tcode();", "> > deeper"]),
        max_size=40,
    )
)
def test_whatever_is_replied_nothing_raises(lines: list[str]) -> None:
    text = "\n".join(f"> {line}" if number % 3 else line for number, line in enumerate(lines))
    for remark in read(text):
        assert remark.text and remark.part
        assert (remark.file is None) == (remark.part != "diff")


def test_work_grows_in_line_with_long_replies() -> None:
    about = patch()

    def shape(piece: str) -> Callable[[int], Callable[[], object]]:
        return lambda size: partial(read_remarks, reply("p", piece * size), about)

    for piece in (f"{quote(ADDED)}\nWhy?\n", "> +\t}\n", "> " * 20 + "x\nno\n", "Drop it.\n"):
        assert_linear(shape(piece))
