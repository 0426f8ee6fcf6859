# SPDX-License-Identifier: GPL-2.0-or-later
"""What sentences of mails state about patches, in a table.

A deed is written as `tree:branch[patches]`: a tree that is not named is left out, `[1-3]` are patches named, `[-7]` one left out,
`[first 2]` and `[last 1]` count from either end, a word is that of the extent.
"""

import pytest

from kx86.letters.numbers import Extent, Ranges
from kx86.letters.places import Place
from kx86.letters.stating import state
from unit.letters.making import PROFILE


def ranges(numbers: Ranges, sign: str = "") -> list[str]:
    return [f"{sign}{first}" if first == last else f"{sign}{first}-{last}" for first, last in numbers]


def extent(one: Extent) -> str:
    parts = [*ranges(one.only), *ranges(one.without, "-")]
    parts += [f"first {one.first}"] if one.first else []
    parts += [f"last {one.last}"] if one.last else []
    parts += [one.word] if one.word not in ("", "answered") else []
    return f"[{','.join(parts)}]" if parts else ""


def place(one: Place) -> str:
    name = ":".join(part for part in (one.tree, one.branch) if part)
    return (name or "-") + extent(one.extent)


def told(sentence: str) -> str:
    statement = state(sentence, PROFILE)
    if statement is None:
        return "nothing"
    return " ".join([statement.deed, *(place(one) for one in statement.places)])


