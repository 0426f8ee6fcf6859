# SPDX-License-Identifier: GPL-2.0-or-later
"""Tags are collected for a posting with the patches that were sent again in its thread."""

from collections.abc import Sequence

from kx86.flows.indexed import IndexedArchive
from kx86.flows.standings import standing_of
from kx86.flows.tagging import amended, collected, copies_that_differ, version_of, write_mbox
from kx86.letters.tags import Collected
from kx86.ports.mail_index import Place
from kx86.queue.standing import NOTHING
from unit.flows.lists import BOB, MemoryIndex, MemorySource, archive, mail, patch, with_series
from unit.letters.making import PROFILE

MAILS = [
    mail("a0@a.example", "[PATCH 0/2] KVM: x86: Do both", "Both.\n\n 1 file changed, 1 insertion(+)\n"),
    patch("a1@a.example", "KVM: x86: Do one", count="1/2", to="a0@a.example"),
    patch("a2@a.example", "KVM: x86: Do two", count="2/2", to="a0@a.example"),
    patch("x2@a.example", "KVM: x86: Do two", "int again;", count="v1.1 2/2", to="a2@a.example", day=1),
    patch("y2@a.example", "KVM: x86: Do two", "int again_and_again;", count="v1.2 2/2", to="a2@a.example", day=2),
    patch("b1@a.example", "KVM: x86: Do one", count="v2 1/2", day=5),
    patch("b2@a.example", "KVM: x86: Do two", "int again_and_again;", count="v2 2/2", to="b1@a.example", day=5),
]
FIRST = (["a0@a.example", "a1@a.example", "a2@a.example"], {})
AGAIN = {"reroll": True, "reroll_of": "a0@a.example"}
REROLLS = [(["x2@a.example"], {**AGAIN, "version": 1.1}), (["y2@a.example"], {**AGAIN, "version": 1.2})]
SECOND = (["b1@a.example", "b2@a.example"], {"version": 2})


def index(*series: Sequence, replies: Sequence[tuple[int, bytes]] = ()) -> MemoryIndex:
    return with_series([*MAILS, *replies], list(series or (FIRST, *REROLLS)))


def gives(tag: str, to: str, *above: str, day: int = 3, name: str = "") -> tuple[int, bytes]:
    return mail(name or f"r{day}@b.example", "Re: [PATCH] KVM", f"{tag}: {BOB}", to, *above, day=day)


def tags(one: MemoryIndex, version: int = 0) -> Collected:
    (chain,) = one.chains()
    found = standing_of(one, chain, PROFILE, NOTHING)
    return collected(chain, chain.postings[version], found.answers)


def taken(found: Collected) -> dict[str, list[str]]:
    return {patch.message_id: [tag.text.partition(":")[0] for tag in patch.taken] for patch in found.patches}


def test_the_last_reroll_of_a_patch_takes_its_place():
    (chain,) = index().chains()
    found = amended(chain, chain.postings[0])
    assert [(one.n, one.message_id) for one in found.patches] == [(1, "a1@a.example"), (2, "y2@a.example")]
    assert (found.id, found.version, found.cover) == ("a0@a.example", "1", chain.postings[0].cover)


def test_rerolls_of_another_version_change_nothing():
    (chain,) = index(FIRST, *REROLLS, SECOND).chains()
    assert amended(chain, chain.postings[-1]) == chain.postings[-1]
    (chain,) = index(FIRST).chains()
    assert amended(chain, chain.postings[0]) == chain.postings[0]


def test_a_tag_for_the_reroll_is_taken_and_one_for_what_it_replaced_is_not():
    one = index(replies=[gives("Reviewed-by", "y2@a.example", "a2@a.example", "a0@a.example")])
    assert taken(tags(one)) == {"a1@a.example": [], "y2@a.example": ["Reviewed-by"]}
    found = tags(index(replies=[gives("Reviewed-by", "a2@a.example", "a0@a.example")]))
    assert taken(found) == {"a1@a.example": [], "y2@a.example": []}
    assert [left.text for left in found.left] == [f"Reviewed-by: {BOB}"]


def test_a_tag_for_the_series_goes_to_rerolls_as_well():
    found = tags(index(replies=[gives("Acked-by", "a0@a.example")]))
    assert taken(found) == {"a1@a.example": ["Acked-by"], "y2@a.example": ["Acked-by"]}


def test_a_tag_for_a_reroll_of_an_older_version_is_taken_where_the_patch_is_unchanged():
    one = index(FIRST, *REROLLS, SECOND, replies=[gives("Reviewed-by", "y2@a.example", "a2@a.example", "a0@a.example")])
    assert taken(tags(one, -1)) == {"b1@a.example": [], "b2@a.example": ["Reviewed-by"]}


def test_tags_for_later_versions_are_not_for_an_older_one():
    one = index(FIRST, SECOND, replies=[gives("Reviewed-by", "b1@a.example", day=6)])
    assert taken(tags(one, 0)) == {"a1@a.example": [], "a2@a.example": []}
    assert taken(tags(one, 1)) == {"b1@a.example": ["Reviewed-by"], "b2@a.example": []}


def test_a_version_is_named_as_people_do():
    (chain,) = index().chains()
    found = version_of(chain.postings[0])
    assert (found.name, found.cover, [one.n for one in found.patches]) == ("v1", "a0@a.example", [1, 2])


def test_patches_are_written_with_their_tags_and_lost_ones_named():
    one = index(FIRST, SECOND, replies=[gives("Reviewed-by", "b1@a.example", day=6)])
    found = tags(one, 1)
    text, lost = write_mbox(archive(one), one.chains()[0].postings[1], found, "")
    assert (text.count(b"\nSubject: "), text.count(f"Reviewed-by: {BOB}".encode()), lost) == (2, 1, [])
    text, _ = write_mbox(archive(one), one.chains()[0].postings[1], found, "", frozenset({2}))
    assert (text.count(b"\nSubject: "), text.count(b"Reviewed-by")) == (1, 0)
    del one.copies["b2@a.example"]
    text, lost = write_mbox(archive(one), one.chains()[0].postings[1], found, "")
    assert (text.count(b"\nSubject: "), lost) == (1, ["b2@a.example"])


def test_a_list_with_other_code_under_the_same_message_id_is_named():
    one, name = index(), "a1@a.example"
    one.copies[name] = [Place("list", "0", name), Place("odd", "0", "evil"), Place("lkml", "0", "same")]
    _, same = patch(name, "KVM: x86: Do one", count="1/2", to="a0@a.example")
    _, evil = patch(name, "KVM: x86: Do one", "int door_at_the_back;", count="1/2", to="a0@a.example")
    sources = [
        MemorySource("list", {key: data for key, (_, data) in one.data.items()}),
        MemorySource("lkml", {"same": same + b"\n-- \nTo leave this list, write to it.\n"}),
        MemorySource("odd", {"evil": evil}),
    ]
    assert copies_that_differ(IndexedArchive(one, sources), [name, "a2@a.example"]) == {name: ("odd",)}
    assert copies_that_differ(IndexedArchive(one, sources[:2]), [name, "a2@a.example"]) == {}
