# SPDX-License-Identifier: GPL-2.0-or-later
"""Build the adapters: the only place that does."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from kx86.flows.hook import HookCheck
    from kx86.flows.settings import Settings
    from kx86.flows.sync import Archive
    from kx86.handbook.example import Example
    from kx86.handbook.registry import AnyRule
    from kx86.handbook.statements import Statements
    from kx86.handbook.text import Section
    from kx86.ports.blob_history import BlobHistory
    from kx86.ports.builder import Builder
    from kx86.ports.checkpatch import Checkpatch
    from kx86.ports.clone import Clone
    from kx86.ports.commit import HookFolder, PendingCommit
    from kx86.ports.files import Files
    from kx86.ports.git_repo import GitRepo
    from kx86.ports.journal import Journal
    from kx86.ports.kernel_tree import KernelTree
    from kx86.ports.machine import Machine
    from kx86.ports.mail_index import IndexWriter, MailIndex
    from kx86.ports.mail_source import MailReader
    from kx86.ports.own_branch import OwnBranches
    from kx86.ports.sandbox import Sandbox
    from kx86.ports.settings import GitConfig
    from kx86.ports.state_ref import StateRef
    from kx86.ports.topic_history import TopicHistory
    from kx86.ports.trees import Scratch, Trees
    from kx86.ports.words import Words
    from kx86.profile.model import Profile
    from kx86.profile.read import ProfileText
    from kx86.queue.standing import Known
    from kx86.testing.read import Testing

# The profile that ships with kx86, and the folder of its journal; to read it costs more than to know its name.
_PROFILE = "kvm-x86"


def cache_folder(environment: Mapping[str, str] = os.environ) -> str | None:
    """Return the folder for what may be deleted at any time; None without one, rather than a place in the work tree."""
    places = (environment.get("XDG_CACHE_HOME", ""), os.path.join(os.path.expanduser("~"), ".cache"))
    return next((os.path.join(place, "kx86") for place in places if os.path.isabs(place)), None)


def data_folder(environment: Mapping[str, str] = os.environ) -> str:
    """Return the folder for what costs time to get again."""
    place = environment.get("XDG_DATA_HOME", "")
    return os.path.join(place if os.path.isabs(place) else os.path.expanduser("~/.local/share"), "kx86")


def state_folder(environment: Mapping[str, str] = os.environ) -> str:
    """Return the folder for what must not be lost.  Raises EnvironmentProblem without a home to put it in."""
    places = (environment.get("XDG_STATE_HOME", ""), os.path.join(os.path.expanduser("~"), ".local", "state"))
    for place in places:
        if os.path.isabs(place):
            return os.path.join(place, "kx86")
    from kx86.errors import EnvironmentProblem

    raise EnvironmentProblem("no home folder to keep the journal in", hint="export XDG_STATE_HOME=/a/folder")


def actor(folder: str) -> str:
    """Return who is at work, `Name <email>`.  Raises UserError when git does not know."""
    from kx86.adapters.git.identity import identity

    return identity(folder)


def journal(folder: str, profile: "Profile | None" = None) -> "Journal":
    """Return the journal of a profile (none: the one that ships with kx86); git in this folder knows who writes."""
    from kx86.adapters.store.sqlite import SqliteJournal

    name = profile.folder if profile else _PROFILE
    return SqliteJournal(os.path.join(state_folder(), name, "state.db"), lambda: actor(folder))


def state_ref(folder: str, profile: "Profile | None" = None) -> "StateRef":
    """Return the ref that shares the journal of a profile, in the repository at hand.  Raises UserError outside of one."""
    from kx86.adapters.git.state_ref import LocalStateRef
    from kx86.ports.state_ref import REF

    own = profile is not None and profile.folder != _PROFILE
    return LocalStateRef(folder, f"{REF}-{profile.folder}" if own and profile else REF)


def repo(folder: str, progress: Callable[[str], None] = lambda _: None, command: str = "kx86 check") -> "GitRepo":
    """Open the repository that a folder is in; `progress` hears of slow work, and hints name `command`.

    Raises UserError outside of one.
    """
    from kx86.adapters.git.repo import Repo

    cache = cache_folder()
    names = os.path.join(cache, "names") if cache else None
    return Repo(folder, cache=names, progress=progress, command=command)


def git_config(folder: str) -> "GitConfig":
    """Return git's configuration as it holds in a folder."""
    from kx86.adapters.git.config import LocalGitConfig

    return LocalGitConfig(folder)


