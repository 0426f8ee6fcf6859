# SPDX-License-Identifier: GPL-2.0-or-later
"""A condition of the preprocessor and the symbols of a configuration in; whether it holds, as far as that is sure, out."""

import re
from collections.abc import Mapping

_TOKEN = re.compile(r"\s*(?:(?P<word>[A-Za-z_]\w*+)|(?P<number>\d++)[uUlL]*+|(?P<sign>&&|\|\||!(?!=)|[()]))")
_MOST_TOKENS = 200
_DEEPEST = 30
_ENABLED, _BUILT_IN, _MODULE, _DEFINED = "IS_ENABLED", "IS_BUILTIN", "IS_MODULE", "defined"
_SET = re.compile(r"CONFIG_(\w+)=(.*)")
_CONFIG = "CONFIG_"


def symbols_of(config: str) -> Mapping[str, str]:
    """Read a `.config`: symbols without CONFIG_, and what they are set to; those that are not set are not there."""
    return {match[1]: match[2] for line in config.split("\n") if (match := _SET.fullmatch(line.rstrip("\r")))}


def is_defined(name: str, symbols: Mapping[str, str]) -> bool | None:
    """Is a macro defined?  None when that cannot be known from the configuration."""
    if not name.startswith(_CONFIG):
        return None
    symbol = name.removeprefix(_CONFIG)
    if symbol.endswith("_MODULE") and symbols.get(symbol.removesuffix("_MODULE")) == "m":
        return True
    return symbol in symbols and symbols[symbol] != "m"


def holds(condition: str, symbols: Mapping[str, str]) -> bool | None:
    """Does the condition of an `#if` hold?  None when that is not sure."""
    tokens: list[str] = []
    at = 0
    condition = condition.rstrip()
    while at < len(condition):
        match = _TOKEN.match(condition, at)
        if match is None or len(tokens) > _MOST_TOKENS:
            return None
        tokens.append(match["word"] or match["number"] or match["sign"])
        at = match.end()
    reader = _Reader(tokens, symbols)
    try:
        answer = reader.either(0)
    except (IndexError, RecursionError):
        return None
    return answer if reader.is_done else None


class _Reader:
    """Reads one condition from left to right.  What it does not understand ends it with an IndexError."""

    def __init__(self, tokens: list[str], symbols: Mapping[str, str]) -> None:
        self._tokens = tokens
        self._symbols = symbols
        self._at = 0

    @property
    def is_done(self) -> bool:
        return self._at == len(self._tokens)

    def _next(self, wanted: str = "") -> str:
        token = self._tokens[self._at]
        if wanted and token != wanted:
            raise IndexError
        self._at += 1
        return token

    def _sees(self, sign: str) -> bool:
        return self._at < len(self._tokens) and self._tokens[self._at] == sign

    def either(self, depth: int) -> bool | None:
        """One side of `||` that holds is enough."""
        found = self._both(depth)
        while self._sees("||"):
            self._next()
            other = self._both(depth)
            found = True if True in (found, other) else None if None in (found, other) else False
        return found

    def _both(self, depth: int) -> bool | None:
        found = self._one(depth)
        while self._sees("&&"):
            self._next()
            other = self._one(depth)
            found = False if False in (found, other) else None if None in (found, other) else True
        return found

    def _one(self, depth: int) -> bool | None:
        if depth > _DEEPEST:
            raise IndexError
        token = self._next()
        if token == "!":
            inner = self._one(depth + 1)
            return None if inner is None else not inner
        if token == "(":
            inner = self.either(depth + 1)
            self._next(")")
            return inner
        if token.isdigit():
            return int(token[:20]) != 0
        return self._word(token)

    def _word(self, token: str) -> bool | None:
        if token == _DEFINED:
            return is_defined(self._name(), self._symbols)
        if token in (_ENABLED, _BUILT_IN, _MODULE):
            value = self._symbols.get(self._name().removeprefix(_CONFIG))
            return value in {_ENABLED: ("y", "m"), _BUILT_IN: ("y",), _MODULE: ("m",)}[token]
        if self._sees("("):
            raise IndexError
        # A macro that is not defined counts as 0; one that is may have any value.
        return False if is_defined(token, self._symbols) is False else None

    def _name(self) -> str:
        if not self._sees("("):
            return self._next()
        self._next()
        name = self._next()
        self._next(")")
        return name
