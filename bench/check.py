# SPDX-License-Identifier: GPL-2.0-or-later
"""Measure `kx86 check` against checkpatch.pl on the same mails in the same run.

    make bench-check ARCHIVE=/path/to/public-inbox.git [LINUX=/path/to/linux]

The mails come from the archive named; checkpatch.pl from the kernel tree named, else from the kernel source that the demo uses.
Ends with one JSON line; status 0 whatever the figures are, 3 when the measurement cannot run.
"""

import compileall
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import kx86
from bench.mails import Mails
from bench.timing import ROUNDS, Run, figure, median, timed
from kx86.flows.mail_sources import read_all
from kx86.flows.sources import Input
from kx86.series.series import Series
from world.build import Plan, build
from world.demo import build as demo
from world.source import stop

KX86 = (sys.executable, "-m", "kx86")
KVM = ("arch/x86/kvm/", "virt/kvm/", "tools/testing/selftests/kvm/")


def kvm_series(archive: str) -> list[Series]:
    """Read the archive and keep the postings whose patches touch KVM."""
    into = Input()
    read_all(Mails(archive), into, lambda _: None)
    return [s for s in into.series if any(path.startswith(KVM) for p in s.patches for path in p.touch.files)]


def write_mails(archive: str, message_ids: Sequence[str], folder: Path) -> list[str]:
    """Write the mails as files, in order; return their names."""
    folder.mkdir()
    found = Mails(archive).find(message_ids)
    names = []
    for number, message_id in enumerate(message_ids):
        name = folder / f"{number:04}.patch"
        name.write_bytes(found[message_id])
        names.append(str(name))
    return names


def against_checkpatch(files: Sequence[str], checkpatch: Path, folder: Path) -> dict[str, float]:
    """Time both programs on the same files, in turn; ratios say how many times faster kx86 is."""
    ours: list[Run] = []
    theirs: list[Run] = []
    for _ in range(ROUNDS):
        ours.append(timed([*KX86, "check", "--json", *files], folder))
        theirs.append(timed(["perl", str(checkpatch), "--no-tree", "--terse", "--show-types", *files], folder))
    said = sum(len(series["findings"]) for series in json.loads(ours[-1].out)["series"])
    levels = (": ERROR:", ": WARNING:", ": CHECK:")
    told = sum(any(level in line for level in levels) for line in theirs[-1].out.splitlines())
    mine, peer = (statistics.median(run.wall for run in runs) for runs in (ours, theirs))
    cpu = statistics.median(run.cpu for run in theirs) / statistics.median(run.cpu for run in ours)
    return {
        "kx86": mine, "checkpatch": peer, "ratio": peer / mine, "ratio of processor time": cpu,
        "kx86 findings": said, "checkpatch findings": told,
    }  # fmt: skip


def choose(series: Sequence[Series]) -> tuple[list[str], list[str]]:
    """Pick the mails of one series of 30 patches (the first 30 of a longer one), and of 300 patches in order of arrival."""
    long = [s for s in series if len(s.patches) >= 30]
    if not long:
        stop("no series of 30 patches in this archive")
    thirty = [p.message_id for p in long[0].patches if p.message_id][:30]
    many = [p.message_id for s in series for p in s.patches if p.message_id and len(s.patches) < 30]
    return thirty, list(dict.fromkeys(many))[:300]


def main(arguments: Sequence[str]) -> int:
    """Measure and print."""
    archive = arguments[0] if arguments else os.environ.get("ARCHIVE", "")
    if not archive:
        stop("name a mail archive with KVM patches: make bench-check ARCHIVE=/path/to/archive.git")
    tree = Path(os.environ.get("LINUX") or build(Plan(size="parts")).clone)
    checkpatch = (tree / "scripts/checkpatch.pl").resolve()
    if not checkpatch.exists():
        stop(f"{checkpatch}: no checkpatch.pl; name a kernel tree: LINUX=/path/to/linux")
    # An installed program has its bytecode; a clone may not, where the environment forbids to write it.
    compileall.compile_dir(str(Path(kx86.__file__).parent), quiet=2)
    thirty, many = choose(kvm_series(archive))
    figures = []
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for name, ids, want in (("30-patch series", thirty, ">= 3"), (f"{len(many)} patches", many, ">= 8")):
            times = against_checkpatch(write_mails(archive, ids, folder / str(len(ids))), checkpatch, folder)
            print(name, {key: round(value, 3) for key, value in times.items()}, flush=True)
            figures.append(figure(f"{name}, times faster than checkpatch", times["ratio"], want))
        clone = demo()
        views = median(lambda: timed([*KX86, "check", "--json", "master..x86/misc/good"], clone).wall)
        one = median(lambda: timed([*KX86, "check", "--json", "x86/misc/good"], clone).wall)
        start = median(lambda: timed([*KX86, "--help"], folder).wall)
    figures.append(figure("3 commits with C views, ms", views * 1000, ""))
    figures.append(figure("one commit, ms", one * 1000, "< 400"))
    figures.append(figure("kx86 --help, ms", start * 1000, "< 150"))
    print(json.dumps({"bench": "check", "figures": figures}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
