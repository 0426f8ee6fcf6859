# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules on references: functions carry parentheses, sections of manuals carry no numbers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level
from kx86.handbook.references import RULES, numbers_in_changelog, numbers_in_comments, parentheses
from kx86.handbook.references.names import bare_names, names_in_code
from kx86.series.patch import Patch
from kx86.series.series import Series
from unit.handbook.posting import PROFILE, diff, on_patch, patch, series


@dataclass(frozen=True)
class Tree:
    names: frozenset[str]

    def is_function(self, name: str) -> bool:
        return name in self.names


TREE = Tree(frozenset({"poke_page", "poke_size", "poke_all"}))


def on(made: Series, tree: Tree | None = TREE) -> list[Finding]:
    return list(parentheses.find(made, Facts(edition="2023-02", profile=PROFILE, series=made, functions=tree)))


def text(changelog: str, *code: str, tree: Tree | None = TREE) -> list[Finding]:
    return on(series(patch("[PATCH] KVM: x86: Poke", changelog, diff(added=code or ("	x();",)))), tree)


def commented(*lines: str) -> Patch:
    return patch("[PATCH] KVM: x86: Poke", "Poke.", diff(added=lines))


@pytest.mark.statement("FUNC-1")
def test_all_functions_of_a_line_get_their_parentheses() -> None:
    (found,) = text("Let poke_page use poke_all's pages, not foo_bar.")
    assert found.replacement == "Let poke_page() use poke_all()'s pages, not foo_bar."
    assert found.message == "poke_page and poke_all are functions and lack parentheses."
    assert (found.where.column, found.where.width, found.n) == (4, 9, 1)


def test_without_a_tree_the_diff_tells_what_is_a_function() -> None:
    assert text("Use new_poke here.", "	new_poke(vcpu);", tree=None) != []
    assert text("Use new_poke here.", "static void new_poke(void)", tree=None) != []
    assert text("Use new_poke here.", "	x->new_poke(vcpu);", tree=None) == []
    assert text("Use new_poke here.", "	x = new_poke;", tree=None) == []


@pytest.mark.parametrize(
    "code",
    [
        "	int poke_page;",
        "	x->poke_page = 1;",
        "	struct poke_page x;",
        "void f(int *poke_page)",
        "#define poke_page(x) (x)",
        "poke_page:",
    ],
)
def test_what_the_diff_uses_otherwise_is_no_function_whatever_the_tree_says(code: str) -> None:
    assert text("Zero poke_page first.", code) == []


def test_the_name_of_a_touched_file_is_no_function() -> None:
    one = patch("[PATCH] KVM: selftests: Poke", "Extend poke_page.", diff("tools/testing/selftests/kvm/poke_page.c"))
    assert on(series(one)) == []


@pytest.mark.parametrize(
    "changelog",
    [
        "Use poke_page() and poke_page[] and poke_page.c and poke_page-> and poke_page=1.",
        "Use struct poke_page and the\nstruct\npoke_page.",
        "The poke_page field, flag poke_page, poke_page syscall, the poke_page parameter.",
        "Print 'poke_page' and \"poke_page\" and `poke_page` and --poke_page and @poke_page.",
        "See arch/poke_page and https://docs.example/poke_page and poke_page_*.",
        "Poke.\n\n    poke_page",
        "Poke.\n\nfoo.c:1:2: error: poke_page",
    ],
)
def test_what_is_no_function_by_its_neighbours_is_left_alone(changelog: str) -> None:
    assert text(changelog) == []


def test_the_heading_of_a_hunk_names_a_function() -> None:
    hunk = diff(added=["	zero();"]).replace("@@\n", "@@ static void poke_page(int x)\n", 1)
    (found,) = on(series(patch("[PATCH] KVM: x86: Poke", "Zero it in poke_page.", hunk)), None)
    assert found.replacement == "Zero it in poke_page()."


def test_locks_are_named_not_called() -> None:
    tree = Tree(frozenset({"poke_lock"}))
    assert text("Assert that poke_lock is held.", tree=tree) == []


def test_the_prefix_of_a_shortlog_is_no_function() -> None:
    (found,) = on(series(patch("[PATCH] KVM: poke_page: Let poke_all poke")))
    assert found.replacement == "KVM: poke_page: Let poke_all() poke"


def test_added_comments_are_read_but_kernel_doc_and_code_are_not() -> None:
    lines = (
        "	/* Not poke_page. */",
        "	poke_page = 1;",
        "/**",
        " * poke_all - poke",
        " */",
        "	/*",
        "	 * As poke_size",
        "	 */",
    )
    made = series(commented(*[line for line in lines if "poke_page =" not in line]))
    assert [found.where.text for found in on(made)] == ["	/* Not poke_page. */", "	 * As poke_size"]
    assert on(made)[0].replacement == "	/* Not poke_page(). */"


