# SPDX-License-Identifier: GPL-2.0-or-later
"""Series of an archive that leave the files which another series was made from: what it depends on and nobody has taken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from kx86.flows.indexed import IndexedArchive
from kx86.flows.posted import read_postings
from kx86.mail.query import Query, Term
from kx86.mail.scanner import scan
from kx86.patch.patch_id import patch_id
from kx86.series.mail_patch import patch_of_mail
from kx86.series.posting import Posting
from kx86.series.series import Series
from kx86.trees.preimage import Wanted

# Of the mails that touch a path the newest are looked at; what is older was taken or given up.
_MOST_MAILS = 80
_MOST_PATHS = 6


@dataclass(frozen=True)
class PendingSeries:
    """A posting that another stands on, and the files that tell so."""

    series: Series
    message_id: str
    paths: tuple[str, ...]

    @cached_property
    def patch_ids(self) -> frozenset[str]:
        """The patch ids of its patches."""
        return frozenset(one for patch in self.series.patches if (one := patch_id(patch.diff)))


class Pending:
    """The postings of an archive by the files that they leave."""

    def __init__(self, archive: IndexedArchive) -> None:
        self._archive = archive
        self._left: dict[str, list[tuple[str, str]]] = {}

    def leaving(self, wanted: Sequence[Wanted], series: Series, stack: Sequence[PendingSeries]) -> PendingSeries | None:
        """The newest posting that leaves the most of what is wanted; neither the series itself nor one of the stack."""
        own = {mail.message_id for mail in series.mails}
        taken = {mail.message_id for one in stack for mail in one.series.mails}
        votes: dict[str, list[str]] = {}
        for one in wanted[:_MOST_PATHS]:
            for name, blob in self._leaves(one.path):
                if (
                    blob
                    and (blob.startswith(one.blob or "-") or (one.blob or "-").startswith(blob))
                    and name not in own | taken
                ):
                    votes.setdefault(name, []).append(one.path)
        postings: dict[str, tuple[Posting, list[str]]] = {}
        for name, paths in votes.items():
            posting = self._posting(name)
            if posting is not None and not own & {mail.message_id for mail in posting.mails}:
                postings.setdefault(posting.id, (posting, []))[1].extend(paths)
        ranked = sorted(postings.values(), key=lambda found: (-len(set(found[1])), -found[0].date))
        for posting, paths in ranked:
            for whole in read_postings(self._archive, [posting]):
                return PendingSeries(whole, posting.id, tuple(dict.fromkeys(paths)))
        return None

    def _posting(self, name: str) -> Posting | None:
        chain = self._archive.index.chain_of(name)
        postings = chain.postings if chain else ()
        return next((one for one in postings if any(mail.message_id == name for mail in one.mails)), None)

    def _leaves(self, path: str) -> Sequence[tuple[str, str]]:
        """The mails that touch a path, newest first, and the blob that each leaves there."""
        if path not in self._left:
            query = Query(groups=((Term("file", _words(path)),),))
            rows, _ = self._archive.index.search(query, _MOST_MAILS)
            mails = self._archive.find(row.message_id for row in rows if row.is_patch)
            self._left[path] = [(name, blob) for name, data in mails.items() for blob in _blobs(data, path)]
        return self._left[path]


def _words(path: str) -> tuple[str, ...]:
    word = "".join(char if char.isalnum() or char == "_" else " " for char in path)
    return tuple(word.split())


def _blobs(data: bytes, path: str) -> Sequence[str]:
    patch = patch_of_mail(scan(data))
    files: Mapping[str, str] = (
        {file.new: file.new_blob for file in patch.diff.files if file.new and file.new_blob} if patch else {}
    )
    return [files[path]] if path in files else []
