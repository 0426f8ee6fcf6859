# SPDX-License-Identifier: GPL-2.0-or-later
"""Sources of a tree in; which functions read which module params out."""

from collections.abc import Iterator, Mapping

from kx86.testing.params import params_of
from kx86.testing.source import Source
from kx86.testing.state import State
from kx86.testing.tree_facts import ParamMap, is_seen

_MOST_READS = 2000


def param_map(texts: Mapping[str, str]) -> ParamMap:
    """Find the module params of a tree and who reads them; `texts` maps the paths of its C files to what they say."""
    sources = {path: Source(path, text) for path, text in texts.items()}
    params = params_of(sources, texts)
    state = State(sources)
    readers: dict[str, dict[str, dict[int, None]]] = {}
    words: dict[str, list[tuple[int, str]]] = {}
    fields: dict[str, list[tuple[int, str]]] = {}
    for number, param in enumerate(params):
        found = state.standing(param)
        for word, scope in found.words.items():
            words.setdefault(word, []).append((number, scope))
            for source, body, _ in state.reads(word, scope, param.vendor):
                readers.setdefault(source.path, {}).setdefault(body.name, {})[number] = None
        for name in sorted(found.fields):
            fields.setdefault(name, []).append((number, ""))
            for source in sources.values():
                for function in _readers_of_field(source, name) if is_seen(source.path, "", param.vendor) else ():
                    readers.setdefault(source.path, {}).setdefault(function, {})[number] = None
    return ParamMap(
        params=params,
        readers={path: {name: tuple(numbers) for name, numbers in by.items()} for path, by in readers.items()},
        words={word: tuple(pairs) for word, pairs in words.items()},
        fields={name: tuple(pairs) for name, pairs in fields.items()},
    )


def _readers_of_field(source: Source, name: str) -> Iterator[str]:
    for at in source.words.get(name, ())[:_MOST_READS]:
        member = source.text[max(0, at - 2) : at] == "->" or source.text[max(0, at - 1) : at] == "."
        body = source.body_at(at) if member else None
        if body is not None:
            yield body.name
