# SPDX-License-Identifier: GPL-2.0-or-later
"""The table of commands: what `kx86 --help` prints without loading any of them."""

from typing import NamedTuple


class Entry(NamedTuple):
    """A command: the module that holds `command`, the group it is listed in, and its line in the help.

    `statements` names those statements of the handbook that the command helps to keep.
    """

    module: str
    group: str
    line: str
    statements: tuple[str, ...] = ()


COMMANDS: dict[str, Entry] = {
    "check": Entry("kx86.apps.cli.check", "Contributor", "Check patches against the handbook before posting."),
    "base": Entry(
        "kx86.apps.cli.base",
        "Contributor",
        "See what a series should be based on, and whether it is.",
        ("BR-1", "BASE-1", "BASE-2", "BASE-3", "BASE-4", "BASE-5", "GITB-2", "GITB-3", "M-BASE1", "M-BASE3"),
    ),
    "route": Entry(
        "kx86.apps.cli.route",
        "Contributor",
        "Tell the tree, the release and the topic that patches are for.",
        ("TREE-2", "TREE-3", "SHORT-3", "BASE-3", "M-TREE", "M-BASE2"),
    ),
    "plan": Entry(
        "kx86.apps.cli.plan",
        "Contributor",
        "Plan what must be built and run, and say why.",
        (
            *("TLDR-1", "TEST-1", "TEST-2", "TEST-3", "TEST-4", "TEST-5", "TEST-6", "TEST-7", "TEST-8", "TEST-9"),
            *("M-TEST1", "M-TEST2"),
        ),
    ),
    "build": Entry(
        "kx86.apps.cli.build",
        "Contributor",
        "Build every patch in every configuration that it needs.",
        ("TEST-1", "TEST-2"),
    ),
    "nfc": Entry("kx86.apps.cli.nfc", "Contributor", "Prove by object code that a patch changes no function."),
    "status": Entry("kx86.apps.cli.status", "Contributor", "See where the series of this branch stands.", ("NOTE-4",)),
    "hook": Entry("kx86.apps.cli.hook", "Contributor", "Check every commit message as it is written."),
    "sync": Entry("kx86.apps.cli.sync", "Mailing list", "Read the mail archives, so that all else works offline."),
    "series": Entry("kx86.apps.cli.series", "Mailing list", "List all series, their versions, and where each stands."),
    "diff": Entry("kx86.apps.cli.diff", "Mailing list", "Show what changed between two versions of a series."),
    "review": Entry("kx86.apps.cli.review", "Mailing list", "See what became of each remark in the next version."),
    "notices": Entry("kx86.apps.cli.notices", "Mailing list", "List what maintainers took, dropped and moved."),
    "show": Entry(
        "kx86.apps.cli.series_show", "Mailing list", "Show a series: versions, patches, tags, where it stands."
    ),
    "mbox": Entry("kx86.apps.cli.mbox", "Mailing list", "Write a series for git am, with its tags."),
    "search": Entry("kx86.apps.cli.search", "Mailing list", "Find mails by words, people, files, functions and dates."),
    "thread": Entry("kx86.apps.cli.thread", "Mailing list", "Show a thread as a tree."),
    "rules": Entry("kx86.apps.cli.rules", "Handbook", "List the rules, or tell one with its reasons and examples."),
    "handbook": Entry("kx86.apps.cli.handbook", "Handbook", "Read the handbook, both editions, by section."),
    "log": Entry("kx86.apps.cli.log", "Journal", "Look back at what was decided and done."),
    "undo": Entry("kx86.apps.cli.undo", "Journal", "Take the last command back, or any other event."),
    "state": Entry("kx86.apps.cli.state", "Journal", "Share the journal between machines and people through git."),
    "init": Entry(
        "kx86.apps.cli.init",
        "Setting up",
        "Find the trees that this clone follows, and say what is missing.",
        ("TREE-1",),
    ),
    "doctor": Entry(
        "kx86.apps.cli.doctor", "Setting up", "See what this machine lacks for which work, and how to get it."
    ),
    "profile": Entry(
        "kx86.apps.cli.profile", "Setting up", "Show or check how the subsystem works, as data.", ("TREE-4",)
    ),
    "config": Entry("kx86.apps.cli.config", "Setting up", "List each setting and where it comes from."),
    "completion": Entry("kx86.apps.cli.completion", "Setting up", "Print the completion for bash, zsh or fish."),
}
