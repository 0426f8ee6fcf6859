# SPDX-License-Identifier: GPL-2.0-or-later
"""Mails are found through the index and read where they stand."""

from kx86.flows.indexed import IndexedArchive
from kx86.ports.mail_index import Place
from unit.flows.lists import MemoryIndex, MemorySource, mail, patch

MAILS = [
    patch("a1@a.example", "KVM: x86: Do one", count="1/2"),
    patch("a2@a.example", "KVM: x86: Do two", count="2/2", to="a1@a.example"),
    mail("r1@b.example", "Re: [PATCH 1/2] KVM: x86: Do one", "Why?", "a1@a.example", day=1),
    mail("lone@b.example", "A question", "Who?", day=2),
]
INDEX = MemoryIndex(MAILS)
DATA = {name: data for name, (_, data) in INDEX.data.items()}


def copied(**copies: list[Place]) -> MemoryIndex:
    index = MemoryIndex(MAILS)
    index.copies.update({f"{name}@a.example": places for name, places in copies.items()})
    return index


def test_mails_are_found_in_the_order_asked_and_unknown_ones_are_absent():
    archive = IndexedArchive(INDEX, [MemorySource("list", DATA)])
    found = archive.find(["a2@a.example", "nobody@a.example", "a1@a.example", "a2@a.example"])
    assert list(found.items()) == [(one, DATA[one]) for one in ("a2@a.example", "a1@a.example")]
    assert archive.find([]) == {}


def test_a_mail_that_one_list_has_lost_is_read_from_the_next():
    index = copied(a1=[Place("kvm", "0", "lost"), Place("gone", "0", "x"), Place("lkml", "7", "a1@a.example")])
    lkml = MemorySource("lkml", DATA)
    found = IndexedArchive(index, [MemorySource("kvm", {}), lkml]).find(["a1@a.example"])
    assert found == {"a1@a.example": DATA["a1@a.example"]}
    assert lkml.asked == [("7", ["a1@a.example"])]


def test_a_mail_that_every_list_has_lost_is_absent():
    index = copied(a1=[Place("kvm", "0", "lost"), Place("lkml", "0", "lost")])
    sources = [MemorySource("kvm", DATA), MemorySource("lkml", DATA), MemorySource("list", DATA)]
    assert list(IndexedArchive(index, sources).find(["a1@a.example", "a2@a.example"])) == ["a2@a.example"]


def test_the_next_list_is_asked_only_for_what_is_lost():
    both = [Place("kvm", "0", "a2@a.example"), Place("lkml", "0", "a2@a.example")]
    index = copied(a1=[Place("kvm", "0", "lost"), Place("lkml", "0", "a1@a.example")], a2=both)
    kvm, lkml = MemorySource("kvm", DATA), MemorySource("lkml", DATA)
    assert len(IndexedArchive(index, [kvm, lkml]).find(["a1@a.example", "a2@a.example"])) == 2
    assert kvm.asked == [("0", ["lost", "a2@a.example"])]
    assert lkml.asked == [("0", ["a1@a.example"])]


def test_a_source_that_ends_early_loses_only_the_rest():
    class Short(MemorySource):
        def read(self, part, keys):
            return super().read(part, keys[:1])

    found = IndexedArchive(INDEX, [Short("list", DATA)]).find(["a1@a.example", "a2@a.example"])
    assert list(found) == ["a1@a.example"]


def test_neighbours_are_read_together_and_in_order():
    index = copied(a2=[Place("other", "0", "a2@a.example")])
    source = MemorySource("list", DATA)
    every = list(IndexedArchive(index, [source, MemorySource("other", DATA)]).mails())
    assert every == [DATA[name] for name in ("a1@a.example", "a2@a.example", "r1@b.example", "lone@b.example")]
    assert [keys for _, keys in source.asked] == [["a1@a.example"], ["r1@b.example", "lone@b.example"]]
    assert list(IndexedArchive(index, []).mails()) == []


def test_threads_and_relatives():
    archive = IndexedArchive(INDEX, [MemorySource("list", DATA)])
    thread = [DATA[name] for name in ("a1@a.example", "a2@a.example", "r1@b.example")]
    assert archive.thread("a2@a.example") == thread
    assert archive.thread("nobody@a.example") == []
    assert archive.relatives(["a2@a.example"]) == thread[:2]
    assert archive.relatives(["r1@b.example"]) == thread
    assert archive.relatives(["nobody@a.example"]) == []


def test_problems_are_told_once():
    sources = [MemorySource("a", {}, ["x is gone"]), MemorySource("b", {}, ["x is gone", "y is gone"])]
    assert IndexedArchive(INDEX, sources, ["no index"]).problems == ("no index", "x is gone", "y is gone")


def test_other_copies_of_a_mail_are_read_from_the_lists_that_have_them():
    index = copied(a1=[Place("kvm", "0", "a1@a.example"), Place("lkml", "7", "copy"), Place("gone", "0", "x")])
    lkml = MemorySource("lkml", {"copy": b"the copy"})
    archive = IndexedArchive(index, [MemorySource("kvm", DATA), lkml])
    assert list(archive.other_copies(["a1@a.example", "nobody@a.example"])) == [("a1@a.example", "lkml", b"the copy")]
    lkml.mails = {}
    assert list(archive.other_copies(["a1@a.example"])) == []
