# SPDX-License-Identifier: GPL-2.0-or-later
"""The KVM parts of the newest kernel source that Debian has, as a git repository with one commit and fixed dates.

The repository is cached in `$XDG_CACHE_HOME/kx86/world` and made once; the folder may be deleted at any time.
"""

import lzma
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import IO, NoReturn

# What KVM patches touch, what they are judged by, and checkpatch with its data.
PARTS = (
    "arch/x86/include/", "arch/x86/kernel/kvm", "arch/x86/kvm/", "Documentation/process/", "Documentation/virt/kvm/",
    "include/linux/kvm", "include/trace/events/kvm", "include/uapi/linux/kvm", "MAINTAINERS", "Makefile",
    "scripts/checkpatch.pl", "scripts/const_structs.checkpatch", "scripts/spelling.txt",
    "tools/testing/selftests/kvm/", "virt/kvm/",
)  # fmt: skip
WHEN = "2026-01-05T12:00:00+0000"
_IDENTITY = {
    "GIT_AUTHOR_NAME": "Dana Example",
    "GIT_AUTHOR_EMAIL": "dana@kernel.example",
    "GIT_COMMITTER_NAME": "Dana Example",
    "GIT_COMMITTER_EMAIL": "dana@kernel.example",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


def stop(message: str) -> NoReturn:
    """Leave with status 3 and one line that says what to do."""
    print(f"kx86: {message}", file=sys.stderr)
    raise SystemExit(3)


def cache() -> Path:
    """Return the folder of the world."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "kx86" / "world"


def git(folder: Path, *arguments: str, when: str = WHEN) -> str:
    """Run git with fixed people and dates and return its output; a failure ends the program with git's own words."""
    environment = {**os.environ, **_IDENTITY, "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        stop(f"git {arguments[0]}: {done.stderr.strip()}")
    return done.stdout.strip()


def linux() -> Path:
    """Return the repository with the KVM parts of Linux, made when it is not there yet."""
    given = os.environ.get("KX86_LINUX_SOURCE")
    if given:
        name = Path(given).name.removesuffix(".xz").removesuffix(".tar").removesuffix(".deb")
    else:
        name = _newest()
    place = cache() / name
    if (place / ".git" / "kx86-ready").exists():
        return place
    cache().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache(), prefix="making-") as made:
        archive = Path(given) if given else _download(name, Path(made))
        print(f"reading the KVM parts out of {archive.name} (about ten seconds)", flush=True)
        tree = Path(made) / "linux"
        _extract(archive, tree)
        _commit(tree, name)
        shutil.rmtree(place, ignore_errors=True)
        tree.rename(place)
    return place


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


def _extract(archive: Path, tree: Path) -> None:
    """Write the wanted parts of a .deb or a .tar.xz into a folder."""
    if archive.suffix != ".deb":
        with lzma.open(archive) as inner:
            _write_parts(inner, tree)
        return
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(archive)], stdout=subprocess.PIPE) as package:
        with tarfile.open(fileobj=package.stdout, mode="r|") as outer:
            for member in outer:
                if member.name.endswith(".tar.xz"):
                    packed = outer.extractfile(member)
                    if packed is not None:
                        with lzma.open(packed) as inner:
                            _write_parts(inner, tree)
                    break
        package.kill()


def _write_parts(stream: IO[bytes], tree: Path) -> None:
    with tarfile.open(fileobj=stream, mode="r|") as source:
        for member in source:
            _, _, path = member.name.partition("/")
            if member.isfile() and path.startswith(PARTS):
                member.name = path
                source.extract(member, tree, filter="data")
    if not (tree / "arch/x86/kvm/x86.c").exists():
        stop("no KVM in this archive; is it a Linux source?")


def _commit(tree: Path, name: str) -> None:
    git(tree, "init", "-q", "-b", "master")
    git(tree, "add", "-A")
    version = name.removeprefix("linux-source-").removeprefix("linux-")
    git(tree, "commit", "-q", "-m", f"Linux {version}\n\nThe parts of Debian's {name} that KVM x86 patches touch.")
    (tree / ".git" / "kx86-ready").touch()
