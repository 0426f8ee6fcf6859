# SPDX-License-Identifier: GPL-2.0-or-later
"""Where the value of a module param goes on its way: other variables, fields of structs, functions that return it.

One step only, and only where the value is passed on as it is: what is computed from several things is nobody's.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kx86.testing.enclosing import Body
from kx86.testing.params import Param, split_arguments, vendor_of
from kx86.testing.source import WORD, Source

# What stands between an identifier and one that it declares.
_BEFORE = re.compile(r"([A-Za-z_]\w*+)[ \t*]++$")
_NO_TYPES = frozenset({"return", "else", "case", "goto", "sizeof", "typeof", "in", "defined"})
_GLOBAL = re.compile(
    r"^(?!extern|typedef|return|\#)[A-Za-z_][\w \t*]*[ \t*](\w++)(?:\[[^\]\n]*+\])?[ \t]*+(?:=|;)", re.MULTILINE
)
_KEY = re.compile(r"^(?:static )?DEFINE_STATIC_KEY_\w++\((\w++)\)", re.MULTILINE)
_SET = r"\b{}\s*+=\s*+\{{[^}}]{{0,400}}?\.set\s*+=\s*+(\w++)"
_ASSIGNED = re.compile(r"(?<![\w.>])([A-Za-z_]\w*+)[ \t]*+=(?!=)|static_branch_\w++\(&(\w++)")
# A field of a name that many structs may have tells nothing.
_SHORTEST_FIELD = 8


@dataclass(slots=True)
class Names:
    """What may stand in code for a param: variables and functions, and fields, each with the scope in which that holds."""

    words: dict[str, str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)


class State:
    """Looks through the sources of a tree for where values go."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self.sources = sources
        self._globals = {
            path: {*_GLOBAL.findall(source.text), *_KEY.findall(source.text)} for path, source in sources.items()
        }
        self._everywhere = {name for names in self._globals.values() for name in names}

    def names(self, param: Param) -> Names:
        """Return all that stands for a param."""
        found = Names()
        if param.variable:
            found.words[param.variable] = param.scope
        else:
            found.words.update(dict.fromkeys(self._behind_callback(param), param.file))
        for word, scope in list(found.words.items()):
            for source, body, at in self.reads(word, scope, param.vendor):
                self._passed_on(word, source, body, at, found, param)
        for word in [word for word in found.words if word not in (param.variable, "")]:
            self._fields_of_calls(word, param, found)
        return found

    def reads(self, word: str, scope: str, vendor: str) -> Iterator[tuple[Source, Body, int]]:
        """Yield where a variable is read, or a function is called, by functions: the source, the body, the offset."""
        for path, source in self.sources.items():
            if not is_seen(path, scope, vendor):
                continue
            for at in source.words.get(word, ()):
                body = source.body_at(at)
                if body is None or body.name == word or not _is_read(source, word, at):
                    continue
                if not _is_local(source.text_of(body), word):
                    yield source, body, at

    def _passed_on(self, word: str, source: Source, body: Body, at: int, found: Names, param: Param) -> None:
        """Follow one read of a variable."""
        if source.path.endswith(".h") and param.variable:
            # What a header has is called by many: a function that returns the value, or does what it says.
            found.words.setdefault(body.name, _joined(source.path, param))
        before = source.text[max(0, at - 200) : at]
        behind = source.text[at + len(word) : at + len(word) + 200].lstrip()
        target = re.search(r"(?P<field>(?:\.|->)\s*+)?(?P<name>\b[A-Za-z_]\w*)\s*+=\s*+!?\s*+$", before)
        if target is not None and target["field"] and behind[:1] in (";", ","):
            _add_field(found, target["name"], param)
        elif target is not None and not target["field"]:
            name = target["name"]
            if name != word and name in self._everywhere and not _is_local(source.text_of(body), name):
                found.words.setdefault(name, self._scope_of(name, source, param))
        for name in self._through_argument(source, at):
            found.words.setdefault(name, "")

    def _scope_of(self, name: str, source: Source, param: Param) -> str:
        """Where a global variable is seen: its file, when it is static there, else its vendor, else everywhere."""
        static = re.search(rf"^static\b[^\n(=;]*\b{re.escape(name)}\b", source.text, re.MULTILINE)
        homes = [path for path, names in self._globals.items() if name in names]
        if static is not None:
            return source.path
        return param.vendor if homes and all(vendor_of(path) == param.vendor for path in homes) else ""

    def _through_argument(self, source: Source, at: int) -> Iterator[str]:
        """Yield the globals that a function sets to the argument for which it is given a variable."""
        begin = source.text.rfind("(", max(0, at - 200), at)
        call = re.search(r"\b([A-Za-z_]\w*)$", source.text[max(0, begin - 80) : begin]) if begin >= 0 else None
        end = source.text.find(";", at, at + 400)
        if call is None or end < 0 or set(source.text[begin:at]) & set(";{}"):
            return
        arguments = [one.strip() for one in split_arguments(source.text[begin + 1 : end].removesuffix(")"))]
        place = sum(1 for one in split_arguments(source.text[begin + 1 : at])) - 1
        if place >= len(arguments) or not arguments[place].isidentifier():
            return
        for other in self.sources.values():
            body = other.body_named(call[1]) if call[1] in other.words else None
            if body is not None:
                yield from self._set_to(other, body, place)

    def _set_to(self, source: Source, body: Body, place: int) -> Iterator[str]:
        text = source.text_of(body)
        head, _, rest = text.partition("{")
        parameters = split_arguments(head.partition("(")[2].rpartition(")")[0])
        words = WORD.findall(parameters[place]) if place < len(parameters) else []
        if len(words) > 1:
            for match in re.finditer(rf"(?<![\w.>])([A-Za-z_]\w*+)\s*+=\s*+{words[-1]}\s*+;", rest):
                if match[1] in self._globals[source.path]:
                    yield match[1]

    def _fields_of_calls(self, word: str, param: Param, found: Names) -> None:
        """Find the fields that are set to what a function returns."""
        for source, _, at in self.reads(word, found.words[word], param.vendor):
            if source.text[at + len(word) : at + len(word) + 1] == "(":
                before = source.text[max(0, at - 200) : at]
                target = re.search(r"(?:\.|->)\s*+(\b[A-Za-z_]\w*)\s*+=\s*+!?\s*+$", before)
                if target is not None:
                    _add_field(found, target[1], param)

    def _behind_callback(self, param: Param) -> Iterator[str]:
        """Yield the globals that the function sets which takes the value of a param, and those below it."""
        source = self.sources[param.file]
        operations = re.search(rf"module_param_cb\(\s*+{param.name}\s*+,\s*+&(\w++)", source.text)
        setter = re.search(_SET.format(operations[1]), source.text) if operations else None
        body = source.body_named(setter[1]) if setter else None
        if body is None:
            return
        text = source.text_of(body)
        called = [source.body_named(name) for name in dict.fromkeys(WORD.findall(text)) if name != body.name]
        for one in (body, *called):
            if one is not None:
                for match in _ASSIGNED.finditer(source.text_of(one)):
                    name = match[1] or match[2]
                    if name in self._globals[param.file]:
                        yield name


