# SPDX-License-Identifier: GPL-2.0-or-later
"""From what was found on a machine to what it lacks, and the commands that get it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kx86.testing.diagnosis import Distribution, Found, diagnose, read_distribution, version, way_to_namespaces
from kx86.testing.needs import Need, Program, Shuts, Work

HERE = Found(there=True, what="9.9")
GONE = Found(there=False, why="not installed")
DEBIAN = Distribution(name="Debian GNU/Linux 12 (bookworm)", installer="apt")


def need(name, firm=True, least=(), **packages):
    return Need(title=name, why="it is used", probe=Program(name=name, least=least), packages=packages, firm=firm)


def told(needs, found, distribution=DEBIAN, level="mandatory"):
    work = Work(name="work", title="work", level=level, needs=tuple(needs))
    return diagnose([work], {Program(name=name): one for name, one in found.items()}, distribution)


def test_all_is_there():
    done = told([need("flex", apt="flex")], {"flex": HERE})
    assert done.ready()
    assert done.commands == {}


@pytest.mark.parametrize(
    ("installer", "command"),
    [
        ("apt", "apt install libelf-dev"),
        ("dnf", "dnf install elfutils"),
        ("pacman", "pacman -S libelf"),
        ("zypper", "zypper install libelf-devel"),
        ("", None),
    ],
)
def test_what_is_missing_is_installed_as_the_distribution_does(installer, command):
    wanted = need("elf", apt="libelf-dev", dnf="elfutils", pacman="libelf", zypper="libelf-devel")
    done = told([wanted], {"elf": GONE}, Distribution(name="Some", installer=installer))
    assert not done.ready()
    assert done.commands == ({"mandatory": command} if command else {})
    assert done.works[0].items[0].command == (command or "")


def test_one_command_installs_all_and_each_package_once():
    needs = [need("ld", apt="binutils"), need("as", apt="binutils"), need("bc", apt="bc"), need("perl", apt="perl")]
    done = told(needs, {"ld": GONE, "as": GONE, "bc": GONE, "perl": HERE})
    assert done.commands == {"mandatory": "apt install bc binutils"}


def test_a_level_installs_what_the_one_above_does_not():
    works = [
        Work(name="a", title="a", level="mandatory", needs=(need("gcc", apt="gcc"),)),
        Work(name="b", title="b", level="encouraged", needs=(need("gcc", apt="gcc"), need("qemu", apt="qemu"))),
    ]
    done = diagnose(works, {Program(name="gcc"): GONE, Program(name="qemu"): GONE}, DEBIAN)
    assert done.commands == {"mandatory": "apt install gcc", "encouraged": "apt install qemu"}


def test_readiness_is_that_of_a_level():
    works = [
        Work(name="a", title="a", level="mandatory", needs=(need("gcc"),)),
        Work(name="b", title="b", level="strongly encouraged", needs=(need("sparse"),)),
    ]
    done = diagnose(works, {Program(name="gcc"): HERE, Program(name="sparse"): GONE}, DEBIAN)
    assert done.ready()
    assert not done.ready("strongly encouraged")
    assert not done.ready("encouraged")


def test_what_only_a_part_of_the_work_needs_stops_nothing():
    done = told([need("openssl", firm=False, apt="libssl-dev")], {"openssl": GONE})
    assert done.ready()
    assert done.commands == {"mandatory": "apt install libssl-dev"}


@pytest.mark.parametrize(
    ("said", "there"), [("2.37.9", False), ("2.38", True), ("2.38.1", True), ("10.0", True), ("", True)]
)
def test_what_is_too_old_is_missing(said, there):
    probe = Program(name="git", least=(2, 38))
    work = Work(name="w", title="w", level="mandatory", needs=(need("git", least=(2, 38), apt="git"),))
    item = diagnose([work], {probe: Found(there=True, what=said)}, DEBIAN).works[0].items[0]
    assert item.there is there
    assert item.why == ("" if there else "2.37.9 is too old, 2.38 is needed")


def test_a_way_that_the_probe_knows_comes_before_a_package():
    wanted = Need(title="sandbox", why="x", probe=Shuts(), packages={"apt": "bubblewrap"})
    work = Work(name="w", title="w", level="mandatory", needs=(wanted,))
    found = Found(there=False, why="denied", command="sysctl user.max_user_namespaces=10000")
    done = diagnose([work], {Shuts(): found}, DEBIAN)
    assert done.works[0].items[0].command == "sysctl user.max_user_namespaces=10000"
    assert done.commands == {}


@pytest.mark.parametrize(
    ("text", "name", "installer"),
    [
        ('PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n', "Debian GNU/Linux 12 (bookworm)", "apt"),
        ('ID=linuxmint\nID_LIKE="ubuntu debian"\nPRETTY_NAME="Linux Mint 22"\n', "Linux Mint 22", "apt"),
        ("ID=fedora\nPRETTY_NAME='Fedora Linux 41'\n", "Fedora Linux 41", "dnf"),
        ('ID="centos"\nID_LIKE="rhel fedora"\n', "", "dnf"),
        ("ID=arch\n", "", "pacman"),
        ('ID="opensuse-tumbleweed"\nID_LIKE="opensuse suse"\n', "", "zypper"),
        ("ID=nixos\nPRETTY_NAME=NixOS\n", "NixOS", ""),
        ("", "", ""),
        ('ID="debian\nID=$(reboot)\nPRETTY_NAME="a"b"\n', "", ""),
    ],
)
def test_a_distribution_is_known_by_its_release_file(text, name, installer):
    assert read_distribution(text) == Distribution(name=name, installer=installer)


@given(st.text())
def test_no_release_file_and_no_version_crashes(text):
    read_distribution(text)
    assert version(text).replace(".", "").isdecimal() or version(text) == ""


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("git version 2.39.5", "2.39.5"),
        ("gcc (Debian 12.2.0-14+deb12u1) 12.2.0\nCopyright", "12.2.0"),
        ("GNU ld (GNU Binutils for Debian) 2.40", "2.40"),
        ("\nThis is perl 5, version 36, subversion 0 (v5.36.0) built for x86_64", "5.36.0"),
        ("v0.6.4-66-g0196afe16a50", "0.6.4"),
        ("a program that says nothing", ""),
    ],
)
def test_the_version_is_what_a_program_says_first(said, number):
    assert version(said) == number


@pytest.mark.parametrize(
    ("settings", "command"),
    [
        (
            {"kernel.apparmor_restrict_unprivileged_userns": "1"},
            "sysctl kernel.apparmor_restrict_unprivileged_userns=0",
        ),
        ({"kernel.unprivileged_userns_clone": "0"}, "sysctl kernel.unprivileged_userns_clone=1"),
        ({"user.max_user_namespaces": "0"}, "sysctl user.max_user_namespaces=10000"),
        ({"user.max_user_namespaces": "96000", "kernel.apparmor_restrict_unprivileged_userns": ""}, ""),
    ],
)
def test_a_setting_that_forbids_namespaces_is_named_with_its_remedy(settings, command):
    assert way_to_namespaces(settings) == command
