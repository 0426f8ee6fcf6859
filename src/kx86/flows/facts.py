# SPDX-License-Identifier: GPL-2.0-or-later
"""Gather what rules may know beyond the patch: from the tree at hand, its history, and the word lists."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kx86.handbook.facts import Edition, Facts, FunctionNames, NamedCommit
from kx86.patch.fit import fit
from kx86.ports.git_repo import GitRepo
from kx86.ports.words import Words
from kx86.profile.model import Profile
from kx86.series.named import named_shas
from kx86.series.patch import Patch
from kx86.series.series import Series

# Judge whole files of C only; a file beyond this size is generated or hostile.
_C_FILES = (".c", ".h")
_LARGEST = 2_000_000
_NEVER_POSTED = Series(title="", version="0", rfc=False, resend=False, cover=None, patches=())


@dataclass(slots=True)
class Gatherer:
    """Gather facts for one series after another.

    `repo` is None without a tree.  `build_names` allows the first, slow reading of function names.  `views` asks for whole
    post-images.  `previous` finds the version of a series that was posted before; None without an archive to look in.
    """

    profile: Profile
    words: Words
    repo: GitRepo | None = None
    build_names: bool = True
    views: bool = True
    previous: Callable[[Series], Series | None] | None = None
    _names: dict[str, FunctionNames | None] = field(default_factory=dict)

    def edition(self, series: Series | None = None) -> Edition:
        """Tell which edition the tree at hand follows: `merged` when the base holds the handbook itself."""
        if self.repo is None:
            return "2023-02"
        base = _base(series) if series else None
        return "merged" if self.repo.has_path(base or "HEAD", self.profile.handbook) else "2023-02"

    def facts(self, series: Series, edition: Edition, needs: frozenset[str]) -> Facts:
        """Gather the facts that `needs` names for a series."""
        base = _base(series)
        repo = self.repo
        return Facts(
            edition=edition,
            profile=self.profile,
            series=series,
            verbs=self.words.verbs(),
            misspellings=self.words.misspellings(),
            functions=self._functions(base),
            commits=self._commits(series, repo) if repo and "commits" in needs else None,
            history=self._history(series, repo, base) if repo and base and "history" in needs else None,
            previous=(self.previous(series) or _NEVER_POSTED) if self.previous and "previous" in needs else None,
            post_images=self._post_images(series, repo) if repo and self.views else None,
        )

    def _functions(self, base: str | None) -> FunctionNames | None:
        if self.repo is None:
            return None
        at = base or "HEAD"
        if at not in self._names:
            self._names[at] = self.repo.function_names(at, build=self.build_names)
        return self._names[at]

    def _commits(self, series: Series, repo: GitRepo) -> Mapping[str, NamedCommit]:
        shas = dict.fromkeys(sha for patch in series.patches for sha in named_shas(patch))
        return repo.named_commits(shas, [patch.commit for patch in series.patches if patch.commit])

    def _history(self, series: Series, repo: GitRepo, base: str) -> Mapping[str, tuple[str, ...]]:
        paths = dict.fromkeys(path for patch in series.patches for path in patch.touch.files)
        return repo.history(list(paths)[:20], base)

    def _post_images(self, series: Series, repo: GitRepo) -> Mapping[tuple[int, str], bytes]:
        wanted: dict[tuple[int, str], str] = {}
        for patch in series.patches:
            for file in patch.diff.files:
                if file.new and file.new.endswith(_C_FILES) and file.hunks:
                    name = _blob_name(patch, file.new, file.new_blob)
                    if name:
                        wanted[patch.n, file.new] = name
        found = dict(zip(wanted, repo.blobs(list(wanted.values())), strict=True))
        images = {key: data for key, data in found.items() if data is not None and len(data) <= _LARGEST}
        self._apply_missing(series, repo, images)
        return images

    def _apply_missing(self, series: Series, repo: GitRepo, images: dict[tuple[int, str], bytes]) -> None:
        """Make the post-images of a posted series by applying its hunks, each patch on top of the one before."""
        latest: dict[str, bytes] = {}
        for patch in series.patches:
            for file in patch.diff.files:
                key = (patch.n, file.new or "")
                if not file.new or not file.new.endswith(_C_FILES) or not file.hunks:
                    continue
                if key not in images:
                    pre = latest.get(file.new) or (repo.blobs([file.old_blob])[0] if file.old_blob else None)
                    post = fit(pre, file).post if pre is not None and len(pre) <= _LARGEST else None
                    if post is None:
                        latest.pop(file.new, None)
                        continue
                    images[key] = post
                latest[file.new] = images[key]


def _base(series: Series) -> str | None:
    first = series.patches[0] if series.patches else None
    if first is not None and first.parent:
        return first.parent
    return None


def _blob_name(patch: Patch, path: str, blob: str | None) -> str | None:
    if patch.commit:
        return f"{patch.commit}:{path}"
    return blob if blob and set(blob) != {"0"} else None
