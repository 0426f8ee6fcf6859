# SPDX-License-Identifier: GPL-2.0-or-later
"""Mails are read the same by one process and by two, and a child that is lost costs nothing but time."""

import os
import signal

import pytest

from integration.index.lists import mail
from kx86.adapters.reading import Reading
from kx86.ports.mail_source import Batch, RawMail
from unit.letters.making import PROFILE


def batch(mails: list[RawMail]) -> Batch:
    return Batch(part="", mails=mails, state="")


def read(reading: Reading, *sizes: int) -> list[list[object]]:
    """Read batches of these sizes."""
    found = list(reading.read_each(batch(MAILS[:size]) for size in sizes))
    assert [len(one.mails) for one, _ in found] == list(sizes)
    return [list(entries) for _, entries in found]


MAILS = [RawMail(str(number), 1_704_200_000 + number, mail(number)) for number in range(301)]


def children() -> int:
    """Count the child processes that have not ended."""
    with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as file:
        return len(file.read().split())


def test_two_processes_read_what_one_reads() -> None:
    with Reading(PROFILE, processes=1) as one, Reading(PROFILE, processes=2) as two:
        assert read(two, 301, 250, 10, 0, 222) == read(one, 301, 250, 10, 0, 222)


def test_the_child_ends_with_the_run() -> None:
    before = children()
    with Reading(PROFILE, processes=2) as reading:
        read(reading, 301)
        assert children() == before + 1
    assert children() == before


def test_few_mails_need_no_child() -> None:
    before = children()
    with Reading(PROFILE, processes=2) as reading:
        read(reading, 20, 30)
        assert children() == before


@pytest.mark.parametrize("when", ["before", "between"])
def test_a_child_that_is_killed_is_done_without(when: str) -> None:
    with Reading(PROFILE, processes=1) as one:
        wanted = read(one, 301, 250)
    with Reading(PROFILE, processes=2) as reading:
        if when == "between":
            read(reading, 301)
        else:
            reading._start()
        os.kill(reading._child, signal.SIGKILL)
        assert read(reading, 301, 250) == wanted


def test_the_child_holds_no_file_of_its_parent(tmp_path) -> None:
    with open(tmp_path / "lock", "w", encoding="ascii") as held, Reading(PROFILE, processes=2) as reading:
        read(reading, 301)
        links = [os.readlink(f"/proc/{reading._child}/fd/{name}") for name in os.listdir(f"/proc/{reading._child}/fd")]
        assert not any(held.name in link for link in links)
