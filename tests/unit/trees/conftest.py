# SPDX-License-Identifier: GPL-2.0-or-later
"""The profile that ships with kx86."""

import pytest

from kx86.apps.wiring import profile as shipped
from kx86.profile.model import Profile


@pytest.fixture(scope="session")
def profile() -> Profile:
    return shipped()
