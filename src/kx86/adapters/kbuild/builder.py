# SPDX-License-Identifier: GPL-2.0-or-later
"""The builder of a clone: see ports.builder.Builder.

In the cache of kx86 there is a folder for the clone, with the work tree, and a folder for each domain of trust below it:

    build/<clone>/source            the files of the commit that is built
    build/<clone>/<domain>/out/     a folder of output for each configuration and compiler
    build/<clone>/<domain>/results/ what came of each build
    build/ccache/<domain>/          the compiler's cache, for all clones
"""

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event
from types import TracebackType

from kx86.adapters.git.scratch import LocalScratch
from kx86.adapters.kbuild import commands, tools
from kx86.adapters.kbuild.configuring import Configuring
from kx86.adapters.kbuild.content import content
from kx86.adapters.kbuild.output import Output
from kx86.adapters.kbuild.place import busy, forget_strangers, on_disk
from kx86.adapters.kbuild.results import FileResults
from kx86.adapters.kbuild.work_tree import WorkTree
from kx86.adapters.lock import Lock
from kx86.errors import EnvironmentProblem
from kx86.ports.build_results import BuildResults
from kx86.ports.builder import Configured, Made
from kx86.ports.sandbox import Ended, Hear, Limits, Sandbox
from kx86.testing.configuration import Configuration
from kx86.testing.messages import Log, joined, read_log
from kx86.testing.trust import OWN

SandboxOf = Callable[[str], Sandbox]
"""Gives the sandbox for a domain.  Raises NoSandbox when there must be one and is none."""


