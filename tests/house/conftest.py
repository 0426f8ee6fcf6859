# SPDX-License-Identifier: GPL-2.0-or-later
"""Print the sizes below the tests of the house rules."""

import pytest

from tools import sizes


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print medians: they are what good code looks like, not gates."""
    for line in sizes.summary():
        terminalreporter.write_line(line)
