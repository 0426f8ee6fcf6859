# SPDX-License-Identifier: GPL-2.0-or-later
"""Find the version of a series that was posted before, with the tags that replies gave to it."""

from dataclasses import replace

from kx86.flows.branch import match
from kx86.flows.indexed import IndexedArchive
from kx86.flows.posted import read_postings
from kx86.flows.standings import other_patches
from kx86.flows.tagging import collected
from kx86.letters.tags import PatchTags
from kx86.mail.trailers import Trailer
from kx86.queue.answers import answers_of
from kx86.series.chain import Chain
from kx86.series.patch import Patch
from kx86.series.posting import Posting
from kx86.series.series import Series


class Previous:
    """Looks series up in an archive."""

    def __init__(self, archive: IndexedArchive) -> None:
        self._archive = archive
        self._chains: list[Chain] | None = None

    def __call__(self, series: Series) -> Series | None:
        """Return the posting before a series, None when there was none.

        Of a series that is not in the archive (a branch, patch files) it is the last posting that holds most of its patches.
        """
        chain, posting = self._find(series)
        if chain is None or posting is None:
            return None
        found = read_postings(self._archive, [posting])
        if not found:
            return None
        index = self._archive.index
        speaking = index.answers([one.id for one in chain.postings])
        answers = answers_of(chain.postings, speaking, other_patches(index, chain))
        tags = {patch.n: patch for patch in collected(chain, posting, answers).patches}
        return replace(found[0], patches=tuple(_with(patch, tags.get(patch.n)) for patch in found[0].patches))

    def _find(self, series: Series) -> tuple[Chain | None, Posting | None]:
        index = self._archive.index
        for mail in series.mails:
            chain = index.chain_of(mail.message_id) if mail.message_id else None
            if chain is not None:
                own = next(one for one in chain.postings if any(x.message_id == mail.message_id for x in one.mails))
                return chain, chain.before(own.id)
        if self._chains is None:
            self._chains = list(index.chains())
        chain = match(series, self._chains)
        return chain, chain.latest if chain else None


def _with(patch: Patch, given: PatchTags | None) -> Patch:
    """The patch with the tags that replies gave to it."""
    if given is None or not given.taken:
        return patch
    new = [tag.text.partition(":") for tag in given.taken]
    more = (Trailer(key=key, value=value.strip(), line=0, text=f"{key}:{value}") for key, _, value in new)
    return replace(patch, trailers=(*patch.trailers, *more))
