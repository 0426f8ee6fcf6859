# SPDX-License-Identifier: GPL-2.0-or-later
"""kx86 build on the work of others, and on what no builder may be harmed by."""

import json
import os
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from e2e.tiny import STRANGER, Run, Tiny, _cache, _kernel, below, plain, runs, tiny_clone
from integration.kbuild.kernel import tiny
from kx86.apps import wiring
from kx86.ports.sandbox import Limits
from needs import needs
from world import build_series, hostile_series

__all__ = ["_cache", "_kernel", "tiny_clone"]
pytestmark = needs("kernel", "sandbox", "ccache")


@pytest.fixture
def posted(tiny_clone: Tiny, tmp_path: Path) -> list[str]:
    """The series of a stranger as patch files, the second of which does not build."""
    tiny_clone.kernel.git("format-patch", "-q", "--base=v6.12", "-o", str(tmp_path / "posted"), "v6.12..stranger")
    return sorted(str(place) for place in (tmp_path / "posted").iterdir())


def test_posted_patches_are_shut_in_and_that_is_said(
    tiny_clone: Tiny, posted: list[str], snapshot: SnapshotAssertion
) -> None:
    done = tiny_clone.build("--config", "64-bit", *posted)
    assert done.status == 1
    assert plain(done.out + done.err, tiny_clone.kernel) == snapshot
    (series,) = json.loads(tiny_clone.build("--json", "--config", "64-bit", *posted).out)["series"]
    assert re.fullmatch("by-[0-9a-f]{16}", series["domain"])


def test_what_a_followed_tree_has_taken_is_trusted_as_its_base_is(kx86: Run, tmp_path: Path) -> None:
    kernel = tiny(tmp_path / "linux")
    build_series.commit(kernel.path, build_series.CLEAN, "v6.12", STRANGER, "theirs")
    for name, value in (("url", "https://x.example/linux"), ("fetch", "+refs/heads/*:refs/remotes/x/*")):
        kernel.git("config", f"remote.x.{name}", value)
    kernel.git("config", "kx86.tree.kvm-x86.remote", "x")

    def domain() -> str:
        asked = ("--json", "--dry-run", "--config", "64-bit", "-C", str(kernel.path), "v6.12..theirs")
        (series,) = json.loads(kx86("build", *asked).out)["series"]
        return str(series["domain"])

    assert domain().startswith("by-")
    kernel.git("update-ref", "refs/remotes/x/misc", "theirs")
    assert domain() == "own"


