# SPDX-License-Identifier: GPL-2.0-or-later
"""The parser reads what git and quilt write, and never takes prose for a diff."""

from hypothesis import given
from hypothesis import strategies as st

from kx86.patch.diff import Line
from kx86.patch.parse import parse_diff
from unit.patch.rendering import diffs, render

CHANGE = """\
diff --git a/arch/x86/kvm/x86.c b/arch/x86/kvm/x86.c
index 0123456789ab..ba9876543210 100644
--- a/arch/x86/kvm/x86.c
+++ b/arch/x86/kvm/x86.c
@@ -10,4 +10,5 @@ static void kvm_frob(struct kvm_vcpu *vcpu)
 {
-\tint r;
+\tbool kick;
+\tint ret;
\x20
 \tkick = false;
"""


def only(text: str):
    """The one file of the diff in `text`."""
    (file,) = parse_diff(text).files
    return file


def test_a_change_is_read_with_numbers_of_both_images() -> None:
    file = only(CHANGE)
    assert (file.old, file.new, file.old_blob, file.mode) == ("arch/x86/kvm/x86.c",) * 2 + ("0123456789ab", "100644")
    (hunk,) = file.hunks
    assert hunk.complete
    assert hunk.heading == "static void kvm_frob(struct kvm_vcpu *vcpu)"
    assert hunk.lines == (
        Line(" ", "{", 10, 10),
        Line("-", "\tint r;", 11, None),
        Line("+", "\tbool kick;", None, 11),
        Line("+", "\tint ret;", None, 12),
        Line(" ", "", 12, 13),
        Line(" ", "\tkick = false;", 13, 14),
    )


def test_signature_and_trailers_behind_the_diff_are_no_hunk_lines() -> None:
    text = CHANGE + "\nbase-commit: 0123456789abcdef0123\nprerequisite-patch-id: 12\n-- \n2.43.0\n\n"
    assert parse_diff(text) == parse_diff(CHANGE)
    assert parse_diff(CHANGE + "-- \n2.43.0\n") == parse_diff(CHANGE)
    assert parse_diff(
        CHANGE + "---\nbase-commit: 0123456789abcdef0123\nchange-id: x-1\n\nBest,\n-- \nAda\n"
    ) == parse_diff(CHANGE)


def test_a_context_line_that_lost_its_blank_is_context() -> None:
    assert parse_diff(CHANGE.replace("\n \n", "\n\n")) == parse_diff(CHANGE)


def test_a_mail_with_crlf_everywhere_reads_like_one_with_lf() -> None:
    assert parse_diff(CHANGE.replace("\n", "\r\n")) == parse_diff(CHANGE)


def test_carriage_returns_in_content_alone_are_kept() -> None:
    file = only(CHANGE.replace("bool kick;", "bool kick;\r"))
    assert file.hunks[0].lines[2].text == "\tbool kick;\r"


def test_other_line_separators_do_not_end_a_line() -> None:
    file = only(CHANGE.replace("bool kick;", "bool\f\x85\u2028 kick;"))
    assert file.hunks[0].complete
    assert file.hunks[0].lines[2].text == "\tbool\f\x85\u2028 kick;"


def test_quilt_style_needs_no_git_header() -> None:
    text = "Index: linux/virt/kvm/kvm_main.c\n===\n--- linux.orig/virt/kvm/kvm_main.c\t2023-01-02 03:04:05\n"
    text += "+++ linux/virt/kvm/kvm_main.c\t2023-01-02 03:04:06\n@@ -5 +5 @@\n-int a;\n+int b;\n"
    file = only(text)
    assert (file.old, file.new) == ("virt/kvm/kvm_main.c",) * 2
    assert [line.kind for line in file.hunks[0].lines] == ["-", "+"]


def test_git_diff_without_prefixes_keeps_the_whole_path() -> None:
    text = CHANGE.replace(" a/", " ").replace(" b/", " ")
    assert only(text).path == "arch/x86/kvm/x86.c"


def test_mnemonic_prefixes_are_taken_off() -> None:
    assert only(CHANGE.replace(" a/", " i/").replace(" b/", " w/")).path == "arch/x86/kvm/x86.c"


def test_quoted_names_and_names_with_blanks_are_read() -> None:
    text = 'diff --git "a/\\303\\244 \\"x\\".c" "b/\\303\\244 \\"x\\".c"\nold mode 100644\nnew mode 100755\n'
    assert only(text).path == 'ä "x".c'
    assert only("diff --git a/a b.c b/a b.c\nnew file mode 100644\nindex 000000000000..e69de29bb2d1\n").new == "a b.c"
    named = CHANGE.replace("a/arch/x86/kvm/x86.c\n+++", "a/my file.c\t\n+++").replace(
        "b/arch/x86/kvm/x86.c\n@@", "b/my file.c\t\n@@"
    )
    assert only(named).path == "my file.c"


def test_new_and_deleted_files_have_one_name() -> None:
    new = only(
        "diff --git a/x.h b/x.h\nnew file mode 100644\nindex 000000000000..0123456789ab\n"
        "--- /dev/null\n+++ b/x.h\n@@ -0,0 +1 @@\n+#x\n"
    )
    assert (new.old, new.new, new.old_blob, new.mode) == (None, "x.h", None, "100644")
    assert new.hunks[0].lines == (Line("+", "#x", None, 1),)
    gone = only("diff --git a/x.h b/x.h\ndeleted file mode 100644\nindex 0123456789ab..000000000000\n")
    assert (gone.old, gone.new, gone.path) == ("x.h", None, "x.h")