def test_a_cover_letter_hears_it_once_and_as_advice() -> None:
    cover = patch("[PATCH 0/1] KVM: x86: Poke", "Use poke_page.\n\nUse poke_all.", ident="0@kernel.example")
    one = patch("[PATCH 1/1] KVM: x86: Poke", to="0@kernel.example")
    (found,) = on(series(cover, one))
    assert (found.n, found.level, found.where.part) == (0, Level.ADVICE, "cover")


def test_patches_of_others_in_the_series_are_left_alone() -> None:
    one = patch("[PATCH 1/2] KVM: x86: Poke", ident="1@kernel.example")
    two = patch(
        "[PATCH 2/2] mm: Poke", "Use poke_page.", diff("mm/memory.c"), ident="2@kernel.example", to="1@kernel.example"
    )
    assert on(series(one, two)) == []


def test_many_names_are_told_like_few() -> None:
    names = {f"poke_{i}" for i in range(100)}
    code = [f"	poke_{i}(x);" if i % 2 else f"	x->poke_{i} = 1;" for i in range(100)]
    made = series(commented(*code))
    few, many = names_in_code(made, {"poke_1", "poke_2"}), names_in_code(made, names)
    assert few.functions == {"poke_1"}
    assert "poke_2" in few.others
    assert many.functions == {f"poke_{i}" for i in range(1, 100, 2)}


@pytest.mark.statement("SDM-2")
@pytest.mark.parametrize(
    "comment",
    [
        "See section 28.2.1 of the SDM",
        "See Table 15-7 in AMD's APM",
        "FRED spec 5.0 Appendix B",
        "SDM Volume 3, 3.5.1",
        "Figure 2 of the SDM",
        "Intel SDM Vol. 3C, 28.2.1",
        "TDX spec 11.6.2: fixed to 1",
        "Refer to SDM 8.4.1",
        "the SDM Vol 3. A.2",
        "See APM Vol.2 15.22.2",
    ],
)
def test_numbers_of_manuals_are_found_in_comments_and_changelogs(comment: str) -> None:
    (found,) = on_patch(numbers_in_comments, commented("	/*", f"	 * {comment}", "	 */"))
    assert (found.where.line, found.where.text) == (12, f"	 * {comment}")
    assert len(on_patch(numbers_in_changelog, patch(text=comment))) == 1


@pytest.mark.parametrize(
    "comment",
    [
        "See the SDM, Volume 3",
        "FRED spec 6.0 says so",
        "SDM 3: nothing",
        "Table 1 of the pages",
        'See "Checks on VMX Controls" in the SDM',
        "Section 4.117 of Documentation/virt/kvm/api.rst, as the SDM",
        "In section .text, as the SDM says",
    ],
)
def test_names_and_other_books_are_fine(comment: str) -> None:
    assert on_patch(numbers_in_comments, commented(f"	/* {comment} */")) == []
    assert on_patch(numbers_in_changelog, patch(text=comment)) == []


@pytest.mark.statement("SDM-3")
def test_the_hint_asks_for_the_name_or_the_words_of_the_manual() -> None:
    (found,) = on_patch(numbers_in_changelog, patch(text="As section 28.2.1 of the SDM says."))
    assert found.hint and "name" in found.hint and "quote" in found.hint


def test_a_reference_over_a_line_end_is_found_where_it_begins() -> None:
    (found,) = on_patch(numbers_in_changelog, patch(text="As the SDM says in section\n28.2.1 of volume 3."))
    assert (found.where.line, found.where.text) == (1, "As the SDM says in section")


@given(st.text(alphabet="ab_ ()->.:'\n", max_size=80))
def test_names_are_where_they_are_said_to_be(prose: str) -> None:
    for column, name in bare_names(prose):
        assert prose[column : column + len(name)] == name


def judge(changelog: str, code: Sequence[str]) -> Callable[[], object]:
    lines = tuple(changelog.split("\n"))
    one = replace(patch("[PATCH] KVM: x86: Poke", "Poke.", diff(added=code)), changelog=lines)
    made = series(one)
    facts = Facts(edition="2023-02", profile=PROFILE, series=made, functions=TREE)
    assert one.comments is not None

    def work() -> None:
        for rule in RULES:
            list(rule.find(made if rule.on == "series" else one, facts))

    return work


@pytest.mark.parametrize(
    "unit",
    [
        "poke_page ",
        "a_",
        "struct poke_page\n",
        "SDM section 1.2 ",
        "section ",
        "SDM Vol 1 ",
        "1.1",
        "poke_page's ",
        "§",
        "appendix A.",
    ],
)
def test_time_doubles_when_the_text_doubles(unit: str) -> None:
    def prepare(size: int) -> Callable[[], object]:
        names = "\n".join(f"x_{i}" for i in range(size // 10))
        return judge(f"{unit * size}\n\n{names}", [f"	{unit}" * 10] * (size // 10))

    assert_linear(prepare)
