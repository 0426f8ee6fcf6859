# SPDX-License-Identifier: GPL-2.0-or-later
"""A regular expression in; the same, compiled when it is first used, out.

Compiling the patterns that read mail takes longer than everything that a command on an index does.
"""

import re
from typing import Any, cast

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub", "subn")


class Late:
    """A pattern that is compiled when it is asked for something."""

    def __init__(self, pattern: str | bytes, flags: int = 0) -> None:
        self._source = (pattern, flags)

    def __getattr__(self, name: str) -> Any:
        """Compile, and keep the methods, so that later calls cost nothing more."""
        if name.startswith("__"):
            raise AttributeError(name)
        compiled = self.compiled()
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)

    def compiled(self) -> re.Pattern[Any]:
        """The pattern itself."""
        return re.compile(*self._source)


def late(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Make a pattern that is compiled when it is first used; an error in it shows only then."""
    return cast("re.Pattern[str]", Late(pattern, flags))
