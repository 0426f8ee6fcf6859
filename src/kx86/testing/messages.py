# SPDX-License-Identifier: GPL-2.0-or-later
"""The output of a build in; its messages, each with the object that it is about, out.

Make groups the output of one recipe behind the line that names what is made (`  CC [M]  arch/x86/kvm/svm/svm.o`).  What a
hostile build prints is bounded here: lines, messages and lengths.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

Kind = Literal["error", "warning", "tool"]

LONGEST = 400
_LONGEST_LINE = 4000
_MOST_LINES = 200_000
_MOST_MESSAGES = 400
_MOST_CONTEXT = 24

_MAKING = re.compile(r"  ([A-Z][A-Z0-9_+]*)(?: \[M\])? {1,9}([\w./@+-]{1,300})$")
# gcc, clang, sparse and Kconfig: file:line:column: kind: text; the column may be missing.
_COMPILER = re.compile(
    r"(?P<file>[\w./@+-]{1,300}):(?P<line>\d{1,9}):(?:(?P<column>\d{1,9}):)? ?"
    r"(?P<kind>fatal error|error|warning): (?P<text>.+)"
)
_OBJTOOL = re.compile(r"(?P<file>[\w./@+-]{1,300}): (?P<kind>warning|error): objtool: (?P<text>.+)")
_MAKEFILE = re.compile(r"(?P<file>[\w./@+-]{1,300}):(?P<line>\d{1,9}): \*\*\* (?P<text>.+)")
_MAKE = re.compile(r"make(?:\[\d{1,9}\])?: \*\*\* (?P<text>.+)")
# What make says of a failure that was told already, by whoever failed.
_SAID_BEFORE = re.compile(r"\[.{0,300}\]|Waiting for unfinished jobs")
_KCONFIG = re.compile(
    r"(?P<file>(?:[\w./@+-]{0,300}/)?Kconfig[\w.-]{0,60}):(?P<line>\d{1,9}):(?P<kind>warning|error)?:? ?(?P<text>.+)"
)
_MODPOST = re.compile(r"(?P<kind>ERROR|WARNING): modpost: (?P<text>.+)")
# The compiler's driver, of something that is no place in a file: an option, the assembler that is missing.
_DRIVER = re.compile(
    r"(?:\S{0,200}/)?(?P<program>[\w.-]{0,60}(?:gcc|cc1|clang|as)): (?P<kind>fatal error|error|warning): (?P<text>.+)",
    re.I,
)
_LINKER = re.compile(r"(?:\S{0,200}/)?(?:[\w-]{1,60}-)?ld(?:\.bfd|\.lld)?: (?P<text>.+)")
_UNDEFINED = re.compile(
    r"(?P<file>[\w./@+-]{1,300}):(?:(?P<line>\d{1,9})|\(\.[^()]{1,300}\)): (?P<text>(?:undefined reference|multiple definition).+)"
)
# Sphinx with capitals, the assembler with one; a page as a whole has no line.
_SPHINX = re.compile(
    r"(?P<file>[\w./@+-]{1,300}):(?:(?P<line>\d{1,9}):)? (?P<kind>WARNING|ERROR|CRITICAL|SEVERE): (?P<text>.+)"
)
_ASSEMBLER = re.compile(
    r"(?P<file>[\w./@+-]{1,300}):(?P<line>\d{1,9}): (?P<kind>Fatal error|Error|Warning): (?P<text>.+)"
)
# What goes on with the message before: notes of compilers, and lines of sparse that are set in behind the place.
_MORE = re.compile(r"[\w./@+-]{1,300}:\d{1,9}:(?:\d{1,9}:)?(?: note: | {4})")
# Where recipes are not told in brief, the command itself says what it makes.
_COMPILES = ("gcc ", "cc ", "ccache ")
_OFFSET = re.compile(r"\+0x[0-9a-f]+|\bline \d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message: its file as the tree names it (empty without one), line (0 without one) and column, kind and text.

    `context` are the lines below it: the code with a caret, notes.  `object` is what was made when it came, empty when unknown.
    """

    file: str
    line: int
    kind: Kind
    text: str
    column: int = 0
    context: tuple[str, ...] = ()
    object: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What stays the same when code moves: the file, the kind, and the text without offsets."""
        return self.file, self.kind, _OFFSET.sub("", self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """What a build said: the messages by what was made when they came, and how many were left out.

    `made` is everything that was made, `compiled` the objects among it.
    """

    made: tuple[str, ...] = ()
    messages: Mapping[str, tuple[Message, ...]] = field(default_factory=dict)
    more: int = 0

    @property
    def compiled(self) -> tuple[str, ...]:
        """The objects that were made."""
        return tuple(name for name in self.made if name.endswith(".o"))

    @property
    def all(self) -> tuple[Message, ...]:
        """The messages of all objects."""
        return tuple(message for group in self.messages.values() for message in group)


def read_log(output: bytes, roots: Sequence[str] = ("/src/",), folder: str = "") -> Log:
    """Read the output of a build.

    `roots` are taken off the front of files, so that they are named as the tree does; a name that has none of them is one below
    `folder`.
    """
    all_made: dict[str, None] = {}
    found: dict[str, list[Message]] = {}
    now, count, more = "", 0, 0
    lines = _lines(output)
    for number, line in enumerate(lines):
        if (checked := _checked(line, roots)) is not None:
            now = checked
            continue
        if (made := _made(line, roots)) is not None:
            now = made
            all_made[made] = None
            continue
        message = _message(line, now)
        if message is None:
            continue
        if count >= _MOST_MESSAGES:
            more += 1
            continue
        count += 1
        context = tuple(_context(lines, number + 1, roots))
        file = _plain(message.file, roots, folder)
        name = file if message.object and message.object == message.file else message.object
        found.setdefault(name, []).append(
            replace(message, file=file, object=name, text=message.text[:LONGEST], context=context)
        )
    messages = {name: tuple(group) for name, group in found.items()}
    return Log(made=tuple(all_made), messages=_told_once(messages), more=more)


def joined(logs: Iterable[Log]) -> Log:
    """Several logs as one."""
    made: dict[str, None] = {}
    messages: dict[str, tuple[Message, ...]] = {}
    more = 0
    for log in logs:
        made.update(dict.fromkeys(log.made))
        for name, group in log.messages.items():
            messages[name] = (*messages.get(name, ()), *group)
        more += log.more
    return Log(made=tuple(made), messages=messages, more=more)


def fresh(messages: Iterable[Message], known: Iterable[Message]) -> tuple[tuple[Message, ...], tuple[Message, ...]]:
    """Tell apart the messages that are new from those that are known already, each as often as it is known."""
    left = Counter(message.key for message in known)
    new, old = [], []
    for message in messages:
        if left[message.key] > 0:
            left[message.key] -= 1
            old.append(message)
        else:
            new.append(message)
    return tuple(new), tuple(old)


def _lines(output: bytes) -> list[str]:
    text = output.decode("utf-8", "replace")
    return [line[:_LONGEST_LINE].rstrip("\r") for line in text.split("\n", _MOST_LINES)[:_MOST_LINES]]


def _checked(line: str, roots: Sequence[str]) -> str | None:
    """The object that belongs to the source which a checker is about to look at; None when a line says nothing of the kind."""
    found = _MAKING.fullmatch(line)
    if found is None or found[1] != "CHECK":
        return None
    return f"{_plain(found[2], roots, '').rpartition('.')[0]}.o"


def _made(line: str, roots: Sequence[str]) -> str | None:
    """What a line says is being made; None when it says nothing of the kind."""
    if found := _MAKING.fullmatch(line):
        return found[2]
    if line.startswith(_COMPILES) and (at := line.rfind(" -o ")) > 0:
        return _plain(line[at + 4 :].partition(" ")[0], roots, "")
    return None


def _message(line: str, now: str) -> Message | None:
    if not line or line[0] == " ":
        return None
    if found := _COMPILER.match(line) or _ASSEMBLER.match(line):
        told = found.groupdict()
        return Message(
            file=told["file"],
            line=int(told["line"]),
            column=int(told.get("column") or 0),
            kind=_kind(told["kind"]),
            text=told["text"],
            object=now,
        )
    if found := _OBJTOOL.match(line):
        text = f"objtool: {found['text']}"
        return Message(file=found["file"], line=0, kind=_kind(found["kind"]), text=text, object=found["file"])
    return _of_link(line) or _of_tool(line)


def _kind(word: str | None) -> Kind:
    return "warning" if word and word.lower() == "warning" else "error"


def _of_link(line: str) -> Message | None:
    """What the linker says, with its name in front or without."""
    linker = _LINKER.match(line)
    rest = linker["text"] if linker else line
    if found := _UNDEFINED.match(rest):
        if found["line"]:
            return Message(file=found["file"], line=int(found["line"]), kind="error", text=found["text"])
        # The name of the source without its folder is all that an object knows.
        return Message(file="", line=0, kind="error", text=f"ld: {found['file']}: {found['text']}")
    if linker is None or ": in function " in rest:
        return None
    kind: Kind = "warning" if rest.startswith("warning: ") or ": warning: " in rest else "error"
    return Message(file="", line=0, kind=kind, text=f"ld: {rest}")


def _of_tool(line: str) -> Message | None:
    """What is said by another program than the compiler, and belongs to no object."""
    if found := _MODPOST.match(line):
        return Message(file="", line=0, kind=_kind(found["kind"]), text=f"modpost: {found['text']}")
    if found := _SPHINX.match(line):
        return Message(file=found["file"], line=int(found["line"] or 0), kind=_kind(found["kind"]), text=found["text"])
    if found := _MAKEFILE.match(line):
        return Message(file=found["file"], line=int(found["line"]), kind="error", text=_unstopped(found["text"]))
    if found := _MAKE.match(line):
        # Why make itself gave up is told nowhere else.
        kind: Kind = "tool" if _SAID_BEFORE.match(found["text"]) else "error"
        return Message(file="", line=0, kind=kind, text=f"make: {_unstopped(found['text'])}")
    if found := _DRIVER.match(line):
        return Message(file="", line=0, kind=_kind(found["kind"]), text=f"{found['program']}: {found['text']}")
    if found := _KCONFIG.match(line):
        return Message(file=found["file"], line=int(found["line"]), kind=_kind(found["kind"]), text=found["text"])
    return None


def _unstopped(text: str) -> str:
    return text.removesuffix("Stop.").rstrip(". ")


def _context(lines: Sequence[str], start: int, roots: Sequence[str]) -> Iterator[str]:
    """The lines that belong to a message: code and caret, which are set in, and notes."""
    for line in lines[start : start + _MOST_CONTEXT]:
        if _MORE.match(line):
            root = next((root for root in roots if line.startswith(root)), "")
            yield line[len(root) :][:LONGEST]
        elif line.startswith(" ") and not _MAKING.fullmatch(line):
            yield line[:LONGEST]
        else:
            return


def _plain(file: str, roots: Sequence[str], folder: str) -> str:
    for root in roots:
        if file.startswith(root):
            return file[len(root) :].removeprefix("./")
    return f"{folder}{file.removeprefix('./')}" if file and not file.startswith("/") else file


def _told_once(messages: dict[str, tuple[Message, ...]]) -> dict[str, tuple[Message, ...]]:
    """Leave out what make says of a failure when the messages of the failure itself are there."""
    if not any(message.kind == "error" for group in messages.values() for message in group):
        return messages
    kept = {name: tuple(one for one in group if one.kind != "tool") for name, group in messages.items()}
    return {name: group for name, group in kept.items() if group}
