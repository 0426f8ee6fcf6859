# SPDX-License-Identifier: GPL-2.0-or-later
"""The file of the journal: its modes, its triggers, its lock, and what is said when it cannot be used."""

import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from kx86.adapters.store import sqlite
from kx86.adapters.store.sqlite import SqliteJournal
from kx86.errors import EnvironmentProblem, UserError
from kx86.journal.kinds import LINK
from kx86.ports.journal import JournalBusy

SOURCE = Path(__file__).resolve().parents[3] / "src"
BODY = {"earlier": "v1@kernel.example", "reason": ""}


@pytest.fixture
def journal(tmp_path: Path) -> SqliteJournal:
    return open_at(tmp_path / "state")


def open_at(folder: Path) -> SqliteJournal:
    return SqliteJournal(str(folder / "state.db"), lambda: "Ann Author <ann@kernel.example>", patience=0)


def add(journal: SqliteJournal, number: int = 1) -> None:
    with journal.write("kx86 series link") as draft:
        for _ in range(number):
            draft.add(LINK, "x", BODY)


def sql(journal: SqliteJournal, *statements: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(journal.path, isolation_level=None)) as base:
        return [row for statement in statements for row in base.execute(statement)]


def test_only_the_owner_reads_folder_and_files(journal):
    before = os.umask(0o022)
    try:
        add(journal)
    finally:
        os.umask(before)
    path = Path(journal.path)
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()} == {
        "state.db": 0o600,
        "state.db.lock": 0o600,
    }


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE event SET actor = 'Eve'", "never changed"),
        ("DELETE FROM event", "never deleted"),
        ("REPLACE INTO event SELECT id, time, 'Eve', command, kind, schema, subject, body, undoes FROM event", "replaced"),
        ("INSERT INTO event SELECT 'id', 'soon', actor, command, kind, schema, subject, body, undoes FROM event", "cannot store"),
    ],
)  # fmt: skip
def test_the_file_itself_refuses_to_forget(journal, statement, says):
    add(journal)
    before = journal.events()
    with pytest.raises(sqlite3.IntegrityError, match=says):
        sql(journal, statement)
    assert journal.events() == before


def test_the_version_stands_in_the_file(journal):
    add(journal)
    assert sql(journal, "PRAGMA user_version") == [(1,)]


def test_a_file_of_a_newer_kx86_is_left_alone(journal):
    add(journal)
    sql(journal, "PRAGMA user_version = 2")
    before = Path(journal.path).read_bytes()
    for use in (journal.events, lambda: add(journal)):
        with pytest.raises(EnvironmentProblem, match="written by a newer kx86") as caught:
            use()
        assert "kx86 --version" in (caught.value.hint or "")
    assert Path(journal.path).read_bytes() == before


def test_a_data_base_of_another_program_is_left_alone(journal):
    os.makedirs(os.path.dirname(journal.path))
    sql(journal, "CREATE TABLE other (x)")
    for use in (journal.events, lambda: add(journal)):
        with pytest.raises(EnvironmentProblem, match="not a journal of kx86"):
            use()


@pytest.mark.parametrize("at", [0, 100, 4096, 8192])
def test_a_damaged_file_is_named_with_the_way_out(journal, at):
    add(journal, 200)
    path = Path(journal.path)
    data = bytearray(path.read_bytes())
    data[at : at + 60] = b"\xff" * 60
    path.write_bytes(data)
    with pytest.raises(EnvironmentProblem) as caught:
        journal.events()
    assert journal.path in caught.value.message
    assert "kx86 state fetch" in (caught.value.hint or "")


def test_a_file_that_is_no_data_base_says_how_to_go_on(journal):
    os.makedirs(os.path.dirname(journal.path))
    Path(journal.path).write_bytes(b"not a data base\n" * 100)
    for use in (journal.events, lambda: add(journal)):
        with pytest.raises(EnvironmentProblem, match="the journal is damaged") as caught:
            use()
        assert "kx86 state fetch" in (caught.value.hint or "")


def test_a_row_that_is_no_event_is_damage_and_named(journal):
    add(journal)
    sql(journal, "INSERT INTO event VALUES ('1', 0, 'a', 'c', 'k', 1, 's', '{}', NULL)")
    with pytest.raises(EnvironmentProblem, match="event 1: the id is none"):
        journal.events()


