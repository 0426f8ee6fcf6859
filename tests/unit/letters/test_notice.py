# SPDX-License-Identifier: GPL-2.0-or-later
"""What a mail says about patches that were taken is read without knowing who sent it."""

from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from kx86.letters.notice import Said, read_notice
from kx86.letters.stating import state
from unit.letters.making import PROFILE, answer

LINK = "https://git.example/kvm-x86/linux/commit/"
NOTICE = f"""\
On Mon, 01 Jan 2024, Ann wrote:
> Do it.

Applied to kvm-x86 misc, thanks!  I massaged the
changelog.

[1/1] KVM: x86: Do it
      {LINK}0123456789ab

--
https://git.example/kvm-x86/kvm-unit-tests/tree/next
"""


def read(body: str) -> Said:
    said = read_notice(answer(body), PROFILE)
    assert said is not None
    return said


def silent(body: str) -> bool:
    return read_notice(answer(body), PROFILE) is None


def test_a_notice_is_read() -> None:
    said = read(NOTICE)
    (statement,) = said.statements
    assert (statement.deed, statement.places[0].tree, statement.places[0].branch) == ("accepted", "kvm-x86", "misc")
    assert statement.quote == "Applied to kvm-x86 misc, thanks!"
    assert [one.sha1 for one in said.listing] == ["0123456789ab"]
    assert said.modified == "I massaged the changelog."


def test_the_sender_does_not_matter_here() -> None:
    assert read_notice(answer(NOTICE, sender="Mallory <mallory@elsewhere.example>"), PROFILE) is not None


@pytest.mark.parametrize(
    "body",
    [
        "Looks good to me.\n",
        "> Applied to kvm-x86 misc, thanks!\n\nGreat!\n",
        "I'll apply this next week.\n",
        "Drop the comment.\n",
        "-- \nApplied to kvm-x86 misc\n",
        "",
    ],
)
def test_other_mails_say_nothing(body: str) -> None:
    assert silent(body)


def test_a_patch_is_no_notice() -> None:
    assert read_notice(answer("Queued, thanks.", subject="[PATCH 1/3] KVM: x86: Do it"), PROFILE) is None


def test_a_mail_that_answers_nothing_is_no_notice() -> None:
    assert read_notice(answer("Queued, thanks.", to=None), PROFILE) is None


@pytest.mark.parametrize(
    ("body", "modified"),
    [
        ("Applied to kvm-x86 misc, with a massaged changelog.", True),
        ("Applied to kvm-x86 misc with a Fixes tag.", True),
        ("Applied to kvm-x86 misc, with the fixup squashed.", True),
        ("Applied 1 and a modified version of 2 to kvm-x86 misc.", True),
        ("Queued, thanks.  I reworded the shortlog.", True),
        ("Queued, thanks.  I made minor changes along the way, please holler if you disagree.", True),
        ("Queued, thanks.  Please make sure that you don't object to any of my tweaks.", True),
        ("Queued, thanks.", False),
        ("Queued, thanks.  Please send fixups on top.", False),
        ("Applied to kvm-x86 misc.  The rest is still being tweaked, it should be reworked.", False),
    ],
)
def test_changes_on_the_way_are_noticed(body: str, modified: bool) -> None:
    assert bool(read(body).modified) is modified


@pytest.mark.parametrize(
    ("body", "numbers"),
    [
        ("> > Applied, minus 18 and 19.\n>\n> Looks like you meant 17 & 18?\n\nDoh, yes.\n", ((17, 17), (18, 18))),
        ("> Did you mean patch 3?  You wrote that you meant patch 3.\n\nYes, sorry.\n", ((3, 3),)),
        ("*sigh*  I meant patches 2-10.\n", ((2, 10),)),
        ("That should have been 1, 2 and 4.\n", ((1, 1), (2, 2), (4, 4))),
    ],
)
def test_a_correction_is_read(body: str, numbers: tuple[tuple[int, int], ...]) -> None:
    assert read(body).corrected == numbers


@pytest.mark.parametrize(
    "body",
    [
        "> you meant 17 & 18?\n\nNo, I did not.\n",
        "I meant 0x10.\n",
        'And by "everything" I meant all of the selftests.\n',
        "> > you meant 17 & 18?\n\nYes.\n",
    ],
)
def test_what_is_no_correction(body: str) -> None:
    assert silent(body)


@given(st.text(max_size=400))
def test_no_text_is_too_odd(text: str) -> None:
    read_notice(answer(text), PROFILE)
    read_notice(answer(text, subject=f"[GIT PULL] {text}"), PROFILE)


WORDS = """
applied queued pushed dropped to kvm-x86 kvm/next misc patch patches 1 2-9 except minus and , . ; ( ) ? > thanks with I've will
not if the rest force hash new [1/2] meant - : ' / 999999999 1-999999999 https://git.example/kvm-x86/linux/commit/0123456
"""


@given(st.lists(st.sampled_from([*WORDS.split(), "\n"]), max_size=60))
def test_no_mixture_of_words_is_too_odd(words: list[str]) -> None:
    read_notice(answer(" ".join(words)), PROFILE)
    state(" ".join(words), PROFILE)


BODIES = {
    "sentences": "Applied to kvm-x86 misc, thanks!  ",
    "paragraphs": "Applied to kvm-x86 misc, thanks!\n\n",
    "one long sentence": "applied patches 1-3 and 5, (except 7) ",
    "quotes": "> Applied to kvm-x86 misc\n",
    "many numbers": "Queued 1-999999999, 2, 3 and 4 minus 5, ",
    "parentheses": "applied (",
    "listing": "[1/2] One\n      (no commit info)\n",
    "blanks": "Queued\n \n\t\n",
    "brackets": "[[[[",
    "corrections": "> meant 1 2 3 4\n\nYes.\n\n",
    "links": "queued https://git.example/kvm-x86/linux/commit/0123456789ab ",
}


@pytest.mark.parametrize("name", BODIES)
def test_a_mail_twice_as_long_takes_about_twice_as_long(name: str) -> None:
    def prepare(size: int) -> Callable[[], object]:
        mail = answer(BODIES[name] * size)
        return lambda: read_notice(mail, PROFILE)

    assert_linear(prepare)


def test_what_is_said_can_be_stored() -> None:
    for said in (read(NOTICE), read("> you meant 17 & 18?\n\nDoh, yes.\n"), read("New hashes below.\n")):
        assert msgspec.msgpack.decode(msgspec.msgpack.encode(said), type=Said) == said


def test_what_is_said_is_bounded() -> None:
    said = read("Applied patches 1-999999999 to kvm-x86 misc.\n\n" * 5000 + "[1/2] x\n    0123456789\n" * 5000)
    assert len(said.statements) <= 12 and len(said.listing) <= 1000
    assert said.statements[0].places[0].extent.only == ((1, 999),)
