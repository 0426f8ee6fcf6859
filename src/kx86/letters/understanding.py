# SPDX-License-Identifier: GPL-2.0-or-later
"""What a mail says, who sent it and the posting that it answers in; the notices that may be believed out.

A notice counts only from an address that the profile names.  The listing of a mail is believed before its prose, and the link to a
commit before the name of a tree.
"""

from collections.abc import Sequence

from kx86.letters.case import Case, Notice, NoticedPatch, make_case
from kx86.letters.changed import understand_corrected, understand_dropped, understand_listing, understand_moved
from kx86.letters.matching import PostedSeries
from kx86.letters.notice import Said
from kx86.letters.taken import understand_accepted
from kx86.profile.model import Profile

__all__ = ["Notice", "NoticedPatch", "understand"]


def understand(
    said: Said, *, sender: str, answered: str, posting: PostedSeries, earlier: Sequence[Notice], profile: Profile
) -> tuple[Notice, ...]:
    """Tell what a mail means for a posting, () when it means nothing or its sender's word does not count.

    `sender` is the address of the sender, `answered` the mail of the posting that is answered (the nearest above), and
    `earlier` are the notices about the same posting so far, in the order of their mails.
    """
    person = profile.notifier(sender)
    if person is None or said.request or said.pulled is not None:
        return ()
    case = make_case(said, person, sender, answered, posting, tuple(earlier), profile)
    accepted = [one for one in said.statements if one.deed == "accepted" and (one.plain or not case.is_own)]
    moved = [one for one in said.statements if one.deed == "moved"]
    found = understand_moved(case, moved) if moved else ()
    if found and (not accepted or _is_known(case, found)):
        return found
    if accepted:
        return understand_accepted(case, accepted)
    if not said.statements and any(one.sha1 and one.n is not None for one in said.listing):
        return understand_listing(case)
    dropped = [one for one in said.statements if one.deed == "dropped"]
    return (understand_dropped(case, dropped) if dropped else ()) or (
        understand_corrected(case) if said.corrected else ()
    )


def _is_known(case: Case, moved: Sequence[Notice]) -> bool:
    """Are new commits those of patches that were taken before?  Else a mail that also takes patches lists those."""
    numbers = [patch.n for notice in moved for patch in notice.patches]
    return bool(numbers) and all(n in case.standing for n in numbers)
