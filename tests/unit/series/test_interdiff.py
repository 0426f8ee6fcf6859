# SPDX-License-Identifier: GPL-2.0-or-later
"""What became of each hunk is told without the base."""

from kx86.series.compare import compare
from kx86.series.cuts import Places, Row, cuts, settle
from kx86.series.interdiff import interdiff, two_level
from unit.series.versions import bare_hunk, body, hunk, posting

LOCK = "+\tmutex_lock(&kvm->lock);\n+\tupdate_the_table(kvm);\n+\tmutex_unlock(&kvm->lock);\n "
CHECK = " static int check(void)\n {\n-\treturn check_nothing();\n+\treturn check_everything();\n }"
TITLE = "KVM: x86: Do it"


def fates(old: list[str], new: list[str]) -> list[str]:
    told = compare(posting(1, (TITLE, body(*old))), posting(2, (TITLE, body(*new))))
    return [hunk.fate for hunk in told.patches[0].hunks]


def test_hunks_as_before_are_told_from_new_and_gone_ones() -> None:
    extra = hunk("+int added_later_on;\n ", file="arch/x86/kvm/mmu.c")
    old = [hunk(LOCK), hunk(CHECK, file="arch/x86/kvm/pmu.c")]
    assert fates(old, [*old, extra]) == ["same", "same", "new"]
    assert fates([*old, extra], old) == ["same", "same", "gone"]


def test_a_changed_hunk_is_shown_on_two_levels() -> None:
    new = CHECK.replace("check_everything()", "check_everything(kvm)")
    told = compare(
        posting(1, (TITLE, body(hunk(CHECK), hunk(LOCK, file="b.c")))),
        posting(2, (TITLE, body(hunk(new), hunk(LOCK, file="b.c")))),
    )
    changed, same = told.patches[0].hunks
    assert (changed.fate, same.fate) == ("changed", "same")
    assert [row for row in changed.rows if row.outer != " "] == [
        Row("-", "+\treturn check_everything();"),
        Row("+", "+\treturn check_everything(kvm);"),
    ]
    assert told.patches[0].unread == (changed,)


def test_a_hunk_that_went_to_another_patch_is_moved_and_not_new() -> None:
    old = posting(1, (TITLE, body(hunk(LOCK), hunk(CHECK, file="b.c"))))
    new = posting(2, (TITLE, body(hunk(LOCK))), ("KVM: x86: Check everything", body(hunk(CHECK, file="b.c"))))
    first, second = compare(old, new).patches
    assert [(one.fate, one.other_n) for one in first.hunks] == [("same", None), ("moved away", 2)]
    assert second.kind == "new" and [(one.fate, one.other_n) for one in second.hunks] == [("moved", 1)]


def test_a_hunk_of_a_renamed_file_is_moved() -> None:
    old, new = [hunk(LOCK, file="a/old.c"), hunk(CHECK)], [hunk(LOCK, file="a/new.c"), hunk(CHECK)]
    assert fates(old, new) == ["moved", "same"]


def test_a_bracket_alone_is_not_found_elsewhere() -> None:
    old = posting(1, (TITLE, body(hunk("+}\n "))), ("KVM: Other", body(hunk(CHECK))))
    new = posting(2, ("KVM: Other", body(hunk(CHECK), hunk("+}\n ", file="c.c"))))
    assert [one.fate for one in compare(old, new).patches[-1].hunks] == ["same", "new"]


def test_a_hunk_rewritten_below_the_same_heading_is_changed() -> None:
    old = hunk(" \tint r;\n \tprepare_it();\n+\tone_way_of_it();\n ", heading="static int work(void)")
    new = hunk(" \tint r;\n \tprepare_it();\n+\tquite_another();\n ", heading="static int work(void)")
    assert fates([old, hunk(LOCK, file="b.c")], [new, hunk(LOCK, file="b.c")]) == ["changed", "same"]


def test_lines_far_from_a_change_are_left_out() -> None:
    lines = [f"+int line_{n};" for n in range(30)]
    old, new = "\n".join(lines), "\n".join([*lines[:2], "+int between;", *lines[2:20], "+int below;", *lines[20:]])
    (one,) = compare(posting(1, (TITLE, body(hunk(old)))), posting(2, (TITLE, body(hunk(new))))).patches[0].hunks
    assert Row("@", "12") in one.rows and len(one.rows) < 20


def test_changed_context_is_shown_as_it_is_now() -> None:
    old, new = (
        cuts(posting(1, (TITLE, body(hunk(text)))).patches[0])[0]
        for text in (" before\n+int a_line;", " after\n+int b_line;")
    )
    assert two_level(old, new) == (Row(" ", " after"), Row("-", "+int a_line;"), Row("+", "+int b_line;"))


def test_an_interdiff_compares_what_both_make_of_the_file() -> None:
    old, new = (
        cuts(posting(1, (TITLE, body(hunk(text)))).patches[0])[0]
        for text in (" top\n-gone\n+first", " top\n-gone\n+second")
    )
    assert interdiff(old, new) == (Row(" ", "top"), Row("-", "first"), Row("+", "second"))


def test_an_interdiff_is_made_only_where_both_meet_the_same_lines() -> None:
    elsewhere = CHECK.replace("everything", "some_things").replace("-\t", "-\t\t").replace("check(void)", "test(void)")
    texts = (CHECK, CHECK.replace("everything", "some_things"), elsewhere)
    old, near, far = (
        posting(version, (TITLE, body(hunk(text, heading="int f(void)"), hunk(LOCK, file="b.c"))))
        for version, text in enumerate(texts, 1)
    )
    assert Row("+", "\treturn check_some_things();") in compare(old, near, images=True).patches[0].hunks[0].rows
    assert Row("+", "+\treturn check_some_things();") in compare(old, far, images=True).patches[0].hunks[0].rows


def test_repeated_hunks_are_paired_in_order() -> None:
    twice = f"--- a/a.c\n+++ b/a.c\n{bare_hunk('+int again;')}{bare_hunk('+int again;', start=90)}"
    parts = cuts(posting(1, (TITLE, body(twice))).patches[0])
    found = settle(parts, parts)
    assert [found[id(part)].place for part in parts] == [0, 1]


def test_a_cut_says_where_most_of_its_lines_stand() -> None:
    series = posting(1, (TITLE, body(hunk(LOCK))), ("KVM: Other", body(hunk(CHECK))))
    first, second = (cuts(patch)[0] for patch in series.patches)
    places = Places([first])
    assert places.holds(first) is first
    assert places.holds(second) is None
