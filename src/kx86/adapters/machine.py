# SPDX-License-Identifier: GPL-2.0-or-later
"""The machine at hand: programs are asked for their versions, headers are compiled against, devices are opened."""

import fcntl
import os
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from io import FileIO
from shutil import which
from tempfile import TemporaryDirectory

from kx86.ports.sandbox import Sandbox
from kx86.testing.diagnosis import Distribution, Found, read_distribution, version, way_to_namespaces
from kx86.testing.needs import Compiles, Folder, Probe, Program, Shuts, Virtualizes

_RELEASES = ("/etc/os-release", "/usr/lib/os-release")
_SETTINGS = (
    "kernel.apparmor_restrict_unprivileged_userns",
    "kernel.unprivileged_userns_clone",
    "user.max_user_namespaces",
)
_KVM = "/dev/kvm"
_GET_API_VERSION, _CREATE_VM = 0xAE00, 0xAE01
_API = 12
_SECONDS = 5.0
_AT_ONCE = 8
_ENOUGH = 64 << 10


class LocalMachine:
    """What is here; `sandbox` is the one that would be used."""

    def __init__(self, sandbox: Sandbox, kvm: str = _KVM, settings: str = "/proc/sys") -> None:
        self._sandbox = sandbox
        self._kvm = kvm
        self._settings = settings

    def distribution(self) -> Distribution:
        """Return what os-release says."""
        for path in _RELEASES:
            try:
                with open(path, encoding="utf-8", errors="replace") as file:
                    return read_distribution(file.read(_ENOUGH))
            except OSError:
                continue
        return Distribution()

    def probe(self, probes: Iterable[Probe]) -> Mapping[Probe, Found]:
        """Try everything out, some at a time: most wait for a program."""
        asked = tuple(probes)
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            return dict(zip(asked, pool.map(self._try, asked), strict=True))

    def _try(self, probe: Probe) -> Found:
        attempt: Callable[[], Found]
        match probe:
            case Program():
                attempt = partial(_program, probe)
            case Compiles():
                attempt = partial(_compile, probe)
            case Folder():
                attempt = partial(_folder, probe)
            case Shuts():
                attempt = self._shut
            case Virtualizes():
                attempt = partial(_virtualize, self._kvm)
        return attempt()

    def _shut(self) -> Found:
        why = self._sandbox.probe()
        if not why:
            return Found(there=True, what=f"bubblewrap {version(_run(['bwrap', '--version'])[1])}")
        if which("bwrap") is None:
            return Found(there=False, why=why)
        # The package is there: to install it again helps nobody.
        command = way_to_namespaces({name: _read(self._settings, name) for name in _SETTINGS})
        return Found(there=False, why=why, command=command or "bwrap --unshare-all --ro-bind / / true")


def _program(probe: Program) -> Found:
    path = which(probe.name)
    if path is None:
        return Found(there=False, why="not installed")
    if probe.static and not _is_static(path):
        return Found(there=False, why=f"{path} needs libraries")
    status, said = _run([path, *probe.asked])
    if status is None:
        return Found(there=False, why=f"{path} does not run: {said}")
    return Found(there=True, what=version(said))


def _is_static(path: str) -> bool:
    """Does a program name no loader of libraries?  An ELF file names it in its first page."""
    try:
        with open(path, "rb") as file:
            start = file.read(4096)
    except OSError:
        return False
    return start.startswith(b"\x7fELF") and b"/ld-linux" not in start and b"/ld-musl" not in start


def _compile(probe: Compiles) -> Found:
    if which("gcc") is None:
        return Found(there=False, why="gcc is not installed")
    with TemporaryDirectory(prefix="kx86-", ignore_cleanup_errors=True) as folder:
        # Libraries follow what needs them.
        argv = ["gcc", "-x", "c", "-o", os.path.join(folder, "out"), "-", *probe.options]
        status, said = _run(argv, probe.text.encode())
    if status == 0:
        return Found(there=True)
    errors = [line for line in said.splitlines() if "error" in line or "cannot find" in line]
    return Found(there=False, why=_short(next(iter(errors), said)) or "gcc fails")


def _folder(probe: Folder) -> Found:
    if not probe.path:
        return Found(there=False, why="git config kx86.kut is not set")
    path = os.path.expanduser(probe.path)
    if not os.path.exists(os.path.join(path, probe.file)):
        return Found(there=False, why=f"kx86.kut: no {probe.file} in {probe.path}")
    return Found(there=True, what=probe.path)


def _virtualize(path: str) -> Found:
    """Open the KVM device and make a VM.  Whether a guest runs there is not seen by that."""
    try:
        with closing(FileIO(os.open(path, os.O_RDWR | os.O_CLOEXEC), "r+")) as device:
            api = fcntl.ioctl(device, _GET_API_VERSION, 0)
            if api != _API:
                return Found(there=False, why=f"{path} has API {api}, not {_API}")
            os.close(fcntl.ioctl(device, _CREATE_VM, 0))
    except OSError as error:
        return Found(there=False, why=f"{path}: {error.strerror}", command=_way_to_kvm(error))
    return Found(there=True, what=f"{path} makes a VM; nothing was run in it")


def _way_to_kvm(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "usermod -aG kvm USER"
    return "modprobe -a kvm_intel kvm_amd" if isinstance(error, FileNotFoundError) else ""


def _read(folder: str, name: str) -> str:
    """Return a setting of the kernel, empty when this one has none of that name."""
    try:
        with open(os.path.join(folder, *name.split(".")), encoding="ascii", errors="replace") as file:
            return file.read(100).strip()
    except OSError:
        return ""


def _run(argv: Sequence[str], text: bytes = b"") -> tuple[int | None, str]:
    """Run a program; return its exit status, None when it does not run, and what it says, or why."""
    environment = {**os.environ, "LC_ALL": "C"}
    try:
        done = subprocess.run(
            argv,
            input=text,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None, f"it says nothing for {_SECONDS:.0f} s"
    except OSError as error:
        return None, error.strerror or str(error)
    return done.returncode, done.stdout[:_ENOUGH].decode("utf-8", "replace")


def _short(text: str) -> str:
    """Return the first line without the name of what was compiled."""
    line = text.strip().partition("\n")[0]
    return line.rpartition("error: ")[2][:200]
