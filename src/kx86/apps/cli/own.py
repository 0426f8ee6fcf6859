# SPDX-License-Identifier: GPL-2.0-or-later
"""What the branch at hand adds, when nobody names a range."""

from typing import TYPE_CHECKING

from kx86.apps.cli.session import Session

if TYPE_CHECKING:
    from kx86.ports.trees import Trees
    from kx86.trees.landscape import Landscape


def own_range(session: Session, trees: "Trees", landscape: "Landscape") -> tuple[str, ...]:
    """Return what the branch at hand adds to every tree that the clone follows, as a range.

    Nothing when its upstream says where it begins, or when no topics are followed.
    """
    if not landscape.topics or session.repo().upstream():
        return ()
    from kx86.flows.line import series_line

    return (f"{series_line(trees, landscape, 'HEAD').base[:12]}..HEAD",)
