# SPDX-License-Identifier: GPL-2.0-or-later
"""Comments that say what the code says."""

import pytest

from kx86.handbook.comments.restate import restates
from unit.handbook.c_patches import about, added, hunk, said

HEAD = "int foo(void)\n{\n"


@pytest.mark.parametrize(
    "code",
    [
        "\t/* Map the virtual page. */\n\tvirt_pg_map(vm, vaddr, paddr);",
        "\t/* Check for the binary stats extension */\n\tTEST_REQUIRE(kvm_has_cap(KVM_CAP_BINARY_STATS_FD));",
        "\t/*\n\t * Initialize the counters\n\t */\n\tinit_counters(vcpu);",
        "\t/* secondary exit controls */\n\tif (ctls & SECONDARY_EXIT)\n\t\tread(msrs->secondary_ctls);",
    ],
)
def test_a_comment_whose_words_are_in_the_code_is_found(code: str) -> None:
    (finding,) = about(restates, HEAD + code + "\n}")
    assert finding.where.line == 102


@pytest.mark.parametrize(
    "code",
    [
        "\t/* Map the page, because the guest reads it. */\n\tvirt_pg_map(vm, vaddr, paddr);",
        "\t/* Map the page only once. */\n\tvirt_pg_map(vm, vaddr, paddr);",
        "\t/* Provoke a nested fault */\n\tvirt_pg_map(vm, vaddr, paddr);",
        "\t/* Map the virtual page. */\n\n\tfoo();",
        "\t/* Map the virtual page. */\n}\n\nint virt_pg_map(int a)\n{",
        "\tx(); /* Map the page. */\n\tvirt_pg_map(vm, vaddr, paddr);",
        '\t/* Print the page */\n\tfoo("print the page");',
    ],
    ids=["reason", "restriction", "purpose", "gap", "end", "tail", "string"],
)
def test_a_comment_with_something_to_say_is_left_alone(code: str) -> None:
    assert about(restates, HEAD + code + "\n}") == []


def test_a_comment_may_repeat_the_name_of_its_function() -> None:
    assert (
        len(about(restates, "/* Register an encrypted memory region. */\nint register_encrypted_region(void)\n{\n}"))
        == 1
    )


def test_old_comments_and_structures_are_not_judged() -> None:
    assert said(restates, hunk(" int foo(void)\n {\n \t/* Map the page */\n+\tmap_page();")) == []
    assert said(restates, hunk(added("struct foo {\n\t/* Number of pages */\n\tint nr_pages;\n};"))) == []
