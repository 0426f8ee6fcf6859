# SPDX-License-Identifier: GPL-2.0-or-later
"""Whose turn it is after the answers to a posting."""

import pytest

from kx86.letters.entry import Entry
from kx86.queue.answers import answers_of
from kx86.queue.turn import Turn, turn
from unit.letters.making import PROFILE
from unit.queue.making import ANN, posting, says

ONE = posting(1)
REMARK = "On Monday, Ann wrote:\n> +\tturn_it();\n\nPlease turn the other knob here, this one is taken.\n"
ROBOT = "kernel test robot <lkp@robot.example>"
ERRORS = (
    "Hi Ann,\n\nkernel test robot noticed the following build errors:\n\n>> arch/x86/kvm/x86.c:1: error: no such knob\n"
)


def after(*mails: Entry) -> Turn | None:
    return turn(ONE, answers_of((ONE,), mails).get(ONE.id, ()), PROFILE)


def told(*mails: Entry) -> tuple[bool, str, str]:
    found = after(*mails)
    assert found is not None
    return found.author, found.words, found.message_id


def test_nobody_has_answered():
    assert after() is None


@pytest.mark.parametrize(
    ("body", "author", "words"),
    [
        (REMARK, True, "Bob Builder has remarks"),
        ("Can you send a new version, please?", True, "Bob Builder has remarks"),
        ("NAK, this breaks everything.", True, "Bob Builder says no"),
        ("Reviewed-by: Bob Builder <bob@builder.example>", False, "Bob Builder gave tags"),
        ("Looks good to me.", False, "Bob Builder answered"),
    ],
)
def test_what_somebody_else_says_gives_the_turn(body: str, author: bool, words: str):
    assert told(says(body)) == (author, words, "r1@b.example")


def test_the_date_is_that_of_the_mail_that_gave_the_turn():
    mail = says(REMARK, day=3)
    found = after(mail)
    assert found is not None and found.date == mail.date


def test_who_has_no_name_is_called_by_the_address():
    assert told(says(REMARK, sender="bob@builder.example"))[1] == "bob@builder.example has remarks"


def test_tags_do_not_take_the_turn_from_the_author():
    assert told(says(REMARK), says("Acked-by: Rob <rob@r.example>", day=2, sender="Rob <rob@r.example>")) == (
        True,
        "Bob Builder has remarks",
        "r1@b.example",
    )


def test_the_answer_of_the_author_gives_the_turn_back():
    mails = [says(REMARK), says("The other knob is not there before this point.", "r1@b.example", day=2, sender=ANN)]
    assert told(*mails) == (False, "the author answered", "r2@b.example")
    mails.append(says(REMARK, "r2@b.example", day=3))
    assert told(*mails) == (True, "Bob Builder has remarks", "r3@b.example")


def test_an_author_who_promises_keeps_the_turn():
    for words in ("I'll fix this in v2.", "Will do."):
        mails = [says(REMARK), says(words, "r1@b.example", day=2, sender=ANN)]
        assert told(*mails) == (True, "the author promised a change", "r2@b.example")


def test_other_words_do_not_pay_for_a_version_that_was_promised():
    mails = [says(REMARK), says("I'll fix this in v2.", "r1@b.example", day=2, sender=ANN)]
    mails.append(says("By the way, it is tested.", "r1@b.example", day=3, sender=ANN))
    assert told(*mails) == (True, "the author promised a change", "r2@b.example")


def test_somebody_elses_word_that_a_tree_took_it_ends_the_authors_turn():
    applied = says("Applied to kvm-x86 misc, thanks!", day=2, sender="Max <max@arm.example>")
    assert told(says(REMARK), applied) == (False, "Max says: Applied to kvm-x86 misc, thanks!", "r2@b.example")
    part = says("Applied patch 3 to kvm-x86 misc, thanks!", day=2, sender="Max <max@arm.example>")
    assert told(says(REMARK), part)[1] == "Bob Builder has remarks"


def test_words_beside_a_tag_may_wait_unless_the_tag_asks_for_them():
    tag = "Reviewed-by: Bob Builder <bob@builder.example>"
    assert told(says(f"{REMARK}\n{tag}\n"))[:2] == (False, "Bob Builder gave tags")
    assert told(says(f"{REMARK}\nWith that fixed:\n\n{tag}\n"))[:2] == (True, "Bob Builder has remarks")


def test_the_author_is_known_from_another_address():
    mails = [says(REMARK), says("It is not there.", "r1@b.example", day=2, sender="Ann Author <ann@home.example>")]
    assert told(*mails)[1] == "the author answered"


def test_an_author_who_writes_first_leaves_the_turn_to_the_others():
    assert told(says("Here is how to test it.", sender=ANN)) == (False, "the author wrote again", "r1@b.example")


def test_a_robot_that_found_a_fault_gives_the_turn_to_the_author():
    author, words, name = told(says(ERRORS, sender=ROBOT))
    assert (author, name) == (True, "r1@b.example")
    assert words == "kernel test robot: build error: arch/x86/kvm/x86.c:1: error: no such knob"


def test_a_splat_that_a_person_sends_gives_the_turn_to_the_author():
    splat = "[   12.345678] WARNING: CPU: 3 PID: 1234 at arch/x86/kvm/x86.c:123 turn_it+0x1/0x2 [kvm]"
    assert told(says(splat))[:2] == (
        True,
        "Bob Builder: WARNING: CPU: 3 PID: 1234 at arch/x86/kvm/x86.c:123 turn_it+0x1/0x2 [kvm]",
    )


def test_a_robot_that_found_nothing_is_no_review():
    tested = "Hello,\n\nsyzbot has tested the proposed patch and the reproducer did not trigger any issue:\n"
    robot = says(tested, sender="syzbot <syzbot+1@robot.example>", day=2)
    assert after(robot) is None
    assert told(says(REMARK), robot)[1] == "Bob Builder has remarks"


def test_a_mail_that_says_nothing_about_the_patch_changes_nothing():
    silent = says("x", subject="[PATCH v2] KVM: x86: Do it differently", day=2)
    assert silent.reply is None
    assert after(silent) is None
