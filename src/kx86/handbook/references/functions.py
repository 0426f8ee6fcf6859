# SPDX-License-Identifier: GPL-2.0-or-later
"""Function names are written function_name(), wherever they are mentioned."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level, Where
from kx86.handbook.prose import mask, paragraphs
from kx86.handbook.references.names import bare_names, names_in_code
from kx86.handbook.rewrite import splice
from kx86.handbook.rule import series_rule
from kx86.handbook.scope import is_kvm, is_mostly_kvm
from kx86.series.patch import Patch
from kx86.series.series import Series

Named = list[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Mention:
    """A line that names what may be functions: patch, place, and the names with their columns."""

    n: int
    place: Where
    names: Named


@series_rule("FN-PARENS", level=Level.WARNING, statement="FUNC-1", scope="kvm")
def parentheses(series: Series, facts: Facts) -> Iterator[Finding]:
    """Write the name of a function with parentheses: function_name().

    The parentheses tell at a glance that the name is a function and not a variable, a field or a file.  This holds for
    shortlogs, changelogs, comments and cover letters.  Names count as functions when the tree at the base, or the diff
    itself, defines or calls them and uses them for nothing else.
    """
    mentions = [m for patch in series.patches if is_kvm(patch, facts.profile) for m in _of_patch(patch)]
    covered = list(_of_text(series.cover)) if series.cover and is_mostly_kvm(series, facts.profile) else []
    # Most names in prose are fields and constants: read the code only when there is something to ask.
    wanted = {name for mention in mentions + covered for _, name in mention.names}
    own = names_in_code(series, wanted) if wanted else None
    tree = facts.functions

    def functions(mention: Mention) -> Named:
        return [
            (column, name)
            for column, name in mention.names
            if own
            and (name in own.functions or (tree is not None and name not in own.others and tree.is_function(name)))
        ]

    for mention in mentions:
        yield from _findings(mention, functions(mention))
    # Git does not keep a cover letter: once is enough, and no reason to refuse anything.
    found = (finding for mention in covered for finding in _findings(mention, functions(mention)))
    for finding in itertools.islice(found, 1):
        yield replace(finding, level=Level.ADVICE)


def _of_patch(patch: Patch) -> Iterator[Mention]:
    text = patch.shortlog
    prefix = text.rfind(": ") + 1
    names = list(bare_names(" " * prefix + mask(text[prefix:])))
    if names:
        yield Mention(patch.n, Where(part="subject", text=text), names)
    yield from _of_text(patch)
    yield from _of_comments(patch)


def _of_text(patch: Patch) -> Iterator[Mention]:
    for paragraph in paragraphs(patch.changelog):
        if paragraph.kind in ("prose", "list"):
            for offset, names in _by_line(paragraph.lines):
                number = paragraph.first + offset
                text = patch.changelog[number - 1]
                yield Mention(
                    patch.n, Where(part="cover" if patch.is_cover else "changelog", line=number, text=text), names
                )  # fmt: skip


def _of_comments(patch: Patch) -> Iterator[Mention]:
    for comment in patch.comments:
        if comment.kdoc or not any(comment.added):
            continue
        for offset, names in _by_line(comment.text):
            raw = comment.lines[offset]
            shift = raw.find(comment.text[offset])
            if comment.added[offset] and shift >= 0:
                place = Where(part="diff", file=comment.file, line=comment.first + offset, text=raw)
                yield Mention(patch.n, place, [(column + shift, name) for column, name in names])


def _by_line(lines: Sequence[str]) -> Iterator[tuple[int, Named]]:
    """Names line by line; the text is read as a whole because a line may end between `struct` and its name."""
    text = "\n".join(lines)
    if "_" not in text:
        return
    text = mask(text)
    found: dict[int, Named] = {}
    line = start = begin = 0
    for offset, name in bare_names(text):
        breaks = text.count("\n", start, offset)
        if breaks:
            line += breaks
            begin = text.rfind("\n", start, offset) + 1
        start = offset
        found.setdefault(line, []).append((offset - begin, name))
    yield from found.items()


def _findings(mention: Mention, found: Named) -> Iterator[Finding]:
    if not found:
        return
    ends = (column + len(name) for column, name in found)
    text = splice(mention.place.text, ((end, end, "()") for end in ends))
    names = list(dict.fromkeys(name for _, name in found))
    column, name = found[0]
    yield Finding(
        where=replace(mention.place, column=column, width=len(name)),
        message=f"{' and '.join(names)} {'are functions and lack' if len(names) > 1 else 'is a function and lacks'} parentheses.",
        replacement=text,
        n=mention.n,
    )
