# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules on changelogs: what they find, what they leave alone, and the lines they put in place."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from growth import assert_linear
from kx86.adapters.data import verbs
from kx86.handbook.changelog import (
    RULES,
    capital_instructions,
    capital_kvm,
    empty_changelog,
    gerund,
    inflected,
    leans_on_shortlog,
    no_pronouns,
    no_this_patch,
    too_narrow,
    too_wide,
    typos,
    version_notes,
    what_first,
)
from kx86.handbook.facts import Edition, Facts
from kx86.handbook.finding import Finding
from kx86.handbook.prose import prose
from kx86.handbook.rule import Rule
from kx86.series.patch import Patch
from unit.handbook.posting import PROFILE, diff, patch, series

VERBS = verbs()
WRONG = {"recieve": ("receive",), "corrent": ("correct", "current")}
BACKGROUND = "KVM resets the tables when the last vCPU goes away,\n" * 4
X86 = "arch/x86/kernel/cpu/common.c"


def find(rule: Rule[Patch], one: Patch, edition: Edition = "2023-02") -> list[Finding]:
    given = Facts(edition=edition, profile=PROFILE, series=series(one), verbs=VERBS, misspellings=WRONG)
    return list(rule.find(one, given))


def on(rule: Rule[Patch], text: str) -> list[Finding]:
    return find(rule, patch(text=text))


@pytest.mark.statement("CHG-1")
@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("We add a test.", "Add a test."),
        ("Let's zero the page.", "Zero the page."),
        ("Let us zero the page.", "Zero the page."),
        ("We also add our test.", None),
        ("We need a test.", None),
        ("Add a test as we need it.", None),
    ],
)
def test_a_pronoun_becomes_a_command_only_where_that_is_safe(text: str, better: str | None) -> None:
    (found,) = on(no_pronouns, text)
    assert found.replacement == better


def test_each_line_with_pronouns_is_found_once_at_its_first_one() -> None:
    first, second = on(no_pronouns, "Add what we want and we need,\nand zero it for us.")
    assert (first.where.line, first.where.column, first.where.width) == (1, 9, 2)
    assert (second.where.line, second.where.column) == (2, 16)
    assert first.message == 'The changelog says "we".'


def test_the_hint_shows_the_command_that_the_sentence_becomes() -> None:
    (found,) = on(no_pronouns, "The page is stale.  We add a check of the page so that we see it.")
    assert found.hint == 'Say it as a command: "Add a check of the ...".'


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("This patch adds a test.", "Add a test."),
        ("This patch will add a test.", "Add a test."),
        ("This commit also fixes a leak.", "Fix a leak."),
        ("The present patch adds a test.", "Add a test."),
        ("Add a test.  This change drops another.", "Add a test.  Drop another."),
        ("This patch is a cleanup.", None),
        ("In this patch, a test is added.", None),
        ("This fixed a leak.", "Fix a leak."),
        ("This patch modified the test, and uses one clock.", None),
        ("This patch adds a\nhook and drops another.", None),
    ],
)
def test_this_patch_gives_way_to_the_command(text: str, better: str | None) -> None:
    (found,) = on(no_this_patch, text)
    assert found.replacement == better


@pytest.mark.parametrize(
    "text",
    [
        "Without this patch, KVM oopses.",
        "Prepare for later work in this patch series.",
        "Add a test.  This fixes a leak.",
        "This allows a test.",
        'Print "This patch" no more.',
        "Patches of this kind need a test.",
    ],
)
def test_other_mentions_of_patches_are_fine(text: str) -> None:
    assert on(no_this_patch, text) == []


def test_this_patch_is_found_once_on_each_line_that_says_it() -> None:
    found = on(
        no_this_patch, "This patch pokes; this patch\nwaits.\nThis commit and this commit peek.\n\nSo does this patch."
    )
    assert [(one.where.line, one.where.column) for one in found] == [(1, 0), (3, 0), (5, 8)]


def test_an_inflected_opening_is_rewritten_where_it_stands() -> None:
    (found,) = on(inflected, "Adds a test.\nMore.")
    assert (found.where.text, found.replacement) == ("Adds a test.", "Add a test.")
    assert on(inflected, "Add a test.") == []


def test_a_second_verb_keeps_the_first_from_being_rewritten_alone() -> None:
    (found,) = on(inflected, "Adds a test and drops another.")
    assert (found.replacement, found.hint) == (None, 'Say "Add".')
    (found,) = on(gerund, "Adding a test by taking a lock and running it.")
    assert found.replacement == "Add a test by taking a lock and running it."


