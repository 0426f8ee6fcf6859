# SPDX-License-Identifier: GPL-2.0-or-later
"""What rules want to know of a C file: functions, heads of blocks, comments, bodies of if and loops.  Values only, no parser.

Line numbers count from 1.  A function that the parser did not understand in full gives no heads and no arms.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

# A source beyond this is generated, and no reader of code waits for it.
_LIMIT = 4 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeComment:
    """A comment: its raw lines, what each says without marks, and the next line with code ("" at the end of the file)."""

    first: int
    last: int
    lines: tuple[str, ...]
    text: tuple[str, ...]
    tail: bool
    kdoc: bool
    following: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function definition, or a macro call with a body such as TEST_F(...) {...}, which is named after the macro.

    `first` is the line where it begins, `last` that of its closing brace.  `parsed_ok` is false when the parser met anything
    that it did not understand in it.  `doc` is the comment that ends on the line above.
    """

    name: str
    first: int
    last: int
    parsed_ok: bool
    return_type_line: int
    name_line: int
    body_line: int
    static: bool
    inline: bool
    doc: CodeComment | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """A declaration at the head of a block.  `text` is its first raw line; `names` it declares, `used` it reads."""

    line: int
    last: int
    text: str
    names: tuple[str, ...]
    used: frozenset[str]
    static: bool
    has_initializer: bool

    @property
    def multi_line(self) -> bool:
        """Does it go on behind its first line?"""
        return self.last > self.line


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockHead:
    """The leading declarations of a block, one at least.

    `line` is that of the opening brace.  `next_line` is the first line of what follows the declarations, a comment included,
    None when nothing does or when a preprocessor line does.  `blank_after` tells whether an empty line follows the last one.
    """

    function: str
    line: int
    is_body: bool
    declarations: tuple[Declaration, ...]
    next_line: int | None
    blank_after: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """One arm of an if, or the body of a loop.

    `keyword` is "if", "else if", "else", "for", "while", "do" or the name of a macro that makes a loop ("list_for_each_entry").
    `line` is that of the keyword, `head_last` the last line of the condition.  `first` to `last` are the lines of the
    statements inside, 0 when there are none; `count` counts them and `kind` is the grammar's name of the only one
    ("expression_statement", "return_statement", "if_statement" ...), "" otherwise.  `comment` and `directive` tell of comments and
    preprocessor lines between them.  `other_braces` tells whether another arm of the same if has braces; `arms` counts the arms.
    """

    function: str
    keyword: str
    line: int
    head_last: int
    braces: bool
    count: int
    first: int
    last: int
    kind: str
    comment: bool
    directive: bool
    arms: int
    other_braces: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ForDeclaration:
    """A declaration inside for (...): its line, as written, and the names declared."""

    line: int
    text: str
    names: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CView:
    """A C file as rules see it.  `heads`, `arms` and `for_declarations` are those of the functions asked for."""

    lines: tuple[str, ...] = ()
    functions: tuple[Function, ...] = ()
    heads: tuple[BlockHead, ...] = ()
    comments: tuple[CodeComment, ...] = ()
    arms: tuple[Arm, ...] = ()
    for_declarations: tuple[ForDeclaration, ...] = ()
    doubtful: tuple[tuple[int, int], ...] = field(default=(), repr=False)

    def function_at(self, line: int) -> Function | None:
        """The function whose lines, return type to closing brace, hold `line`."""
        at = bisect_right(self.functions, line, key=lambda function: function.first) - 1
        if at < 0 or self.functions[at].last < line:
            return None
        return self.functions[at]

    def trusted(self, line: int) -> bool:
        """May a rule believe what is said of this line?  Not in what the parser did not understand."""
        if not 1 <= line <= len(self.lines):
            return False
        function = self.function_at(line)
        if function is not None and not function.parsed_ok:
            return False
        at = bisect_right(self.doubtful, line, key=lambda span: span[0]) - 1
        return at < 0 or self.doubtful[at][1] < line


def view(source: bytes, lines: frozenset[int] | None = None) -> CView:
    """See a whole C file; with `lines`, look into those functions and comments only that hold one of them."""
    if len(source) > _LIMIT:
        return CView()
    # The parser takes time to load, and most patches are checked without a tree at hand.
    from kx86.patch.ctree import read

    return read(source, lines)


def overlaps(first: int, last: int, wanted: Sequence[int] | None) -> bool:
    """Does the range hold one of the sorted lines `wanted`?  None stands for all lines."""
    if wanted is None:
        return True
    at = bisect_right(wanted, first - 1)
    return at < len(wanted) and wanted[at] <= last
