# SPDX-License-Identifier: GPL-2.0-or-later
"""A profile that has every key it needs in; what makes no sense in it out."""

from collections.abc import Callable, Iterable, Iterator

from kx86.profile.misfit import Key, Misfit, told
from kx86.profile.model import Profile, Tree


def doubts(profile: Profile, prefixes: Iterable[tuple[Key, str, str | None]]) -> Iterator[Misfit]:
    """Find what only meaning can tell: names that stand twice or lead nowhere, addresses that are none.

    `prefixes` are the prefixes of paths with their keys in the file and the topics of their groups.
    """
    if not profile.folder:
        yield Misfit(
            key=("name",), message="`name` has no letter a-z and no digit, so that no folder can be named by it"
        )
    for check in (_shortlog, _editions, _people, _lists, _trees, _links, _hints):
        yield from check(profile)
    yield from _paths(profile, prefixes)


def _shortlog(profile: Profile) -> Iterator[Misfit]:
    shortlog = profile.shortlog
    known = {*shortlog.topics, *shortlog.also}
    if not shortlog.root:
        yield _empty(("shortlog", "root"))
    yield from _twice(shortlog.topics, lambda at: ("shortlog", "topics", at), "topic")
    links = [
        (("shortlog", "parents", child), name) for child, above in shortlog.parents.items() for name in (child, above)
    ]
    links += [(("shortlog", "spellings", key), name) for key, name in shortlog.spellings.items()]
    links += [(("shortlog", "mentions", name), name) for name in shortlog.mentions]
    for key, name in links:
        if name and name not in known:
            yield _no_topic(key, name)
    for child in shortlog.parents:
        if child in shortlog.ancestors(child)[1:]:
            yield Misfit(key=("shortlog", "parents", child), message=f"the parents of `{child}` lead back to it")


def _paths(profile: Profile, prefixes: Iterable[tuple[Key, str, str | None]]) -> Iterator[Misfit]:
    known = {*profile.shortlog.topics, *profile.shortlog.also}
    seen: dict[str, Key] = {}
    groups: set[Key] = set()
    for key, prefix, topic in prefixes:
        if not prefix:
            yield _empty(key)
        elif prefix in seen:
            yield Misfit(key=key, message=f"`{told(key)}`: `{prefix}` is in `{told(seen[prefix])}` already")
        seen.setdefault(prefix, key)
        if topic and topic not in known and key[:2] not in groups:
            yield _no_topic((*key[:2], "topic"), topic)
        groups.add(key[:2])


def _editions(profile: Profile) -> Iterator[Misfit]:
    editions = profile.editions
    yield from _twice([one.name for one in editions], lambda at: ("editions", at, "name"), "edition")
    if editions and all(one.marker is not None for one in editions):
        yield Misfit(
            key=("editions",),
            message="every edition has a `marker`: none is left for a tree without any",
            hint="leave `marker` out where the edition is the default",
        )


def _people(profile: Profile) -> Iterator[Misfit]:
    trees = {"other", *(tree.name for tree in profile.trees)}
    owners: dict[str, str] = {}
    for at, person in enumerate(profile.people):
        for number, email in enumerate(person.emails):
            key: Key = ("people", at, "emails", number)
            if not _is_address(email):
                yield _no_address(key, email)
            elif email.lower() in owners:
                yield Misfit(key=key, message=f"`{told(key)}`: {owners[email.lower()]} has this address already")
            owners.setdefault(email.lower(), person.name)
        if person.tree not in trees:
            yield _no_tree(("people", at, "tree"), person.tree)


def _lists(profile: Profile) -> Iterator[Misfit]:
    yield from _twice([one.name for one in profile.lists], lambda at: ("lists", at, "name"), "list")
    for at, one in enumerate(profile.lists):
        if not _is_address(one.address):
            yield _no_address(("lists", at, "address"), one.address)
        if not _has_host(one.archive):
            yield _no_url(("lists", at, "archive"), one.archive)
    if profile.stable and not _is_address(profile.stable.address):
        yield _no_address(("stable", "address"), profile.stable.address)


def _trees(profile: Profile) -> Iterator[Misfit]:
    yield from _twice([tree.name for tree in profile.trees], lambda at: ("trees", at, "name"), "tree")
    roles: dict[str, str] = {}
    for at, tree in enumerate(profile.trees):
        if tree.role != "other" and tree.role in roles:
            message = (
                f"`{told(('trees', at, 'role'))}`: {roles[tree.role]} is the tree with the role {tree.role} already"
            )
            yield Misfit(key=("trees", at, "role"), message=message)
        roles.setdefault(tree.role, tree.name)
        yield from _tree(tree, ("trees", at))