def test_what_is_said_over_a_line_end_is_shown_as_a_whole() -> None:
    (found,) = on(no_this_patch, "Zero the page.  This\nchange is for L1.")
    assert found.message == 'The changelog says "This change".'


def test_a_gerund_with_a_verb_behind_it_is_a_subject() -> None:
    assert [found.replacement for found in on(gerund, "Adding a test.")] == ["Add a test."]
    assert on(gerund, "Adding a page needs a lock.") == []


@pytest.mark.statement("CHG-2")
def test_a_command_behind_the_background_belongs_to_the_top() -> None:
    (found,) = on(what_first, f"{BACKGROUND}and so on.\n\nFix that.")
    assert found.where.line == 7


@pytest.mark.parametrize(
    "text",
    [
        f"Fix that.\n\n{BACKGROUND}and so on.\n\nAdd a test.",
        f"{BACKGROUND}and so on.  Fix that.\n\nAdd a test.",
        f"{BACKGROUND}and so on.\n\nNote that tests fail.",
        f"{BACKGROUND}and so on.\n\nAlso fix that.",
        f"{BACKGROUND}and so on.\n\nCommit 0123456789ab made that.",
        "The page is stale.\n\nFix that.",
    ],
)
def test_the_order_is_fine_otherwise(text: str) -> None:
    assert on(what_first, text) == []


@pytest.mark.statement("CHG-4")
def test_the_order_of_a_very_short_changelog_does_not_matter() -> None:
    assert on(what_first, "The page\nis stale.\n\nZero it\nnow.") == []


@pytest.mark.statement("CHG-3")
def test_the_merged_edition_leaves_the_order_of_tip_alone() -> None:
    text = f"{BACKGROUND}and so on.\n\nFix that."
    both = (diff(X86, ["	one();", "	two();"]), diff())
    assert find(what_first, patch("[PATCH] KVM: x86: Poke", text, *both), "merged") == []
    assert len(find(what_first, patch("[PATCH] KVM: x86: Poke", text, *both), "2023-02")) == 1
    kvm = (diff(X86), diff(added=["	one();", "	two();"]))
    assert len(find(what_first, patch("[PATCH] KVM: x86: Poke", text, *kvm), "merged")) == 1


def test_nothing_but_tags_is_no_changelog() -> None:
    assert len(on(empty_changelog, "")) == 1
    assert on(empty_changelog, "Poke.") == []


def test_a_changelog_below_the_dashes_is_lost() -> None:
    (found,) = find(empty_changelog, patch(text="", notes="Poke the page."))
    assert found.hint == "Git drops what stands below ---: move it above."


@pytest.mark.parametrize(
    "text", ["This allows pokes.", "It will be used later.", "Same as for VMX.", "This is to fix it."]
)
def test_an_opening_that_only_the_shortlog_explains(text: str) -> None:
    assert len(on(leans_on_shortlog, text)) == 1


def test_this_with_its_noun_stands_alone() -> None:
    assert on(leans_on_shortlog, "This test is slow.") == []


@pytest.mark.statement("LINK-3")
@pytest.mark.parametrize(
    "line",
    [
        "V2:",
        "v2: fix it",
        "v1 -> v2:",
        "v1->v2",
        "Changes since v1:",
        "Changes in v3",
        "Changes from v10:",
        "* Changes from RFC:",
        "Changelog v2",
        "Changes since the last version:",
        "Version 2:",
        "Since v1:",
        "Version history:",
        "v2 changes:",
    ],
)
def test_version_notes_are_found(line: str) -> None:
    assert len(on(version_notes, f"Poke.\n\n{line}\n- more")) == 1


@pytest.mark.parametrize(
    "line",
    [
        "v2 of the interface",
        "Changes of the v2 interface",
        "v1.2: foo",
        "IPv4: x",
        "    v2:",
        "vCPU 2:",
    ],
)
def test_versions_of_other_things_are_fine(line: str) -> None:
    assert on(version_notes, f"Poke.\n\n{line}\nmore") == []


def test_kvm_is_put_right_on_the_whole_line() -> None:
    (found,) = on(capital_kvm, "Let kvm see the kvm module, as kvm does.")
    assert found.replacement == "Let KVM see the kvm module, as KVM does."


