# SPDX-License-Identifier: GPL-2.0-or-later
"""Two versions of a series are compared patch by patch."""

from collections.abc import Callable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from kx86.series.compare import Comparison, compare
from kx86.series.cuts import Row
from kx86.series.series import Series
from unit.series.versions import body, hunk, posting

FIX = hunk(" int x86_fix(void)\n {\n-\treturn broken_value();\n+\treturn mended_value();\n }")
KNOB = hunk(
    "+static bool knob_is_turned;\n+module_param(knob_is_turned, bool, 0444);\n ", file="arch/x86/kvm/svm/svm.c"
)
TEST = hunk(
    '+\tTEST_ASSERT(knob_is_turned(), "The knob should be turned");\n ', file="tools/testing/selftests/kvm/knob.c"
)
ONE = ("KVM: x86: Fix the value", body(FIX))
TWO = ("KVM: SVM: Add a knob", body(KNOB))
THREE = ("KVM: selftests: Test the knob", body(TEST))


def kinds(told: Comparison) -> list[tuple[str, int | None, int | None]]:
    return [(one.kind, one.old.n if one.old else None, one.new.n if one.new else None) for one in told.patches]


def test_a_series_compared_with_itself_is_identical_everywhere() -> None:
    series = posting(1, ONE, TWO, THREE, cover="All of it.")
    told = compare(series, series)
    assert all(one.identical and not one.reordered for one in told.patches)
    assert told.cover is not None and told.cover.identical


def test_a_patch_that_was_only_rebased_has_nothing_to_read() -> None:
    moved = FIX.replace("@@ -10,4 +10,4 @@", "@@ -810,4 +812,4 @@ int y(void)").replace(" {\n", " {\n", 1)
    told = compare(posting(1, ONE), posting(2, (ONE[0], body(moved))))
    assert kinds(told) == [("same", 1, 1)] and told.patches[0].identical


def test_other_context_alone_is_no_change() -> None:
    other = FIX.replace(" int x86_fix(void)", " long x86_fix(void)")
    (one,) = compare(posting(1, ONE), posting(2, (ONE[0], body(other)))).patches
    assert one.kind == "same"


def test_dropped_new_and_moved_patches_are_told() -> None:
    told = compare(
        posting(1, ONE, TWO, THREE),
        posting(2, THREE, TWO, ("KVM: VMX: Add more", body(hunk("+int vmx_more_of_it;\n ")))),
    )
    assert kinds(told) == [("dropped", 1, None), ("same", 3, 1), ("same", 2, 2), ("new", None, 3)]
    assert [one.reordered for one in told.patches].count(True) == 1


def test_a_renamed_patch_is_known_by_its_lines() -> None:
    changed = KNOB.replace("0444", "0644")
    told = compare(posting(1, ONE, TWO), posting(2, ("KVM: SVM: Let users turn a knob", body(changed))))
    assert kinds(told) == [("dropped", 1, None), ("changed", 2, 1)]
    assert told.patches[1].shortlog == "KVM: SVM: Add a knob"


def test_words_and_tags_are_compared_beside_the_code() -> None:
    tags = "Reviewed-by: Rob <rob@review.example>\nSigned-off-by: Ann Author <ann@author.example>"
    old = (ONE[0], body(FIX, changelog="This patch fixes it.\n\nIt was broken."))
    new = (ONE[0], body(FIX, changelog="Fix it.\n\nIt was broken.", tags=tags))
    (one,) = compare(posting(1, old), posting(2, new)).patches
    assert one.kind == "same" and not one.identical
    assert one.tags_added == ("Reviewed-by: Rob <rob@review.example>",) and not one.tags_dropped
    assert Row("-", "This patch fixes it.") in one.changelog and Row("+", "Fix it.") in one.changelog


def test_a_changelog_that_was_wrapped_anew_is_the_same() -> None:
    old, new = (ONE[0], body(FIX, changelog="One two\nthree.")), (ONE[0], body(FIX, changelog="One\ntwo three."))
    assert compare(posting(1, old), posting(2, new)).patches[0].identical


def test_an_empty_side_makes_everything_new() -> None:
    series = posting(1, ONE, TWO)
    nothing = replace(series, patches=())
    assert [kind for kind, _, _ in kinds(compare(nothing, series))] == ["new", "new"]
    assert [kind for kind, _, _ in kinds(compare(series, nothing))] == ["dropped", "dropped"]


PATCHES = st.lists(
    st.tuples(
        st.sampled_from(["KVM: x86: Fix it", "KVM: SVM: Add it", "KVM: Move it about", ""]),
        st.lists(
            st.sampled_from(["+int first_line;", "-int second_line;", "+int third_line;", " context_line", "+}"]),
            min_size=1,
            max_size=5,
        ).map(lambda lines: body(hunk("\n".join(lines)))),
    ),
    min_size=1,
    max_size=5,
)


def mirrored(told: Comparison) -> list[tuple[int | None, int | None]]:
    return sorted(((new, old) for _, old, new in kinds(told)), key=str)


@given(PATCHES, PATCHES)
def test_the_other_way_round_the_same_patches_are_paired(
    old: list[tuple[str, str]], new: list[tuple[str, str]]
) -> None:
    one, two = posting(1, *old), posting(2, *new)
    here, there = compare(one, two), compare(two, one)
    assert mirrored(here) == sorted(((a, b) for _, a, b in kinds(there)), key=str)
    assert len([kind for kind, _, _ in kinds(here) if kind != "new"]) == len(one.patches)


def many(version: int, size: int, shape: str) -> Series:
    """Make a hostile series of `size` patches."""
    made = []
    for n in range(size):
        lines = {
            "alike": "+the very same line of code;",
            "apart": f"+int version_{version}_of_{n};\n+int shared_by_both_{n};",
            "words": f"+int v{version}_{n};\n+int common_to_all_of_them;",
        }[shape]
        title = f"KVM: x86: Add part {n if shape != 'alike' else ''} in version {version}"
        made.append((title, body(hunk(lines + "\n "))))
    return posting(version, *made)


def test_work_grows_in_line_with_the_patches_of_a_series() -> None:
    def work(shape: str) -> Callable[[int], Callable[[], object]]:
        def prepare(size: int) -> Callable[[], object]:
            old, new = many(1, size, shape), many(2, size, shape)
            return lambda: compare(old, new)

        return prepare

    for shape in ("alike", "apart", "words"):
        assert_linear(work(shape), start=40)


def test_work_grows_in_line_with_the_hunks_of_a_patch() -> None:
    def prepare(size: int) -> Callable[[], object]:
        parts = [
            posting(
                v,
                (ONE[0], body(*(hunk(f"+int some_{n % 50};\n+int of_{v}_{n};", start=9 * n + 1) for n in range(size)))),
            )
            for v in (1, 2)
        ]
        return lambda: compare(*parts)

    assert_linear(prepare, start=60)
