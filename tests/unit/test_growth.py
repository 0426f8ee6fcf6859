# SPDX-License-Identifier: GPL-2.0-or-later
"""The test of growth passes linear work and fails quadratic work."""

import re

import pytest

import growth
from growth import assert_linear


@pytest.fixture(autouse=True)
def _soon(monkeypatch):
    """Be content with less work: these tests fail on purpose, which takes longest."""
    monkeypatch.setattr(growth, "ENOUGH", 0.0005)


def test_linear_work_passes():
    assert_linear(lambda size: lambda: sum(number * number for number in range(size)))


def test_quadratic_work_fails():
    with pytest.raises(AssertionError, match="4 times the input takes 1"):
        assert_linear(lambda size: lambda: sum(1 for left in range(size) for _ in range(left)))


def test_a_regular_expression_that_starts_over_and_over_fails():
    with pytest.raises(AssertionError):
        assert_linear(lambda size: lambda: re.search(r"a+b", "a" * size))


def test_work_that_is_bounded_passes():
    assert_linear(lambda size: lambda: range(size)[-1])
