# SPDX-License-Identifier: GPL-2.0-or-later
"""What kinds of files a patch or a series touches: KVM source, tests, documentation."""

from collections.abc import Iterator

from kx86.patch.diff import FileDiff
from kx86.profile.model import Profile
from kx86.series.patch import Patch
from kx86.series.series import Series

_TESTS = "tools/testing/"
_DOCUMENTS = ("Documentation/", "MAINTAINERS")
_CODE = (".c", ".h", ".S")


def is_test(path: str) -> bool:
    """Is this a file of the kernel's own tests (KVM's selftests or another suite that can run in a VM)?"""
    return path.startswith(_TESTS)


def is_document(path: str) -> bool:
    """Is this documentation?"""
    return path.startswith(_DOCUMENTS)


def is_source(path: str, profile: Profile) -> bool:
    """Is this code of KVM x86 or of KVM's common part, no test and no documentation?"""
    hint = profile.hint(path)
    return hint is not None and hint.area == "kvm" and path.endswith(_CODE) and not path.startswith("tools/")


def touches_tests(series: Series) -> bool:
    """Does any patch of a series touch a test?"""
    return any(is_test(path) for patch in series.patches for path in patch.touch.files)


def touches_source(patch: Patch, profile: Profile) -> bool:
    """Does a patch touch code of KVM x86 or of KVM's common part?"""
    return any(is_source(path, profile) for path in patch.touch.files)


def only_tests(patch: Patch) -> bool:
    """Does a patch touch tests and nothing else?"""
    files = patch.touch.files
    return bool(files) and all(is_test(path) for path in files)


def only_documents(patch: Patch) -> bool:
    """Does a patch touch documentation and nothing else?"""
    files = patch.touch.files
    return bool(files) and all(is_document(path) for path in files)


def changed(file: FileDiff, kind: str) -> Iterator[str]:
    """Give the text of the added (`+`) or removed (`-`) lines of a file."""
    return (line.text for hunk in file.hunks for line in hunk.lines if line.kind == kind)
