# SPDX-License-Identifier: GPL-2.0-or-later
"""`python -m world`: make a kernel world, or find it in the cache, and say where everything is."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from world.build import Plan, World, build


def main(arguments: Sequence[str]) -> int:
    """Read the command line, build, and print the places."""
    usual = Plan()
    parser = argparse.ArgumentParser(
        prog="python -m world", description="Make a kernel world: trees, topics, a clone, a list."
    )
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--small", dest="size", action="store_const", const="small", help="a small kernel of our own")
    size.add_argument(
        "--full", dest="size", action="store_const", const="full", help="the whole kernel, not only its KVM parts"
    )
    parser.add_argument("--topics", type=int, default=usual.topics, metavar="N")
    parser.add_argument("--commits", type=int, default=usual.commits, metavar="N", help="in all topics together")
    parser.add_argument("--seed", type=int, default=usual.seed, metavar="N")
    parser.add_argument("--edition", choices=("2023-02", "merged"), default=usual.edition, help="of the handbook")
    parser.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help="make it there and not in the cache")
    given = parser.parse_args(arguments)
    plan = Plan(given.size or "parts", given.topics, given.commits, given.seed, given.edition)
    show(build(plan, given.folder))
    return 0


def show(world: World) -> None:
    """Print where the parts of a world are."""
    print(f"clone      {world.clone} (remotes: origin, kvm, x; work offline)")
    print(f"mainline   {world.mainline}")
    print(f"kvm        {world.kvm}")
    print(f"kvm-x86    {world.kvm_x86} ({len(world.topics)} topics: {' '.join(world.topics)})")
    print(f"unit tests {world.unit_tests}")
    print(f"archive    {world.archive}")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
