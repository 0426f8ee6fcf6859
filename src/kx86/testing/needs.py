# SPDX-License-Identifier: GPL-2.0-or-later
"""What work on kernel series needs of a machine, as values.

Packages are named by the program that installs them; where one is not named, people know better than kx86.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kx86.testing.configuration import Configuration
from kx86.testing.plan import LEVELS, Level
from kx86.testing.read import Testing

Version = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A program on PATH.  `asked` makes it tell its version, `least` is the oldest that will do; `static` needs no library."""

    name: str
    asked: tuple[str, ...] = ("--version",)
    least: Version = ()
    static: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiles:
    """A program in C that gcc makes something of with these options."""

    text: str = "int main(void) { return 0; }\n"
    options: tuple[str, ...] = ("-c",)


@dataclass(frozen=True, slots=True)
class Shuts:
    """A sandbox in which something really starts."""


@dataclass(frozen=True, slots=True)
class Virtualizes:
    """A KVM device that makes a VM."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that a setting names, with a file in it; an empty path is that of a setting which is not made."""

    path: str
    file: str


Probe = Program | Compiles | Shuts | Virtualizes | Folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Something that must be there: what it is, what it is for, how to see whether it is there, and how to get it.

    `packages` maps the program that installs packages to the name of one; `command` is what to type instead.  One that is not
    `firm` is missed by a part of the work only, and the work is possible without.
    """

    title: str
    why: str
    probe: Probe
    packages: Mapping[str, str] = field(default_factory=dict)
    command: str = ""
    firm: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A kind of work: how much the handbook asks for it, and what it needs."""

    name: str
    title: str
    level: Level
    needs: tuple[Need, ...]


def works(testing: Testing, kut: str = "", level: Level = LEVELS[-1]) -> tuple[Work, ...]:
    """List the kinds of work down to a level, the most demanded first; `kut` is the folder that the setting names.

    What every series must have is mandatory; what only some must have is strongly encouraged here, whoever posts such a one.
    """
    fixed = (CHECK, BUILD, SANDBOX, CACHE, *_configurations(testing), GUEST, _kut(kut))
    return tuple(work for asked in LEVELS[: LEVELS.index(level) + 1] for work in fixed if work.level == asked)


def _configurations(testing: Testing) -> Iterator[Work]:
    """What some configurations need beside what all do."""
    for one in testing.configurations.values():
        needs = [_of(name, testing.table.packages.get(name, "")) for name in one.needs]
        if one.arch == "i386":
            needs.insert(0, M32)
        if needs:
            at = _asked(one, testing)
            title = f"build {one.title}{'' if at else ', mandatory for some series'}"
            yield Work(name=one.name, title=title, level=LEVELS[max(1, at)], needs=tuple(needs))


def _asked(configuration: Configuration, testing: Testing) -> int:
    """Return the place of the level at which a configuration is asked for, by whatever asks most."""
    asked = (
        LEVELS.index(ask.level)
        for concern in testing.table.concerns.values()
        for ask in concern.asks
        if configuration.name in ask.build
    )
    return min(asked, default=len(LEVELS) - 1)


def _of(name: str, debian: str) -> Need:
    """A program that a configuration needs; the configuration's own file knows what Debian calls its package."""
    packages = {**_PACKAGES.get(name, {}), **({"apt": debian} if debian else {})}
    return Need(title=name, why=_WHY.get(name, ""), probe=Program(name=name), packages=packages)


def _everywhere(package: str) -> Mapping[str, str]:
    return dict.fromkeys(("apt", "dnf", "pacman", "zypper"), package)


def _named(apt: str, dnf: str, pacman: str, zypper: str) -> Mapping[str, str]:
    return {"apt": apt, "dnf": dnf, "pacman": pacman, "zypper": zypper}


def _plain(name: str, why: str, least: Version = (), package: str = "") -> Need:
    probe = Program(name=name, least=least)
    return Need(title=name, why=why, probe=probe, packages=_everywhere(package or name))


