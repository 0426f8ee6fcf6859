# SPDX-License-Identifier: GPL-2.0-or-later
"""What modpost would say of modules that nobody links."""

from kx86.testing.links import Links, links_of, unexported

NONE: frozenset[str] = frozenset()


def module(has: str = "", exports: str = "", uses: str = "") -> Links:
    return Links(has=frozenset(has.split()), exports=frozenset(exports.split()), uses=frozenset(uses.split()))


def test_what_another_module_has_and_does_not_export_is_told() -> None:
    modules = {"a/kvm.o": module("one two", "one"), "a/kvm-amd.o": module(uses="one two printk")}
    (message,) = unexported(modules)
    assert (message.file, message.kind) == ("a/kvm-amd.o", "error")
    assert message.text == "kvm-amd uses two, which kvm does not export"


def test_what_no_module_has_is_the_kernels() -> None:
    assert list(unexported({"kvm.o": module("one"), "kvm-amd.o": module(uses="printk")})) == []


def test_a_module_uses_its_own_without_an_export() -> None:
    assert list(unexported({"kvm.o": module("one", uses="one")})) == []


def test_an_object_of_another_kind_says_nothing() -> None:
    assert links_of(b"\x7fELF\x01\x01" + bytes(60)) is None
    assert links_of(b"") is None
