# SPDX-License-Identifier: GPL-2.0-or-later
"""A profile's text becomes typed values, or an error that names file and key."""

from pathlib import Path

import pytest

import kx86
from kx86.errors import UserError
from kx86.profile.model import Profile
from kx86.profile.read import read_profile

SMALL = """
name = "Widgets"
handbook = "Documentation/process/maintainer-widgets.rst"
[shortlog]
root = "WIDGET"
topics = ["core", "core/fast"]
[shortlog.parents]
"core/fast" = "core"
[shortlog.spellings]
"Quick" = "core/fast"
[[paths]]
area = "kvm"
topic = "core"
prefixes = ["drivers/widget/", "lib/widget"]
[[paths]]
area = "kvm"
topic = "core/fast"
prefixes = ["drivers/widget/fast"]
[links]
lore = "https://lore.example"
"""


@pytest.fixture(scope="module")
def shipped() -> Profile:
    text = (Path(kx86.__file__).parent / "data" / "kvm-x86.toml").read_text(encoding="utf-8")
    return read_profile(text, "kvm-x86.toml")


def test_a_small_profile_is_read() -> None:
    profile = read_profile(SMALL, "widgets.toml")
    assert profile.name == "Widgets"
    assert [hint.prefix for hint in profile.paths] == ["drivers/widget/", "lib/widget", "drivers/widget/fast"]
    assert profile.people == ()


def test_the_longest_prefix_decides() -> None:
    profile = read_profile(SMALL, "widgets.toml")
    hint = profile.hint("drivers/widget/fast_path.c")
    assert hint is not None and hint.topic == "core/fast"
    assert profile.hint("drivers/gadget/core.c") is None


def test_a_topic_is_understood_in_any_case_and_spelling() -> None:
    shortlog = read_profile(SMALL, "widgets.toml").shortlog
    assert shortlog.meant("CORE") == "core"
    assert shortlog.meant("quick") == "core/fast"
    assert shortlog.meant("slow") is None


def test_ancestors_end_with_the_root() -> None:
    shortlog = read_profile(SMALL, "widgets.toml").shortlog
    assert shortlog.ancestors("core/fast") == ("core/fast", "core", "")


def test_ancestors_of_a_ring_of_parents_end() -> None:
    ring = SMALL.replace('"core/fast" = "core"', '"core/fast" = "core"\ncore = "core/fast"')
    assert len(read_profile(ring, "widgets.toml").shortlog.ancestors("core")) < 6


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('root = "WIDGET"', "root = 3", "shortlog.root"),
        ('area = "kvm"', 'area = "kvn"', "paths[0].area"),
        ('name = "Widgets"', "", "name"),
        ('name = "Widgets"', 'name = "Widgets"\ncolour = "red"', "colour"),
        ('root = "WIDGET"', 'root = "WIDGET"\ntopicz = []', "shortlog.topicz"),
        ('topic = "core"', 'topik = "core"', "paths[0].topik"),
        ('prefixes = ["drivers/widget/fast"]', 'prefixes = "drivers"', "paths[1].prefixes"),
        ('"Quick" = "core/fast"', '"Quick" = ["core"]', "shortlog.spellings.Quick"),
        ('[links]\nlore = "https://lore.example"', "links = 3", "links"),
        ("[links]", "[links", "not TOML"),
    ],
)
def test_a_bad_profile_names_file_and_key(old: str, new: str, named: str) -> None:
    with pytest.raises(UserError) as caught:
        read_profile(SMALL.replace(old, new), "widgets.toml")
    assert caught.value.message.startswith("widgets.toml:")
    assert named in caught.value.message


def test_the_shipped_profile_holds_the_nine_topics_of_the_handbook(shipped: Profile) -> None:
    nine = ("x86", "x86/mmu", "x86/pmu", "x86/xen", "selftests", "SVM", "nSVM", "VMX", "nVMX")
    assert shipped.shortlog.topics == nine
    assert shipped.shortlog.root == "KVM"


