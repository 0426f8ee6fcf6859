# SPDX-License-Identifier: GPL-2.0-or-later
"""Examine the machine at hand: what is missing for which work."""

from typing import TYPE_CHECKING

from kx86.testing.diagnosis import Diagnosis, diagnose
from kx86.testing.needs import works

if TYPE_CHECKING:
    from kx86.ports.machine import Machine
    from kx86.testing.plan import Level
    from kx86.testing.read import Testing


def examine(machine: "Machine", testing: "Testing", level: "Level", kut: str = "") -> Diagnosis:
    """Tell what is missing for all work down to a level; `kut` is the folder of KVM-unit-tests that is set."""
    asked = works(testing, kut, level)
    found = machine.probe({need.probe for work in asked for need in work.needs})
    return diagnose(asked, found, machine.distribution())
