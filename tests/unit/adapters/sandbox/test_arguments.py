# SPDX-License-Identifier: GPL-2.0-or-later
"""What bubblewrap is told."""

from kx86.adapters.sandbox.bubblewrap import arguments
from kx86.adapters.sandbox.script import script
from kx86.ports.sandbox import Bind, Command, Limits

COMMAND = Command(
    argv=("make", "-C", "/src", "O=/out", "arch/x86/kvm/"),
    folder="/src",
    binds=(Bind(source="/home/ann/linux", target="/src"), Bind(source="/home/ann/build", target="/out", write=True)),
    environment={"CCACHE_DIR": "/ccache", "PATH": "/usr/bin"},
    limits=Limits(memory=4 << 30),
)


def told(known=frozenset({"--disable-userns", "--size"})):
    words = [*arguments(COMMAND, 7, known, folders=()), "--", *script(COMMAND)]
    return " ".join(words).replace(" --", "\n--")


def test_all_that_is_seen_inside_is_named(snapshot):
    assert told() == snapshot


def test_an_older_bubblewrap_is_told_nothing_that_it_does_not_know():
    new, old = told().split(), told(frozenset()).split()
    assert set(new) - set(old) == {"--disable-userns", "--size", str(1 << 30)}
