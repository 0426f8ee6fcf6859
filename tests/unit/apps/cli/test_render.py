# SPDX-License-Identifier: GPL-2.0-or-later
"""What a person reads: every line of it is a snapshot."""

from itertools import pairwise

from syrupy.assertion import SnapshotAssertion

from kx86.apps.cli.render import Style, render
from kx86.apps.cli.terminal import Paint
from kx86.apps.cli.view import CHECKPATCH, PatchView, ReportView
from unit.apps.cli.making import finding, report, series

FULL_STOP = finding(
    "SL-PUNCT", "error", 1, "The shortlog ends with a full stop.",
    text="KVM: x86: fix it.", column=16, replacement="KVM: x86: Fix it",
)  # fmt: skip
SMALL = finding(
    "SL-CAP", "warning", 1, "The description begins with a small letter.",
    text="KVM: x86: fix it.", column=10, width=3, replacement="KVM: x86: Fix it", hint="Write a command.",
)  # fmt: skip
PRONOUN = finding(
    "CL-PRONOUN", "warning", 1, 'The changelog says "we".', section="Changelog",
    part="changelog", line=3, text="and then we leave", column=9, width=2, hint="Name who acts: KVM, the guest.",
)  # fmt: skip


def shown(of: ReportView, **style: object) -> str:
    return "\n".join(render(of, Style(**style)))


def aligned(line: int, n: int = 1) -> object:
    return finding(
        "CS-ALIGN", "advice", n, "The continuation line is not aligned.", section="Coding Style",
        part="diff", file="arch/x86/kvm/x86.c", line=line, text="\t\tfoo(a,\tb);", column=9, width=3,
        replacement="\t\t    foo(a,\tb);",
    )  # fmt: skip


def test_a_clean_series_gets_one_pleasant_line() -> None:
    assert (
        shown(report(series([], 3))) == "3 patches checked against edition 2023-02 of the handbook: nothing to remark."
    )


def test_patches_of_something_else_are_not_praised() -> None:
    assert (
        shown(report(series([], 3, concerned=False))) == "3 patches without a file of KVM x86: the handbook has no say."
    )


def test_one_line_with_two_sins_is_shown_once(snapshot: SnapshotAssertion) -> None:
    assert shown(report(series([FULL_STOP, SMALL]))) == snapshot


def test_a_finding_has_place_line_caret_and_hint(snapshot: SnapshotAssertion) -> None:
    assert shown(report(series([PRONOUN]))) == snapshot


def test_a_caret_stands_below_its_text_behind_tabs() -> None:
    text = shown(report(series([aligned(7)]))).expandtabs()
    line, caret = next((a, b) for a, b in zip(text.split("\n"), text.split("\n")[1:], strict=False) if "^" in b)
    assert line[caret.index("^")] == "b"


def test_a_tab_ends_where_it_does_in_the_file() -> None:
    line = next(line for line in shown(report(series([aligned(7)]))).split("\n") if "- \t" in line)
    assert line.expandtabs().index("foo") == len("\t\t".expandtabs()) + 8


def test_a_rule_that_repeats_within_a_patch_lists_its_places(snapshot: SnapshotAssertion) -> None:
    assert shown(report(series([aligned(line) for line in range(7, 20)]))) == snapshot


def test_a_rule_that_repeats_over_patches_is_brief_from_the_second_on(snapshot: SnapshotAssertion) -> None:
    findings = [
        finding("SL-CAP", "warning", n, "The description begins with a small letter.", text=f"KVM: x86: do {n}",
                column=10, width=2, replacement=f"KVM: x86: Do {n}", hint="Write a command.")
        for n in range(1, 5)
    ]  # fmt: skip
    later = finding(
        "CL-PRONOUN", "warning", 3, 'The changelog says "our".', part="changelog", line=9, text="our", column=0, width=3
    )
    assert shown(report(series([PRONOUN, *findings, later], 4))) == snapshot


def test_other_messages_of_a_rule_get_a_line_each_and_the_rest_are_counted(snapshot: SnapshotAssertion) -> None:
    findings = [
        finding(
            "FN-PARENS", "warning", 1, f"`kvm_do_{n}` is a function.", part="changelog", line=n, text=f"kvm_do_{n} is"
        )
        for n in range(1, 9)
    ]
    assert shown(report(series(findings))) == snapshot


def test_at_most_five_pieces_of_advice_those_with_a_rewrite_first(snapshot: SnapshotAssertion) -> None:
    vague = [finding(f"VG-{n}", "advice", 1, f"Think about {n}.") for n in range(6)]
    assert shown(report(series([*vague, aligned(3), aligned(4)]))) == snapshot


