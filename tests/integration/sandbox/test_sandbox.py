# SPDX-License-Identifier: GPL-2.0-or-later
"""One contract for the sandbox and for what stands in for it: only what is kept from a command differs."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kx86.adapters.sandbox.bubblewrap import BubblewrapSandbox
from kx86.adapters.sandbox.in_the_open import OpenSandbox
from kx86.errors import EnvironmentProblem
from kx86.ports.sandbox import Bind, Command, Ended, Limits, NoSandbox, Sandbox
from needs import needs

MIB = 1 << 20
SRC = Path(__file__).resolve().parents[3] / "src"
SMALL = {"seconds": 20.0, "memory": 256 * MIB, "disk": 4096 * MIB, "tasks": 40}


def alive(mark: str) -> list[int]:
    """Find processes that have this word in their command line."""
    found = []
    for name in filter(str.isdecimal, os.listdir("/proc")):
        try:
            words = Path(f"/proc/{name}/cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if mark.encode() in words:
            found.append(int(name))
    return found


def wait_until(come: Callable[[], object], seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not come():
        assert time.monotonic() < end
        time.sleep(0.02)


class SandboxContract:
    """What holds wherever a command is run."""

    kind: type[Sandbox]

    @pytest.fixture
    def folders(self, tmp_path):
        source, output = tmp_path / "source", tmp_path / "output"
        source.mkdir()
        output.mkdir()
        (source / "Makefile").write_text("all: built\n", encoding="utf-8")
        return source, output

    @pytest.fixture
    def run(self, folders):
        def run(script: str, hear=lambda _: None, stopped=lambda: False, **given) -> Ended:
            source, output = folders
            command = Command(
                argv=("sh", "-c", script),
                folder=given.pop("folder", "/src"),
                binds=(Bind(source=str(source), target="/src"), Bind(source=str(output), target="/out", write=True)),
                environment=given.pop("environment", {}),
                limits=Limits(**{**SMALL, **given}),
            )
            return self.kind().run(command, hear, stopped)

        return run

    def test_it_can_be_had(self):
        assert self.kind().probe() == ""

    def test_a_command_sees_what_is_bound_and_writes_where_it_may(self, run, folders):
        ended = run("cat Makefile; cat /src/Makefile > /out/copy; echo $OUT; ls $OUT", environment={"OUT": "/out"})
        assert (ended.status, ended.why, ended.cut) == (0, "exit", 0)
        assert ended.output == b"all: built\n/out\ncopy\n"
        assert (folders[1] / "copy").read_text(encoding="utf-8") == "all: built\n"

    def test_paths_of_messages_are_those_inside(self, run):
        assert run("cat /src/none").output == b"cat: /src/none: No such file or directory\n"

    def test_standard_output_and_error_come_in_order(self, run):
        assert run("echo one; echo two >&2; echo three").output == b"one\ntwo\nthree\n"

    def test_lines_are_heard_as_they_come(self, run):
        heard: list[tuple[bytes, float]] = []
        run(
            "echo first; sleep 0.3; printf 'se'; printf 'cond\\r\\nlast'", lambda x: heard.append((x, time.monotonic()))
        )
        assert [line for line, _ in heard] == [b"first", b"second", b"last"]
        assert heard[1][1] - heard[0][1] > 0.2

    @pytest.mark.parametrize(
        ("script", "status", "why"),
        [("exit 3", 3, "exit"), ("no-such-program", 127, "exit"), ("kill -SEGV $$", None, "signal")],
    )
    def test_how_it_ended_is_told(self, run, script, status, why):
        ended = run(script)
        assert (ended.status, ended.why) == (status, why)

    def test_standard_input_is_empty(self, run):
        assert run("cat; echo end").output == b"end\n"

    def test_nothing_of_the_environment_is_passed_on(self, run, monkeypatch):
        monkeypatch.setenv("SECRET", "of the user")
        monkeypatch.setenv("LD_PRELOAD", "")
        ended = run("env", environment={"ARCH": "x86_64"})
        names = {line.partition(b"=")[0] for line in ended.output.splitlines()}
        assert names <= {b"ARCH", b"HOME", b"PATH", b"PWD", b"TMPDIR", b"OLDPWD", b"SHLVL", b"_"}

    def test_the_language_is_the_one_that_is_asked_for(self, run):
        assert run("echo $LC_CTYPE", environment={"LC_CTYPE": "C"}).output == b"C\n"

    def test_temporary_files_are_its_own_and_go_afterwards(self, run):
        ended = run("ls -A /tmp; echo x > /tmp/left; echo y > $TMPDIR/behind; ls /tmp")
        assert ended.output == b"behind\nleft\n"
        assert run("ls -A /tmp").output == b""

    @needs("perl")
    def test_processor_time_of_all_processes_counts(self, run):
        busy = 'perl -e "1 while (times)[0] < 0.15"'
        ended = run(f"({busy}) & ({busy}) & wait; sh -c '({busy}); :'")
        assert ended.status == 0, ended.output
        assert 0.45 <= ended.cpu < 1.2

    def test_a_loop_without_end_is_ended(self, run):
        ended = run("echo begun; while :; do :; done", seconds=0.5)
        assert (ended.status, ended.why, ended.output) == (None, "time", b"begun\n")
        assert 0.5 <= ended.seconds < 5
        assert ended.cpu > 0.01

    def test_too_many_processes_are_ended(self, run):
        ended = run("bomb() { sleep 0.1; bomb & bomb & wait; }; bomb")
        assert (ended.status, ended.why) == (None, "tasks")
        assert alive("bomb() { sleep 0.1; bomb & bomb & wait; }; bomb") == []

    def test_memory_without_end_is_ended(self, run):
        ended = run("tail /dev/zero")
        assert (ended.status, ended.why) == (None, "memory")

    def test_a_file_without_end_is_ended(self, run, folders):
        ended = run("cat /dev/zero > /out/endless", disk=32 * MIB)
        assert (ended.status, ended.why) == (None, "disk")
        assert (folders[1] / "endless").stat().st_size <= 32 * MIB

    def test_files_without_end_are_ended(self, run):
        ended = run("i=0; while :; do i=$((i+1)); head -c 1000000 /dev/zero > /out/$i; done", disk=8 * MIB)
        assert (ended.status, ended.why) == (None, "disk")

    def test_deleted_files_count_as_long_as_they_are_open(self, run):
        script = "for i in 3 4 5 6 7 8 9; do eval exec $i'>/out/gone'; rm /out/gone; head -c 30M /dev/zero >&$i; done; sleep 9"
        ended = run(script, disk=32 * MIB)
        assert (ended.status, ended.why) == (None, "disk")

    def test_what_others_write_is_not_laid_to_its_charge(self, run, tmp_path):
        def hear(line: bytes) -> None:
            (tmp_path / "of others").write_bytes(bytes(150 * MIB))

        ended = run("echo begun; sleep 0.5", hear, disk=256 * MIB)
        assert (ended.status, ended.why) == (0, "exit")

    def test_output_without_end_is_cut(self, run):
        heard: list[int] = []
        ended = run("echo begin; cat /dev/zero", lambda line: heard.append(len(line)), seconds=0.8)
        assert ended.why == "time"
        assert ended.output.startswith(b"begin\n\0")
        assert len(ended.output) <= 2 * MIB
        assert ended.cut > 0
        assert max(heard) <= 16 << 10

    def test_what_stays_in_the_background_is_ended(self, run):
        ended = run("sleep 4321.5 & (setsid sh -c 'sleep 4321.5; :' >/dev/null 2>&1 </dev/null &) ; echo done")
        assert (ended.status, ended.output) == (0, b"done\n")
        assert ended.seconds < 10
        assert alive("4321.5") == []

    def test_closing_its_output_is_no_end(self, run, folders):
        ended = run("exec >/dev/null 2>&1; sleep 0.3; echo x > /out/late")
        assert ended.status == 0
        assert (folders[1] / "late").exists()

    def test_what_hears_may_fail(self, run):
        def hear(line: bytes) -> None:
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            run("echo line; sleep 4321.6", hear)
        assert alive("4321.6") == []

    def test_somebody_else_may_end_it(self, run):
        heard: list[bytes] = []
        ended = run("echo begun; sleep 4321.9", heard.append, stopped=lambda: bool(heard))
        assert (ended.status, ended.why) == (None, "stopped")
        assert ended.seconds < 5
        assert alive("4321.9") == []

    def test_ctrl_c_ends_all(self, run, folders):
        def hear(line: bytes) -> None:
            os.kill(os.getpid(), signal.SIGINT)

        with pytest.raises(KeyboardInterrupt):
            run("(setsid sleep 4321.7 &); echo line; sleep 4321.7", hear)
        assert alive("4321.7") == []

    @pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM], ids=["KILL", "TERM"])
    def test_a_killed_kx86_leaves_nothing_behind(self, folders, how):
        mark = f"4321.8{int(how)}{self.kind.__name__ == 'OpenSandbox':d}"
        code = (
            "import sys\n"
            f"from {self.kind.__module__} import {self.kind.__name__} as kind\n"
            "from kx86.ports.sandbox import *\n"
            "binds = (Bind(source=sys.argv[1], target='/out', write=True),)\n"
            "kind().run(Command(argv=('sh', '-c', sys.argv[2]), binds=binds))\n"
        )
        script = f"(setsid sleep {mark} &); touch /out/begun; sleep {mark}; touch /out/never"
        argv = [sys.executable, "-c", code, str(folders[1]), script]
        process = subprocess.Popen(argv, env={"PYTHONPATH": str(SRC), "PATH": os.environ["PATH"]})
        wait_until((folders[1] / "begun").exists)
        wait_until(lambda: len(alive(mark)) > 1)
        process.send_signal(how)
        process.wait(20)
        wait_until(lambda: not alive(mark))
        assert not (folders[1] / "never").exists()


class TestOpen(SandboxContract):
    """In the open."""

    kind = OpenSandbox

    def test_it_does_not_say_that_it_shuts_in(self):
        assert OpenSandbox().shut is False

    def test_a_folder_that_is_not_there_is_told(self, run):
        with pytest.raises(NoSandbox, match="No such file"):
            run("true", folder="/nowhere/at/all")


@needs("sandbox")
class TestBubblewrap(SandboxContract):
    """Shut in: what a command must not see, reach or change."""

    kind = BubblewrapSandbox

    def test_it_says_that_it_shuts_in(self):
        assert BubblewrapSandbox().shut is True

    def test_the_source_cannot_be_written(self, run, folders):
        ended = run("echo x >> /src/Makefile; rm -f /src/Makefile; touch /src/new; chmod 777 /src")
        assert ended.status != 0
        assert ended.output.count(b"Read-only file system") == 4
        assert (folders[0] / "Makefile").read_text(encoding="utf-8") == "all: built\n"

    def test_nothing_outside_can_be_written(self, run):
        ended = run(
            "for x in / /usr /usr/bin /dev /proc /proc/sys/kernel /home /etc; do (echo x > $x/kx86-was-here); done"
        )
        assert b"kx86-was-here" in ended.output
        assert not any(os.path.exists(f"{x}/kx86-was-here") for x in ("", "/usr", "/usr/bin", "/dev", "/etc", "/home"))
        assert ended.output.count(b"cannot create") == 8

    def test_homes_and_settings_are_not_seen(self, run, tmp_path):
        ended = run(f"ls / /etc; ls /root /home /var /sys /run {tmp_path} 2>&1 | grep -v 'No such file'")
        assert set(ended.output.split()) <= set(
            b"/: /etc: bin dev etc lib lib32 lib64 libx32 out proc sbin src tmp usr alternatives ld.so.cache".split()
        )

    def test_there_is_no_network(self, run):
        code = "import socket; print(socket.if_nameindex()); socket.create_connection(('192.0.2.1', 80), 5)"
        ended = run(f'cat /proc/net/dev | tail -n +3 | cut -d: -f1; python3 -c "{code}"')
        assert ended.output.split()[:1] == [b"lo"]
        assert b"Network is unreachable" in ended.output

    def test_it_has_another_uid_and_no_rights(self, run):
        ended = run("id -u; id -g; grep Cap /proc/self/status; unshare -U true || echo none")
        words = ended.output.split()
        assert words[:2] == [b"65534", b"65534"]
        assert {words[words.index(one) + 1].strip(b"0") for one in (b"CapPrm:", b"CapEff:", b"CapAmb:")} == {b""}

    def test_processes_outside_are_not_seen(self, run):
        assert int(run("ls /proc | grep -c '^[0-9]'").output) < 10

    def test_a_target_that_cannot_be_bound_is_told_in_the_words_of_bubblewrap(self, tmp_path):
        command = Command(argv=("true",), binds=(Bind(source=str(tmp_path / "none"), target="/src"),))
        with pytest.raises(NoSandbox, match=r"bubblewrap does not start: .*none.*No such file or directory"):
            BubblewrapSandbox().run(command)

    def test_what_a_command_says_is_never_taken_for_a_reason(self, run):
        ended = run("echo 'bwrap: No permissions'; exit 1")
        assert (ended.status, ended.why) == (1, "exit")

    def test_a_machine_without_bubblewrap_says_so(self, monkeypatch, tmp_path):
        monkeypatch.setenv("PATH", str(tmp_path))
        assert BubblewrapSandbox().probe() == "bubblewrap is not installed"
        with pytest.raises(EnvironmentProblem) as caught:
            BubblewrapSandbox().run(Command(argv=("true",)))
        assert "kx86 doctor" in (caught.value.hint or "")

    def test_the_reason_of_the_kernel_is_told(self, monkeypatch, tmp_path):
        fake = tmp_path / "bwrap"
        fake.write_text(
            "#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n", encoding="utf-8"
        )
        fake.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
        assert BubblewrapSandbox().probe() == "bubblewrap does not start: setting up uid map: Permission denied"
