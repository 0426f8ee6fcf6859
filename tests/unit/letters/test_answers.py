# SPDX-License-Identifier: GPL-2.0-or-later
"""Answers are tied to the remarks whose words they quote."""

from collections.abc import Callable, Sequence
from functools import partial

from growth import assert_linear
from kx86.letters.answers import Answer, answers
from kx86.letters.remarks import Remark, read_remarks
from kx86.mail.message import Address
from unit.letters.knob import ADDED, patch
from unit.series.versions import AUTHOR, REVIEWER, quote, reply

ANN = (Address(name="Ann Author", email="ann@author.example"),)
TEXT = f"> Turn the knob back, since nobody wants it.\n\nSay who wants it not.\n\n{quote(ADDED)}\n\nDrop the curly braces.\n"


def remarks(text: str = TEXT) -> tuple[Remark, ...]:
    return read_remarks(reply("v1-1@a.example", text), patch())


def answered(text: str, sender: str = AUTHOR, asked: Sequence[Remark] = ()) -> dict[int, tuple[Answer, ...]]:
    mail = reply("r1@r.example", text, sender=sender, message_id="a1@a.example")
    return dict(answers(asked or remarks(), [mail], ANN))


def test_an_answer_belongs_to_the_words_that_it_quotes() -> None:
    told = answered("> > +\t\tturn_it_back(kvm);\n> \n> Drop the curly braces.\n\nWill do.\n")
    assert list(told) == [1]
    (answer,) = told[1]
    assert answer.author and answer.stance == "agrees" and answer.sentence == "Will do."


def test_each_piece_of_a_mail_answers_for_itself() -> None:
    told = answered("> Say who wants it not.\n\nNobody does.\n\n> Drop the curly braces.\n\nOk.\n")
    assert [told[place][0].sentence for place in (0, 1)] == ["Nobody does.", "Ok."]


def test_a_mail_without_a_quote_answers_the_only_remark() -> None:
    (lone,) = remarks(f"{quote(ADDED)}\n\nDrop the curly braces.\n")
    assert answered("Fixed in v2.\n", asked=[lone])[0][0].stance == "agrees"
    assert not answered("Fixed in v2.\n")


def test_somebody_else_is_no_author() -> None:
    told = answered("> Drop the curly braces.\n\nI like them.\n", sender="Eve <eve@else.example>")
    assert not told[1][0].author and told[1][0].stance == "says"


def test_the_reviewer_takes_a_remark_back() -> None:
    told = answered("> Drop the curly braces.\n\nNever mind, there are two lines.\n", sender=REVIEWER)
    assert told[1][0].stance == "withdraws"


def test_a_mail_of_another_thread_answers_nothing() -> None:
    mail = reply("x@y.example", "> Drop the curly braces.\n\nOk.\n", sender=AUTHOR)
    assert not answers(remarks(), [mail], ANN)


def test_work_grows_in_line_with_remarks_and_answers() -> None:
    def prepare(size: int) -> Callable[[], object]:
        asked = remarks(f"{quote(ADDED)}\n\nDrop the curly braces.\n\n" * min(size, 400))
        mail = reply(
            "r1@r.example", "> Drop the curly braces.\n\nOk.\n" * size, sender=AUTHOR, message_id="a1@a.example"
        )
        return partial(answers, asked, [mail], ANN)

    assert_linear(prepare)
