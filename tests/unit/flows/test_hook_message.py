# SPDX-License-Identifier: GPL-2.0-or-later
"""A message is judged as git will commit it."""

import pytest

from kx86.flows.hook_message import clean, message_to_check


class Pending:
    """A commit that is being made."""

    def __init__(self, message: str, busy: str | None = None, comment: str | None = "#") -> None:
        self._message, self._busy, self._comment = message, busy, comment

    def under_way(self) -> str | None:
        return self._busy

    def message(self) -> str:
        return self._message

    def comment_prefix(self) -> str | None:
        return self._comment


SCISSORS = "------------------------ >8 ------------------------"


@pytest.mark.parametrize(
    ("message", "comment", "left"),
    [
        ("Do it\n\nWhy.\n# Please enter\n#\n", "#", "Do it\n\nWhy."),
        ("# first\n\nDo it\n", "#", "Do it"),
        ("; first\nDo it\n#define is kept\n", ";", "Do it\n#define is kept"),
        ("// first\nDo it\n/ kept\n", "//", "Do it\n/ kept"),
        (f"Do it\n# {SCISSORS}\n# Do not touch\ndiff --git a b\n", "#", "Do it"),
        (f"Do it\n; {SCISSORS}\ndiff --git a b\n", ";", "Do it"),
        ("# 1 is no comment\n", None, "# 1 is no comment"),
        ("Do it  \n\n\n", "#", "Do it"),
        ("\n\n# only\n", "#", ""),
        ("a\r\nb", "#", "a\nb"),
    ],
)
def test_comments_scissors_and_blank_ends_go(message: str, comment: str | None, left: str) -> None:
    assert clean(message, comment) == left


@pytest.mark.parametrize(
    "subject", ["fixup! x", "squash! x", "amend! x", 'Revert "x"', 'Reapply "x"', "Merge branch 'x'"]
)
def test_what_git_words_itself_is_not_checked(subject: str) -> None:
    assert message_to_check(Pending(subject)) is None


@pytest.mark.parametrize("busy", ["merge", "rebase", "cherry-pick", "revert"])
def test_a_step_of_something_larger_is_not_checked(busy: str) -> None:
    assert message_to_check(Pending("KVM: x86: Do it", busy)) is None


def test_an_empty_message_is_gits_to_refuse() -> None:
    assert message_to_check(Pending("# nothing\n")) is None


def test_everything_else_is_checked() -> None:
    assert (
        message_to_check(Pending("KVM: x86: Revert to the old way\n\nWhy.\n"))
        == "KVM: x86: Revert to the old way\n\nWhy."
    )
