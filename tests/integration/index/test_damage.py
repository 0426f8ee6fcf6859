# SPDX-License-Identifier: GPL-2.0-or-later
"""A damaged index is never a bug: whoever reads it is told, and whoever writes it next makes it anew."""

import os
import random
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from shutil import copyfile, rmtree
from types import SimpleNamespace

import pytest

from integration.archive.inbox import make_inbox
from integration.index.lists import content, ids, reader, some_mails, sync
from kx86.adapters.index.open import open_reader, open_writer
from kx86.adapters.index.reader import Reader
from kx86.adapters.index.schema import trouble
from kx86.errors import EnvironmentProblem
from kx86.mail.query import parse_query
from kx86.ports.mail_index import Damaged

PAGE = 4096
NAME = "m4@list.example"
READS: dict[str, Callable[[Reader], object]] = {
    "count": Reader.count,
    "count_series": Reader.count_series,
    "entries": lambda index: index.entries([NAME]),
    "places": lambda index: index.places([NAME]),
    "all_places": lambda index: list(index.all_places()),
    "thread": lambda index: index.thread(NAME),
    "search": lambda index: index.search(parse_query("subject:change"), 10),
    "chains": Reader.chains,
    "chain_of": lambda index: index.chain_of(NAME),
    "posted": lambda index: index.posted("1a2b3c4d5e"),
    "answers": lambda index: index.answers([NAME]),
    "pulls": lambda index: list(index.pulls()),
    "speaking": lambda index: list(index.speaking()),
}


@pytest.fixture
def box(tmp_path: Path) -> Path:
    return make_inbox(tmp_path / "box.git", some_mails(40))


@pytest.fixture
def index(tmp_path: Path, box: Path) -> Path:
    sync(tmp_path / "index", box)
    return tmp_path / "index"


def damage(index: Path, first: int, data: bytes) -> None:
    """Write over pages behind the header, as a disk that goes bad does."""
    with sqlite3.connect(index / "index.db") as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    with open(index / "index.db", "r+b") as file:
        file.seek(first)
        file.write(data)


def damage_all(index: Path) -> None:
    size = (index / "index.db").stat().st_size
    damage(index, PAGE, random.Random(1).randbytes(max(size, 64 * PAGE) - PAGE))


def sync_twice_at_most(index: Path, box: Path) -> None:
    """What the command line does: the first run removes what it finds damaged."""
    try:
        sync(index, box)
    except Damaged:
        sync(index, box)


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_a_reader_of_a_damaged_index_is_told_what_to_type(index: Path, read: Callable[[Reader], object]) -> None:
    damage_all(index)
    with pytest.raises(Damaged, match=r"index\.db: damaged index \(") as told:
        read(reader(index))
    assert told.value.status == 3
    assert told.value.hint == "kx86 sync makes it anew"


def test_a_row_that_is_no_entry_is_damage(index: Path) -> None:
    with sqlite3.connect(index / "index.db") as database:
        database.execute("UPDATE mail SET entry = x'c1'")
        database.execute("UPDATE series SET chain = x'c1'")
    database.close()
    for read in (READS["thread"], READS["chains"]):
        opened = Reader(sqlite3.connect(index / "index.db"), str(index / "index.db"))
        with pytest.raises(Damaged, match="a row that cannot be read"):
            read(opened)


def test_a_writer_that_meets_damage_leaves_nothing_of_it(index: Path, box: Path) -> None:
    damage_all(index)
    with pytest.raises(Damaged):
        sync(index, box)
    assert [path.name for path in index.iterdir()] == ["lock"]
    sync(index, box)
    assert len(ids(index)) == 40


def test_damage_that_only_a_reader_meets_is_mended_by_the_next_writer(index: Path, box: Path, tmp_path: Path) -> None:
    with sqlite3.connect(index / "index.db") as database:
        database.execute("UPDATE mail SET entry = x'c1'")
    database.close()
    assert sync(index, box).mails == {"a": 0}
    with pytest.raises(Damaged):
        reader(index).thread(NAME)
    assert open_reader(str(index)) is None
    assert sync(index, box).mails == {"a": 40}
    sync(tmp_path / "fresh", box)
    assert content(index) == content(tmp_path / "fresh")
    assert reader(index).thread(NAME)


def test_rows_that_cannot_be_linked_are_damage(index: Path, box: Path) -> None:
    with sqlite3.connect(index / "index.db") as database:
        database.execute("UPDATE mail SET entry = x'c1'")
        database.execute("DELETE FROM fact")
    database.close()
    sync_twice_at_most(index, box)
    assert reader(index).thread(NAME)


def some_damage(count: int, chance: random.Random, size: int) -> Iterator[tuple[int, bytes]]:
    for _ in range(count):
        first = chance.randrange(100, size)
        yield first, chance.randbytes(chance.choice([1, 30, 1000, 20_000]))


def check_damage(index: Path, box: Path, spots: Sequence[tuple[int, bytes]]) -> None:
    """Whatever is damaged, nothing but a problem of the environment is ever raised, and one mended run later all is well."""
    for number, (first, data) in enumerate(spots):
        # A folder of its own for each: SQLite does not bear that files go while a reader that was not closed has them open.
        damaged = index.with_name(f"damaged-{number}")
        damaged.mkdir()
        copyfile(index / "index.db", damaged / "index.db")
        damage(damaged, first, data)
        for read in READS.values():
            opened = open_reader(str(damaged))
            if opened is not None:
                with suppress(Damaged):
                    read(opened)
        sync_twice_at_most(damaged, box)
        rmtree(damaged)


def test_some_damage_is_never_a_bug(index: Path, box: Path) -> None:
    chance = random.Random(11)
    check_damage(index, box, list(some_damage(12, chance, (index / "index.db").stat().st_size)))


@pytest.mark.deep
def test_much_damage_is_never_a_bug(index: Path, box: Path, seed: int) -> None:
    chance = random.Random(seed)
    check_damage(index, box, list(some_damage(300, chance, (index / "index.db").stat().st_size)))


def test_a_syntax_error_is_no_damage(index: Path) -> None:
    error = sqlite3.OperationalError('fts5: syntax error near "("')
    assert not isinstance(trouble(str(index / "index.db"), error), Damaged)


@pytest.mark.parametrize(("left", "said"), [(0, "the disk is full"), (1 << 20, "disk I/O error")])
def test_an_index_that_cannot_be_opened_for_another_reason_stays(
    index: Path, monkeypatch: pytest.MonkeyPatch, left: int, said: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR_SHMSIZE
        raise error

    monkeypatch.setattr(sqlite3, "connect", fail)
    monkeypatch.setattr(os, "statvfs", lambda _: SimpleNamespace(f_bavail=left, f_frsize=4096, f_files=0))
    with pytest.raises(EnvironmentProblem, match=said), open_writer(str(index), "a test"):
        pass
    assert (index / "index.db").exists()
