# SPDX-License-Identifier: GPL-2.0-or-later
"""The body of a function taken apart: heads of blocks, arms of if and loops.  Imports the parser: import this module late."""

import re
from collections.abc import Sequence
from functools import cache

from tree_sitter import Node, Query, QueryCursor

from kx86.patch.cview import Arm, BlockHead, Declaration, ForDeclaration, overlaps
from kx86.patch.nodes import declared_name, each_child, first_line, language, last_line

_PATTERNS = """
(compound_statement) @block
(if_statement) @if
[(for_statement) (while_statement) (do_statement)] @loop
"""
_TYPEOF = frozenset((b"typeof", b"__typeof__", b"typeof_unqual"))
_WORD = re.compile(rb"[A-Za-z_]\w*")


@cache
def _query() -> Query:
    return Query(language(), _PATTERNS)


class BodyReader:
    """Collects heads, arms and declarations inside for, of one function after the other.

    `source` is what was parsed, `lines` the file as written, `directives` the sorted lines that held preprocessor conditionals.
    """

    def __init__(self, source: bytes, lines: list[str], directives: Sequence[int]) -> None:
        self._source = source
        self._lines = lines
        self._directives = directives
        self.heads: list[BlockHead] = []
        self.arms: list[Arm] = []
        self.for_declarations: list[ForDeclaration] = []

    def look_into(self, function: str, body: Node) -> None:
        """Collect what the body of this function holds."""
        found = QueryCursor(_query()).captures(body)
        for block in found.get("block", ()):
            self._read_head(function, block, is_body=block.id == body.id)
        inner: set[int] = set()
        for node in sorted(found.get("if", ()), key=lambda node: node.start_byte):
            if node.id not in inner:
                self._read_if(function, node, inner)
        for node in found.get("loop", ()):
            self._read_loop(function, node)

    def _read_head(self, function: str, block: Node, *, is_body: bool) -> None:
        declarations: list[Declaration] = []
        comment: int | None = None
        next_line: int | None = None
        end = first_line(block)
        for child in each_child(block):
            if child.type == "{":
                continue
            if child.type == "comment":
                if first_line(child) == end:
                    end = last_line(child)
                else:
                    comment = comment or first_line(child)
                continue
            declaration = self._declaration(child)
            if declaration is None or self._is_conditional(end, declaration.line):
                next_line = self._next_line(child, end, comment)
                break
            declarations.append(declaration)
            comment, end = None, declaration.last
        if declarations:
            blank = end >= len(self._lines) or not self._lines[end].strip()
            self.heads.append(
                BlockHead(
                    function=function,
                    line=first_line(block),
                    is_body=is_body,
                    declarations=tuple(declarations),
                    next_line=next_line,
                    blank_after=blank,
                )
            )

    def _is_conditional(self, first: int, last: int) -> bool:
        return overlaps(first, last, self._directives)

    def _next_line(self, node: Node, end: int, comment: int | None) -> int | None:
        """Where what follows the declarations begins; None for a closing brace or behind a preprocessor line."""
        if node.type == "}" or node.type.startswith("preproc_") or self._is_conditional(end, first_line(node)):
            return None
        return comment or first_line(node)

    def _declaration(self, node: Node) -> Declaration | None:
        names: list[Node]
        if node.type == "declaration":
            if not self._has_plain_type(node):
                return None
            declarators = node.children_by_field_name("declarator")
            names = [declared_name(declarator) for declarator in declarators]
            initialized = any(declarator.type == "init_declarator" for declarator in declarators)
        elif (name := self._declared_by_macro(node)) is not None:
            names, initialized = [name], False
        else:
            return None
        line = first_line(node)
        return Declaration(
            line=line,
            last=last_line(node),
            text=self._lines[line - 1],
            names=tuple(self._text(name).decode("utf-8", "replace") for name in names),
            used=self._used(node, {name.id for name in names}),
            static=any(
                child.type == "storage_class_specifier" and self._text(child) == b"static" for child in node.children
            ),
            has_initializer=initialized,
        )

    def _has_plain_type(self, node: Node) -> bool:
        """A macro call without its semicolon looks like a type: only typeof() is one."""
        kind = node.child_by_field_name("type")
        if kind is None or kind.type != "macro_type_specifier":
            return kind is not None
        name = kind.child_by_field_name("name")
        return name is not None and self._text(name) in _TYPEOF

    def _declared_by_macro(self, node: Node) -> Node | None:
        """The first argument of DECLARE_BITMAP(...); and the like."""
        if node.type != "expression_statement" or not self._source.startswith(
            (b"DECLARE_", b"DEFINE_"), node.start_byte
        ):
            return None
        call = node.child(0)
        arguments = call.child_by_field_name("arguments") if call is not None else None
        return arguments.named_child(0) if arguments is not None else None

    def _used(self, declaration: Node, declared: set[int]) -> frozenset[str]:
        used: set[bytes] = set()
        stack = [declaration]
        while stack:
            node = stack.pop()
            if node.type == "identifier":
                if node.id not in declared:
                    used.add(self._text(node))
            elif node.type == "macro_type_specifier":
                used.update(_WORD.findall(self._text(node)))
            # A block inside an initializer is looked at on its own.
            elif node.type != "compound_statement":
                stack.extend(node.named_children)
        return frozenset(word.decode() for word in used - _TYPEOF)

    def _read_if(self, function: str, node: Node, inner: set[int]) -> None:
        """Read the arms of an if with its else branches, and note the ifs behind an else in `inner`."""
        parts: list[tuple[str, int, int, Node, Node]] = []
        keyword, line = "if", first_line(node)
        while True:
            condition, then = node.child_by_field_name("condition"), node.child_by_field_name("consequence")
            if condition is None or then is None:
                return
            parts.append((keyword, line, last_line(condition), then, node))
            clause = node.child_by_field_name("alternative")
            if clause is None:
                break
            line = first_line(clause)
            last = next((child for child in reversed(clause.named_children) if child.type != "comment"), None)
            if last is None:
                return
            if last.type != "if_statement":
                parts.append(("else", line, line, last, clause))
                break
            inner.add(last.id)
            keyword, node = "else if", last
        braced = sum(part[3].type == "compound_statement" for part in parts)
        for part in parts:
            others = braced - (part[3].type == "compound_statement")
            self._add_arm(function, part, arms=len(parts), other_braces=others > 0)

    def _read_loop(self, function: str, node: Node) -> None:
        body = node.child_by_field_name("body")
        word = _WORD.match(self._source, node.start_byte)
        if body is None or word is None:
            return
        line = head_last = first_line(node)
        if node.type != "do_statement":
            heads = [child for child in node.children if child.type in (")", "parenthesized_expression")]
            head_last = last_line(heads[-1]) if heads else line
        initializer = node.child_by_field_name("initializer")
        if initializer is not None and initializer.type == "declaration":
            self._add_for_declaration(initializer)
        self._add_arm(function, (word[0].decode(), line, head_last, body, node), arms=1, other_braces=False)

    def _add_for_declaration(self, node: Node) -> None:
        names = [declared_name(declarator) for declarator in node.children_by_field_name("declarator")]
        self.for_declarations.append(
            ForDeclaration(
                line=first_line(node),
                text=self._text(node).decode("utf-8", "replace"),
                names=tuple(self._text(name).decode("utf-8", "replace") for name in names),
            )
        )

    def _add_arm(self, function: str, part: tuple[str, int, int, Node, Node], *, arms: int, other_braces: bool) -> None:
        keyword, line, head_last, body, holder = part
        braces = body.type == "compound_statement"
        inside = body.named_children if braces else [body]
        code = [child for child in inside if child.type != "comment"]
        statements = [child for child in code if not child.type.startswith("preproc_")]
        self.arms.append(
            Arm(
                function=function,
                keyword=keyword,
                line=line,
                head_last=head_last,
                braces=braces,
                count=len(statements),
                first=first_line(statements[0]) if statements else 0,
                last=last_line(statements[-1]) if statements else 0,
                kind=statements[0].type if len(statements) == 1 else "",
                comment=len(code) < len(inside) or any(child.type == "comment" for child in holder.children),
                directive=self._is_conditional(line, last_line(body)) or len(statements) < len(code),
                arms=arms,
                other_braces=other_braces,
            )
        )

    def _text(self, node: Node) -> bytes:
        return self._source[node.start_byte : node.end_byte]
