# SPDX-License-Identifier: GPL-2.0-or-later
"""How a subsystem works, as values.  The data is in data/kvm-x86.toml; another subsystem writes its own."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

Area = Literal["kvm", "tests", "guest", "other-arch", "x86", "neutral", "kut", "other"]


# So many paths are remembered with their hints.
_MOST_KEPT = 8192


@dataclass(frozen=True, slots=True, kw_only=True)
class PathHint:
    """Paths that begin with `prefix` (a trailing `*` is implied) belong to a shortlog topic and an area.

    `topic` "" means the root alone; None says nothing.  The topic of a `weak` path (a header, documentation) counts only
    when nothing else is touched.
    """

    prefix: str
    area: Area
    topic: str | None = None
    weak: bool = False


@dataclass(frozen=True, kw_only=True)
class Shortlog:
    """Shortlog prefixes: the root (`KVM`), the handbook's topics, others in use, spellings, parents.

    `parents` is the conceptual tree; a topic that it does not name hangs below the root.  `spellings` maps what people write
    (lower case) to the topic they mean.  `mentions` has parts of identifiers that show that a change is about a topic.
    `guest` is the prefix that belongs to Linux as a guest; `foreign` are topics of other architectures.
    """

    root: str
    topics: tuple[str, ...]
    also: tuple[str, ...] = ()
    guest: str = ""
    foreign: tuple[str, ...] = ()
    parents: dict[str, str] = field(default_factory=dict)
    spellings: dict[str, str] = field(default_factory=dict)
    mentions: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def known(self) -> dict[str, str]:
        """Every known topic by its lower-case form."""
        return {topic.lower(): topic for topic in (*self.also, *self.topics)}

    def meant(self, written: str) -> str | None:
        """The topic that somebody means who writes this, whatever its case or spelling; None when no topic is near."""
        key = " ".join(written.lower().split())
        return self.known.get(key) or self.spellings.get(key)

    def ancestors(self, topic: str) -> tuple[str, ...]:
        """The topic and everything above it, ending with "" for the root alone."""
        chain = [topic]
        while chain[-1] and len(chain) <= len(self.parents) + 1:
            chain.append(self.parents.get(chain[-1], ""))
        return tuple(chain)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionMark:
    """An edition of the handbook, and the file by which a tree shows that it carries that edition (none: the default)."""

    name: str
    marker: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody whom the profile names: what the person maintains and whether acceptance notices count.

    `tree` is the tree that is meant by a notice of this person that names none ("Queued, thanks").
    """

    name: str
    emails: tuple[str, ...]
    role: Literal["maintainer", "upstream", "reviewer"]
    notifies: bool = False
    tree: str = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailingList:
    """A list: address, and where its mail can be read."""

    name: str
    address: str
    archive: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """The good archive of the lists, and mirrors (host, perhaps with a path) whose links should become links to it."""

    lore: str
    mirrors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stable:
    """The address that asks for a backport, and addresses that people write when they mean it."""

    address: str
    mistaken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitTests:
    """The unit tests in a repository of their own: its name, and words in a subject's brackets that name it."""

    name: str
    words: tuple[str, ...] = ()


