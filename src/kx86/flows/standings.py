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


@dataclass(frozen=True, slots=True)
class Asked:
    """A pull request, and when it was sent."""

    request: PullRequest
    date: int


def every_standing(index: MailIndex, profile: Profile, known: Known) -> Iterator[SeriesStanding]:
    """Tell where every series stands."""
    chains = index.chains()
    speaking = list(index.speaking())
    known = replace(known, sent=sent_on(speaking, profile))
    answers = answers_of((posting for chain in chains for posting in chain.postings), speaking)
    for chain in chains:
        yield SeriesStanding(chain, answers, stand(chain, answers, profile, known))


def standing_of(index: MailIndex, chain: Chain, profile: Profile, known: Known) -> SeriesStanding:
    """Tell where one series stands."""
    speaking = index.answers([posting.id for posting in chain.postings])
    known = replace(known, sent=sent_on(index.pulls(), profile))
    answers = answers_of(chain.postings, speaking, other_patches(index, chain))
    return SeriesStanding(chain, answers, stand(chain, answers, profile, known))


def other_patches(index: MailIndex, chain: Chain) -> frozenset[str]:
    """The patches in the threads of a series that are not its own."""
    own = {mail.message_id for posting in chain.postings for mail in posting.mails}
    found: dict[str, bool] = {}
    for posting in chain.postings:
        # Postings share threads, and one thread may hold thousands of mails: read each once.
        if posting.id not in found:
            found.update((row.message_id, row.is_patch) for row in index.thread(posting.id))
    return frozenset(name for name, is_patch in found.items() if is_patch) - own


def sent_on(entries: Iterable[Entry], profile: Profile) -> Mapping[tuple[str, str], Sequence[Sent]]:
    """The topics that were sent in a pull request which somebody says was pulled, by tree and topic."""
    threads: dict[str, dict[str, Asked]] = {}
    pulled: list[tuple[Entry, str]] = []
    for entry in entries:
        said = entry.said
        if said is not None and said.request is not None:
            request = understand_request(entry.message_id, said.request, entry.sender_email, profile)
            if request is not None:
                threads.setdefault(_thread(entry), {})[entry.message_id] = Asked(request, entry.date)
        elif said is not None and said.pulled is not None and profile.notifier(entry.sender_email):
            pulled.append((entry, said.pulled))
    found: dict[tuple[str, str], list[Sent]] = {}
    # An answer may have come in before the request.
    for entry, extent in pulled:
        for one in _pulled(entry, extent, threads.get(_thread(entry), {}), profile):
            found.setdefault((one.tree, one.topic), []).append(one)
    return found


def _thread(entry: Entry) -> str:
    return entry.root or next(iter(entry.parents), entry.message_id)


def _pulled(entry: Entry, extent: str, asked: Mapping[str, Asked], profile: Profile) -> Iterator[Sent]:
    answered = next((one for one in entry.parents if one in asked), "")
    requests = [one.request for one in asked.values()]
    pulled = understand_pulled(entry.message_id, extent, entry.sender_email, answered, requests, profile)
    for name in pulled.requests if pulled else ():
        one = asked[name]
        sent = one.request.request
        into = pulled.tree if pulled else ""
        yield Sent(tree=sent.tree, topic=sent.topic, date=one.date, pulled=entry.message_id, into=into)
