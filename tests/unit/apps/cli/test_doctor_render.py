# SPDX-License-Identifier: GPL-2.0-or-later
"""What a person reads of a machine."""

from kx86.apps import wiring
from kx86.apps.cli.doctor_render import render
from kx86.apps.cli.doctor_view import doctor_view
from kx86.apps.cli.terminal import PLAIN, Paint
from kx86.testing.diagnosis import Distribution, Found, diagnose
from kx86.testing.needs import Compiles, Folder, Program, Shuts, Virtualizes, works

DEBIAN = Distribution(name="Debian GNU/Linux 12 (bookworm)", installer="apt")
WORKS = works(wiring.how_tested(), "~/kut")


def found(probe, missing):
    if getattr(probe, "name", "") in missing or type(probe) in missing:
        return missing.get(getattr(probe, "name", "")) or missing[type(probe)]
    match probe:
        case Program():
            return Found(there=True, what="9.9.1")
        case Folder(path):
            return Found(there=True, what=path)
        case Virtualizes():
            return Found(there=True, what="/dev/kvm makes a VM; nothing was run in it")
        case Shuts():
            return Found(there=True, what="bubblewrap 0.8.0")
        case _:
            return Found(there=True)


def shown(missing, distribution=DEBIAN, root=False, paint=PLAIN):
    probes = {need.probe: found(need.probe, missing) for work in WORKS for need in work.needs}
    return "\n".join(render(diagnose(WORKS, probes, distribution), paint, 100, root=root))


GONE = Found(there=False, why="not installed")
DENIED = Found(
    there=False,
    why="bubblewrap does not start: setting up uid map: Permission denied",
    command="sysctl kernel.apparmor_restrict_unprivileged_userns=0",
)
SOME = {"flex": GONE, "ccache": GONE, "git": Found(there=True, what="2.30.2"), "sphinx-build": GONE, Shuts: DENIED}


def test_nothing_is_missing(snapshot):
    assert shown({}) == snapshot


def test_what_is_missing_is_told_with_what_it_is_for_and_the_command(snapshot):
    assert shown(SOME) == snapshot


def test_root_types_no_sudo():
    assert "sudo" in shown(SOME)
    assert "sudo" not in shown(SOME, root=True)


def test_where_nobody_knows_the_packages_the_programs_are_named(snapshot):
    assert shown({"flex": GONE, Compiles: GONE}, Distribution()) == snapshot


def test_only_what_is_encouraged_is_missing():
    assert shown({Folder: Found(there=False, why="git config kx86.kut is not set")}).splitlines()[-3:] == [
        "             git config --global kx86.kut FOLDER",
        "",
        "all that is mandatory is there",
    ]


def test_what_can_be_done_without_is_not_called_mandatory():
    probes = {need.probe: found(need.probe, {}) for work in WORKS for need in work.needs}
    (loose,) = [need for need in WORKS[1].needs if need.title == "headers of OpenSSL"]
    assert not loose.firm
    probes[loose.probe] = GONE
    assert list(render(diagnose(WORKS, probes, DEBIAN), PLAIN, 100, root=True))[-3:] == [
        "what only some of that which is mandatory needs, on Debian GNU/Linux 12 (bookworm):",
        "  apt install libssl-dev",
        "nothing is missing that must be there",
    ]


def test_a_hostile_reason_is_made_harmless():
    text = shown({"flex": Found(there=False, why="\x1b[2Jgone\nhere")}, paint=Paint(on=False))
    assert "\x1b" not in text


def test_the_view_has_the_same(snapshot):
    probes = {need.probe: found(need.probe, SOME) for work in WORKS[:3] for need in work.needs}
    assert doctor_view(diagnose(WORKS[:3], probes, DEBIAN)) == snapshot
