# SPDX-License-Identifier: GPL-2.0-or-later
"""scripts/checkpatch.pl of the user's own tree, run on one mail after another, as many at a time as there are processors."""

import os
import subprocess
from collections.abc import Sequence

from kx86.errors import EnvironmentProblem, UserError

SCRIPT = "scripts/checkpatch.pl"
_OPTIONS = ("-q", "--terse", "--no-summary", "--showfile", "--show-types", "--color=never", "-")
# A patch takes the script well under a second; a mail that takes this long is left out.
_PATIENCE = 120.0
_WRONG_PLACE = 2


class LocalCheckpatch:
    """See ports.checkpatch.Checkpatch.  Raises UserError for a tree without the script."""

    def __init__(self, tree: str) -> None:
        self.tree = tree
        if not os.path.isfile(os.path.join(tree, SCRIPT)):
            raise UserError(f"{tree}: no {SCRIPT} in this tree", hint="kx86 check -C CLONE --checkpatch SOURCE")

    def run(self, mails: Sequence[bytes]) -> Sequence[str]:
        """See ports.checkpatch.Checkpatch."""
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            return list(pool.map(self._one, mails))

    def _one(self, mail: bytes) -> str:
        done = self._start(mail, _OPTIONS)
        if done.returncode == _WRONG_PLACE:
            # A sparse clone lacks files by which the script knows a kernel tree.
            done = self._start(mail, ("--no-tree", *_OPTIONS))
        said = done.stdout.decode("utf-8", "replace")
        if done.returncode not in (0, 1):
            lines = (done.stderr.decode("utf-8", "replace") + said).strip().splitlines()
            why = lines[0] if lines else f"exit status {done.returncode}"
            raise EnvironmentProblem(f"{SCRIPT}: {why}", hint=f"perl {SCRIPT} --version")
        return said

    def _start(self, mail: bytes, options: Sequence[str]) -> "subprocess.CompletedProcess[bytes]":
        """Run the script; perl is named, so that it needs no execute bit."""
        argv = ["perl", SCRIPT, *options]
        try:
            return subprocess.run(argv, input=mail, cwd=self.tree, capture_output=True, timeout=_PATIENCE, check=False)
        except FileNotFoundError as error:
            raise EnvironmentProblem("perl is not installed", hint="apt install perl") from error
        except subprocess.TimeoutExpired:
            return subprocess.CompletedProcess(argv, 0, b"", b"")
