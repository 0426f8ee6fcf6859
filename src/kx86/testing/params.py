# SPDX-License-Identifier: GPL-2.0-or-later
"""Sources of a tree in; its module params out: the variable behind each, its type, its default, and who may read it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from kx86.testing.guards import Guards
from kx86.testing.source import Source
from kx86.testing.tree_facts import MODULES, Param, vendor_of

_DECLARED = re.compile(
    r"^(?P<how>module_param(?:_unsafe|_named|_named_unsafe|_cb|_cb_unsafe)?)\((?P<what>[^;]{0,400});", re.MULTILINE
)
_TYPE = re.compile(r"__MODULE_PARM_TYPE\(\s*+(\w++)\s*+,\s*+\"(\w++)\"\s*+\)")
_EXTERN = re.compile(r"^extern\b[^;\n(]*?\b(\w++);", re.MULTILINE)
_VARIABLE = re.compile(
    r"(?!extern\b|typedef\b)(?P<static>static )?[A-Za-z_][\w \t*]{0,200}[ \t*](?P<name>[A-Za-z_]\w*+)"
    r"[ \t]*+(?:=(?P<value>[^;]{0,200}))?;"
)
_MOST_DECLARED = 2000
_WRITABLE = ("S_IWUSR", "S_IWUGO")
_MOST = 1000


def params_of(sources: Mapping[str, Source], texts: Mapping[str, str]) -> tuple[Param, ...]:
    """Find the module params of a tree; `texts` has the sources as they are.

    Those that only a kernel with CONFIG_BROKEN has are left out.
    """
    headers = [source for path, source in sources.items() if not vendor_of(path) and path.endswith(".h")]
    common = {name for source in headers for name in _EXTERN.findall(source.text)}
    found: list[Param] = []
    for path, source in sources.items():
        if "module_param" in source.text:
            found += _params_of(source, texts[path], common)
    return tuple(_with_default(one, sources) for one in found[:_MOST])


def _with_default(param: Param, sources: Mapping[str, Source]) -> Param:
    """Find the variable of a param elsewhere, where its own file only has it as `extern`."""
    if param.default or not param.variable:
        return param
    homes = (source for path, source in sources.items() if path != param.file and param.variable in source.words)
    found = {default for source in homes for static, default in (_declaration(source, param.variable),) if not static}
    return replace(param, default=next(iter(found - {""}), ""))


def _params_of(source: Source, text: str, common: set[str]) -> Iterator[Param]:
    types = dict(_TYPE.findall(text))
    guards = Guards(source.text)
    vendor = vendor_of(source.path)
    for match in _DECLARED.finditer(source.text):
        line = source.line_of(match.start())
        arguments = [one.strip() for one in split_arguments(match["what"].removesuffix(")"))]
        if len(arguments) < 3 or "BROKEN" in guards.around(line, line):
            continue
        how, name = match["how"].removesuffix("_unsafe"), arguments[0]
        variable = _variable(how, arguments)
        static, default = _declaration(source, variable)
        yield Param(
            module=MODULES[vendor],
            name=name,
            variable=variable,
            type=types.get(name, "") if how == "module_param_cb" else arguments[-2],
            default=default,
            file=source.path,
            line=line,
            runtime=_is_writable(arguments[-1]),
            scope=source.path if static else "" if variable in common else vendor,
        )


def split_arguments(text: str) -> list[str]:
    """Split a text at the commas that are outside of brackets."""
    found, depth, begin = [], 0, 0
    for at, sign in enumerate(text):
        if sign in "([{":
            depth += 1
        elif sign in ")]}":
            depth -= 1
        elif sign == "," and depth == 0:
            found.append(text[begin:at])
            begin = at + 1
    return [*found, text[begin:]]


def _variable(how: str, arguments: list[str]) -> str:
    if how == "module_param":
        return arguments[0]
    if how == "module_param_named":
        return arguments[1]
    # A callback without a variable keeps its state by itself; see state.py.
    return "" if arguments[2] == "NULL" else arguments[2].lstrip("& ")


def _is_writable(mode: str) -> bool:
    if mode in _WRITABLE or "S_IW" in mode:
        return True
    return bool(int(mode, 8) & 0o222) if re.fullmatch("0?[0-7]{1,6}", mode) else False


def _declaration(source: Source, variable: str) -> tuple[bool, str]:
    """Is a variable seen in its file only, and what is it set to?"""
    values: set[str] = set()
    static = False
    for at in source.words.get(variable, ())[:_MOST_DECLARED]:
        match = _VARIABLE.match(source.text, source.begin_of(at))
        if match is not None and match["name"] == variable:
            static = static or match["static"] is not None
            values.add(" ".join(match["value"].split()) if match["value"] is not None else "0")
    # Different values by configuration are no default that anybody knows.
    return static, values.pop() if len(values) == 1 else ""