def _tree(tree: Tree, at: Key) -> Iterator[Misfit]:
    for key, name in (("name", tree.name), ("remote", tree.remote), ("next", tree.next), ("fixes", tree.fixes)):
        if (name or key == "name") and not _is_ref(name):
            yield Misfit(key=(*at, key), message=f"`{told((*at, key))}` is {name!r}, which git takes for no name")
    for number, url in enumerate(tree.urls):
        if not (_has_host(url) or url.startswith(("/", "file:///"))):
            yield _no_url((*at, "urls", number), url)
    for key, url, part in (("commit_url", tree.commit_url, "{sha}"), ("branch_url", tree.branch_url, "{branch}")):
        if url and part not in url:
            yield Misfit(key=(*at, key), message=f"`{told((*at, key))}` lacks {part}")
        elif url and not _has_host(url):
            yield _no_url((*at, key), url)
    for number, link in enumerate(tree.links):
        if "://" in link or not link:
            key_ = told((*at, "links", number))
            yield Misfit(key=(*at, "links", number), message=f"`{key_}` must begin with the host, without https://")


def _links(profile: Profile) -> Iterator[Misfit]:
    if not _has_host(profile.links.lore):
        yield _no_url(("links", "lore"), profile.links.lore)
    for at, mirror in enumerate(profile.links.mirrors):
        if "://" in mirror or not mirror:
            key: Key = ("links", "mirrors", at)
            yield Misfit(key=key, message=f"`{told(key)}` must begin with the host, without https://")


def _hints(profile: Profile) -> Iterator[Misfit]:
    yield from _twice([one.name for one in profile.themes], lambda at: ("themes", at, "name"), "theme")
    for number, one in enumerate(profile.themes):
        if not one.takers:
            yield _empty(("themes", number, "takers"))
    yield from _twice([one.name for one in profile.targets], lambda at: ("targets", at, "name"), "target")
    if not profile.routing.default:
        yield _empty(("routing", "default"))


def _twice(names: Iterable[str], key_of: Callable[[int], Key], what: str) -> Iterator[Misfit]:
    seen: set[str] = set()
    for at, name in enumerate(names):
        key = key_of(at)
        if not name:
            yield _empty(key)
        elif name in seen:
            yield Misfit(key=key, message=f"`{told(key)}`: there is a {what} `{name}` already")
        seen.add(name)


def _empty(key: Key) -> Misfit:
    return Misfit(key=key, message=f"`{told(key)}` is empty")


def _no_topic(key: Key, name: str) -> Misfit:
    return Misfit(
        key=key,
        message=f"`{told(key)}`: `{name}` is no topic of [shortlog]",
        hint="add it to `topics` or `also` of [shortlog]",
    )


def _no_tree(key: Key, name: str) -> Misfit:
    return Misfit(key=key, message=f"`{told(key)}`: `{name}` is no tree of the profile", hint="see `name` in [[trees]]")


def _no_address(key: Key, address: str) -> Misfit:
    return Misfit(key=key, message=f"`{told(key)}` is {address!r}, which is no mail address")


def _no_url(key: Key, url: str) -> Misfit:
    return Misfit(key=key, message=f"`{told(key)}` is {url!r}, which names no host", hint="such as https://host/path")


def _is_address(text: str) -> bool:
    name, at, host = text.partition("@")
    return bool(name and at and host) and "@" not in host and text.isprintable() and " " not in text


def _has_host(url: str) -> bool:
    """Is it scheme://host/path, or host:path as ssh has it?"""
    if not url.isprintable() or " " in url:
        return False
    scheme, colon, rest = url.partition("://")
    if colon:
        return bool(scheme and rest.partition("/")[0].rpartition("@")[2])
    host, colon, _path = url.partition(":")
    return bool(colon and host and "/" not in host)


def _is_ref(name: str) -> bool:
    """Does git take it for the name of a branch or remote?  It ends up in commands that people paste."""
    if not name or name[0] in "-/." or name[-1] in "/." or name.endswith(".lock"):
        return False
    return not any(part in name for part in ("..", "//", "/.", "@{")) and all(
        one.isprintable() and one not in " ~^:?*[\\" for one in name
    )
