# SPDX-License-Identifier: GPL-2.0-or-later
"""The bootstrap and the installer of Debian packages, with stand-ins for python3, apt and the user's id."""

import os
import resource
import shutil
import subprocess
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parents[2] / "tools"

# Does what the bootstrap asks of Python, and writes down what it was asked to install.
PYTHON = """\
#!/bin/bash
case "$*" in
"--version") echo "Python 3.11.2" ;;
"-c "*) exit "${FAKE_TOO_OLD:-0}" ;;
"-m venv "*)
    [ ! -e "$FAKE/no-venv" ] || exit 1
    mkdir -p "${@: -1}/bin" && cp "$0" "${@: -1}/bin/python" ;;
"-m pip --version") [ ! -e "$FAKE/broken-pip" ] ;;
"-m pip install"*)
    [ ! -e "$FAKE/offline" ] || exit 1
    echo "$*" >>"$FAKE/installed" ;;
esac
"""
APT = """\
#!/bin/bash
echo "apt-get $*" >>"$FAKE/apt"
case "$*" in
*--assume-no*)
    [ -e "$FAKE/lists" ] || exit 100
    echo "The following NEW packages will be installed:"
    echo "  python3-venv python3.11-venv"
    echo "0 upgraded, 2 newly installed, 0 to remove and 0 not upgraded."
    echo "Need to get 7,096 B of archives."
    echo "After this operation, 28.7 kB of additional disk space will be used."
    exit 1 ;;
*update*) touch "$FAKE/lists" ;;
*install*) rm -f "$FAKE/no-venv" ;;
esac
"""
DPKG = """\
#!/bin/bash
[ -e "$FAKE/has-${@: -1}" ] && echo -n "ii "
"""


class Machine:
    """A machine made of stand-ins."""

    def __init__(self, folder: Path) -> None:
        self.state = folder / "state"
        self.bin = folder / "bin"
        self.project = folder / "project"
        for path in (self.state, self.bin, self.project / "tools"):
            path.mkdir(parents=True)
        for name, text in (("python3", PYTHON), ("apt-get", APT), ("dpkg-query", DPKG)):
            self.program(name, text)
        self.user(0)
        for script in TOOLS.glob("*.sh"):
            shutil.copy2(script, self.project / "tools")
        for name in ("requirements.lock", "pyproject.toml"):
            (self.project / name).write_text(f"{name} 1\n", encoding="utf-8")

    def program(self, name: str, text: str) -> None:
        path = self.bin / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)

    def user(self, number: int) -> None:
        self.program("id", f"#!/bin/bash\necho {number}\n")

    def has(self, name: str) -> bool:
        return (self.state / name).exists()

    def set(self, name: str, on: bool = True) -> None:
        (self.state / name).touch() if on else (self.state / name).unlink()

    def log(self, name: str) -> list[str]:
        path = self.state / name
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []

    def run(self, *argv: str, **environment: str) -> subprocess.CompletedProcess[str]:
        kept = {name: os.environ[name] for name in ("HOME", "LC_ALL")}
        kept |= {"PATH": f"{self.bin}:/usr/bin:/bin", "FAKE": str(self.state)}
        return subprocess.run(
            argv, cwd=self.project, env=kept | environment, capture_output=True, text=True, check=False
        )


def processor_time():
    """Seconds that the programs run so far took, however busy the machine is with others."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def test_the_first_run_installs_by_hash_and_the_second_does_nothing(machine):
    first = machine.run("tools/bootstrap.sh")
    assert first.returncode == 0, first.stderr
    lock, own = machine.log("installed")
    assert "--require-hashes -r requirements.lock" in lock
    assert "--no-deps --no-build-isolation --no-index --editable ." in own

    before = processor_time()
    second = machine.run("tools/bootstrap.sh")
    assert processor_time() - before < 1
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    assert len(machine.log("installed")) == 2


def test_another_lock_file_is_installed(machine):
    machine.run("tools/bootstrap.sh")
    (machine.project / "requirements.lock").write_text("another\n", encoding="utf-8")
    assert machine.run("tools/bootstrap.sh").returncode == 0
    assert len(machine.log("installed")) == 4


def test_an_interrupted_run_is_started_again(machine):
    machine.set("offline")
    failed = machine.run("tools/bootstrap.sh")
    assert failed.returncode == 3
    assert "make bootstrap" in failed.stderr.splitlines()[-1]
    machine.set("offline", on=False)
    assert machine.run("tools/bootstrap.sh").returncode == 0
    assert len(machine.log("installed")) == 2


def test_half_an_environment_is_made_anew(machine):
    (machine.project / ".venv" / "bin").mkdir(parents=True)
    assert machine.run("tools/bootstrap.sh").returncode == 0
    assert len(machine.log("installed")) == 2


def test_root_gets_python3_venv_after_one_line_with_names_and_size(machine):
    machine.set("no-venv")
    done = machine.run("tools/bootstrap.sh")
    assert done.returncode == 0, done.stderr
    assert (
        "kx86: installing Debian packages: python3-venv python3.11-venv (download 7,096 B, 28.7 kB on disk)"
        in done.stdout.splitlines()
    )
    assert [line for line in machine.log("apt") if " -y " in line]


@pytest.mark.parametrize(
    ("user", "environment"), [(1000, {}), (0, {"KX86_NO_APT": "1"})], ids=["no root", "KX86_NO_APT"]
)
def test_others_are_told_what_to_install(machine, user, environment):
    machine.user(user)
    machine.set("no-venv")
    done = machine.run("tools/bootstrap.sh", **environment)
    assert done.returncode == 3
    assert done.stderr.splitlines() == [
        "kx86: python3 cannot make a virtual environment; as root: apt install python3-venv"
    ]
    assert machine.log("apt") == []
    assert not (machine.project / ".venv").exists()


def test_an_old_python_is_refused(machine):
    done = machine.run("tools/bootstrap.sh", FAKE_TOO_OLD="1")
    assert done.returncode == 3
    assert "3.11 or newer" in done.stderr


def test_packages_that_are_there_are_not_spoken_of(machine):
    machine.set("has-qemu")
    done = machine.run("tools/debian-packages.sh", "qemu", KX86_NO_APT="1")
    assert (done.returncode, done.stdout, done.stderr, machine.log("apt")) == (0, "", "", [])


@pytest.mark.parametrize(
    ("user", "environment"), [(1000, {}), (0, {"KX86_NO_APT": "1"})], ids=["no root", "KX86_NO_APT"]
)
def test_missing_packages_are_named_in_one_line(machine, user, environment):
    machine.user(user)
    machine.set("has-qemu")
    done = machine.run("tools/debian-packages.sh", "qemu", "xz-utils", "flex", **environment)
    assert done.returncode == 3
    (line,) = done.stderr.splitlines()
    assert line.endswith("apt install xz-utils flex")
    assert machine.log("apt") == []


def test_no_name_is_wrong_use(machine):
    assert machine.run("tools/debian-packages.sh").returncode == 2
