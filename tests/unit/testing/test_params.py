# SPDX-License-Identifier: GPL-2.0-or-later
"""Module params, and which functions read them."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kx86.testing.param_map import param_map
from kx86.testing.param_runs import settings_of, values_of
from kx86.testing.params import split_arguments
from kx86.testing.table import AboutParams
from kx86.testing.tree_facts import Param, ParamMap
from kx86.testing.tree_read import is_read
from small_kernel import TREE

SOURCES = {path: text for path, text in TREE.items() if path.endswith((".c", ".h"))}
MADE = param_map(SOURCES)


def param(name: str, made: ParamMap = MADE) -> Param:
    return next(one for one in made.params if f"{one.module}.{one.name}" == name)


def readers(name: str, made: ParamMap = MADE) -> dict[str, set[str]]:
    """The functions that read a param, by the last part of the path."""
    number = made.params.index(param(name, made))
    found: dict[str, set[str]] = {}
    for path, by in made.readers.items():
        for function, numbers in by.items():
            if number in numbers:
                found.setdefault(path.rpartition("/")[2], set()).add(function)
    return found


def test_params_have_the_module_of_their_folder_and_those_of_broken_kernels_are_left_out() -> None:
    assert {f"{one.module}.{one.name}" for one in MADE.params} == {
        "kvm.loud", "kvm.prefix", "kvm.window", "kvm.small_pages",
        "kvm_amd.npt", "kvm_amd.avic", "kvm_amd.nested",
        "kvm_intel.ept", "kvm_intel.fast_path", "kvm_intel.flush",
    }  # fmt: skip


@pytest.mark.parametrize(("name", "variable", "type_", "default", "runtime"), [
    ("kvm.loud", "loud", "bool", "0", True),
    ("kvm.prefix", "prefix", "int", "0", False),
    ("kvm.window", "window", "uint", "DEFAULT_WINDOW", False),
    ("kvm.small_pages", "small_pages", "bool", "-1", True),
    ("kvm_amd.npt", "npt_enabled", "bool", "true", False),
    ("kvm_intel.ept", "enable_ept", "bool", "1", False),
    ("kvm_intel.fast_path", "enable_fast_path", "bool", "true", False),
    ("kvm_intel.flush", "", "", "", True),
])  # fmt: skip
def test_variable_type_and_default(name: str, variable: str, type_: str, default: str, runtime: bool) -> None:
    one = param(name)
    assert (one.variable, one.type, one.default, one.runtime) == (variable, type_, default, runtime)


def test_a_default_that_depends_on_the_configuration_is_not_known() -> None:
    text = "#ifdef CONFIG_A\nstatic int n = 0;\n#else\nstatic int n = 60;\n#endif\nmodule_param(n, int, 0444);\n"
    assert param("kvm.n", param_map({"arch/x86/kvm/x86.c": text})).default == ""


def test_a_function_that_names_the_variable_reads_the_param() -> None:
    assert readers("kvm.loud") == {"x86.c": {"count_events"}}
    assert readers("kvm_amd.nested") == {"svm.c": {"svm_setup"}}, "vcpu->nested is something else"


def test_a_local_variable_of_the_same_name_is_another() -> None:
    assert readers("kvm.window") == {}


def test_values_go_through_arguments_into_other_variables() -> None:
    assert readers("kvm_amd.npt") == {"svm.c": {"load_root", "svm_setup"}, "x86.c": {"kvm_configure", "kvm_walk"}}
    assert readers("kvm_intel.ept")["x86.c"] == {"kvm_configure", "kvm_walk"}


def test_values_go_from_variable_to_variable_and_stay_with_their_vendor() -> None:
    assert "enable_fast_path" in MADE.words
    assert readers("kvm_amd.avic") == {"svm.c": {"svm_setup"}}
    assert readers("kvm_intel.fast_path") == {}, "code of the other vendor never runs with it"


def test_values_go_through_functions_in_headers_into_fields() -> None:
    assert readers("kvm.small_pages") == {
        "x86.h": {"wants_small_pages"},
        "x86.c": {"kvm_walk", "adjust"},
    }


def test_what_a_callback_sets_stands_for_its_param() -> None:
    assert readers("kvm_intel.flush") == {"vmx.c": {"flush_set", "setup_flush", "vmx_enter"}}


def test_names_stand_for_params_where_they_are_seen() -> None:
    def named(path: str, word: str, *, member: bool = False) -> list[str]:
        return [MADE.params[number].name for number in MADE.named_by(path, word, member=member)]

    assert named("arch/x86/kvm/x86.c", "tdp_on") == ["npt", "ept"]
    assert named("arch/x86/kvm/svm/svm.c", "tdp_on") == ["npt"]
    assert named("arch/x86/kvm/svm/svm.c", "loud") == []
    assert named("arch/x86/kvm/x86.c", "use_small_pages", member=True) == ["small_pages"]
    assert named("arch/x86/kvm/x86.c", "use_small_pages") == []


@pytest.mark.parametrize(("type_", "default", "values"), [
    ("bool", "true", ("0",)),
    ("bool", "0", ("1",)),
    ("int", "1", ("0",)),
    ("int", "0", ()),
    ("uint", "DEFAULT_WINDOW", ("0",)),
    ("bool", "-1", ("0", "1")),
    ("bool", "", ("0", "1")),
    ("int", "-1", ("0", "1")),
    ("charp", "", None),
    ("", "", None),
])  # fmt: skip
def test_values_to_try_beside_the_default(type_: str, default: str, values: tuple[str, ...] | None) -> None:
    one = Param(
        module="kvm", name="x", variable="x", type=type_, default=default, file="", line=1, runtime=False, scope=""
    )
    assert values_of(one, AboutParams()) == values
    assert [str(setting) for setting in settings_of(one, AboutParams(values={"kvm.x": ("never",)}))] == ["kvm.x=never"]


def test_arguments_are_split_outside_of_brackets() -> None:
    assert split_arguments("a, f(b, c), {d, e}") == ["a", " f(b, c)", " {d, e}"]


def test_files_of_code_and_of_the_build_are_read() -> None:
    assert [path for path in ("a/x.c", "a/Kconfig", "a/Makefile.kvm", "a/x.S", "a/README") if is_read(path)] == [
        "a/x.c",
        "a/Kconfig",
        "a/Makefile.kvm",
    ]


LINES = st.sampled_from(
    """\
