# SPDX-License-Identifier: GPL-2.0-or-later
"""Reports of robots."""

import pytest

from growth import assert_linear
from kx86.letters.reply import read_reply
from kx86.letters.robot import Landed, Report
from unit.letters.replying import BOB, mail, reply

LKP = "kernel test robot <lkp@builds.example>"
BUILD = """\
Hi Ann,

kernel test robot noticed the following build {what}s:

[auto build test {word} on kvm/queue]
[also build test {word} on linus/master v6.10-rc3]

url:    https://builds.example/commits/x
base:   https://git.example/kvm.git queue
patch link:    https://archive.example/r/p2%40a.example
patch subject: [PATCH v2 2/5] KVM: x86: Do it
config: x86_64-randconfig-001-20240101 (https://builds.example/config)
compiler: gcc-12 (Debian 12.2.0-14) 12.2.0
reproduce (this is a W=1 build): (https://builds.example/reproduce)

If you fix the issue in a separate patch/commit, kindly add following tags
| Reported-by: kernel test robot <lkp@builds.example>
| Closes: https://archive.example/r/1@builds.example/

All {what}s (new ones prefixed by >>):

   arch/x86/kvm/x86.c: In function 'f':
>> arch/x86/kvm/x86.c:12:3: {what}: 'y' undeclared
   12 |  return y;

0-DAY CI
"""
APPLIED = """\
Hello:

This series was applied to kvm/linux.git (fixes)
by Ann <ann@kernel.example>:

On Tue,  3 Oct 2023 09:22:20 +0530 you wrote:
> Do it.
>
> [...]

Here is the summary with links:
  - [v2,1/2] KVM: x86: Do it
    https://git.example/kvm/c/00c6f39c8247
  - [net,v2,2/2] KVM: x86: Do more
    (no matching commit)

You are awesome, thank you!
"""
TIP = """\
The following commit has been merged into the x86/urgent branch of tip:

Commit-ID:     0123456789abcdef0123456789abcdef01234567
Gitweb:        https://git.example/tip/0123456789abcdef0123456789abcdef01234567
Author:        Ann <ann@kernel.example>

x86/virt: Do it
"""


def report(body: str, sender: str, **more: str) -> Report:
    found = reply(body, sender=sender, **more).report
    assert found is not None
    return found


@pytest.mark.parametrize(("what", "word"), [("error", "ERROR"), ("warning", "WARNING")])
def test_a_build_report_names_message_config_and_patch(what: str, word: str) -> None:
    assert report(BUILD.format(what=what, word=word), LKP) == Report(
        robot="kernel test robot",
        kind=f"build {what}",
        text=f"kernel test robot: build {what} (x86_64-randconfig-001-20240101): arch/x86/kvm/x86.c:12:3: {what}: 'y' undeclared",
        message=f"arch/x86/kvm/x86.c:12:3: {what}: 'y' undeclared",
        patch="[PATCH v2 2/5] KVM: x86: Do it",
        config="x86_64-randconfig-001-20240101",
        arch="x86_64",
        compiler="gcc-12 (Debian 12.2.0-14) 12.2.0",
    )


def test_a_report_that_a_person_sends_is_known_by_its_form() -> None:
    body = BUILD.format(what="warning", word="WARNING").replace(
        ">> arch/x86/kvm/x86.c:12:3: warning:", "arch/x86/kvm/x86.c:12 f() warn:"
    )
    found = report(body, BOB)
    assert (found.robot, found.kind, found.message) == (
        "kernel test robot",
        "build warning",
        "arch/x86/kvm/x86.c:12 f() warn: 'y' undeclared",
    )
    assert reply("\n".join(f"> {line}" for line in body.splitlines())).report is None


def test_the_tag_that_a_build_robot_asks_for_is_not_given() -> None:
    assert reply(BUILD.format(what="error", word="ERROR"), sender=LKP).tags == ()


def test_a_report_on_a_commit_answers_nothing_and_is_read_all_the_same() -> None:
    read = read_reply(
        mail(
            "kernel test robot noticed BUG:KASAN:use-after-free in f on:\n\ncommit: 12345",
            sender=LKP,
            subject="[linus:master] [KVM] 123: BUG",
            to=None,
        )
    )
    assert read is not None and read.report is not None
    assert (read.report.kind, read.report.text) == ("bug", "kernel test robot: BUG:KASAN:use-after-free in f on:")


SYZBOT = "syzbot <syzbot+0123456789@bugs.example>"


@pytest.mark.parametrize(
    ("body", "kind", "text"),
    [
        (
            "syzbot has tested the proposed patch and the reproducer did not trigger any issue:\n\nTested-by: x",
            "tested",
            "syzbot: tested the patch, no issue",
        ),
        (
            "syzbot has tested the proposed patch but the reproducer is still triggering an issue:\nWARNING in f\n",
            "bug",
            "syzbot: WARNING in f",
        ),
        (
            "syzbot tried to test the proposed patch but the build/boot failed:\n\nx",
            "failed",
            "syzbot: syzbot tried to test the proposed patch but the build/boot failed:",
        ),
        (
            "Hello,\n\nsyzbot found the following issue on:\n\nHEAD commit: 1",
            "bug",
            "syzbot: [syzbot] [kvm?] WARNING in f",
        ),
        (
            "syzbot ci has tested the following series\n\nand found the following issue:\nWARNING in g\n",
            "bug",
            "syzbot: WARNING in g",
        ),
    ],
)
def test_syzbot(body: str, kind: str, text: str) -> None:
    found = report(body, SYZBOT, subject="[syzbot] [kvm?] WARNING in f")
    assert (found.kind, found.text) == (kind, text)


