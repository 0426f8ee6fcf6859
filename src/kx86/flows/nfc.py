# SPDX-License-Identifier: GPL-2.0-or-later
"""Prove that patches change nothing: build each, and compare the objects with those below it."""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from posixpath import basename, dirname

from kx86.ports.builder import Builder
from kx86.series.patch import Patch
from kx86.testing.conditions import symbols_of
from kx86.testing.configuration import Configuration
from kx86.testing.nfc import Place, Sameness, claims_of, is_code, is_shared_header, read_sources
from kx86.testing.objects.compare import compare
from kx86.testing.steps import Step
from kx86.testing.uncompiled import only_comments, uncompiled

_C_LIKE = (".c", ".h", ".S")
_LONGEST_WHY = 300
# All objects of KVM have 5 MB; a note names some thousand headers.
_MOST_BYTES = 48 << 20
_LONGEST_NOTE = 1 << 20


@dataclass(frozen=True, slots=True)
class _State:
    """What a commit was built to: objects by path, and what each was compiled from as Kbuild notes it; or why nothing was.

    `texts` are the files of the commit that patches above or below it touch.
    """

    objects: Mapping[str, bytes] = field(default_factory=dict)
    made: Mapping[str, str] = field(default_factory=dict)
    config: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    why: str = ""


@dataclass(slots=True, kw_only=True)
class ProveSeries:
    """Proves the patches of one series, one after another.

    `base` is the commit below them, `targets` are the folders that are built and compared.  `news` hears of progress.
    """

    builder: Builder
    configuration: Configuration
    targets: Sequence[str]
    base: Step
    news: Callable[[str], None] = lambda _: None

    def run(self, steps: Sequence[Step], patches: Sequence[Patch]) -> Iterator[Sameness]:
        """Yield what is proved of each patch, in order.

        Raises EnvironmentProblem when nothing can be built on this machine at all.
        """
        before = self._build(self.base, "the base", _touched(patches[:1]))
        for at, (step, patch) in enumerate(zip(steps, patches, strict=True)):
            after = self._build(step, f"patch {step.n}/{len(steps)}", _touched(patches[at : at + 2]))
            yield self._proved(before, step, after, patch)
            before = after

    def _build(self, step: Step, name: str, touched: Sequence[str]) -> _State:
        """Build a commit, and read its objects and the touched files."""
        self.news(f"{name}: checking out")
        self.builder.check_out(step.commit)
        texts = {path: _text(self.builder.source(path)) for path in touched}
        configured = self.builder.configure(self.configuration)
        if configured.ended.status != 0 or configured.lost:
            lost = ", ".join(f"CONFIG_{one.symbol} is {one.got}" for one in configured.lost[:4])
            return _State(texts=texts, why=lost or "cannot be configured")
        made = self.builder.make(self.configuration, self.targets, lambda line: self.news(f"{name}: {_short(line)}"))
        if made.ended.status != 0:
            errors = [one for one in made.messages if one.kind == "error"]
            told = f"{errors[0].file}:{errors[0].line}: {errors[0].text}" if errors else made.ended.why
            return _State(texts=texts, why=f"does not build: {told}"[:_LONGEST_WHY])
        return self._read(texts)

    def _read(self, texts: Mapping[str, str]) -> _State:
        """Read the objects that were built, and how each was made."""
        paths = self.builder.objects(self.configuration, self.targets)
        objects: dict[str, bytes] = {}
        left = _MOST_BYTES
        for path in paths:
            data = self._output(path)
            if data is not None:
                left -= len(data)
                if left < 0:
                    return _State(texts=texts, why="its objects are too large to be compared")
                objects[path] = data
        notes = {path: _text((self._output(_note_of(path)) or b"")[:_LONGEST_NOTE]) for path in objects}
        return _State(objects, notes, _text(self._output(".config")), texts)

    def _output(self, path: str) -> bytes | None:
        return self.builder.output(self.configuration, path)

    def _proved(self, before: _State, step: Step, after: _State, patch: Patch) -> Sameness:
        files = _Files(patch, before.texts, after.texts)
        claims = claims_of(patch, only_comments=files.only_comments)
        sameness = Sameness(n=step.n, commit=step.commit, title=step.title, claims=claims)
        if before.why or after.why:
            return replace(sameness, why=after.why or f"the commit below {before.why}")
        self.news(f"patch {step.n}: comparing")
        readers = _Readers(files.paths, before, after)
        compared = tuple(
            one
            for one in compare(before.objects, after.objects)
            if one.path in readers.objects or not one.is_same or one.renames
        )
        unseen = tuple(files.unseen(readers.read, symbols_of(after.config)))
        return replace(sameness, compared=compared, unseen=unseen)


def _touched(patches: Sequence[Patch]) -> tuple[str, ...]:
    files = (file for patch in patches for file in patch.diff.files)
    return tuple(dict.fromkeys(path for file in files for path in (file.old, file.new) if path))


def _text(data: bytes | None) -> str:
    return (data or b"").decode("utf-8", "replace")


def _note_of(path: str) -> str:
    """Where Kbuild notes how an object was made."""
    return f"{dirname(path)}/.{basename(path)}.cmd"


class _Readers:
    """Which of the touched files were read for objects before or after, and which objects those are."""

    def __init__(self, paths: Sequence[str], before: _State, after: _State) -> None:
        self.read: set[str] = set()
        self.objects: set[str] = set()
        for state in (before, after):
            for path, note in state.made.items():
                found = read_sources(note, paths)
                if found:
                    self.read |= found
                    self.objects.add(path)


class _Files:
    """The files that a patch touches, as they were and as they are."""

    def __init__(self, patch: Patch, before: Mapping[str, str], after: Mapping[str, str]) -> None:
        self._files = [
            (file.old, file.new, before.get(file.old or "", ""), after.get(file.new or "", ""))
            for file in patch.diff.files
        ]

    @property
    def paths(self) -> tuple[str, ...]:
        """All paths, old and new."""
        found = (path for before, after, _, _ in self._files for path in (before, after) if path)
        return tuple(dict.fromkeys(found))

    @property
    def only_comments(self) -> bool:
        """Does it touch C code, and nothing but comments of it?"""
        return bool(self._files) and all(
            before == after and after is not None and after.endswith(_C_LIKE) and only_comments(old, new)
            for before, after, old, new in self._files
        )

    def unseen(self, read: Set[str], symbols: Mapping[str, str]) -> Iterator[Place]:
        """Yield what no compiler saw: files that no object was compiled from, lines that conditions leave out."""
        for before, after, old, new in self._files:
            path = after or before or ""
            if not is_code(path) or (before == after and path.endswith(_C_LIKE) and only_comments(old, new)):
                continue
            if not {before, after} & read or is_shared_header(path):
                yield Place(file=path)
            elif path.endswith(_C_LIKE):
                yield from (Place(file=path, line=line) for line in uncompiled(old, new, symbols))


def _short(line: bytes) -> str:
    return " ".join(line[:200].decode("utf-8", "replace").split())