_WHY = {
    "sparse": "checks annotations such as __user and __rcu",
    "sphinx-build": "makes the documentation",
    "aarch64-linux-gnu-gcc": "compiles for arm64",
}
_PACKAGES = {
    "sparse": _everywhere("sparse"),
    "sphinx-build": _named("python3-sphinx", "python3-sphinx", "python-sphinx", "python3-Sphinx"),
    "aarch64-linux-gnu-gcc": {
        "apt": "gcc-aarch64-linux-gnu",
        "dnf": "gcc-aarch64-linux-gnu",
        "pacman": "aarch64-linux-gnu-gcc",
    },
}
M32 = Need(
    title="gcc -m32",
    why="compiles for 32 bits",
    probe=Compiles(text="int x;\n", options=("-m32", "-c")),
    packages=_named("gcc-multilib", "glibc-devel.i686", "lib32-gcc-libs", "gcc-32bit"),
)
CHECK = Work(
    name="check",
    title="check series and find their base",
    level="mandatory",
    needs=(_plain("git", "has the commits, and merges in memory", (2, 38)),),
)
# The oldest versions are those that Linux asks for today.
BUILD = Work(
    name="build",
    title="build every patch",
    level="mandatory",
    needs=(
        _plain("gcc", "compiles", (8, 1)),
        _plain("ld", "links", (2, 30), "binutils"),
        _plain("make", "runs Kbuild", (4, 0)),
        _plain("flex", "reads the language of Kconfig", (2, 5, 35)),
        _plain("bison", "reads the language of Kconfig", (2, 0)),
        _plain("bc", "computes constants of time"),
        _plain("perl", "runs scripts of Kbuild"),
        Need(
            title="headers of libc",
            why="programs are built that help to build",
            probe=Compiles(text='#include <stdio.h>\nint main(void) { return puts(""); }\n', options=()),
            packages=_named("libc6-dev", "glibc-devel", "glibc", "glibc-devel"),
        ),
        Need(
            title="headers of libelf",
            why="objtool reads objects",
            probe=Compiles(
                text="#include <gelf.h>\nint main(void) { return elf_version(1) == 0; }\n", options=("-lelf",)
            ),
            packages=_named("libelf-dev", "elfutils-libelf-devel", "libelf", "libelf-devel"),
        ),
        Need(
            title="headers of OpenSSL",
            why="only for configurations that sign modules",
            probe=Compiles(text="#include <openssl/opensslv.h>\n"),
            packages=_named("libssl-dev", "openssl-devel", "openssl", "libopenssl-devel"),
            firm=False,
        ),
    ),
)
SANDBOX = Work(
    name="sandbox",
    title="build series of others",
    level="strongly encouraged",
    needs=(
        Need(
            title="sandbox",
            why="to build a series is to run what its author wrote",
            probe=Shuts(),
            packages=_everywhere("bubblewrap"),
        ),
    ),
)
CACHE = Work(
    name="cache",
    title="build nothing twice",
    level="strongly encouraged",
    needs=(_plain("ccache", "keeps what was compiled before"),),
)
GUEST = Work(
    name="guest",
    title="run a kernel in a VM",
    level="encouraged",
    needs=(
        Need(
            title="qemu-system-x86_64",
            why="is the machine that a guest sees",
            probe=Program(name="qemu-system-x86_64"),
            packages=_named("qemu-system-x86", "qemu-system-x86-core", "qemu-system-x86", "qemu-x86"),
        ),
        Need(
            title="KVM",
            why="without it QEMU emulates, which is slow and only AMD",
            probe=Virtualizes(),
            firm=False,
        ),
        Need(
            title="static busybox",
            why="is what a guest begins with",
            probe=Program(name="busybox", asked=("--help",), static=True),
            packages=_named("busybox-static", "busybox", "busybox", "busybox-static"),
        ),
        _plain("cpio", "packs what a guest begins with"),
        Need(
            title="static libc",
            why="lets selftests run where no library is",
            probe=Compiles(options=("-static",)),
            packages=_named("libc6-dev", "glibc-static", "glibc", "glibc-devel-static"),
        ),
    ),
)


def _kut(path: str) -> Work:
    return Work(
        name="kvm-unit-tests",
        title="run KVM-unit-tests",
        level="encouraged",
        needs=(
            Need(
                title="kvm-unit-tests",
                why="boots small guests that test one thing each",
                probe=Folder(path, "x86/unittests.cfg"),
                command="git config --global kx86.kut FOLDER",
            ),
        ),
    )
