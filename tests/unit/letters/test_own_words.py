# SPDX-License-Identifier: GPL-2.0-or-later
"""Only what the sender wrote is read."""

from kx86.letters.own_words import is_quoted, own_lines, paragraphs


def own(body: str) -> list[str]:
    return [one.text for one in paragraphs(own_lines(body))]


def test_quotes_and_attributions_are_left_out() -> None:
    assert own("On Monday, Ann wrote:\n> Applied to kvm-x86 misc\n > > Queued\n\nThanks\nfor this.\n") == [
        "Thanks for this."
    ]


def test_the_signature_ends_the_text() -> None:
    assert own("Applied.\n\n-- \nQueued\n") == ["Applied."]
    assert own("Applied.\n\n--\nhttps://git.example/tree/next\n") == ["Applied."]


def test_an_inline_patch_ends_the_text() -> None:
    for begin in ("diff --git a/f b/f", "From: Ann <ann@a.example>", "Subject: [PATCH] KVM: x86: Do it", "-- >8 --"):
        assert own(f"What about this?\n\n{begin}\nApplied to kvm-x86 misc, thanks!") == ["What about this?"]


def test_a_mail_that_is_quoted_without_marks_ends_the_text() -> None:
    for begin in ("-----Original Message-----", "---------- Forwarded message ---------", "_" * 32):
        assert own(f"See below.\n\n{begin}\nQueued, thanks.") == ["See below."]


def test_a_paragraph_knows_what_it_answers() -> None:
    (paragraph,) = paragraphs(own_lines("> > Applied\n> Did you mean 17?\n\nYes.\n"))
    assert paragraph.above == ("Did you mean 17?",)


def test_sentences_end_where_they_end() -> None:
    (paragraph,) = paragraphs(["Applied to kvm-x86 misc, e.g. for", "6.8.  Thanks!  Ok"])
    assert list(paragraph.sentences()) == ["Applied to kvm-x86 misc, eg for 6.8.", "Thanks!", "Ok"]


def test_a_quote_may_be_indented_a_little() -> None:
    assert is_quoted("  > no") and not is_quoted("     > an arrow") and not is_quoted("yes > no")
