# SPDX-License-Identifier: GPL-2.0-or-later
"""A posting in; whose it is out: the subsystem's, or the tree that takes it instead, and why."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from math import sqrt
from typing import Literal

from kx86.profile.model import Profile, Target
from kx86.series.posting import repository_by
from kx86.trees.matter import Matter, Piece, words_of
from kx86.trees.themes import prefix_of, topics_in_prefix, words_in

Kind = Literal["core", "common", "tests", "guest", "arch", "x86", "other", "nothing"]
"""What a patch is for: KVM x86, KVM of all architectures, KVM's tests, Linux as a guest, KVM of another architecture, arch/x86
outside of KVM, somebody else, or nobody in particular (documentation, MAINTAINERS)."""

OURS: frozenset[Kind] = frozenset({"core", "common", "tests"})
_ELSEWHERE: tuple[Kind, ...] = ("guest", "arch", "x86", "other")
_ENOUGH = 12
_MOST_LINES = 400
# A patch that touches KVM in passing, as a treewide change does, is somebody else's.
_LEAST_SHARE = 0.3
# So large a share of the patches makes a posting the subsystem's: by itself, when its title names KVM, and when the title names
# another architecture.
_SHARED = 0.4
_NAMED = 0.15
_MOST_OF_ARCH = 0.6
_SUREST = 0.95
_GUESSED = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whose a posting is: the tree as JSON has it, in words, how sure (0 to 1), and why.

    `kinds` tells for each patch, by its number, what it is for.  `several` tells that it changes KVM of several architectures.
    """

    tree: str
    name: str
    confidence: float
    reason: str
    kinds: Mapping[int, Kind]
    several: bool = False

    @property
    def ours(self) -> bool:
        """Is it the subsystem's?"""
        return not self.name


def owner_of(matter: Matter, profile: Profile) -> Owner:
    """Tell whose a posting is."""
    kinds = {piece.n: kind_of(piece, profile) for piece in matter.pieces}
    elsewhere = _other_repository(matter, profile)
    if elsewhere:
        return Owner(tree=elsewhere[0], name=elsewhere[1], confidence=0.97, reason=elsewhere[2], kinds=kinds)
    if matter.picked:
        why = "it was picked from mainline for a stable kernel"
        return Owner(tree="stable", name="the stable trees", confidence=0.97, reason=why, kinds=kinds)
    return _by_count(matter, Counter(kinds.values()), kinds, profile)


def _other_repository(matter: Matter, profile: Profile) -> tuple[str, str, str] | None:
    paths = list(islice((path for piece in matter.pieces[:_ENOUGH] for path in islice(piece.files, _ENOUGH)), _ENOUGH))
    head, colon, _ = matter.title.lower().partition(":")
    words = frozenset(matter.words) | (frozenset(head.split()) if colon else frozenset())
    found = repository_by(words, paths, profile)
    if found == "linux":
        return None
    tests = profile.tree("tests")
    named = next((word for word in matter.words if word != "next"), "")
    if found == "kvm-unit-tests":
        why = f"its subject says {named}" if named else "its paths are those of KVM-unit-tests"
        return (tests.name if tests else "other"), "KVM-unit-tests, a repository of its own", why
    why = f"its subject says {named}" if named else "its paths are those of another program"
    return "other", "another program than Linux", why


def kind_of(piece: Piece, profile: Profile) -> Kind:
    """Tell what a patch is for: by its paths, weighed by the lines that change; by its prefix when it has no paths."""
    prefix, _ = prefix_of(piece.shortlog)
    foreign = _target_of_prefix(prefix, profile)
    if not piece.files:
        return _by_prefix(prefix, foreign, profile)
    if _only(piece, ("guest",), profile):
        return "guest"
    weights = _weights(piece, profile)
    whole = sum(weights.values())
    if not whole:
        return _by_prefix(prefix, foreign, profile) if topics_in_prefix(prefix, profile) or foreign else "nothing"
    if _is_arch(foreign) and not weights["core"] and "arch/x86/" not in "".join(piece.files):
        return "arch"
    kvm = weights["core"] + weights["common"]
    arches = {_arch(path, profile) for path in piece.files} - {None}
    if kvm >= _LEAST_SHARE * whole or (kvm and topics_in_prefix(prefix, profile)):
        return "common" if weights["common"] > weights["core"] or len(arches) > 1 else "core"
    if weights["tests"] and weights["arch"] and (len(arches) > 1 or weights["tests"] >= _LEAST_SHARE * whole):
        return "tests"
    return max(weights, key=lambda kind: (weights[kind], kind))


