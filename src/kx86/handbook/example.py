# SPDX-License-Identifier: GPL-2.0-or-later
"""Examples of rules: test, page and `kx86 rules ID` at once.

An example is a table of `examples.toml` beside the section's rules.  It names its rule and gives the part of a patch that is
bad (`subject`, `changelog`, `trailers`, `notes`, `diff`, `cover`), a whole mail (`patch`) or several (`series`); the same key
with `good_` before it is the rewrite, which the rule must pass.  What is not given comes from a patch without fault.  The
table `previous` holds the same parts of the version that was posted before.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from kx86.errors import InternalError
from kx86.handbook.facts import Edition, Facts, NamedCommit
from kx86.mail.scanner import scan
from kx86.profile.model import Profile
from kx86.series.assemble import assemble
from kx86.series.mail_patch import patch_of_mail
from kx86.series.series import Series

_PARTS = ("subject", "changelog", "trailers", "notes", "diff", "cover", "patch", "series")
_KEYS = frozenset(
    (
        "rule",
        "title",
        "found",
        "edition",
        "local",
        "facts",
        "ok",
        "previous",
        *_PARTS,
        *(f"good_{part}" for part in _PARTS),
    )
)

_FINE = {
    "subject": "KVM: x86: Drop an unused parameter from example_reset()",
    "changelog": "Drop example_reset()'s second parameter, which no caller uses.",
    "trailers": "Signed-off-by: Dana Example <dana@kernel.example>",
    "notes": "",
    "diff": "\n".join(
        (
            "diff --git a/arch/x86/kvm/x86.c b/arch/x86/kvm/x86.c",
            "index 111111111111..222222222222 100644",
            "--- a/arch/x86/kvm/x86.c",
            "+++ b/arch/x86/kvm/x86.c",
            "@@ -100,5 +100,5 @@ static int example_size;",
            " ",
            "-static void example_reset(struct kvm_vcpu *vcpu, int unused)",
            "+static void example_reset(struct kvm_vcpu *vcpu)",
            " {",
            " \tvcpu->arch.example = 0;",
            " }",
        )
    ),
}
_BASE = "base-commit: 0123456789abcdef0123456789abcdef01234567"
_HEAD = "From: Dana Example <dana@kernel.example>\nDate: Thu, 01 Jan 2026 10:00:00 +0000\nTo: kvm@lists.example\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One example: the rule, a title, the bad and the good parts, and what the rule must say about the bad one.

    `ok` marks an example that must raise nothing although it looks like a violation.
    """

    rule: str
    title: str
    bad: Mapping[str, Any]
    good: Mapping[str, Any] = field(default_factory=dict)
    found: str = ""
    edition: Edition | None = None
    local: bool = False
    ok: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)
    previous: Mapping[str, Any] | None = None


def read_examples(text: str, source: str = "examples.toml") -> tuple[Example, ...]:
    """Read the examples of a section.  Raises InternalError for a key that means nothing."""
    return tuple(_example(table, source) for table in tomllib.loads(text).get("example", ()))


def _example(table: Mapping[str, Any], source: str) -> Example:
    unknown = set(table) - _KEYS
    if unknown:
        raise InternalError(f"{source}: {table.get('rule')}: no such key: {', '.join(sorted(unknown))}")
    return Example(
        rule=table["rule"],
        title=table.get("title", ""),
        bad={part: table[part] for part in _PARTS if part in table},
        good={part: table[f"good_{part}"] for part in _PARTS if f"good_{part}" in table},
        found=table.get("found", ""),
        edition=table.get("edition"),
        local=table.get("local", False),
        ok=table.get("ok", False),
        facts=table.get("facts", {}),
        previous=table.get("previous"),
    )


def bad_series(example: Example) -> Series:
    """Make the series that the example calls bad."""
    return _series(example.bad, example.local)


def good_series(example: Example) -> Series | None:
    """Make the series with the rewrite in place, None when the example has no rewrite."""
    if not example.good:
        return None
    whole = "patch" in example.good or "series" in example.good
    return _series(example.good if whole else {**example.bad, **example.good}, example.local)


def example_facts(example: Example, series: Series, profile: Profile, **words: Any) -> Facts:
    """Make the facts that an example names; `words` are the word lists."""
    given = example.facts
    commits = given.get("commits")
    return Facts(
        edition=example.edition or "2023-02",
        profile=profile,
        series=series,
        functions=_Names(frozenset(given["functions"])) if "functions" in given else None,
        commits={sha: _commit(sha, commits[sha]) for sha in commits} if commits is not None else None,
        history={path: tuple(lines) for path, lines in given["history"].items()} if "history" in given else None,
        post_images={(1, path): text.encode() for path, text in given["post_images"].items()}
        if "post_images" in given
        else None,
        previous=_series(example.previous, local=False) if example.previous is not None else None,
        **words,
    )


@dataclass(frozen=True, slots=True)
class _Names:
    names: frozenset[str]

    def is_function(self, name: str) -> bool:
        return name in self.names


def _commit(written: str, table: Mapping[str, Any]) -> NamedCommit:
    return NamedCommit(
        written=written,
        sha=table.get("sha"),
        subject=table.get("subject"),
        found_in=tuple(table.get("found_in", ())),
        ambiguous=table.get("ambiguous", False),
    )


def _series(parts: Mapping[str, Any], local: bool) -> Series:
    patches = [patch_of_mail(scan(text.encode())) for text in _mails(parts)]
    found = assemble(patch for patch in patches if patch is not None)
    if len(found) != 1:
        raise InternalError(f"an example must be one series, not {len(found)}")
    if not local:
        return found[0]
    return replace(found[0], local=True, patches=tuple(replace(patch, local=True) for patch in found[0].patches))


def _mails(parts: Mapping[str, Any]) -> list[str]:
    if "series" in parts:
        return list(parts["series"])
    if "patch" in parts:
        return [parts["patch"]]
    text = {**_FINE, **parts}
    number, reply, cover = "", "", []
    if "cover" in parts:
        number, reply = " 1/1", "In-Reply-To: <0.example@kernel.example>\nReferences: <0.example@kernel.example>\n"
        title, _, body = text["cover"].partition("\n\n")
        cover = [f"{_HEAD}Message-ID: <0.example@kernel.example>\nSubject: [PATCH 0/1] {title}\n\n{body}\n"]
    notes = f"{text['notes']}\n" if text["notes"] else ""
    head = f"{_HEAD}Message-ID: <1.example@kernel.example>\n{reply}Subject: [PATCH{number}] {text['subject']}\n\n"
    message = "\n\n".join(part.strip("\n") for part in (text["changelog"], text["trailers"]) if part)
    diff = text["diff"].strip("\n")
    return [*cover, f"{head}{message}\n---\n{notes}\n{diff}\n\n{_BASE}\n-- \n2.47.0\n"]
