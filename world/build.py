# SPDX-License-Identifier: GPL-2.0-or-later
"""The builder of the world: one function that makes it or finds it in the cache, and one that copies it for a test."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from world import archive, kernel, source
from world.edits import Tree
from world.history import ROOT, Historian, History
from world.people import LINUS, UMA
from world.plan import Pending, Plan, Semantic, World
from world.repositories import REMOTES, bare, check_out, clone, configure
from world.source import File
from world.stream import Stream
from world.topics import TOPICS, Topic

__all__ = ["Pending", "Plan", "Semantic", "World", "build", "private"]

# A world of another form is made anew; a change of what the same plan gives needs the next number.
FORM = 1
SMALL = Plan()
_READY = "world.json"


def build(plan: Plan = SMALL, folder: Path | None = None) -> World:
    """Return the world of a plan, made when it is not there yet: in the cache, or in a folder of its own.

    It is made beside its place and renamed, so that a run that is killed leaves no half world.  Nobody may change it.
    """
    place = folder.resolve() if folder else source.cache() / _name(plan)
    if not (place / _READY).exists():
        if place.exists() and any(place.iterdir()):
            if folder:
                source.stop(f"{place} is there and is no world")
            shutil.rmtree(place)
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place.parent, prefix="making-") as made:
            _make(plan, Path(made) / "world", place)
            _settle(Path(made) / "world", place)
    return _load(place)


def private(world: World, folder: Path) -> World:
    """Copy a world for a test that changes it; objects are borrowed from the cached one, all else is the copy's own."""
    folder.mkdir(parents=True)
    folder = folder.resolve()
    for name in ("mainline.git", "kvm.git", "kvm-x86.git", "kvm-unit-tests.git"):
        shutil.copytree(world.folder / name, folder / name)
    for name in ("objects.git", "authors.git", "list.git"):
        bare(folder / name, {}, str(world.folder / name / "objects"))
        shutil.copyfile(world.folder / name / "packed-refs", folder / name / "packed-refs")
        shutil.copytree(world.folder / name / "refs", folder / name / "refs", dirs_exist_ok=True)
    shutil.copytree(world.clone, folder / "linux", symlinks=True)
    configure(folder / "linux", folder)
    shutil.copyfile(world.folder / _READY, folder / _READY)
    return _load(folder)


def _name(plan: Plan) -> str:
    of = "" if plan.size == "small" else source.name()
    digest = hashlib.sha256(repr((FORM, asdict(plan), of)).encode()).hexdigest()
    return f"{plan.size}-{digest[:12]}"


def _settle(made: Path, place: Path) -> None:
    """Move a world to its place, unless somebody else was faster."""
    try:
        made.rename(place)
    except OSError:
        if not (place / _READY).exists():
            raise


def _make(plan: Plan, made: Path, place: Path) -> None:
    made.mkdir()
    bare(made / "objects.git", {})
    with Stream(made / "objects.git") as stream:
        root: Tree = {}
        commit = stream.commit(
            "refs/heads/mainline/master", [], _ROOT_MESSAGE, (LINUS, ROOT), (LINUS, ROOT), _kept(_files(plan), root)
        )
        topics, counts = _shares(plan)
        historian = Historian(plan, root, stream)
        history = historian.write(commit, topics, counts)
        tests = stream.commit(
            "refs/heads/kvm-unit-tests/master", [], "x86: Add the first tests\n", (UMA, ROOT), (UMA, ROOT), _UNIT_TESTS
        )
    _repositories(made, history, tests)
    with Stream(made / "authors.git") as stream:
        historian.stream = stream
        pending, postings = archive.pend(historian)
    archive.write(made / "list.git", made / "authors.git", history.postings, postings)
    clone(made / "linux", _clone_refs(history), _peeled(history))
    configure(made / "linux", place)
    check_out(made / "linux")
    (made / _READY).write_text(json.dumps(_told(history, pending), indent=1))


_ROOT_MESSAGE = "Linux\n\nThe kernel that everything else in this world is built on.\n"
_UNIT_TESTS = {
    "README.md": "# KVM-unit-tests\n",
    "run_tests.sh": "#!/usr/bin/env bash\nsource scripts/common.bash\n",
    "scripts/common.bash": 'function for_each_unittest()\n{\n\techo "$1"\n}\n',
    "lib/libcflat.h": "#ifndef __LIBCFLAT_H\n#define __LIBCFLAT_H\n#endif\n",
    "x86/apic.c": '#include "libcflat.h"\n\nint main(void)\n{\n\treturn report_summary();\n}\n',
    "x86/pmu.c": '#include "libcflat.h"\n\nint main(void)\n{\n\treturn report_summary();\n}\n',
    "x86/unittests.cfg": "[apic]\nfile = apic.flat\n\n[pmu]\nfile = pmu.flat\n",
}


