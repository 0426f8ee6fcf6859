# SPDX-License-Identifier: GPL-2.0-or-later
"""The limits that the kernel itself keeps for a process and for all that it starts.

They make an overrun small until it is seen, which is what tells it: see watch.py.
"""

import resource
from contextlib import suppress

from kx86.ports.sandbox import Limits

_SPARE = 64


def limit(pid: int, limits: Limits) -> None:
    """Limit a process that has not started anything yet, as far as that is allowed: the size of a file, dumps, and tasks.

    The kernel counts tasks by user and namespace, and never for root.
    """
    wanted = (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, limits.disk),
        (resource.RLIMIT_NPROC, 2 * limits.tasks + _SPARE),
    )
    for kind, value in wanted:
        with suppress(OSError, ValueError):
            _, most = resource.prlimit(pid, kind)
            least = value if most == resource.RLIM_INFINITY else min(value, most)
            resource.prlimit(pid, kind, (least, least))
