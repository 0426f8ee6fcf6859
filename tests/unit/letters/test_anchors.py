# SPDX-License-Identifier: GPL-2.0-or-later
"""Quoted lines are found in the patch, however the mail program treated them."""

from collections.abc import Callable, Sequence

from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from kx86.letters.anchors import Finder, Lines, function_at, places
from kx86.series.patch import Patch
from unit.series.versions import bare_hunk, body, hunk, posting

CODE = """ static void turn_knob(struct kvm *kvm)
 {
+	if (knob_is_turned(kvm)) {
+		turn_it_back(kvm);
+	}
+
+	kvm_make_all_cpus_request(kvm, KVM_REQ_RELOAD_EVERYTHING | KVM_REQUEST_WAIT | KVM_REQUEST_NO_ACTION);
 }"""
AGAIN = """ static void turn_all_knobs(struct kvm *kvm)
 {
+	if (knob_is_turned(kvm)) {
+		turn_all_back(kvm);
+	}
 }"""
DIFF = f"--- a/a.c\n+++ b/a.c\n{bare_hunk(CODE)}{bare_hunk(AGAIN, start=40, heading='int above(void)')}"


def patch() -> Patch:
    changelog = "Turn the knob back, since nobody wants it turned.\n\nNo functional change intended."
    return posting(1, ("KVM: x86: Turn the knob", body(DIFF, changelog=changelog))).patches[0]


def found(*quoted: str) -> list[str | None]:
    finder = Finder(Lines(patch()))
    return [None if index is None else finder.places[index].text for index in finder.find(quoted)]


def lines(quoted: Sequence[str]) -> list[int | None]:
    finder = Finder(Lines(patch()))
    return [None if index is None else finder.places[index].line for index in finder.find(quoted)]


def test_lines_are_found_whatever_their_white_space() -> None:
    assert found("+    if (knob_is_turned(kvm)) {", "", "+\t\tturn_it_back(kvm);")[::2] == [
        "+\tif (knob_is_turned(kvm)) {",
        "+\t\tturn_it_back(kvm);",
    ]


def test_a_line_that_stands_twice_is_told_by_the_one_below() -> None:
    assert lines(["+\tif (knob_is_turned(kvm)) {", "+\t\tturn_all_back(kvm);"]) == [42, 43]
    assert lines(["+\tif (knob_is_turned(kvm)) {", "+\t\tturn_it_back(kvm);"]) == [12, 13]


def test_a_line_that_stands_twice_is_looked_for_below_the_last_one() -> None:
    assert (
        lines(["+\t\tturn_it_back(kvm);", "@@ -40,3 +40,6 @@ int above(void)", "+\tif (knob_is_turned(kvm)) {"])[2]
        == 42
    )


def test_a_bracket_is_found_next_to_another_line_only() -> None:
    assert lines(["+\t}"]) == [None]
    assert lines(["+\t\tturn_all_back(kvm);", "+\t}"]) == [43, 44]


def test_a_line_that_was_wrapped_is_one_line() -> None:
    whole = "+\tkvm_make_all_cpus_request(kvm, KVM_REQ_RELOAD_EVERYTHING | KVM_REQUEST_WAIT | KVM_REQUEST_NO_ACTION);"
    assert (
        found(
            "+\tkvm_make_all_cpus_request(kvm, KVM_REQ_RELOAD_EVERYTHING |",
            "KVM_REQUEST_WAIT | KVM_REQUEST_NO_ACTION);",
        )
        == [whole] * 2
    )


def test_a_line_that_a_remark_splits_is_found_twice() -> None:
    finder = Finder(Lines(patch()))
    (first,) = finder.find(["Turn the knob back, since"])
    (second,) = finder.find(["nobody wants it turned."])
    assert first is not None and first == second


def test_the_end_of_a_line_without_a_mark_is_known() -> None:
    finder = Finder(Lines(patch()))
    finder.find(["+\tkvm_make_all_cpus_request(kvm, KVM_REQ_RELOAD_EVERYTHING |"])
    assert finder.continues(
        "+\tkvm_make_all_cpus_request(kvm, KVM_REQ_RELOAD_EVERYTHING |", "KVM_REQUEST_WAIT | KVM_REQUEST_NO_ACTION);"
    )
    assert not finder.continues("+\tkvm_make_all_cpus_request(kvm, KVM_REQ_RELOAD_EVERYTHING |", "Why wait?")


def test_other_words_are_not_found() -> None:
    assert found("Something else entirely.", "> nor this") == [None, None]


def test_every_part_has_its_places() -> None:
    parts = [place.part for place in places(patch())]
    assert list(dict.fromkeys(parts)) == ["subject", "changelog", "trailers", "diff"]


def test_the_function_is_that_above_the_line_or_of_the_heading() -> None:
    assert function_at(patch(), 0, 3) == "turn_knob"
    assert function_at(patch(), 1, 4) == "turn_all_knobs"
    assert function_at(patch(), 1, -1) == "above"
    assert function_at(patch(), 9, 0) == ""


@given(st.lists(st.text(alphabet="+-{} >knob_is(kvm);\t", max_size=30), max_size=20))
def test_whatever_is_quoted_nothing_raises(quoted: list[str]) -> None:
    finder = Finder(Lines(patch()))
    told = finder.find(quoted)
    assert len(told) == len(quoted)
    assert all(index is None or 0 <= index < len(finder.places) for index in told)


def test_work_grows_in_line_with_quotes_and_patches() -> None:
    def quotes(line: str) -> Callable[[int], Callable[[], object]]:
        return lambda size: lambda quoted=[line] * size: Finder(Lines(patch())).find(quoted)

    def same(size: int) -> Callable[[], object]:
        text = "\n".join(["+\tthe_same_line_again(kvm);", "+\tanother_line();"] * size)
        long = posting(1, ("KVM: x86: Repeat", body(hunk(text)))).patches[0]
        return lambda: Finder(Lines(long)).find(text.split("\n"))

    for line in ("+\tif (knob_is_turned(kvm)) {", "+\tkvm_make_all_cpus_request(kvm,", "+\t}", "x" * 50):
        assert_linear(quotes(line))
    assert_linear(same)