def test_without_a_sandbox_the_work_of_others_is_refused_until_it_is_trusted(
    tiny_clone: Tiny, posted: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    wiring.sandbox_missing.cache_clear()
    for folder in os.environ["PATH"].split(":"):
        for name in ("bwrap", *wanted()):
            if (place := Path(folder, name)).exists() and name != "bwrap" and not (tmp_path / "bin" / name).exists():
                (tmp_path / "bin").mkdir(exist_ok=True)
                (tmp_path / "bin" / name).symlink_to(place)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    try:
        done = tiny_clone.build("--config", "64-bit", *posted)
        assert (done.status, done.out) == (3, "")
        assert "the work of somebody else is built in a sandbox only: bubblewrap is not installed" in done.err
        assert "kx86 doctor" in done.err and "--trust" in done.err
        done = tiny_clone.build("--config", "64-bit", "--trust", "--json", *posted)
        (series,) = json.loads(done.out)["series"]
        assert (done.status, series["domain"]) == (1, "own")
        (message,) = series["patches"][1]["builds"][0]["messages"]
        assert message["file"] == build_series.REPAIRED.file and build_series.REPAIRED.words in message["text"]
        done = tiny_clone.build("--config", "64-bit", "v6.12..clean")
        assert done.status == 0
        assert done.err == "note: your own work is built in the open: bubblewrap is not installed\n"
    finally:
        wiring.sandbox_missing.cache_clear()


def wanted() -> list[str]:
    """The programs that a build of the tiny kernel needs when they are called by name."""
    return "git make flex bison bc gcc ld as ccache sh python3 awk sed".split()


def test_of_several_series_one_that_applies_nowhere_is_a_problem(
    tiny_clone: Tiny, posted: list[str], tmp_path: Path
) -> None:
    kernel = tiny_clone.kernel
    lost = kernel.commit(
        {"arch/x86/kvm/pmu.c": "int kvm_pmu_two;\n"}, kernel.commit({"arch/x86/kvm/pmu.c": "int kvm_pmu_one;\n"})
    )
    kernel.git("format-patch", "-q", "-1", "-o", str(tmp_path / "lost"), lost)
    box = tmp_path / "box"
    box.write_text("".join(Path(place).read_text() for place in [*posted, *map(str, (tmp_path / "lost").iterdir())]))
    done = tiny_clone.build("--json", "--config", "64-bit", "--base", "v6.12", str(box))
    found = json.loads(done.out)
    assert done.status == 1 and len(found["series"]) == 1
    (problem,) = found["problems"]
    assert problem["source"] == "KVM: x86: Do" and "does not apply to v6.12" in problem["message"]
    done = tiny_clone.build("--config", "64-bit", "--base", "v6.12", *map(str, (tmp_path / "lost").iterdir()))
    assert done.status == 1 and done.out == "" and "kx86 base tells what it needs" in done.err


def test_a_base_is_taken_when_it_is_named(tiny_clone: Tiny, posted: list[str]) -> None:
    base = tiny_clone.kernel.adding("Documentation/index.rst", "Text.\n")
    (series,) = json.loads(tiny_clone.build("--json", "--config", "64-bit", "--base", base, *posted).out)["series"]
    assert series["base"] == base


@pytest.mark.parametrize("name", ["symbol", "kconfig", "makefile", "escapes", "stays", "talks"])
def test_what_breaks_the_build_is_found_and_explained(tiny_clone: Tiny, name: str, snapshot: SnapshotAssertion) -> None:
    done = tiny_clone.build(*tiny_clone.of(name, "64-bit"))
    assert done.status == (1 if name in ("kconfig", "makefile", "escapes") else 0)
    assert "\x1b" not in done.out and "\x07" not in done.out
    assert plain(done.out, tiny_clone.kernel) == snapshot
    everything = (int(name) for name in os.listdir("/proc") if name.isdecimal())
    assert not any(runs(pid, "sleep", "30.25") for pid in everything) or name != "stays"


@pytest.mark.parametrize(("name", "limits", "said"), [
    ("for-ever", Limits(seconds=1.5), "ran out of time"),
    ("disk", Limits(disk=64 << 20), "filled the disk"),
    ("memory", Limits(memory=128 << 20), "took too much memory"),
    ("forks", Limits(tasks=100), "started too many processes"),
])  # fmt: skip
def test_limits_are_kept_told_and_not_remembered(
    tiny_clone: Tiny, monkeypatch: pytest.MonkeyPatch, name: str, limits: Limits, said: str
) -> None:
    tiny_clone.build("--config", "64-bit", "v6.12..clean")
    monkeypatch.setattr("kx86.adapters.kbuild.builder.Limits", lambda: limits)
    done = tiny_clone.build(*tiny_clone.of(name, "64-bit"))
    assert done.status == 1
    assert f"Patch 1/1 {said}: 64-bit" in done.out and "STOPPED" in done.out
    assert not any(runs(pid, "sleep", seconds) for pid in below(os.getpid()) for seconds in ("30", "3600"))
    again = tiny_clone.build("--json", *tiny_clone.of("clean", "64-bit"))
    assert again.status == 0
    (series,) = json.loads(tiny_clone.build("--json", "--dry-run", *tiny_clone.of(name, "64-bit")).out)["series"]
    assert series["patches"] == []


@pytest.fixture
def port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_nobody_is_reached_and_nothing_is_written_elsewhere(tiny_clone: Tiny, port: int, tmp_path: Path) -> None:
    kernel = tiny_clone.kernel
    for series in (hostile_series.network(port), hostile_series.outside(tmp_path)):
        build_series.commit(kernel.path, series, "v6.12")
        done = tiny_clone.build(*tiny_clone.of(series.name, "64-bit"))
        assert done.status == 0, done.out
    places = [
        tmp_path / "written",
        Path("/usr/bin/written"),
        Path("/written"),
        *Path(os.environ["XDG_CACHE_HOME"]).rglob("source/written"),
    ]
    assert not any(place.exists() for place in places)
    assert kernel.git("status", "--porcelain") == ""


def test_a_stranger_reads_the_cache_of_one_s_own_and_writes_only_theirs(
    tiny_clone: Tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert tiny_clone.build(*tiny_clone.of("clean", "64-bit")).status == 0
    caches = tmp_path / "cache/kx86/build/ccache"
    before = contents(caches / "own")
    writes = "for place in /ccache-own /ccache /src /out; do echo owned > $$place/owned; done"
    run = f"hostile := $(shell {writes}; rm -rf /ccache-own/*)\n"
    made = tiny_clone.kernel.text("arch/x86/kvm/Makefile")
    evil = tiny_clone.kernel.commit({"arch/x86/kvm/Makefile": run + made})
    tiny_clone.kernel.git("format-patch", "-q", "-1", "-o", str(tmp_path / "evil"), evil)
    done = tiny_clone.build("--config", "64-bit", "--base", "v6.12", *map(str, (tmp_path / "evil").iterdir()))
    assert done.status == 0, done.out + done.err
    assert contents(caches / "own") == before
    (theirs,) = (one for one in caches.iterdir() if one.name != "own")
    assert (theirs / "owned").read_text() == "owned\n"
    place = next(one for one in caches.parent.iterdir() if one.name != "ccache")
    assert not (place / "source/owned").exists()
    assert not list((place / "own").rglob("owned"))


def contents(folder: Path) -> dict[str, bytes]:
    return {str(place): place.read_bytes() for place in folder.rglob("*") if place.is_file()}
