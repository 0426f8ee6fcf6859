# SPDX-License-Identifier: GPL-2.0-or-later
"""One small world for all tests of a worker; nobody may change it."""

import pytest

from world.build import Plan, World, build


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return build(Plan(), tmp_path_factory.mktemp("world") / "small")
