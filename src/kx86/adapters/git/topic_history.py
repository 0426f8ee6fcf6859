# SPDX-License-Identifier: GPL-2.0-or-later
"""What topics took: the commits that they hold now, and those of merged pull requests, remembered by tips in a file."""

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256

from kx86.adapters.git.process import git
from kx86.patch.touch import function_head
from kx86.profile.model import Profile
from kx86.trees.history import History, Took
from kx86.trees.landscape import Landscape

_AREAS = ("kvm", "tests", "guest")
# Beyond these numbers there is nothing new to learn.
_MOST_COMMITS = 3000
_MOST_MERGES = 60
_MOST_TOPICS = 100
_MOST_OF_EACH = 60
_LARGEST = 64_000_000
# Pull requests of older releases are of topics that have moved on.
_MERGES_SINCE = 500 * 86400
_FORM = 1
_LOG = (
    *("-c", "core.quotePath=false", "log", "--no-merges", f"--max-count={_MOST_COMMITS}", "-p", "-U0", "--no-renames"),
    *("--no-color", "--no-ext-diff", "--no-textconv", "--no-show-signature", "--no-relative", "--submodule=short"),
    *("--src-prefix=a/", "--dst-prefix=b/", "--format=%x00%ct %S"),
)
_HUNK = re.compile(r"@@ -[0-9,]+ \+[0-9,]+ @@ (.*)")


class LocalTopicHistory:
    """See ports.topic_history.TopicHistory."""

    def __init__(self, folder: str, cache: str | None = None, progress: Callable[[str], None] = lambda _: None) -> None:
        self.folder = folder
        self.progress = progress
        self.trace: list[Sequence[str]] = []
        name = sha256(os.path.realpath(folder).encode("utf-8", "surrogateescape")).hexdigest()[:24]
        self._file = os.path.join(cache, f"{name}.json") if cache else None

    def history(self, landscape: Landscape) -> History:
        """See TopicHistory."""
        topics = {topic.sha: topic.name for topic in landscape.topics[:_MOST_TOPICS]}
        trunk = _trunk(landscape)
        # Without anything below the topics nobody can tell what is their own.
        if not topics or not trunk:
            return History(commits=())
        key = json.dumps([_FORM, sorted(topics.items()), sorted(trunk)])
        kept = self._load(key)
        if kept is None:
            self.progress("reading what the topics took")
            kept = [*self._held(topics, trunk, landscape.profile), *self._merged(topics, trunk, landscape)]
            self._save(key, kept)
        return History(commits=tuple(kept))

    def _held(self, topics: Mapping[str, str], trunk: Sequence[str], profile: Profile) -> Iterator[Took]:
        """The commits that the topics hold and that the trees above do not."""
        for source, date, record in self._log([*topics, "--not", *trunk], profile):
            yield _took(topics.get(source, ""), date, record)

    def _merged(self, topics: Mapping[str, str], trunk: Sequence[str], landscape: Landscape) -> Iterator[Took]:
        """The commits of pull requests that were merged, by the names of their tags."""
        tree = landscape.profile.tree("subsystem")
        if tree is None or not tree.tags:
            return
        since = max((branch.date for branch in landscape.topics), default=0) - _MERGES_SINCE
        mark = re.compile(rf"Merge tag '{re.escape(tree.tags)}([a-z0-9_-]{{1,40}}?)-v?[0-9]{{1,2}}\.[0-9]")
        form = "--format=%H %s"
        merges = self._git(
            "log", "--merges", f"--max-count={_MOST_MERGES}", f"--since={since}", "--no-show-signature",
            "--fixed-strings", f"--grep=Merge tag '{tree.tags}", form, *trunk, "--",
        )  # fmt: skip
        names = set(topics.values())
        for line in merges.splitlines():
            sha, _, subject = line.partition(" ")
            found = mark.match(subject)
            if found and found[1] in names:
                for _, date, record in self._log([f"{sha}^2", f"^{sha}^1"], landscape.profile):
                    yield _took(found[1], date, record)

    def _log(self, limits: Sequence[str], profile: Profile) -> Iterator[tuple[str, int, str]]:
        """Give the source, the date and the diff of commits, as far as they touch what the profile is about."""
        text = self._git(*_LOG, *limits, "--", *_paths(profile))
        for record in text.split("\0")[1:]:
            head, _, diff = record.partition("\n")
            date, _, source = head.partition(" ")
            if date.isdecimal():
                yield source, int(date), diff

    def _git(self, *arguments: str) -> str:
        answer = git(self.folder, *arguments, trace=self.trace)
        return answer.out[:_LARGEST].decode("utf-8", "replace") if answer.status == 0 else ""

    def _load(self, key: str) -> list[Took] | None:
        if self._file is None:
            return None
        try:
            with open(self._file, encoding="utf-8") as file:
                kept = json.load(file)
            if kept["key"] != key:
                return None
            return [
                Took(topic=str(topic), date=int(date), paths=_texts(paths), functions=_texts(functions))
                for topic, date, paths, functions in kept["commits"]
            ]
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None

    def _save(self, key: str, commits: Iterable[Took]) -> None:
        if self._file is None:
            return
        rows = [(one.topic, one.date, one.paths, one.functions) for one in commits]
        # What cannot be remembered is read again the next time.
        with suppress(OSError):
            os.makedirs(os.path.dirname(self._file), exist_ok=True)
            part = f"{self._file}.{os.getpid()}"
            with open(part, "w", encoding="utf-8") as file:
                json.dump({"key": key, "commits": rows}, file)
            os.replace(part, self._file)


def _trunk(landscape: Landscape) -> list[str]:
    """The commits that are no topic's own any more: those of the main line, the tree above, and the newest release."""
    found = [tag.sha for tag in landscape.releases[:1]]
    for role in ("mainline", "upstream"):
        tree = landscape.profile.tree(role)
        names = {tree.next, tree.fixes} if tree else set()
        branches = landscape.branches.get(tree.name, ()) if tree else ()
        found += [branch.sha for branch in branches if branch.name in names]
    return sorted(set(found))


def _paths(profile: Profile) -> list[str]:
    """What git takes for paths that begin as those of the profile do."""
    found: list[str] = []
    for prefix in sorted({hint.prefix for hint in profile.paths if hint.area in _AREAS}):
        if not (found and prefix.startswith(found[-1])):
            found.append(prefix)
    return [f"{prefix}*" for prefix in found]


def _took(topic: str, date: int, diff: str) -> Took:
    paths: dict[str, None] = {}
    functions: dict[str, None] = {}
    for line in diff.split("\n"):
        if line.startswith("+++ b/"):
            paths[line[6:].rstrip("\t")] = None
        elif line.startswith("@@ ") and (hunk := _HUNK.match(line)) and (name := function_head(hunk[1])):
            functions[name] = None
    return Took(topic=topic, date=date, paths=tuple(paths)[:_MOST_OF_EACH], functions=tuple(functions)[:_MOST_OF_EACH])


def _texts(values: Iterable[object]) -> tuple[str, ...]:
    return tuple(str(value) for value in values)
