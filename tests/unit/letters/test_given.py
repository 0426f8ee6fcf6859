# SPDX-License-Identifier: GPL-2.0-or-later
"""Tags in replies, and the words around them."""

import pytest

from growth import assert_linear
from kx86.letters.given import MOST, Given
from unit.letters.replying import BOB, QUOTE, reply

TAG = f"Reviewed-by: {BOB}"


def tags(body: str, **more: str) -> tuple[Given, ...]:
    return reply(body, **more).tags


def only(body: str, **more: str) -> Given:
    (tag,) = tags(body, **more)
    return tag


@pytest.mark.parametrize(
    "body",
    [
        TAG,
        f"{QUOTE}{TAG}\n",
        f"{QUOTE}{TAG}\n\n> ---\n>  file.c | 2 +-\n",
        f"LGTM\n\n{TAG}\n\nThanks,\nBob",
        f"Otherwise,\n\n{TAG}",
        f"Other than the commit message,\n\n{TAG}",
        f"Except for the two nits:\n{TAG}",
        f"Feel free to add:\n\n{TAG}",
        f"You can add:\n{TAG}",
        f"FWIW,\n{TAG}",
        f"For what it's worth:\n\n{TAG}",
        f"If it helps:\n\n{TAG}",
        f'If there\'s another version, "exist".\n{TAG}',
        f"If you respin, please fix the typo.\n\n{TAG}",
        f"I don't know if the order matters, but:\n\n{TAG}",
        f"With a minor nit below:\n\n{TAG}",
        f"Tested with and without the series:\n\n{TAG}",
        f"Thanks for fixing this!\n\n{TAG}",
        f"I see no other reason for a re-spin.\n\n{TAG}",
        f"A subset of the patches was applied already, sorry!\n\n{TAG}",
        f"For this patch:\n\n{TAG}",
        f"Looks good for me.\n\n{TAG}",
        f"My comments are mainly just a bunch of nits, so\n\n{TAG}",
        f"Tested on 2 machines:\n\n{TAG}",
        f"Tested on v6.10 and later:\n\n{TAG}",
        f"Tested with the config changed:\n\n{TAG}",
        f"Before the patch it fails, after the patch: passes\n\n{TAG}",
        f"When the guest boots, nothing is logged:\n\n{TAG}",
        f"It would be good if the comment said so.\n\n{TAG}",
        f"Let me know if this is ok.\n\n{TAG}",
        f"I used the config you provided:\n\n{TAG}",
        f"Same remark as in patch 3, otherwise\n\n{TAG}",
        f"If you want to take this through your tree:\n\n{TAG}",
        f"{TAG} (with nits)",
        f"{TAG}\n\nfor me this looks fine.",
        f"With that fixed we could drop the lock as well.\n\n{TAG}",
        f"For v3 this could be a helper of its own.\n\n{TAG}",
        f"For patch 3 the same holds as in the mail before.\n\n{TAG}",
        f"Whatever.\n\n{TAG}\n\nOn a related matter, if we had time, this could be shorter.",
    ],
)
def test_a_tag_at_the_start_of_a_line_is_given_without_condition(body: str) -> None:
    assert only(body) == Given(key="Reviewed-by", value=BOB, name="Bob", email="bob@kernel.example")


@pytest.mark.parametrize(
    "words",
    [
        "With that fixed,",
        "With that fixed.",
        "with the comment fixed:",
        "With the nit addressed:",
        "With these changes,",
        "With the above change to the changelog:",
        "With such a change feel free to add:",
        "With the Fixes: line dropped,",
        "With the summary prefix change suggested by Ann, or even better another one since most patches have that",
        "Assuming the other patch comes first, then",
        "Provided the tests pass:",
        "If you drop the second hunk, you can add",
        "If you can fix the typo, it looks good to me.",
        "Once that's sorted:",
        "Modulo the typo,",
        "For v3, please add",
        "For the next version:",
        "Looks good with the typo fixed.",
        "Unless somebody objects:",
        "As long as the ABI does not change:",
        "After fixing the comment:",
    ],
)
def test_a_condition_is_told(words: str) -> None:
    assert only(f"{QUOTE}{words}\n\n{TAG}").condition == words
    assert only(f"{QUOTE}Some sentence before. {words}\n{TAG}\n").condition == words


