# SPDX-License-Identifier: GPL-2.0-or-later
"""What is wrong with the prefix of a shortlog: one diagnosis, the most telling, and the prefix that should stand there."""

from collections.abc import Iterator
from dataclasses import dataclass

from kx86.handbook.scope import accepts, areas, common_parent, is_kvm, only_documents, only_kvm, topics, touched_topics
from kx86.handbook.shortlog.parts import Parts, is_made, members, split_shortlog
from kx86.profile.model import Profile, Shortlog
from kx86.series.patch import Patch

_TREES = ("arch/", "virt/", "tools/", "Documentation/")
# Pieces of a path that say nothing.
_EMPTY = ("", "arch", "documentation", "testing", "tools", "virt")
_SERVE = ("arch/", "drivers/", "tools/arch/", "tools/include/")


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The rule that the prefix breaks, a sentence about it, the scope that is meant, the better prefix, perhaps a hint.

    Without `prefix` the better one is what `suggested()` makes of the words and the paths; a fault that is no matter of the
    prefix (`mends` false) has none.
    """

    rule: str
    message: str
    scope: str = ""
    prefix: str | None = None
    mends: bool = True
    hint: str = ""


def diagnose(patch: Patch, profile: Profile) -> Diagnosis | None:
    """Find the most telling fault of a prefix, None when it is fine or when it is not for KVM x86 to judge."""
    if is_made(patch.shortlog):
        return None
    parts = split_shortlog(patch.shortlog, profile)
    names = profile.shortlog
    found = areas(patch, profile)
    first = parts.scopes[0] if parts.scopes else ""
    if not is_kvm(patch, profile):
        return _stranger(patch, parts, names) if first.lower() == names.root.lower() and "kut" not in found else None
    if first.lower() == names.guest or first.lower().startswith(f"{names.guest}/"):
        return None if "guest" in found else _guest(first, parts, patch, profile)
    if "other-arch" in found or "guest" in found or is_foreign(parts, names):
        return _case_of_root(parts, names)
    if first.lower() != names.root.lower():
        return _elsewhere(parts, patch, profile) if only_kvm(patch, profile) else None
    if len(parts.scopes) == 1:
        return _case_of_root(parts, names, _suggested(patch, profile)) or _alone(patch, profile)
    return _topic(parts, patch, profile)


def prefix_for(topic: str, names: Shortlog) -> str:
    """The prefix of a topic, ending with a blank; "" stands for the root alone."""
    return f"{names.root}: {topic}: " if topic else f"{names.root}: "


def better_prefix(patch: Patch, profile: Profile) -> str | None:
    """The prefix that should stand there, None when it is fine or nothing better is known."""
    found = diagnose(patch, profile)
    if found is None or not found.mends:
        return None
    return found.prefix or _suggested(patch, profile, _words(split_shortlog(patch.shortlog, profile), profile.shortlog))


def _suggested(patch: Patch, profile: Profile, written: tuple[str, ...] = ()) -> str | None:
    """The prefix to suggest: what was meant when the paths allow it, else the first guess; None when nothing is known."""
    names = profile.shortlog
    meant = [topic for topic in map(names.meant, written) if topic]
    fitting = {topic for topic in meant if accepts(patch, profile, topic)}
    if fitting:
        # Of scopes below one another the most special one says what the author had in mind.
        deepest = max(sorted(fitting), key=lambda topic: len(names.ancestors(topic)))
        chain = fitting.issubset(names.ancestors(deepest))
        return prefix_for(deepest if chain else common_parent(sorted(fitting), profile), names)
    allowed = topics(patch, profile)
    return prefix_for(allowed[0], names) if allowed else None


def _words(parts: Parts, names: Shortlog) -> tuple[str, ...]:
    """What the prefix says that may name a topic: each scope, or what a list holds, or the pieces of a path."""
    found: list[str] = []
    for scope in parts.scopes:
        for member in (scope,) if names.meant(scope) else members(scope):
            pieces = member.removeprefix(f"{names.guest}/").split("/")
            heads = ("/".join(pieces[:size]) for size in range(len(pieces), 0, -1))
            known = next(filter(names.meant, heads), None)
            found += [known] if known else pieces
    return tuple(found)


def is_foreign(parts: Parts, names: Shortlog) -> bool:
    """Does the prefix name another architecture?"""
    return any(scope.lower() in names.foreign for scope in parts.scopes)


def _stranger(patch: Patch, parts: Parts, names: Shortlog) -> Diagnosis | None:
    """Judge a prefix of KVM on a patch without a trace of KVM."""
    files = patch.touch.files
    # An architecture's own tree and the headers of the tools serve KVM in many places; so may anything that speaks of KVM.
    if not files or any("kvm" in file.lower() or file.startswith(_SERVE) for file in files):
        return None
    if any("kvm" in name.lower() for name in patch.touch.identifiers):
        return None
    return Diagnosis(
        "SL-SCOPE",
        f"The prefix says {names.root}, but the patch touches nothing of {names.root}.",
        parts.scopes[0],
        hint="Use the prefix of the subsystem that the patch changes; `git log` of the files shows it.",
    )


def _guest(first: str, parts: Parts, patch: Patch, profile: Profile) -> Diagnosis:
    return Diagnosis(
        "SL-X86KVM",
        f"`{profile.shortlog.guest}` is for Linux as a KVM guest, but the patch changes KVM itself.",
        first,
    )


def _case_of_root(parts: Parts, names: Shortlog, prefix: str | None = None) -> Diagnosis | None:
    first = parts.scopes[0] if parts.scopes else ""
    if first == names.root or first.lower() != names.root.lower():
        return None
    better = prefix if prefix and len(parts.scopes) == 1 else Parts((names.root, *parts.scopes[1:]), "").prefix
    return Diagnosis("SL-CASE", f"`{first}` should be spelled `{names.root}`.", first, better)


def _elsewhere(parts: Parts, patch: Patch, profile: Profile) -> Diagnosis | None:
    """Judge a prefix that does not begin with the root, on a patch that touches nothing but KVM."""
    if only_documents(patch, profile):
        return None
    if not parts.scopes:
        usual = (_suggested(patch, profile) or prefix_for("", profile.shortlog)).strip()
        return Diagnosis("SL-SCOPE", f"The shortlog has no prefix; this patch calls for `{usual}`.")
    named = _path_among(parts.scopes, patch, profile)
    if named is not None:
        return _file(named)
    written, better = parts.prefix.strip(), _suggested(patch, profile, _words(parts, profile.shortlog))
    if better is None:
        return Diagnosis("SL-SCOPE", f"`{written}` is not a prefix of {profile.name}.", written, mends=False)
    return Diagnosis("SL-SCOPE", f"The prefix should be `{better.strip()}` instead of `{written}`.", written, better)


def _alone(patch: Patch, profile: Profile) -> Diagnosis | None:
    """Judge the root without a topic."""
    touched = touched_topics(patch, profile)
    if not touched or common_parent(touched, profile) == "" or only_documents(patch, profile):
        return None
    better = _suggested(patch, profile)
    if better is None or better == prefix_for("", profile.shortlog) or accepts_all(patch, profile):
        return None
    root = profile.shortlog.root
    message = f"`{root}:` names no topic, and every file is `{better.strip()}`."
    return Diagnosis("SL-TOPIC-COARSE", message, root, better)


def accepts_all(patch: Patch, profile: Profile) -> bool:
    """Do the paths say so little that any topic would do?"""
    return accepts(patch, profile, "\n")


def _topic(parts: Parts, patch: Patch, profile: Profile) -> Diagnosis | None:
    names = profile.shortlog
    root, topic, *rest = parts.scopes
    known = names.known.get(topic.lower())
    if root != names.root:
        return Diagnosis("SL-CASE", f"`{root}` should be spelled `{names.root}`.", root)
    if known and known != topic:
        return Diagnosis("SL-CASE", f"`{topic}` should be spelled `{known}`.", topic)
    return _rest(topic, rest, patch, profile) or _one(topic, patch, profile)


def _rest(topic: str, rest: list[str], patch: Patch, profile: Profile) -> Diagnosis | None:
    """Judge what stands behind the topic: a file name, a third level, a second topic."""
    names = profile.shortlog
    named = _path_among((topic, *rest), patch, profile)
    if named is not None:
        return _file(named)
    if not rest:
        return None
    meant = names.meant(topic)
    if meant == "selftests":
        more = ": ".join(rest)
        message = f"The prefix should end at `{names.root}: selftests:`; drop `{more}:`."
        return Diagnosis("SL-SELFTESTS-ARCH", message, more)
    if meant in ("Documentation", "Docs"):
        return None
    message = f"A prefix has one topic, not `{topic}: {': '.join(rest)}`."
    return Diagnosis("SL-TOPIC", message, f"{topic}: {rest[0]}")


def _file(named: str) -> Diagnosis:
    what = "a path" if "/" in named else "the name of a file"
    return Diagnosis("SL-FILENAME", f"`{named}` is {what}, not a topic.", named)


def lost(patch: Patch, profile: Profile, better: str) -> tuple[str, ...]:
    """What the prefix says and a better one does not: names of parts, tests and vendors that may matter; x86 goes without."""
    names = profile.shortlog
    topic = better.strip(": ").rpartition(": ")[2]
    near = {"x86", *names.ancestors(topic), *(child for child in names.parents if topic in names.ancestors(child))}
    said = split_shortlog(patch.shortlog, profile)
    found: dict[str, None] = {}
    for scope in said.scopes:
        for piece in (scope,) if names.meant(scope) else _pieces(scope):
            word, meant = piece.lower(), names.meant(piece)
            known = word in (names.root.lower(), topic.lower(), *_EMPTY) or (meant is not None and meant in near)
            if not known and not _misspelled(word, topic) and word not in said.description.lower():
                found[piece] = None
    return tuple(found)


def _pieces(scope: str) -> Iterator[str]:
    """The members of a list, the directories and the file of a path."""
    for member in members(scope):
        yield from (piece.removesuffix(".c") for piece in member.split("/"))


def _misspelled(written: str, topic: str) -> bool:
    return set(written.lower()) == set(topic.lower()) and abs(len(written) - len(topic)) < 3


def _one(topic: str, patch: Patch, profile: Profile) -> Diagnosis | None:
    """Judge a single topic."""
    names = profile.shortlog
    meant = names.meant(topic)
    if meant is None:
        if len(members(topic)) > 1:
            message = f"`{topic}` is a list; a prefix has one topic."
            return Diagnosis("SL-TOPIC", message, topic)
        return Diagnosis("SL-NEWTOPIC", f"`{topic}` is not a topic of {profile.name}.", topic)
    if meant != topic:
        rule = "SL-SCOPE" if meant == "selftests" else "SL-TOPIC"
        return Diagnosis(rule, f"`{topic}` is not a topic; `{meant}` is.", topic)
    if not accepts(patch, profile, topic):
        guess = (_suggested(patch, profile) or prefix_for("", names)).strip()
        return Diagnosis("SL-TOPIC", f"The files of this patch are `{guess}`, not `{topic}`.", topic)
    return _coarse(topic, patch, profile)


def _coarse(topic: str, patch: Patch, profile: Profile) -> Diagnosis | None:
    """Judge an ancestor where every file belongs to one topic below it."""
    touched = touched_topics(patch, profile)
    if topic != "x86" or not touched or accepts_all(patch, profile) or _in_headers_of(topic, patch, profile):
        return None
    parent = common_parent(touched, profile)
    if parent in ("", topic) or parent not in profile.shortlog.topics:
        return None
    message = f"Every file of this patch is `{parent}`, which says more than `{topic}`."
    return Diagnosis("SL-TOPIC-COARSE", message, topic, prefix_for(parent, profile.shortlog))


def _in_headers_of(topic: str, patch: Patch, profile: Profile) -> bool:
    """Does a patch change headers of this topic or one above it, which the topics below share?"""
    above = profile.shortlog.ancestors(topic)
    hints = (profile.hint(file) for file in patch.touch.files if file.endswith(".h"))
    return any(hint is not None and hint.weak and hint.topic in above for hint in hints)


def _path_among(scopes: tuple[str, ...], patch: Patch, profile: Profile) -> str | None:
    """The scope that is the name of a touched file, with or without its ending, or a path."""
    names = profile.shortlog
    for scope in scopes:
        if " " in scope or names.meant(scope) or scope.lower() == names.root.lower():
            continue
        last = scope.rpartition("/")[2].lower()
        if scope.startswith(_TREES) or last.endswith((".c", ".h", ".rst")):
            return scope
        stems = {file.rpartition("/")[2].partition(".")[0].lower() for file in patch.touch.files}
        if last in stems and names.meant(last) is None and last != names.root.lower():
            return scope
    return None