def test_verbose_prints_everything_in_full(snapshot: SnapshotAssertion) -> None:
    vague = [finding(f"VG-{n}", "advice", 1, f"Think about {n}.") for n in range(6)]
    assert shown(report(series([*vague, aligned(3), aligned(4)])), verbose=True) == snapshot


def test_what_concerns_the_whole_series_and_the_cover_letter_comes_first(snapshot: SnapshotAssertion) -> None:
    findings = [
        finding(
            "CL-PRONOUN", "warning", 0, 'The cover letter says "I".', part="cover", line=2, text="I think", column=0
        ),
        finding(
            "SR-BASE", "warning", None, "The series names no base.", part="cover", hint="git format-patch --base=COMMIT"
        ),
        FULL_STOP,
    ]
    assert shown(report(series(findings, 2, cover="0.x@kernel.example"))) == snapshot


def test_what_concerns_a_series_of_one_patch_is_said_with_that_patch() -> None:
    text = shown(report(series([finding("SR-BASE", "warning", None, "No base.", part="cover")])))
    assert "series:" not in text
    assert text.startswith("KVM: x86: Do 1 (")


def test_several_series_are_told_apart(snapshot: SnapshotAssertion) -> None:
    one, two = series([FULL_STOP]), series([PRONOUN], 2, title="Second", version="3")
    assert shown(report(one, series([], 4, title="Clean"), two)) == snapshot


def test_findings_of_checkpatch_stand_apart_and_last(snapshot: SnapshotAssertion) -> None:
    foreign = finding(
        "SPACING", "warning", 1, "space required after that ','", section=CHECKPATCH,
        part="diff", file="arch/x86/kvm/x86.c", line=3, text="\tfoo(a,b);",
    )  # fmt: skip
    assert shown(report(series([foreign, SMALL]))) == snapshot


def test_a_blank_line_that_goes_is_shown() -> None:
    found = finding(
        "CS-NEWLINE", "advice", 1, "Blank line behind an opening brace.",
        part="diff", file="arch/x86/kvm/x86.c", line=3, text="{\n", replacement="{",
    )  # fmt: skip
    assert "      - {\n      -\n      + {\n" in shown(report(series([found])))


def test_the_title_of_a_series_is_no_place(snapshot: SnapshotAssertion) -> None:
    found = finding("SR-COVER", "warning", None, "No cover letter.", part="headers", text="x86/misc")
    assert shown(report(series([found], 2))) == snapshot


def test_rules_that_were_not_run_are_counted_with_what_they_lack(snapshot: SnapshotAssertion) -> None:
    lacking = [("TAG-A", "commits"), ("FN-A", "functions"), ("SL-A", "history"), ("SL-B", "history")]
    assert shown(report(series([]), not_run=lacking)) == snapshot


def test_colour_is_the_same_text(snapshot: SnapshotAssertion) -> None:
    assert shown(report(series([FULL_STOP, PRONOUN])), paint=Paint(True)) == snapshot


def test_hostile_mail_cannot_steer_the_terminal() -> None:
    evil = "\x1b[2J\x1b]0;x\x07\u202e"
    patch = PatchView(n=1, m=1, message_id=f"{evil}@x", commit=None, subject=evil, shortlog=f"KVM: {evil}\nerror: none")
    found = finding(
        "SL-CASE", "error", 1, f"Bad {evil}", part="diff", file=f"a{evil}.c", line=1, text=f"{evil}text\rmore",
        column=3, width=9, hint=f"Do {evil}", replacement=f"{evil}\nnew",
    )  # fmt: skip
    others = [finding("SL-CASE", "error", 1, f"Also {evil}", part="diff", file=evil, line=2, text=evil)]
    text = shown(report(series([found, *others], patches=(patch,), title=evil)))
    assert all(c.isprintable() or c in "\n\t" for c in text)
    assert "\nerror: none" not in text


def test_an_endless_line_is_shown_around_the_caret() -> None:
    found = finding(
        "CL-WRAP",
        "advice",
        1,
        "Long.",
        part="changelog",
        line=1,
        text="x" * 5000 + "HERE" + "y" * 5000,
        column=5000,
        width=4,
    )
    lines = shown(report(series([found]))).split("\n")
    assert max(len(line) for line in lines) < 450
    line, caret = next((a, b) for a, b in pairwise(lines) if "^" in b)
    assert line[caret.index("^") : caret.index("^") + 4] == "HERE"
