# SPDX-License-Identifier: GPL-2.0-or-later
"""Series that no builder may be harmed by, on the tiny kernel and on a real one.

What they start ends by itself, so that a builder that lets them through takes no machine down: processes sleep half a minute,
what runs for ever runs for an hour, files and memory have a size that is said.
"""

from pathlib import Path

from world.build_series import Change, Made
from world.edits import Edit, Replace

_MAKEFILE = "arch/x86/kvm/Makefile"
_KCONFIG = "arch/x86/kvm/Kconfig"
_FLAGS = "ccflags-y += -I $(srctree)/arch/x86/kvm\n"
SECONDS = 30


def _one(name: str, finding: str, *edits: Edit) -> Made:
    return Made(
        name, finding, (Change("KVM: x86: Tidy up the build", "Build KVM as it was always meant to be.", edits),)
    )


def _first(name: str, finding: str, text: str) -> Made:
    """Put text at the head of KVM's Makefile."""
    return _one(name, finding, Replace(_MAKEFILE, _FLAGS, f"{text}\n{_FLAGS}"))


def _run(script: str, into: str = " 2>&1") -> str:
    """Return a line for make that runs a script of bash, of one line and without single quotes, when make reads the file."""
    quoted = script.replace("$", "$$").replace("#", "\\#")
    return f"hostile := $(shell bash -c '{quoted}'{into})"


SYMBOL = _one(
    "symbol",
    "KVM_SMM does not exist any more, and cannot be had with any value",
    Replace(_KCONFIG, "\nconfig KVM_SMM\n", "\nconfig KVM_SYSTEM_MANAGEMENT\n"),
)
KCONFIG = _one("kconfig", "Kconfig cannot be read", Replace(_KCONFIG, "\nconfig KVM_SMM\n", "\nconfigure KVM_SMM\n"))
MAKEFILE = _first("makefile", "KVM's Makefile cannot be read", "ifdef CONFIG_KVM")
FOR_EVER = _first("for-ever", "the build does not end", _run("sleep 3600"))
ESCAPES = _first("escapes", "what make says is for no terminal", "$(error \x1b]0;owned\x07\x1b[2J\x1b[31mall is well)")


def network(port: int) -> Made:
    """Return a series whose build fails with "the network was reached" when a port of this machine answers."""
    run = _run(f"exec 3<>/dev/tcp/127.0.0.1/{port} && echo reached")
    check = "$(if $(findstring reached,$(hostile)),$(error the network was reached))"
    return _first("network", "nothing, as nobody can be reached", f"{run}\n{check}")


def outside(folder: Path) -> Made:
    """Return a series that writes to a folder of this machine, to its own source and to the home; builds go on."""
    places = (
        f'{folder}/written "$srctree"/written "$srctree"/arch/x86/kvm/x86.c "$HOME"/written /usr/bin/written /written'
    )
    run = _run(f"for place in {places}; do echo owned >> $place; done")
    return _first("outside", "nothing, as nothing can be written", run)


def forks(tasks: int = 2000) -> Made:
    """Return a series that starts many processes at once, which sleep for half a minute."""
    script = f"for i in $(seq {tasks}); do sleep {SECONDS} & done; wait"
    return _first("forks", "the build starts too many processes", _run(script))


def stays() -> Made:
    """Return a series that leaves the process `sleep 30.25` behind."""
    script = f"(exec setsid sleep {SECONDS}.25 > /dev/null 2>&1 < /dev/null &)"
    return _first("stays", "nothing, as nothing stays", _run(script))


def disk(megabytes: int = 512) -> Made:
    """Return a series that writes a large file to the folder of output."""
    return _first(
        "disk", "the build needs too much disk", _run(f"head -c {megabytes}M /dev/zero > filled && sync filled")
    )


def memory(megabytes: int = 512) -> Made:
    """Return a series that needs much memory for a while."""
    return _first("memory", "the build needs too much memory", _run(f"head -c {megabytes}M /dev/zero | tail | wc -c"))


def talks(megabytes: int = 64) -> Made:
    """Return a series whose build says more than anybody keeps, in lines of a thousandth of all."""
    script = f"head -c {megabytes}M /dev/zero | tr \\\\0 x | fold -w {megabytes * 1000} >&2"
    return _first("talks", "nothing, as nobody listens for ever", _run(script, into=""))
