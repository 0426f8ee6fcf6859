# SPDX-License-Identifier: GPL-2.0-or-later
"""What git log prints raw is read commit by commit."""

from hypothesis import given
from hypothesis import strategies as st

from kx86.adapters.git.blob_history import read_steps
from kx86.trees.walked import Step

A, B = "a" * 40, "b" * 40
NAMES = st.text(st.characters(exclude_characters="\0\x01", exclude_categories=["Cs"]), min_size=1, max_size=12)
IDS = st.text("0123456789abcdef", min_size=40, max_size=40)
CHANGES = st.lists(st.tuples(NAMES, st.none() | IDS), max_size=4).map(tuple)
SUBJECTS = st.text(st.characters(exclude_characters="\0\x01\n", exclude_categories=["Cs"]), max_size=20)
STEPS = st.builds(Step, IDS, st.lists(IDS, max_size=3).map(tuple), st.integers(0, 1 << 40), SUBJECTS, CHANGES)


def printed(steps: list[Step]) -> bytes:
    """Write commits as `git log -z --raw` does."""
    out = ""
    for step in steps:
        out += f"\x01{step.sha}\0{' '.join(step.parents)}\0{step.date}\0{step.subject}\0"
        rows = []
        for path, blob in step.changes:
            rows.append(f":100644 {'100644' if blob else '000000'} {A} {blob or '0' * 40} M\0{path}\0")
        out += ("\n" if rows else "") + "".join(rows)
    return out.encode()


def test_a_commit_without_a_change_is_a_step_as_well() -> None:
    steps = [Step(A, (), 1, "first", ()), Step(B, (A,), 2, ": odd: subject", (("a\nb", None), ("c", B)))]
    assert list(read_steps(printed(steps))) == steps


@given(st.lists(STEPS, max_size=5))
def test_what_is_printed_is_read_back(steps: list[Step]) -> None:
    assert list(read_steps(printed(steps))) == steps


@given(st.binary(max_size=300))
def test_anything_is_read_without_a_crash(data: bytes) -> None:
    assert all(isinstance(step, Step) for step in read_steps(data))
    assert all(isinstance(step, Step) for step in read_steps(b"\x01a\0b\0c\0d\0" + data))
