# SPDX-License-Identifier: GPL-2.0-or-later
"""The whole way of hostile bytes: mails, patches, series, every rule of both editions, with every fact that a rule may ask for."""

import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeVar

from campaign.printing import FORMS, report
from growth import forget
from kx86.adapters.data import misspellings, profile_text, verbs
from kx86.handbook.check import Remark, check_series
from kx86.handbook.facts import Facts, NamedCommit
from kx86.handbook.registry import all_rules
from kx86.handbook.rule import EDITIONS
from kx86.mail.mbox import is_mbox, split_mbox
from kx86.mail.scanner import scan
from kx86.patch.fit import fit
from kx86.profile.read import read_profile
from kx86.series.assemble import assemble
from kx86.series.mail_patch import patch_of_file
from kx86.series.named import named_shas
from kx86.series.patch import Patch
from kx86.series.series import Series

PROFILE = read_profile(profile_text(), "data/kvm-x86.toml")
RULES = all_rules()
T = TypeVar("T")


class EveryName:
    """A tree in which every name is that of a function."""

    def is_function(self, name: str) -> bool:
        """Say yes."""
        return bool(name)


def mails(data: bytes) -> list[bytes]:
    """Split a mailbox; anything else is one mail."""
    return list(split_mbox(data)) if is_mbox(data) else [data]


def patches(data: bytes) -> list[Patch]:
    """Read every patch and cover letter."""
    found = (patch_of_file(scan(mail)) for mail in mails(data))
    return [patch for patch in found if patch is not None]


def facts(series: Series, edition: str) -> Facts:
    """Know everything about a series: its files are new or have no other lines, its commits exist, its functions as well."""
    shas = [sha for patch in series.mails for sha in named_shas(patch)]
    files = dict.fromkeys(path for patch in series.mails for path in patch.touch.files)
    return Facts(
        edition=edition,  # type: ignore[arg-type]
        profile=PROFILE,
        series=series,
        verbs=verbs(),
        misspellings=misspellings(),
        functions=EveryName(),
        commits={sha: NamedCommit(written=sha, sha=sha, subject="KVM: x86: Poke") for sha in shas},
        history=dict.fromkeys(list(files)[:20], ("KVM: x86: Poke", "KVM: selftests: Poke")),
        previous=series,
        post_images=_post_images(series),
    )


def _post_images(series: Series) -> Mapping[tuple[int, str], bytes]:
    images: dict[tuple[int, str], bytes] = {}
    for patch in series.patches:
        for file in patch.diff.files:
            if file.old is None and file.new is not None and file.new.endswith((".c", ".h")):
                image = fit(b"", file).post
                if image is not None:
                    images[patch.n, file.new] = image
    return images


def walk(data: bytes) -> list[tuple[Series, tuple[Remark, ...]]]:
    """Go the whole way: each series, once with the remarks of either edition."""
    return [
        (series, check_series(RULES, series, facts(series, edition)))
        for series in assemble(patches(data))
        for edition in EDITIONS
    ]


class Clock:
    """Sums up the CPU time of each kind of work."""

    def __init__(self) -> None:
        self.times: dict[str, float] = {}

    def __call__(self, name: str, work: Callable[[], T]) -> T:
        """Do the work and note how long it takes."""
        begin = time.thread_time()
        result = work()
        self.times[name] = self.times.get(name, 0.0) + time.thread_time() - begin
        return result


def times(data: bytes) -> dict[str, float]:
    """CPU time of each step, each rule and each form of output, by name, as if none of the work had ever been done before."""
    clock = Clock()
    forget()
    parts = clock("split_mbox", lambda: mails(data))
    scanned = clock("scan", lambda: [scan(mail) for mail in parts])
    read = clock("patch_of_file", lambda: [patch_of_file(mail) for mail in scanned])
    found = [patch for patch in read if patch is not None]
    clock("touch", lambda: [(one.touch.new, one.touch.identifiers, one.touch.functions) for one in found])
    clock("comments", lambda: [one.comments for one in found])
    clock("windows", lambda: [window.brackets for one in found for window in one.windows])
    for series in clock("assemble", lambda: assemble(found)):
        for edition in EDITIONS:
            given = clock("facts", partial(facts, series, edition))
            said: tuple[Remark, ...] = ()
            for rule in RULES:
                said += clock(rule.id, partial(check_series, (rule,), series, given))
            view = clock("report", partial(report, series, said, edition))
            for name, form in FORMS.items():
                clock(name, partial(form, view))
    return clock.times
