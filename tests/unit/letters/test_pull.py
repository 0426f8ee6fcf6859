# SPDX-License-Identifier: GPL-2.0-or-later
"""Pull requests and their answers are read, and believed only from people whom the profile names."""

import msgspec
import pytest

from kx86.letters.notice import read_notice
from kx86.letters.pull import PullRequest, Request, read_pulled, understand_pulled, understand_request
from unit.letters.making import KEEPER, PROFILE, STRANGER, UPSTREAM, answer

BODY = """\
MMU changes for this cycle.

The following changes since commit 0123456789abcdef0123456789abcdef01234567:

  Linux 6.8-rc2 (2024-01-28 17:01:12 -0800)

are available in the Git repository at:

  https://git.example/kvm-x86/linux.git tags/{tag}

for you to fetch changes up to 1123456789abcdef0123456789abcdef01234567:

  KVM: x86/mmu: Do it (2024-02-22 17:06:56 -0800)

----------------------------------------------------------------
KVM x86 MMU changes for 6.9:

----------------------------------------------------------------
Ann Author (2):
      KVM: x86/mmu: Do it
      KVM: x86/mmu: Do more

Bob Builder (1):
      KVM: x86/mmu: Undo it

 arch/x86/kvm/mmu/mmu.c | 2 +-
 1 file changed, 1 insertion(+), 1 deletion(-)
"""


def request(subject: str, tag: str = "kvm-x86-mmu-6.9") -> Request:
    said = read_notice(answer(BODY.format(tag=tag), subject=subject), PROFILE)
    assert said is not None and said.request is not None
    return said.request


def test_a_pull_request_is_read() -> None:
    one = request("[GIT PULL] KVM: x86: MMU changes for 6.9")
    assert (one.ref, one.tree, one.topic, one.release) == ("kvm-x86-mmu-6.9", "kvm-x86", "mmu", "6.9")
    assert one.title == "KVM: x86: MMU changes for 6.9"
    assert one.subjects == ("KVM: x86/mmu: Do it", "KVM: x86/mmu: Do more", "KVM: x86/mmu: Undo it")


@pytest.mark.parametrize(
    ("tag", "topic", "release"),
    [
        ("kvm-x86-fixes-6.13-rcN", "fixes", "6.13-rcN"),
        ("kvm-x86-fixes-6.14-rcN.2", "fixes", "6.14-rcN.2"),
        ("kvm-x86-mmu-6.4-2", "mmu", "6.4-2"),
        ("kvm-x86-selftests-immutable-6.6", "selftests", "6.6"),
        ("kvm-x86-pat_vmx_msrs-6.12", "pat_vmx_msrs", "6.12"),
        ("kvm-x86-2023.06.22", "", "2023.06.22"),
        ("misc", "misc", "6.8"),
    ],
)
def test_the_tag_tells_topic_and_release(tag: str, topic: str, release: str) -> None:
    one = request("[GIT PULL] KVM: x86: Changes for 6.8", tag)
    assert (one.topic, one.release) == (topic, release)


def test_a_request_can_be_stored() -> None:
    one = request("[GIT PULL] KVM: x86: MMU changes for 6.9")
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(one), type=Request) == one


def test_the_cover_letter_of_requests_has_no_tag() -> None:
    said = read_notice(answer("Many.", subject="[GIT PULL] KVM: x86 pull requests for 6.9", to=None), PROFILE)
    assert said is not None and said.request is not None
    assert (said.request.ref, said.request.release) == ("", "6.9")


@pytest.mark.parametrize(
    ("sentence", "meaning"),
    [
        ("Pulled, thanks.", ""),
        ("Pulled all, thanks.", "all"),
        ("Thanks, pulled.", ""),
        ("I've pulled both.", "all"),
        ("Now pulled into kvm/next.", ""),
        ("Pulled?", None),
        ("This was pulled by Bob.", None),
        ("Not pulled yet.", None),
        ("The pulled changes conflict.", None),
        ("Should be pulled.", None),
    ],
)
def test_the_answer_to_a_request_is_read(sentence: str, meaning: str | None) -> None:
    assert read_pulled(sentence) == meaning


def test_an_answer_counts_only_from_people_whom_the_profile_names() -> None:
    one, two = (
        PullRequest(message_id=f"{n}@a.example", request=Request(title="x", ref=f"kvm-x86-{n}-6.9")) for n in "ab"
    )
    cover = PullRequest(message_id="c@a.example", request=Request(title="all"))
    sent = (cover, one, two)

    def pulled(extent: str, sender: str, answered: str) -> tuple[str, ...]:
        found = understand_pulled("p@a.example", extent, sender, answered, sent, PROFILE)
        return found.requests if found else ()

    assert pulled("", UPSTREAM, "a@a.example") == ("a@a.example",)
    assert pulled("", UPSTREAM, "c@a.example") == ("a@a.example", "b@a.example")
    assert pulled("all", UPSTREAM, "a@a.example") == ("a@a.example", "b@a.example")
    assert pulled("", STRANGER, "a@a.example") == ()
    assert pulled("", UPSTREAM, "elsewhere@a.example") == ()


def test_a_request_counts_only_from_people_whom_the_profile_names() -> None:
    one = request("[GIT PULL] KVM: x86: MMU changes for 6.9")
    assert understand_request("r@a.example", one, KEEPER, PROFILE) is not None
    assert understand_request("r@a.example", one, STRANGER, PROFILE) is None


def test_pulled_is_read_only_below_a_pull_request() -> None:
    said = read_notice(
        answer("> x\n\nPulled, thanks.\n\nUma", subject="Re: [GIT PULL] KVM: x86: Do it for 6.9"), PROFILE
    )
    assert said is not None and said.pulled == ""
    assert read_notice(answer("Pulled, thanks.", subject="Re: [PATCH] KVM: x86: Do it"), PROFILE) is None
