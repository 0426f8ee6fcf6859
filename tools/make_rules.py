# SPDX-License-Identifier: GPL-2.0-or-later
"""Write docs/rules/: one page a section of rules, from the rules themselves and their examples."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from kx86.adapters.data import examples_text
from kx86.handbook.example import Example, read_examples
from kx86.handbook.registry import SECTIONS, AnyRule
from kx86.handbook.sections import section_of

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "rules"
NOTE = "<!-- Written by `make docs` from the rules and their examples; edit those. -->"
NEEDS = {
    "functions": "the functions of a tree",
    "commits": "a clone",
    "history": "the history of a clone",
    "previous": "the version before",
    "post_images": "whole files of a tree",
}


def pages() -> Iterator[tuple[Path, str]]:
    """Yield every page and its text."""
    listed: list[AnyRule] = []
    for name in SECTIONS:
        package = import_module(f"kx86.handbook.{name}")
        examples = read_examples(examples_text(name), name)
        listed += package.RULES
        yield FOLDER / f"{name}.md", section_page(name, package.__doc__ or "", package.RULES, examples)
    yield FOLDER / "README.md", index_page(listed)


def index_page(rules: Iterable[AnyRule]) -> str:
    """Return the list of all rules."""
    rows = "\n".join(
        f"| [{rule.id}]({_package(rule)}.md#{rule.id.lower()}) | {_level(rule)} | {section_of(rule.statement)} | {rule.wording} |"
        for rule in rules
    )
    return f"""# Rules

{NOTE}

An error has no exception in practice and makes `kx86 check` answer no; a warning is the letter of the handbook; advice is a
matter of taste.  A rule that is off runs when it is named: `kx86 check --only RULE`.

| rule | level | section | what it asks |
| --- | --- | --- | --- |
{rows}
"""


def section_page(name: str, docstring: str, rules: Iterable[AnyRule], examples: Iterable[Example]) -> str:
    """Return the page of one section."""
    of: dict[str, list[Example]] = {}
    for example in examples:
        of.setdefault(example.rule, []).append(example)
    body = "\n".join(rule_text(rule, of.get(rule.id, [])) for rule in rules)
    return f"# Rules: {name}\n\n{NOTE}\n\n{docstring.strip().splitlines()[0]}\n\n{body}"


def rule_text(rule: AnyRule, examples: Iterable[Example]) -> str:
    """Return one rule: what it asks, why, and its examples."""
    facts = [f"level: {_level(rule)}", f"statement: [{rule.statement}](../statements.md#{rule.statement.lower()})"]
    if len(rule.editions) == 1:
        facts.append(f"edition: {rule.editions[0]}")
    if rule.needs:
        facts.append("needs: " + ", ".join(NEEDS[need] for need in rule.needs))
    parts = [f'<a id="{rule.id.lower()}"></a>\n\n## {rule.id}', rule.wording, "; ".join(facts) + ".", rule.explanation]
    parts += [example_text(example) for example in examples]
    return "\n\n".join(part for part in parts if part) + "\n"


def example_text(example: Example) -> str:
    """Return one example as bad and good blocks."""
    title = example.title or "Example"
    word = "fine" if example.ok else "not so"
    blocks = [f"**{title[:1].upper()}{title[1:]}**, {word}:", *_blocks(example.bad)]
    if example.previous is not None:
        blocks[1:1] = [*_blocks(example.previous), "and then:"]
    if example.good:
        blocks += ["better:", *_blocks(example.good)]
    return "\n\n".join(blocks)


def _blocks(parts: Mapping[str, Any]) -> Iterator[str]:
    for part, text in parts.items():
        whole = "\n\n".join(text) if isinstance(text, (list, tuple)) else str(text)
        kind = "diff" if part in ("diff", "patch", "series") else "text"
        yield f"````{kind}\n{whole.strip(chr(10))}\n````"


def _level(rule: AnyRule) -> str:
    return f"{rule.level} (off)" if rule.off else str(rule.level)


def _package(rule: AnyRule) -> str:
    return str(rule.find.__module__).split(".")[2]


def main() -> int:
    """Write the pages, and remove those of sections that are gone."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    made = dict(pages())
    for old in set(FOLDER.glob("*.md")) - set(made):
        old.unlink()
    for path, text in made.items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
