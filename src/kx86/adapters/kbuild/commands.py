# SPDX-License-Identifier: GPL-2.0-or-later
"""What make is told, and what is seen where it runs.  Values only: nothing is started here."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from kx86.ports.sandbox import Bind, Command, Limits
from kx86.testing.configuration import Configuration

SOURCE, OUTPUT, CACHE, BELOW = "/src", "/out", "/ccache", "/ccache-own"
# With these, the same source gives the same object, whoever builds it and when.
_SAME_FOR_ALL = {
    "KBUILD_BUILD_TIMESTAMP": "Thu Jan  1 00:00:00 UTC 1970",
    "KBUILD_BUILD_USER": "kx86",
    "KBUILD_BUILD_HOST": "kx86",
    "KBUILD_BUILD_VERSION": "1",
}
_ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "HOME": "/tmp", "LC_ALL": "C", "LANG": "C"}
# Headers are trusted by content: they are written anew by every check-out, so that their times tell nothing.
_SLOPPY = "include_file_mtime,include_file_ctime,time_macros,locale,system_headers"
_LARGEST_CACHE = "5G"
DRY = "/out/kx86.config"
# Pages that did not change would keep their warnings to themselves; the specifications of netlink are made in the source.
_DOCS = ("SPHINXOPTS=-E", "YNL_INDEX=", "YNL_RST_FILES=")
_TESTS = "tools/testing/selftests"

Steps = tuple[tuple[tuple[str, ...], str], ...]
"""Commands, one after another, each with the folder that its messages name files below."""


def environment(configuration: Configuration, *, cached: bool, below: bool) -> Mapping[str, str]:
    """The environment of a build; `cached` has the compiler's cache, `below` a second one that is only read."""
    if not cached:
        return {**_ENVIRONMENT, **_SAME_FOR_ALL}
    cache = {
        "CCACHE_DIR": CACHE,
        "CCACHE_DEPEND": "1",
        "CCACHE_NOHASHDIR": "1",
        "CCACHE_SLOPPINESS": _SLOPPY,
        "CCACHE_MAXSIZE": _LARGEST_CACHE,
        "CCACHE_UMASK": "022",
        # Commands are alike in all configurations, which are built at once: of two that note what they compiled from the same
        # source, one would be forgotten.
        "CCACHE_NAMESPACE": configuration.id,
    }
    if below:
        cache["CCACHE_REMOTE_STORAGE"] = f"file:{BELOW}|read-only"
    return {**_ENVIRONMENT, **_SAME_FOR_ALL, **cache}


def binds(source: Path, output: Path, cache: Path | None, below: Path | None) -> tuple[Bind, ...]:
    """What a build sees: the source, its output, and caches."""
    seen = [Bind(source=str(source), target=SOURCE), Bind(source=str(output), target=OUTPUT, write=True)]
    if cache is not None:
        seen.append(Bind(source=str(cache), target=CACHE, write=True))
    if below is not None:
        seen.append(Bind(source=str(below), target=BELOW))
    return tuple(seen)


def make_words(configuration: Configuration, compiler: str, jobs: int) -> tuple[str, ...]:
    """How every make for the kernel begins; `compiler` is what stands in CC."""
    words = ["make", "-C", SOURCE, f"O={OUTPUT}", f"ARCH={configuration.arch}", f"-j{jobs}", "-k", "-Otarget"]
    if configuration.cross:
        words.append(f"CROSS_COMPILE={configuration.cross}")
    return (*words, f"CC={compiler}", *configuration.make)


def configure_words(configuration: Configuration, compiler: str) -> tuple[str, ...]:
    """Complete the symbols in a file beside the configuration in force."""
    return (*make_words(configuration, compiler, 1), f"KCONFIG_CONFIG={DRY}", "olddefconfig")


def build_words(configuration: Configuration, compiler: str, jobs: int, targets: Sequence[str]) -> Steps:
    """The commands, one after another, that build some targets, each with the folder that its messages name files below."""
    make = make_words(configuration, compiler, jobs)
    if configuration.kind == "selftests":
        tests = [(_selftests(compiler, jobs, target), f"{_TESTS}/{target}/") for target in targets]
        return (((*make, "headers"), ""), *tests)
    if configuration.kind == "htmldocs":
        return tuple(((*make, "htmldocs", f"SPHINXDIRS={target}", *_DOCS), "") for target in targets)
    return (((*make, *targets), ""),)


def _selftests(compiler: str, jobs: int, target: str) -> tuple[str, ...]:
    """Build the selftests of a folder (`kvm`) with the headers of the same commit."""
    return (
        "make",
        "-C",
        f"{SOURCE}/{_TESTS}/{target}",
        f"OUTPUT={OUTPUT}/selftests/{target}",
        f"-j{jobs}",
        "-k",
        "-Otarget",
        f"CC={compiler}",
        f"KHDR_INCLUDES=-isystem {OUTPUT}/usr/include",
        # Options are tried out in the source otherwise, which is read only; then they count as unknown.
        "TMPOUT=/tmp/.tmp_$$$$",
    )


def command(words: Sequence[str], binds: tuple[Bind, ...], environment: Mapping[str, str], limits: Limits) -> Command:
    """A command of a build."""
    return Command(argv=tuple(words), folder=SOURCE, binds=binds, environment=environment, limits=limits)