Role = Literal["mainline", "upstream", "subsystem", "tests", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """A tree that takes patches: its name, its part in the life of a patch, how mails name it, how links to its commits begin.

    `role` is `subsystem` for the tree of the profile, `upstream` for the one it sends its pull requests to, `mainline` for the
    main line, `tests` for unit tests in a repository of their own.  The first of `urls` is what a clone should fetch, as the
    remote `remote`.  `next` is the branch that all topics are merged into, `fixes` the branch for the current release, `dated`
    how the names of the tags begin that keep old states of `next`.  A word that ends in a slash or colon is a name only when a
    branch follows at once ("kvm/next").  `links` have no scheme; `commit_url` has `{sha}` and `branch_url` has `{branch}` in it.
    `tags` is how the names of the tags begin that are sent in pull requests.  `bots` are the addresses of the programs that tell
    what the tree took.
    """

    name: str
    role: Role = "other"
    repository: str = "linux"
    urls: tuple[str, ...] = ()
    remote: str = ""
    next: str = ""
    fixes: str = ""
    dated: str = ""
    words: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    commit_url: str = ""
    branch_url: str = ""
    tags: str = ""
    bots: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """What patches can be about, and the topic branches that take them.

    `takers` maps a branch to how often it takes them (of 100) when nobody knows which branches there are; the first is the
    theme's own.  `paths` are prefixes, `shortlogs` topics of shortlog prefixes, `words` what titles and names of functions say;
    `names` are words that name the thing itself.  A `broad` theme tells little, because its code is about many things.
    """

    name: str
    takers: dict[str, int]
    paths: tuple[str, ...] = ()
    shortlogs: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    broad: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Patches that belong elsewhere: paths (prefixes) and words of shortlog prefixes that show it, and the tree that takes them."""

    name: str
    tree: str
    paths: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Routing:
    """How patches find their topic branch: the topic when nothing fits, that of tests alone, that of several architectures.

    `guest` is the topic of Linux as a guest, in trees that have one; `usual` how often each topic takes something (of 100).
    `not_topics` are branches of the subsystem's tree that are no topics (globs).  `urgent` are words that make a fix one for
    the current release, `harmless` words of fixes that wait.
    """

    default: str = "misc"
    tests: str = ""
    common: str = ""
    guest: str = ""
    usual: dict[str, int] = field(default_factory=dict)
    not_topics: tuple[str, ...] = ()
    urgent: tuple[str, ...] = ()
    harmless: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Profile:
    """The profile of a subsystem.  Two profiles are never equal, so that answers can be remembered by profile.

    `mark` is empty for the one that ships with kx86, and for those that read mails as it does; the others have one each.
    """

    name: str
    handbook: str
    shortlog: Shortlog
    paths: tuple[PathHint, ...]
    links: Links
    editions: tuple[EditionMark, ...] = ()
    people: tuple[Person, ...] = ()
    lists: tuple[MailingList, ...] = ()
    stable: Stable | None = None
    unit_tests: UnitTests | None = None
    trees: tuple[Tree, ...] = ()
    routing: Routing = Routing()
    themes: tuple[Theme, ...] = ()
    targets: tuple[Target, ...] = ()
    mark: str = ""

    @property
    def folder(self) -> str:
        """The name as that of a folder: `kvm-x86` for KVM x86; empty when nothing is left of it."""
        plain = "".join(c if c.isascii() and c.isalnum() else " " for c in self.name.lower())
        return "-".join(plain.split())[:60]

    def __repr__(self) -> str:
        """Name the profile alone: all of it would hide what a failing test has to say."""
        return f"Profile({self.name!r})"

    def tree(self, role: Role) -> Tree | None:
        """The tree with this role; None when the profile has none."""
        return next((tree for tree in self.trees if tree.role == role), None)

    def notifier(self, email: str) -> Person | None:
        """The person with this address whose acceptance notices count; a display name proves nothing."""
        return self._notifiers.get(email.strip().lower())

    @cached_property
    def _notifiers(self) -> dict[str, Person]:
        return {email.lower(): person for person in self.people if person.notifies for email in person.emails}

    @cached_property
    def _by_head(self) -> dict[str, tuple[PathHint, ...]]:
        """The hints by the first component of their prefix, the longest prefix first."""
        heads: dict[str, list[PathHint]] = {}
        for hint in sorted(self.paths, key=lambda hint: -len(hint.prefix)):
            heads.setdefault(hint.prefix.partition("/")[0], []).append(hint)
        return {head: tuple(hints) for head, hints in heads.items()}

    def hint(self, path: str) -> PathHint | None:
        """The most specific path hint for a path, None when no hint fits."""
        known = self._hints
        if path not in known:
            # A series asks for the same few paths again and again; an archive for more than need be kept.
            if len(known) >= _MOST_KEPT:
                known.clear()
            hints = self._by_head.get(path.partition("/")[0], ()) if "/" in path else self._loose
            known[path] = next((hint for hint in hints if path.startswith(hint.prefix)), None)
        return known[path]

    @cached_property
    def _hints(self) -> dict[str, PathHint | None]:
        return {}

    @cached_property
    def _loose(self) -> tuple[PathHint, ...]:
        """The hints for files at the top of the tree."""
        return tuple(hint for hint in self.paths if "/" not in hint.prefix)
