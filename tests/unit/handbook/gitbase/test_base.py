# SPDX-License-Identifier: GPL-2.0-or-later
"""A posting names its base."""

import pytest

from kx86.handbook.finding import Level
from kx86.handbook.gitbase.base import base_of_series
from unit.handbook.posting import diff, on_series, patch, series


@pytest.mark.parametrize(("lines", "level"), [(3, Level.ADVICE), (30, None)])
def test_one_patch_of_a_few_lines_is_told_as_advice(lines: int, level: Level | None) -> None:
    one = patch("[PATCH] KVM: x86: Poke", "Poke.", diff(added=["	poke();"] * lines))
    (found,) = on_series(base_of_series, series(one))
    assert found.message == "The patch does not say on which commit it is based."
    assert found.level is level


def test_a_series_is_told_as_a_series() -> None:
    first = patch("[PATCH 1/2] KVM: x86: Poke", "Poke.", ident="1@kernel.example")
    second = patch("[PATCH 2/2] KVM: x86: Poke more", "Poke.", ident="2@kernel.example", to="1@kernel.example")
    (found,) = on_series(base_of_series, series(first, second))
    assert (found.message, found.level) == ("The series does not say on which commit it is based.", None)
