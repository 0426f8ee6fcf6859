# SPDX-License-Identifier: GPL-2.0-or-later
"""Examples are shown as a person wants to read them."""

from syrupy.assertion import SnapshotAssertion

from kx86.apps.cli.examples import example_lines
from kx86.apps.cli.terminal import PLAIN
from kx86.handbook.example import Example

DIFF = """diff --git a/arch/x86/kvm/x86.c b/arch/x86/kvm/x86.c
index 1111111..2222222 100644
--- a/arch/x86/kvm/x86.c
+++ b/arch/x86/kvm/x86.c
@@ -1 +1,2 @@
 int one;
+int two;
"""
MAIL = f"""From: Ann <ann@kernel.example>
Message-ID: <1.a@kernel.example>
In-Reply-To: <0.a@kernel.example>
Subject: [PATCH] KVM: x86: Do it

Do it now.

Signed-off-by: Ann <ann@kernel.example>
---

{DIFF}-- \n2.47.0
"""


def shown(**parts: object) -> str:
    example = Example(rule="SL-CASE", title=str(parts.pop("title", "an example")), **{"bad": {}, **parts})
    return "\n".join(example_lines(example, PLAIN))


def test_a_shortlog_stands_above_its_rewrite(snapshot: SnapshotAssertion) -> None:
    assert shown(bad={"subject": "kvm: do it."}, good={"subject": "KVM: Do it"}) == snapshot


def test_a_diff_beside_a_shortlog_only_tells_what_is_touched(snapshot: SnapshotAssertion) -> None:
    assert shown(bad={"subject": "kvm: do it.", "diff": DIFF}, good={"subject": "KVM: Do it"}) == snapshot


def test_a_diff_alone_is_shown_without_its_heads(snapshot: SnapshotAssertion) -> None:
    assert shown(bad={"diff": DIFF}, good={"diff": DIFF.replace("two", "three")}) == snapshot


def test_what_is_fine_is_not_marked_as_bad(snapshot: SnapshotAssertion) -> None:
    assert shown(bad={"changelog": "Do it.\n\nWhy."}, ok=True) == snapshot


def test_a_part_that_only_the_rewrite_has_is_shown(snapshot: SnapshotAssertion) -> None:
    assert shown(bad={"changelog": "Do it.\nv2: x"}, good={"changelog": "Do it.", "notes": "v2: x"}) == snapshot


def test_one_mail_is_shown_with_its_message(snapshot: SnapshotAssertion) -> None:
    assert shown(bad={"patch": MAIL}) == snapshot


def test_a_series_is_an_outline(snapshot: SnapshotAssertion) -> None:
    assert shown(bad={"series": [MAIL, MAIL.replace("<1.a", "<2.a")]}) == snapshot


def test_an_example_of_hostile_text_is_harmless() -> None:
    assert "\x1b" not in shown(
        title="\x1b", bad={"subject": "\x1b[2J", "changelog": "\x1b"}, good={"diff": "+++ b/\x1b"}
    )


def test_the_posting_before_is_shown_first() -> None:
    text = shown(bad={"trailers": "now"}, good={"trailers": "better"}, previous={"trailers": "then"})
    assert text.split("\n")[1:] == [
        "    posted before",
        "        then",
        "    trailers",
        "      - now",
        "      + better",
    ]
