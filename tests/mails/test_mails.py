# SPDX-License-Identifier: GPL-2.0-or-later
"""What is read out of each numbered mail, all of them written for this test."""

from pathlib import Path
from typing import Any

import pytest

from kx86.mail.mbox import is_mbox, split_mbox
from kx86.mail.scanner import scan
from kx86.series.assemble import assemble
from kx86.series.mail_patch import patch_of_mail
from kx86.series.patch import Patch

FOLDER = Path(__file__).parent
FILES = {file.stem: file for file in sorted(FOLDER.glob("*.eml"))}
DANA = "Dana Example <dana@kernel.example>"
LAPIC = ("arch/x86/kvm/lapic.c",)
TITLE = "KVM: x86: Stop draining example slots at the last one"
FIRST = "20260101100000.4711-1-dana@kernel.example"
SECOND = "20260101100000.4711-2-dana@kernel.example"
# What most of the mails hold.
USUAL: dict[str, Any] = {
    "ident": FIRST,
    "title": TITLE,
    "place": (None, 1, 1),
    "author": DANA,
    "sender": DANA,
    "answers": (),
    "changelog": 2,
    "first": "Stop draining at the last slot.  The loop runs one slot too far and reads",
    "trailers": ("fixes", "signed-off-by"),
    "signed": DANA,
    "notes": (),
    "files": LAPIC,
    "counts": (1, 1),
    "problems": (),
}
EXPECTED: dict[str, dict[str, Any]] = {
    "0001-patch": {
        "ident": "20260101100000.4711-3-dana@kernel.example",
        "place": ("2", 2, 3),
        "answers": (FIRST,),
        "notes": ("v2: Say what follows the array.",),
    },
    "0002-cover": {
        "title": "KVM: x86: Drain and fill example slots",
        "place": ("2", 0, 3),
        "changelog": 9,
        "first": "Fix the loop that drains example slots, and test it.",
        "trailers": (),
        "signed": None,
        "files": (),
        "counts": (0, 0),
        "base": "89abcdef0123456789abcdef0123456789abcdef",
    },
    "0003-quoted-printable": {"last": "whatever – often 0 = nothing – follows the array."},
    "0004-base64": {"first": "Stop draining at the last slot.  The loop runs one slot too far and reads „whatever“"},
    "0005-flowed": {
        "changelog": 1,
        "first": "Stop draining at the last slot.  The loop runs one slot too far and reads whatever follows the array.",
        "trailers": ("signed-off-by",),
    },
    "0006-signed": {},
    "0007-charset-y": {
        "signed": "Dána Example <dana@kernel.example>",
        "problems": ("unknown charset 'y', read as UTF-8",),
    },
    "0008-crlf": {},
    "0009-binary": {
        "title": "Documentation: KVM: Draw the example slots",
        "changelog": 1,
        "first": "Draw the slots, which are hard to describe.",
        "trailers": ("signed-off-by",),
        "files": ("Documentation/virt/kvm/slots.png", "Documentation/virt/kvm/slots.rst"),
        "counts": (1, 0),
    },
    "0010-rename": {
        "title": "KVM: x86: Move the example slots to a file of their own",
        "first": "Move the slots out of lapic.c's header, and make the helper executable that",
        "trailers": ("signed-off-by",),
        "files": ("arch/x86/kvm/slots.h", "tools/testing/selftests/kvm/draw.sh"),
    },
    "0011-8bit-header": {
        "title": f"{TITLE} — again",
        "author": "Dána Example <dana@kernel.example>",
        "sender": "Dána Example <dana@kernel.example>",
    },
    "0012-no-message-id": {"ident": None, "place": (None, 1, 2)},
    "0013-answers-many": {
        "ident": SECOND,
        "place": (None, 1, 2),
        "answers": (FIRST, "20251201100000.4710-1-dana@kernel.example", "robin/1%2@kernel.example"),
    },
    "0014-encoded-subject": {
        "title": "KVM: x86: Count Dána's slots in example_drain()",
        "place": ("3", 1, 1),
        "author": "Dána Example <dana@kernel.example>",
        "sender": "Dána Example <dana@kernel.example>",
    },
    "0015-quilt": {"place": (None, 4, 7)},
    "0016-cut-diff": {
        "problems": ("line 5 of the diff: the lines of this hunk of arch/x86/kvm/lapic.c are not as many as it says",)
    },
    "0017-new-file": {
        "ident": "20260101100000.4711-4-dana@kernel.example",
        "title": "KVM: selftests: Drain every example slot",
        "place": ("2", 3, 3),
        "answers": (FIRST,),
        "changelog": 1,
        "first": "Drain every slot and expect the guest to survive.",
        "trailers": ("signed-off-by",),
        "files": ("tools/testing/selftests/kvm/x86/slots_test.c",),
        "counts": (26, 0),
    },
    "0018-in-body-from": {
        "title": "x86: Drain every example slot",
        "sender": "Robin Relay <robin@relay.example>",
        "changelog": 1,
        "first": "Drain every slot from a unit test.",
        "trailers": ("signed-off-by", "signed-off-by"),
        "signed": "Robin Relay <robin@relay.example>",
        "files": ("x86/apic.c",),
        "counts": (1, 0),
    },
    "0019-attachment": {
        "changelog": 1,
        "first": "The fix is attached, my mailer breaks lines.",
        "trailers": (),
        "signed": None,
    },
    "0021-latin1": {"signed": "Dàna Example <dana@kernel.example>"},
    "0022-gb2312": {"signed": "戴娜 <dana@kernel.example>"},
    "0023-trailers": {
        "place": (None, 1, 2),
        "changelog": 3,
        "first": "[ Upstream commit 0123456789abcdef0123456789abcdef01234567 ]",
        "trailers": (
            *("reported-by", "closes", "fixes", "fixes", "cc", "suggested-by"),
            *("signed-off-by", "signed-off-by"),
        ),
        "signed": "Robin Relay <robin@relay.example>",
    },
    "0024-mailbox": {"ident": SECOND, "place": (None, 1, 2)},
    "0025-two-files": {
        "title": "KVM: VMX: Read the exit reason once",
        "place": ("2", 1, 2),
        "first": "Read the exit reason into a local variable.  Reading it costs a VMREAD, see",
        "trailers": ("link", "signed-off-by"),
        "notes": 8,
        "files": ("arch/x86/kvm/vmx/vmx.c", "tools/testing/selftests/kvm/lib"),
        "counts": (4, 3),
    },
}
NO_PATCH = {"0020-reply"}