def checkpatch(tree: str) -> "Checkpatch":
    """Return scripts/checkpatch.pl of a tree.  Raises UserError when the tree has none."""
    from kx86.adapters.checkpatch import LocalCheckpatch

    return LocalCheckpatch(tree)


def rules(environment: Mapping[str, str] = os.environ) -> "tuple[AnyRule, ...]":
    """Return all rules, those of third parties included unless KX86_NO_PLUGINS is set."""
    from kx86.handbook.registry import all_rules

    if environment.get("KX86_NO_PLUGINS"):
        return all_rules()
    from kx86.adapters.plugins import find_plugins, load_rules

    return all_rules(load_rules(find_plugins()))


def plugins(environment: Mapping[str, str] = os.environ) -> "Sequence[tuple[str, str, str]]":
    """Name the distributions that bring rules: distribution, entry point, target."""
    from kx86.adapters.plugins import find_plugins

    return () if environment.get("KX86_NO_PLUGINS") else find_plugins()


def source(name: str, url: str, since: str | None = None) -> "Archive":
    """Return an archive as the index reads it.  Raises UserError when nothing is there."""
    from kx86.adapters.archive.sources import open_source
    from kx86.flows.sync import Archive

    opened, mirror = open_source(name, url, os.path.join(data_folder(), "mirror"), since)
    return Archive(source=opened, mirror=mirror)


def index_folder(places: Sequence[str]) -> str:
    """Return the folder of the index of these places.  Raises EnvironmentProblem without a home."""
    from kx86.adapters.index.open import index_folder as named
    from kx86.errors import EnvironmentProblem

    cache = cache_folder()
    if cache is None:
        raise EnvironmentProblem("no folder for the index of mail", hint="XDG_CACHE_HOME=/some/folder kx86 sync")
    return named(cache, places)


def index(folder: str, mark: str = "") -> "MailIndex | None":
    """Open an index for reading; None when there is none yet that was made with the profile of this mark."""
    from kx86.adapters.index.open import open_reader

    return open_reader(folder, mark)


def index_writer(folder: str, command: str, mark: str = "") -> "AbstractContextManager[IndexWriter]":
    """Open an index for writing, as a context; one that was made with another profile is made anew.

    Raises Busy, an EnvironmentProblem, when somebody else writes it.
    """
    from kx86.adapters.index.open import open_writer

    return open_writer(folder, command, mark)


def reading(profile: "Profile") -> "AbstractContextManager[MailReader]":
    """Return what reads mails for the index, as a context."""
    from kx86.adapters.reading import Reading

    return Reading(profile)


def seconds_of(date: str, folder: str = ".") -> int | None:
    """Return a date as git reads it ("2024-01-01", "2 weeks ago") in seconds since 1970, None for what is no date."""
    from kx86.adapters.git.date import approximate

    return approximate(date, folder)


def known(folder: str, profile: "Profile", progress: Callable[[str], None] = lambda _: None) -> "Known":
    """Return what the trees that the clone at hand follows hold; nothing outside of a clone."""
    from kx86.adapters.git.applied import AppliedPatches
    from kx86.queue.standing import Known

    cache = cache_folder()
    applied = AppliedPatches(folder, os.path.join(cache, "applied") if cache else None, progress)
    return Known(commits=applied.by_patch_id(profile))


def files() -> "Files":
    """Return the files of this machine."""
    from kx86.adapters.files import LocalFiles

    return LocalFiles()


def words() -> "Words":
    """Return the word lists that ship with kx86."""
    from kx86.adapters.data import ShippedWords

    return ShippedWords()


def shipped_profile() -> "ProfileText":
    """Return the text of the profile that ships with kx86."""
    from kx86.adapters.data import profile_text
    from kx86.profile.read import ProfileText

    return ProfileText(file=f"data/{_PROFILE}.toml", text=profile_text())


def own_profile(path: str) -> "ProfileText":
    """Return the text of a profile of the user's.  Raises UserError without the file, BadProfile when it is no text."""
    from kx86.adapters.profile_file import read_text

    return read_text(path)


