# SPDX-License-Identifier: GPL-2.0-or-later
"""`kx86 handbook`: both editions in the words of kx86, section by section, and the rules that keep them."""

import sys
from collections.abc import Iterator, Sequence

import click

from kx86 import __version__
from kx86.apps import wiring
from kx86.apps.cli.complete import complete_section
from kx86.apps.cli.form import FORMAT
from kx86.apps.cli.show import print_json, print_lines
from kx86.apps.cli.terminal import Paint, fold, wants_colour, width_of
from kx86.errors import UserError
from kx86.handbook.facts import Edition
from kx86.handbook.registry import AnyRule
from kx86.handbook.text import Paragraph, Section, find_section

EXAMPLES = """\b
Examples:
  kx86 handbook                              the sections, and where the editions differ
  kx86 handbook shortlog                     one section, both editions
  kx86 handbook --edition merged base        what one edition says
  kx86 handbook SHORT-6                      the section of a statement"""


@click.command("handbook", epilog=EXAMPLES)
@click.argument("words", nargs=-1, metavar="[SECTION]", shell_complete=complete_section)
@click.option("--edition", type=click.Choice(["2023-02", "merged"]), help="Only what this edition says.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour.")
def command(words: tuple[str, ...], edition: Edition | None, as_json: bool, color: str) -> int:
    """Read the handbook in the words of kx86: its sections, or one SECTION."""
    section = " ".join(words)
    sections = wiring.handbook()
    chosen = [_find(sections, section)] if section else list(sections)
    if as_json:
        shown = [{"name": one.name, "paragraphs": _spoken(one, edition)} for one in chosen]
        print_json({"kx86": __version__, "format": FORMAT, "sections": shown})
        return 0
    paint, width = Paint(wants_colour(color, sys.stdout)), width_of(sys.stdout)
    if not section and edition is None:
        print_lines(section_list(sections, paint))
        return 0
    rules = wiring.rules()
    for number, one in enumerate(chosen):
        print_lines([*([""] if number else []), *section_in_full(one, edition, rules, paint, width)])
    return 0


def _find(sections: Sequence[Section], wanted: str) -> Section:
    found = find_section(sections, wanted)
    if found is not None:
        return found
    from difflib import get_close_matches

    near = get_close_matches(wanted.lower(), [one.anchor for one in sections], n=1, cutoff=0.4)
    hint = f"did you mean `kx86 handbook {near[0]}`?" if near else "kx86 handbook lists the sections"
    raise UserError(f"{wanted}: no such section", hint=hint)


def _spoken(section: Section, edition: Edition | None) -> tuple[Paragraph, ...]:
    return section.spoken_by(edition) if edition else section.paragraphs


def section_list(sections: Sequence[Section], paint: Paint) -> Iterator[str]:
    """Yield the sections; a star marks those in which the editions differ."""
    yield paint("title", "Sections of the handbook") + " (* where the editions differ)"
    for section in sections:
        yield f"  {'*' if section.differs else ' '} {section.name}"
    yield ""
    yield paint("dim", "kx86 handbook SECTION reads one; the beginning of its name is enough.")


def section_in_full(
    section: Section, edition: Edition | None, rules: Sequence[AnyRule], paint: Paint, width: int
) -> Iterator[str]:
    """Yield what a section says; a paragraph of one edition says whose it is."""
    yield paint("title", section.name)
    for paragraph in _spoken(section, edition):
        yield ""
        mark = "" if paragraph.edition == "both" or edition else f"[{paragraph.edition}] "
        lines = list(_paragraph(paragraph.text, mark, width))
        yield lines[0].replace(mark, paint("warning", mark), 1) if mark else lines[0]
        yield from lines[1:]
    covered = {name for paragraph in section.paragraphs for name in paragraph.statements}
    ids = [rule.id for rule in rules if rule.statement in covered and not rule.off]
    if ids:
        yield ""
        yield from (paint("dim", line) for line in fold(", ".join(ids), width, "Rules: ", " " * 7))


def _paragraph(text: str, mark: str, width: int) -> Iterator[str]:
    """Fold prose; keep lines that are empty, indented or list items as they are written."""
    prose: list[str] = []
    for line in [*text.split("\n"), None]:
        if line and not line.startswith((" ", "\t", "- ", "* ")):
            prose.append(line)
            continue
        if prose:
            yield from fold(" ".join(prose), width, mark)
            prose, mark = [], ""
        if line is not None:
            yield mark + line
            mark = ""
