# SPDX-License-Identifier: GPL-2.0-or-later
"""Patches that trees at hand hold: their recent commits by patch id, remembered in a file that may be deleted."""

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from typing import TypedDict

from kx86.adapters.git.process import git
from kx86.adapters.git.remotes import PATTERN, configured
from kx86.patch.parse import parse_diff
from kx86.patch.patch_id import patch_id
from kx86.profile.model import Profile
from kx86.queue.standing import Found
from kx86.trees.remotes import remotes_of

# Older commits are of no posting that somebody still asks about.
_SINCE = "3.years.ago"
_SHA1 = re.compile(r"[0-9a-f]{40,64}")
_AREAS = ("kvm", "tests")
_CHUNK = 400
_LARGEST = 4_000_000
_FORM = 1
# Keep settings of the user out of the answer: the patch id is that of what git send-email posts by itself.
_LOG = (
    *("-c", "core.quotePath=false", "log", "--no-walk=unsorted", "--stdin", "-p", "--no-renames", "--no-color"),
    *("--no-ext-diff", "--no-textconv", "--no-show-signature", "--no-relative", "--submodule=short", "-O/dev/null"),
    *("-U3", "--inter-hunk-context=0", "--diff-algorithm=myers", "--src-prefix=a/", "--dst-prefix=b/"),
)

Commit = tuple[str, str, int]
"""SHA1, patch id and date of a commit."""


class _Part(TypedDict):
    """What is remembered of a tree: the tips that were read, and the commits."""

    tips: list[str]
    commits: list[Commit]


class AppliedPatches:
    """See ports.tree_commits.TreeCommits."""

    def __init__(self, folder: str, cache: str | None = None, progress: Callable[[str], None] = lambda _: None) -> None:
        self.folder = folder
        self.progress = progress
        name = sha256(os.path.realpath(folder).encode("utf-8", "surrogateescape")).hexdigest()[:24]
        self._file = os.path.join(cache, f"{name}.json") if cache else None

    def by_patch_id(self, profile: Profile) -> Mapping[str, Sequence[Found]]:
        """See TreeCommits."""
        refs = self._refs(profile)
        if not refs:
            return {}
        paths = _paths(hint.prefix for hint in profile.paths if hint.area in _AREAS)
        kept = self._load(paths)
        before = json.dumps(kept)
        found: dict[str, list[Found]] = {}
        for tree, tips in refs.items():
            part = self._update(kept.get(tree), tree, tips, paths)
            kept[tree] = part
            for sha, one, date in part["commits"]:
                found.setdefault(one, []).append(Found(ref=next(iter(tips)), tree=tree, sha1=sha, date=date))
        if json.dumps(kept) != before:
            self._save(kept, paths)
        return found

    def _refs(self, profile: Profile) -> dict[str, dict[str, str]]:
        """The refs and tips of every tree of the profile that a remote leads to."""
        settings = configured(git(self.folder, "config", "--null", "--get-regexp", PATTERN).text)
        urls = ((one.name, (settings.urls(one)[0], settings.written(one)[0])) for one in settings.remotes)
        found: dict[str, dict[str, str]] = {}
        for remote in remotes_of(urls, profile.trees, {}):
            if remote.tree is not None:
                place = f"refs/remotes/{remote.name}/"
                names = git(self.folder, "for-each-ref", "--format=%(refname) %(objectname)", place)
                rows = (row.partition(" ") for row in names.text.splitlines())
                found.setdefault(remote.tree, {}).update((name, tip) for name, _, tip in rows)
        return {tree: tips for tree, tips in found.items() if tips}

    def _update(self, old: _Part | None, tree: str, tips: Mapping[str, str], paths: Sequence[str]) -> _Part:
        wanted = sorted(set(tips.values()))
        if old and old["tips"] == wanted:
            return old
        self.progress(f"reading the commits of {tree}")
        limits = ["rev-list", "--no-merges", f"--since={_SINCE}", *wanted]
        every = git(self.folder, *limits, "--", *paths).text.split()
        known = {commit[0]: commit for commit in old["commits"]} if old else {}
        known.update((commit[0], commit) for commit in self._read([sha for sha in every if sha not in known]))
        return {"tips": wanted, "commits": [known[sha] for sha in every if sha in known]}

    def _read(self, shas: Sequence[str]) -> Iterator[Commit]:
        """Give sha, patch id and date of commits."""
        for at in range(0, len(shas), _CHUNK):
            self.progress(f"reading commits: {at} of {len(shas)}")
            text = git(
                self.folder, *_LOG, "--format=%x00%x01%H %ct", stdin="\n".join(shas[at : at + _CHUNK]).encode()
            ).text
            for record in f"\n{text}".split("\n\0\x01")[1:]:
                head, _, diff = record.partition("\n")
                sha, date = head.split(" ")
                one = patch_id(parse_diff(diff)) if len(diff) <= _LARGEST else None
                if one:
                    yield sha, one, int(date)

    def _load(self, paths: Sequence[str]) -> dict[str, _Part]:
        if self._file is None:
            return {}
        try:
            with open(self._file, encoding="utf-8") as file:
                kept = json.load(file)
            return _checked(kept["trees"]) if (kept["form"], kept["paths"]) == (_FORM, paths) else {}
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return {}

    def _save(self, kept: Mapping[str, object], paths: Sequence[str]) -> None:
        if self._file is None:
            return
        # What cannot be remembered is read again the next time.
        with suppress(OSError):
            os.makedirs(os.path.dirname(self._file), exist_ok=True)
            part = f"{self._file}.{os.getpid()}"
            with open(part, "w", encoding="utf-8") as file:
                json.dump({"form": _FORM, "paths": paths, "trees": kept}, file)
            os.replace(part, self._file)


def _paths(prefixes: Iterable[str]) -> list[str]:
    """What git takes for paths that begin so."""
    found: list[str] = []
    for prefix in sorted(set(prefixes)):
        if not (found and prefix.startswith(found[-1])):
            found.append(prefix)
    return [f"{prefix}*" for prefix in found]


def _checked(trees: Mapping[str, Mapping[str, Sequence[Sequence[object]]]]) -> dict[str, _Part]:
    """What is remembered, if it has the form of it.  Raises ValueError or another error of its kind."""
    found: dict[str, _Part] = {}
    for tree, part in trees.items():
        commits = [_commit(*map(str, commit)) for commit in part["commits"]]
        found[tree] = {"tips": [str(tip) for tip in part["tips"]], "commits": commits}
    return found


def _commit(sha: str, one: str, date: str) -> Commit:
    if not (_SHA1.fullmatch(sha) and _SHA1.fullmatch(one)):
        raise ValueError(sha)
    return sha, one, int(date)
