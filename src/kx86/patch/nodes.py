# SPDX-License-Identifier: GPL-2.0-or-later
"""Small questions to nodes of a syntax tree.  Imports the parser: import this module late."""

from collections.abc import Iterator
from functools import cache

import tree_sitter_c
from tree_sitter import Language, Node


@cache
def language() -> Language:
    """The grammar of C."""
    return Language(tree_sitter_c.language())


def first_line(node: Node) -> int:
    """The line where a node begins."""
    return node.start_point.row + 1


def last_line(node: Node) -> int:
    """The line where a node ends."""
    return node.end_point.row + 1


def line_span(node: Node) -> tuple[int, int]:
    """First and last line of a node."""
    return first_line(node), last_line(node)


def declared_name(declarator: Node) -> Node:
    """The identifier in the middle of a declarator."""
    node = declarator
    while node.type not in ("identifier", "type_identifier", "field_identifier"):
        deeper = node.child_by_field_name("declarator") or next(
            (child for child in node.named_children if child.type.endswith(("declarator", "identifier"))), None
        )
        if deeper is None:
            return node
        node = deeper
    return node


def each_child(node: Node) -> Iterator[Node]:
    """The children one by one: the head of a block is short, its body may be long."""
    cursor = node.walk()
    more = cursor.goto_first_child()
    while more:
        child = cursor.node
        if child is not None:
            yield child
        more = cursor.goto_next_sibling()
