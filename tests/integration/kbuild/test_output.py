# SPDX-License-Identifier: GPL-2.0-or-later
"""A folder of output and what is known of it: through builds, kills and whatever a build leaves there."""

import os
import time
from pathlib import Path

import pytest

from kx86.adapters.kbuild.output import Output
from kx86.testing.messages import Log, Message

SVM, X86 = "arch/x86/kvm/svm/svm.o", "arch/x86/kvm/x86.o"
LONG_AGO = 1_000_000_000


def message(text: str, object: str = X86, file: str = "arch/x86/kvm/x86.c") -> Message:
    return Message(file=file, line=1, kind="warning", text=text, object=object)


def log(*made: str, **told: str) -> Log:
    """What make said: what it made, and a message for an object by the name of its source."""
    messages = {}
    for source, text in told.items():
        name = {"x86": X86, "svm": SVM}.get(source, source)
        messages[name] = (message(text, name),)
    return Log(made=made, messages=messages)


def compiled(output: Output, *names: str, when: int | None = None) -> None:
    for name in names:
        place = output.path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(b"object")
        if when is not None:
            os.utime(place, (when, when))


def opened(folder: Path, like: Output | None = None) -> Output:
    output = Output(folder)
    output.open(like)
    return output


@pytest.fixture
def output(tmp_path: Path) -> Output:
    return opened(tmp_path / "out" / "64-bit")


def make(output: Output, said: Log) -> list[str]:
    output.begin()
    compiled(output, *said.made)
    return sorted(one.text for one in output.end(said))


def test_what_is_not_compiled_again_keeps_its_messages(output: Output) -> None:
    assert make(output, log(X86, SVM, x86="odd", svm="even")) == ["even", "odd"]
    assert make(output, log()) == ["even", "odd"]
    assert make(output, log(SVM)) == ["odd"]
    again = opened(output.path)
    assert make(again, log(X86, x86="other")) == ["other"]
    assert make(again, log(X86)) == []


def test_messages_of_an_object_that_is_gone_are_forgotten(output: Output) -> None:
    make(output, log(X86, SVM, x86="odd", svm="even"))
    (output.path / X86).unlink()
    assert make(output, log()) == ["even"]


def test_what_belongs_to_no_object_is_told_and_not_remembered(output: Output) -> None:
    loose = Log(messages={"": (message("modpost: odd", ""),)})
    assert make(output, loose) == ["modpost: odd"]
    assert make(output, log()) == []


def test_messages_of_an_object_that_did_not_come_about_are_told_and_not_remembered(output: Output) -> None:
    output.begin()
    assert [one.text for one in output.end(log(X86, x86="broken"))] == ["broken"]
    assert make(output, log()) == []


def test_what_was_attributed_to_an_archive_goes_when_that_is_made_again(output: Output) -> None:
    archive = "virt/built-in.a"
    compiled(output, archive)
    assert make(output, Log(made=(archive,), messages={archive: (message("odd", archive),)})) == ["odd"]
    assert make(output, Log(made=(archive,))) == []


def test_objtool_speaks_again_of_an_object_that_was_compiled_before(output: Output) -> None:
    def spoken(*texts: str) -> Log:
        return Log(messages={X86: tuple(message(text, file=X86) for text in texts)})

    compiled(output, X86)
    assert make(output, spoken("objtool: a", "objtool: b")) == ["objtool: a", "objtool: b"]
    assert make(output, spoken("objtool: a")) == ["objtool: a"]


def test_a_make_that_was_killed_loses_what_nobody_heard_of(output: Output) -> None:
    make(output, log(X86, SVM, svm="even"))
    compiled(output, "scripts/basic/fixdep")
    for name in (X86, SVM, "scripts/basic/fixdep"):
        os.utime(output.path / name, (LONG_AGO, LONG_AGO))
    output.begin()
    half = ("vmlinux.a", "kvm.ko", "include/config/auto.conf", "tools/objtool/objtool")
    compiled(output, X86, *half)
    again = opened(output.path)
    assert not any((again.path / name).exists() for name in half)
    assert not (again.path / X86).exists()
    assert (again.path / SVM).exists() and (again.path / "scripts/basic/fixdep").exists()
    assert make(again, log()) == ["even"]
    assert opened(output.path).known.under_way is None


def test_what_was_heard_of_a_make_that_a_limit_ended_is_told_once(output: Output) -> None:
    output.begin()
    compiled(output, X86, SVM)
    assert [one.text for one in output.cut_off(log(X86, x86="odd"))] == ["odd"]
    assert not (output.path / X86).exists() and not (output.path / SVM).exists()
    assert output.known.under_way is None and make(output, log()) == []


@pytest.mark.parametrize("note", [b"", b"{", b"null", b'{"messages": 3}', b"\xff\xfe", b'{"under_way": "x"}'])
def test_without_a_note_that_can_be_read_nothing_is_known_of_any_object(output: Output, note: bytes) -> None:
    make(output, log(X86, x86="odd"))
    os.utime(output.path / X86, (LONG_AGO, LONG_AGO))
    output.path.with_name("64-bit.json").write_bytes(note)
    again = opened(output.path)
    assert not (again.path / X86).exists()
    assert make(again, log(X86, x86="odd")) == ["odd"]


def test_a_note_that_is_gone_is_one_that_cannot_be_read(output: Output) -> None:
    make(output, log(X86, x86="odd"))
    output.path.with_name("64-bit.json").unlink()
    assert make(opened(output.path), log(X86, x86="odd")) == ["odd"]
    output.path.with_name("64-bit.json").unlink()
    assert not (opened(output.path).path / X86).exists()


