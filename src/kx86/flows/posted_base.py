# SPDX-License-Identifier: GPL-2.0-or-later
"""The base of a posted series: by its base-commit, else by the blobs that it was made from; what it needs; where it applies."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kx86.flows.pending import Pending, PendingSeries
from kx86.flows.posted_apply import Trial, try_out
from kx86.flows.posted_walk import Histories, View
from kx86.ports.blob_history import BlobHistory
from kx86.ports.trees import Scratch
from kx86.series.posting import repository_by
from kx86.series.series import Series
from kx86.trees.landscape import Landscape
from kx86.trees.posted import Dependency, Found, How, PostedBase
from kx86.trees.preimage import MOST_PATHS, Images, Wanted, images_of, missing_from
from kx86.trees.spots import Place, Spot

_MOST_STACKED = 4
_MOST_DEPENDS = 30
_MOST_PREREQUISITES = 60
_MOST_PATCH_IDS = 3000


@dataclass(frozen=True)
class Sight:
    """A series with those that it stands on, as seen in the histories: where it was found, and what is missing there."""

    stack: tuple[PendingSeries, ...]
    images: Images
    view: View
    base: Found | None
    missing: tuple[Wanted, ...]


class PostedBases:
    """Finds the base of one posting after another in one clone."""

    def __init__(
        self,
        landscape: Landscape,
        scratch: Scratch,
        history: BlobHistory,
        pending: Pending | None = None,
        *,
        describe: Callable[[str], str | None] = lambda _: None,
        likely: Callable[[Series], Sequence[str]] = lambda _: (),
    ) -> None:
        self.landscape = landscape
        self.scratch = scratch
        self.history = history
        self.pending = pending
        self.describe = describe
        self._likely = likely
        self._histories = Histories(landscape, history)

    def answer(self, series: Series) -> PostedBase:
        """Say everything about the base of a posting."""
        written = next((mail.base.commit for mail in series.mails if mail.base and mail.base.commit), None)
        answer = PostedBase(
            title=series.title,
            version=series.version,
            rfc=series.rfc,
            message_id=series.mails[0].message_id if series.mails else None,
            patches=len(series.patches),
            written=written,
        )
        if not series.patches:
            return replace(answer, notes=("no patch of it was found",))
        elsewhere = _elsewhere(series, self.landscape)
        if elsewhere:
            return replace(answer, repository=elsewhere, notes=(f"a series for {elsewhere}: nothing here is its base",))
        return self._answered(series, answer)

    def _answered(self, series: Series, answer: PostedBase) -> PostedBase:
        notes = _gaps(series)
        likely = self._likely(series)
        sight = self._sight(series, (), likely)
        if sight.missing:
            sight = self._stacked(series, sight, likely)
        known, more = self._written(answer.written, sight, likely)
        notes += more
        if known is not None:
            sight = replace(sight, base=known, missing=())
        depends = self._depends(sight)
        trial = try_out(
            self.scratch, self.landscape, sight.view, sight.base, [one.series for one in sight.stack], series, likely
        )
        hint = None
        if trial.problem is not None:
            hint = self.history.cut() or trial.problem.hint
            notes.append(trial.problem.message)
        elif self._is_cut_off(sight):
            hint = self.history.cut()
            notes += ["this clone has only a part of the history"] if hint else []
        notes += self._prerequisites(series, sight)
        if sight.images.beyond:
            notes.append(f"only the first {MOST_PATHS} of its files were compared")
        return _with(replace(answer, depends=depends, notes=tuple(notes), hint=hint), sight, trial)

    def _is_cut_off(self, sight: Sight) -> bool:
        return bool(sight.missing) or sight.base is None

    def _sight(self, series: Series, stack: tuple[PendingSeries, ...], likely: Sequence[str]) -> Sight:
        """See where a series, on top of others, has its pre-images."""
        images = images_of(*(one.series.patches for one in stack), series.patches)
        view = self._histories.view(images)
        best = view.best(likely) if images.telling else None
        if best is None or not best[2]:
            return Sight(stack, images, view, None, tuple(images.before.values()))
        sha, spot, _ = best
        missing = self._missing(sha, images)
        if all(one in missing for one in images.before.values() if one.blob):
            # That new files are absent is true of every commit.
            return Sight(stack, images, view, None, tuple(images.before.values()))
        how: How = "some blobs" if missing else "blobs"
        return Sight(stack, images, view, self._found(sha, how, spot, missing, images, view, likely), missing)

    def _missing(self, sha: str, images: Images) -> tuple[Wanted, ...]:
        state = self.history.blobs(sha, list(images.before))
        # What must be there, whatever it is, is no evidence for a commit.
        return missing_from(images.before, state) if state is not None else tuple(images.before.values())

    def _found(
        self,
        sha: str,
        how: How,
        spot: Spot | None,
        missing: Sequence[Wanted],
        images: Images,
        view: View,
        likely: Sequence[str],
    ) -> Found:
        place = spot.place if spot and spot.place.topic and (spot.own or spot.place.topic in likely) else None
        place = place or _topic_of(sha, view, likely) or _topic_of_needs(sha, view, {one.path for one in missing})
        of = len(images.before)
        return Found(
            commit=sha,
            name=view.names.get(sha) or self.describe(sha) or sha[:12],
            how=how,
            hits=of - len(missing),
            of=of,
            topic=place.topic if place else None,
            tip=place.sha if place else None,
            tip_name=place.name if place else "",
            behind=len(view.walk.between(sha, place.sha)) if place else 0,
        )

    def _stacked(self, series: Series, sight: Sight, likely: Sequence[str]) -> Sight:
        """Put pending series below as long as they have what is missing."""
        while self.pending is not None and sight.missing and len(sight.stack) < _MOST_STACKED:
            wanted = [one for one in sight.missing if one.blob]
            more = self.pending.leaving(wanted, series, sight.stack) if wanted else None
            if more is None:
                break
            further = self._sight(series, (more, *sight.stack), likely)
            if len(further.missing) > len(sight.missing) + len(more.series.patches):
                break
            sight = further
        return sight

    def _written(self, written: str | None, sight: Sight, likely: Sequence[str]) -> tuple[Found | None, list[str]]:
        """What the base-commit says: a base when it is here and agrees, and what there is to tell about it."""
        if written is None:
            return None, []
        sha = self.history.commit(written)
        if sha is None:
            return None, [
                f"base-commit {written[:12]} is no commit that this clone has, perhaps of a `next` that was rebased"
            ]
        missing = self._missing(sha, sight.images)
        if not missing:
            return self._found(sha, "base-commit", None, (), sight.images, sight.view, likely), []
        files = f"{len(missing)} of {len(sight.images.before)} files"
        return None, [
            f"base-commit {sha[:12]} is here, but {files} are not what the series was made from: {missing[0].path}"
        ]

    def _prerequisites(self, series: Series, sight: Sight) -> list[str]:
        """What became of the patches that the series says it needs."""
        asked = list(dict.fromkeys(one for mail in series.mails if mail.base for one in mail.base.prerequisites))
        if not asked:
            return []
        commits = [step.sha for step in sight.view.walk.steps.values() if len(step.parents) == 1][-_MOST_PATCH_IDS:]
        here = self.history.patch_ids(commits)
        notes = []
        for one in asked[:_MOST_PREREQUISITES]:
            if one in here:
                sha = here[one]
                notes.append(f"prerequisite {one[:12]} is {sight.view.names.get(sha, sha[:12])}")
            elif not any(one in below.patch_ids for below in sight.stack):
                notes.append(f"prerequisite {one[:12]} is in no topic here")
        return notes

    def _depends(self, sight: Sight) -> tuple[Dependency, ...]:
        found = [
            Dependency(
                kind="pending",
                paths=tuple(sorted(one.paths)),
                title=one.series.title,
                posting=one.message_id,
                version=one.series.version,
            )
            for one in sight.stack
        ]
        found += self._on_commits(sight)
        unknown = []
        for one in sight.missing:
            if one.blob and (other := self._elsewhere(sight.view, one)) is not None:
                found.append(other)
            elif one.blob:
                unknown.append(one.path)
        if unknown and len(unknown) < len(sight.images.before):
            found.append(Dependency(kind="unknown", paths=tuple(unknown)))
        return tuple(found[:_MOST_DEPENDS])

    def _on_commits(self, sight: Sight) -> Iterable[Dependency]:
        """The commits of the topic that made the files what the series was made from."""
        base, view = sight.base, sight.view
        if base is None or base.commit not in view.walk.steps:
            return ()
        made = _makers(base.commit, view, {one.path for one in sight.missing})
        order = {sha: number for number, sha in enumerate(view.walk.steps)}
        return [
            Dependency(kind="topic", topic=_owner(view, sha, base.topic), commit=sha, title=title, paths=tuple(paths))
            for sha, (title, paths) in sorted(made.items(), key=lambda item: -order[item[0]])
        ]

    def _elsewhere(self, view: View, wanted: Wanted) -> Dependency | None:
        """The commit of another branch that has a pre-image which the base has not."""
        if wanted.path not in view.walk.paths:
            return None
        column = view.walk.paths.index(wanted.path)
        for place in view.places:
            for sha in view.walk.chain(place.sha):
                blob = view.walk.states[sha][column]
                if blob is not None and wanted.fits(blob):
                    step = next(iter(view.walk.origins(sha, wanted.path, blob)), None)
                    name = place.topic or place.name
                    return Dependency(
                        kind="topic",
                        topic=name,
                        commit=step.sha if step else sha,
                        title=step.subject if step else "",
                        paths=(wanted.path,),
                    )
        return None


def _with(answer: PostedBase, sight: Sight, trial: Trial) -> PostedBase:
    return replace(
        answer,
        base=trial.base,
        applies=trial.applies,
        failure=trial.failure,
        tip=trial.tip,
        conflicts=trial.conflicts,
    )


def _topic_of(sha: str, view: View, likely: Sequence[str]) -> Place | None:
    """The topic whose history a commit lies in: a likely one, else the one that is the fewest commits above it."""
    topics = [(place, view.walk.chain(place.sha)) for place in view.places if place.topic]
    inside = [(place, chain.index(sha)) for place, chain in topics if sha in chain]
    own = [(place, below) for place, below in inside if sha in view.walk.steps]

    def rank(item: tuple[Place, int]) -> tuple[int, int]:
        topic = item[0].topic
        return likely.index(topic) if topic in likely else len(likely), item[1]

    if own:
        return min(own, key=lambda item: (item[1], rank(item)))[0]
    fits = [item for item in inside if item[0].topic in likely]
    return min(fits, key=rank)[0] if fits else None


def _makers(sha: str, view: View, left_out: set[str]) -> dict[str, tuple[str, list[str]]]:
    """The walked commits that made the files of a commit what they are: the subject of each, and the files."""
    walk = view.walk
    bottom, here = walk.states[walk.chain(sha)[-1]], walk.states[sha]
    made: dict[str, tuple[str, list[str]]] = {}
    for path, now, then in zip(walk.paths, here, bottom, strict=True):
        if now is not None and now != then and path not in left_out:
            for step in walk.origins(sha, path, now):
                made.setdefault(step.sha, (step.subject, []))[1].append(path)
    return made


def _topic_of_needs(sha: str, view: View, left_out: set[str]) -> Place | None:
    """The one topic that has all commits which a state of `next` is needed for."""
    if sha not in view.walk.steps:
        return None
    owners = {_owner(view, maker, None) for maker in _makers(sha, view, left_out)}
    return next((place for place in view.places if place.topic and owners == {place.topic}), None)


def _owner(view: View, sha: str, otherwise: str | None) -> str | None:
    """The topic that a commit is of: one that sits on another has the other's commits below its own."""
    owners: Mapping[str, int] = {
        place.topic: chain.index(sha)
        for place in view.places
        if place.topic and sha in (chain := view.walk.chain(place.sha))
    }
    return min(owners, key=lambda topic: owners[topic], default=otherwise)


def _gaps(series: Series) -> list[str]:
    if not series.missing:
        return []
    numbers = ", ".join(str(number) for number in series.missing[:10])
    return [f"patch {numbers} of it {'is' if len(series.missing) == 1 else 'are'} missing"]


def _elsewhere(series: Series, landscape: Landscape) -> str:
    """The repository that a series is for, when it is not the kernel."""
    words = frozenset(word.lower() for mail in series.mails[:2] for word in mail.subject.words)
    paths = [file.path for patch in series.patches[:12] for file in patch.diff.files[:12]]
    found = repository_by(words, paths[:12], landscape.profile)
    return {"linux": "", "other": "another program than Linux"}.get(found, found)
