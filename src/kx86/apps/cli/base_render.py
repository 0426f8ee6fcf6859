# SPDX-License-Identifier: GPL-2.0-or-later
"""The base of a branch as a person reads it, and as JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kx86.apps.cli.terminal import Paint, cut, fold, printable
from kx86.flows.base import BranchBase
from kx86.flows.base_arg import BaseArgument, pasted
from kx86.trees.fit import Stop
from kx86.trees.landscape import Branch, Tag

_HEAD = 11
_COLOURS = {"right": "good", "old": "warning", "wrong": "error", "conflict": "error"}
_MOST_PATHS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseView:
    """The base of a branch, as `--json` prints it."""

    branch: str
    commits: int
    edition: str
    verdict: str
    kind: str
    topic: str | None
    wanted: str
    wanted_sha: str
    why: str
    notes: tuple[str, ...]
    base: str
    base_name: str
    behind: int
    foreign: int
    applied: int
    stop: Stop | None
    takers: tuple[str, ...]
    conflicts: dict[str, tuple[str, ...]]
    argument: str
    move: str | None
    auto: str | None
    mend: str | None
    uses_auto: bool
    post: str | None = None


def base_view(
    answer: BranchBase, argument: BaseArgument, move: str | None, auto: str | None, mend: str | None, uses_auto: bool
) -> BaseView:
    """Make the view; `auto` says why --base=auto would be wrong, `uses_auto` whether git is set to do so by itself.

    `mend` is the command that makes it right.
    """
    fit = answer.fit
    return BaseView(
        branch=answer.branch,
        commits=len(answer.commits),
        edition=answer.edition,
        verdict=answer.verdict,
        kind=answer.wish.kind,
        topic=answer.wish.topic,
        wanted=short_of(answer),
        wanted_sha=answer.wanted.sha,
        why=answer.wish.why,
        notes=(*answer.wish.notes, *_unfetched(answer)),
        base=fit.base.sha,
        base_name=fit.base.name,
        behind=fit.behind,
        foreign=fit.below,
        applied=fit.empty,
        stop=fit.stop,
        takers=answer.takers,
        conflicts=dict(fit.clashes),
        argument=argument.value,
        move=move,
        auto=auto,
        mend=mend,
        uses_auto=uses_auto,
    )


def short_of(answer: BranchBase) -> str:
    """What to type for the wanted base."""
    return answer.wanted.short if isinstance(answer.wanted, Branch) else answer.wanted.name


def _unfetched(answer: BranchBase) -> tuple[str, ...]:
    wanted = answer.wanted
    if isinstance(wanted, Tag) or wanted.fetched:
        return ()
    return (
        f"{wanted.name} has no branch here: {wanted.short} is what next was merged from; kx86 init says what to fetch",
    )


def base_lines(view: BaseView, paint: Paint, width: int) -> Iterator[str]:
    """Yield the lines about a branch: what is asked for, where it stands, whether it applies, what to type."""
    yield paint("title", f"{printable(view.branch)}: {_count(view.commits, 'commit')} on {_named(view)}")
    yield from _row("asked for", f"{view.wanted}: {view.why} (edition {view.edition})", paint, width)
    yield from _row("stands", _stands(view), paint, width, _COLOURS[view.verdict] if view.stop is None else "")
    yield from _row("applies", _applies(view), paint, width, "error" if view.stop else "")
    if view.stop is not None and view.stop.culprit is not None:
        sha, shortlog = view.stop.culprit
        yield from _row("", f"since {sha[:12]} {cut(shortlog, 100)}", paint, width)
    for topic, paths in view.conflicts.items():
        yield from _row("conflicts", f"with {topic} in {_paths(paths)}", paint, width, "warning")
    for note in view.notes:
        yield from _row("note", note, paint, width)
    if view.auto is not None:
        text = f"would be wrong: {view.auto}{f'; {view.mend} mends that' if view.mend else ''}"
        yield from _row("--base=auto", text, paint, width, "warning" if view.uses_auto else "")
    yield from _next(view, paint)


def _named(view: BaseView) -> str:
    return printable(view.base_name if view.base.startswith(view.base_name) else f"{view.base_name} ({view.base[:12]})")


def _stands(view: BaseView) -> str:
    if view.foreign:
        return f"on the wrong base: {_count(view.foreign, 'commit')} of it {_are(view.foreign)} not in {view.wanted}"
    if view.verdict == "wrong":
        return f"on a merge that no branch or tag here holds, which is not {view.wanted}"
    if view.behind:
        return f"right, but {_count(view.behind, 'commit')} behind {view.wanted}"
    return f"right: on the tip of {view.wanted}"


def _applies(view: BaseView) -> str:
    if view.stop is None:
        if view.applied == view.commits:
            return f"nothing is left to apply: no commit changes anything in {view.wanted}"
        some = f"{view.applied} of {_count(view.commits, 'commit')} {'changes' if view.applied == 1 else 'change'}"
        rest = f", where {some} nothing" if view.applied else ""
        return f"to {view.wanted} as it is today{rest}"
    where = f" in {view.stop.path}" if view.stop.path else ""
    text = f"not to {view.wanted}: patch {view.stop.n} of {view.commits} does not fit{where} ({view.stop.why})"
    if view.takers:
        return f"{text}; {', '.join(view.takers)} {'takes' if len(view.takers) == 1 else 'take'} it whole"
    return text


def _next(view: BaseView, paint: Paint) -> Iterator[str]:
    """What to type: to post it as it stands when that is right, else to move it first."""
    yield ""
    topics = [name for name in view.takers if name != view.topic]
    if view.stop is not None and topics:
        yield _typed("or for it", f"kx86 base --topic {pasted(topics[0])} {pasted(view.branch)}", paint)
    if view.move is not None:
        yield _typed("to move it", view.move, paint)
    if view.applied == view.commits:
        return
    if view.verdict in ("right", "old"):
        yield _typed("to post it", view.post or _post(view.argument, _from(view), view.branch), paint)
    elif view.verdict == "wrong" and view.move is not None:
        yield _typed("and post it", _post(view.wanted, view.wanted, view.branch), paint)


def _post(base: str, below: str, branch: str) -> str:
    return f"git format-patch {pasted(f'--base={base}')} {pasted(f'{below}..{branch}')}"


def _typed(head: str, text: str, paint: Paint) -> str:
    return f"{paint('dim', f'{head:{_HEAD}}')}  {paint('new', printable(text))}"


def _from(view: BaseView) -> str:
    """Where the series begins, by a name that git knows."""
    return view.base[:12] if "-g" in view.base_name else view.base_name


def _row(head: str, text: str, paint: Paint, width: int, style: str = "") -> Iterator[str]:
    first, *rest = fold(printable(text), width, f"{head:{_HEAD}}  ", " " * (_HEAD + 2))
    yield f"{paint('dim', first[:_HEAD])}{paint(style, first[_HEAD:]) if style else first[_HEAD:]}"
    yield from (paint(style, line) if style else line for line in rest)


def _paths(paths: Sequence[str]) -> str:
    more = len(paths) - _MOST_PATHS
    return ", ".join(paths[:_MOST_PATHS]) + (f" and {more} more" if more > 0 else "")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
