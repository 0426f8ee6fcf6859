# SPDX-License-Identifier: GPL-2.0-or-later
"""Build a series: in which order, what is known already, what the base is asked, and how it ends."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from kx86.adapters.kbuild.memory import MemoryBuilder, MemoryResults
from kx86.flows.build import BuildSeries, Built, News
from kx86.ports.builder import Made
from kx86.ports.sandbox import Ended, Ending
from kx86.testing.configuration import Configuration
from kx86.testing.steps import Step, Work

SVM, X86, KCONFIG, TEST = (
    "arch/x86/kvm/svm/svm.c",
    "arch/x86/kvm/x86.c",
    "arch/x86/kvm/Kconfig",
    "tools/testing/selftests/kvm/smm_test.c",
)
WIDE = Configuration(
    name="64-bit", title="64-bit", symbols=(("KVM", "m"), ("KVM_WERROR", "y")), wanted=(("KVM_SMM", "y"),)
)
LOOSE = replace(WIDE, name="w1", title="W=1", symbols=(("KVM", "m"), ("KVM_WERROR", "n")))
FORGIVING = replace(LOOSE, name="sparse", title="sparse", judged="new", needs=("sparse",))
TESTS = Configuration(name="selftests", title="selftests", kind="selftests")
BASE = {SVM: "int svm;\n", X86: "int x86;\n", KCONFIG: "config KVM\nconfig KVM_WERROR\nconfig KVM_SMM\n"}
FOLDERS = ("arch/x86/kvm/",)


def step(n: int, *files: str) -> Step:
    return Step(n=n, commit=f"c{n}", title=f"KVM: Do {n}", files=files)


def work(configuration: Configuration, *patches: int, targets: Sequence[str] = FOLDERS) -> Work:
    return Work(configuration=configuration, targets=tuple(targets), patches=frozenset(patches))


class Series:
    """Patches as trees that differ from the base in some files; each patch stands on the one before."""

    def __init__(self, *patches: Mapping[str, str], base: Mapping[str, str] = BASE) -> None:
        self.commits: dict[str, Mapping[str, str]] = {"c0": base}
        for n, patch in enumerate(patches, 1):
            self.commits[f"c{n}"] = {**self.commits[f"c{n - 1}"], **patch}
        self.steps = [step(n, *patch) for n, patch in enumerate(patches, 1)]
        self.news: list[News] = []

    def builder(self, **more: object) -> MemoryBuilder:
        return MemoryBuilder(self.commits, **more)  # type: ignore[arg-type]

    def build(
        self, builder: MemoryBuilder, *works: Work, keep_going: bool = False, known: Sequence[MemoryResults] = ()
    ) -> Built:
        flow = BuildSeries(builder=builder, base=step(0), known=known, keep_going=keep_going, news=self.news.append)
        built = flow.start(self.steps, works)
        for _ in flow.run(built):
            pass
        return built


def verdicts(built: Built) -> list[tuple[int, str, str, bool]]:
    return [(cell.n, cell.configuration.name, cell.judgement.verdict, cell.known) for cell in built.cells]


def made(builder: MemoryBuilder) -> list[str]:
    return [line.partition(":")[0] for line in builder.log if line.startswith("make ")]


ERROR, WARNING = {X86: "int x86;\n#error no\n"}, {X86: "int x86;\n#warning odd\n"}
GOOD = {SVM: "int svm, more;\n"}


def test_patches_are_built_in_order_each_in_its_configurations_and_the_base_is_not() -> None:
    series = Series(GOOD, {X86: "int x86, more;\n"}, {SVM: "int svm;\n"})
    builder = series.builder()
    built = series.build(builder, work(WIDE, 1, 2, 3), work(LOOSE, 2))
    assert sorted(verdicts(built)) == [
        (1, "64-bit", "clean", False), (2, "64-bit", "clean", False), (2, "w1", "clean", False), (3, "64-bit", "clean", False),
    ]  # fmt: skip
    assert [line for line in builder.log if line.startswith("check")] == [
        "check out c1",
        "check out c2",
        "check out c3",
    ]
    assert not built.refused and built.left == () and [one.n for one in built.done] == [1, 2, 3]


def test_the_first_patch_that_does_not_build_stops_the_rest() -> None:
    series = Series(GOOD, ERROR, {SVM: "int svm;\n"})
    builder = series.builder()
    built = series.build(builder, work(WIDE, 1, 2, 3), work(LOOSE, 1, 2, 3))
    assert built.refused and built.left == (3,)
    assert "make 64-bit of c3" not in made(builder)
    (cell, other) = built.at(2)
    assert cell.judgement.verdict == other.judgement.verdict == "broken"
    assert [one.text for one in cell.judgement.new] == ["#error no"] and not cell.judgement.base_fails


def test_whoever_keeps_going_sees_which_patch_makes_it_good() -> None:
    series = Series(ERROR, GOOD, {X86: BASE[X86]})
    built = series.build(series.builder(), work(WIDE, 1, 2, 3), keep_going=True)
    assert [verdict for _, _, verdict, _ in verdicts(built)] == ["broken", "broken", "clean"]
    assert built.left == () and built.refused


def test_warnings_refuse_a_patch_and_stop_nobody() -> None:
    series = Series(WARNING, GOOD)
    built = series.build(series.builder(), work(LOOSE, 1, 2))
    assert [verdict for _, _, verdict, _ in verdicts(built)] == ["warned", "warned"]
    assert built.refused and built.left == ()


def test_where_only_what_is_new_is_told_nothing_is_refused() -> None:
    series = Series(WARNING)
    built = series.build(series.builder(), work(FORGIVING, 1))
    assert verdicts(built) == [(1, "sparse", "told", False)] and not built.refused
    assert [one.text for one in built.cells[0].judgement.new] == ["#warning odd"]


def test_a_message_that_the_base_has_is_not_the_patch_s() -> None:
    series = Series(GOOD, base={**BASE, **WARNING})
    builder = series.builder()
    built = series.build(builder, work(LOOSE, 1))
    assert verdicts(built) == [(1, "w1", "clean", False)]
    assert [one.text for one in built.cells[0].judgement.old] == ["#warning odd"]
    assert made(builder) == ["make w1 of c1", "make w1 of c0"]


def test_a_base_that_does_not_build_is_told() -> None:
    series = Series(GOOD, base={**BASE, **ERROR})
    built = series.build(series.builder(), work(WIDE, 1))
    (cell,) = built.cells
    assert cell.judgement.verdict == "broken" and cell.judgement.base_fails and built.refused
    assert cell.judgement.new == () and len(cell.judgement.old) == 1


def test_nothing_is_built_twice() -> None:
    series = Series(GOOD, ERROR)
    builder = series.builder()
    first = series.build(builder, work(WIDE, 1, 2))
    builder.log.clear()
    again = series.build(builder, work(WIDE, 1, 2))
    assert builder.log == []
    assert [verdict[:3] for verdict in verdicts(again)] == [verdict[:3] for verdict in verdicts(first)]
    assert all(cell.known for cell in again.cells)


def test_the_next_version_builds_only_what_differs() -> None:
    first = Series(GOOD, {X86: "int one;\n"})
    builder = first.builder()
    first.build(builder, work(WIDE, 1, 2))
    second = Series(GOOD, {X86: "int two;\n"})
    first.commits |= {f"v2-{name}": files for name, files in second.commits.items()}
    second.steps = [replace(one, commit=f"v2-{one.commit}") for one in second.steps]
    assert [known for *_, known in verdicts(second.build(builder, work(WIDE, 1, 2)))] == [True, False]


@pytest.mark.parametrize("other", [
    work(replace(WIDE, name="narrow", arch="i386"), 1),
    work(replace(WIDE, name="more", make=("W=1",)), 1),
    work(WIDE, 1, targets=(*FOLDERS, "virt/")),
])  # fmt: skip
def test_a_build_is_known_for_one_configuration_and_its_targets(other: Work) -> None:
    series = Series(GOOD)
    builder = series.builder()
    series.build(builder, work(WIDE, 1))
    assert not series.build(builder, other).cells[0].known
    assert series.build(builder, work(replace(WIDE, name="another", title="another"), 1)).cells[0].known


def test_documentation_and_tests_build_no_kernel_again() -> None:
    series = Series(GOOD, {"Documentation/virt/kvm/api.rst": "Text.\n"}, {TEST: "int test;\n"})
    builder = series.builder()
    built = series.build(builder, work(WIDE, 1, 2, 3), work(TESTS, 3, targets=("kvm",)))
    assert made(builder) == ["make 64-bit of c1", "make selftests of c3"]
    assert [known for _, name, _, known in verdicts(built) if name == "64-bit"] == [False, True, True]


def test_results_of_one_s_own_are_believed_by_others_and_not_the_other_way() -> None:
    series = Series(GOOD)
    own = series.builder()
    stranger = own.within("by-0")
    assert isinstance(own.results, MemoryResults)
    series.build(stranger, work(WIDE, 1), known=(own.results,))
    assert not series.build(own, work(WIDE, 1)).cells[0].known
    again = own.within("by-1")
    assert series.build(again, work(WIDE, 1), known=(own.results,)).cells[0].known


@pytest.mark.parametrize("why", ["time", "memory", "disk", "tasks", "stopped"])
def test_a_limit_that_was_reached_is_not_remembered(why: Ending) -> None:
    series = Series(GOOD, {X86: "int more;\n"})
    builder = series.builder(stops={"c1": why})
    built = series.build(builder, work(WIDE, 1, 2))
    (cell,) = built.cells
    assert (cell.judgement.verdict, cell.outcome.why) == ("stopped", why)
    assert built.refused and built.left == (2,)
    assert isinstance(builder.results, MemoryResults)
    assert builder.results.kept.keys() == set() or all(one.state != "stopped" for one in builder.results.kept.values())
    assert not series.build(builder, work(WIDE, 1)).cells[0].known


def test_a_required_symbol_that_is_lost_is_told_and_nothing_is_made() -> None:
    series = Series({KCONFIG: "config KVM\nconfig KVM_SMM\n"})
    builder = series.builder()
    (cell,) = series.build(builder, work(WIDE, 1)).cells
    assert cell.judgement.verdict == "broken"
    assert cell.outcome.why == "CONFIG_KVM_WERROR is n, not y"
    assert "make 64-bit of c1" not in made(builder)


def test_a_wanted_symbol_is_missed_only_when_the_patch_takes_it_away() -> None:
    gone = {KCONFIG: "config KVM\nconfig KVM_WERROR\n"}
    series = Series(gone, GOOD)
    built = series.build(series.builder(), work(WIDE, 1, 2))
    assert [cell.judgement.gone for cell in built.cells] == [("KVM_SMM=y",), ()]
    assert not built.refused
    never = Series(GOOD, base={**BASE, **gone})
    builder = never.builder()
    assert [cell.judgement.gone for cell in never.build(builder, work(WIDE, 1)).cells] == [()]
    assert made(builder) == ["make 64-bit of c1"]


def test_a_kconfig_that_nobody_can_read_is_told_in_its_words() -> None:
    series = Series({KCONFIG: "frob KVM\n"})
    (cell,) = series.build(series.builder(), work(WIDE, 1)).cells
    assert cell.judgement.verdict == "broken"
    assert [one.text for one in cell.judgement.new] == ["unknown statement"]


def test_what_cannot_be_built_here_is_left_out_and_told() -> None:
    series = Series(WARNING)
    built = series.build(series.builder(missing=("sparse",)), work(WIDE, 1), work(FORGIVING, 1))
    assert [work.configuration.name for work in built.works] == ["64-bit"]
    assert "sparse is not installed" in built.lacking["sparse"].message


def test_without_anything_to_build_with_there_are_no_cells() -> None:
    series = Series(GOOD)
    built = series.build(series.builder(missing=("gcc",)), work(WIDE, 1))
    assert built.cells == [] and list(built.lacking) == ["64-bit"]


def test_a_source_that_nobody_compiled_is_told_when_the_rest_is_good() -> None:
    series = Series({SVM: BASE[SVM]})
    builder = series.builder()
    asked = work(WIDE, 1)
    series.steps = [step(1, SVM, "arch/x86/kvm/lost.c", "arch/x86/kvm/x86.h", "drivers/vfio/vfio.c")]
    built = series.build(builder, asked)
    assert built.unbuilt(series.steps[0]) == ("arch/x86/kvm/lost.c",)
    assert built.refused
    broken = Series(ERROR)
    broken.steps = [step(1, "arch/x86/kvm/lost.c")]
    assert broken.build(broken.builder(), asked).unbuilt(broken.steps[0]) == ()


def test_ctrl_c_ends_what_runs_in_other_threads() -> None:
    class Interrupted(MemoryBuilder):
        def make(self, *arguments: object, **more: object) -> Made:
            raise KeyboardInterrupt

    series = Series(GOOD)
    builder = Interrupted(series.commits)
    with pytest.raises(KeyboardInterrupt):
        series.build(builder, work(WIDE, 1), work(LOOSE, 1))
    assert builder.log[-1] == "stop"
    assert MemoryBuilder.make(builder, WIDE, FOLDERS).ended.why == "stopped"


def test_the_output_of_a_failure_without_a_message_is_kept_at_its_end() -> None:
    class Silent(MemoryBuilder):
        def make(self, *arguments: object, **more: object) -> Made:
            output = (
                b"begin\n" + b"x" * 1000 + b"\n" + b"\n".join(b"line %d" % number for number in range(20)) + b"\n\n"
            )
            return Made(ended=Ended(status=2, why="exit", seconds=1.0, cpu=1.0, output=output))

    series = Series(GOOD)
    (cell,) = series.build(Silent(series.commits), work(WIDE, 1)).cells
    assert cell.outcome.tail[-1] == "line 19" and len(cell.outcome.tail) == 12


def test_progress_counts_builds_and_names_what_is_at_hand() -> None:
    series = Series(GOOD, WARNING)
    series.build(series.builder(), work(LOOSE, 1, 2))
    assert [(one.done, one.builds, one.n, one.patches) for one in series.news if one.doing == "checking out"] == [
        (0, 2, 1, 2), (1, 2, 2, 2), (2, 2, 0, 2),
    ]  # fmt: skip
    assert any(one.doing == "W=1: CC arch/x86/kvm/x86.o" for one in series.news)
    assert max(one.done for one in series.news) <= 2


def test_known_builds_are_named_before_anything_is_built() -> None:
    series = Series(GOOD, {X86: "int more;\n"})
    builder = series.builder()
    series.build(builder, work(WIDE, 1))
    flow = BuildSeries(builder=builder, base=step(0))
    built = flow.start(series.steps, [work(WIDE, 1, 2), work(LOOSE, 1)])
    assert [flow.known_of(built, one) for one in series.steps] == [("64-bit",), ()]
    assert built.cells == []


def test_no_patch_and_no_configuration_are_nothing_to_do() -> None:
    series = Series()
    assert series.build(series.builder(), work(WIDE)).cells == []
    series = Series(GOOD)
    assert series.build(series.builder()).done == series.steps


def test_a_folder_that_a_patch_adds_is_built_from_that_patch_on() -> None:
    series = Series(GOOD, {"drivers/new/Makefile": "obj-m += x.o\n", "drivers/new/x.c": "int x;\n"}, ERROR)
    builder = series.builder()
    asked = replace(work(WIDE, 1, 2, 3, targets=(*FOLDERS, "drivers/new/")), since={"drivers/new/": 2})
    built = series.build(builder, asked)
    assert [line.partition(": ")[2] for line in builder.log if line.startswith("make")] == [
        "arch/x86/kvm/", "arch/x86/kvm/ drivers/new/", "arch/x86/kvm/ drivers/new/", "arch/x86/kvm/",
    ]  # fmt: skip
    assert [cell.judgement.verdict for cell in built.cells] == ["clean", "clean", "broken"]
