# SPDX-License-Identifier: GPL-2.0-or-later
"""The remotes of a clone as git config has them, with the addresses that git really uses."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

PATTERN = r"^(remote\..*\.(url|pushurl|fetch|tagopt|partialclonefilter)|url\..*\.(insteadof|pushinsteadof))$"
"""What of git config to ask for, with --null and --get-regexp."""


@dataclass(slots=True)
class ConfiguredRemote:
    """A remote: its name, and the values of its keys."""

    name: str
    values: dict[str, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class ConfiguredRemotes:
    """The remotes in their order, and what url.*.insteadOf and url.*.pushInsteadOf say."""

    remotes: list[ConfiguredRemote]
    instead: Mapping[str, str]
    push_instead: Mapping[str, str]

    def urls(self, remote: ConfiguredRemote) -> tuple[str, ...]:
        """The addresses of a remote; git fetches from the first."""
        return tuple(_rewritten(url, self.instead) or url for url in remote.values.get("url", ()))

    def written(self, remote: ConfiguredRemote) -> tuple[str, ...]:
        """The addresses of a remote as they stand in git config."""
        return tuple(remote.values.get("url", ()))

    def push_urls(self, remote: ConfiguredRemote) -> tuple[str, ...]:
        """Where git pushes to: what pushurl says, else every url, each rewritten."""
        given = remote.values.get("pushurl", ())
        if given:
            return tuple(_rewritten(url, self.instead) or url for url in given)
        return tuple(
            _rewritten(url, self.push_instead) or _rewritten(url, self.instead) or url
            for url in remote.values.get("url", ())
        )


def configured(text: str) -> ConfiguredRemotes:
    """Read the answer of git config; an empty address takes back those above it, as newer git has it."""
    remotes: dict[str, ConfiguredRemote] = {}
    rewrites: dict[str, dict[str, str]] = {"insteadof": {}, "pushinsteadof": {}}
    for entry in text.split("\0"):
        key, feed, value = entry.partition("\n")
        section, _, rest = key.partition(".")
        name, _, variable = rest.rpartition(".")
        if not feed or not name:
            continue
        if section == "url":
            rewrites[variable][value] = name
            continue
        values = remotes.setdefault(name, ConfiguredRemote(name)).values
        if value:
            values.setdefault(variable, []).append(value)
        else:
            values.pop(variable, None)
    known = [remote for remote in remotes.values() if remote.values.get("url")]
    return ConfiguredRemotes(known, rewrites["insteadof"], rewrites["pushinsteadof"])


def _rewritten(url: str, rewrites: Mapping[str, str]) -> str | None:
    """Replace the longest beginning that is to be replaced; None when none is."""
    fits: Sequence[str] = [head for head in rewrites if head and url.startswith(head)]
    head = _longest(fits)
    return rewrites[head] + url[len(head) :] if head else None


def _longest(texts: Iterable[str]) -> str:
    return max(texts, key=len, default="")