def profile(path: str | None = None) -> "Profile":
    """Return the profile in force: that of a file on top of the one that ships with kx86, or that one alone.

    Commands ask their Session, which heeds the setting.  Raises BadProfile for a file that does not fit.
    """
    from kx86.profile.read import read_profile

    shipped = shipped_profile()
    if path is None:
        return read_profile(shipped.text, shipped.file)
    own = own_profile(path)
    return read_profile(own.text, own.file, shipped)


def how_tested(path: str | None = None) -> "Testing":
    """Return how the subsystem is built and tested; `path` is the profile of the user's, which may have a file beside it.

    Raises BadProfile for a file that does not fit.
    """
    from kx86.adapters.data import text_of_testing
    from kx86.profile.read import ProfileText
    from kx86.testing.read import read_testing

    shipped = ProfileText(file=f"data/{_PROFILE}.testing.toml", text=text_of_testing())
    beside = f"{os.path.splitext(path)[0]}.testing.toml" if path else None
    return read_testing(shipped, own_profile(beside) if beside and os.path.exists(beside) else None)


def profile_path(settings: "Settings") -> str | None:
    """Return the file that the setting `profile` names.  Raises UserError when it would depend on the folder at hand."""
    setting = settings["profile"]
    path = os.path.expanduser(settings.text("profile") or "")
    if path and not os.path.isabs(path) and setting.source.startswith("git config"):
        from kx86.errors import UserError

        raise UserError(
            f"kx86.profile: {path} means another file in every folder",
            hint='git config kx86.profile "$PWD/PROFILE.toml"',
        )
    return os.path.abspath(path) if path else None


def statements() -> "Statements":
    """Return the statements of the handbook."""
    from kx86.adapters.data import statements_text
    from kx86.handbook.statements import read_statements

    return read_statements(statements_text())


def handbook() -> "tuple[Section, ...]":
    """Return the handbook in words of kx86."""
    from kx86.adapters.data import handbook_text
    from kx86.handbook.text import read_handbook

    return read_handbook(handbook_text())


def examples(rule: "AnyRule") -> "tuple[Example, ...]":
    """Return the examples of a rule; those of third parties have none."""
    from kx86.adapters.data import examples_text
    from kx86.handbook.example import read_examples

    module = rule.find.__module__.split(".")
    section = module[2] if module[:2] == ["kx86", "handbook"] and len(module) > 2 else ""
    text = examples_text(section) if section else ""
    return tuple(example for example in read_examples(text, section) if example.rule == rule.id)


def hooks() -> "HookFolder":
    """Return the hooks of the repository at hand.  Raises UserError outside of one."""
    from kx86.adapters.git.hooks import LocalHooks

    return LocalHooks(os.getcwd())


def pending(folder: str, file: str, git_pid: int | None) -> "PendingCommit":
    """Return the commit that git is about to make."""
    from kx86.adapters.git.pending import HookedCommit

    return HookedCommit(folder, file, git_pid)


def on_path() -> bool:
    """Would a hook find kx86?"""
    from shutil import which

    return which("kx86") is not None


def hook_check(folder: str, settings: "Settings") -> "HookCheck":
    """Return the check that the commit-msg hook makes; nothing that costs time is gathered for it."""
    from kx86.flows.choice import choose_rules
    from kx86.flows.facts import Gatherer
    from kx86.flows.hook import HookCheck

    known = profile(profile_path(settings))
    edition = settings.edition() or Gatherer(profile=known, words=words(), repo=repo(folder)).edition()
    chosen = choose_rules(rules(), (), settings.names("ignore"))
    return HookCheck(chosen, Gatherer(profile=known, words=words()), edition)


def trees(folder: str) -> "Trees":
    """Return the trees that the clone at hand follows.  Raises UserError outside of one."""
    from kx86.adapters.git.trees import LocalTrees

    return LocalTrees(folder)


def clone(folder: str) -> "Clone":
    """Return the clone at hand, to be set up.  Raises UserError outside of one."""
    from kx86.adapters.git.clone import LocalClone

    return LocalClone(folder)


def own_branches(folder: str) -> "OwnBranches":
    """Return the user's own branches."""
    from kx86.adapters.git.own_branch import LocalBranches

    return LocalBranches(folder)


