# SPDX-License-Identifier: GPL-2.0-or-later
"""Bring an index up to date with its archives: read what is new, batch by batch, and make series of it."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kx86.errors import EnvironmentProblem
from kx86.flows.sources import Problem
from kx86.ports.mail_index import Damaged, IndexWriter
from kx86.ports.mail_source import Batch, MailReader, MailSource, Mirror, Wanted

if TYPE_CHECKING:
    from kx86.profile.model import Profile
    from kx86.series.chain import Correction


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """An archive to read: where its mails are, and for a remote one the mirror that brings them here first."""

    source: MailSource
    mirror: Mirror | None = None


@dataclass(slots=True)
class Synced:
    """What a run did: mails read by archive, whether series were made anew, archives that failed, what could not be read."""

    mails: dict[str, int] = field(default_factory=dict)
    linked: bool = False
    failed: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Count the mails of all archives."""
        return sum(self.mails.values())


@dataclass(slots=True)
class Sync:
    """Read archives into an index; `progress` hears what is being done."""

    index: IndexWriter
    profile: "Profile"
    reader: MailReader
    progress: Callable[[str], None] = lambda _: None
    done: Synced = field(default_factory=Synced)

    def run(
        self,
        archives: Sequence[Archive],
        wanted: Wanted,
        corrections: "Sequence[Correction]" = (),
        *,
        fetch: bool = True,
    ) -> Synced:
        """Bring the index up to date.  An archive that cannot be read is a problem as long as another one can.

        The newest part of every archive comes first, and what a killed run has written stays.
        """
        failed = [error for archive in archives if (error := self._archive(archive, wanted, fetch)) is not None]
        if failed and len(failed) == len(archives):
            raise failed[0]
        self.link(corrections)
        return self.done

    def _archive(self, archive: Archive, wanted: Wanted, fetch: bool) -> EnvironmentProblem | None:
        name = archive.source.name
        self.done.mails.setdefault(name, 0)
        try:
            for part in self._parts(archive, fetch):
                self._part(archive.source, part, wanted)
        except Damaged:
            # No trouble of the archive: the other ones would fare no better.
            raise
        except EnvironmentProblem as error:
            self.done.failed.append(name)
            self.done.problems.append(Problem(name, error.message.removeprefix(f"{name}: "), error.hint, error.status))
            return error
        finally:
            archive.source.close()
        self.done.problems.extend(Problem(name, text.removeprefix(f"{name}: ")) for text in archive.source.problems)
        return None

    def _parts(self, archive: Archive, fetch: bool) -> Iterator[str]:
        """The parts to read, the newest first; each that was fetched is read before the next one is fetched."""
        seen: set[str] = set()
        if fetch and archive.mirror is not None:
            for part in archive.mirror.fetch(self.progress):
                seen.add(part)
                yield part
        yield from (part for part in archive.source.parts() if part not in seen)

    def _part(self, source: MailSource, part: str, wanted: Wanted) -> None:
        state = self.index.state(source.name, part)
        batches = source.batches(part, state, wanted, lambda: self.index.known(source.name, part))
        for batch, read in self.reader.read_each(batches):
            self.index.add(source.name, batch, read)
            self.done.mails[source.name] += len(batch.mails)
            self._tell(source, batch)

    def _tell(self, source: MailSource, batch: Batch) -> None:
        part = f" {batch.part}" if batch.part else ""
        share = f", {100 * batch.done // batch.total} %" if batch.total else ""
        self.progress(f"reading {source.name}{part}: {batch.done} of {batch.total} mails{share}")

    def link(self, corrections: "Sequence[Correction]") -> None:
        """Make postings and series anew when patches came in or corrections changed."""
        mark = json.dumps(sorted([one.earlier, one.later, one.linked] for one in corrections))
        if self.index.is_linked(mark):
            return
        # Only who has something new to link needs what links.
        from kx86.series.postings import put_together
        from kx86.series.versions import link_versions

        self.progress("linking the versions of series")
        self.index.link(link_versions(put_together(self.index.digests()), corrections, self.profile), mark)
        self.done.linked = True
