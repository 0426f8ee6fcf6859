# SPDX-License-Identifier: GPL-2.0-or-later
"""A patch is written as a mail that says the same, and what checkpatch.pl prints about it finds its place."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from kx86.flows.checkpatch import JUDGED_HERE, ask_checkpatch, read_findings, write_letter
from kx86.handbook.finding import Level
from kx86.handbook.registry import all_rules
from kx86.mail.scanner import scan
from kx86.series.assemble import assemble
from kx86.series.mail_patch import patch_of_mail
from unit.series.making import patch as make

PATCH = make("1@a.example", "[PATCH v2] KVM: x86: Do it")


class Script:
    """A checkpatch.pl that says the same about every mail."""

    def __init__(self, said: str) -> None:
        self.said = said
        self.mails: list[bytes] = []

    def run(self, mails: Sequence[bytes]) -> Sequence[str]:
        self.mails += mails
        return [self.said for _ in mails]


def test_the_mail_of_a_patch_is_that_patch() -> None:
    again = patch_of_mail(scan(write_letter(PATCH).data))
    assert again is not None
    assert (again.shortlog, again.changelog, again.trailer_lines, again.diff.files, again.author) == (
        PATCH.shortlog, PATCH.changelog, PATCH.trailer_lines, PATCH.diff.files, PATCH.author,
    )  # fmt: skip


def test_a_line_of_the_message_is_traced_to_its_part() -> None:
    letter = write_letter(PATCH)
    lines = letter.data.decode().split("\n")
    for wanted, part, line in (
        ("Subject: ", "subject", None),
        ("Change it.", "changelog", 1),
        ("Signed-off-by", "trailers", 1),
    ):
        number = next(at for at, text in enumerate(lines, 1) if text.startswith(wanted))
        (found,) = read_findings(f":{number}: WARNING:SOME_TYPE: text\n", PATCH, letter)
        assert (found.where.part, found.where.line) == (part, line)
        assert found.where.text == lines[number - 1]


def test_a_line_of_the_diff_keeps_its_place_and_text() -> None:
    (found,) = read_findings("arch/x86/kvm/x86.c:1: ERROR:SPACING: bad\n", PATCH, write_letter(PATCH))
    assert (found.where.part, found.where.file, found.where.line) == ("diff", "arch/x86/kvm/x86.c", 1)
    assert found.where.text == "int after;"


def test_its_errors_are_warnings_and_the_rest_is_advice() -> None:
    text = "a.c:1: ERROR:ONE: x\na.c:1: WARNING:TWO: x\na.c:1: CHECK:THREE: x\n"
    levels = [found.level for found in read_findings(text, PATCH, write_letter(PATCH))]
    assert levels == [Level.WARNING, Level.ADVICE, Level.ADVICE]


@given(st.text(max_size=200))
def test_whatever_is_printed_harms_nothing(text: str) -> None:
    list(read_findings(text, PATCH, write_letter(PATCH)))


def test_what_kx86_judges_itself_is_left_out() -> None:
    (series,) = assemble([PATCH])
    script = Script("a.c:1: WARNING:LONG_LINE: x\na.c:1: WARNING:OTHER: x\n")
    assert [found.type for found in ask_checkpatch(script, series, ["CS-LONG100"])] == ["OTHER"]
    assert [found.type for found in ask_checkpatch(script, series, [])] == ["LONG_LINE", "OTHER"]


def test_the_rules_that_judge_the_same_exist() -> None:
    assert {rule for rules in JUDGED_HERE.values() for rule in rules} <= {rule.id for rule in all_rules()}