def scratch(folder: str, trace: list[Sequence[str]] | None = None) -> "AbstractContextManager[Scratch]":
    """Return a place for merges in memory, as a context; the git commands that run are added to `trace`."""
    from kx86.adapters.git.scratch import LocalScratch

    return LocalScratch(folder, trace)


def topic_history(folder: str, progress: Callable[[str], None] = lambda _: None) -> "TopicHistory":
    """Return what the topics of the clone at hand took, remembered in the cache."""
    from kx86.adapters.git.topic_history import LocalTopicHistory

    cache = cache_folder()
    return LocalTopicHistory(folder, os.path.join(cache, "topics") if cache else None, progress)


def kernel_tree(folder: str, progress: Callable[[str], None] = lambda _: None) -> "KernelTree":
    """Return the trees of the clone at hand, as plans read them, remembered in the cache."""
    from kx86.adapters.git.kernel_tree import LocalKernelTree

    cache = cache_folder()
    return LocalKernelTree(folder, os.path.join(cache, "params") if cache else None, progress)


def programs(names: Iterable[str]) -> frozenset[str]:
    """Return those programs that are installed, of some."""
    from shutil import which

    return frozenset(name for name in names if which(name) is not None)


def blob_history(scratch: "Scratch") -> "BlobHistory":
    """Return the histories of the clone that a scratch is for."""
    from kx86.adapters.git.blob_history import LocalBlobHistory
    from kx86.adapters.git.scratch import LocalScratch

    assert isinstance(scratch, LocalScratch)
    return LocalBlobHistory(scratch)


def sandbox(*, shut: bool = True) -> "Sandbox":
    """Return the place where code that nobody has read is run; one that is not `shut` is for the user's own."""
    if not shut:
        from kx86.adapters.sandbox.in_the_open import OpenSandbox

        return OpenSandbox()
    from kx86.adapters.sandbox.bubblewrap import BubblewrapSandbox

    return BubblewrapSandbox()


@cache
def sandbox_missing() -> str:
    """Return why nothing can be shut in on this machine; empty when a sandbox really starts."""
    return sandbox().probe()


def _sandbox_of(domain: str) -> "Sandbox":
    """Return the sandbox for a domain of trust.  Raises NoSandbox when its code must be shut in and cannot."""
    from kx86.ports.sandbox import NoSandbox
    from kx86.testing.trust import OWN

    reason = sandbox_missing()
    if not reason:
        return sandbox()
    if domain != OWN:
        raise NoSandbox(
            f"the work of somebody else is built in a sandbox only: {reason}",
            hint="kx86 doctor tells how to get one; --trust, once you have read the patches",
        )
    return sandbox(shut=False)


def build_place(folder: str) -> str:
    """Return the folder in which kernels of a clone are built.  Raises EnvironmentProblem without a home."""
    from kx86.adapters.kbuild.place import place

    return place(_cache_for_builds(), folder)


def builder(scratch: "Scratch", root: str, command: str, jobs: int | None = None) -> "AbstractContextManager[Builder]":
    """Return the builder of the clone that a scratch is for, for one's own work, as a context."""
    from pathlib import Path

    from kx86.adapters.git.scratch import LocalScratch
    from kx86.adapters.kbuild.builder import LocalBuilder

    assert isinstance(scratch, LocalScratch)
    caches = Path(_cache_for_builds()) / "build" / "ccache"
    made = LocalBuilder(scratch, Path(root), caches, _sandbox_of, command)
    made.jobs = jobs or made.jobs
    return made


def build_place_size(root: str) -> int | None:
    """Return the bytes that builds of a clone take, None when there are none."""
    from kx86.adapters.kbuild.place import size

    return size(root)


def remove_build_place(root: str, command: str) -> None:
    """Remove what builds of a clone left.  Raises BuilderBusy while somebody builds there."""
    from kx86.adapters.kbuild.place import remove

    remove(root, command)


def _cache_for_builds() -> str:
    from kx86.errors import EnvironmentProblem

    cache = cache_folder()
    if cache is None:
        raise EnvironmentProblem("no folder to build kernels in", hint="export XDG_CACHE_HOME=/a/folder")
    return cache


def machine() -> "Machine":
    """Return the machine at hand."""
    from kx86.adapters.machine import LocalMachine

    return LocalMachine(sandbox())
