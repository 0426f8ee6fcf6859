# SPDX-License-Identifier: GPL-2.0-or-later
"""The address of a remote in; the tree that it leads to out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kx86.profile.model import Tree


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """A remote of a clone: its name, its addresses, and the name of the tree that it leads to (None: one of nobody's)."""

    name: str
    urls: tuple[str, ...]
    tree: str | None = None


LOCAL = "."
"""What stands for a remote when the branches of a tree are those of the clone itself, as git writes it."""


def tree_of(url: str, trees: Iterable[Tree]) -> str | None:
    """Name the tree that an address leads to, by the links and addresses of the profile; the longest that fits decides."""
    plain = _plain(url)
    links = ((_plain(link), tree.name) for tree in trees for link in (*tree.links, *tree.urls))
    fits = [(len(link), name) for link, name in links if link and f"{plain}/".startswith(f"{link}/")]
    return max(fits)[1] if fits else None


def remotes_of(
    urls: Iterable[tuple[str, Sequence[str]]], trees: Sequence[Tree], chosen: Mapping[str, str]
) -> tuple[Remote, ...]:
    """Make remotes of names and the addresses that each is fetched from; `chosen` maps a tree to the remote that is its own.

    The address that git uses and the one that stands for it in git config may differ: the first that leads to a tree decides.
    """
    named = {remote: tree for tree, remote in chosen.items() if remote != LOCAL}
    return tuple(
        Remote(
            name=name,
            urls=tuple(found),
            tree=named.get(name) or next((tree for url in found if (tree := tree_of(url, trees))), None),
        )
        for name, found in urls
    )


def _plain(url: str) -> str:
    """The host and path of an address, whatever its scheme: git@host:path is host/path."""
    plain = url.partition("://")[2] or url.replace(":", "/", 1) if ":" in url else url
    host, slash, path = plain.partition("/")
    return f"{host.rpartition('@')[2]}{slash}{path}".rstrip("/").removesuffix(".git")
