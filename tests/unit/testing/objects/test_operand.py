# SPDX-License-Identifier: GPL-2.0-or-later
"""How far a relative address is from the end of its instruction: sure where it can be, else all that is possible."""

import pytest

from kx86.testing.objects.operand import bytes_after, is_branch, takes_address


@pytest.mark.parametrize(
    ("code", "after"),
    [
        ("e8", (0,)),  # call
        ("0f84", (0,)),  # je
        ("8b05", (0,)),  # movl x(%rip), %eax
        ("488d3d", (0,)),  # leaq x(%rip), %rdi
        ("803d", (1,)),  # cmpb $1, x(%rip)
        ("c605", (1,)),  # movb $1, x(%rip)
        ("c705", (2, 4)),  # movl or movw
        ("4881 3d", (2, 4)),  # cmpq $1, x(%rip)
        ("f605", (1,)),  # testb $1, x(%rip)
        ("f61d", (0,)),  # negb x(%rip)
        ("f705", (2, 4)),  # testl $1, x(%rip)
        ("900fba25", (0, 1)),  # btl $1, x(%rip), or what ends in 0f before another instruction
        ("48c7c7", (0, 1, 2, 4)),  # no relative address at all
        ("c5f96f05", (0, 1)),  # a vector instruction
        ("c4e2790005", (0, 1)),
        ("62f17d486f05", (0, 1)),
        ("c4fbffffc605", (1,)),  # what ends like one, before movb
        ("05", (0, 1, 2, 4)),
    ],
)
def test_the_bytes_behind_an_address(code: str, after: tuple[int, ...]) -> None:
    given = bytes.fromhex(code)
    assert bytes_after(given + bytes(8), len(given)) == after


def test_branches_and_addresses_that_are_only_taken_are_known() -> None:
    assert is_branch(b"\x0f\x85" + bytes(4), 2) and is_branch(b"\xe9" + bytes(4), 1)
    assert not is_branch(b"\x8b\x05" + bytes(4), 2)
    assert takes_address(b"\x48\x8d\x3d" + bytes(4), 3) and not takes_address(b"\x8b\x05" + bytes(4), 2)
