# SPDX-License-Identifier: GPL-2.0-or-later
"""Hostile shapes by chance: a few units, each once or again and again, one behind the other or taking turns."""

import random
from collections.abc import Callable

from campaign.units import PLACES, Shape


def mixture(seed: int) -> tuple[str, Shape]:
    """Make a shape from a number; the name says what it is made of."""
    chance = random.Random(seed)
    place = chance.choice(list(PLACES))
    write, known = PLACES[place]
    runs = [_run(chance, known) for _ in range(chance.randint(1, 3))]
    lines = chance.random() < 0.5

    def shape(size: int) -> bytes:
        return write("".join(run(size) for run in runs), 1, lines=lines)

    return f"{place}, {'lines' if lines else 'one line'}, seed {seed}", shape


def _run(chance: random.Random, known: tuple[str, ...]) -> Callable[[int], str]:
    """Make a text that grows: a beginning, what is repeated, and an end."""
    first, last = (chance.choice(known) if chance.random() < 0.5 else "" for _ in range(2))
    turn = "".join(
        chance.choice(known) + chance.choice(("", "", " ", "\n", "\n\t")) for _ in range(chance.randint(1, 3))
    )
    return lambda size: f"{first}{turn * size}{last}"
