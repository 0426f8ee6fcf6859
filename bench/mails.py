# SPDX-License-Identifier: GPL-2.0-or-later
"""The mails of an archive, in memory."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kx86.adapters.archive.sources import open_source
from kx86.mail.head import read_fields, read_ids, split_head
from kx86.ports.mail_source import Wanted


class Mails:
    """All mails of an archive, oldest first: as much of ports.mail_archive.MailArchive as is measured."""

    problems: Sequence[str] = ()

    def __init__(self, path: str) -> None:
        source, _ = open_source("bench", path, "")
        found = [
            mail
            for part in source.parts()
            for batch in source.batches(part, None, Wanted(), set)
            for mail in batch.mails
        ]
        source.close()
        self.all = [mail.data for mail in sorted(found, key=lambda mail: mail.arrived)]

    def mails(self) -> Iterator[bytes]:
        """See MailArchive."""
        return iter(self.all)

    def find(self, message_ids: Iterable[str]) -> Mapping[str, bytes]:
        """See MailArchive."""
        known: dict[str, bytes] = {}
        for data in self.all:
            for one in read_ids(read_fields(split_head(data)[0]).get("message-id", b""))[:1]:
                known.setdefault(one, data)
        return {one: known[one] for one in message_ids if one in known}