ACCEPTED = [
    # A tree and a branch.
    ("Applied to kvm-x86 vmx, thanks!", "kvm-x86:vmx"),
    ("Applied to kvm-x86/fixes, thanks!", "kvm-x86:fixes"),
    ("Applied to kvm-x86 `misc`.", "kvm-x86:misc"),
    ("Applied to kvm-x86 'pat_vmx_msrs' branch", "kvm-x86:pat_vmx_msrs"),
    ("Applied to kvm-x86 selftests_6.14, thanks!", "kvm-x86:selftests_6.14"),
    ("Applied to kvm-x86:mmu.", "kvm-x86:mmu"),
    ("Applied to the apic branch of kvm-x86.", "kvm-x86:apic"),
    ("Applied to kvm-x86 (svm), thanks!", "kvm-x86:svm"),
    ("Applied to kvm-x86, thanks!", "kvm-x86"),
    ("Applied to kvm-x86 hopefully in time.", "kvm-x86"),
    ("Applied to kvm-x86 with a tweak.", "kvm-x86"),
    ("Applied to the kvm-x86 tree.", "kvm-x86"),
    ("Pushed to kvm/queue, thanks.", "kvm:queue"),
    ("Queued to kvm/next.", "kvm:next"),
    ("Merged into kvm.git, thanks", "kvm"),
    ("Applied to tip:x86/urgent, thanks.", "tip:x86/urgent"),
    ("Applied to kvm-unit-tests.", "kvm-unit-tests"),
    # What stands around them.
    ("Anyways, applied to kvm-x86 selftests with a Fixes tag.", "kvm-x86:selftests"),
    ("All that said, applied to kvm-x86 selftests, with a rewritten shortlog.", "kvm-x86:selftests"),
    ("Applied to kvm-x86 selftests (with some massaging of the changelog), thanks!", "kvm-x86:selftests"),
    ("Applied to kvm-x86 fpu, even though there is still ongoing discussion.", "kvm-x86:fpu"),
    ("Applied to kvm-x86 fixes, will send to Uma for -rc4.", "kvm-x86:fixes"),
    ("Applied to kvm-x86 next (and now pulled by Uma), thanks!", "kvm-x86:next"),
    ("Applied quickly to kvm-x86 fixes.", "kvm-x86:fixes"),
    ("I've applied this to kvm-x86 misc.", "kvm-x86:misc"),
    ("FYI, I went ahead and applied these to kvm-x86 svm.", "kvm-x86:svm"),
    ("This is now applied to kvm-x86 vmx, thanks!", "kvm-x86:vmx"),
    ("Ok, pushed to kvm-x86 gmem.", "kvm-x86:gmem"),
    ("I squashed the fixup and pushed the result to kvm-x86 mmu.", "kvm-x86:mmu"),
    # Some patches.
    ("Applied patch 1 to kvm-x86 selftests, thanks!", "kvm-x86:selftests[1]"),
    ("Applied 2-9 to kvm-x86 selftests.", "kvm-x86:selftests[2-9]"),
    ("Applied patches 1, 2, and 4-6 to kvm-x86 svm.", "kvm-x86:svm[1,2,4-6]"),
    ("Applied patches 1 through 4 to kvm-x86 svm.", "kvm-x86:svm[1-4]"),
    ("Applied 1 and a modified version of 2 to kvm-x86 selftests, thanks!", "kvm-x86:selftests[1,2]"),
    ("Applied #3 to kvm-x86 mmu.", "kvm-x86:mmu[3]"),
    ("Applied patch two to kvm-x86 mmu.", "kvm-x86:mmu[2]"),
    ("Applied 3+ to kvm-x86 mmu.", "kvm-x86:mmu[3-999]"),
    ("Applied patch 3 (the 32-bit fix from 6.8) to kvm-x86 fixes.", "kvm-x86:fixes[3]"),
    ("Patches 1-3 applied to kvm-x86 mmu, thanks!", "kvm-x86:mmu[1-3]"),
    ("Patch 4 is applied to kvm-x86 fixes.", "kvm-x86:fixes[4]"),
    ("Applied to kvm-x86 mmu (patches 1-3).", "kvm-x86:mmu[1-3]"),
    ("Applied everything except patch 7 to kvm-x86 selftests.", "kvm-x86:selftests[-7,all]"),
    ("Applied to kvm-x86 mmu, except for patch 3.", "kvm-x86:mmu[-3]"),
    (
        "Applied to kvm-x86 xen, minus 18 and 19 (trylock stuff) and 21 (that we fix elsewhere).",
        "kvm-x86:xen[-18,-19,-21]",
    ),
    ("Applied all but patches 4 and 5 to kvm-x86 svm.", "kvm-x86:svm[-4,-5,all]"),
    ("Applied everything but the last patch to kvm-x86 svm.", "kvm-x86:svm[last -1]"),
    ("Applied the first two patches to kvm-x86 svm, thanks!", "kvm-x86:svm[first 2]"),
    ("Applied the last patch to kvm-x86 svm, thanks!", "kvm-x86:svm[last 1]"),
    ("Applied the rest to kvm-x86 misc.", "kvm-x86:misc[rest]"),
    ("Applied all to kvm-x86 generic, thanks!", "kvm-x86:generic[all]"),
    ("Applied to kvm-x86 vmx (minus patch 2), thanks!", "kvm-x86:vmx[-2]"),
    ("Applied to kvm-x86 vmx without the test.", "kvm-x86:vmx[vague]"),
    ("Applied everything except the selftests to kvm-x86 xen.", "kvm-x86:xen[vague]"),
    ("Applied (most of) this to kvm-x86 misc.", "kvm-x86:misc[vague]"),
    ("Re-applied to kvm-x86 vmx.", "kvm-x86:vmx"),
    ("Applied just the first patch to kvm-x86 misc.", "kvm-x86:misc[first 1]"),
    (
        "Applied 1 to kvm-x86 fixes, 2 and 3 to kvm-x86 misc, and 4+ to kvm-x86 svm.",
        "kvm-x86:fixes[1] kvm-x86:misc[2,3] kvm-x86:svm[4-999]",
    ),
    (
        "Applied the KVM changes to kvm-x86 vmx, and the selftests to kvm-x86 selftests.",
        "kvm-x86:vmx[vague] kvm-x86:selftests[vague]",
    ),
    ("Applied 10 of the 12 patches to kvm-x86 vmx.", "kvm-x86:vmx[vague]"),
    ("Very belatedly applied to kvm-x86 misc.", "kvm-x86:misc"),
    ("Applied the non-KVM change to kvm-x86 gmem.", "kvm-x86:gmem[vague]"),
    # Several branches.
    ("Applied 1-5 to kvm-x86 mmu, and 6-7 to kvm-x86 selftests.", "kvm-x86:mmu[1-5] kvm-x86:selftests[6-7]"),
    ("Applied patch 1 to kvm-x86 fixes, and the rest to kvm-x86 misc.", "kvm-x86:fixes[1] kvm-x86:misc[rest]"),
    ("Applied 1 to kvm-x86 fixes and 2-3 to selftests, thanks!", "kvm-x86:fixes[1] kvm-x86:selftests[2-3]"),
    ("Applied to kvm-x86 mmu and selftests, thanks!", "kvm-x86:mmu kvm-x86:selftests"),
    (
        "Applied to kvm-x86 misc, except for patch 3, which I applied to kvm-x86 fixes.",
        "kvm-x86:misc[-3] kvm-x86:fixes[3]",
    ),
    ("Applied 1-3 to kvm-x86 misc, will apply the rest to kvm-x86 svm later.", "kvm-x86:misc[1-3]"),
    # No tree is named.
    ("Queued, thanks.", "-"),
    ("Queued though.", "-"),
    (":) Queued though.", "-"),
    ("Applied, thanks!", "-"),
    ("Thanks, queued.", "-"),
    ("Nice catch, queued for 6.8.", "-"),
    ("Merged, thanks.", "-"),
    ("Queued for -rc, thanks.", "-"),
    ("Queued for 6.8, thanks", "-"),
    ("Queued for the next merge window, thanks.", "-"),
    ("I have queued this for 6.9, thanks.", "-"),
    ("Thanks, I squashed it and queued it for -rc1 (tested on both).", "-"),
    ("I have rebased and queued the remaining patches for Linux-6.8.", "-[rest]"),
    ("Applied with a small change to the comment.", "-"),
    ("Queued with the missing header, thanks.", "-"),
    ("Queued both, but next time please include a cover letter too.", "-[all]"),
    ("Queued all, thanks.", "-[all]"),
    ("Series queued, thanks.", "-[all]"),
    ("Queued the series, thanks!", "-[all]"),
    ("Queued this one, thanks.", "-"),
    ("Queued 1-5-6.", "-[1,5,6]"),
    ("Queued 1 and 3.", "-[1,3]"),
    ("Queued patches 1,2,4, thanks", "-[1,2,4]"),
    ("Queued patch 1 for 6.8 and patches 2-3 for 6.9, thanks.", "-[1,2-3]"),
    ("Queued with patch 3 dropped.", "-[-3]"),
    ("Queued with conflicts fixed.", "-"),
    ("Queued the fix, thanks.", "-"),
    ("Queued after fixing the conflict.", "-"),
    ("Queued all 5 patches, thanks.", "-[all]"),
    ("Queued these two, thanks.", "-"),
    ("Queued the selftests patches.", "-[vague]"),
    ("Patch applied, thanks.", "-"),
    ("Queued patches 1-3 and 5, thanks.", "-[1-3,5]"),
    ("Queued the first three patches for 6.10.", "-[first 3]"),
    ("Queued everything except patch 4, thanks.", "-[-4,all]"),
    ("Patches 1-4 queued, thanks.", "-[1-4]"),
    ("Queued, but please send the test as a follow-up.", "-"),
    ("Applied to fixes, thanks!", "fixes"),
    ("Applied to elsewhere/next, thanks!", "other:next"),
    ("Queued it up for 6.8, thanks!", "-"),
    ("This is queued now.", "-"),
    ("It's queued for 6.8.", "-"),
    ("Patches 1-3 are queued.", "-[1-3]"),
]

