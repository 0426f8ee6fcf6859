# SPDX-License-Identifier: GPL-2.0-or-later
"""Where the value of a module param goes on its way: other variables, fields of structs, functions that return it.

One step only, and only where the value is passed on as it is: what is computed from several things is nobody's.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kx86.testing.enclosing import Body
from kx86.testing.params import split_arguments
from kx86.testing.source import WORD, Source
from kx86.testing.tree_facts import Param, is_seen, vendor_of

# What stands between an identifier and one that it declares.
_BEFORE = re.compile(r"(?<!\w)([A-Za-z_]\w{0,80})[ \t*]{1,40}$")
_NO_TYPES = frozenset({"return", "else", "case", "goto", "sizeof", "typeof", "in", "defined"})
_GLOBAL = re.compile(
    r"^(?!extern\b|typedef\b|return\b)[A-Za-z_][\w \t*]{0,200}[ \t*](\w++)(?:\[[^\]\n]{0,80}\])?[ \t]*+(?:=|;)",
    re.MULTILINE,
)
_KEY = re.compile(r"^(?:static )?DEFINE_STATIC_KEY_\w++\((\w++)\)", re.MULTILINE)
_STATIC = re.compile(r"^static\b[^\n(=;]{0,200}", re.MULTILINE)
_SETTER = re.compile(r"\b(\w++)\s*+=\s*+\{[^}]{0,400}?\.set\s*+=\s*+(\w++)")
_CALLBACK = re.compile(r"^module_param_cb\(\s*+(\w++)\s*+,\s*+&(\w++)", re.MULTILINE)
_ASSIGNED = re.compile(r"(?<![\w.>])([A-Za-z_]\w*+)[ \t]*+=(?!=)|static_branch_\w++\(&(\w++)")
# A value that is set to what follows: `x->field = `, `name = !`.
_TARGET = re.compile(r"(?P<field>(?:\.|->)[ \t]{0,9})?(?P<name>\b[A-Za-z_]\w{0,80})\s{0,40}=\s{0,40}!?\s{0,9}$")
_CALLED = re.compile(r"\b([A-Za-z_]\w{0,80})$")
# So many characters before and behind an identifier tell what is done with it.
_NEAR = 200
# A field of a name that many structs may have tells nothing.
_SHORTEST_FIELD = 8
# No tree reads a param more often; what goes beyond is no source of a kernel.
_MOST_READS = 2000


@dataclass(slots=True)
class Standing:
    """What stands in code for a param: variables and functions, each with the scope in which that holds, and fields."""

    words: dict[str, str] = field(default_factory=dict)
    fields: set[str] = field(default_factory=set)


class State:
    """Looks through the sources of a tree for where values go."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self.sources = sources
        self._globals = {
            path: {*_GLOBAL.findall(source.text), *_KEY.findall(source.text)} for path, source in sources.items()
        }
        self._everywhere = {name for names in self._globals.values() for name in names}
        self._statics = {
            path: {word for head in _STATIC.findall(source.text) for word in WORD.findall(head)}
            for path, source in sources.items()
        }
        self._locals: dict[tuple[str, Body, str], bool] = {}
        self._set: dict[tuple[str, int], tuple[str, ...]] = {}

    def standing(self, param: Param) -> Standing:
        """Return all that stands for a param."""
        found = Standing()
        if param.variable:
            found.words[param.variable] = param.scope
        else:
            found.words.update(dict.fromkeys(self._behind_callback(param), param.file))
        for word, scope in list(found.words.items()):
            for source, body, at in self.reads(word, scope, param.vendor):
                self._pass_on(word, source, body, at, found, param)
        for word in [word for word in found.words if word != param.variable]:
            self._fields_of_calls(word, param, found)
        return found

    def reads(self, word: str, scope: str, vendor: str) -> Iterator[tuple[Source, Body, int]]:
        """Yield where a variable is read, or a function is called, by functions: the source, the body, the offset."""
        left = _MOST_READS
        for path, source in self.sources.items():
            if not is_seen(path, scope, vendor):
                continue
            for at in source.words.get(word, ())[:left]:
                left -= 1
                body = source.body_at(at)
                if body is None or body.name == word or not _is_read(source, word, at):
                    continue
                if not self._is_local(source, body, word):
                    yield source, body, at

    def _is_local(self, source: Source, body: Body, word: str) -> bool:
        """Does a function declare a variable of this name, or take an argument of it?"""
        key = (source.path, body, word)
        if key not in self._locals:
            self._locals[key] = _declares(source.text_of(body), word)
        return self._locals[key]

    def _pass_on(self, word: str, source: Source, body: Body, at: int, found: Standing, param: Param) -> None:
        """Follow one read of a variable."""
        if source.path.endswith(".h") and param.variable:
            # What a header has is called by many: a function that returns the value, or does what it says.
            found.words.setdefault(body.name, _joined(source.path, param))
        behind = source.text[at + len(word) : at + len(word) + _NEAR].lstrip()
        target = _TARGET.search(source.text[max(0, at - _NEAR) : at])
        if target is not None and target["field"]:
            if behind[:1] in (";", ","):
                _add_field(found, target["name"])
        elif target is not None:
            name = target["name"]
            if name != word and name in self._everywhere and not self._is_local(source, body, name):
                found.words.setdefault(name, self._scope_of(name, source, param))
        for name in self._through_argument(source, at):
            found.words.setdefault(name, "")

    def _scope_of(self, name: str, source: Source, param: Param) -> str:
        """Where a global variable is seen: its file, when it is static there, else its vendor, else everywhere."""
        if name in self._statics[source.path]:
            return source.path
        homes = [path for path, names in self._globals.items() if name in names]
        return param.vendor if all(vendor_of(path) == param.vendor for path in homes) else ""

    def _through_argument(self, source: Source, at: int) -> Iterator[str]:
        """Yield the globals that a function sets to the argument for which it is given a variable."""
        begin = source.text.rfind("(", max(0, at - _NEAR), at)
        call = _CALLED.search(source.text[max(0, begin - 81) : begin]) if begin >= 0 else None
        end = source.text.find(";", at, at + 2 * _NEAR)
        if call is None or end < 0 or set(source.text[begin:at]) & set(";{}"):
            return
        arguments = [one.strip() for one in split_arguments(source.text[begin + 1 : end].removesuffix(")"))]
        place = len(split_arguments(source.text[begin + 1 : at])) - 1
        if place < len(arguments) and arguments[place].isidentifier():
            yield from self._set_to(call[1], place)

    def _set_to(self, function: str, place: int) -> tuple[str, ...]:
        """The globals that functions of a name set to what they get in a place."""
        key = (function, place)
        if key not in self._set:
            self._set[key] = tuple(
                name
                for source in self.sources.values()
                if function in source.words and (body := source.body_named(function)) is not None
                for name in _sets(source.text_of(body), place)
                if name in self._globals[source.path]
            )
        return self._set[key]

    def _fields_of_calls(self, word: str, param: Param, found: Standing) -> None:
        """Find the fields that are set to what a function returns."""
        for source, _, at in self.reads(word, found.words[word], param.vendor):
            if source.text[at + len(word) : at + len(word) + 1] == "(":
                target = _TARGET.search(source.text[max(0, at - _NEAR) : at])
                if target is not None and target["field"]:
                    _add_field(found, target["name"])

    def _behind_callback(self, param: Param) -> Iterator[str]:
        """Yield the globals that the function sets which takes the value of a param, and those below it."""
        source = self.sources[param.file]
        operations = dict(_CALLBACK.findall(source.text)).get(param.name, "")
        setter = dict(_SETTER.findall(source.text)).get(operations, "")
        body = source.body_named(setter)
        if body is None:
            return
        called = [source.body_named(name) for name in dict.fromkeys(WORD.findall(source.text_of(body)))]
        for one in dict.fromkeys((body, *called)):
            if one is not None:
                for match in _ASSIGNED.finditer(source.text_of(one)):
                    name = match[1] or match[2]
                    if name in self._globals[param.file]:
                        yield name


