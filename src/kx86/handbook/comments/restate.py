# SPDX-License-Identifier: GPL-2.0-or-later
"""Comments that say what the next line of code says."""

import re
from collections.abc import Iterator

from kx86.handbook.c_findings import few_evenly, judged
from kx86.handbook.comments.place import at, in_code, indent, new_comments, over, window_of
from kx86.handbook.facts import Facts
from kx86.handbook.finding import Finding, Level
from kx86.handbook.rule import rule
from kx86.patch.comment import Comment
from kx86.patch.touch import function_head
from kx86.patch.window import Window
from kx86.series.patch import Patch

_LONG, _SHORT = 100, 12  # characters and words; longer comments have something to say
_LEAST, _SHARE = 3, 0.7  # words that must be found in the code, and how many of all
_STATEMENTS = 2
_WORD = re.compile(r"[A-Za-z]+|\d+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
# Words that give a reason, a condition or a warning: such a comment explains.
_WHY = re.compile(
    r"(?i)\b(?:because|since|so|avoid|in order|otherwise|ensures?|must|only|not|never|no|why|until|unless|but|instead|already"
    r"|still|always|would|could|might|cannot|via|per|todo|fixme|xxx|hack|note|e\.g|i\.e|see|assume\w*|same|like|as|while|even"
    r"|also|again|than|used|(?:is|are) the|expect\w*|make sure|prevent\w*|need\w*|un\w+)\b|n't|\?|https?:"
)
_STOP = frozenset(
    """a an the this that these those of in on at to from for with by and or into its it is are be was were has have had do
    does should equal succeed fail fails now then here there all any each every new current given using used use some which
    let kvm please just first next may can if when api specific""".split()
)
# What people write in comments: what it is called in code.
_CALLED = {
    key: frozenset(names.split())
    for key, names in (
        line.strip().split(": ")
        for line in """
        address: addr gpa gva hva
        after: post
        allocate: alloc
        architecture: arch
        before: pre
        buffer: buf
        check: has assert require test is cmp if
        clear: reset 0 zero
        config: cfg
        configuration: config cfg
        configure: config cfg set
        control: ctl ctrl
        copy: memcpy
        counter: cnt ctr count
        create: new make init
        delete: del remove
        descriptor: desc fd
        destroy: free
        enable: en set
        exception: ex
        execute: run exec
        extension: cap ext has
        free: kfree put release
        get: read fetch
        handler: handle
        index: idx i
        initialization: init
        initialize: init setup
        interrupt: irq irqs intr
        launch: run start
        length: len
        lock: mutex spin
        loop: for while
        maximum: max
        memory: mem region memslot
        minimum: min
        number: nr num n
        page: pg npages
        physical: phys pa
        pointer: ptr
        previous: prev
        print: pr info printf debug
        read: get rdmsr rd
        region: memslot slot
        register: reg regs msr msrs
        release: put free unlock
        remove: del delete drop
        request: req
        return: ret
        run: enter
        set: =
        setup: init set
        size: sz len
        start: begin
        state: status
        structure: struct
        temporary: tmp
        test: check assert
        update: set
        validate: assert require test check if
        value: val vals
        vector: vec
        verify: assert require test check if
        version: ver
        virtual: virt va
        wait: join
        write: set wrmsr wr
        zero: 0 memset
        """.strip().split("\n")
    )
}


@rule("CM-RESTATE", level=Level.ADVICE, statement="CMT-2")
def restates(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Do not repeat in a comment what the next line of code says.

    Every word of such a comment stands in the code below it; a comment gives the overview or the reason.
    """
    yield from few_evenly(_restating(patch, facts))


def _restating(patch: Patch, facts: Facts) -> Iterator[Finding]:
    for comment in new_comments(patch, facts):
        if len(comment.lines) > 5 or comment.tail or not (comment.opens and comment.closes and all(comment.added)):
            continue
        words = _words_of_comment(" ".join(comment.text))
        if len(words) < 2:
            continue
        window = window_of(patch, comment)
        if window is not None and _said(words, _code_below(window, comment)) and judged(comment.file, facts):
            last = len(comment.lines) - 1
            yield Finding(
                where=over(comment, 0, last) if last else at(comment, 0, 0, len(comment.text[0])),
                message="Comment repeats what the code below it says.",
                hint="Say why, or leave it out.",
            )


def _words_of_comment(text: str) -> list[str]:
    """The words that matter; none when the comment gives a reason or is no short sentence."""
    if len(text) > _LONG or _WHY.search(text):
        return []
    words = [word for word in _split(text) if word not in _STOP]
    return words if len(words) <= _SHORT else []


def _split(text: str) -> Iterator[str]:
    """The words of prose or code; identifiers are taken apart."""
    for word in _WORD.findall(text):
        for part in _CAMEL.split(word):
            yield part.lower()


def _code_below(window: Window, comment: Comment) -> set[str]:
    """The words of the first statements below a comment, or of the head of the function that it stands above."""
    if not in_code(window, comment):
        return set(_split(comment.following)) if function_head(comment.following) else set()
    found: set[str] = set()
    statements = 0
    for index in range(comment.last + 1 - window.start, min(comment.last + 8 - window.start, len(window.lines))):
        line = window.codes[index]
        if not line.strip() or statements == _STATEMENTS or window.indent(index) < len(indent(comment).expandtabs(8)):
            break
        found.update(_split(line))
        found.update(token for token in ("=", "(") if token in line)
        statements += window.codes[index].endswith((";", "{", "}", ")"))
    return found


def _said(words: list[str], code: set[str]) -> bool:
    stems = {_stem(word) for word in code} | code
    hits = sum(_is_said(word, stems) for word in words)
    return hits == len(words) or (hits >= _LEAST and hits >= _SHARE * len(words))


def _is_said(word: str, code: set[str]) -> bool:
    stem = _stem(word)
    if word in code or stem in code:
        return True
    return any(not _CALLED[key].isdisjoint(code) for key in (word, stem, stem + "e") if key in _CALLED)


def _stem(word: str) -> str:
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