def test_an_empty_file_is_a_journal_without_events(journal):
    os.makedirs(os.path.dirname(journal.path))
    Path(journal.path).touch()
    assert journal.events() == ()
    add(journal)
    assert len(journal.events()) == 1


def test_a_full_disk_leaves_what_was_there(journal):
    add(journal)
    before = journal.events()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (24_000, hard))
        with pytest.raises(EnvironmentProblem) as caught:
            add(journal, 2000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, old)
    assert journal.path in caught.value.message
    assert "df -h" in (caught.value.hint or "")
    assert journal.events() == before
    add(journal)
    assert len(journal.events()) == len(before) + 1


def test_sqlite_says_that_the_disk_is_full(journal, monkeypatch):
    add(journal)
    real = journal._open

    def small():
        base = real()
        base.execute("PRAGMA max_page_count = 8")
        return base

    monkeypatch.setattr(journal, "_open", small)
    with pytest.raises(EnvironmentProblem, match="the disk is full, nothing was written"):
        add(journal, 2000)
    assert len(journal.events()) == 1


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    journal = open_at(tmp_path / "file" / "state")
    assert journal.events() == ()
    with pytest.raises(EnvironmentProblem, match=r"state\.db: Not a directory") as caught:
        add(journal)
    assert "ls -ld" in (caught.value.hint or "")


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_read_only_folder_is_named_and_can_be_read(journal):
    add(journal)
    folder = Path(journal.path).parent
    for file in folder.iterdir():
        file.chmod(0o400)
    folder.chmod(0o500)
    try:
        assert len(journal.events()) == 1
        with pytest.raises(EnvironmentProblem, match="Permission denied"):
            add(journal)
    finally:
        folder.chmod(0o700)


def test_reading_creates_nothing(tmp_path):
    assert open_at(tmp_path / "state").events() == ()
    assert list(tmp_path.iterdir()) == []


def test_reading_leaves_the_file_as_it_is(journal):
    add(journal)
    path = Path(journal.path)
    before = (path.read_bytes(), sorted(path.parent.iterdir()))
    journal.events()
    assert (path.read_bytes(), sorted(path.parent.iterdir())) == before


def test_a_refused_command_leaves_no_file_of_events(journal):
    with pytest.raises(UserError), journal.write("kx86 undo"):
        raise UserError("nothing to undo")
    assert not Path(journal.path).exists()


HOLDER = """
import sys
from kx86.adapters.store.sqlite import SqliteJournal
journal = SqliteJournal(sys.argv[1], lambda: "Bob <bob@kernel.example>")
with journal.write("kx86 sync"):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(journal):
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    argv = [sys.executable, "-c", HOLDER, journal.path]
    pipe = subprocess.PIPE
    with subprocess.Popen(argv, stdin=pipe, stdout=pipe, text=True, env=environment) as process:
        assert process.stdout is not None and process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_the_holder_is_named_by_pid_command_and_time(journal, holder):
    with pytest.raises(JournalBusy) as caught:
        add(journal)
    said = caught.value.holder
    assert said.startswith(f"pid {holder.pid} (kx86 sync) since ") and said[-3] == ":"
    note = Path(f"{journal.path}.lock")
    note.write_text(json.dumps({**json.loads(note.read_text()), "host": "elsewhere", "since": 0}))
    with pytest.raises(JournalBusy, match=r"\(kx86 sync\) on elsewhere since 1970-01-01 00:00"):
        add(journal)
    for odd in ("", "{", "[]", '{"pid": "x"}', "\0" * 9):
        note.write_text(odd)
        with pytest.raises(JournalBusy, match="held by another process"):
            add(journal)


def test_a_lock_left_by_a_dead_process_is_no_obstacle(journal, holder):
    holder.kill()
    holder.wait()
    assert Path(f"{journal.path}.lock").read_text() != ""
    add(journal)
    assert len(journal.events()) == 1


def test_a_lock_that_is_soon_given_back_is_waited_for(journal, holder):
    holder.stdin.close()
    patient = SqliteJournal(journal.path, lambda: "Ann <ann@kernel.example>", patience=20)
    add(patient)
    assert len(journal.events()) == 1


def test_the_number_of_columns_is_that_of_the_table(journal):
    add(journal)
    named = [row[1] for row in sql(journal, "PRAGMA table_info(event)")]
    assert ", ".join(map(str, named)) == sqlite._COLUMNS