def test_links_that_a_build_lays_lead_nowhere(output: Output, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "x86.o").write_bytes(b"secret")
    (secret / "new.o").write_bytes(b"secret")
    output.begin()
    (output.path / "arch/x86").mkdir(parents=True)
    (output.path / "arch/x86/kvm").symlink_to(secret)
    (output.path / "file.o").symlink_to(secret / "x86.o")
    (output.path / "gone.o").symlink_to(tmp_path / "nowhere")
    assert output.read(X86) is None and output.read("file.o") is None
    assert output.objects(tmp_path, ["arch/x86/kvm/", "."]) == []
    again = opened(output.path)
    assert {one.name for one in secret.iterdir()} == {"x86.o", "new.o"}
    assert not (again.path / "file.o").is_symlink()
    assert make(again, log()) == []


@pytest.mark.parametrize("path", ["/etc/passwd", "../64-bit.json", "a/../../64-bit.json", "\0", "", "arch"])
def test_only_files_of_the_folder_are_read(output: Output, path: str) -> None:
    (output.path / "arch").mkdir()
    assert output.read(path) is None


def test_a_pipe_that_a_build_leaves_is_not_waited_for(output: Output) -> None:
    output.begin()
    os.mkfifo(output.path / "pipe.o")
    assert output.read("pipe.o") is None
    again = opened(output.path)
    assert not (again.path / "pipe.o").exists()


def test_objects_are_named_when_they_are_not_older_than_their_source(output: Output, tmp_path: Path) -> None:
    source = tmp_path / "source"
    for name in ("arch/x86/kvm/x86.c", "arch/x86/kvm/svm/svm.c", "arch/x86/kvm/vmx/vmenter.S"):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text("")
    compiled(output, X86, "arch/x86/kvm/vmx/vmenter.o", "arch/x86/kvm/kvm.o")
    compiled(output, SVM, when=LONG_AGO)
    assert output.objects(source, ["arch/x86/kvm/"]) == ["arch/x86/kvm/vmx/vmenter.o", X86]
    assert output.objects(source, ["arch/x86/kvm/", "nowhere/", "/etc/", "../"]) == ["arch/x86/kvm/vmx/vmenter.o", X86]


def test_another_domain_begins_with_a_copy_of_one_s_own(output: Output, tmp_path: Path) -> None:
    make(output, log(X86, x86="odd"))
    (output.path / "link").symlink_to("/etc")
    before = (output.path / X86).stat().st_mtime_ns
    copy = opened(tmp_path / "by-0" / "64-bit", Output(output.path))
    assert (copy.path / X86).stat().st_mtime_ns == before
    assert os.readlink(copy.path / "link") == "/etc"
    assert make(copy, log()) == ["odd"]
    make(copy, log(X86, x86="evil"))
    assert make(output, log()) == ["odd"]


def test_what_a_killed_make_left_is_copied_by_nobody(output: Output, tmp_path: Path) -> None:
    output.begin()
    compiled(output, X86)
    assert list(opened(tmp_path / "by-0" / "64-bit", Output(output.path)).path.iterdir()) == []


def test_a_copy_that_was_killed_half_way_is_begun_again(output: Output, tmp_path: Path) -> None:
    make(output, log(X86))
    half = tmp_path / "by-0" / "64-bit.copying"
    half.mkdir(parents=True)
    (half / "half").write_text("")
    copy = opened(tmp_path / "by-0" / "64-bit", Output(output.path))
    assert (copy.path / X86).exists() and not (copy.path / "half").exists()


def test_what_was_made_from_a_source_that_is_gone_goes_with_it(output: Output, tmp_path: Path) -> None:
    source = tmp_path / "source"
    test = "selftests/kvm/smm_test"
    sources = [
        "arch/x86/kvm/x86.c",
        "virt/kvm/kvm_main.c",
        "arch/x86/lib/put.S",
        "tools/testing/selftests/kvm/smm_test.c",
    ]
    for name in sources:
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text("")
    made = (
        X86,
        "arch/x86/kvm/../../../virt/kvm/kvm_main.o",
        "arch/x86/lib/put.o",
        "arch/x86/kvm/kvm.o",
        test,
        f"{test}.o",
        "../evil.o",
    )
    output.begin(source)
    (output.path / "arch/x86/kvm").mkdir(parents=True)
    compiled(output, *made[:-1])
    (source / "arch/x86/kvm/cpuid.c").write_text("")
    compiled(output, "arch/x86/kvm/.x86.o.cmd", "arch/x86/kvm/cpuid.o", "arch/x86/kvm/built-in.a")
    output.end(Log(made=made), source)
    for name in sources:
        (source / name).unlink()
    (tmp_path / "out" / "evil.o").write_text("")
    again = opened(output.path)
    again.begin(source)
    left = sorted(str(place.relative_to(output.path)) for place in output.path.rglob("*") if place.is_file())
    assert left == ["arch/x86/kvm/cpuid.o"] and (tmp_path / "out" / "evil.o").exists()
    again.end(Log(), source)
    assert opened(output.path).known.sources == set()


def test_many_files_are_forgotten_in_time_that_grows_with_them(output: Output) -> None:
    output.begin()
    compiled(output, *(f"many/{number}.o" for number in range(3000)))
    began = time.process_time()
    again = opened(output.path)
    assert time.process_time() - began < 2
    assert list((again.path / "many").iterdir()) == []
