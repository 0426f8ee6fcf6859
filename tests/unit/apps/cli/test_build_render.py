# SPDX-License-Identifier: GPL-2.0-or-later
"""What kx86 build prints of a series, on terminals of any width and of whatever a build says."""

from dataclasses import replace
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from kx86.apps.cli.build_render import head_lines, planned_lines, rest_lines, row_lines
from kx86.apps.cli.build_view import (
    BuildView,
    CellView,
    ConfigurationView,
    LackingView,
    MessageView,
    PlannedView,
    StepView,
)  # fmt: skip
from kx86.apps.cli.render import Style

TITLES = {"64-bit": "64-bit", "lockdep": "PROVE_LOCKING", "no-smm": "without KVM_SMM", "w1": "W=1"}
UNUSED = MessageView(
    file="arch/x86/kvm/x86.c",
    line=16,
    kind="error",
    text="'f' defined but not used",
    context=("   16 | int f;",),
    known=False,
)


def cell(name: str, verdict: str = "clean", *messages: MessageView, **more: Any) -> CellView:
    given = {"known": False, "seconds": 1.25, "cpu": 6.0, "why": None, "base_fails": False, "gone": (), "tail": ()}
    return CellView(configuration=name, verdict=verdict, messages=messages, **{**given, **more})


def step(n: int, *builds: CellView, unbuilt: tuple[str, ...] = ()) -> StepView:
    return StepView(
        n=n,
        commit="c" * 40,
        subject=f"KVM: x86: Do number {n} of all that is to do",
        builds=builds,
        unbuilt=unbuilt,
    )


def view(*patches: StepView, **more: Any) -> BuildView:
    given = {
        "title": "base..HEAD", "base": "b" * 40, "base_name": "v6.12", "count": len(patches), "domain": "own", "refused": False,
        "configurations": tuple(ConfigurationView(name=name, title=title, targets=()) for name, title in TITLES.items()),
        "not_built": (), "lacking": (),
    }  # fmt: skip
    return BuildView(patches=patches, **{**given, **more})


def printed(view: BuildView, width: int = 120, *, verbose: bool = False) -> str:
    style = Style(width=width, verbose=verbose)
    rows = [line for one in view.patches for line in row_lines(one, view, style)]
    return "\n".join([*head_lines(view, style), *rows, *rest_lines(view, style)]) + "\n"


SERIES = view(
    step(1, cell("64-bit", known=True), cell("lockdep"), cell("w1", "told", replace(UNUSED, kind="warning"), UNUSED)),
    step(2, cell("64-bit", "broken", UNUSED), cell("lockdep", "broken", UNUSED), cell("no-smm", "stopped", why="time")),
    step(
        3,
        cell("64-bit", "warned", replace(UNUSED, kind="warning"), replace(UNUSED, known=True)),
        unbuilt=("arch/x86/kvm/lost.c",),
    ),
    step(
        4,
        cell("64-bit", "broken", why="CONFIG_KVM is n, not m"),
        cell("lockdep", "broken", tail=("last words",), base_fails=True),
    ),
    step(5, cell("64-bit", gone=("KVM_SMM=y",)), cell("lockdep"), cell("no-smm"), cell("w1")),
    count=7,
    not_built=(6, 7),
    lacking=(LackingView(configuration="sparse", why="sparse: not installed", hint="kx86 doctor"),),
)


@pytest.mark.parametrize("width", [120, 72])
def test_a_series_of_all_that_may_go_wrong(width: int, snapshot: SnapshotAssertion) -> None:
    text = printed(SERIES, width)
    assert text == snapshot
    assert all(len(line) <= width for line in text.split("\n") if "KVM: x86: Do number" in line)


def test_nothing_to_build_is_no_table() -> None:
    assert "nothing to build" in printed(view(configurations=()))
    lacking = view(configurations=(), lacking=SERIES.lacking)
    assert "nothing to build" not in printed(lacking) and "not built: sparse: not installed (kx86 doctor)" in printed(
        lacking
    )


@pytest.mark.parametrize("width", [120, 40])
def test_what_would_be_built(width: int, snapshot: SnapshotAssertion) -> None:
    planned = (
        PlannedView(n=1, commit="c" * 40, subject="KVM: x86: Do", build=("w1",), known=("64-bit", "lockdep")),
        PlannedView(n=2, commit="c" * 40, subject="KVM: x86: Do more", build=("64-bit", "no-smm"), known=()),
    )
    made = view(count=2, planned=planned)
    style = Style(width=width)
    assert "\n".join([*head_lines(made, style), *planned_lines(made, style)]) == snapshot


def test_the_piece_that_is_missing_is_told_unless_the_base_lacks_it_too() -> None:
    text = printed(view(step(1, cell("64-bit", "broken", UNUSED)), step(2, cell("64-bit"))))
    assert "The base builds.\n  Patch 2/2 makes it good: it belongs into patch 1.\n" in text
    known = cell("64-bit", "broken", replace(UNUSED, known=True), base_fails=True)
    text = printed(view(step(1, known), step(2, cell("64-bit"))))
    assert "The base does not build either, with the same message.\n  Patch 2/2 makes it good.\n" in text


def test_only_so_many_messages_are_told_until_somebody_asks() -> None:
    many = [replace(UNUSED, line=number) for number in range(1, 20)]
    made = view(step(1, cell("64-bit", "broken", *many)))
    assert printed(made).count("x86.c:") == 5 and "... 14 more (-v shows all)" in printed(made)
    assert printed(made, verbose=True).count("x86.c:") == 19


def test_the_macro_that_went_wrong_is_shown_where_it_stands() -> None:
    notes = (
        "a.h:1:1: note: in expansion of macro 'A'",
        "    1 | A",
        "x86.c:7:9: note: in expansion of macro 'B'",
        "    7 | B",
        "      | ^",
    )
    made = view(step(1, cell("64-bit", "broken", replace(UNUSED, context=("   16 | C", "      | ^", *notes)))))
    lines = printed(made).split("\n")
    at = lines.index("     16 | C")
    assert lines[at : at + 5] == ["     16 | C", "        | ^", f"  {notes[2]}", f"  {notes[3]}", f"  {notes[4]}"]


def test_what_a_hostile_build_says_does_not_steer_the_terminal() -> None:
    evil = "\x1b[2J\u202e\x07"
    message = MessageView(file=evil, line=1, kind="error", text=evil * 500, context=(evil,), known=False)
    bad = StepView(
        n=1,
        commit="c" * 40,
        subject=evil,
        builds=(cell("64-bit", "broken", message, tail=(evil,), why=evil),),
        unbuilt=(evil,),
    )
    text = printed(
        view(bad, title=evil, base_name=evil, lacking=(LackingView(configuration="x", why=evil, hint=evil),))
    )
    assert not set(text) & {"\x1b", "\u202e", "\x07"}
    assert max(map(len, text.split("\n"))) < 400