@pytest.mark.parametrize(
    "behind",
    [
        "with the typo fixed",
        "(with the typo fixed)",
        "# with the typo fixed",
        "\n(with the typo fixed)",
        "\n\n(once that is fixed)",
        "\n\nassuming the typo is fixed.",
        ", if you fix the typo.",
    ],
)
def test_a_condition_behind_the_tag_is_told(behind: str) -> None:
    tag = only(f"{TAG} {behind}")
    assert tag.condition
    assert tag.value == BOB


def test_the_version_that_is_answered_is_no_later_one() -> None:
    assert only(f"For v2:\n{TAG}").condition == ""
    assert only(f"For v2:\n{TAG}", subject="Re: [PATCH 1/2] KVM: x86: Do it").condition == "For v2:"


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("For patches 1-3:", (1, 2, 3)),
        ("For patches 1, 2 and 5:", (1, 2, 5)),
        ("For patches 2 & 4,", (2, 4)),
        ("For 2/5:", (2,)),
        ("For patch #3:", (3,)),
        ("Patch 4 looks good:", (4,)),
        ("Tested patches 1 and 2:", (1, 2)),
        ("For patch one:", (1,)),
        ("For the first three patches:", (1, 2, 3)),
        ("For the first 2 patches:", (1, 2)),
        ("For 1-2 and 4-5:", (1, 2, 4, 5)),
        ("I went through the first three patches so far.", (1, 2, 3)),
    ],
)
def test_numbers_are_read(words: str, numbers: tuple[int, ...]) -> None:
    assert only(f"{words}\n\n{TAG}").numbers == numbers


@pytest.mark.parametrize("behind", ["for patches 1-2", "# for patches 1-2", "(patches 1-2)", "[for patches 1, 2]"])
def test_numbers_behind_the_tag_are_read(behind: str) -> None:
    tag = only(f"{TAG} {behind}")
    assert tag.numbers == (1, 2)
    assert tag.value == BOB


@pytest.mark.parametrize(
    "words",
    [
        "For the series,",
        "For the whole series:",
        "Whole series:",
        "For this series:",
        "For all patches:",
        "series:",
        "For all of them:",
    ],
)
def test_the_whole_series_is_told(words: str) -> None:
    tag = only(f"{words}\n\n{TAG}")
    assert (tag.series, tag.part, tag.numbers) == (True, "", ())


@pytest.mark.parametrize(
    "words",
    [
        "For the KVM parts:",
        "For the x86 bits,",
        "For KVM RISC-V:",
        "For these 4:",
        "For these 3 patches:",
        "x86 bits:",
        "For everything except patch 3:",
    ],
)
def test_a_part_is_told(words: str) -> None:
    tag = only(f"{words}\n\n{TAG}")
    assert tag.part == words
    assert tag.condition == ""


def test_words_behind_a_tag_limit_it() -> None:
    assert only(f"{TAG} for the KVM parts").part == "for the KVM parts"
    assert only(f"{TAG} (for the KVM parts)").part == "for the KVM parts"
    assert only(f"{TAG}\nfor the KVM parts.").part == "for the KVM parts"


@pytest.mark.parametrize("comment", ["# arm64", "(arm64)", "# x86 bits", "[v2 on hardware]", "# for the MM part"])
def test_a_comment_goes_with_the_tag(comment: str) -> None:
    tag = only(f"Tested-by: {BOB} {comment}")
    assert (tag.value, tag.part, tag.email) == (f"{BOB} {comment}", "", "bob@kernel.example")


@pytest.mark.parametrize(
    ("written", "keys"),
    [
        ("Reviewed-by", ["Reviewed-by"]),
        ("reviewed-by", ["Reviewed-by"]),
        ("Acked-By", ["Acked-by"]),
        ("Reviewed by", ["Reviewed-by"]),
        ("Reviewed-and-tested-by", ["Reviewed-by", "Tested-by"]),
        ("Tested-and-Reviewed-by", ["Tested-by", "Reviewed-by"]),
        ("Reported-and-tested-by", ["Reported-by", "Tested-by"]),
        ("Suggested-by", ["Suggested-by"]),
    ],
)
def test_keys_are_written_as_is_common(written: str, keys: list[str]) -> None:
    assert [tag.key for tag in tags(f"{written}: {BOB}")] == keys


@pytest.mark.parametrize(
    "body",
    [
        f"Besides that, {TAG}",
        f"apologies. {TAG}",
        f"  {TAG}",
        f"So:\n\t{TAG}",
        "You can add my Reviewed-by.",
        "feel free to add my R-b",
        "With pleasure, have my r-b.",
    ],
)
def test_a_tag_elsewhere_is_not_at_the_start(body: str) -> None:
    tag = only(body)
    assert (tag.key, tag.value, tag.at_start) == ("Reviewed-by", BOB, False)


