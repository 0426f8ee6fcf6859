# SPDX-License-Identifier: GPL-2.0-or-later
"""What costs time to load is loaded when it is needed."""

import re
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("module", ["kx86.patch.cview", "kx86.patch.parse", "kx86.patch.body", "kx86.patch.comment"])
def test_looking_at_a_patch_does_not_load_the_c_parser(module: str) -> None:
    code = f"import sys, {module}; sys.exit('tree_sitter' in sys.modules)"
    environment = {"PYTHONPATH": ":".join(filter(None, sys.path))}
    assert subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode == 0


def test_commands_ask_their_session_for_profile_and_journal() -> None:
    folder = Path(__file__).resolve().parents[2] / "src" / "kx86" / "apps" / "cli"
    asking = re.compile(r"wiring\.(?:profile|journal)\(")
    found = [path.name for path in sorted(folder.glob("*.py")) if asking.search(path.read_text(encoding="utf-8"))]
    assert found == ["session.py"], "session.profile() and session.journal() heed the setting"
