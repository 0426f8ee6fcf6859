# SPDX-License-Identifier: GPL-2.0-or-later
"""What `kx86 nfc` prints of a series."""

from collections.abc import Iterator, Sequence

from kx86.apps.cli.nfc_view import ChangeView, NfcView, ProofView, RenameView
from kx86.apps.cli.render import Style
from kx86.apps.cli.terminal import cut, fold, printable

_LONGEST = 140
_MOST = 6
_MOST_WORDS = 3
_WORDS = {"same": "same", "differs": "differs", "unseen": "not seen", "failed": "failed"}
_WIDTH = 8


def head_lines(view: NfcView, style: Style) -> Iterator[str]:
    """Yield the title, and what is compared."""
    count = f"{view.count} {'patch' if view.count == 1 else 'patches'}"
    title = (
        f"{view.title}: {count} on {view.base_name or view.base[:12]}, objects of the {view.configuration_title} build"
    )
    yield style.paint("title", cut(printable(title), _LONGEST))


def proof_lines(one: ProofView, view: NfcView, style: Style) -> Iterator[str]:
    """Yield what was proved of a patch."""
    number = f"{one.n}/{view.count}".rjust(len(f"{view.count}/{view.count}"))
    word = _WORDS[one.state]
    loud = one.proved is False or one.state == "failed"
    painted = style.paint("error" if loud else "good" if one.state == "same" else "warning", word)
    yield f"  {number}  {painted}{' ' * (_WIDTH - len(word))}  {cut(printable(one.subject), _LONGEST)}"
    indent = " " * (len(number) + _WIDTH + 6)
    for text in _told(one, style):
        yield from fold(printable(text), style.width, indent, f"{indent}  ")


def sum_line(view: NfcView) -> Iterator[str]:
    """Yield how many claims were proved, when there are any."""
    claimed = [one for one in view.patches if one.claims]
    if claimed:
        proved = sum(one.proved is True for one in claimed)
        yield f"  {proved} of {len(claimed)} {'claim' if len(claimed) == 1 else 'claims'} proved"


def _told(one: ProofView, style: Style) -> Iterator[str]:
    if one.why:
        yield one.why
    else:
        yield from _objects(one, style)
    if one.unseen:
        places = [f"{each.file}:{each.line}" if each.line else each.file for each in one.unseen]
        yield f"not compiled in this configuration: {', '.join(_some(places, style))}"
    for claim in one.claims:
        said = "only comments change" if claim == "only comments change" else f'it says "{claim}"'
        yield f"{said}: {'proved' if one.proved else 'not proved'}"


def _objects(one: ProofView, style: Style) -> Iterator[str]:
    count = len(one.identical) + len(one.different)
    if not count and not one.unseen:
        yield "nothing is compiled from what it touches"
        return
    if count:
        renames = f", with {_count_of(one.renames)} renamed" if one.renames else ""
        yield f"{len(one.identical)} of {count} {'object' if count == 1 else 'objects'} identical{renames}"
    renamed = [f"{_call(each.what, each.old)} is now {_call(each.what, each.new)}" for each in one.renames]
    yield from _some(renamed, style)
    by_object: dict[str, list[ChangeView]] = {}
    for change in one.changes:
        by_object.setdefault(change.object, []).append(change)
    shown = by_object if style.verbose else dict(list(by_object.items())[:_MOST])
    for name, changes in shown.items():
        yield f"{name} differs in {', '.join(_some([_change(each, style) for each in changes], style))}"
    if len(shown) < len(by_object):
        yield f"{len(by_object) - len(shown)} more objects differ (-v shows all)"


def _count_of(renames: Sequence[RenameView]) -> str:
    functions = sum(one.what == "function" for one in renames)
    others = len(renames) - functions
    named = [f"{functions} {'function' if functions == 1 else 'functions'}"] if functions else []
    return " and ".join([*named, *([f"{others} {'variable' if others == 1 else 'variables'}"] if others else [])])


def _some(texts: Sequence[str], style: Style) -> list[str]:
    if style.verbose or len(texts) <= _MOST + 1:
        return list(texts)
    return [*texts[:_MOST], f"{len(texts) - _MOST} more"]


def _change(one: ChangeView, style: Style) -> str:
    plain = {"function": (), "data": ("content",)}.get(one.what, ())
    how = [word for word in one.how if style.verbose or (word != "code" and word not in plain)]
    if not style.verbose and len(how) > _MOST_WORDS:
        how = [*how[:_MOST_WORDS], "..."]
    return f"{_call(one.what, one.name)} ({', '.join(how)})" if how else _call(one.what, one.name)


def _call(what: str, name: str) -> str:
    if what == "function":
        return f"{name}()"
    return {"parameter": f"module parameter {name}", "export": f"the export of {name}"}.get(what, name)
