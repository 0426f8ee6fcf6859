# SPDX-License-Identifier: GPL-2.0-or-later
"""One contract for the builder and its twin in memory: commits of the tiny kernel in, messages and objects out."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from integration.kbuild.conftest import Open
from integration.kbuild.kernel import GATE, KCONFIG, LOOSE, SVM, TESTS, WIDE, X86, Kernel
from kx86.adapters.kbuild.memory import MemoryBuilder
from kx86.errors import EnvironmentProblem
from kx86.ports.builder import Builder, BuilderBusy, Made
from kx86.ports.sandbox import NoSandbox
from kx86.testing.configuration import Configuration
from kx86.testing.outcome import Outcome
from needs import needs

Commits = dict[str, str]
TEST = "tools/testing/selftests/kvm/x86_64/smm_test.c"


def build(builder: Builder, commit: str, configuration: Configuration = WIDE) -> Made:
    builder.check_out(commit)
    assert builder.configure(configuration).ended.status == 0
    return builder.make(configuration, GATE)


def told(made: Made) -> list[tuple[str, int, str, str]]:
    return [(one.file, one.line, one.kind, one.text.partition(" [-W")[0]) for one in made.messages]


@pytest.fixture(scope="module")
def commits(kernel: Kernel) -> dict[str, str]:
    """Commits, named by what they change."""
    smm = kernel.text(KCONFIG).replace("\nconfig KVM_SMM\n", "\nconfig KVM_SYSTEM_MANAGEMENT\n")
    return {
        "base": kernel.git("rev-parse", "v6.12^{commit}"),
        "good": kernel.adding(SVM, "int svm_more;\n"),
        "bad": kernel.adding(X86, "#error no\n"),
        "odd": kernel.adding(X86, "#warning odd\n"),
        "odd and good": kernel.adding(SVM, "int svm_more;\n", kernel.adding(X86, "#warning odd\n")),
        "page": kernel.commit({"Documentation/virt/kvm/index.rst": "Text.\n"}),
        "test": kernel.adding(TEST, "int more;\n"),
        "no smm": kernel.commit({KCONFIG: smm}),
    }


@pytest.fixture(scope="module")
def trees(kernel: Kernel, commits: Commits) -> dict[str, dict[str, str]]:
    """The files of the commits that matter here."""
    seen = (X86, SVM, "virt/kvm/kvm_main.c", TEST, "Documentation/virt/kvm/index.rst")

    def tree(commit: str) -> dict[str, str]:
        names = kernel.git("ls-tree", "-r", "--name-only", commit).split("\n")
        return {name: kernel.text(name, commit) for name in names if name in seen or "Kconfig" in name}

    return {commit: tree(commit) for commit in commits.values()}


class BuilderContract:
    """What holds for every builder."""

    @pytest.fixture
    def builder(self) -> Iterator[Builder]:
        raise NotImplementedError

    def test_the_same_content_is_not_compiled_twice_and_a_change_is(
        self, builder: Builder, commits: dict[str, str]
    ) -> None:
        first = build(builder, commits["base"])
        assert first.ended.status == 0 and first.messages == ()
        assert "arch/x86/kvm/svm/svm.o" in first.compiled
        assert build(builder, commits["base"]).compiled == ()
        heard: list[bytes] = []
        builder.check_out(commits["good"])
        builder.configure(WIDE)
        assert builder.make(WIDE, GATE, heard.append).compiled[:1] == ("arch/x86/kvm/svm/svm.o",)
        assert any(b"svm/svm.o" in line for line in heard)

    def test_an_error_is_told_with_its_place_and_is_gone_with_it(
        self, builder: Builder, commits: Commits, kernel: Kernel
    ) -> None:
        line = kernel.text(X86).count("\n") + 1
        made = build(builder, commits["bad"])
        assert made.ended.status == 2 and told(made) == [(X86, line, "error", "#error no")]
        assert "arch/x86/kvm/x86.o" not in builder.objects(WIDE, GATE)
        made = build(builder, commits["base"])
        assert made.ended.status == 0 and made.messages == ()
        assert "arch/x86/kvm/x86.o" in builder.objects(WIDE, GATE)

    def test_a_warning_is_heard_as_long_as_it_is_there(
        self, builder: Builder, commits: Commits, kernel: Kernel
    ) -> None:
        warning = [(X86, kernel.text(X86).count("\n") + 1, "warning", "#warning odd")]
        assert told(build(builder, commits["odd"], LOOSE)) == warning
        again = build(builder, commits["odd and good"], LOOSE)
        assert "arch/x86/kvm/x86.o" not in again.compiled and told(again) == warning
        assert build(builder, commits["odd"], WIDE).ended.status == 2
        assert told(build(builder, commits["base"], LOOSE)) == []

    def test_objects_are_those_of_the_sources_that_are_checked_out(
        self, builder: Builder, commits: dict[str, str]
    ) -> None:
        build(builder, commits["base"])
        assert "virt/kvm/kvm_main.o" in builder.objects(WIDE, GATE)
        assert builder.objects(WIDE, ["virt/"]) and set(builder.objects(WIDE, ["virt/"])) < set(
            builder.objects(WIDE, GATE)
        )
        builder.check_out(commits["good"])
        assert "arch/x86/kvm/svm/svm.o" not in builder.objects(WIDE, GATE)
        assert builder.output(WIDE, "arch/x86/kvm/svm/svm.o")
        assert builder.output(WIDE, "arch/x86/kvm/none.o") is None

    def test_content_is_what_a_build_reads(self, builder: Builder, commits: Commits) -> None:
        def same(configuration: Configuration, one: str, other: str = "base") -> bool:
            return builder.content(commits[one], configuration) == builder.content(commits[other], configuration)

        pages = Configuration(name="htmldocs", kind="htmldocs")
        assert same(WIDE, "page") and same(WIDE, "test") and not same(WIDE, "good") and not same(WIDE, "no smm")
        assert same(TESTS, "page") and not same(TESTS, "test") and not same(TESTS, "good")
        assert not same(pages, "page")
        assert builder.content(commits["good"], WIDE) == builder.content(commits["good"], LOOSE)

    def test_symbols_that_get_lost_are_told(self, builder: Builder, commits: Commits) -> None:
        builder.check_out(commits["no smm"])
        required = replace(WIDE, symbols=(*WIDE.symbols, ("KVM_SMM", "y")), wanted=())
        (lost,) = builder.configure(required).lost
        assert (lost.symbol, lost.asked, lost.got) == ("KVM_SMM", "y", "n")
        configured = builder.configure(WIDE)
        assert configured.lost == () and "KVM_SMM" in [one.symbol for one in configured.gone]
        builder.check_out(commits["base"])
        assert [one.symbol for one in builder.configure(WIDE).gone] == ["NOWHERE"]

    def test_domains_share_nothing_that_can_be_written(self, builder: Builder, commits: Commits) -> None:
        build(builder, commits["base"])
        other = builder.within("by-0")
        assert (builder.domain, other.domain) == ("own", "by-0")
        build(other, commits["bad"])
        other.results.put("key", Outcome(state="failed"))
        assert builder.results.get("key") is None and other.results.get("key") == Outcome(state="failed")
        made = build(builder, commits["base"])
        assert made.ended.status == 0 and made.messages == ()

    def test_nothing_begins_once_it_was_stopped(self, builder: Builder, commits: Commits) -> None:
        builder.check_out(commits["base"])
        builder.configure(WIDE)
        builder.stop()
        made = builder.make(WIDE, GATE)
        assert (made.ended.status, made.ended.why) == (None, "stopped")

    def test_a_missing_program_is_told(self, builder: Builder) -> None:
        with pytest.raises(EnvironmentProblem, match="no-such-program is not installed"):
            builder.compiler(replace(WIDE, needs=("no-such-program",)))
        assert "gcc" in builder.compiler(WIDE)


class TestMemory(BuilderContract):
    @pytest.fixture
    def builder(self, trees: dict[str, dict[str, str]]) -> Iterator[Builder]:
        with MemoryBuilder(trees, missing=("no-such-program",)) as builder:
            yield builder

    def test_one_at_a_time(self, builder: MemoryBuilder) -> None:
        with pytest.raises(BuilderBusy), builder:
            pass

    def test_without_a_sandbox_only_one_s_own_is_built(self) -> None:
        with pytest.raises(NoSandbox):
            MemoryBuilder({}, shut=False).within("by-0")


@needs("kernel", "sandbox")
class TestLocal(BuilderContract):
    @pytest.fixture
    def builder(self, place: Open) -> Iterator[Builder]:
        with place() as builder:
            yield builder

    def test_a_source_that_is_gone_is_missed_though_its_object_is_there(
        self, builder: Builder, commits: Commits, kernel: Kernel
    ) -> None:
        assert build(builder, commits["base"]).ended.status == 0
        made = build(builder, kernel.commit({SVM: None}))
        assert made.ended.status == 2
        assert any("No rule to make target 'arch/x86/kvm/svm/svm.o'" in one.text for one in made.messages)
        assert build(builder, commits["base"]).compiled == ("arch/x86/kvm/svm/svm.o", "arch/x86/kvm/kvm-amd.o")