static bool on = true;
module_param(on, bool, 0444);
module_param_named(a, on, int, S_IRUGO);
module_param_cb(b, &b_ops, NULL, 0644);
static const struct kernel_param_ops b_ops = {
	.set = set_b,
};
int f(int on)
int set_b(void)
{
}
	x->on_of_it = on;
	other = on;
static int other;
	g(on, 1);
void g(bool v, int w)
	other = v;
module_param(
""".split("\n")
)
PATHS = st.sampled_from(
    ["arch/x86/kvm/x86.c", "arch/x86/kvm/x86.h", "arch/x86/kvm/svm/svm.c", "arch/x86/kvm/vmx/vmx.c"]
)


@given(st.dictionaries(PATHS, st.lists(LINES, max_size=30).map("\n".join), max_size=4))
def test_whatever_the_sources_say_numbers_name_params_and_readers_are_in_the_sources(
    sources: Mapping[str, str],
) -> None:
    made = param_map(sources)
    numbers = range(len(made.params))
    for path, by in made.readers.items():
        for function, found in by.items():
            assert function.partition("(")[0] in sources[path]
            assert set(found) <= set(numbers)
    assert all(number in numbers for pairs in (*made.words.values(), *made.fields.values()) for number, _ in pairs)


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    param_map({"arch/x86/kvm/x86.c": f"module_param({text}", "arch/x86/kvm/x86.h": text})
