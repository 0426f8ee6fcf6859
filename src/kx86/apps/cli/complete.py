# SPDX-License-Identifier: GPL-2.0-or-later
"""What the shell offers behind TAB: rules, sections, revisions, files, events and remotes."""

from typing import TYPE_CHECKING

import click

from kx86.errors import Kx86Error

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_MOST_EVENTS = 30


def complete_rule(_context: click.Context, _parameter: click.Parameter, typed: str) -> list["CompletionItem"]:
    """Offer families until one is typed, then the rules in it."""
    from click.shell_completion import CompletionItem

    from kx86.apps import wiring

    rules = wiring.rules()
    wanted = typed.upper()
    families = [one for one in dict.fromkeys(_family(rule.id) for rule in rules) if one.startswith(wanted)]
    if "-" not in wanted and len(families) > 1:
        return [CompletionItem(family, help="all rules of the family") for family in families]
    inside = [CompletionItem(rule.id, help=rule.wording) for rule in rules if rule.id.startswith(wanted)]
    return [*(CompletionItem(family, help="all rules of the family") for family in families), *inside]


def _family(rule_id: str) -> str:
    return rule_id.partition("-")[0] + "-"


def complete_source(context: click.Context, _parameter: click.Parameter, typed: str) -> list["CompletionItem"]:
    """Offer branches and tags behind the last `..`, and files."""
    from click.shell_completion import CompletionItem

    from kx86.apps import wiring

    head, dots, part = typed.rpartition("..")
    try:
        refs = wiring.repo(context.params.get("directory") or ".").refs()
    except Kx86Error:
        refs = ()
    names = [head + dots + name for name in refs if name.startswith(part)]
    return [CompletionItem(typed, type="file"), *(CompletionItem(name) for name in names)]


def complete_section(_context: click.Context, _parameter: click.Parameter, typed: str) -> list["CompletionItem"]:
    """Offer the sections of the handbook."""
    from click.shell_completion import CompletionItem

    from kx86.apps import wiring

    return [
        CompletionItem(one.anchor, help=one.name) for one in wiring.handbook() if one.anchor.startswith(typed.lower())
    ]


def complete_event(context: click.Context, _parameter: click.Parameter, typed: str) -> list["CompletionItem"]:
    """Offer the newest events, each with what it decided."""
    from click.shell_completion import CompletionItem

    from kx86.apps.cli.session import Session
    from kx86.apps.cli.terminal import printable
    from kx86.journal.kinds import say

    try:
        events = Session({}, context.params.get("directory")).journal().events()
    except Kx86Error:
        return []
    newest = [event for event in reversed(events) if event.id.startswith(typed)][:_MOST_EVENTS]
    return [CompletionItem(event.id, help=printable(say(event))[:80]) for event in newest]


def complete_remote(context: click.Context, _parameter: click.Parameter, typed: str) -> list["CompletionItem"]:
    """Offer the remotes of the repository at hand."""
    from click.shell_completion import CompletionItem

    from kx86.apps import wiring

    try:
        remotes = wiring.state_ref(context.params.get("directory") or ".").remotes()
    except Kx86Error:
        return []
    return [CompletionItem(name) for name in remotes if name.startswith(typed)]


def complete_series(context: click.Context, _parameter: click.Parameter, typed: str) -> list["CompletionItem"]:
    """Offer the short names of series, as far as the index knows them, and branches."""
    from click.shell_completion import CompletionItem

    from kx86.apps.cli.lists import Lists
    from kx86.apps.cli.session import Session
    from kx86.mail.short import short

    try:
        session = Session({}, context.params.get("directory"))
        archive = Lists(session, context.params.get("archives") or ()).open_as_it_is()
        refs = session.repo().refs() if session.repo_if_any() else ()
    except Kx86Error:
        return []
    newest = [chain.latest for chain in archive.index.chains()] if archive else []
    named = [CompletionItem(short(one.id), help=one.title[:60]) for one in newest if short(one.id).startswith(typed)]
    return [*named, *(CompletionItem(name) for name in refs if name.startswith(typed))]


def complete_archive(context: click.Context, _parameter: click.Parameter, typed: str) -> list["CompletionItem"]:
    """Offer the archives that are set up in git config, and files."""
    from click.shell_completion import CompletionItem

    from kx86.apps.cli.session import Session

    try:
        known = Session({}, context.params.get("directory")).settings.archives
    except Kx86Error:
        known = {}
    names = [CompletionItem(name, help=place) for name, place in known.items() if name.startswith(typed)]
    return [CompletionItem(typed, type="file"), *names]
