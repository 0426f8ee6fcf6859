# SPDX-License-Identifier: GPL-2.0-or-later
"""The people of the world, all invented."""

from world.stream import Person

DANA = Person("Dana Example", "dana@kernel.example")
LINUS = Person("Lena Mainline", "lena@kernel.example")
UMA = Person("Uma Upstream", "uma@kernel.example")
MORGAN = Person("Morgan Maintainer", "morgan@kernel.example")
AUTHORS = tuple(
    Person(name, f"{name.split()[0].lower()}@{place}.example")
    for name, place in (
        ("Ada Author", "amdahl"), ("Bo Branch", "basecamp"), ("Cleo Cache", "cloud"), ("Dmitri Dirty", "device"),
        ("Eva Event", "elsewhere"), ("Femi Fault", "fabric"), ("Gus Guest", "guests"), ("Hana Hook", "hosts"),
        ("Ivo Irq", "interrupts"), ("Jun Jump", "journals"), ("Kim Kernel", "kernels"), ("Lou Lapic", "local"),
    )
)  # fmt: skip