class LocalBuilder:
    """The builder for one domain; `root` is the folder for the clone, `caches` that of the compiler's caches."""

    def __init__(
        self, scratch: LocalScratch, root: Path, caches: Path, sandbox_of: SandboxOf, command: str, domain: str = OWN
    ) -> None:
        self.domain = domain
        self.limits = Limits()
        self.jobs = len(os.sched_getaffinity(0))
        self.results: BuildResults = FileResults(root / domain / "results")
        self._scratch = scratch
        self._root = root
        self._caches = caches
        self._sandbox_of = sandbox_of
        self._lock = Lock(str(root / "lock"), command, busy)
        self._command = command
        self._work_tree = WorkTree(scratch.private, root)
        self._outputs: dict[str, Output] = {}
        self._stopped = Event()
        self._sandbox: Sandbox | None = None

    def __enter__(self) -> "LocalBuilder":
        try:
            self._root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise EnvironmentProblem(
                f"{self._root}: {error.strerror}", hint="export XDG_CACHE_HOME=/a/folder"
            ) from error
        self._lock.__enter__()
        forget_strangers((str(self._root), str(self._caches)), time.time())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lock.__exit__(kind, error, trace)

    def within(self, domain: str) -> "LocalBuilder":
        """See ports.builder.Builder."""
        other = LocalBuilder(self._scratch, self._root, self._caches, self._sandbox_of, self._command, domain)
        other.limits, other.jobs = self.limits, self.jobs
        other._work_tree = self._work_tree
        other._sandbox = self._sandbox_of(domain)
        for folder in (self._root / domain, self._caches / domain):
            folder.mkdir(parents=True, exist_ok=True)
            # The last use tells what may be forgotten.
            os.utime(folder)
        return other

    def compiler(self, configuration: Configuration) -> str:
        """See ports.builder.Builder."""
        return tools.versions(configuration)

    def content(self, commit: str, configuration: Configuration) -> str:
        """See ports.builder.Builder."""
        return content(self._scratch.objects, commit, configuration.kind)

    def check_out(self, commit: str) -> None:
        """See ports.builder.Builder."""
        self._scratch.objects.show([commit])
        with on_disk(str(self._root)):
            self._work_tree.check_out(self._scratch.objects.tree_of(commit))

    def source(self, path: str) -> bytes | None:
        """See ports.builder.Builder."""
        return self._work_tree.read(path)

    def configure(self, configuration: Configuration) -> Configured:
        """See ports.builder.Builder."""
        with on_disk(str(self._root)):
            output = self._output(configuration)
            configuring = Configuring(self._work_tree.now, output, configuration, self._changed)
            output.begin()
            done = configuring.run(lambda words: self._run(configuration, output, words))
            if done.ended.status is None:
                output.cut_off(Log())
            else:
                output.end()
            return done

    def _changed(self, one: str, other: str) -> Sequence[str]:
        done = self._scratch.private.git("diff-tree", "-r", "-z", "--name-only", "--no-renames", one, other)
        # A tree that is gone differs in everything.
        return done.text.split("\0") if done.status == 0 else ("Kconfig",)

    def make(
        self, configuration: Configuration, targets: Sequence[str], hear: Hear = lambda _: None, at_once: int = 1
    ) -> Made:
        """See ports.builder.Builder."""
        with on_disk(str(self._root)):
            # More compilers than cores only get into each other's way.
            jobs = -(-self.jobs // at_once)
            steps = commands.build_words(configuration, tools.compiler(configuration), jobs, targets)
            return self._make(self._output(configuration), configuration, steps, hear)

    def _make(self, output: Output, configuration: Configuration, steps: commands.Steps, hear: Hear) -> Made:
        output.begin(self._work_tree.path)
        ran: list[Ended] = []
        logs: list[Log] = []
        for words, folder in steps:
            ran.append(self._run(configuration, output, words, hear))
            logs.append(read_log(ran[-1].output, (f"{commands.SOURCE}/", f"{commands.OUTPUT}/"), folder))
            if ran[-1].status != 0:
                break
        log, ended = joined(logs), _joined(ran)
        # A make that is killed keeps what its recipes said to itself.
        messages = output.cut_off(log) if ended.status is None else output.end(log, self._work_tree.path)
        return Made(ended=ended, compiled=log.compiled, messages=messages)

    def stop(self) -> None:
        """See ports.builder.Builder."""
        self._stopped.set()

    def objects(self, configuration: Configuration, folders: Sequence[str]) -> Sequence[str]:
        """See ports.builder.Builder."""
        return self._output(configuration).objects(self._work_tree.path, folders)

    def output(self, configuration: Configuration, path: str) -> bytes | None:
        """See ports.builder.Builder."""
        return self._output(configuration).read(path)

    def _output(self, configuration: Configuration) -> Output:
        name = f"{configuration.name}-{configuration.id[:8]}-{_digest(tools.versions(configuration))}"
        if name not in self._outputs:
            output = Output(self._root / self.domain / "out" / name)
            # What others built there is as good as what anybody may read: only one's own is copied.
            output.open(None if self.domain == OWN else Output(self._root / OWN / "out" / name))
            self._outputs[name] = output
        return self._outputs[name]

    def _run(
        self, configuration: Configuration, output: Output, words: Sequence[str], hear: Hear = lambda _: None
    ) -> Ended:
        if self._sandbox is None:
            self._sandbox = self._sandbox_of(self.domain)
        cache = below = None
        if tools.has_cache():
            cache = self._caches / self.domain
            cache.mkdir(parents=True, exist_ok=True)
            below = self._caches / OWN if self.domain != OWN and (self._caches / OWN).is_dir() else None
        command = commands.command(
            words,
            commands.binds(self._work_tree.path, output.path, cache, below),
            commands.environment(configuration, cached=cache is not None, below=below is not None),
            self.limits,
        )
        return self._sandbox.run(command, hear, self._stopped.is_set)


def _joined(ran: Sequence[Ended]) -> Ended:
    """Several commands as one."""
    return Ended(
        status=ran[-1].status,
        why=ran[-1].why,
        seconds=sum(one.seconds for one in ran),
        cpu=sum(one.cpu for one in ran),
        output=b"".join(one.output for one in ran),
        cut=sum(one.cut for one in ran),
    )


def _digest(text: str) -> str:
    from hashlib import sha256

    return sha256(text.encode()).hexdigest()[:8]
