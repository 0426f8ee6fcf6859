# SPDX-License-Identifier: GPL-2.0-or-later
"""A body falls apart where git am says, and a cover letter ends where programs begin to write."""

from hypothesis import given
from hypothesis import strategies as st

from kx86.patch.body import Body, cut_body, split_body
from kx86.patch.parse import parse_diff

DIFF = """\
diff --git a/arch/x86/kvm/x86.c b/arch/x86/kvm/x86.c
index 0123456789ab..ba9876543210 100644
--- a/arch/x86/kvm/x86.c
+++ b/arch/x86/kvm/x86.c
@@ -1,2 +1,2 @@
 int a;
-int b;
+int c;
"""
STAT = """\
 arch/x86/kvm/x86.c                | 2 +-
 .../selftests/kvm/x86/new_test.c  | 0
 logo.bin                          | Bin 0 -> 12 bytes
 3 files changed, 1 insertion(+), 1 deletion(-)
 create mode 100644 tools/testing/selftests/kvm/x86/new_test.c
 rename arch/x86/kvm/{a.c => b.c} (98%)

"""
MESSAGE = "Replace b.\n\nIt is wrong.\n\nSigned-off-by: Ada <ada@kernel.example>\n"
BASE = "0123456789abcdef0123456789abcdef01234567"


def test_a_plain_patch_has_message_diff_and_nothing_else() -> None:
    body = split_body(MESSAGE + "---\n" + STAT + DIFF + "-- \n2.43.0\n\n")
    assert body.message == tuple(MESSAGE.rstrip("\n").split("\n"))
    assert body.notes == ()
    assert body.diff.startswith("diff --git ")
    assert (body.author, body.subject, body.base, body.tail) == (None, None, None, ("-- ", "2.43.0"))


def test_headers_in_the_body_are_taken_once_and_only_at_the_top() -> None:
    body = split_body(
        "\nFrom: Ada <ada@kernel.example>\nSubject: KVM: x86: Replace b,\n not c\n\n" + MESSAGE + "---\n" + DIFF
    )
    assert (body.author, body.subject) == ("Ada <ada@kernel.example>", "KVM: x86: Replace b, not c")
    assert body.message[0] == "Replace b."
    assert split_body("From: the manual.\n" + DIFF).message == ("From: the manual.",)
    assert split_body("Words.\nFrom: Ada <ada@kernel.example>\n" + DIFF).author is None


def test_notes_lose_the_diffstat_and_rules_at_their_ends() -> None:
    body = split_body(MESSAGE + "---\nv2: Say why.\n\n---\nv1: First.\n---\n" + STAT + "\nMore.\n" + DIFF)
    assert body.notes == ("v2: Say why.", "", "---", "v1: First.", "---", "", "", "More.")
    assert split_body(MESSAGE + "---\n\nv2: Say why.\n\n" + STAT + DIFF).notes == ("v2: Say why.",)


def test_the_first_rule_ends_the_message_even_in_the_middle_of_prose() -> None:
    body = split_body("One.\n---  \nTwo.\n---\n" + STAT + DIFF)
    assert body.message == ("One.",)
    assert body.notes == ("Two.",)
    assert split_body("One.\n----\nTwo.\n---\n" + DIFF).message == ("One.", "----", "Two.")


def test_a_patch_without_a_rule_ends_its_message_at_the_diffstat_or_diff() -> None:
    assert split_body(MESSAGE + "\n" + STAT + DIFF).message == split_body(MESSAGE + "---\n" + DIFF).message
    assert split_body(MESSAGE + "\n" + DIFF).message == split_body(MESSAGE + "---\n" + DIFF).message


def test_quilt_diffs_begin_at_their_dashes() -> None:
    plain = DIFF[DIFF.index("--- a/") :]
    body = split_body(MESSAGE + "---\nv2: Say why.\n\nIndex: linux/arch/x86/kvm/x86.c\n======\n" + plain)
    assert body.notes == ("v2: Say why.",)
    assert body.diff == plain
    assert split_body(MESSAGE + "\n" + plain).message == tuple(MESSAGE.rstrip("\n").split("\n"))


def test_a_diff_quoted_in_the_changelog_is_part_of_it() -> None:
    quoted = "".join(f"  {line}\n" for line in DIFF.splitlines())
    body = split_body("Undo this:\n\n" + quoted + "\n---\n" + DIFF)
    assert body.message == ("Undo this:", "", *(f"  {line}" for line in DIFF.splitlines()))
    assert len(parse_diff(body.diff).files) == 1