def _files(plan: Plan) -> Iterator[File]:
    if plan.size == "small":
        for path, text in kernel.files(plan.seed).items():
            yield File(path, "100644", text.encode())
    else:
        for file in source.read(plan.size == "full"):
            if file.path != kernel.MARKER:
                yield file
    if plan.edition == "merged":
        yield File(kernel.MARKER, "100644", kernel.MARKER_TEXT.encode())


def _kept(files: Iterator[File], root: Tree) -> Iterator[File]:
    """Pass files on and keep the texts that the history may touch."""
    for file in files:
        if file.path.startswith(source.PARTS) and file.mode != "120000":
            root[file.path] = file.data.decode("utf-8", "surrogateescape")
        yield file


def _shares(plan: Plan) -> tuple[Sequence[Topic], Mapping[str, int]]:
    """Choose the topics and share the commits out among them by weight."""
    if not 1 <= plan.topics <= len(TOPICS):
        source.stop(f"a world has 1 to {len(TOPICS)} topics")
    if plan.commits < 4 * plan.topics:
        source.stop(f"{plan.topics} topics need at least {4 * plan.topics} commits")
    chosen = TOPICS[: plan.topics]
    whole = sum(topic.weight for topic in chosen)
    free = plan.commits - 4 * len(chosen)
    counts = {topic.name: 4 + free * topic.weight // whole for topic in chosen}
    for topic in chosen[: plan.commits - sum(counts.values())]:
        counts[topic.name] += 1
    return chosen, counts


def _repositories(made: Path, history: History, tests: str) -> None:
    peeled = _peeled(history)
    tags = {f"refs/tags/{name}": history.tag_objects.get(name, commit) for name, commit in history.tags.items()}
    released = {name: tag for name, tag in tags.items() if name.startswith("refs/tags/v")}
    for name, heads, marked in (
        ("mainline.git", history.mainline, released),
        ("kvm.git", history.kvm, released),
        ("kvm-x86.git", history.kvm_x86, tags),
        ("kvm-unit-tests.git", {"master": tests}, {}),
    ):
        refs = {f"refs/heads/{head}": commit for head, commit in heads.items()}
        head = "next" if "next" in heads and "master" not in heads else "master"
        bare(made / name, {**refs, **marked}, "../../objects.git/objects", peeled, head)
    bare(made / "authors.git", {}, "../../objects.git/objects")
    bare(made / "list.git", {})


def _clone_refs(history: History) -> dict[str, str]:
    refs = {f"refs/tags/{name}": history.tag_objects.get(name, commit) for name, commit in history.tags.items()}
    for tree, heads in (("mainline", history.mainline), ("kvm", history.kvm), ("kvm-x86", history.kvm_x86)):
        refs.update({f"refs/remotes/{REMOTES[tree][0]}/{head}": commit for head, commit in heads.items()})
    return {**refs, "refs/heads/master": history.mainline["master"]}


def _peeled(history: History) -> dict[str, str]:
    return {history.tag_objects[name]: history.tags[name] for name in history.tag_objects}


def _told(history: History, pending: Sequence[Pending]) -> dict[str, Any]:
    """Return the truth about the world, as JSON keeps it."""
    return {
        "topics": {name: branch.tip for name, branch in sorted(history.topics.items())},
        "tags": history.tags,
        "conflicts": history.conflicts,
        "semantic": asdict(history.semantic) if history.semantic else None,
        "stacked": history.stacked,
        "pending": [asdict(series) for series in pending],
    }


def _load(folder: Path) -> World:
    told = json.loads((folder / _READY).read_text())
    return World(
        folder=folder,
        clone=folder / "linux",
        mainline=folder / "mainline.git",
        kvm=folder / "kvm.git",
        kvm_x86=folder / "kvm-x86.git",
        unit_tests=folder / "kvm-unit-tests.git",
        archive=folder / "list.git",
        authors=folder / "authors.git",
        topics=told["topics"],
        tags=told["tags"],
        conflicts=tuple((one, other) for one, other in told["conflicts"]),
        semantic=Semantic(**told["semantic"]) if told["semantic"] else None,
        stacked=tuple(told["stacked"]) if told["stacked"] else None,
        pending=tuple(_pending(series) for series in told["pending"]),
    )


def _pending(told: dict[str, Any]) -> Pending:
    return replace(Pending(**told), topics=tuple(told["topics"]), message_ids=tuple(told["message_ids"]))