def test_a_tag_of_syzbot_is_given() -> None:
    who = "syzbot+0123456789@bugs.example"
    said = "syzbot has tested the proposed patch and the reproducer did not trigger any issue:"
    body = f"{said}\n\nReported-by: {who}\nTested-by: {who}\n"
    read = reply(body, sender=SYZBOT)
    assert [(tag.key, tag.condition) for tag in read.tags] == [("Reported-by", ""), ("Tested-by", "")]


def test_the_tag_that_syzbot_asks_for_is_conditional() -> None:
    said = "IMPORTANT: if you fix the issue, please add the following tag to the commit:"
    body = f"{said}\nReported-by: syzbot+0123456789@bugs.example\n"
    (tag,) = reply(body, sender=SYZBOT).tags
    assert tag.condition


def test_patchwork_tells_which_patches_are_in_which_tree() -> None:
    found = report(APPLIED, "patchwork-bot+kvm@kernel.example")
    assert found.kind == "applied"
    assert found.text == (
        "patchwork-bot+kvm@kernel.example: applied to kvm/linux (fixes) by Ann <ann@kernel.example>, 1 of 2 patches not found there"
    )
    assert found.landed == (
        Landed(tree="kvm/linux", branch="fixes", n=1, subject="KVM: x86: Do it", commit="00c6f39c8247"),
        Landed(tree="kvm/linux", branch="fixes", n=2, subject="KVM: x86: Do more", commit=""),
    )


def test_patchwork_tells_a_patch_without_a_number() -> None:
    body = "Hello:\n\nThis patch was applied to kvm/linux.git (next)\nby Ann:\n\n  - KVM: Do it\n    https://git.example/kvm/c/1234567\n"
    found = report(body, "patchwork-bot <bot@kernel.example>")
    assert found.landed == (Landed(tree="kvm/linux", branch="next", n=None, subject="KVM: Do it", commit="1234567"),)


@pytest.mark.parametrize(
    ("body", "tree", "branch"),
    [
        (
            "The patch titled\n     Subject: KVM: Do it\nhas been added to the -mm mm-unstable branch.  Its filename is\n",
            "mm",
            "mm-unstable",
        ),
        (
            "I've just added the patch titled\n\n    KVM: Do it\n\nto the 6.1-stable tree which can be found at:\n",
            "6.1-stable",
            "",
        ),
    ],
)
def test_a_patch_added_by_script_is_told_though_nothing_is_answered(body: str, tree: str, branch: str) -> None:
    read = read_reply(mail(body, subject="Patch added", to=None))
    assert read is not None and read.report is not None
    assert read.report.landed == (Landed(tree=tree, branch=branch, n=None, subject="KVM: Do it", commit=""),)
    quoted = "\n".join(f"> {line}" for line in body.splitlines())
    assert reply(quoted).report is None


def test_tip_tells_the_commit() -> None:
    found = report(TIP, '"tip-bot2 for Ann" <tip-bot2@trees.example>', subject="[tip: x86/urgent] x86/virt: Do it")
    assert found.text == "tip-bot2 for Ann: merged into x86/urgent of tip as 0123456789ab"
    sha = "0123456789abcdef0123456789abcdef01234567"
    assert found.landed == (Landed(tree="tip", branch="x86/urgent", n=None, subject="x86/virt: Do it", commit=sha),)


def test_any_other_robot_is_told_by_its_first_words() -> None:
    found = report("Hello,\n\nthe checks of this series have passed.\n", "ci-bot <bot@checks.example>")
    assert (found.kind, found.text) == ("other", "ci-bot: the checks of this series have passed.")


@pytest.mark.parametrize(
    "line",
    [
        "[  123.456789] WARNING: CPU: 2 PID: 138 at include/linux/kvm_host.h:2307 f+0x19a/0x1b0",
        "BUG: KASAN: slab-out-of-bounds in f",
        "kernel BUG at arch/x86/kvm/x86.c:1!",
        "  [   12.3][ T138] general protection fault, probably for non-canonical address",
    ],
)
def test_a_splat_in_a_persons_mail_is_a_report(line: str) -> None:
    found = report(f"> Do it.\n\nI get this:\n\n{line}\n\n", "Bob <bob@kernel.example>")
    assert (found.robot, found.kind) == ("", "bug")
    assert found.text in line


@pytest.mark.parametrize(
    "body",
    ["> WARNING: CPU: 2 PID: 138 at f\nNo.", "I saw WARNING: CPU in the log", "-BUG: KASAN: x", "WARNING: this is old"],
)
def test_a_splat_quoted_or_spoken_of_is_none(body: str) -> None:
    assert reply(body).report is None


@pytest.mark.parametrize(
    "line",
    [
        "  - [v2,1/2] x\n    https://a.example/c/1234567\n",
        ">> a: error: b\n",
        "config: x\n",
        "this series was applied to ",
        "[ 1.1] ",
    ],
)
def test_a_report_twice_as_long_takes_about_twice_as_long(line: str) -> None:
    def prepare(size: int):  # type: ignore[no-untyped-def]
        body = "This series was applied to a.git (b)\n" + line * size
        return lambda: reply(body, sender=LKP)

    assert_linear(prepare)