def test_renames_copies_and_changes_of_mode_need_no_hunk() -> None:
    renamed = only("diff --git a/old.c b/new.c\nsimilarity index 100%\nrename from old.c\nrename to new.c\n")
    assert (renamed.old, renamed.new, renamed.renamed) == ("old.c", "new.c", True)
    copied = only("diff --git a/old.c b/new.c\nsimilarity index 95%\ncopy from old.c\ncopy to new.c\n")
    assert (copied.old, copied.new, copied.copied, copied.renamed) == ("old.c", "new.c", True, False)
    mode = only("diff --git a/run.sh b/run.sh\nold mode 100644\nnew mode 100755\n")
    assert (mode.path, mode.old_mode, mode.mode) == ("run.sh", "100644", "100755")


def test_binary_patches_are_marked_and_passed_over() -> None:
    text = "diff --git a/x.bin b/x.bin\nindex 0123456789ab..ba9876543210 100644\nGIT binary patch\n"
    text += "literal 4\nLc${NkU|;|M00aO5\n\nliteral 0\nHcmV?d00001\n\n"
    files = parse_diff(text + CHANGE).files
    assert [(file.path, file.binary) for file in files] == [("x.bin", True), ("arch/x86/kvm/x86.c", False)]
    assert only("diff --git a/y b/y\nindex 0123456..1234567 100644\nBinary files a/y and b/y differ\n").binary


def test_missing_newlines_at_the_end_are_known_for_each_image() -> None:
    head = "--- a/x\n+++ b/x\n@@ -1 +1 @@\n"
    note = "\\ No newline at end of file\n"
    hunk = only(head + "-a\n" + note + "+b\n").hunks[0]
    assert (hunk.old_newline, hunk.new_newline, hunk.complete) == (False, True, True)
    hunk = only(head + "-a\n+b\n" + note).hunks[0]
    assert (hunk.old_newline, hunk.new_newline, hunk.complete) == (True, False, True)
    hunk = only(head + " a\n" + note).hunks[0]
    assert (hunk.old_newline, hunk.new_newline) == (False, False)


def test_a_cut_mail_keeps_what_it_has_and_says_so() -> None:
    diff = parse_diff(CHANGE[: CHANGE.index("+\tint ret")] + "\n\n")
    (hunk,) = diff.files[0].hunks
    assert not hunk.complete
    assert [line.text for line in hunk.lines] == ["{", "\tint r;", "\tbool kick;"]
    assert "not as many" in diff.problems[0]


def test_counts_that_promise_more_never_swallow_the_signature_or_the_next_file() -> None:
    lying = CHANGE.replace("-10,4 +10,5", "-10,9 +10,9")
    diff = parse_diff(lying + "-- \n2.43.0\n\n")
    assert diff.files[0].hunks[0].lines == only(CHANGE).hunks[0].lines
    assert diff.problems
    quilt = "--- a/y.c\n+++ b/y.c\n@@ -1 +1 @@\n-a\n+b\n"
    assert [file.path for file in parse_diff(lying + quilt).files] == ["arch/x86/kvm/x86.c", "y.c"]
    assert [file.path for file in parse_diff(lying + CHANGE).files] == ["arch/x86/kvm/x86.c"] * 2


def test_counts_that_promise_less_are_a_problem() -> None:
    diff = parse_diff("--- a/x\n+++ b/x\n@@ -1 +1,2 @@\n a\n+b\n+c\n")
    assert not diff.files[0].hunks[0].complete
    assert diff.problems


def test_a_removed_line_of_dashes_that_the_counts_cover_is_content() -> None:
    hunk = only("--- a/x\n+++ b/x\n@@ -1,2 +1 @@\n a\n-- \n-- \n2.43.0\n").hunks[0]
    assert hunk.complete
    assert [line.text for line in hunk.lines] == ["a", "- "]


def test_two_diffs_of_one_file_stay_two() -> None:
    assert [file.path for file in parse_diff(CHANGE + CHANGE).files] == ["arch/x86/kvm/x86.c"] * 2


def test_indented_diffs_and_prose_about_diffs_are_no_diff() -> None:
    indented = "".join(f"    {line}\n" for line in CHANGE.splitlines())
    assert parse_diff(indented).files == ()
    assert parse_diff("diff --git a/x b/x\nis what git says.\n--- \n+++ \n").files == ()


def test_a_hunk_without_a_file_and_a_merge_are_problems() -> None:
    assert "no file" in parse_diff("@@ -1 +1 @@\n-a\n+b\n").problems[0]
    assert "merge" in parse_diff("diff --cc x.c\nindex 1234567,1234568..1234569\n@@@ -1,1 -1,1 +1,1 @@@\n").problems[0]
    assert "header" in parse_diff(CHANGE.replace("+10,5 @@", "+10,5\n@@")).problems[0]


@given(diffs)
def test_what_is_written_is_read_back(diff) -> None:
    assert parse_diff(render(diff)) == diff
    assert parse_diff("Some words.\n---\n\n" + render(diff) + "-- \n2.43.0\n") == diff


@given(
    st.lists(
        st.sampled_from(
            [*CHANGE.splitlines(), "", "-- ", "--- a/x", "+++ b/x", "@@ -1,3 +1 @@", "\\ No", "rename to x"]
        )
    )
)
def test_no_mixture_of_diff_lines_breaks_the_parser(lines) -> None:
    for file in parse_diff("\n".join(lines)).files:
        for hunk in file.hunks:
            assert sum(line.old is not None for line in hunk.lines) <= hunk.old_count
            assert sum(line.new is not None for line in hunk.lines) <= hunk.new_count


@given(st.text())
def test_no_text_breaks_the_parser(text) -> None:
    parse_diff(text)
    parse_diff("diff --git " + text)
    parse_diff(CHANGE + text)
