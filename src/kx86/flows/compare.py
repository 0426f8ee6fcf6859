# SPDX-License-Identifier: GPL-2.0-or-later
"""Compare two versions of a series, and review the newer one: which two, and with which mails."""

from collections.abc import Iterable, Sequence

from kx86.errors import UserError
from kx86.letters.review import Review, review
from kx86.mail.address import parse_address
from kx86.mail.message import Address, Mail
from kx86.series.compare import Comparison, compare
from kx86.series.senders import same_person
from kx86.series.series import Series


def diff_versions(postings: Sequence[Series], names: Sequence[str] = (), *, interdiff: bool = False) -> Comparison:
    """Compare the two named versions of a series, the last two without names.  `postings` are in order of time."""
    return compare(*choose(postings, names), images=interdiff)


def review_version(
    postings: Sequence[Series], mails: Iterable[Mail], for_whom: Address | None, names: Sequence[str] = ()
) -> Review:
    """Review the newest version against the last one that `for_whom` replied to, or against the named one.

    `mails` are those of all threads of the series in order of time.
    """
    known = list(mails)
    if names or for_whom is None:
        old, new = choose(postings, names)
    else:
        old, new = _since_reply(postings, known, for_whom)
    return review(old, new, known, for_whom)


def choose(postings: Sequence[Series], names: Sequence[str]) -> tuple[Series, Series]:
    """The two versions that are named (`v1`, `1`), the newer one last; one name is compared with the newest."""
    if len(postings) < 2:
        raise UserError(
            "the series has one version only: there is nothing to compare it with",
            hint="kx86 series link joins versions that were not seen to belong together",
        )
    if not names:
        return postings[-2], postings[-1]
    places = [_place(postings, name) for name in names[:2]]
    if len(places) == 1:
        places.append(len(postings) - 1)
    if places[0] == places[1]:
        raise UserError(f"{names[0]} is compared with itself", hint=_known(postings))
    return postings[places[0]], postings[places[1]]


def _place(postings: Sequence[Series], name: str) -> int:
    """The last posting of a version: a resend stands for what it repeats."""
    wanted = name.lower().removeprefix("v")
    for at in range(len(postings) - 1, -1, -1):
        if postings[at].version == wanted:
            return at
    raise UserError(f"no version {name} of this series is known", hint=_known(postings))


def _known(postings: Sequence[Series]) -> str:
    return f"known: {', '.join(dict.fromkeys(f'v{one.version}' for one in postings))}"


def _since_reply(postings: Sequence[Series], mails: Sequence[Mail], for_whom: Address) -> tuple[Series, Series]:
    """The newest version, and the last one before it that somebody replied to; the one before it for an author or a stranger."""
    choose(postings, ())
    new = postings[-1]
    answered = {
        parent
        for mail in mails
        if same_person(parse_address(mail.sender), for_whom)
        for parent in (*mail.in_reply_to, *mail.references)
    }
    author = any(same_person(for_whom, patch.sender) for patch in new.mails)
    for old in reversed(postings[:-1]):
        if not author and any(patch.message_id in answered for patch in old.mails):
            return old, new
    return postings[-2], new
