# SPDX-License-Identifier: GPL-2.0-or-later
"""What `kx86 nfc --json` prints of a series."""

from collections.abc import Sequence
from dataclasses import dataclass

from kx86.flows.laid import Laid
from kx86.testing.configuration import Configuration
from kx86.testing.nfc import Sameness


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeView:
    """Something that differs in an object: `what` it is (function, data, parameter ...), its name, and in which respects."""

    object: str
    what: str
    name: str
    how: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameView:
    """A symbol that has another name and is the same in all else."""

    what: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceView:
    """What no compiler looked at: a file, or a line of one."""

    file: str
    line: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofView:
    """A patch.

    `state` is `same` when nothing differs, `differs`, `unseen` when what was compiled is the same and not all of it was compiled,
    `failed` when it does not build.  `claims` says what the patch says of itself; `proved` is null without a claim.  `functions`
    and `data` name what differs, `identical` and `different` the objects.
    """

    n: int
    commit: str
    subject: str
    state: str
    claims: tuple[str, ...]
    proved: bool | None
    identical: tuple[str, ...]
    different: tuple[str, ...]
    functions: tuple[str, ...]
    data: tuple[str, ...]
    changes: tuple[ChangeView, ...]
    renames: tuple[RenameView, ...]
    unseen: tuple[PlaceView, ...]
    why: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NfcView:
    """A series: `count` patches on a base, compared in a configuration.  `refused` tells that a claim is not proved."""

    title: str
    base: str
    base_name: str
    count: int
    domain: str
    configuration: str
    configuration_title: str
    refused: bool
    patches: tuple[ProofView, ...]


def nfc_view(laid: Laid, found: Sequence[Sameness], configuration: Configuration, domain: str) -> NfcView:
    """Make the view of what was proved so far."""
    return NfcView(
        title=laid.series.title,
        base=laid.base.commit,
        base_name=laid.base.title,
        count=len(laid.steps),
        domain=domain,
        configuration=configuration.name,
        configuration_title=configuration.title,
        refused=any(one.is_refuted or one.state == "failed" for one in found),
        patches=tuple(_proof(one) for one in found),
    )


def _proof(one: Sameness) -> ProofView:
    return ProofView(
        n=one.n,
        commit=one.commit,
        subject=one.title,
        state=one.state,
        claims=one.claims,
        proved=not one.is_refuted if one.claims else None,
        identical=tuple(each.path for each in one.compared if each.is_same),
        different=tuple(each.path for each in one.compared if not each.is_same),
        functions=one.functions,
        data=tuple(sorted({change.name for change in one.changes if change.what == "data"})),
        changes=tuple(
            ChangeView(object=each.path, what=change.what, name=change.name, how=change.how)
            for each in one.compared
            for change in each.changes
        ),
        renames=tuple(RenameView(what=each.what, old=each.old, new=each.new) for each in one.renames),
        unseen=tuple(PlaceView(file=place.file, line=place.line) for place in one.unseen),
        why=one.why or None,
    )
