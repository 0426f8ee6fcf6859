# SPDX-License-Identifier: GPL-2.0-or-later
"""What became of a remark is told from two versions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kx86.letters.answers import Answer
from kx86.letters.follow import Outcome, follow
from kx86.letters.remarks import read_remarks
from kx86.mail.message import Address
from kx86.series.series import Series
from unit.letters.knob import ADDED, CHANGELOG, CODE, OTHER, TAGS, knob, version
from unit.series.versions import body, hunk, quote, reply

ANN = Address(name="Ann Author", email="ann@author.example")


def outcome(remark: str, new: Series, *answers: Answer, old: Series | None = None, n: int = 1) -> Outcome:
    old = old or version(1)
    about = next(one for one in old.mails if one.n == n)
    (read,) = read_remarks(reply(about.message_id or "", remark), about)
    return follow(read, old, new, answers)


def answer(stance: str = "says", sentence: str = "It is needed.", *, author: bool = True) -> Answer:
    return Answer(message_id="a@a.example", by=ANN, author=author, stance=stance, sentence=sentence)  # type: ignore[arg-type]


BRACES = f"{quote(ADDED)}\n\nDrop the curly braces.\n"
WITHOUT = CODE.replace(" {\n+\t\tturn", "\n+\t\tturn").replace("+\t}\n", "")


def test_a_line_that_is_the_same_in_its_place_is_untouched() -> None:
    told = outcome(BRACES, version(2))
    assert (told.state, told.confidence, told.line) == ("untouched", "high", 13)
    assert told.open


def test_lines_that_only_moved_down_in_the_file_are_untouched() -> None:
    assert outcome(BRACES, version(2, knob().replace("@@ -10,3 +10,9 @@", "@@ -910,3 +930,9 @@"))).line == 933


def test_a_line_that_is_gone_was_changed_there() -> None:
    told = outcome("> +\tif (knob_is_turned(kvm)) {\n\nDrop the braces.\n", version(2, knob(WITHOUT)))
    assert told.state == "changed" and not told.open
    assert told.evidence == ("-+\tif (knob_is_turned(kvm)) {",)


def test_lines_next_to_it_count() -> None:
    new = CODE.replace("+\twake_up", "+\t/* Nobody sleeps. */\n+\twake_up")
    assert outcome("> +\twake_up_everybody(kvm);\n\nThis needs a comment.\n", version(2, knob(new))).state == "changed"


def test_an_indent_that_was_changed_is_a_change() -> None:
    new = CODE.replace("\t\tturn_it", "\t        turn_it")
    assert outcome("> +\t\tturn_it_back(kvm);\n\nTabs.\n", version(2, knob(new))).state == "changed"


def test_an_author_who_replied_has_answered() -> None:
    told = outcome(BRACES, version(2), answer())
    assert told.state == "answered" and told.answer is not None and not told.open


def test_an_author_who_promised_and_did_nothing_owes_it() -> None:
    told = outcome(BRACES, version(2), answer("agrees", "Will do."))
    assert told.state == "answered" and told.open


def test_a_promise_is_believed_when_lines_close_by_changed() -> None:
    new = CODE.replace("+\twake_up_everybody(kvm);", "+\twake_up_all_of_them(kvm);")
    assert outcome(BRACES, version(2, knob(new)), answer("agrees", "Will do.")).state == "changed"


def test_somebody_elses_word_leaves_it_untouched() -> None:
    assert outcome(BRACES, version(2), answer(author=False)).state == "untouched"


def test_what_was_taken_back_is_not_open() -> None:
    told = outcome(BRACES, version(2), answer("withdraws", "Never mind.", author=False))
    assert told.withdrawn and not told.open


def test_lines_that_went_to_another_patch_moved() -> None:
    new = version(2, body(OTHER), ("KVM: x86: Turn it later", knob()), title="KVM: x86/pmu: Count knobs")
    old = version(1, knob().replace("diff --git", "diff --git", 1), ("KVM: x86/pmu: Count knobs", body(OTHER)))
    told = outcome(BRACES, new, old=old)
    assert told.state in ("untouched", "moved") and told.n == 2


def test_lines_that_went_to_another_file_moved() -> None:
    told = outcome(BRACES, version(2, knob(file="arch/x86/kvm/knob.c")))
    assert (told.state, told.file) == ("moved", "arch/x86/kvm/knob.c")


def test_a_folder_that_was_renamed_leaves_the_lines_untouched() -> None:
    told = outcome(BRACES, version(2, knob(file="arch/x86/virt/x86.c")))
    assert (told.state, told.file) == ("untouched", "arch/x86/virt/x86.c")


def test_a_line_put_between_those_that_are_quoted_counts() -> None:
    new = CODE.replace("+\t\tturn_it_back", "+\t\t/* Nobody wants it. */\n+\t\tturn_it_back")
    request = "+\tkvm_make_all_cpus_request(kvm, KVM_REQ_RELOAD_EVERYTHING | KVM_REQUEST_WAIT);"
    brace = "+\t}"
    text = f"{quote(ADDED)}\n{quote(brace)}\n> +\n{quote(request)}\n\nWhy?\n"
    assert outcome(f"{quote(ADDED)}\n\nWhy?\n", version(2, knob(new))).state == "changed"
    above = CODE.replace("+\t}\n+\n", "+\t}\n+\t/* Tell all. */\n")
    assert outcome(text, version(2, knob(above))).state == "changed"


def test_a_line_that_went_elsewhere_in_the_file_moved() -> None:
    old, new = (
        " int one;\n int two;\n+int the_new_number_of_knobs;\n int three;",
        " int six;\n int seven;\n+int the_new_number_of_knobs;\n int eight;",
    )
    remark = "> +int the_new_number_of_knobs;\n\nPut it further down.\n"
    told = outcome(remark, version(2, body(hunk(new))), old=version(1, body(hunk(old))))
    assert (told.state, told.why) == ("moved", "the same line stands elsewhere in the file")


def test_a_patch_that_was_dropped_takes_its_remarks_along() -> None:
    old = version(1, knob(), ("KVM: x86/pmu: Count knobs", body(OTHER)))
    new = version(2, body(OTHER), title="KVM: x86/pmu: Count knobs")
    assert outcome(BRACES, new, old=old).state == "gone"


@pytest.mark.parametrize(
    ("call", "adopted"), [("knob_reset(kvm, 0)", True), ("other_way(kvm)", False), ("turn_it_back(kvm)", False)]
)
def test_a_suggestion_is_looked_for(call: str, adopted: bool) -> None:
    code = CODE.replace("turn_it_back(kvm)", call)
    assert (
        outcome(f"{quote(ADDED)}\n\nUse the helper:\n\n\t\tknob_reset(kvm, 0);\n", version(2, knob(code))).adopted
        is adopted
    )


def test_a_substitution_is_looked_for() -> None:
    remark = "> +\t\tturn_it_back(kvm);\n\ns/back/around\n"
    assert outcome(remark, version(2, knob(CODE.replace("it_back", "it_around")))).adopted is True
    assert outcome(remark, version(2)).adopted is False


def test_words_of_the_changelog_are_followed_however_they_are_wrapped() -> None:
    remark = "> Turn the knob back, since nobody wants it.\n\nWho is nobody?\n"
    assert (
        outcome(remark, version(2, knob(changelog=CHANGELOG.replace("back, since", "back,\nsince")))).state
        == "untouched"
    )
    assert (
        outcome(remark, version(2, knob(changelog=CHANGELOG.replace("nobody wants", "guests break on")))).state
        == "changed"
    )


def test_a_subject_is_followed() -> None:
    assert outcome("Bad shortlog.\n", version(2)).state == "untouched"
    assert outcome("Bad shortlog.\n", version(2, title="KVM: x86: Turn the knob back")).state == "changed"


def test_collected_tags_do_not_count_as_a_change_of_the_trailers() -> None:
    remark = f"{quote(TAGS)}\n\nThis needs a Fixes: tag.\n"
    assert outcome(remark, version(2, knob(tags=f"Reviewed-by: Rob <rob@review.example>\n{TAGS}"))).state == "untouched"
    assert outcome(remark, version(2, knob(tags=f'Fixes: 0123456789ab ("KVM: Add it")\n{TAGS}'))).state == "changed"


def test_a_split_that_was_asked_for_is_seen_in_the_hunks() -> None:
    remark = f"{quote(ADDED)}\n\nPlease split this into two patches.\n"
    assert outcome(remark, version(2)).state == "untouched"
    old = version(1, knob().replace("-- \n", OTHER + "-- \n"))
    new = version(2, knob(), ("KVM: x86/pmu: Count knobs", body(OTHER)))
    assert outcome(remark, new, old=old).state == "changed"


def test_a_remark_on_the_whole_is_told_with_little_confidence() -> None:
    told = outcome(
        "This breaks every guest that was ever started, please test it before posting.\n", version(2, knob(WITHOUT))
    )
    assert (told.state, told.confidence) == ("changed", "low")


def test_a_remark_on_a_cover_letter_follows_its_words() -> None:
    old = version(1, cover="It turns all the knobs.")
    remark = "> It turns all the knobs.\n\nWhy all?\n"
    assert outcome(remark, version(2, cover="It turns all the knobs. And more."), old=old, n=0).state == "untouched"
    assert outcome(remark, version(2, cover="It turns one knob."), old=old, n=0).state == "changed"


CODES = st.lists(st.sampled_from([*CODE.split("\n"), "+\tmore(kvm);", "-\tless(kvm);", " "]), min_size=1, max_size=12)


@given(
    CODES,
    CODES,
    st.sampled_from([BRACES, "> @@ -10,3 +10,9 @@\n\nWhy?\n", "Bad shortlog.\n", "Please split this up.\n"]),
)
def test_whatever_became_of_it_something_is_told(old: list[str], new: list[str], remark: str) -> None:
    one = version(1, body(hunk("\n".join(old))))
    two = version(2, body(hunk("\n".join(new))))
    for read in read_remarks(reply("v1-1@a.example", remark), one.patches[0]):
        told = follow(read, one, two)
        assert told.why
        again = follow(read, one, one)
        assert again.state == "untouched"
