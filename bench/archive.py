# SPDX-License-Identifier: GPL-2.0-or-later
"""Measure `kx86 sync` and `kx86 search` against the standard library's own parser on the same mails in the same run.

    make bench-archive ARCHIVE=/path/to/public-inbox.git

The naive loop reads each mail from the same repository with git cat-file, parses it with email and its default policy, and puts
headers and text into SQLite with full text; it makes no series.  public-inbox-index and notmuch new are timed beside it where
they are installed: both index whole threads' words with Xapian, notmuch from a maildir.  Growth is measured on copies of the
archive with other ids and people.  Ends with one JSON line; status 0 whatever the figures are, 3 when it cannot run.
"""

import compileall
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import kx86
from bench.mails import Mails
from bench.timing import ROUNDS, figure, median, timed
from kx86.apps import wiring
from world.source import stop

KX86 = (sys.executable, "-m", "kx86")
SMALL, LARGE = 5_000, 50_000
_IDS = re.compile(rb"(<|/)([^<>@\s/]{1,200})@([\w.-]{1,100})(?=[>/])")
_FROM = re.compile(rb"^(From:[^\n]*?)([\w.+-]{1,60})@", re.MULTILINE)
_SUBJECT = re.compile(rb"^(Subject:[^\n]*)$", re.MULTILINE)
QUERIES = (
    "dirty log",
    "from:sean selftests",
    "file:arch/x86/kvm/mmu",
    "function:main subject:test",
    "guest",
    'body:"thanks"',
)


def copies(mails: Sequence[bytes], wanted: int) -> Iterator[bytes]:
    """The mails again and again, each time with other ids, people and subjects."""
    for number in range(wanted):
        turn, data = divmod(number, len(mails))
        head, blank, body = mails[data].partition(b"\n\n")
        if turn:
            mark = str(turn).encode()
            head = _IDS.sub(rb"\1\2.%s@\3" % mark, head)
            head = _FROM.sub(rb"\1\2.%s@" % mark, head, count=1)
            head = _SUBJECT.sub(rb"\1 (copy %s)" % mark, head, count=1)
            body = _IDS.sub(rb"\1\2.%s@\3" % mark, body)
        yield head + blank + body


def make_archive(folder: Path, mails: Iterator[bytes]) -> Path:
    """A public-inbox of mails, one a minute."""
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=master", str(folder)], check=True)
    importing = subprocess.Popen(["git", "-C", str(folder), "fast-import", "--quiet"], stdin=subprocess.PIPE)
    assert importing.stdin is not None
    for number, data in enumerate(mails):
        head = f"commit refs/heads/master\ncommitter a <a@b.example> {1_600_000_000 + 60 * number} +0000\ndata 1\nm\n"
        importing.stdin.write(f"{head}M 100644 inline m\ndata {len(data)}\n".encode() + data + b"\n")
    importing.stdin.close()
    if importing.wait():
        stop("git fast-import failed")
    return folder


def sync(archive: Path, cache: Path) -> tuple[float, float]:
    """Index an archive from nothing: wall and processor time, children included."""
    shutil.rmtree(cache, ignore_errors=True)
    run = timed([*KX86, "sync", "--archive", str(archive)], cache.parent, {"XDG_CACHE_HOME": str(cache)})
    return run.wall, run.cpu


def against_naive(archive: Path, folder: Path) -> dict[str, float]:
    """Time both on the same archive, in turn."""
    ours, theirs = [], []
    for number in range(ROUNDS):
        ours.append(sync(archive, folder / "cache"))
        done = timed(
            [
                sys.executable,
                str(Path(__file__).with_name("naive.py")),
                str(archive),
                str(folder / f"naive{number}.db"),
            ],
            folder,
        )
        theirs.append((done.wall, done.cpu))
    mine, peer = ([statistics.median(one[at] for one in runs) for at in (0, 1)] for runs in (ours, theirs))
    return {"kx86": mine[0], "naive": peer[0], "ratio": peer[0] / mine[0], "ratio of processor time": peer[1] / mine[1]}


