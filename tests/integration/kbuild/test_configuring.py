# SPDX-License-Identifier: GPL-2.0-or-later
"""Configure a folder of output: only when it must be, without a trace when nothing changes, whatever Kconfig leaves."""

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kx86.adapters.kbuild.configuring import Configuring, symbols_of
from kx86.adapters.kbuild.output import Output
from kx86.ports.builder import Configured
from kx86.ports.sandbox import Ended
from kx86.testing.configuration import Configuration
from needs import needs

pytestmark = needs("kernel")
ASKED = Configuration(name="64-bit", symbols=(("KVM", "m"), ("KVM_XEN", "n")), wanted=(("KVM_SMM", "y"),))
KCONFIG = {
    "one": "arch/x86/kvm/x86.c",
    "two": "arch/x86/kvm/Kconfig",
    "three": "scripts/cc-version.sh",
    "page": "Documentation/Kconfig",
}


class Folder:
    """A folder of output, in which Kconfig is played by a function that gets the folder."""

    def __init__(self, path: Path) -> None:
        self.output = Output(path)
        self.output.open()
        self.runs = 0

    def configure(
        self,
        tree: str = "base",
        configuration: Configuration = ASKED,
        left: Callable[[Path], None] = lambda _: None,
        status: int = 0,
        said: bytes = b"",
    ) -> Configured:
        def start(words: Sequence[str]) -> Ended:
            self.runs += 1
            assert words[-1] == "olddefconfig"
            left(self.output.path / "kx86.config")
            return Ended(status=status, why="exit", seconds=0.0, cpu=0.0, output=said)

        def changed(one: str, other: str) -> list[str]:
            return [KCONFIG.get(one, ""), KCONFIG.get(other, "")]

        self.output.begin()
        done = Configuring(tree, self.output, configuration, changed).run(start)
        self.output.end()
        return done

    @property
    def config(self) -> Path:
        return self.output.path / ".config"


def dropping(*names: str) -> Callable[[Path], None]:
    """A Kconfig that knows these symbols not."""

    def left(place: Path) -> None:
        lines = place.read_text().splitlines(keepends=True)
        place.write_text("".join(line for line in lines if not any(f"CONFIG_{name}=" in line for name in names)))

    return left


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "out" / "64-bit")


def test_what_is_asked_for_is_completed_and_put_in_force(folder: Folder) -> None:
    done = folder.configure()
    assert (done.lost, done.gone, done.messages) == ((), (), ())
    assert folder.config.read_text() == "CONFIG_KVM=m\nCONFIG_KVM_SMM=y\n# CONFIG_KVM_XEN is not set\n"


def test_kconfig_runs_again_only_when_it_could_say_something_else(folder: Folder) -> None:
    for tree, runs in (
        ("base", 1),
        ("base", 1),
        ("one", 1),
        ("two", 2),
        ("two", 2),
        ("base", 3),
        ("three", 4),
        ("base", 5),
        ("page", 6),
    ):
        folder.configure(tree)
        assert folder.runs == runs, tree
    folder.configure("page", replace(ASKED, symbols=(("KVM", "y"),)))
    assert folder.runs == 7
    folder.config.unlink()
    folder.configure("page", replace(ASKED, symbols=(("KVM", "y"),)))
    assert folder.runs == 8


def test_the_configuration_in_force_is_replaced_only_when_it_differs(folder: Folder) -> None:
    folder.configure()
    os.utime(folder.config, (1, 1))
    folder.configure("two")
    assert folder.runs == 2 and folder.config.stat().st_mtime == 1
    folder.configure("three", left=dropping("KVM_SMM"))
    assert folder.config.stat().st_mtime > 1


def test_lost_and_gone_symbols_are_told_every_time(folder: Folder) -> None:
    for _ in range(2):
        done = folder.configure("two", left=dropping("KVM", "KVM_SMM"))
        assert [(one.symbol, one.asked, one.got) for one in done.lost] == [("KVM", "m", "n")]
        assert [(one.symbol, one.asked, one.got) for one in done.gone] == [("KVM_SMM", "y", "n")]


def test_a_commit_that_loses_a_symbol_does_not_lose_it_for_the_next(folder: Folder) -> None:
    assert folder.configure().lost == ()
    assert folder.configure("two", left=dropping("KVM")).lost
    assert folder.configure().lost == ()


def test_a_run_that_was_killed_between_two_steps_is_configured_again(folder: Folder) -> None:
    folder.configure()
    folder.output.begin()
    folder.config.write_text("# of another tree\n")
    again = Folder(folder.output.path)
    assert again.configure().lost == () and again.runs == 1


def test_a_kconfig_that_cannot_be_read_leaves_what_is_in_force(folder: Folder) -> None:
    folder.configure()
    before = folder.config.read_text()
    done = folder.configure(
        "two", status=2, said=b'arch/x86/kvm/Kconfig:48: unknown statement "frob"\nmake: *** [x] Error 1\n'
    )
    assert done.ended.status == 2
    assert [(one.file, one.line, one.text) for one in done.messages] == [
        ("arch/x86/kvm/Kconfig", 48, 'unknown statement "frob"')
    ]
    assert folder.config.read_text() == before
    folder.configure()
    assert folder.runs == 2


def test_only_kernels_are_configured(folder: Folder) -> None:
    assert folder.configure(configuration=Configuration(name="selftests", kind="selftests")).ended.status == 0
    assert folder.runs == 0 and not folder.config.exists()


def _link(place: Path) -> None:
    place.unlink()
    place.symlink_to("/etc/passwd")


def _pipe(place: Path) -> None:
    place.unlink()
    os.mkfifo(place)


def _folder(place: Path) -> None:
    place.unlink()
    (place / "below").mkdir(parents=True)


@pytest.mark.parametrize(
    "left", [_link, _pipe, _folder, Path.unlink, lambda place: place.write_bytes(b"\xff\0" * 1000)]
)
@pytest.mark.parametrize("warm", [True, False])
def test_whatever_a_hostile_kconfig_leaves_is_no_configuration(
    folder: Folder, left: Callable[[Path], None], warm: bool
) -> None:
    if warm:
        folder.configure()
    assert [one.symbol for one in folder.configure("two", left=left).lost] == ["KVM"]
    left(folder.output.path / "kx86.config") if (folder.output.path / "kx86.config").is_file() else None
    assert folder.configure().lost == ()
    for kind in (_link, _pipe, _folder):
        kind(folder.config)
        assert folder.configure("three").lost == ()
        _folder(folder.config)
        assert folder.configure("base").lost == ()


def test_symbols_are_read_as_kconfig_writes_them() -> None:
    text = 'CONFIG_A=y\n# CONFIG_B is not set\nCONFIG_C="x y"\nCONFIG_D=0x10\nnothing=y\nCONFIG_E\n'
    assert symbols_of(text) == {"A": "y", "C": "x y", "D": "0x10"}


@given(st.text())
def test_no_text_is_too_odd(text: str) -> None:
    assert all("\n" not in name for name in symbols_of(text))
