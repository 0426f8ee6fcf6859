# SPDX-License-Identifier: GPL-2.0-or-later
"""Comments at the heads of functions and files."""

import re
from collections.abc import Iterator

from kx86.handbook.c_findings import few_evenly, judged
from kx86.handbook.comments.place import at, new_comments
from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level
from kx86.handbook.rule import rule
from kx86.patch.comment import Comment
from kx86.patch.touch import function_head
from kx86.series.patch import Patch

_BLOCKS = re.compile(r"(?:Input|Output) [Aa]rgs\b|(?:Input|Output) (?:[Pp]arameters|[Aa]rguments)\s*:")
_HEAD = 12  # lines of a file that count as its head
_BODY = 200  # lines of a function that are searched for an assertion
_NAMELIKE = re.compile(r"[A-Za-z0-9_./-]{3,80}")
_HOLDS = re.compile(
    r"(?i)\b(?:must|should|has to|have to|is|needs? to|are) (?:be )?(?:called|hold|held|taken|invoked|run)\b[^.]{0,60}"
    r"\b(?:lock|mutex|srcu|rwsem|sem)\w*|\bcaller (?:must )?(?:holds?|held)\b|\bwith \S*(?:lock|mutex)\w*(?:->\w+)? held\b"
    r"|\b\w*(?:lock|mutex|srcu)\b[^.]{0,20}\b(?:must|has to|needs to|should) be (?:held|taken)\b"
)


@rule("CM-KDOC", level=Level.WARNING, statement="STYLE-4")
def kernel_doc(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Do not use kernel-doc comments for functions, nor lists of their arguments.

    KVM's functions are for KVM itself; nobody reads their documentation but in the source.
    """
    for comment in new_comments(patch, facts):
        if not (comment.kdoc or any("rgs" in text or "aram" in text for text in comment.text)):
            continue
        if function_head(comment.following) and _is_kvm(comment.file, facts):
            yield from _kernel_doc(comment)


def _is_kvm(file: str, facts: Facts) -> bool:
    hint = facts.profile.hint(file)
    return hint is not None and hint.area not in {"x86", "neutral"} and judged(file, facts)


def _kernel_doc(comment: Comment) -> Iterator[Finding]:
    if comment.kdoc and comment.added[0]:
        yield Finding(
            where=at(comment, 0),
            message=f"Comment of {function_head(comment.following)}() is kernel-doc.",
            hint="Say in a plain comment why the function exists, or leave the comment out.",
        )
        return
    listed = [index for index, text in enumerate(comment.text) if comment.added[index] and _BLOCKS.search(text)]
    if listed:
        yield Finding(
            where=at(comment, listed[-1], 0, len(comment.text[listed[-1]])),
            message=f"Comment of {function_head(comment.following)}() lists arguments.",
            hint="Say in a plain comment why the function exists, or leave the comment out.",
        )


@rule("CM-FILENAME", level=Level.ADVICE, statement="CMT-2")
def file_name(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Do not name the file in the comment at its head: files get renamed, comments do not."""
    for comment in new_comments(patch, facts):
        if comment.first <= _HEAD and comment.opens and judged(comment.file, facts):
            stem = comment.file.rpartition("/")[2].rpartition(".")[0].lower()
            for index, text in enumerate(comment.text):
                named = _NAMELIKE.match(text.strip())
                if comment.added[index] and named and _names(text.strip(), named, stem):
                    yield Finding(
                        where=at(comment, index, text.find(named.group()), len(named.group())),
                        message="Comment at the head of the file names the file.",
                        hint="Say what the file is for; its name is known.",
                    )
                    break


def _names(text: str, named: re.Match[str], stem: str) -> bool:
    """Does the line begin with the name of the file as a title, not as a word of a sentence?"""
    behind = text[named.end() :]
    return (not behind or behind.startswith((":", " -", " —"))) and _is_name(named.group(), stem)


def _is_name(word: str, stem: str) -> bool:
    name = word.rpartition("/")[2].lower()
    name = name[: -len(name.rpartition(".")[2]) - 1] if name.endswith((".c", ".h", ".s")) else name
    return len(name) >= 5 and (name == stem or ("_" in name and _is_close(name, stem)))


def _is_close(one: str, other: str) -> bool:
    """Do two names differ by at most two letters in one place?"""
    if abs(len(one) - len(other)) > 2:
        return False
    front = next((index for index, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))
    one, other = one[front:], other[front:]
    back = next(
        (index for index, (a, b) in enumerate(zip(one[::-1], other[::-1])) if a != b), min(len(one), len(other))
    )
    return max(len(one), len(other)) - back <= 2


@rule("CM-LOCKDEP", level=Level.ADVICE, statement="STYLE-2")
def lockdep(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Assert with lockdep that a lock is held instead of asking for it in a comment."""
    yield from few_evenly(_unasserted(patch, facts))


def _unasserted(patch: Patch, facts: Facts) -> Iterator[Finding]:
    for comment in new_comments(patch, facts):
        if comment.lines[0][:1] not in (" ", "\t") and any("o" in text for text in comment.text):
            found = _HOLDS.search(" ".join(comment.text))
            if (
                found
                and function_head(comment.following)
                and not _asserts(patch, comment)
                and judged(comment.file, facts)
            ):
                index = _line_of(comment, found.start())
                yield Finding(
                    where=at(comment, index, 0, len(comment.text[index])),
                    message=f"Comment asks the caller of {function_head(comment.following)}() to hold a lock.",
                    hint="lockdep_assert_held() says so and checks it.",
                )


def _line_of(comment: Comment, offset: int) -> int:
    for index, text in enumerate(comment.text):
        offset -= len(text) + 1
        if offset < 0:
            return index
    return 0


def _asserts(patch: Patch, comment: Comment) -> bool:
    """Is the body not shown, or does it assert something already?"""
    window = patch.window_at(comment.file, comment.last + 1)
    if window is None:
        return True
    begin = comment.last + 1 - window.start
    body = []
    for code in window.codes[begin : begin + _BODY]:
        body.append(code)
        if code.startswith("}") or (code.endswith(");") and not code.startswith(("\t", " "))):
            break
    return not any(code == "{" for code in body) or "lockdep" in "\n".join(body)