def test_base_information_is_found_behind_the_diff_and_below_the_rule_only() -> None:
    told = f"base-commit: {BASE}\nprerequisite-patch-id: {BASE[:12]}\nprerequisite-patch-id: {BASE[12:24]}\n"
    body = split_body(MESSAGE + "---\n" + DIFF + "\n" + told + "-- \n2.43.0\n")
    assert (body.base, body.prerequisites) == (BASE, (BASE[:12], BASE[12:24]))
    behind = split_body(
        MESSAGE + "---\n" + DIFF + f"\n---\nbase-commit: {BASE}\nchange-id: 2023-x-1\n\nBest,\n-- \nAda\n"
    )
    assert (behind.base, behind.change_id, behind.tail[0]) == (BASE, "2023-x-1", "---")
    assert split_body(MESSAGE + "---\n" + told + DIFF).base == BASE
    assert split_body(MESSAGE + "---\n" + told + DIFF).notes == ()
    assert split_body(told + MESSAGE + "---\n" + DIFF).base is None


def test_a_last_file_without_hunks_ends_at_the_blank_line() -> None:
    mode = "diff --git a/run.sh b/run.sh\nold mode 100644\nnew mode 100755\n"
    assert split_body(MESSAGE + "---\n" + DIFF + mode + f"\nbase-commit: {BASE}\n").tail == (f"base-commit: {BASE}",)
    assert split_body(MESSAGE + "---\n" + mode + "-- \n2.43.0\n").tail == ("-- ", "2.43.0")


def test_a_cover_letter_ends_at_its_shortlog_diffstat_base_or_signature() -> None:
    prose = "Fix many things (3):\nthe first, and more.\n\n---\nChanges in v2:\n- Fewer things.\n"
    lines = tuple(prose.rstrip("\n").split("\n"))
    for behind in (
        "Ada Example (2):\n  KVM: x86: One\n  KVM: x86: Two\n\n" + STAT,
        STAT + f"base-commit: {BASE}\n",
        f"---\nbase-commit: {BASE}\nchange-id: x-1\n\nBest,\n-- \nAda\n",
        "-- \n2.43.0\n",
        "Range-diff against v1:\n1:  0123456 ! 1:  abcdef0 KVM: x86: One\n    @@ -1 +1 @@\n",
    ):
        body = split_body(prose + "\n" + behind)
        assert (body.message, body.notes, body.diff, body.tail) == (lines, (), "", ())
        assert body.base == (BASE if "base-commit" in behind else None)


def test_an_interdiff_in_a_cover_letter_is_no_diff() -> None:
    cover = (
        "Words.\n\n"
        + STAT
        + "Interdiff against v1:\n"
        + "".join(f"  {line}\n" for line in DIFF.splitlines())
        + "-- \n2.43.0\n"
    )
    assert split_body(cover).diff == ""
    assert split_body(cover).message == ("Words.",)


def test_line_ends_of_dos_are_undone() -> None:
    text = MESSAGE + "---\n" + STAT + DIFF
    assert split_body(text.replace("\n", "\r\n")) == split_body(text)


def test_an_empty_body_is_empty() -> None:
    assert split_body("") == Body()


@given(
    st.lists(
        st.sampled_from(
            [*DIFF.splitlines(), *STAT.splitlines(), "", "---", "-- ", "From: a@b.example", "Ada (1):", "  x"]
        )
    )
)
def test_no_mixture_of_lines_breaks_the_split(lines) -> None:
    text = "\n".join(lines)
    body = split_body(text)
    assert text.endswith(body.diff)
    assert set(body.message) | set(body.notes) <= set(lines)


@given(st.text())
def test_no_text_breaks_the_split(text) -> None:
    split_body(text)
    split_body("From: " + text)


def test_a_body_is_cut_where_git_cuts_it() -> None:
    assert cut_body(f"From: Ann <a@b.example>\n\nDo it.\n---\nnotes\n{DIFF}") == (
        "From: Ann <a@b.example>\n",
        "\nDo it.\n",
        f"---\nnotes\n{DIFF}",
    )
    assert cut_body(f"Do it.\n{DIFF}") == ("", "Do it.\n", DIFF)
    assert cut_body("Words.\n-- \n2.43\n") == ("", "Words.\n", "-- \n2.43\n")
    assert cut_body("Words.") == ("", "Words.", "")


@given(
    st.lists(st.sampled_from([*DIFF.splitlines(), "", "---", "-- ", "From: a@b.example", "Subject: x", " x", "text"])),
    st.sampled_from(("", "\n")),
)
def test_nothing_of_a_body_is_lost_when_it_is_cut(lines: list[str], end: str) -> None:
    text = "\n".join(lines) + end
    assert "".join(cut_body(text)) == text
