# SPDX-License-Identifier: GPL-2.0-or-later
"""The twin of the builder: trees in memory, and a compiler that understands #error, #warning and #ifdef."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Event
from types import TracebackType

from kx86.errors import EnvironmentProblem
from kx86.ports.build_results import BuildResults
from kx86.ports.builder import BuilderBusy, Configured, Lost, Made
from kx86.ports.sandbox import Ended, Ending, Hear, NoSandbox
from kx86.testing.configuration import Configuration
from kx86.testing.messages import Message
from kx86.testing.outcome import Outcome
from kx86.testing.trust import OWN

Files = Mapping[str, str]
_UNREAD: Mapping[str, tuple[str, ...]] = {
    "kernel": ("Documentation/", "tools/testing/"),
    "selftests": ("Documentation/",),
    "htmldocs": (),
}


class MemoryResults:
    """See ports.build_results.BuildResults."""

    def __init__(self) -> None:
        self.kept: dict[str, Outcome] = {}

    def get(self, key: str) -> Outcome | None:
        """See ports.build_results.BuildResults."""
        return self.kept.get(key)

    def put(self, key: str, outcome: Outcome) -> None:
        """See ports.build_results.BuildResults."""
        self.kept[key] = outcome


@dataclass(slots=True)
class _Output:
    """What lies in a folder of output: by source, the text that was compiled and the messages that this gave."""

    compiled: dict[str, str] = field(default_factory=dict)
    messages: dict[str, tuple[Message, ...]] = field(default_factory=dict)


@dataclass(slots=True)
class _Place:
    """What builders of all domains share."""

    commits: Mapping[str, Files]
    missing: frozenset[str]
    shut: bool
    stops: Mapping[str, Ending]
    now: str = ""
    busy: bool = False


class MemoryBuilder:
    """See ports.builder.Builder.

    `commits` are trees by commit: texts by path.  `missing` are programs that are not installed.  `shut` tells whether there is a
    sandbox, and `stops` at which commits make reaches which limit.  `log` tells what was asked for, in order.
    """

    def __init__(
        self,
        commits: Mapping[str, Files],
        *,
        missing: Sequence[str] = (),
        shut: bool = True,
        stops: Mapping[str, Ending] | None = None,
    ) -> None:
        self.domain = OWN
        self.results: BuildResults = MemoryResults()
        self.log: list[str] = []
        self._place = _Place(commits, frozenset(missing), shut, stops or {})
        self._outputs: dict[str, _Output] = {}
        self._stopped = Event()

    def __enter__(self) -> "MemoryBuilder":
        if self._place.busy:
            raise BuilderBusy("kernels are being built by another process")
        self._place.busy = True
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._place.busy = False

    def within(self, domain: str) -> "MemoryBuilder":
        """See ports.builder.Builder."""
        if domain != OWN and not self._place.shut:
            raise NoSandbox("nothing can be shut in")
        other = MemoryBuilder(self._place.commits)
        other.domain, other.log, other._place = domain, self.log, self._place
        return other

    def compiler(self, configuration: Configuration) -> str:
        """See ports.builder.Builder."""
        for name in (f"{configuration.cross}gcc", *configuration.needs):
            if name in self._place.missing:
                raise EnvironmentProblem(f"{configuration.title}: {name} is not installed", hint="kx86 doctor")
        return "gcc 1.0"

    def content(self, commit: str, configuration: Configuration) -> str:
        """See ports.builder.Builder."""
        files = self._place.commits[commit]
        unread = _UNREAD[configuration.kind]
        read = {path: text for path, text in files.items() if not path.startswith(unread)}
        return sha256(repr(sorted(read.items())).encode()).hexdigest()

    def check_out(self, commit: str) -> None:
        """See ports.builder.Builder."""
        self.log.append(f"check out {commit}")
        self._place.now = commit

    def configure(self, configuration: Configuration) -> Configured:
        """See ports.builder.Builder."""
        if configuration.kind != "kernel":
            return Configured(ended=_ended())
        known = {name for path, text in self._files.items() if "Kconfig" in path for name in _symbols(text)}
        if "" in known:
            message = Message(file="Kconfig", line=1, kind="error", text="unknown statement")
            return Configured(ended=_ended(2), messages=(message,))
        lost, gone = (
            tuple(
                Lost(symbol=name, asked=value, got="n") for name, value in asked if value != "n" and name not in known
            )
            for asked in (configuration.symbols, configuration.wanted)
        )
        return Configured(ended=_ended(), lost=lost, gone=gone)

    def make(
        self, configuration: Configuration, targets: Sequence[str], hear: Hear = lambda _: None, at_once: int = 1
    ) -> Made:
        """See ports.builder.Builder."""
        self.log.append(f"make {configuration.name} of {self._place.now}: {' '.join(targets)}")
        if self._stopped.is_set():
            return Made(ended=_ended(None, "stopped"))
        if self._place.now in self._place.stops:
            return Made(ended=_ended(None, self._place.stops[self._place.now]))
        output = self._output(configuration)
        made = []
        for path, text in self._sources(configuration, targets):
            if output.compiled.get(path) != text:
                hear(f"  CC      {path[:-2]}.o".encode())
                made.append(f"{path[:-2]}.o")
                output.compiled.pop(path, None)
                output.messages[path] = tuple(_compile(path, text, configuration))
                if not any(one.kind == "error" for one in output.messages[path]):
                    output.compiled[path] = text
        messages = tuple(
            one for path in sorted(output.messages) for one in output.messages[path] if path in self._files
        )
        failed = any(one.kind == "error" for one in messages)
        return Made(ended=_ended(2 if failed else 0), compiled=tuple(made), messages=messages)

    def stop(self) -> None:
        """See ports.builder.Builder."""
        self.log.append("stop")
        self._stopped.set()

    def objects(self, configuration: Configuration, folders: Sequence[str]) -> Sequence[str]:
        """See ports.builder.Builder."""
        compiled = self._output(configuration).compiled
        return [f"{path[:-2]}.o" for path, text in self._sources(configuration, folders) if compiled.get(path) == text]

    def output(self, configuration: Configuration, path: str) -> bytes | None:
        """See ports.builder.Builder."""
        text = self._output(configuration).compiled.get(f"{path[:-2]}.c")
        return None if text is None else text.encode()

    @property
    def _files(self) -> Files:
        return self._place.commits[self._place.now]

    def _output(self, configuration: Configuration) -> _Output:
        return self._outputs.setdefault(configuration.id, _Output())

    def _sources(self, configuration: Configuration, targets: Sequence[str]) -> Iterator[tuple[str, str]]:
        tests = configuration.kind == "selftests"
        folders = [f"tools/testing/selftests/{target}/" if tests else target for target in targets]
        for path, text in sorted(self._files.items()):
            if path.startswith(tuple(folders)) and path.endswith(".c"):
                yield path, text


def _ended(status: int | None = 0, why: Ending = "exit") -> Ended:
    return Ended(status=status, why=why, seconds=1.0, cpu=1.0, output=b"")


def _symbols(text: str) -> Iterator[str]:
    """The symbols of a Kconfig file; an empty one for a line that begins with a word that nobody knows."""
    for line in text.split("\n"):
        word, _, name = line.partition(" ")
        if word in ("config", "menuconfig"):
            yield name
        elif word == "frob":
            yield ""


def _compile(path: str, text: str, configuration: Configuration) -> Iterator[Message]:
    symbols = dict((*configuration.wanted, *configuration.symbols))
    hidden: list[bool] = []
    for number, line in enumerate(text.split("\n"), 1):
        word, _, rest = line.partition(" ")
        if word in ("#ifdef", "#ifndef"):
            hidden.append((symbols.get(rest.removeprefix("CONFIG_"), "n") == "n") == (word == "#ifdef"))
        elif word == "#endif" and hidden:
            hidden.pop()
        elif word in ("#error", "#warning") and not any(hidden):
            kind = "warning" if word == "#warning" and symbols.get("KVM_WERROR") != "y" else "error"
            yield Message(file=path, line=number, kind=kind, text=line, object=f"{path[:-2]}.o")  # type: ignore[arg-type]
