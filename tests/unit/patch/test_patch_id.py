# SPDX-License-Identifier: GPL-2.0-or-later
"""The id of a patch stays the same when only its surroundings change; tests/integration/git compares it with git's own."""

from growth import assert_linear
from kx86.patch.parse import parse_diff
from kx86.patch.patch_id import SKETCH, patch_id, sketch

DIFF = """\
diff --git a/a.c b/a.c
index 0123456789ab..ba9876543210 100644
--- a/a.c
+++ b/a.c
@@ -10,3 +10,3 @@ int one(void)
 {
-	old_call(one);
+	new_call(one);
 }
"""
OTHER = """\
diff --git a/b.c b/b.c
--- a/b.c
+++ b/b.c
@@ -1 +1 @@
-before_it_all();
+after_it_all();
"""


def id_of(text: str) -> str | None:
    return patch_id(parse_diff(text))


def test_line_numbers_headings_blobs_and_white_space_do_not_count() -> None:
    other = DIFF.replace("-10,3 +10,3 @@ int one(void)", "-99,3 +98,3 @@").replace("0123456789ab", "111111111111")
    assert id_of(other.replace("\tnew_call", "        new_call")) == id_of(DIFF)


def test_the_order_of_files_does_not_count() -> None:
    assert id_of(DIFF + OTHER) == id_of(OTHER + DIFF)


def test_a_changed_line_counts() -> None:
    assert id_of(DIFF) != id_of(DIFF.replace("new_call", "newer_call"))


def test_a_diff_without_text_has_none() -> None:
    assert id_of("") is None
    assert id_of("diff --git a/x b/x\nold mode 100644\nnew mode 100755\n") is None


def test_a_sketch_holds_changed_lines_only() -> None:
    one, two = sketch(parse_diff(DIFF)), sketch(parse_diff(DIFF + OTHER))
    assert len(one) == 2
    assert set(one) < set(two)
    assert sketch(parse_diff(DIFF.replace("-10,3 +10,3", "-1,3 +1,3"))) == one


def test_a_sketch_is_bounded_and_estimates_what_is_shared() -> None:
    def big(start: int) -> str:
        lines = "".join(f"+call_number_{number}();\n" for number in range(start, start + 1000))
        return f"diff --git a/a.c b/a.c\n--- a/a.c\n+++ b/a.c\n@@ -0,0 +1,1000 @@\n{lines}"

    one, two = sketch(parse_diff(big(0))), sketch(parse_diff(big(500)))
    assert len(one) == SKETCH
    union = sorted({*one, *two})[:SKETCH]
    share = len({*union} & {*one} & {*two}) / SKETCH
    assert 0.2 < share < 0.47  # a third of all lines is in both


def test_growth_is_linear() -> None:
    def prepare(size: int):
        lines = "".join(f"+call_number_{number}();\n" for number in range(size))
        diff = parse_diff(f"diff --git a/a.c b/a.c\n--- a/a.c\n+++ b/a.c\n@@ -0,0 +1,{size} @@\n{lines}")
        return lambda: (patch_id(diff), sketch(diff))

    assert_linear(prepare)