def _sets(text: str, place: int) -> Iterator[str]:
    """Yield what a function sets to the argument that it gets in a place."""
    head, _, rest = text.partition("{")
    parameters = split_arguments(head.partition("(")[2].rpartition(")")[0])
    words = WORD.findall(parameters[place]) if place < len(parameters) else []
    if len(words) > 1:
        for match in re.finditer(rf"(?<![\w.>])([A-Za-z_]\w*+)\s*+=\s*+{words[-1]}\s*+;", rest):
            yield match[1]


def _joined(path: str, param: Param) -> str:
    return vendor_of(path) or ("" if "/" in param.scope else param.scope)


def _add_field(found: Standing, name: str) -> None:
    if len(name) >= _SHORTEST_FIELD and "_" in name:
        found.fields.add(name)


def _is_read(source: Source, word: str, at: int) -> bool:
    text = source.text
    if text[max(0, at - 2) : at] == "->" or text[max(0, at - 1) : at] == ".":
        return False
    if text[at + len(word) : at + len(word) + 1] == ":":
        return False
    begin = source.begin_of(at)
    return not text[begin : begin + 80].lstrip().startswith(("extern ", "module_param"))


def _declares(text: str, word: str) -> bool:
    for match in re.finditer(rf"\b{word}\b(?=\s*+[;,=)\[])", text):
        before = _BEFORE.search(text, max(0, match.start() - 120), match.start())
        if before is not None and before[1] not in _NO_TYPES:
            return True
    return False
