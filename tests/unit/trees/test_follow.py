# SPDX-License-Identifier: GPL-2.0-or-later
"""The remote of each tree is found, and the reason is told where there was a choice."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kx86.apps.wiring import profile as shipped
from kx86.profile.model import Profile
from kx86.trees.follow import CloneSettings, Following, RemoteSetting, follow

PROFILE = shipped()
HTTPS, SSH = "https://github.com/kvm-x86/linux.git", "git@github.com:kvm-x86/linux.git"
SPEC = "+refs/heads/*:refs/remotes/x/*"
KVM = "https://git.kernel.org/pub/scm/virt/kvm/kvm.git"


def remote(name: str, url: str, *fetched: str, **more: tuple[str, ...]) -> RemoteSetting:
    made = RemoteSetting(name=name, url=url, push_urls=(url,), refspecs=(SPEC,), fetched=fetched)
    return replace(made, **more)


def found(
    profile: Profile,
    *remotes: RemoteSetting,
    set_: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
    heads: tuple[str, ...] = (),
    bare: bool = False,
) -> dict[str, Following]:
    clone = CloneSettings(remotes=remotes, heads=heads, bare=bare)
    return {one.tree.name: one for one in follow(profile, clone, set_ or {}, typed or {})}


@pytest.mark.statement("TREE-1")
def test_the_three_trees_are_looked_for(profile: Profile) -> None:
    seen = found(profile, remote("x", HTTPS), remote("kvm", KVM), remote("mine", "https://h.example/linux"))
    assert {name: (one.remote, one.source) for name, one in seen.items()} == {
        "kvm-x86": ("x", "found"),
        "kvm": ("kvm", "found"),
        "mainline": (None, "missing"),
    }
    assert seen["kvm-x86"].why == "" and seen["kvm-x86"].url == HTTPS


@pytest.mark.parametrize(
    ("remotes", "taken", "why"),
    [
        ([remote("a", HTTPS), remote("b", SSH, "next")], "b", "it is the one that was fetched"),
        ([remote("a", HTTPS), remote("kvm-x86", SSH)], "kvm-x86", "the profile calls it so"),
        ([remote("a", HTTPS, "next"), remote("b", SSH, "next", "misc")], "b", "it has more branches"),
        ([remote("a", HTTPS), remote("b", SSH)], "a", "it comes first"),
    ],
)
def test_the_best_of_several_is_taken(profile: Profile, remotes: list[RemoteSetting], taken: str, why: str) -> None:
    one = found(profile, *remotes)["kvm-x86"]
    assert (one.remote, one.why) == (taken, why)
    assert one.others == tuple(other.name for other in remotes if other.name != taken)


def test_what_is_typed_comes_before_what_is_set_before_what_is_found(profile: Profile) -> None:
    remotes = remote("a", HTTPS), remote("b", "/srv/b"), remote("c", "/srv/c")
    for set_, typed, taken, source in [
        ({}, {}, "a", "found"),
        ({"kvm-x86": "b"}, {}, "b", "set"),
        ({"kvm-x86": "b"}, {"kvm-x86": "c"}, "c", "typed"),
        ({"kvm-x86": "b"}, {"kvm-x86": "."}, ".", "typed"),
    ]:
        one = found(profile, *remotes, set_=set_, typed=typed)["kvm-x86"]
        assert (one.remote, one.source) == (taken, source)


def test_a_setting_whose_remote_is_gone_is_found_anew_or_told(profile: Profile) -> None:
    one = found(profile, remote("a", HTTPS), set_={"kvm-x86": "old"})["kvm-x86"]
    assert (one.remote, one.gone) == ("a", "old")
    one = found(profile, set_={"kvm-x86": "old"})["kvm-x86"]
    assert (one.remote, one.source, one.gone) == (None, "missing", "old")


def test_a_remote_that_is_said_to_be_one_tree_is_no_other(profile: Profile) -> None:
    seen = found(profile, remote("a", KVM), typed={"kvm-x86": "a"})
    assert (seen["kvm-x86"].remote, seen["kvm"].remote) == ("a", None)


TOPICS = ("master", "misc", "next", "vmx", "x/fix_foo")


@pytest.mark.parametrize(
    ("heads", "remotes", "own"),
    [
        (TOPICS, [remote("x", SSH, "misc", "next", "vmx")], True),
        (TOPICS, [remote("x", HTTPS, "misc", "next", "vmx", push_urls=(SSH,))], True),
        (TOPICS, [remote("x", HTTPS, "misc", "next", "vmx")], False),
        (("next", "fix"), [remote("x", SSH, "misc", "next")], False),
        (("misc", "vmx"), [remote("x", SSH, "misc", "next", "vmx")], False),
        (TOPICS, [remote("x", SSH.replace("kvm-x86", "dana"), "misc", "vmx")], False),
    ],
    ids=["ssh", "pushurl", "reader", "contributor", "no next", "fork"],
)
def test_a_maintainers_own_branches_are_those_of_the_tree(
    profile: Profile, heads: tuple[str, ...], remotes: list[RemoteSetting], own: bool
) -> None:
    one = found(profile, *remotes, heads=heads)["kvm-x86"]
    assert (one.remote == ".") == own
    if own:
        assert one.why == "next, misc and vmx are branches here, and pushed to the tree"
        assert one.others == ("x",)


@pytest.mark.parametrize(
    ("specs", "bare"), [(("+refs/*:refs/*",), True), (("+refs/heads/*:refs/heads/*",), True), ((), True)]
)
def test_a_bare_clone_has_the_branches_of_the_tree_itself(profile: Profile, specs: tuple[str, ...], bare: bool) -> None:
    one = found(profile, remote("origin", HTTPS, refspecs=specs), heads=("next",), bare=bare)["kvm-x86"]
    assert (one.remote, one.source) == (".", "found")


URLS = st.sampled_from([HTTPS, SSH, KVM, "", "x", "https://"])
REMOTES = st.builds(
    remote, st.sampled_from(["a", "b", "a/b"]), URLS, st.sampled_from(["next", "misc", ""]),
    push_urls=st.lists(URLS, max_size=2).map(tuple), refspecs=st.lists(st.sampled_from([SPEC, "x", ""])).map(tuple),
)  # fmt: skip
SAID = st.dictionaries(st.sampled_from(["kvm", "kvm-x86", "tip"]), st.sampled_from(["a", "b", "gone", "."]))


@given(st.lists(REMOTES, max_size=4, unique_by=lambda one: one.name), SAID, SAID, st.booleans())
def test_every_tree_gets_an_answer_that_the_clone_has(
    remotes: list[RemoteSetting], set_: dict[str, str], typed: dict[str, str], bare: bool
) -> None:
    seen = found(PROFILE, *remotes, set_=set_, typed=typed, heads=TOPICS, bare=bare)
    assert set(seen) == {"kvm-x86", "kvm", "mainline"}
    names = {one.name for one in remotes} | {".", None}
    assert {one.remote for one in seen.values()} <= names
    for one in seen.values():
        assert one.remote not in one.others and (one.remote is None) == (one.source == "missing")
