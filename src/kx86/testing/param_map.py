# SPDX-License-Identifier: GPL-2.0-or-later
"""Sources of a tree in; which functions read which module params out."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kx86.testing.params import Param, params_of
from kx86.testing.source import Source
from kx86.testing.state import State, is_seen


@dataclass(frozen=True, slots=True, kw_only=True)
class ParamMap:
    """The module params of a tree.

    `readers` maps a path and a function to the numbers of the params that the function reads.  `words` and `fields` map what may
    stand for a param on a line (variables and functions; fields of structs) to its number and the scope in which that holds.
    """

    params: tuple[Param, ...] = ()
    readers: Mapping[str, Mapping[str, tuple[int, ...]]] = field(default_factory=dict)
    words: Mapping[str, tuple[tuple[int, str], ...]] = field(default_factory=dict)
    fields: Mapping[str, tuple[tuple[int, str], ...]] = field(default_factory=dict)

    def read_by(self, path: str, function: str) -> tuple[int, ...]:
        """Return the numbers of the params that a function reads."""
        return self.readers.get(path, {}).get(function, ())

    def named_by(self, path: str, word: str, *, member: bool) -> tuple[int, ...]:
        """Return the numbers of the params that an identifier in a file stands for."""
        found = (self.fields if member else self.words).get(word, ())
        return tuple(number for number, scope in found if is_seen(path, scope, self.params[number].vendor))


def param_map(texts: Mapping[str, str]) -> ParamMap:
    """Find the module params of a tree and who reads them; `texts` maps the paths of its C files to what they say."""
    sources = {path: Source(path, text) for path, text in texts.items()}
    params = params_of(sources, texts)
    state = State(sources)
    readers: dict[str, dict[str, dict[int, None]]] = {}
    words: dict[str, list[tuple[int, str]]] = {}
    fields: dict[str, list[tuple[int, str]]] = {}
    for number, param in enumerate(params):
        names = state.names(param)
        for word, scope in names.words.items():
            words.setdefault(word, []).append((number, scope))
            for source, body, _ in state.reads(word, scope, param.vendor):
                readers.setdefault(source.path, {}).setdefault(body.name, {})[number] = None
        for name in names.fields:
            fields.setdefault(name, []).append((number, ""))
            for source in sources.values():
                if is_seen(source.path, "", param.vendor):
                    _read_field(source, name, number, readers)
    return ParamMap(
        params=params,
        readers={path: {name: tuple(found) for name, found in by.items()} for path, by in readers.items()},
        words={word: tuple(found) for word, found in words.items()},
        fields={name: tuple(found) for name, found in fields.items()},
    )


def _read_field(source: Source, name: str, number: int, readers: dict[str, dict[str, dict[int, None]]]) -> None:
    for at in source.words.get(name, ()):
        if source.text[max(0, at - 2) : at] != "->" and source.text[at - 1 : at] != ".":
            continue
        body = source.body_at(at)
        if body is not None:
            readers.setdefault(source.path, {}).setdefault(body.name, {})[number] = None
