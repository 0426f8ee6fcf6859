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


def own_source(session: Session) -> tuple[str, ...]:
    """Return what the branch at hand adds, as own_range does, from the settings of a session; nothing outside of a clone."""
    from kx86.apps import wiring
    from kx86.errors import EnvironmentProblem, UserError

    try:
        trees = wiring.trees(session.folder)
    except (UserError, EnvironmentProblem):
        return ()
    return own_range(session, trees, trees.landscape(session.profile(), session.settings.trees))