def peers(archive: Path, folder: Path, mails: Sequence[bytes]) -> dict[str, float]:
    """Wall seconds of other indexers, where they are installed."""
    found = {}
    if shutil.which("public-inbox-index"):
        copy = folder / "inbox"
        (copy / "git").mkdir(parents=True)
        subprocess.run(["git", "clone", "--quiet", "--mirror", str(archive), str(copy / "git/0.git")], check=True)
        run = subprocess.run(
            ["public-inbox-init", "-V2", "bench", str(copy), "http://bench.example", "b@bench.example"],
            capture_output=True,
            check=False,
        )
        if run.returncode == 0:
            found["public-inbox-index"] = timed(["public-inbox-index", "--reindex", str(copy)], folder).wall
    if shutil.which("notmuch"):
        box = folder / "notmuch" / "cur"
        for name in ("cur", "new", "tmp"):
            (folder / "notmuch" / name).mkdir(parents=True)
        for number, data in enumerate(mails):
            (box / f"{number}:2,S").write_bytes(data)
        config = folder / "notmuch-config"
        config.write_text(f"[database]\npath={folder / 'notmuch'}\n[user]\nname=b\nprimary_email=b@bench.example\n")
        found["notmuch new"] = timed(["notmuch", "new"], folder, {"NOTMUCH_CONFIG": str(config)}).wall
    return found


def growth(mails: Sequence[bytes], folder: Path) -> dict[str, float]:
    """Processor time a mail at two sizes, and at the larger one a sync without news, searches and memory."""
    small = make_archive(folder / "small.git", copies(mails, SMALL))
    large = make_archive(folder / "large.git", copies(mails, LARGE))
    per_mail = {}
    for size, archive in ((SMALL, small), (LARGE, large)):
        rounds = [sync(archive, folder / "grown")[1] for _ in range(ROUNDS if size == SMALL else 1)]
        per_mail[size] = statistics.median(rounds) / size
    cache = {"XDG_CACHE_HOME": str(folder / "grown")}
    again = median(lambda: timed([*KX86, "sync", "--archive", str(large)], folder, cache).wall)
    return {
        "growth": per_mail[LARGE] / per_mail[SMALL],
        "nothing new": again,
        "search": searches(large, folder / "grown"),
        "megabytes": memory(large, folder / "memory"),
    }


def searches(archive: Path, cache: Path) -> float:
    """The slowest of some searches in the index that is there, in seconds, start-up left out."""
    from time import perf_counter

    from kx86.mail.query import parse_query

    os.environ["XDG_CACHE_HOME"] = str(cache)
    index = wiring.index(wiring.index_folder([str(archive)]))
    if index is None:
        stop("the index is gone")
    worst = 0.0
    for text in QUERIES:

        def once(text: str = text) -> float:
            begin = perf_counter()
            index.search(parse_query(text), 30)
            return perf_counter() - begin

        once()
        worst = max(worst, median(once))
    return worst


def memory(archive: Path, cache: Path) -> float:
    """The largest resident size of a sync from nothing, in megabytes."""
    code = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL); "
    code += "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    argv = [sys.executable, "-c", code, *KX86, "sync", "--archive", str(archive)]
    return int(timed(argv, cache.parent, {"XDG_CACHE_HOME": str(cache)}).out) / 1024


def main(arguments: Sequence[str]) -> int:
    """Measure and print."""
    name = arguments[0] if arguments else os.environ.get("ARCHIVE", "")
    if not name:
        stop("name a public-inbox repository: make bench-archive ARCHIVE=/path/to/archive.git")
    archive = Path(name).resolve()
    compileall.compile_dir(str(Path(kx86.__file__).parent), quiet=2)
    mails = list(Mails(str(archive)).mails())
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        times = against_naive(archive, folder)
        print(f"{len(mails)} mails", {key: round(value, 3) for key, value in times.items()}, flush=True)
        for peer, seconds in peers(archive, folder, mails).items():
            print(f"{peer}: {seconds:.2f} s", flush=True)
        grown = growth(mails, folder)
    figures = [
        figure(
            f"{len(mails)} mails to a searchable index with series, times faster than the naive loop",
            times["ratio"],
            ">= 8",
        ),
        figure("the same in processor time", times["ratio of processor time"], ""),
        figure(f"processor time a mail at {LARGE} against {SMALL} mails", grown["growth"], "<= 1.2"),
        figure(f"sync without news at {LARGE} mails, s", grown["nothing new"], "< 0.3"),
        figure(f"slowest search at {LARGE} mails, ms", grown["search"] * 1000, "< 30"),
        figure(f"memory of a sync of {LARGE} mails, MB", grown["megabytes"], "< 300"),
    ]
    print(json.dumps({"bench": "archive", "figures": figures}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