def test_every_topic_parent_and_spelling_of_the_shipped_profile_is_a_known_topic(shipped: Profile) -> None:
    shortlog = shipped.shortlog
    known = {*shortlog.topics, *shortlog.also}
    assert {*shortlog.parents, *shortlog.parents.values(), *shortlog.spellings.values(), *shortlog.mentions} <= known
    assert {hint.topic for hint in shipped.paths} - {None, ""} <= known


@pytest.mark.parametrize(
    ("path", "area", "topic"),
    [
        ("arch/x86/kvm/x86.c", "kvm", "x86"),
        ("arch/x86/kvm/mmu/tdp_mmu.c", "kvm", "x86/mmu"),
        ("arch/x86/kvm/mmu.h", "kvm", "x86/mmu"),
        ("arch/x86/kvm/svm/nested.c", "kvm", "nSVM"),
        ("arch/x86/kvm/svm/sev.c", "kvm", "SEV"),
        ("arch/x86/kvm/svm/avic.c", "kvm", "SVM"),
        ("arch/x86/kvm/vmx/vmx.c", "kvm", "VMX"),
        ("arch/x86/kvm/vmx/vmcs12.h", "kvm", "nVMX"),
        ("arch/x86/kvm/vmx/pmu_intel.c", "kvm", "x86/pmu"),
        ("virt/kvm/kvm_main.c", "kvm", ""),
        ("tools/testing/selftests/kvm/lib/x86/processor.c", "tests", "selftests"),
        ("tools/testing/selftests/kvm/x86_64/smm_test.c", "tests", "selftests"),
        ("tools/testing/selftests/kvm/s390x/memop.c", "other-arch", None),
        ("tools/testing/selftests/kvm/lib/riscv/processor.c", "other-arch", None),
        ("arch/arm64/kvm/arm.c", "other-arch", None),
        ("arch/x86/kernel/kvm.c", "guest", None),
        ("arch/x86/kernel/cpu/common.c", "x86", None),
        ("MAINTAINERS", "neutral", None),
        ("lib/x86/processor.h", "kut", None),
        ("x86/vmx_tests.c", "kut", None),
    ],
)
def test_the_shipped_profile_knows_the_tree(shipped: Profile, path: str, area: str, topic: str | None) -> None:
    hint = shipped.hint(path)
    assert hint is not None
    assert (hint.area, hint.topic) == (area, topic)


@pytest.mark.parametrize("path", ["mm/memory.c", "lib/string.c", "scripts/checkpatch.pl", "Makefile"])
def test_other_paths_of_a_kernel_are_unknown(shipped: Profile, path: str) -> None:
    assert shipped.hint(path) is None


def test_only_an_address_that_the_profile_names_may_notify(shipped: Profile) -> None:
    notifiers = [person for person in shipped.people if person.notifies]
    assert notifiers
    for person in notifiers:
        assert shipped.notifier(f" {person.emails[0].upper()} ") is person
    assert shipped.notifier("somebody@kernel.example") is None
    assert shipped.notifier("") is None
    reviewers = [person for person in shipped.people if not person.notifies]
    assert all(shipped.notifier(person.emails[0]) is None for person in reviewers)


def test_a_notifier_keeps_a_tree_that_the_profile_knows(shipped: Profile) -> None:
    trees = {tree.name for tree in shipped.trees}
    assert {person.tree for person in shipped.people if person.notifies} <= trees
    assert {"kvm-x86", "kvm", "kvm-unit-tests", "mainline", "tip", "stable"} == trees


def test_links_of_trees_have_no_scheme_and_no_capitals(shipped: Profile) -> None:
    links = [link for tree in shipped.trees for link in tree.links]
    assert links == [link.lower().removeprefix("https://").rstrip("/") for link in links]
    assert len(links) == len(set(links))
