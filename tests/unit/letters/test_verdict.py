# SPDX-License-Identifier: GPL-2.0-or-later
"""NAKs, tags taken back, remarks, questions and promises."""

import pytest

from kx86.letters.verdict import Verdict
from unit.letters.replying import BOB, QUOTE, reply


def said(body: str) -> Verdict:
    return reply(body).verdict


@pytest.mark.parametrize(
    "body",
    [
        "NAK.",
        "NACK.",
        "Nak!",
        "NAK",
        "NAK, there is zero reason for it.",
        "NAK for doing it here.",
        "Nacked-by: Bob <bob@kernel.example>",
        "NAKed-by: Bob <bob@kernel.example>",
        "Yeah, NAK to that, just leave it.",
        "I'll get it out of the way: NAK, and the first patch shows why.",
        "Big fat NAK.",
        "Sorry, NACK",
        "This is a NAK from me.",
        "So it's a hard NAK.",
        "I NAK this.",
        "nack: we have that already.",
        "Some words first. NAK. This bleeds details.",
    ],
)
def test_a_nak_is_seen(body: str) -> None:
    assert "nak" in said(QUOTE + body).nak.lower().replace("nack", "nak")


@pytest.mark.parametrize(
    "body",
    [
        "This isn't a NAK.",
        "This is not a NAK, I just do not want to take it.",
        "Do that to avoid a NAK.",
        "I could start NAKing patches.",
        "It will get a NAK.",
        "The device answers the packet with NAK.",
        "His NAK stands.",
        "> NAK.",
        "Hi\n-- \nNAK.",
        "The USB NAK is handled.",
        "The snack is eaten, Nakamura says.",
    ],
)
def test_a_nak_spoken_of_is_none(body: str) -> None:
    assert said(QUOTE + body).nak == ""


def test_a_short_nak_brings_its_reason() -> None:
    assert said("NAK.  This bleeds details.  And more.").nak == "NAK. This bleeds details."


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("Please drop my Reviewed-by.", "Reviewed-by"),
        ("Please drop my Reviewed-by tag for now.", "Reviewed-by"),
        ("I withdraw my Acked-by.", "Acked-by"),
        ("I hereby retract my R-b.", "Reviewed-by"),
        ("I take back my ack.", "Acked-by"),
        ("Please remove my Tested-by, I ran the wrong kernel.", "Tested-by"),
        ("Ignore my tags.", ""),
        ("I'm withdrawing that.", ""),
        ("Un-acked-by: Bob <bob@kernel.example>", ""),
    ],
)
def test_a_tag_taken_back_is_seen(body: str, key: str) -> None:
    verdict = said(QUOTE + body)
    assert verdict.withdrawn
    assert verdict.withdrawn_key == key


@pytest.mark.parametrize(
    "body",
    [
        "I dropped your Reviewed-by since the patch changed.",
        "You don't need to drop my Reviewed-by.",
        "If you change it, drop my Reviewed-by.",
        "Why did you drop my Reviewed-by?",
        "Drop the second hunk.",
        "Add my Reviewed-by.",
        "> Please drop my Reviewed-by.",
    ],
)
def test_words_on_tags_take_none_back(body: str) -> None:
    assert said(QUOTE + body).withdrawn == ""


def test_words_below_a_quote_are_remarks() -> None:
    assert said(f"{QUOTE}This line leaks the page on error.\n").remarks


@pytest.mark.parametrize(
    "body", [f"Reviewed-by: {BOB}\n", "LGTM, thanks!\n", "Thanks for the patch.\n", "Looks good to me.\n\nThanks,\nBob"]
)
def test_praise_and_tags_are_none(body: str) -> None:
    read = reply(QUOTE + body)
    assert not read.verdict.remarks
    assert not read.asks_for_change


@pytest.mark.parametrize(
    "body",
    ["Why is that needed here?", "Please send a v3.", "Can you respin on top of next?", "Please rebase.", "NAK."],
)
def test_what_asks_for_a_change(body: str) -> None:
    assert reply(QUOTE + body).asks_for_change


@pytest.mark.parametrize(
    "body", ["I'll fix it in v3.", "Will do, I will change that.", "Good catch, thanks.", "Done.", "Fixed in v2."]
)
def test_promises(body: str) -> None:
    assert said(QUOTE + body).promises


def test_a_mail_without_own_words_says_nothing() -> None:
    assert said(QUOTE) == Verdict()


@pytest.mark.parametrize(
    "body",
    [
        "* Ann <ann@author.example> [2024-01-01 10:00:00 +0100]:\n> Do it.\n\nAcked-by: Bob <bob@k.example>",
        "Reviewed-by: Bob Builder <bob@kernel.example>",
        "For the parts of the knob and the wheel:\n\nAcked-by: Bob <bob@k.example>",
    ],
)
def test_a_tag_and_the_words_that_lead_to_it_are_no_remark(body: str) -> None:
    assert not said(QUOTE + body).remarks


@pytest.mark.parametrize(
    "body", ["I will revise this.", "Will refresh the series.", "Good point, in the next version.", "OK, for v3 then."]
)
def test_a_promise_is_seen(body: str) -> None:
    assert said(QUOTE + body).promises


def test_what_somebody_can_do_is_no_promise() -> None:
    assert not said(QUOTE + "I can change it if you insist.").promises