@pytest.mark.parametrize(
    "text",
    [
        "struct kvm",
        "kvm_arch",
        "kvm->x",
        "kvm.ko",
        "/dev/kvm",
        "kvm/next",
        "kvm-unit-tests",
        "kvm: x",
        "kvm@x.example",
        "'kvm'",
    ],
)
def test_names_with_kvm_in_them_are_fine(text: str) -> None:
    assert on(capital_kvm, f"Add {text} to the page.") == []


def test_instructions_are_put_right_but_functions_are_not() -> None:
    (found,) = on(capital_instructions, "Emulate wrmsr and wrmsr(), not safe_wrmsr.")
    assert found.replacement == "Emulate WRMSR and wrmsr(), not safe_wrmsr."


@pytest.mark.parametrize(("width", "count"), [(75, 0), (76, 1)])
def test_lines_end_at_75_columns(width: int, count: int) -> None:
    assert len(on(too_wide, ("word " * 20)[: width - 1] + "x")) == count


def test_one_finding_counts_all_lines_that_are_too_long() -> None:
    (found,) = on(too_wide, "\n".join(["word " * 15 + "words"] * 3))
    assert found.message == "A line of the changelog is 80 columns long, and 2 more are too long."


@pytest.mark.parametrize(
    "text",
    [
        "word " * 8 + "https://docs.example/" + "x" * 40,
        "word " * 8 + 'commit 0123456789ab ("KVM: x86: Poke the page when it is read")',
        "x" * 90,
        "    " + "word " * 20,
        "[   12.345678] " + "word " * 20,
    ],
)
def test_what_must_not_be_broken_may_be_longer(text: str) -> None:
    assert on(too_wide, f"Poke.\n\n{text}") == []


def test_narrow_paragraphs_are_found_unless_lines_break_at_sentences() -> None:
    assert len(on(too_narrow, "\n".join(["word word word word word word"] * 4))) == 1
    assert on(too_narrow, "\n".join(["A sentence of its own."] * 4)) == []
    assert on(too_narrow, "\n".join(["word " * 14 + "word"] * 4)) == []
    assert on(too_narrow, "One line\nand another.") == []


def test_a_paragraph_with_a_very_short_line_is_laid_out_on_purpose() -> None:
    assert on(too_narrow, "\n".join(["word " * 9, "word", "word " * 9, "word"])) == []


def test_typos_are_corrected_where_there_is_one_correction() -> None:
    first, second = on(typos, "Let the guest recieve it.\nThe corrent page.")
    assert first.replacement == "Let the guest receive it."
    assert (second.replacement, second.hint) == (None, "Perhaps correct or current?")


def test_typos_are_found_in_shortlogs_and_added_comments() -> None:
    one = patch("[PATCH] KVM: x86: Recieve pokes", "Poke.", diff(added=["	/* recieve it */", "	recieve = 1;"]))
    first, second = find(typos, one)
    assert (first.where.part, first.replacement) == ("subject", "KVM: x86: Receive pokes")
    assert (second.where.part, second.where.line, second.replacement) == ("diff", 11, "	/* receive it */")
    assert second.where.text[second.where.column :].startswith("recieve")


def judge(text: str, code: str) -> Callable[[], object]:
    one = patch("[PATCH] KVM: x86: Fix pokes", "Poke.", diff(added=[code]))
    lines = tuple(text.split("\n"))
    one = replace(one, changelog=lines, subject=replace(one.subject, title=text[:100_000]))
    given = Facts(edition="merged", profile=PROFILE, series=series(one), verbs=VERBS, misspellings=WRONG)
    prose(lines)
    assert one.comments is not None

    def work() -> None:
        for rule in RULES:
            list(rule.find(one, given))

    return work


@pytest.mark.parametrize(
    "unit",
    [
        "We add ",
        "This patch ",
        "This patch\n",
        "this\n",
        "This ",
        "kvm ",
        "xsave ",
        "recieve ",
        "Changes ",
        "v1 -> ",
        "v",
        "a. ",
        "A: ",
        "- x\n",
        "Fix that.\n\n",
        "word\n",
        "    ",
        "[[",
        "Commit\n\n",
    ],
)
def test_time_doubles_when_the_changelog_doubles(unit: str) -> None:
    assert_linear(lambda size: judge(unit * size, ""))


@pytest.mark.parametrize("unit", ["/* recieve */ ", "// recieve ", "recieve "])
def test_time_doubles_when_the_code_doubles(unit: str) -> None:
    assert_linear(lambda size: judge("", unit * size))
