# SPDX-License-Identifier: GPL-2.0-or-later
"""A C file's syntax tree made into a CView.  Imports the parser: import this module late."""

import re
from collections.abc import Iterator, Sequence

from tree_sitter import Node, Tree

from kx86.patch.cbody import BodyReader
from kx86.patch.comment import scan
from kx86.patch.conditionals import Conditionals, drop_conditionals
from kx86.patch.cview import CodeComment, CView, Function, overlaps
from kx86.patch.definitions import blank_others, definitions, parse
from kx86.patch.mask import mask
from kx86.patch.nodes import declared_name, first_line, last_line, line_span

_CONTAINERS = frozenset(
    (
        "ERROR",
        "linkage_specification",
        "declaration_list",
        "preproc_if",
        "preproc_ifdef",
        "preproc_elif",
        "preproc_else",
    )
)
_WORD = re.compile(rb"[A-Za-z_]\w*")


def read(source: bytes, lines: frozenset[int] | None) -> CView:
    """Parse `source`, or as much of it as `lines` need, and see what is in it."""
    text = source.decode("utf-8", "replace").split("\n")
    wanted = None if lines is None else sorted(lines)
    rows = source.split(b"\n")
    spans = definitions(rows)
    kept = [span for span in spans if overlaps(*span, wanted)]
    if len(kept) < len(spans):
        blank_others(rows, kept)
    plain = drop_conditionals(b"\n".join(rows))
    reader = _Reader(text, wanted, plain)
    masked = mask(plain.source)
    for span, tree in parse(masked, kept):
        reader.add(span, tree)
    return reader.finish(outside=[span for span in spans if not overlaps(*span, wanted)])


class _Reader:
    """Collects the parts of one view: add the definitions, then finish."""

    def __init__(self, lines: list[str], wanted: Sequence[int] | None, plain: Conditionals) -> None:
        self._source = plain.source
        self._wanted = wanted
        self._lines = lines
        self._comments = _Comments(plain.source.decode("utf-8", "replace").split("\n"))
        self._doubtful: list[tuple[int, int]] = list(plain.dropped)
        self._functions: list[tuple[Function, Node]] = []
        self._bodies = BodyReader(plain.source, lines, plain.directives)

    def add(self, span: tuple[int, int], tree: Tree | None) -> None:
        """See what functions the tree of some lines holds."""
        if tree is None:
            self._doubtful.append(span)
        else:
            self._find_functions(tree.root_node)

    def finish(self, outside: list[tuple[int, int]]) -> CView:
        """Look into the functions found; nothing is known of the lines `outside`."""
        self._functions.sort(key=lambda pair: (pair[0].first, pair[0].last))
        for function, body in self._functions:
            if function.parsed_ok and overlaps(function.first, function.last, self._wanted):
                self._bodies.look_into(function.name, body)
        return CView(
            lines=tuple(self._lines),
            functions=tuple(function for function, _ in self._functions),
            heads=tuple(sorted(self._bodies.heads, key=lambda head: head.line)),
            comments=tuple(self._comments.wanted(self._wanted)),
            arms=tuple(sorted(self._bodies.arms, key=lambda arm: arm.line)),
            for_declarations=tuple(sorted(self._bodies.for_declarations, key=lambda declaration: declaration.line)),
            doubtful=_merged(self._doubtful + outside),
        )

    def _find_functions(self, root: Node) -> None:
        stack = [(root, root.type != "ERROR")]
        while stack:
            node, sound = stack.pop()
            before: Node | None = None
            for child in node.children:
                kind = child.type
                if kind == "function_definition":
                    self._add_function(child, sound)
                elif kind == "compound_statement" and before is not None and _is_macro_call(before):
                    self._doubtful.pop()
                    self._add_macro(before, child, sound)
                elif kind in _CONTAINERS:
                    stack.append((child, sound and kind != "ERROR"))
                    if kind == "ERROR":
                        self._doubtful.append(line_span(child))
                elif child.has_error:
                    self._doubtful.append(line_span(child))
                before = child

    def _add_function(self, node: Node, sound: bool) -> None:
        body, declarator, kind = (node.child_by_field_name(name) for name in ("body", "declarator", "type"))
        if body is None or declarator is None:
            self._doubtful.append(line_span(node))
            return
        name = declared_name(declarator)
        words = {self._text(child) for child in node.children if child.type == "storage_class_specifier"}
        first = first_line(node)
        self._functions.append(
            (
                Function(
                    name=self._text(name).decode("utf-8", "replace"),
                    first=first,
                    last=last_line(node),
                    parsed_ok=sound and not node.has_error and self._is_shaped(first, body),
                    return_type_line=first_line(kind or node),
                    name_line=first_line(name),
                    body_line=first_line(body),
                    static=b"static" in words,
                    inline=b"inline" in words,
                    doc=self._comments.above(first),
                ),
                body,
            )
        )

    def _add_macro(self, call: Node, body: Node, sound: bool) -> None:
        first = first_line(call)
        name = _WORD.match(self._source, call.start_byte)
        function = Function(
            name=name[0].decode() if name else "",
            first=first,
            last=last_line(body),
            parsed_ok=sound and not body.has_error and self._is_shaped(first, body),
            return_type_line=first,
            name_line=first,
            body_line=first_line(body),
            static=False,
            inline=False,
            doc=self._comments.above(first),
        )
        self._functions.append((function, body))

    def _is_shaped(self, first: int, body: Node) -> bool:
        """Does the function begin and end at the left margin?  When not, a brace was taken for another's."""
        opening, last = first_line(body), last_line(body)
        return not self._lines[first - 1][:1].isspace() and (opening == last or self._lines[last - 1].startswith("}"))

    def _text(self, node: Node) -> bytes:
        return self._source[node.start_byte : node.end_byte]


class _Comments:
    """The comments of a file, made into values only where somebody asks."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._pieces, code = scan(lines)
        self._by_last = {piece.last: at for at, piece in enumerate(self._pieces) if not piece.tail}
        self._following: list[int] = [-1] * len(lines)
        after = -1
        for at in range(len(lines) - 1, -1, -1):
            self._following[at] = after
            if code[at]:
                after = at

    def above(self, line: int) -> CodeComment | None:
        """The comment that ends on the line above `line`."""
        at = self._by_last.get(line - 2)
        return None if at is None else self._comment(at)

    def wanted(self, lines: Sequence[int] | None) -> Iterator[CodeComment]:
        """All comments that hold one of the lines."""
        for at, piece in enumerate(self._pieces):
            if overlaps(piece.at + 1, piece.last + 1, lines):
                yield self._comment(at)

    def _comment(self, at: int) -> CodeComment:
        piece = self._pieces[at]
        following = self._following[piece.last]
        return CodeComment(
            first=piece.at + 1,
            last=piece.last + 1,
            lines=tuple(self._lines[piece.at : piece.last + 1]),
            text=tuple(piece.text),
            tail=piece.tail,
            kdoc=piece.kdoc,
            following=self._lines[following] if following >= 0 else "",
        )


def _is_macro_call(node: Node) -> bool:
    """Is this a macro at the margin that heads a body, such as TEST_F(...)?"""
    if node.type != "expression_statement" or not node.has_error or node.child_count != 2:
        return False
    call, end = node.children
    return call.type == "call_expression" and not call.has_error and end.is_missing


def _merged(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return tuple(merged)
