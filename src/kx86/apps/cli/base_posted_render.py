# SPDX-License-Identifier: GPL-2.0-or-later
"""The base of a posted series as a person reads it, and as JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from kx86.apps.cli.terminal import Paint, cut, fold, printable
from kx86.trees.posted import Dependency, Failure, Found, PostedBase, Tip

_HEAD = 9
_MOST_PATHS = 3


def posted_view(answer: PostedBase) -> dict[str, object]:
    """What `--json` prints of a series."""
    view = asdict(answer)
    view["base_commit"] = view.pop("written")
    view["conflicts"] = [{"with": name, "paths": list(paths)} for name, paths in answer.conflicts.items()]
    return view


def posted_lines(answers: Sequence[PostedBase], paint: Paint, width: int) -> Iterator[str]:
    """Yield the lines about all series."""
    for number, answer in enumerate(answers):
        if number:
            yield ""
        yield paint("title", cut(printable(_title(answer)), width))
        yield from _about(answer, paint, width)


def _about(answer: PostedBase, paint: Paint, width: int) -> Iterator[str]:
    if answer.base is not None:
        yield from _row("base", _base(answer.base), paint, width)
    elif answer.repository == "linux":
        yield from _row("base", "not found", paint, width, "warning")
    for one in answer.depends:
        yield from _row("depends", _dependency(one), paint, width, "warning" if one.kind == "unknown" else "")
    applies = _applies(answer)
    if applies:
        yield from _row("applies", applies, paint, width, "error" if answer.applies is False else "")
    for sha, title in answer.tip.failure.since if answer.tip and answer.tip.failure else ():
        yield from _row("", f"{sha[:12]} {cut(title, 100)}", paint, width)
    for name, paths in answer.conflicts.items():
        yield from _row("conflicts", f"with {name} in {_paths(paths)}", paint, width, "warning")
    for note in answer.notes:
        yield from _row("note", note, paint, width)
    if answer.hint:
        yield from _row("to get it", answer.hint, paint, width)


def _title(answer: PostedBase) -> str:
    words = ["RFC"] if answer.rfc else []
    words += ["PATCH", *([f"v{answer.version}"] if answer.version != "1" else [])]
    return f"[{' '.join(words)}] {answer.title}, {_count(answer.patches, 'patch', 'patches')}"


def _base(base: Found) -> str:
    name = base.name if base.commit.startswith(base.name) else f"{base.name} ({base.commit[:12]})"
    text = f"{name}, {_how(base)}"
    if base.topic is None:
        return text
    if not base.behind:
        return text if base.name == base.tip_name else f"{text}; the tip of {base.tip_name}"
    return f"{text}; {_count(base.behind, 'commit')} behind {base.tip_name}"


def _how(base: Found) -> str:
    if base.how == "base-commit":
        return f"its base-commit, which has {_all(base.of)}"
    if base.how == "applies":
        return f"the first that it applies to, with {base.hits} of the {base.of} files that it was made from"
    if base.how == "blobs":
        return f"which has {_all(base.of)} that it was made from"
    return f"the nearest, with {base.hits} of the {base.of} files that it was made from"


def _all(number: int) -> str:
    return "the one file" if number == 1 else f"all {number} files"


def _dependency(one: Dependency) -> str:
    if one.kind == "pending":
        return f'on "{cut(one.title, 80)}" v{one.version}, which is pending: {one.posting}'
    if one.kind == "topic":
        return f'on {one.topic} {(one.commit or "")[:12]} ("{cut(one.title, 80)}") in {_paths(one.paths)}'
    return f"on something that nobody here has, in {_paths(one.paths)}"


def _applies(answer: PostedBase) -> str:
    if answer.failure is not None:
        return f"nowhere; the nearest is {_failure(answer.failure, answer.patches)}"
    if answer.applies is None or answer.base is None:
        return ""
    tip = answer.tip
    if tip is None or tip.name == answer.base.name:
        return f"to {answer.base.name}"
    return f"to its base; {_on_tip(tip, answer.patches)}"


def _on_tip(tip: Tip, patches: int) -> str:
    if tip.manner == "as is":
        return f"to {tip.name} as it is today"
    if tip.manner == "3-way":
        return f"to {tip.name} with git am -3"
    assert tip.failure is not None
    return f"not to {_failure(tip.failure, patches)}"


def _failure(failure: Failure, patches: int) -> str:
    # Of a series with gaps the numbers go on beyond what is here.
    of = f" of {patches}" if failure.n <= patches else ""
    which = f"patch {failure.n}{of}" if failure.n else "what it depends on"
    where = f" in {failure.path}" if failure.path else ""
    return f"{failure.name}: {which} stops{where} ({failure.why})"


def _paths(paths: Sequence[str]) -> str:
    more = len(paths) - _MOST_PATHS
    return ", ".join(paths[:_MOST_PATHS]) + (f" and {more} more" if more > 0 else "")


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def _row(head: str, text: str, paint: Paint, width: int, style: str = "") -> Iterator[str]:
    first, *rest = fold(printable(text), width, f"{head:{_HEAD}}  ", " " * (_HEAD + 2))
    yield f"{paint('dim', first[:_HEAD])}{paint(style, first[_HEAD:]) if style else first[_HEAD:]}"
    yield from (paint(style, line) if style else line for line in rest)
