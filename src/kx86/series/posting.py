# SPDX-License-Identifier: GPL-2.0-or-later
"""A posting in digests: one version of a series as it was sent to a list, and the repository that it is for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from kx86.profile.model import Profile
from kx86.series.digest import Digest

Repository = Literal["linux", "kvm-unit-tests", "other"]

# Words in brackets, and tops of paths, that name a repository beside the kernel; git and the lists know no more of it.
_OTHER_WORD = re.compile(
    r"(?:pve-|iproute2|ethtool|qemu|kvmtool|libvirt|nvme-cli|libnvme|ndctl|x?fstests|xfsprogs|btrfs-progs|e2fsprogs|edk2|seabios"
    r"|util-linux|systemd|liburing|lvm2|blktests|rdma-core|man-pages|ltp|pahole|dwarves|bpftool|libbpf|crosvm|firecracker"
    r"|opensbi|u-boot).{0,40}",
    re.DOTALL,
)
_OTHER_PATH = re.compile(
    r"(?:hw|target|accel|qapi|ui|migration|tests/qtest|include/(?:hw|exec|sysemu)|linux-headers|pc-bios|src/qemu|man2?"
    r"|OvmfPkg|MdePkg|UefiCpuPkg)/|qemu-|util/kvm-cpu|builtin-"
)
# So many files tell where a posting belongs.
_ENOUGH = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One version of a series as it was sent; `patches` are in order.

    `id` is the Message-ID of the cover letter, else of the first patch.  `version` is "1" when nothing is written.  `date` is
    that of its earliest mail with a date that may be true, in seconds since 1970, UTC.  The author is who sent it.  `missing`
    lists numbers that were announced and not found.  `reroll` tells patches that were sent again inside the thread of the
    posting `reroll_of`, which they amend.
    """

    id: str
    title: str
    version: str
    version_written: bool
    rfc: bool
    resend: bool
    date: int
    author_name: str
    author_email: str
    cover: Digest | None
    patches: tuple[Digest, ...]
    m: int
    missing: tuple[int, ...] = ()
    reroll: bool = False
    reroll_of: str | None = None

    @property
    def mails(self) -> tuple[Digest, ...]:
        """The cover letter, when there is one, and the patches."""
        return (self.cover, *self.patches) if self.cover else self.patches

    @property
    def picked(self) -> bool:
        """Was it picked from mainline for a stable kernel?"""
        return any(mail.picked for mail in self.mails[:2])

    @property
    def words(self) -> frozenset[str]:
        """The words in brackets that mean nothing to the grammar of subjects, in lower case."""
        return frozenset(word.lower() for mail in self.mails[:2] for word in mail.words)


def repository(posting: Posting, profile: Profile) -> Repository:
    """Tell the repository that a posting is for by the words in its brackets, else by most of its paths."""
    paths = [path for patch in posting.patches[:_ENOUGH] for path in patch.files[:_ENOUGH]][:_ENOUGH]
    return repository_by(posting.words, paths, profile)


def repository_by(words: frozenset[str], paths: Sequence[str], profile: Profile) -> Repository:
    """Tell a repository by words in the brackets of subjects, in lower case, else by most of some paths."""
    tests = profile.unit_tests
    if tests and any(word in words for word in tests.words):
        return "kvm-unit-tests"
    if any(_OTHER_WORD.fullmatch(word) for word in words):
        return "other"
    other = sum(_OTHER_PATH.match(path) is not None for path in paths)
    unit = sum(_is_of_unit_tests(path, profile) for path in paths)
    if 2 * unit > len(paths):
        return "kvm-unit-tests"
    return "other" if 2 * other > len(paths) else "linux"


@lru_cache(maxsize=16384)
def _is_of_unit_tests(path: str, profile: Profile) -> bool:
    hint = profile.hint(path)
    return hint is not None and hint.area == "kut"
