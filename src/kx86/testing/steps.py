# SPDX-License-Identifier: GPL-2.0-or-later
"""A series and its commits in; what is built of each patch, and in which folders, out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kx86.series.patch import Patch
from kx86.testing.configuration import Configuration

_SELFTESTS = "tools/testing/selftests/"
_SOURCES = (".c", ".S")
# Folders of the tree that no directory target builds.
_NOT_BUILT = ("Documentation/", "tools/", "samples/", "include/", "scripts/", "LICENSES/", "usr/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A patch as the builder sees it: its number (0 for the base), its commit and title, and the files that it leaves changed."""

    n: int
    commit: str
    title: str
    files: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """The changed files from which objects are compiled."""
        return tuple(path for path in self.files if path.endswith(_SOURCES))

    @property
    def is_kconfig(self) -> bool:
        """Does it change what can be configured?"""
        return any(path.rpartition("/")[2].startswith("Kconfig") for path in self.files)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A configuration to build, the targets of make, and the patches to build it at, by number.

    `since` tells of a target that the base does not have with which patch it comes: until then make would find nothing there.
    """

    configuration: Configuration
    targets: tuple[str, ...]
    patches: frozenset[int]
    since: Mapping[str, int] = field(default_factory=dict)

    def targets_at(self, step: Step) -> tuple[str, ...]:
        """The targets that there are at a patch, or at the base."""
        return tuple(target for target in self.targets if self.since.get(target, 0) <= step.n)

    def expected(self, step: Step) -> tuple[str, ...]:
        """The changed sources from which this build should compile objects."""
        if self.configuration.kind != "kernel":
            return ()
        return tuple(path for path in step.sources if path.startswith(self.targets_at(step)))


def step_of(patch: Patch, commit: str) -> Step:
    """Make the step of a patch that is a commit."""
    files = dict.fromkeys(file.new for file in patch.diff.files if file.new)
    return Step(n=patch.n, commit=commit, title=patch.shortlog, files=tuple(files))


def targets_of(configuration: Configuration, steps: Iterable[Step], makefiles: Iterable[str]) -> tuple[str, ...]:
    """The targets of a configuration for a series.

    `makefiles` are the folders of the tree that have a Makefile of Kbuild: the folder of a touched file outside of KVM is built
    by the nearest of them, since make builds nothing in a folder without one, and returns 0.
    """
    paths = list(dict.fromkeys(path for step in steps for path in step.files))
    if configuration.kind == "selftests":
        names = (path[len(_SELFTESTS) :].partition("/") for path in paths if path.startswith(_SELFTESTS))
        # What lies beside the folders of tests is shared by all of them and builds nothing by itself.
        return tuple(dict.fromkeys(name for name, below, _ in names if below))
    if configuration.kind == "htmldocs":
        return tuple(dict.fromkeys(docs_folder(path) for path in paths if path.endswith(".rst")))
    known = frozenset(makefiles)
    extra = [folder for path in paths if (folder := _folder(path, configuration, known))]
    return tuple(dict.fromkeys((*configuration.targets, *extra)))


def docs_folder(path: str) -> str:
    """The folder below Documentation that a page is built with: two levels deep, as sphinx is asked for it."""
    return "/".join(path.split("/")[1:-1][:2]) or "."


def asked_folders(steps: Iterable[Step]) -> tuple[str, ...]:
    """The folders above touched sources, of which it matters whether they have a Makefile."""
    found: dict[str, None] = {}
    for step in steps:
        for path in step.sources:
            if not path.startswith(_NOT_BUILT):
                parts = path.split("/")[:-1]
                found.update((f"{'/'.join(parts[:depth])}/", None) for depth in range(len(parts), 0, -1))
    return tuple(found)


def _folder(path: str, configuration: Configuration, makefiles: frozenset[str]) -> str | None:
    """The folder to build for a touched file; None when it is built already, or not for this architecture."""
    if not path.endswith(_SOURCES) or path.startswith((*_NOT_BUILT, *configuration.targets)):
        return None
    if path.startswith("arch/") and not path.startswith(f"arch/{source_arch(configuration.arch)}/"):
        return None
    parts = path.split("/")[:-1]
    above = (f"{'/'.join(parts[:depth])}/" for depth in range(len(parts), 0, -1))
    return next((folder for folder in above if folder in makefiles), None)


def source_arch(arch: str) -> str:
    """The folder below arch/ of what make calls ARCH."""
    return "x86" if arch in ("x86_64", "i386") else arch


def works_of(
    asked: Mapping[str, Sequence[int]],
    configurations: Mapping[str, Configuration],
    steps: Sequence[Step],
    makefiles: Mapping[str, int],
) -> tuple[Work, ...]:
    """The work for configurations by name and the patches that each is asked for; those without a target are left out.

    `makefiles` are the folders that have a Makefile, each with the patch that adds it, 0 for those of the base.
    """
    works = []
    for name, numbers in asked.items():
        targets = targets_of(configurations[name], steps, makefiles)
        if targets:
            since = {target: number for target in targets if (number := makefiles.get(target, 0))}
            works.append(
                Work(configuration=configurations[name], targets=targets, patches=frozenset(numbers), since=since)
            )
    return tuple(works)