MOVED = [
    ("I force pushed to selftests because of a goof on my end, new SHA-1 is:", "selftests"),
    ("Force pushed to selftests 'cause I had a goof, this now:", "selftests"),
    ('FYI, I rebased "fixes" onto 6.12-rc5 to avoid conflicts in other patches, new hash:', ""),
    ("FYI, the hashes have changed for patches 3-8, as I forced pushed to fix a goof.", ""),
    ("Continuing my circus of goofs, I already force pushed selftests due to a mixup.", "selftests"),
    ("Note, I force pushed to kvm-x86 misc to drop a bad patch.", "kvm-x86:misc"),
    ("New hashes below.", ""),
    ("The SHA1s changed.", ""),
    ("I rebased these onto 6.18-rc2 to avoid a silly merge.", ""),
]

DROPPED = [
    ("Dropped from kvm-x86 misc.", "kvm-x86:misc"),
    ("I've dropped this from kvm-x86 fixes, it breaks 32-bit builds.", "kvm-x86:fixes"),
    ("I dropped patch 3 from kvm-x86 misc.", "kvm-x86:misc[3]"),
    ("Nack, dropped.", "-"),
    ("I'm dropping these for now.", "-"),
    ("This has been dropped.", "-"),
    ("Removed from kvm-x86 misc.", "kvm-x86:misc"),
    ("FYI, I dropped the fpu branch.", "fpu"),
]

