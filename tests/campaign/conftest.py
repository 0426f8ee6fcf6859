# SPDX-License-Identifier: GPL-2.0-or-later
"""The number that a campaign by chance begins with."""

import random

import pytest


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """Give the seed of `make test-deep`, or a fresh one; either is printed."""
    given = request.config.getoption("--hypothesis-seed", default=None)
    number = int(given) if given and str(given).isdecimal() else random.SystemRandom().randrange(1 << 32)
    print(f"seed {number}")
    return number