def _weights(piece: Piece, profile: Profile) -> Counter[Kind]:
    """How much of a patch is for whom; headers and documentation count only when nothing else is touched."""
    strong: Counter[Kind] = Counter()
    weak: Counter[Kind] = Counter()
    for path, lines in piece.files.items():
        hint = profile.hint(path)
        kind = _kind_of_path(path, profile)
        if kind != "nothing":
            (weak if hint is not None and hint.weak else strong)[kind] += round(16 * sqrt(min(lines, _MOST_LINES)))
    return strong or weak


@lru_cache(maxsize=8192)
def _kind_of_path(path: str, profile: Profile) -> Kind:
    hint = profile.hint(path)
    if hint is None:
        return "other"
    if hint.area == "kvm":
        return "common" if hint.topic in ("", "guest_memfd", "pfncache") else "core"
    kinds: Mapping[str, Kind] = {
        "tests": "tests", "guest": "guest", "other-arch": "arch", "x86": "x86", "neutral": "nothing",
    }  # fmt: skip
    return kinds.get(hint.area, "other")


def _only(piece: Piece, areas: tuple[str, ...], profile: Profile) -> bool:
    hints = [profile.hint(path) for path in piece.files]
    return all(hint is not None and hint.area in areas for hint in hints)


def _by_prefix(prefix: str, foreign: Target | None, profile: Profile) -> Kind:
    topics = topics_in_prefix(prefix, profile)
    if _is_arch(foreign):
        return "arch"
    if topics == ("selftests",):
        return "tests"
    if foreign is not None and not _is_rooted(prefix, profile):
        return "guest" if foreign.tree == "kvm" else "x86" if foreign.tree == "tip" else "other"
    if topics:
        return "common" if topics[0] in ("", "guest_memfd", "pfncache") else "core"
    return "other" if prefix else "nothing"


def _is_rooted(prefix: str, profile: Profile) -> bool:
    """Does a prefix name KVM itself: x86: KVM does, and x86/kvm/vmx by its topic, while x86/kvm is the guest's?"""
    root = profile.shortlog.root.lower()
    if any(words_of(part)[:1] == (root,) for part in prefix.split(":")):
        return True
    return root in words_of(prefix) and bool(topics_in_prefix(prefix, profile))


def _is_arch(target: Target | None) -> bool:
    return target is not None and target.tree == "other" and any(path.startswith("arch/") for path in target.paths)


@lru_cache(maxsize=2048)
def _target_of_prefix(prefix: str, profile: Profile) -> Target | None:
    """The target that a prefix names, the whole of it or one of its parts: `KVM: arm64: vgic` is arm64's."""
    parts = [part.strip().lower() for part in prefix.split(":")]
    words = {word for part in parts for word in (part, *part.replace("/", " ").split())}
    arch = next((one for one in profile.targets if _is_arch(one) and words & set(one.words)), None)
    return arch or next(
        (one for head in (parts[0], parts[0].partition("/")[0]) for one in profile.targets if head in one.words), None
    )


@lru_cache(maxsize=8192)
def _target_of_path(path: str, profile: Profile) -> Target | None:
    folders = set(path.split("/")[:-1])
    # Folders of tests and documentation are called like the architecture.
    arch = next((one for one in profile.targets if _is_arch(one) and folders & set(one.words)), None)
    if arch is not None:
        return arch
    fits = [(len(prefix), one) for one in profile.targets for prefix in one.paths if path.startswith(prefix)]
    return max(fits, key=lambda fit: fit[0])[1] if fits else None


def _arch(path: str, profile: Profile) -> str | None:
    """The architecture whose KVM, or tests of it, a path belongs to; None for none in particular."""
    hint = profile.hint(path)
    if hint is None or hint.area not in ("other-arch", "kvm", "tests"):
        return None
    if hint.area == "other-arch":
        target = _target_of_path(path, profile)
        return target.name if target else None
    return "x86" if "/x86" in path else None


