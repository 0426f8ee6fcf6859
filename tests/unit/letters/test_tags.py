# SPDX-License-Identifier: GPL-2.0-or-later
"""Which tags are taken for a posting, and which are listed with their reason."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from growth import assert_linear
from kx86.letters.answered import PostedPatch, Version
from kx86.letters.reply import Reply
from kx86.letters.tags import Collected, collect
from unit.letters.replying import BOB, reply

TAG = f"Reviewed-by: {BOB}"
CARL = "Carl <carl@kernel.example>"


def version(name: str, *patches: str, tags: tuple[str, ...] = ()) -> Version:
    """A posting whose patches are written as "title=patch id"."""
    made = []
    for n, text in enumerate(patches, 1):
        title, _, patch_id = text.partition("=")
        made.append(
            PostedPatch(n=n, message_id=f"{name}-{n}@a.example", title=title, patch_id=patch_id or None, tags=tags)
        )
    return Version(name=name, cover=f"{name}-0@a.example", patches=tuple(made))


V1 = version("v1", "One=a", "Two=b", "Three=c")
V2 = version("v2", "One=a", "Two=changed", "Four=d")


class Thread:
    """Replies, each an hour after the one before."""

    def __init__(self) -> None:
        self.replies: list[Reply] = []

    def say(self, to: str, body: str, sender: str = BOB) -> str:
        number = len(self.replies)
        self.replies.append(
            reply(
                body,
                to=f"{to}@a.example" if "@" not in to else to,
                sender=sender,
                message_id=f"r{number}@a.example",
                date=f"Mon, 5 Feb 2024 {number // 60:02}:{number % 60:02}:00 +0000",
            )
        )
        return f"r{number}@a.example"

    def collect(self, *names: str, newest: Version = V2) -> Collected:
        return collect(newest, (V1,), self.replies, names)


@pytest.fixture
def thread() -> Thread:
    return Thread()


def taken(found: Collected) -> dict[int, list[str]]:
    return {one.n: [tag.text for tag in one.taken] for one in found.patches if one.taken}


def reasons(found: Collected) -> list[tuple[tuple[int, ...], str]]:
    return [(one.patches, one.reason) for one in found.left]


def test_a_tag_on_a_patch_goes_to_that_patch(thread: Thread) -> None:
    where = thread.say("v2-2", TAG)
    found = thread.collect()
    assert taken(found) == {2: [TAG]}
    (tag,) = found.patches[1].taken
    assert (tag.message_id, tag.version, tag.remark) == (where, "v2", "")
    assert found.left == ()


def test_a_tag_on_the_cover_goes_to_all_patches(thread: Thread) -> None:
    thread.say("v2-0", TAG)
    assert taken(thread.collect()) == {1: [TAG], 2: [TAG], 3: [TAG]}


def test_a_tag_for_the_series_on_a_patch_goes_to_all(thread: Thread) -> None:
    thread.say("v2-2", f"For the series:\n\n{TAG}")
    assert taken(thread.collect()) == {1: [TAG], 2: [TAG], 3: [TAG]}


def test_numbered_tags_go_to_those_named(thread: Thread) -> None:
    thread.say("v2-0", f"For patches 1 and 3:\n{TAG}")
    assert taken(thread.collect()) == {1: [TAG], 3: [TAG]}


def test_a_number_that_does_not_exist_is_told(thread: Thread) -> None:
    thread.say("v2-0", f"For patches 3-5:\n{TAG}")
    found = thread.collect()
    assert taken(found) == {}
    assert reasons(found) == [((3,), "it names patch 4, which v2 does not have")]


def test_a_tag_that_names_another_patch_is_told(thread: Thread) -> None:
    thread.say("v2-2", f"For patch 3:\n{TAG}")
    found = thread.collect()
    assert taken(found) == {}
    assert reasons(found) == [((3,), "given on patch 2, and names another: 3")]


def test_a_tag_in_a_discussion_goes_to_the_patch_at_its_head(thread: Thread) -> None:
    answer = thread.say("v2-2", "Why?")
    answer = thread.say(answer, "Because.", sender=CARL)
    thread.say(answer, TAG)
    assert taken(thread.collect()) == {2: [TAG]}


def test_an_older_tag_is_taken_when_the_patch_is_the_same(thread: Thread) -> None:
    thread.say("v1-0", TAG)
    found = thread.collect()
    assert taken(found) == {1: [TAG]}
    assert found.patches[0].taken[0].version == "v1"
    assert reasons(found) == [((2,), "given to v1, and the patch has changed since")]


def test_an_older_tag_for_a_patch_that_is_gone_is_told(thread: Thread) -> None:
    thread.say("v1-3", TAG)
    assert reasons(thread.collect()) == [((), "given to v1, and v2 has no patch of that title or content")]


def test_a_tag_for_a_patch_of_somebody_else_in_the_thread_is_not_for_the_posting(thread: Thread) -> None:
    thread.replies.append(reply(TAG, to="other@a.example", message_id="r0@a.example"))
    thread.replies[0] = replace(thread.replies[0], parents=("other@a.example", "v2-2@a.example"))
    assert taken(thread.collect()) == {2: [TAG]}
    assert taken(collect(V2, (V1,), thread.replies, others={"other@a.example"})) == {}


def test_a_patch_that_was_renamed_has_changed(thread: Thread) -> None:
    thread.say("v1-3", TAG)
    found = collect(V2, (V1,), thread.replies, renamed={"v1-3@a.example": "v2-3@a.example"})
    assert reasons(found) == [((3,), "given to v1, and the patch has changed since")]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (f"With that fixed:\n{TAG}", "there is a condition: With that fixed:"),
        (f"For the KVM parts:\n{TAG}", "for a part only: For the KVM parts:"),
        (f"Besides that, {TAG}", "not at the start of a line"),
        (f"Reviewed-by: {CARL}", f"sent by {BOB}, not by the person it names"),
        ("Reviewed-by: Bob", "it has no address"),
        (f"Signed-off-by: {BOB}", "a sign-off tells the way of a patch and is no answer to it"),
        ('Fixes: 123456789abc ("Do it")', "it names no person whom the sender could speak for"),
    ],
)
def test_what_is_only_listed(thread: Thread, body: str, reason: str) -> None:
    thread.say("v2-2", body)
    found = thread.collect()
    assert taken(found) == {}
    assert reasons(found) == [((2,), reason)]


@pytest.mark.parametrize(
    "name", ["bob@kernel.example", "Bob", BOB, "r0@a.example", "<r0@a.example>", "Reviewed-by: bob@kernel.example"]
)
def test_a_listed_tag_is_taken_by_name(thread: Thread, name: str) -> None:
    thread.say("v2-2", f"With that fixed:\n{TAG}")
    found = thread.collect(name)
    assert taken(found) == {2: [TAG]}
    assert found.left == ()


@pytest.mark.parametrize("name", ["ann@kernel.example", "Acked-by: bob@kernel.example", "", "r1@a.example"])
def test_another_name_takes_nothing(thread: Thread, name: str) -> None:
    thread.say("v2-2", f"With that fixed:\n{TAG}")
    assert taken(thread.collect(name)) == {}


def test_another_address_of_the_same_person_is_remarked(thread: Thread) -> None:
    thread.say("v2-1", "Acked-by: Bob Big Builder <bob@work.example>", sender="Bob Big Builder <bob@home.example>")
    (tag,) = thread.collect().patches[0].taken
    assert tag.remark == "sent from bob@home.example"


def test_one_name_at_another_address_is_not_enough(thread: Thread) -> None:
    thread.say("v2-1", TAG, sender="Bob <bob@evil.example>")
    reason = "sent from another address, bob@evil.example, and one name alone tells nobody"
    assert reasons(thread.collect()) == [((1,), reason)]


def test_a_forged_person_is_told(thread: Thread) -> None:
    thread.say("v2-0", TAG, sender="Mallory <mallory@evil.example>")
    assert reasons(thread.collect()) == [
        ((1, 2, 3), "sent by Mallory <mallory@evil.example>, not by the person it names")
    ]


def test_what_the_patch_has_is_not_added_again(thread: Thread) -> None:
    newest = version("v2", "One=a", tags=(TAG, "Reviewed-and-tested-by: Carl <carl@kernel.example>"))
    thread.say("v2-1", f"{TAG}\nAcked-by: {BOB}\n")
    thread.say("v2-1", f"Tested-by: {CARL}", sender=CARL)
    found = thread.collect(newest=newest)
    assert taken(found) == {1: [f"Acked-by: {BOB}"]}
    assert found.left == ()


def test_a_tag_given_twice_is_taken_once(thread: Thread) -> None:
    thread.say("v1-1", TAG)
    thread.say("v2-0", TAG)
    thread.say("v2-1", f"With that fixed:\n{TAG}")
    found = thread.collect()
    assert taken(found)[1] == [TAG]
    assert all(1 not in numbers for numbers, _ in reasons(found))


def test_a_tag_taken_back_is_listed_with_the_mail_that_says_so(thread: Thread) -> None:
    thread.say("v2-0", f"{TAG}\nTested-by: {BOB}")
    where = thread.say("v2-2", "Please drop my Reviewed-by.")
    found = thread.collect()
    assert taken(found) == {1: [TAG, f"Tested-by: {BOB}"], 2: [f"Tested-by: {BOB}"], 3: [TAG, f"Tested-by: {BOB}"]}
    assert reasons(found) == [((2,), f"taken back later, in {where}")]


def test_a_tag_given_again_counts(thread: Thread) -> None:
    thread.say("v2-2", TAG)
    thread.say("v2-2", "Please drop my Reviewed-by.")
    thread.say("v2-2", TAG)
    assert taken(thread.collect()) == {2: [TAG]}


def test_nobody_takes_back_for_another(thread: Thread) -> None:
    thread.say("v2-2", TAG)
    thread.say("v2-2", "Please drop my Reviewed-by.", sender=CARL)
    assert taken(thread.collect()) == {2: [TAG]}


def test_a_tag_in_the_patch_that_is_taken_back_is_told(thread: Thread) -> None:
    newest = version("v2", "One=a", tags=(TAG,))
    thread.say("v2-1", "Please drop my Reviewed-by, I looked at the wrong patch.")
    assert reasons(thread.collect(newest=newest)) == [
        ((1,), "it stands in the patch already, but this mail takes it back")
    ]


def test_naks_are_always_told(thread: Thread) -> None:
    where = thread.say("v1-2", "NAK, this is wrong.", sender=CARL)
    thread.say("v2-0", "NAK.")
    naks = thread.collect().naks
    assert [(one.sender, one.text, one.version, one.n) for one in naks] == [
        (CARL, "NAK, this is wrong.", "v1", 2),
        (BOB, "NAK.", "v2", 0),
    ]
    assert naks[0].message_id == where


def test_replies_to_something_else_and_loops_are_left_out(thread: Thread) -> None:
    thread.say("x@a.example", TAG)
    thread.say("r3@a.example", TAG)
    thread.say("r2@a.example", TAG)
    thread.say("r2@a.example", TAG)
    found = thread.collect()
    assert taken(found) == {}
    assert found.left == ()


def test_a_flood_is_bounded_and_told() -> None:
    replies = [
        reply(
            f"With x fixed:\nReviewed-by: P{n} <p{n}@a.example>\n" * 200,
            to="v2-0@a.example",
            message_id=f"r{n}@a.example",
        )
        for n in range(150)
    ]
    found = collect(V2, (V1,), replies)
    assert len(found.left) <= 1000
    assert found.problems


@pytest.mark.parametrize("shape", ["cover", "patches", "chain", "withdrawn", "patch"])
def test_twice_the_replies_take_about_twice_as_long(shape: str) -> None:
    def prepare(size: int) -> Callable[[], object]:
        patches = size if shape == "patches" else 3
        newest = version("v2", *(f"Title {n}=p{n}" for n in range(patches)))
        replies = []
        for n in range(size):
            to = {"patches": f"v2-{n + 1}", "chain": f"r{n - 1}" if n else "v2-1", "patch": "v2-1"}.get(shape, "v2-0")
            body = "I withdraw my Acked-by." if shape == "withdrawn" else f"Acked-by: P{n} <p{n}@a.example>"
            replies.append(
                reply(body, to=f"{to}@a.example", sender=f"P{n} <p{n}@a.example>", message_id=f"r{n}@a.example")
            )
        return lambda: collect(newest, (), replies)

    assert_linear(prepare)
