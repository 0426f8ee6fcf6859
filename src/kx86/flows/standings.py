# SPDX-License-Identifier: GPL-2.0-or-later
"""Tell where series stand: from the index, the profile, and the trees at hand."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kx86.letters.entry import Entry
from kx86.letters.pull import PullRequest, understand_pulled, understand_request
from kx86.ports.mail_index import MailIndex
from kx86.profile.model import Profile
from kx86.queue.answers import Answer, answers_of
from kx86.queue.standing import Known, Sent, Standing, stand
from kx86.series.chain import Chain
from kx86.series.posting import Posting


@dataclass(frozen=True, slots=True)
class SeriesStanding:
    """A series, the answers to each of its postings, and where each of them stands."""

    chain: Chain
    answers: Mapping[str, Sequence[Answer]]
    standings: tuple[Standing, ...]

    @property
    def newest(self) -> Posting:
        """The newest posting that is more than a reroll."""
        return self.chain.latest

    @property
    def now(self) -> Standing:
        """Where the series stands: what is said of its newest posting."""
        return next(one for one in self.standings if one.posting == self.newest.id)


def every_standing(index: MailIndex, profile: Profile, known: Known) -> Iterator[SeriesStanding]:
    """Tell where every series stands."""
    chains = index.chains()
    speaking = list(index.speaking())
    known = replace(known, sent=(*known.sent, *sent_on(speaking, profile)))
    answers = answers_of((posting for chain in chains for posting in chain.postings), speaking)
    for chain in chains:
        yield SeriesStanding(chain, answers, stand(chain, answers, profile, known))


def standing_of(index: MailIndex, chain: Chain, profile: Profile, known: Known) -> SeriesStanding:
    """Tell where one series stands."""
    speaking = index.answers([posting.id for posting in chain.postings])
    known = replace(known, sent=(*known.sent, *sent_on(index.pulls(), profile)))
    answers = answers_of(chain.postings, speaking, other_patches(index, chain))
    return SeriesStanding(chain, answers, stand(chain, answers, profile, known))


def other_patches(index: MailIndex, chain: Chain) -> frozenset[str]:
    """The patches in the threads of a series that are not its own."""
    own = {mail.message_id for posting in chain.postings for mail in posting.mails}
    threads = (index.thread(posting.id) for posting in chain.postings)
    return frozenset(row.message_id for thread in threads for row in thread if row.is_patch) - own


def sent_on(entries: Iterable[Entry], profile: Profile) -> tuple[Sent, ...]:
    """The topics that were sent in a pull request which somebody says was pulled."""
    threads: dict[str, list[PullRequest]] = {}
    found: list[Sent] = []
    for entry in entries:
        said = entry.said
        thread = entry.root or next(iter(entry.parents), entry.message_id)
        if said is not None and said.request is not None:
            request = understand_request(entry.message_id, said.request, entry.sender_email, profile)
            if request is not None:
                threads.setdefault(thread, []).append(request)
        elif said is not None and said.pulled is not None:
            found += _pulled(entry, said.pulled, threads.get(thread, ()), profile)
    return tuple(found)


def _pulled(entry: Entry, extent: str, requests: Sequence[PullRequest], profile: Profile) -> Iterator[Sent]:
    by_id = {one.message_id: one.request for one in requests}
    answered = next((one for one in entry.parents if one in by_id), "")
    pulled = understand_pulled(entry.message_id, extent, entry.sender_email, answered, requests, profile)
    for name in pulled.requests if pulled else ():
        asked = by_id[name]
        into = pulled.tree if pulled else ""
        yield Sent(tree=asked.tree, topic=asked.topic, date=entry.date, pulled=entry.message_id, into=into)