NOTHING = [
    # Plans, wishes, conditions.
    "I'll apply this to kvm-x86 misc.",
    "I will get this applied to kvm-x86 misc.",
    "I'd like to get this applied to kvm-x86 fixes.",
    "This can be applied to kvm-x86 fixes.",
    "That way the patch can be applied on any branch, i.e. needn't be taken through kvm-x86/xen.",
    "Once applied to kvm-x86 misc, it needs a test.",
    "If this is applied to kvm-x86 next, the build fails.",
    "This should be queued.",
    "Will be queued.",
    "I would have queued this.",
    "Please apply.",
    "Looks good, but nothing that can't be fixed up when applied.",
    "When applied, this breaks nested guests.",
    "I want to get this queued for 6.8.",
    "Running tests now, if all goes well I'll push to kvm-x86 within the hour.",
    "I'll squash the above and force push.",
    "The hashes will change.",
    "I'll drop this series and we can try again for 6.10.",
    # Questions and denials.
    "Queued for testing?",
    "Is this applied to kvm-x86 misc?",
    "Has this been queued?",
    "Not queued yet.",
    "I haven't applied this.",
    "This has not been applied to kvm-x86 misc.",
    # Tried, not taken.
    "I applied this locally and it works.",
    "Applied on top of kvm-x86 next, and it fails.",
    "I applied this on top of kvm-x86 next.",
    "I applied the patch and tested it.",
    "I applied this series to kvm-x86 next and it fails to boot.",
    "This series applied to kvm-x86 next without conflicts.",
    "Applied cleanly.",
    "Tested with the series applied to kvm-x86 next.",
    "(so it returns the same error, patches applied)",
    # Other patches, other people.
    "I already have a fix applied for all KVM selftests[*].",
    "I have a fix applied to kvm-x86 selftests.",
    "I applied Dave's series to kvm-x86 generic.",
    "I applied a different fix to kvm-x86 misc.",
    "Already applied to kvm-x86 misc.",
    "Bob applied it to kvm-x86 misc.",
    "This was applied by Bob.",
    "This is already fixed in kvm/queue.",
    "Commit 6336a810db5c (\"KVM: x86: Do it\") dropped it entirely.",
    "I pushed a rework of this series to:",
    # The words mean something else.
    "Queued interrupts are lost.",
    "Gah, the assert needs to be applied to all architectures.",
    "This applies to all patches in this series.",
    "The comment applied to both.",
    "Merged with patch 2.",
    "Drop the comment.",
    "This patch can be dropped.",
    "And with that, this patch can be dropped.",
    "Dropped the comment.",
    "Removed, thanks.",
    "Queued with git am.",
    "They are queued, not injected.",
    "This is queued, and then the vCPU exits.",
    "These are applied, as expected.",
    "Applied only to guests.",
    "Same as above, applied to nVMX.",
    "Applied to my tree.",
    "Queued v2 instead of this.",
    "Fix the hash in the Fixes tag, the new hash is stale.",
    "The hash table is new.",
    "Applied, this is fixed by commit 0123456789ab in that tree?",
    "I dropped this in v3.",
    "Can you fix patch 04 before pushing to kvm/queue?",
    "So the vCPU has a queued #NM.",
    "It got dropped entirely.",
    "",
    "...",
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "meaning"), ACCEPTED)
def test_a_sentence_that_says_that_patches_were_taken(sentence: str, meaning: str) -> None:
    assert told(sentence) == f"accepted {meaning}"


@pytest.mark.parametrize(("sentence", "meaning"), MOVED)
def test_a_sentence_that_says_that_commits_moved(sentence: str, meaning: str) -> None:
    assert told(sentence) == f"moved {meaning}".strip()


@pytest.mark.parametrize(("sentence", "meaning"), DROPPED)
def test_a_sentence_that_says_that_patches_were_dropped(sentence: str, meaning: str) -> None:
    assert told(sentence) == f"dropped {meaning}"


@pytest.mark.parametrize("sentence", NOTHING)
def test_a_sentence_that_only_looks_like_a_notice(sentence: str) -> None:
    assert told(sentence) == "nothing"


@pytest.mark.parametrize(
    ("sentence", "release"),
    [
        ("Queued for 6.8, thanks", "6.8"),
        ("Queued for v6.8-rc3, thanks", "6.8-rc3"),
        ("Queued for -rc1.", "-rc1"),
        ("Applied to kvm-x86 vmx for 6.14, thanks!", "6.14"),
        ("Queued for the next release.", ""),
        ("Queued, thanks.", ""),
    ],
)
def test_the_release_that_is_named_is_kept(sentence: str, release: str) -> None:
    statement = state(sentence, PROFILE)
    assert statement is not None and statement.release == release