def test_a_consent_in_a_sentence_keeps_its_condition() -> None:
    tag = only("Thanks. If you fix the typo, you can add my Acked-by. Bye.")
    assert (tag.key, tag.condition) == ("Acked-by", "If you fix the typo, you can add my Acked-by.")


@pytest.mark.parametrize(
    "body",
    [
        f"> {TAG}",
        f" > {TAG}",
        f"| {TAG}",
        f"Hi\n-- \n{TAG}",
        f"-----Original Message-----\nFrom: Ann\n{TAG}",
        f"Fine.\n\nFrom: Ann <ann@kernel.example>\nSent: Monday\nTo: Bob\n\n{TAG}",
        f"diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1 +1 @@\n-{TAG}\n+{TAG}\n {TAG}\n",
        f"Maybe:\n\n---\nFrom: Bob <bob@kernel.example>\nDate: today\nSubject: [PATCH] Do it\n\n{TAG}\n---\n",
        f"-- >8 --\nSubject: Do it\n\n{TAG}",
        f"I changed it:\n\nChange it better.\n\nSigned-off-by: Ann <ann@kernel.example>\n{TAG}\n",
        f"How about\n\n{TAG}\n---\n a.c | 2 +-\n\ndiff --git a/a b/a\n--- a/a\n+++ b/a\n",
        "Given the number of Reviewed-by tags, the RFC can go.",
        "I will include your Reviewed-by in it.",
        "Ann provided his Reviewed-by, that should have been captured here.",
        'See "Using Reported-by:, Tested-by:, Reviewed-by:" in the documentation.',
        "Is this a Co-developed-by situation?",
        "We do this on a case-by-case basis.",
    ],
)
def test_what_gives_no_tag(body: str) -> None:
    assert tags(body) == ()


def test_a_wrapped_address_is_put_together() -> None:
    assert only("Reviewed-by: Bob\n<bob@kernel.example>").value == BOB


def test_tags_of_a_block_share_the_words_above_and_later_ones_do_not() -> None:
    found = tags(f"With that fixed:\n{TAG}\nTested-by: {BOB}\nAnd in any case\nAcked-by: {BOB}")
    assert [(tag.key, bool(tag.condition)) for tag in found] == [
        ("Reviewed-by", True),
        ("Tested-by", True),
        ("Acked-by", False),
    ]


def test_a_quote_between_words_and_tag_parts_them() -> None:
    assert only(f"With that fixed:\n> text\n{TAG}").condition == ""


def test_tags_that_name_no_person_are_read_when_they_look_like_it() -> None:
    body = 'Fixes: 123456789abc ("KVM: Do it")\nCc: stable@vger.example\nCloses: https://bugs.example/1\nCc: Ann'
    assert [tag.key for tag in tags(body)] == ["Fixes", "Cc", "Closes"]


def test_control_characters_do_not_survive() -> None:
    tag = only("Reviewed-by: Bob\x1b[31m \u202eevil <bob@kernel.example>\x00\x85 # a\tb\x07")
    assert tag.value == "Bob [31m evil <bob@kernel.example> # a b"


def test_so_many_tags_are_read_at_most() -> None:
    read = reply(f"{TAG}\n" * 100_000)
    assert len(read.tags) == MOST
    assert read.cut


@pytest.mark.parametrize(
    "line",
    [TAG, "With that fixed, if you do 1, 2, 3 and", "Reviewed-by: x", "for 1,2,3, - and to", "my my add my r", ""],
)
def test_a_mail_twice_as_long_takes_about_twice_as_long(line: str) -> None:
    def prepare(size: int):  # type: ignore[no-untyped-def]
        body = f"{line}\n" * size
        return lambda: reply(body)

    assert_linear(prepare)


@pytest.mark.parametrize("word", ["with ", "if ", "for 1,", "Reviewed-by: ", "add my ", "a" * 9 + "@", "<", "x. "])
def test_a_line_twice_as_long_takes_about_twice_as_long(word: str) -> None:
    def prepare(size: int):  # type: ignore[no-untyped-def]
        body = f"{word * size}\n{TAG} {word * size}\n"
        return lambda: reply(body)

    assert_linear(prepare)
