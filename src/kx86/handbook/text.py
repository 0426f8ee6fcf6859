# SPDX-License-Identifier: GPL-2.0-or-later
"""The handbook in words of kx86: text of data/handbook.md in, sections and their paragraphs out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from kx86.errors import InternalError
from kx86.handbook.facts import Edition

_TAG = re.compile(r"\[(both|2023-02|merged)\] ([A-Z0-9 -]+)")
_COMMENT_END = "-->"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph, the edition that says it, and the statements it covers."""

    edition: Literal[Edition, "both"]
    statements: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section of the handbook: its heading, the anchor of a page, and its paragraphs."""

    name: str
    anchor: str
    paragraphs: tuple[Paragraph, ...]

    def spoken_by(self, edition: Edition) -> tuple[Paragraph, ...]:
        """Give what one edition says."""
        return tuple(paragraph for paragraph in self.paragraphs if paragraph.edition in ("both", edition))

    @property
    def differs(self) -> bool:
        """Do the editions differ here?"""
        return any(paragraph.edition != "both" for paragraph in self.paragraphs)


def read_handbook(text: str) -> tuple[Section, ...]:
    """Read the handbook.  Raises InternalError when the file, which ships with kx86, cannot be used."""
    _, _, body = text.partition(_COMMENT_END)
    first, *blocks = re.split(r"^## ", body, flags=re.MULTILINE)
    if first.strip():
        raise InternalError(f"data/handbook.md: text before the first section: {first.strip().splitlines()[0]}")
    return tuple(_section(block) for block in blocks)


def _section(block: str) -> Section:
    name, _, body = block.partition("\n")
    return Section(
        name=name.strip(), anchor=anchor(name), paragraphs=tuple(_paragraphs(name, body.strip("\n").split("\n")))
    )


def _paragraphs(section: str, lines: Sequence[str]) -> Iterator[Paragraph]:
    tag: re.Match[str] | None = None
    text: list[str] = []
    for line in lines:
        found = _TAG.fullmatch(line)
        if found is None and tag is None:
            raise InternalError(f"data/handbook.md: {section}: a paragraph without an edition: {line}")
        if found is None:
            text.append(line)
            continue
        if tag is not None:
            yield _paragraph(tag, text)
        tag, text = found, []
    if tag is not None:
        yield _paragraph(tag, text)


def _paragraph(tag: re.Match[str], lines: Sequence[str]) -> Paragraph:
    edition: Literal[Edition, "both"] = "both"
    if tag[1] == "2023-02":
        edition = "2023-02"
    elif tag[1] == "merged":
        edition = "merged"
    return Paragraph(edition=edition, statements=tuple(tag[2].split()), text="\n".join(lines).strip("\n"))


def anchor(name: str) -> str:
    """Turn a heading into the anchor that pages give it: "SDM and APM References" is sdm-and-apm-references."""
    return re.sub(r"[^a-z0-9 -]", "", name.lower().strip()).replace(" ", "-")


def find_section(sections: Sequence[Section], wanted: str) -> Section | None:
    """Find a section by heading, by anchor, by the beginning of either if only one begins so, or by a statement's id."""
    for section in sections:
        if wanted.lower() in (section.name.lower(), section.anchor):
            return section
        if any(wanted.upper() in paragraph.statements for paragraph in section.paragraphs):
            return section
    begins = [
        one for one in sections if one.name.lower().startswith(wanted.lower()) or one.anchor.startswith(wanted.lower())
    ]
    return begins[0] if len(begins) == 1 and wanted else None
