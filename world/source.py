# SPDX-License-Identifier: GPL-2.0-or-later
"""The newest kernel source that Debian has, file by file.

The package is kept in `$XDG_CACHE_HOME/kx86/world/source`; the folder may be deleted at any time.
"""

import lzma
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NoReturn

# What KVM patches touch, what they are judged by, and checkpatch with its data.
PARTS = (
    "arch/x86/include/", "arch/x86/kernel/kvm", "arch/x86/kvm/", "Documentation/process/", "Documentation/virt/kvm/",
    "include/linux/kvm", "include/trace/events/kvm", "include/uapi/linux/kvm", "MAINTAINERS", "Makefile",
    "scripts/checkpatch.pl", "scripts/const_structs.checkpatch", "scripts/spelling.txt",
    "tools/testing/selftests/kvm/", "virt/kvm/",
)  # fmt: skip
_IDENTITY = {
    "GIT_AUTHOR_NAME": "Dana Example",
    "GIT_AUTHOR_EMAIL": "dana@kernel.example",
    "GIT_COMMITTER_NAME": "Dana Example",
    "GIT_COMMITTER_EMAIL": "dana@kernel.example",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}
# The newest the demo's commits can be: after everything in the world.
WHEN = "2026-01-12T12:00:00+0000"


@dataclass(frozen=True)
class File:
    """A file as a source package has it: its git mode and its bytes; those of a link say where it leads."""

    path: str
    mode: str
    data: bytes


def environment(when: str = WHEN) -> dict[str, str]:
    """Return an environment in which git knows fixed people and dates, and no settings of the user."""
    rest = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return {**rest, **_IDENTITY, "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}


def stop(message: str) -> NoReturn:
    """Leave with status 3 and one line that says what to do."""
    print(f"kx86: {message}", file=sys.stderr)
    raise SystemExit(3)


def cache() -> Path:
    """Return the folder of the world."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "kx86" / "world"


def git(folder: Path, *arguments: str, when: str = WHEN, given: bytes | None = None) -> str:
    """Run git with fixed people and dates and return its output; a failure ends the program with git's own words."""
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments], env=environment(when), input=given, capture_output=True, check=False
    )
    if done.returncode:
        stop(f"git {arguments[0]}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout.decode(errors="surrogateescape").strip()


def name() -> str:
    """Name the kernel source: that of KX86_LINUX_SOURCE, else Debian's newest."""
    given = os.environ.get("KX86_LINUX_SOURCE")
    if given:
        if not Path(given).exists():
            stop(f"KX86_LINUX_SOURCE={given}: no such file")
        return Path(given).name.removesuffix(".xz").removesuffix(".tar").removesuffix(".deb")
    return _newest()


def read(whole: bool) -> Iterator[File]:
    """Read the files of the kernel source, all or the KVM parts, in the order of the archive."""
    given = os.environ.get("KX86_LINUX_SOURCE")
    archive = Path(given) if given else _fetched(_newest())
    print(f"reading {'all' if whole else 'the KVM parts'} of {archive.name}", flush=True)
    with _opened(archive) as stream, tarfile.open(fileobj=stream, mode="r|") as source:
        yield from _files(source, whole)


def _fetched(name: str) -> Path:
    """Return the source as it is installed, or its package, downloaded when it is not in the cache yet."""
    installed = Path("/usr/src") / f"{name}.tar.xz"
    if installed.exists():
        return installed
    folder = cache() / "source"
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / f"{name}.deb"
    if not kept.exists():
        with tempfile.TemporaryDirectory(dir=folder, prefix="making-") as made:
            _download(name, Path(made)).rename(kept)
    return kept


def _newest() -> str:
    """Name the newest linux-source-6.* package."""
    if shutil.which("apt-cache") is None:
        stop("apt-cache is missing; name a kernel source instead: KX86_LINUX_SOURCE=linux-6.12.tar.xz make demo")
    names = subprocess.run(
        ["apt-cache", "pkgnames", "linux-source-6."], capture_output=True, text=True, check=False
    ).stdout.split()
    versions = [name for name in names if name.removeprefix("linux-source-6.").isdigit()]
    if not versions:
        stop("apt knows no linux-source-6.*; as root: apt update")
    return max(versions, key=lambda name: int(name.removeprefix("linux-source-6.")))


def _download(name: str, into: Path) -> Path:
    if os.environ.get("KX86_NO_APT") == "1":
        stop(
            f"KX86_NO_APT=1: {name} is not downloaded; name a kernel source: KX86_LINUX_SOURCE=linux-6.12.tar.xz make demo"
        )
    shown = subprocess.run(
        ["apt-cache", "show", "--no-all-versions", name], capture_output=True, text=True, check=False
    ).stdout
    size = next((int(line.split()[1]) for line in shown.splitlines() if line.startswith("Size: ")), 0)
    print(f"downloading {name} ({size // 1_000_000} MB, once; nothing is installed)", flush=True)
    done = subprocess.run(
        ["apt-get", "download", "-qq", "-o", "APT::Sandbox::User=root", name],
        cwd=into,
        capture_output=True,
        text=True,
        check=False,
    )
    found = list(into.glob("*.deb"))
    if done.returncode or not found:
        stop(f"apt-get download {name}: {(done.stderr.strip().splitlines() or ['no answer'])[-1]}")
    return found[0]


@contextmanager
def _opened(archive: Path) -> Iterator[IO[bytes]]:
    """Open the tar inside of a .deb or a .tar.xz."""
    if archive.suffix != ".deb":
        with lzma.open(archive) as inner:
            yield inner
        return
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(archive)], stdout=subprocess.PIPE) as package:
        try:
            with tarfile.open(fileobj=package.stdout, mode="r|") as outer:
                packed = next((outer.extractfile(member) for member in outer if member.name.endswith(".tar.xz")), None)
                if packed is None:
                    stop(f"no kernel source in {archive.name}")
                with lzma.open(packed) as inner:
                    yield inner
        finally:
            package.kill()


def _files(source: tarfile.TarFile, whole: bool) -> Iterator[File]:
    seen = False
    for member in source:
        _, _, path = member.name.partition("/")
        if not path or not (whole or path.startswith(PARTS)):
            continue
        seen = seen or path == "arch/x86/kvm/x86.c"
        if member.issym():
            yield File(path, "120000", member.linkname.encode())
        elif member.isfile() and (data := source.extractfile(member)) is not None:
            yield File(path, "100755" if member.mode & 0o100 else "100644", data.read())
    if not seen:
        stop("no KVM in this archive; is it a Linux source?")
