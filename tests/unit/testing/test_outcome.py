# SPDX-License-Identifier: GPL-2.0-or-later
"""What the outcome of a build says about a patch."""

from typing import Any

import pytest

from kx86.testing.configuration import Configuration, Judged
from kx86.testing.messages import Message
from kx86.testing.outcome import Outcome, State, Verdict, judge, unbuilt

ODD = Message(file="a.c", line=1, kind="warning", text="odd")
BAD = Message(file="a.c", line=2, kind="error", text="bad")
BUILT, WITH = Outcome(state="built"), Outcome(state="built", messages=(ODD,))
FAILED = Outcome(state="failed", messages=(BAD, ODD))


def configuration(judged: Judged = "clean") -> Configuration:
    return Configuration(name="64-bit", judged=judged)


@pytest.mark.parametrize(("outcome", "base", "judged", "verdict"), [
    (BUILT, None, "clean", "clean"),
    (WITH, None, "clean", "warned"),
    (WITH, BUILT, "clean", "warned"),
    (WITH, WITH, "clean", "clean"),
    (WITH, BUILT, "new", "told"),
    (WITH, WITH, "new", "clean"),
    (FAILED, BUILT, "clean", "broken"),
    (FAILED, BUILT, "new", "broken"),
    (FAILED, FAILED, "clean", "broken"),
    (Outcome(state="lost"), BUILT, "new", "broken"),
    (Outcome(state="stopped", messages=(BAD,)), BUILT, "clean", "stopped"),
])  # fmt: skip
def test_the_verdict(outcome: Outcome, base: Outcome | None, judged: Judged, verdict: Verdict) -> None:
    assert judge(outcome, base, configuration(judged)).verdict == verdict


@pytest.mark.parametrize(("state", "fails"), [("built", False), ("failed", True), ("lost", True), ("stopped", False)])
def test_a_base_that_does_not_build_is_no_excuse_but_told(state: State, fails: bool) -> None:
    judgement = judge(FAILED, Outcome(state=state, messages=(BAD,)), configuration())
    assert (judgement.verdict, judgement.base_fails) == ("broken", fails)
    assert (judgement.new, judgement.old) == ((ODD,), (BAD,))


def test_symbols_that_the_base_has_not_either_are_not_gone() -> None:
    def gone(base: Outcome | None) -> tuple[str, ...]:
        return judge(Outcome(state="built", gone=("KVM_SMM=y", "SGX=y")), base, configuration()).gone

    assert gone(Outcome(state="built", gone=("SGX=y",))) == ("KVM_SMM=y",)
    assert gone(None) == ()


@pytest.mark.parametrize(("outcomes", "found"), [
    ([{"objects": ("a/x.o",)}], ("a/y.S",)),
    ([{"objects": ("a/x.o",)}, {"objects": ("a/y.o",)}], ()),
    ([{"objects": ()}], ("a/x.c", "a/y.S")),
    ([{"state": "failed"}], ()),
    ([{"state": "failed", "objects": ("a/y.o",)}, {"objects": ("a/x.o",)}], ("a/y.S",)),
    ([], ()),
])  # fmt: skip
def test_a_source_is_unbuilt_when_no_good_build_has_its_object(
    outcomes: list[dict[str, Any]], found: tuple[str, ...]
) -> None:
    made = [Outcome(**{"state": "built", **one}) for one in outcomes]
    assert unbuilt(["a/x.c", "a/y.S"], made) == found