def patches(name: str) -> list[Patch]:
    data = FILES[name].read_bytes()
    found = [patch_of_mail(scan(mail)) for mail in (split_mbox(data) if is_mbox(data) else [data])]
    return [patch for patch in found if patch is not None]


def told(patch: Patch) -> dict[str, Any]:
    """Say what was read."""
    signed = [trailer.value for trailer in patch.trailers if trailer.name == "signed-off-by"]
    return {
        "ident": patch.message_id,
        "title": patch.shortlog,
        "place": (patch.subject.version, patch.n, patch.m),
        "author": str(patch.author),
        "sender": str(patch.sender),
        "answers": patch.in_reply_to,
        "changelog": len(patch.changelog),
        "first": patch.changelog[0],
        "last": patch.changelog[-1],
        "trailers": tuple(trailer.name for trailer in patch.trailers),
        "signed": signed[-1] if signed else None,
        "notes": patch.notes if len(patch.notes) < 3 else len(patch.notes),
        "files": patch.touch.files,
        "counts": (patch.touch.added_count, patch.touch.removed_count),
        "base": patch.base.commit if patch.base else None,
        "problems": patch.problems,
    }


def test_every_numbered_mail_is_expected_to_be_something() -> None:
    assert EXPECTED.keys() | NO_PATCH == FILES.keys()


@pytest.mark.parametrize("name", EXPECTED)
def test_what_is_read_out_of_a_mail(name: str) -> None:
    expected = USUAL | EXPECTED[name]
    said = told(patches(name)[0])
    assert {key: said[key] for key in expected} == expected


@pytest.mark.parametrize("name", sorted(NO_PATCH))
def test_what_is_no_patch_is_none(name: str) -> None:
    assert patches(name) == []


def test_a_binary_file_has_no_lines() -> None:
    picture, text = patches("0009-binary")[0].diff.files
    assert picture.binary and not picture.hunks and picture.old is None
    assert not text.binary and text.hunks[0].lines[-1].text == ".. image:: slots.png"


def test_a_rename_keeps_both_names_and_a_mode_its_past() -> None:
    moved, script = patches("0010-rename")[0].diff.files
    assert (moved.renamed, moved.old, moved.new) == (True, "arch/x86/kvm/lapic_slots.h", "arch/x86/kvm/slots.h")
    assert (script.old_mode, script.mode, script.hunks) == ("100644", "100755", ())


def test_flowed_lines_of_a_diff_keep_their_indentation() -> None:
    (file,) = patches("0005-flowed")[0].diff.files
    assert file.hunks[0].complete
    assert [line.text for line in file.hunks[0].lines if line.kind == "+"] == [
        "\tfor (nr = 0; nr < EXAMPLE_SLOTS; nr++)"
    ]


def test_the_lines_that_are_left_of_a_cut_hunk_are_kept() -> None:
    (file,) = patches("0016-cut-diff")[0].diff.files
    assert not file.hunks[0].complete
    assert file.hunks[0].lines[-1].text == "\tfor (nr = 0; nr < EXAMPLE_SLOTS; nr++)"


def test_a_fixes_tag_may_be_wrapped() -> None:
    fixes = [trailer.value for trailer in patches("0023-trailers")[0].trailers if trailer.name == "fixes"]
    assert fixes[0].endswith('("KVM: x86: Add slots to the example APIC, and say at length what they are for")')
    assert fixes[1].startswith("5b6c7d8e9fa0 ")


def test_both_mails_of_a_mailbox_are_one_series() -> None:
    (series,) = assemble(patches("0024-mailbox"))
    assert [patch.shortlog for patch in series.patches] == [TITLE, "KVM: x86: Drain slots again"]
    assert series.patches[1].changelog[0].startswith("From now on, stop draining")


def test_words_in_brackets_are_read() -> None:
    subject = patches("0025-two-files")[0].subject
    assert (subject.words, subject.resend, subject.m) == (("net-next",), True, 2)
    rfc = patches("0018-in-body-from")[0].subject
    assert (rfc.words, rfc.rfc) == (("kvm-unit-tests",), True)
