# SPDX-License-Identifier: GPL-2.0-or-later
"""Tags: the commit that brought the bug, backports, sign-offs, and the block that holds them."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from kx86.adapters.data import profile_text, verbs
from kx86.handbook.check import Remark, check_series
from kx86.handbook.example import Example, bad_series
from kx86.handbook.facts import Facts, NamedCommit
from kx86.handbook.finding import Level
from kx86.handbook.fixes import RULES
from kx86.handbook.fixes.bug import guilty_commit
from kx86.handbook.fixes.reference import fixes_line, read_reference
from kx86.mail.message import Address
from kx86.profile.read import read_profile
from kx86.series.patch import Patch
from kx86.series.series import Series

PROFILE = read_profile(profile_text(), "kvm-x86.toml")
VERBS = verbs()
SIGNED = "Signed-off-by: Dana Example <dana@kernel.example>"
FIXES = 'Fixes: 0123456789ab ("KVM: x86: Add the example state")'
SHA = "0123456789ab" + "0" * 28


def series(**parts: str) -> Series:
    return bad_series(Example(rule="", title="", bad=parts))


def check(given_series: Series, commits: Mapping[str, NamedCommit] | None = None) -> list[Remark]:
    facts = Facts(edition="2023-02", profile=PROFILE, series=given_series, verbs=VERBS, commits=commits)
    return list(check_series(RULES, given_series, facts))


def found(commits: Mapping[str, NamedCommit] | None = None, **parts: str) -> list[str]:
    return [remark.rule.id for remark in check(series(**{"trailers": SIGNED, **parts}), commits)]


def posted_by(name: str, email: str, **parts: str) -> list[Remark]:
    made = series(**parts)
    sender = Address(name=name, email=email)
    return check(replace(made, patches=tuple(replace(patch, sender=sender) for patch in made.patches)))


@pytest.mark.parametrize(
    ("value", "sha", "title", "good"),
    [
        ('0123456789ab ("KVM: x86: Add it")', "0123456789ab", "KVM: x86: Add it", True),
        (f'{SHA} ("KVM: x86: Add it")', SHA, "KVM: x86: Add it", True),
        ('0123456789ab ("Revert "KVM: x86: Add it"")', "0123456789ab", 'Revert "KVM: x86: Add it"', True),
        ('0123456789ab ("KVM: x86: Add it", 2024-02-05)', "0123456789ab", "KVM: x86: Add it", False),
        ('commit 0123456789AB ("KVM: x86: Add it")', "0123456789ab", "KVM: x86: Add it", False),
        ("0123456789ab (KVM: x86: Add it)", "0123456789ab", "KVM: x86: Add it", False),
        ("0123456789ab KVM: x86: Add it", "0123456789ab", "KVM: x86: Add it", False),
        ("0123456", "0123456", None, False),
        ("the first version", None, None, False),
        ("", None, None, False),
    ],
)
def test_a_reference_is_read_as_far_as_it_goes(value: str, sha: str | None, title: str | None, good: bool) -> None:
    reference = read_reference(value)
    assert (reference.sha, reference.title, reference.good) == (sha, title, good)


@given(st.from_regex(r"[0-9a-f]{12}", fullmatch=True), st.from_regex(r"[A-Za-z:()\" ]{0,40}", fullmatch=True))
def test_a_rendered_reference_is_read_back(sha: str, title: str) -> None:
    title = " ".join(title.split()) or "Add it"
    reference = read_reference(fixes_line(sha, title).removeprefix("Fixes: "))
    assert (reference.sha, reference.title, reference.good) == (sha, title, True)


@given(st.text(max_size=200))
def test_any_value_of_a_tag_is_survived(value: str) -> None:
    read_reference(value)
    found(trailers=f"Fixes: {value}\nCc: {value}\nCo-developed-by: {value}\n{SIGNED}")


@pytest.mark.statement("FIX-1")
def test_a_commit_that_is_known_anywhere_is_fine() -> None:
    for place in ("this series", "kvm-x86/next", "v6.1"):
        known = NamedCommit(
            written="0123456789ab", sha=SHA, subject="KVM: x86: Add the example state", found_in=(place,)
        )
        assert found({"0123456789ab": known}, trailers=f"{FIXES}\n{SIGNED}") == []


def test_the_right_line_is_given_when_git_knows_the_commit() -> None:
    known = NamedCommit(written="0123456", sha=SHA, subject="KVM: x86: Add the example state", found_in=("HEAD",))
    said = check(series(trailers=f"Fixes: 0123456 (add example)\n{SIGNED}"), {"0123456": known})
    assert [remark.finding.replacement for remark in said] == [FIXES]


@pytest.mark.parametrize(
    "subject",
    [
        "KVM: x86: Fix a typo in a comment",
        "KVM: x86: Fix indentation",
        "KVM: x86: Fix sparse warning about a cast",
        "KVM: x86: Fixup the state on reset",
        "KVM: x86: Add a fixed counter",
    ],
)
def test_what_is_no_bug_needs_no_fixes_tag(subject: str) -> None:
    assert found(subject=subject) == []


def test_an_early_draft_gets_advice_only_on_a_missing_fixes_tag() -> None:
    made = series(subject="KVM: x86: Fix the size of the state", trailers=SIGNED)
    draft = replace(made, patches=tuple(replace(p, subject=replace(p.subject, rfc=True)) for p in made.patches))
    assert [(remark.rule.id, remark.level) for remark in check(draft)] == [("TAG-FIXES-MISSING", Level.ADVICE)]


def joined(*parts: dict[str, str]) -> Series:
    made = [series(trailers=SIGNED, **part) for part in parts]
    patches = tuple(
        replace(one.patches[0], n=n, m=len(made), message_id=f"{n}@a.example") for n, one in enumerate(made, 1)
    )
    return replace(made[0], patches=patches)


@pytest.mark.parametrize(
    ("first", "second", "culprit"),
    [
        ("KVM: x86: Add example_step()", "KVM: x86: Fix a leak in example_step()", "patch 1"),
        ("KVM: x86: Add the example hook", "KVM: x86: Fix a race for the example hook", "an earlier patch"),
        ("KVM: x86: Rework the state", "KVM: x86: Fix a race in the clock", None),
    ],
)
def test_a_fix_of_what_the_series_brings_belongs_into_that_patch(first: str, second: str, culprit: str | None) -> None:
    path = "arch/x86/kvm/x86.c"
    diff = f"diff --git a/{path} b/{path}\n--- a/{path}\n+++ b/{path}\n@@ -1,2 +1,3 @@\n one();\n+example_step();\n two();\n"
    said = [remark for remark in check(joined({"subject": first, "diff": diff}, {"subject": second})) if remark.n == 2]
    assert [remark.rule.id for remark in said] == ["TAG-FIXES-MISSING"]
    assert said[0].level is (Level.ADVICE if culprit else Level.WARNING)
    assert culprit is None or f"If {culprit} of this series" in str(said[0].finding.hint)


def test_what_the_series_only_moves_is_an_old_bug() -> None:
    path = "arch/x86/kvm/x86.c"
    diff = f"diff --git a/{path} b/{path}\n--- a/{path}\n+++ b/{path}\n@@ -1,2 +1,2 @@\n-example_step();\n+if (example_step());\n"
    moved = joined({"subject": "KVM: x86: Move it", "diff": diff}, {"subject": "KVM: x86: Fix example_step()"})
    assert [remark.level for remark in check(moved) if remark.n == 2] == [Level.WARNING]


def test_a_blank_line_below_a_footnote_is_fine() -> None:
    assert found(trailers=f"[1] https://docs.example/poke\n\n{SIGNED}") == []
    assert found(trailers=f"References:\n[1] https://docs.example/poke\n\n{SIGNED}") == []


def test_the_hint_names_the_sign_off_that_is_missing() -> None:
    (said,) = posted_by("Kim Example", "kim@kernel.example", trailers=SIGNED)
    assert said.finding.hint == "Put below it: Signed-off-by: Kim Example <kim@kernel.example>"


def guilty(text: str) -> str | None:
    patch: Patch = series(changelog=text).patches[0]
    reference = guilty_commit(patch)
    return reference.sha if reference else None


def test_only_a_commit_that_is_blamed_is_guilty() -> None:
    assert guilty('The reset regressed with commit 0123456789ab ("KVM: x86:\nAdd it").') == "0123456789ab"
    assert guilty('Commit 0123456789ab ("KVM: x86: Add it") inadvertently dropped the check.') == "0123456789ab"
    assert guilty('Do as commit 0123456789ab ("KVM: x86: Add it") does.') is None
    assert guilty('This field was introduced in commit 0123456789ab ("KVM: x86: Add it").') is None


@pytest.mark.parametrize(
    "key", ["Cc: stable@vger.kernel", "Cc: <stable@kernel.org>", "CC: stable", "Cc: stable@vger.kernel.org 6.1+"]
)
@pytest.mark.statement("FIX-2")
def test_a_request_for_a_backport_must_reach_the_stable_list(key: str) -> None:
    assert "TAG-STABLE-FORM" in found(trailers=f"{key}\n{SIGNED}")


@pytest.mark.parametrize(
    "key",
    [
        "Cc: stable@vger.kernel.org",
        "Cc: stable@vger.kernel.org # v6.1+",
        "Cc: <stable@vger.kernel.org> # 6.1.x: 0123456789ab: KVM: x86: Add it",
        "Cc: Stable List <stable@vger.kernel.org>",
        "Cc: Unstable Person <unstable@kernel.example>",
    ],
)
def test_right_forms_of_a_cc_raise_nothing(key: str) -> None:
    assert found(trailers=f"{key}\n{SIGNED}") == []


def test_robots_and_relays_need_not_sign_off() -> None:
    assert (
        posted_by("Example Bot", "bot@kernel.example", trailers="Link: https://lore.kernel.org/r/a@kernel.example")
        == []
    )
    assert posted_by("Dana Example via B4 Relay", "devnull+dana@kernel.example", trailers=SIGNED) == []


def test_the_same_name_at_another_address_is_the_same_person() -> None:
    assert posted_by("Example, Dana", "dana@other.example", trailers=SIGNED) == []


def test_whoever_sends_another_persons_patch_signs_off_last() -> None:
    said = posted_by("Kim Poster", "kim@kernel.example", trailers=SIGNED)
    assert [(remark.rule.id, remark.level) for remark in said] == [("TAG-SOB", Level.WARNING)]
    assert (
        posted_by(
            "Kim Poster", "kim@kernel.example", trailers=f"{SIGNED}\nSigned-off-by: Kim Poster <kim@kernel.example>"
        )
        == []
    )


def test_notes_of_versions_below_the_sign_off_do_not_hide_it() -> None:
    assert found(changelog=f"Drop it.\n\n{SIGNED}\n\nV2:\n- drop more", trailers="") == []


def test_a_co_developer_must_sign_off_at_once_but_late_is_better_than_never() -> None:
    helper = "Co-developed-by: Kim Example <kim@kernel.example>"
    late = f"{helper}\n{SIGNED}\nSigned-off-by: Kim Example <kim@kernel.example>"
    levels = [remark.level for remark in posted_by("Kim Example", "kim@kernel.example", trailers=late)]
    assert levels == [Level.WARNING]
    assert [remark.level for remark in check(series(trailers=f"{helper}\n{SIGNED}"))] == [Level.ERROR]


def test_a_sign_off_that_git_drops_is_none() -> None:
    said = check(series(trailers="", notes=SIGNED))
    assert ["git drops it" in remark.finding.message for remark in said] == [True]


def test_who_passes_a_patch_on_may_sign_off_but_a_maintainer_does_that_by_applying() -> None:
    last = "Signed-off-by: Kim Poster <kim@kernel.example>"
    passed = f"{SIGNED}\nSigned-off-by: Ray Between <ray@kernel.example>\n{last}"
    assert posted_by("Kim Poster", "kim@kernel.example", trailers=passed) == []
    chief = PROFILE.people[0]
    applied = f"{SIGNED}\nSigned-off-by: {chief.name} <{chief.emails[0]}>\n{last}"
    said = posted_by("Kim Poster", "kim@kernel.example", trailers=applied)
    assert [(remark.rule.id, remark.level) for remark in said] == [("TAG-SOB", Level.WARNING)]


def test_a_local_commit_without_sign_off_is_a_warning() -> None:
    made = series(trailers="Suggested-by: Kim Example <kim@kernel.example>")
    local = replace(made, local=True, patches=tuple(replace(patch, local=True) for patch in made.patches))
    assert [(remark.rule.id, remark.level) for remark in check(local)] == [("TAG-SOB", Level.WARNING)]


@pytest.mark.parametrize("unit", ["commit 0123456789ab (", 'commit 0123456789ab ("x") ', "broken by ", "[ ", "a@b.c "])
def test_time_doubles_when_the_input_doubles(unit: str) -> None:
    def prepare(size: int) -> Callable[[], object]:
        made = series(changelog="\n".join([unit * 10] * (size // 10)), trailers=f"Cc: {unit * size}\n{SIGNED}")
        return lambda: check(made)

    assert_linear(prepare)


def test_the_author_of_a_local_commit_signs_it_off() -> None:
    made = series(trailers="Signed-off-by: Kim Example <kim@kernel.example>")
    local = replace(made, local=True, patches=tuple(replace(patch, local=True) for patch in made.patches))
    (said,) = check(local)
    assert said.level == Level.WARNING
    assert said.finding.message == "Dana Example wrote the patch and did not sign it off."
