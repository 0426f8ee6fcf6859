# SPDX-License-Identifier: GPL-2.0-or-later
"""A posting in digests: one version of a series as it was sent to a list, and the repository that it is for."""

from dataclasses import dataclass
from typing import Literal

from kx86.profile.model import Profile
from kx86.series.digest import Digest

Repository = Literal["linux", "kvm-unit-tests", "other"]

# Words in brackets, and tops of paths, that name a repository beside the kernel; git, b4 and lists know no more of it.
_OTHER_WORDS = frozenset(
    "iproute2 iproute2-next ethtool ethtool-next kvmtool qemu qemu-kvm libvirt libvirt-php pve-manager pve-kernel edk2 seabios "
    "libnvme nvme-cli ndctl fstests xfstests xfsprogs btrfs-progs e2fsprogs util-linux systemd liburing lvm2 blktests "
    "rdma-core man-pages ltp perf-tools pahole dwarves bpftool libbpf crosvm firecracker opensbi u-boot".split()
)
_OTHER_STARTS = ("pve-", "iproute2", "ethtool", "qemu", "kvmtool", "libvirt")
_OTHER_PATHS = (
    "hw/ target/ accel/ qapi/ qemu- ui/ migration/ tests/qtest/ include/hw/ include/exec/ include/sysemu/ linux-headers/ "
    "pc-bios/ src/qemu/ util/kvm-cpu builtin- man/ man2/ OvmfPkg/ MdePkg/ UefiCpuPkg/"
).split()
# So many files tell where a posting belongs.
_ENOUGH = 400


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
    words = posting.words
    tests = profile.unit_tests
    if tests and any(word in words for word in tests.words):
        return "kvm-unit-tests"
    if any(word in _OTHER_WORDS or word.startswith(_OTHER_STARTS) for word in words):
        return "other"
    paths = [path for patch in posting.patches for path in patch.files[:_ENOUGH]][:_ENOUGH]
    hints = [profile.hint(path) for path in paths]
    other = sum(path.startswith(tuple(_OTHER_PATHS)) for path in paths)
    unit = sum(hint is not None and hint.area == "kut" for hint in hints)
    if 2 * unit > len(paths):
        return "kvm-unit-tests"
    return "other" if 2 * other > len(paths) else "linux"
