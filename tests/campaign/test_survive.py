# SPDX-License-Identifier: GPL-2.0-or-later
"""No mail crashes kx86, and whatever is said about a mutilated mail is about a place that exists."""

import time

import pytest

from campaign import mutations, printing, sanity, way
from kx86.handbook.rule import EDITIONS

GOOD = mutations.good_mails()
FEW = 400
BATCHES = 8
# Seconds for a batch of a campaign: it has as many mutants as fit.
LONG = 55.0


def judge(data: bytes) -> list[str]:
    """Go the whole way and print what is found in every form; return what is wrong with it."""
    wrong = []
    for number, (series, remarks) in enumerate(way.walk(data)):
        wrong += sanity.faults(series, remarks)
        view = printing.report(series, remarks, EDITIONS[number % 2])
        for text in (form(view) for form in printing.FORMS.values()):
            if b"\x1b" in text.replace(b"\x1b[", b"[") or b"\0" in text:
                wrong.append(f"prints a control character: {text[:200]!r}")
    return wrong


def survive(seed: int) -> None:
    """Make a mutant and judge it; the seed is told with whatever goes wrong."""
    data = mutations.mutant(seed, list(GOOD.values()))
    try:
        wrong = judge(data)
    except Exception as error:
        error.add_note(f"mutant {seed}: {data[:3000]!r}")
        raise
    assert wrong == [], f"mutant {seed}: {data[:3000]!r}"


@pytest.mark.parametrize("name", GOOD)
def test_a_numbered_mail_survives(name: str) -> None:
    assert judge(GOOD[name]) == []


def test_the_numbered_mails_survive_in_one_mailbox() -> None:
    separator = b"From dana@kernel.example Thu Jan  1 10:00:00 2026\n"
    assert judge(b"".join(separator + mail + b"\n\n" for mail in GOOD.values())) == []


@pytest.mark.parametrize("batch", range(BATCHES))
def test_mutants_survive(batch: int) -> None:
    for seed in range(batch * FEW // BATCHES, (batch + 1) * FEW // BATCHES):
        survive(seed)


@pytest.mark.parametrize(
    "data", [b"", b"\n", b"\0", b"\xff" * 9, b"Subject: [PATCH] \n\n", b"[PATCH]", b"From a 10:10\nA:\n\n"]
)
def test_what_is_hardly_a_mail_survives(data: bytes) -> None:
    assert judge(data) == []


@pytest.mark.deep
@pytest.mark.parametrize("batch", range(BATCHES))
def test_many_mutants_survive(batch: int, seed: int) -> None:
    start = seed + batch * 10_000_000
    end = time.monotonic() + LONG
    count = 0
    while time.monotonic() < end:
        survive(start + count)
        count += 1
    print(f"mutants {start} to {start + count - 1} survived")
