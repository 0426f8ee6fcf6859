# SPDX-License-Identifier: GPL-2.0-or-later
"""A list on which a series is posted, reviewed, posted again and taken: every mail written for the tests.

Only the addresses of the maintainers are those of the profile, since nobody else's notices count.
"""

from collections.abc import Sequence
from pathlib import Path

from integration.archive.inbox import git

ANN = "Ann Author <ann@kernel.example>"
RITA = "Rita Reviewer <rita@kernel.example>"
SEAN = "Sean Christopherson <seanjc@google.com>"
PAOLO = "Paolo Bonzini <pbonzini@redhat.com>"
EVE = "Sean Christopherson <eve@evil.example>"
DAY = 86_400
START = 1_704_103_200  # Mon, 01 Jan 2024 10:00:00 +0000

DIFF = """\
diff --git a/arch/x86/kvm/svm/{file} b/arch/x86/kvm/svm/{file}
index 1111111111..2222222222 100644
--- a/arch/x86/kvm/svm/{file}
+++ b/arch/x86/kvm/svm/{file}
@@ -9,5 +9,5 @@ static int svm_{name}(struct kvm_vcpu *vcpu)
 line 8
 {{
 \tstruct vcpu_svm *svm = to_svm(vcpu);
-\treturn old_{name}(svm);
+\treturn {new}(svm);
 }}
"""


def date(day: int, minute: int = 0) -> str:
    from email.utils import formatdate

    return formatdate(START + day * DAY + minute * 60)


def mail(
    name: str, sender: str, subject: str, day: int, body: str, answers: Sequence[str] = (), minute: int = 0
) -> bytes:
    """Write a mail; `answers` are its references, the oldest first."""
    head = [
        f"Message-ID: <{name}>",
        f"From: {sender}",
        "To: kvm@lists.example",
        f"Date: {date(day, minute)}",
        f"Subject: {subject}",
    ]
    if answers:
        head += [f"In-Reply-To: <{answers[-1]}>", "References: " + " ".join(f"<{one}>" for one in answers)]
    return "\n".join([*head, "", body, ""]).encode()


def patch_body(name: str, new: str, notes: str = "", tags: str = "") -> str:
    """A patch that replaces one call."""
    return (
        f"Call {new}(), which knows about nested guests.\n\nSigned-off-by: {ANN}\n{tags}---\n{notes}"
        + DIFF.format(file=f"{name}.c", name=name, new=new)
        + "-- \n2.39.5"
    )


def quoted(name: str, new: str, words: str) -> str:
    """A remark below the added line."""
    lines = DIFF.format(file=f"{name}.c", name=name, new=new).splitlines()
    return (
        f"On Monday, {ANN.partition(' <')[0]} wrote:\n"
        + "\n".join(f"> {line}" for line in lines[4:10])
        + f"\n\n{words}"
    )


NESTED = "KVM: SVM: Teach calls about nested guests"
RUN = "KVM: SVM: Run nested guests through one call"
EXIT = "KVM: SVM: Leave nested guests through one call"
COUNT = "KVM: selftests: Count what is left"
REVIEWED = "Reviewed-by: Rita Reviewer <rita@kernel.example>"
ACKED = "Acked-by: Rita Reviewer <rita@kernel.example>"
NOTICE = f"""On Mon, 08 Jan 2024 10:00:00 +0000, Ann Author wrote:
> Teach two calls.

Applied 1 to kvm-x86 svm, thanks!

[1/2] {RUN}
      https://github.com/kvm-x86/linux/commit/0123456789ab
[2/2] {EXIT}
      (not applied)

--
https://github.com/kvm-x86/linux/tree/next"""


def version_1() -> list[bytes]:
    """The first version, and what Rita says about it."""
    cover, one, two = "v1-0@kernel.example", "v1-1@kernel.example", "v1-2@kernel.example"
    remark = quoted("run", "new_run", "Please call it svm_run_nested(), new_run() says nothing.")
    return [
        mail(cover, ANN, f"[PATCH 0/2] {NESTED}", 0, "Teach two calls.\n\nAnn Author (2):\n  Run\n  Leave"),
        mail(one, ANN, f"[PATCH 1/2] {RUN}", 0, patch_body("run", "new_run"), [cover], 1),
        mail(two, ANN, f"[PATCH 2/2] {EXIT}", 0, patch_body("exit", "new_exit"), [cover], 2),
        mail("re-1@kernel.example", RITA, f"Re: [PATCH 1/2] {RUN}", 1, remark, [cover, one]),
        mail("re-2@kernel.example", RITA, f"Re: [PATCH 2/2] {EXIT}", 1, f"Looks good.\n\n{REVIEWED}", [cover, two], 5),
    ]


def version_2() -> list[bytes]:
    """The second version does what was asked for; a condition hangs on the tag for it."""
    cover, one, two = "v2-0@kernel.example", "v2-1@kernel.example", "v2-2@kernel.example"
    link = "v1: https://lore.kernel.org/kvm/v1-0@kernel.example/"
    return [
        mail(cover, ANN, f"[PATCH v2 0/2] {NESTED}", 7, f"Teach two calls.\n\n{link}"),
        mail(one, ANN, f"[PATCH v2 1/2] {RUN}", 7, patch_body("run", "svm_run_nested"), [cover], 1),
        mail(two, ANN, f"[PATCH v2 2/2] {EXIT}", 7, patch_body("exit", "new_exit"), [cover], 2),
        mail(
            "re-3@kernel.example",
            RITA,
            f"Re: [PATCH v2 1/2] {RUN}",
            8,
            f"With the changelog fixed:\n\n{ACKED}",
            [cover, one],
        ),
    ]


def taken() -> list[bytes]:
    """A notice, and one that somebody else made up."""
    cover = "v2-0@kernel.example"
    return [
        mail("forged@evil.example", EVE, f"Re: [PATCH v2 0/2] {NESTED}", 9, "Applied to kvm-x86 mmu, thanks!", [cover]),
        mail("notice@kernel.example", SEAN, f"Re: [PATCH v2 0/2] {NESTED}", 10, NOTICE, [cover]),
    ]


def others() -> list[bytes]:
    """A patch that went straight to the tree above, and one whose subject would steer a terminal."""
    hostile = "[PATCH] KVM: x86: \x1b]0;title\x07 Steer the \u202eterminal"
    return [
        mail("one@kernel.example", RITA, f"[PATCH] {COUNT}", 3, patch_body("count", "count_left")),
        mail(
            "queued@kernel.example",
            PAOLO,
            f"Re: [PATCH] {COUNT}",
            4,
            "Queued, thanks.\n\nPaolo",
            ["one@kernel.example"],
        ),
        mail("esc@evil.example", "E\x1b[31mve <eve@evil.example>", hostile, 5, patch_body("steer", "steer_it")),
    ]


def everything() -> list[bytes]:
    """All mails in order of arrival."""
    first, second = version_1(), version_2()
    return [*first, *others(), *second, *taken()]


def make_list(folder: Path, mails: Sequence[bytes]) -> Path:
    """Make a public-inbox of mails; each arrives a minute after the one before, from their first day on."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "--quiet", "--bare", "--initial-branch=master")
    stream = []
    for number, data in enumerate(mails):
        when = f"list <list@lists.example> {START + 20 * DAY + 60 * number} +0000"
        stream.append(
            f"commit refs/heads/master\ncommitter {when}\ndata 1\nm\nM 100644 inline m\ndata {len(data)}\n".encode()
        )
        stream.append(data + b"\n")
    git(folder, "fast-import", "--quiet", stdin=b"".join(stream))
    return folder