def _by_count(matter: Matter, count: "Counter[Kind]", kinds: Mapping[int, Kind], profile: Profile) -> Owner:
    """Let the patches that are not tests decide; tests alone are KVM's own."""
    subsystem = profile.tree("subsystem")
    ours = subsystem.name if subsystem else "other"
    kvm = count["core"] + count["common"]
    others: Counter[Kind] = Counter({kind: count[kind] for kind in _ELSEWHERE if count[kind]})
    whole = kvm + others.total()
    if not whole and not count["tests"] and _speaks_of_kvm(matter, profile):
        return Owner(tree=ours, name="", confidence=_GUESSED, reason="", kinds=dict.fromkeys(kinds, "core"))
    if not whole and not count["tests"]:
        return _elsewhere(matter, kinds, "nothing", profile, 0.6)
    kind, most = others.most_common(1)[0] if others else ("other", 0)
    share = kvm / whole if whole else 1.0
    if not others or (kvm and _is_enough(matter, share, kvm >= most, profile)):
        sure = min(0.97, 0.75 + 0.25 * share)
        several = len(_arches(matter, profile)) > 1
        return Owner(tree=ours, name="", confidence=sure, reason="", kinds=kinds, several=several)
    if count["tests"] > 2 * whole or (count["tests"] >= whole and _is_tests(matter, kinds, profile)):
        return Owner(tree=ours, name="", confidence=0.8, reason="", kinds=kinds)
    return _elsewhere(matter, kinds, kind, profile, max(0.5, most / whole))


def _speaks_of_kvm(matter: Matter, profile: Profile) -> bool:
    """Do titles without prefixes and paths speak of KVM, or name what the profile knows?"""
    if any(piece.files for piece in matter.pieces):
        return False
    texts = [matter.title, *(piece.shortlog for piece in matter.pieces)]
    if any(profile.shortlog.root.lower() in words_of(text) for text in texts):
        return True
    return any(word in one.names for text in texts for one, word in words_in(text, profile))


def _is_tests(matter: Matter, kinds: Mapping[int, Kind], profile: Profile) -> bool:
    """Is a posting about tests of several architectures: does its title say tests, and does it touch nothing else?"""
    prefix, _ = prefix_of(matter.title)
    if profile.routing.tests not in topics_in_prefix(prefix, profile) or _is_arch(_target_of_prefix(prefix, profile)):
        return False
    mine = f"tools/testing/{profile.routing.tests}/"
    rest = [path for piece in matter.pieces if kinds[piece.n] != "tests" for path in piece.files]
    return all(path.startswith(mine) for path in rest)


def _is_enough(matter: Matter, share: float, first: bool, profile: Profile) -> bool:
    """Is so large a share of patches for KVM x86 enough, when others are for somebody else?"""
    prefix, _ = prefix_of(matter.title)
    if _is_arch(_target_of_prefix(prefix, profile)):
        return share > _MOST_OF_ARCH
    if topics_in_prefix(prefix, profile) and share >= _NAMED:
        return True
    return first or share >= _SHARED or len(_arches(matter, profile)) > 2


def _arches(matter: Matter, profile: Profile) -> set[str]:
    """The architectures whose KVM a posting touches."""
    return {arch for piece in matter.pieces for path in piece.files if (arch := _arch(path, profile))}


def _elsewhere(matter: Matter, kinds: Mapping[int, Kind], kind: Kind, profile: Profile, sure: float) -> Owner:
    """Name who takes what is not the subsystem's: the target that most of its patches of this kind fit."""
    votes: Counter[str] = Counter()
    named = {one.name: one for one in profile.targets}
    for piece in matter.pieces:
        if kinds[piece.n] == kind:
            fits = [_target_of_prefix(prefix_of(piece.shortlog)[0], profile)] * 2
            fits += [_target_of_path(path, profile) for path in islice(piece.files, _ENOUGH)]
            votes.update(fit.name for fit in fits if fit is not None and _suits(fit, kind))
    titled = _target_of_prefix(prefix_of(matter.title)[0], profile)
    if titled is not None and titled.name in votes:
        votes[titled.name] = votes.total() + 1
    top = votes.most_common(1)
    count = sum(one == kind for one in kinds.values())
    some = f"all {count} patches are" if count == len(kinds) else f"{count} of {len(kinds)} patches are"
    many = some if len(kinds) > 1 else "it is"
    sure = round(min(sure, _SUREST), 2)
    if not top:
        why = "nothing in it is KVM's" if kind in ("other", "nothing") else f"{many} outside of KVM x86"
        return Owner(tree="other", name="no tree that this profile knows", confidence=sure, reason=why, kinds=kinds)
    target = named[top[0][0]]
    return Owner(tree=target.tree, name=target.name, confidence=sure, reason=f"{many} for {target.name}", kinds=kinds)


def _suits(target: Target, kind: Kind) -> bool:
    if kind == "guest":
        return target.tree == "kvm"
    if kind == "arch":
        return _is_arch(target)
    return kind != "x86" or target.tree == "tip"