def is_seen(path: str, scope: str, vendor: str) -> bool:
    """Is what has a scope seen in a file, for the module of a vendor?  Code of the other vendor never runs with it."""
    if "/" in scope:
        return path == scope
    there = vendor_of(path)
    if scope:
        return there == scope
    return not vendor or not there or there == vendor


def _joined(path: str, param: Param) -> str:
    return vendor_of(path) or ("" if "/" in param.scope else param.scope)


def _add_field(found: Names, name: str, param: Param) -> None:
    if len(name) >= _SHORTEST_FIELD and "_" in name:
        found.fields.setdefault(name, param.vendor)


def _is_read(source: Source, word: str, at: int) -> bool:
    text = source.text
    if text[max(0, at - 2) : at] == "->" or text[max(0, at - 1) : at] == ".":
        return False
    if text[at + len(word) : at + len(word) + 1] == ":":
        return False
    line = source.line_at(at).lstrip()
    return not line.startswith(("extern ", "module_param"))


def _is_local(text: str, word: str) -> bool:
    """Does a function declare a variable of this name, or take an argument of it?"""
    for match in re.finditer(rf"\b{re.escape(word)}\b(?=\s*+[;,=)\[])", text):
        before = _BEFORE.search(text, max(0, match.start() - 120), match.start())
        if before is not None and before[1] not in _NO_TYPES:
            return True
    return False
