# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules on the Fixes: trailer: whether it is there, whether it is right."""

import re
from collections.abc import Iterator
from dataclasses import replace

from kx86.handbook.facts import Facts, NamedCommit
from kx86.handbook.finding import Finding, Level, Where
from kx86.handbook.fixes.bug import fixed_in_series, guilty_commit, names_a_bug, says_fix
from kx86.handbook.fixes.reference import DIGITS, Reference, fixes_line, read_reference
from kx86.handbook.fixes.sign_off import at_trailer
from kx86.handbook.rule import rule
from kx86.mail.trailers import Trailer
from kx86.series.patch import Patch

_URL = re.compile(r"https?://", re.IGNORECASE)


def _fixes(patch: Patch) -> list[Trailer]:
    return [trailer for trailer in patch.trailers if trailer.name == "fixes"]


@rule("TAG-FIXES-MISSING", level=Level.WARNING, statement="FIX-1")
def fixes_for_a_fix(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Give the fix of a bug a Fixes: tag, even when it needs no backport and the bug is old.

    Spelling, comments, style and warnings are not bugs.  What an earlier patch of the series brought is better squashed into
    that patch.
    """
    if _fixes(patch) or not says_fix(patch, facts.profile):
        return
    found = _missing(
        "The shortlog says that this is a fix, but no Fixes: tag names the commit that brought the bug.",
        guilty_commit(patch),
    )
    culprit = fixed_in_series(patch, facts)
    if culprit is not None:
        hint = f"If {culprit} of this series brought the bug, squash the fix into it; if not, add its tag."
        found = replace(found, hint=hint, level=Level.ADVICE)
    yield replace(found, level=Level.ADVICE) if patch.subject.rfc else found


@rule("TAG-FIXES-MAYBE", level=Level.ADVICE, statement="FIX-1")
def fixes_for_a_bug(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Turn the commit that the changelog blames into a Fixes: tag, and name one when the changelog shows a crash."""
    if _fixes(patch) or says_fix(patch, facts.profile):
        return
    blamed = guilty_commit(patch)
    if blamed is None and not names_a_bug(patch):
        return
    if blamed is not None:
        yield _missing(f"The changelog blames commit {blamed.sha}, but no Fixes: tag does.", blamed)
    else:
        yield _missing("The changelog describes a bug, but no Fixes: tag names the commit that brought it.")


def _missing(message: str, blamed: Reference | None = None) -> Finding:
    line = 'Fixes: <12 digits> ("<title>")'
    if blamed is not None and blamed.sha and blamed.title:
        line = fixes_line(blamed.sha, blamed.title)
    return Finding(where=Where(part="trailers", text=""), message=message, hint=f"Add: {line}")


@rule("TAG-FIXES-FORMAT", level=Level.ERROR, statement="FIX-1")
def form_of_fixes(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Write a Fixes: tag as at least 12 digits and the title: Fixes: 0123456789ab ("KVM: x86: Some title").

    Scripts of the stable trees follow these tags; a wrong form or title breaks them.
    """
    for trailer in _fixes(patch):
        written = read_reference(trailer.value)
        known = (
            facts.commits.get(trailer.value.split(maxsplit=1)[0].rstrip(","))
            if facts.commits and trailer.value
            else None
        )
        message = _form(trailer, written) or _title(written, known)
        if message:
            better = _right(written, known)
            form = 'The form is: Fixes: <12 digits> ("<title>")'
            yield Finding(where=at_trailer(trailer), message=message, hint=None if better else form, replacement=better)


def _form(trailer: Trailer, written: Reference) -> str | None:
    if _URL.match(trailer.value):
        return "Fixes: names a commit; a link to a report goes into Closes: or Link:."
    if written.sha is None:
        return "This Fixes: tag names no commit."
    if written.title is None:
        return "The Fixes: tag lacks the title of the commit."
    if len(written.sha) < DIGITS:
        return f"The SHA1 of the Fixes: tag has {len(written.sha)} digits; at least {DIGITS} keep it unique."
    if not written.good:
        return "The Fixes: tag is not in the usual form."
    return None


def _title(written: Reference, known: NamedCommit | None) -> str | None:
    if known is None or known.subject is None or known.ambiguous or written.title is None:
        return None
    if written.title.split() == known.subject.split():
        return None
    return f"The title of the Fixes: tag is not that of the commit, which is: {known.subject}"


def _right(written: Reference, known: NamedCommit | None) -> str | None:
    if known is not None and known.sha and known.subject and not known.ambiguous:
        return fixes_line(known.sha, known.subject)
    if written.sha and written.title and len(written.sha) >= DIGITS:
        return fixes_line(written.sha, written.title)
    return None


@rule("TAG-FIXES-UNKNOWN", level=Level.WARNING, statement="FIX-1", needs=("commits",))
def commit_of_fixes(patch: Patch, facts: Facts) -> Iterator[Finding]:
    """Name a commit that others have: one of a tree that is tracked here, or of the same series.

    A SHA1 of a private or rebased branch means nothing to anybody else.
    """
    for trailer in _fixes(patch):
        sha = trailer.value.split(maxsplit=1)[0].rstrip(",") if trailer.value else ""
        known = (facts.commits or {}).get(sha)
        if known is None:
            continue
        message = None
        if known.ambiguous:
            message = f"More than one object begins with {sha}."
        elif known.sha is None:
            message = f"No commit {sha} is known here."
        elif not known.found_in:
            message = f"Commit {sha} exists here, but is in no branch or tag of a tracked tree."
        if message:
            hint = (
                "Give more digits."
                if known.ambiguous
                else "Was the commit rebased?  Fetch its tree, or name the commit that was published."
            )
            yield Finding(where=at_trailer(trailer), message=message, hint=hint)
