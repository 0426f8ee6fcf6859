# SPDX-License-Identifier: GPL-2.0-or-later
"""A robot's mail in; what it reports (a build error, a bug, a passed test, commits that landed), out.

Robots are known by their form; a person's mail that shows the splat of a kernel is a report as well.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kx86.letters.given import clean
from kx86.mail.late import late
from kx86.mail.message import Address, Mail
from kx86.series.senders import is_robot

_MOST_LANDED = 500
# A report says what it is about at its top; logs follow.
_TOP = 20_000
_LKP = late(
    r"\[auto build test (?P<auto>ERROR|WARNING)|noticed the following (?:build )?(?P<kind>errors|warnings)"
    r"|noticed (?P<other>[^\n]{1,200})"
    r"|(?P<success>BUILD SUCCESS)"
)
# The report of a robot that a person sends on, or that comes from a person's address.
_FORM = late(r"^(?:kernel test robot noticed the following|\[auto build test (?:ERROR|WARNING) on )", re.MULTILINE)
_FIELD = late(r"^(?P<name>config|compiler|patch subject|commit): {0,8}(?P<value>[^\n]{1,400})", re.MULTILINE)
_NEW = late(r"^>> {0,4}(?P<line>[^\n]{1,400})", re.MULTILINE)
_PROSE = late(r"^(?P<line>[^\n]{0,300}(?:error|warn(?:ing)?|ERROR|WARNING): [^\n]{1,300})", re.MULTILINE)
_SYZBOT = (
    ("tested", late(r"syzbot has tested the proposed patch and the reproducer did not trigger any issue")),
    (
        "bug",
        late(
            r"syzbot has tested the proposed patch but the reproducer is still triggering an issue:?\s{1,4}(?P<line>[^\n]{1,300})"
        ),
    ),
    ("failed", late(r"syzbot (?:ci )?(?:tried to test|failed to test)[^\n]{0,300}")),
    ("bug", late(r"and found the following issues?:?\s{1,4}\*? ?(?P<line>[^\n]{1,300})")),
    ("bug", late(r"syzbot (?:found the following|has found a reproducer|has bisected|found)[^\n]{0,200}")),
)
_APPLIED = late(
    r"(?:this|these) (?P<what>series|patch|patches|pull request) (?:was|were|has been) (?P<how>applied"
    r"|merged) to (?P<tree>\S{1,120}?)"
    r"(?:\.git)? \((?P<branch>[^()\n]{1,80})\)\s{0,4}(?:by (?P<who>[^\n]{1,120}?):?\n)?",
    re.IGNORECASE,
)
_LISTED = late(
    r"^ {0,4}- (?:\[(?P<tags>[^\]\n]{1,200})\] {0,4})?(?P<subject>[^\n]{1,300})\n"
    r"\s{1,12}(?P<link>https?://\S{1,300}|\([^()\n]{1,60}\))",
    re.MULTILINE,
)
# What the maintainers of -mm and of stable kernels have their scripts say.
_ADDED = late(
    r"^(?:the|[^>\n]{1,80} the) patch titled\s{1,20}(?:Subject: )?"
    r"(?P<subject>[^\n]{1,300}(?:\n(?!has been|to the)[^\n]{1,300})?)\s{1,8}"
    r"(?:has been added )?to the (?P<tree>-mm|[0-9][0-9.]{0,9}-stable)(?: (?P<branch>\S{1,60}) branch| tree)",
    re.IGNORECASE | re.MULTILINE,
)
_COUNTER = late(r"(?:^|,)(?P<n>[0-9]{1,4})/[0-9]{1,4}(?:,|$)")
_TIP = late(
    r"The following commit has been merged into the (?P<branch>\S{1,120}) branch of (?P<tree>[\w./-]{1,60}?):?\s"
)
_TIP_ID = late(r"^Commit-ID: {1,12}(?P<id>[0-9a-f]{7,64})", re.MULTILINE)
_TIP_SUBJECT = late(r"\[tip: ?[^\]]{1,120}\] {0,4}(?P<subject>.{1,300})", re.DOTALL)
_SPLAT = late(
    r"^(?![>|+-])(?:<\d>)?[ \t]{0,8}(?:\[ {0,8}\d{1,8}\.\d{1,8}\](?:\[ {0,4}[TC]\d{1,8}\])? {0,3})?"
    r"(?P<line>(?:BUG: |WARNING: (?:CPU|possible|bad|suspicious)|kernel BUG at |general protection fault|Oops: "
    r"|Kernel panic - |INFO: (?:task|rcu_)|UBSAN: |KASAN: |unchecked MSR access)[^\n]{0,200})",
    re.MULTILINE,
)
_SPLAT_HINTS = (
    "BUG: ",
    "WARNING: ",
    "kernel BUG at",
    "general protection",
    "Oops: ",
    "Kernel panic",
    "INFO: ",
    "UBSAN: ",
    "unchecked MSR",
)
_LINK_ID = late(r"(?:/c/|/commit/(?:\?id=)?|[?&]id=|/)(?P<id>[0-9a-f]{7,64})(?:[/?#]|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Landed:
    """A commit that a robot says is in a tree; `commit` is empty when it found none, `n` None when the patch has no number."""

    tree: str
    branch: str
    n: int | None
    subject: str
    commit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a robot, or a person with the splat of a kernel, reports.

    `kind` is "build error", "build warning", "build success", "bug", "tested", "failed", "applied" or "other"; `text` says it
    in one line.  `message` is the first message of the compiler or the kernel, `patch` the subject of the patch tested, and
    `config`, `arch` and `compiler` are as told; what is not told is empty.
    """

    robot: str
    kind: str
    text: str
    message: str = ""
    patch: str = ""
    config: str = ""
    arch: str = ""
    compiler: str = ""
    landed: tuple[Landed, ...] = ()


def read_report(mail: Mail, sender: Address, own: str | None = None) -> Report | None:
    """Read a mail; None when it reports nothing.  `own` is its body without quotes, where that is at hand."""
    body = mail.body
    if not is_robot(sender):
        if "he patch titled" in body[:_TOP] and (added := _added(body[:_TOP])):
            return added
        words = body if own is None else own
        told = ("kernel test robot" in words or "auto build test" in words) and _FORM.search(body[:_TOP])
        return (_build("kernel test robot", body, body[:_TOP]) if told else None) or _splat(words)
    name = clean(sender.name) or clean(sender.email)
    top = body[:_TOP]
    return (
        _tip(mail, name, top)
        or _applied(name, top)
        or (_syzbot(mail, name, top) if "syz" in f"{sender.name}{sender.email}".lower() else None)
        or _build(name, body, top)
        or Report(robot=name, kind="other", text=f"{name}: {_first_sentence(top) or clean(mail.subject)}")
    )


def _build(name: str, body: str, top: str) -> Report | None:
    found = _LKP.search(top)
    if not found:
        return None
    told = {match["name"]: clean(match["value"]) for match in _FIELD.finditer(top)}
    config = told.get("config", "").partition(" ")[0]
    if found["success"]:
        return Report(robot=name, kind="build success", text=f"{name}: build success")
    # The first message may stand behind a long list of how to reproduce it.
    first = _NEW.search(body[: 4 * _TOP]) or _PROSE.search(body[: 4 * _TOP])
    message = clean(first["line"]) if first else ""
    if found["other"]:
        what = clean(found["other"])
        bug = any(word in what for word in ("BUG", "WARNING", "Oops", "panic", "INFO", "KASAN", "fault"))
        return Report(robot=name, kind="bug" if bug else "other", text=f"{name}: {what}", message=message)
    error = found["auto"] == "ERROR" or found["kind"] == "errors"
    kind = "build error" if error else "build warning"
    where = f" ({config})" if config else ""
    return Report(
        robot=name,
        kind=kind,
        text=f"{name}: {kind}{where}: {message}" if message else f"{name}: {kind}{where}",
        message=message,
        patch=told.get("patch subject", ""),
        config=config,
        arch=config.partition("-")[0] if "-" in config else "",
        compiler=told.get("compiler", ""),
    )


def _syzbot(mail: Mail, name: str, top: str) -> Report | None:
    for kind, pattern in _SYZBOT:
        found = pattern.search(top)
        if found:
            line = clean(found.groupdict().get("line") or "")
            what = (
                {"tested": "tested the patch, no issue", "failed": clean(found[0])}.get(kind)
                or line
                or clean(mail.subject)
            )
            return Report(robot=name, kind=kind, text=f"{name}: {what}", message=line)
    return None


def _applied(name: str, top: str) -> Report | None:
    found = _APPLIED.search(top)
    if not found:
        return None
    tree, branch = clean(found["tree"]), clean(found["branch"])
    landed = tuple(_listed(tree, branch, top))
    who = f" by {clean(found['who'])}" if found["who"] else ""
    missing = sum(not one.commit for one in landed)
    found_none = f", {missing} of {len(landed)} patches not found there" if missing else ""
    return Report(
        robot=name,
        kind="applied",
        text=f"{name}: {found['how'].lower()} to {tree} ({branch}){who}{found_none}",
        landed=landed,
    )


def _listed(tree: str, branch: str, top: str) -> Iterator[Landed]:
    for count, match in enumerate(_LISTED.finditer(top)):
        if count == _MOST_LANDED:
            return
        counter = _COUNTER.search(match["tags"] or "")
        commit = _LINK_ID.search(match["link"])
        yield Landed(
            tree=tree,
            branch=branch,
            n=int(counter["n"]) if counter else None,
            subject=clean(match["subject"]),
            commit=commit["id"] if commit else "",
        )


def _tip(mail: Mail, name: str, top: str) -> Report | None:
    found = _TIP.search(top)
    if not found:
        return None
    commit, subject = _TIP_ID.search(top), _TIP_SUBJECT.match(mail.subject)
    tree, branch = clean(found["tree"]), clean(found["branch"])
    title = clean(subject["subject"] if subject else mail.subject)
    sha = commit["id"] if commit else ""
    return Report(
        robot=name,
        kind="applied",
        text=f"{name}: merged into {branch} of {tree}{f' as {sha[:12]}' if sha else ''}",
        landed=(Landed(tree=tree, branch=branch, n=None, subject=title, commit=sha),),
    )


def _added(top: str) -> Report | None:
    found = _ADDED.search(top)
    if not found:
        return None
    tree, branch = found["tree"].removeprefix("-"), found["branch"] or ""
    title = clean(found["subject"])
    where = f"{tree} ({branch})" if branch else tree
    landed = (Landed(tree=tree, branch=branch, n=None, subject=title, commit=""),)
    return Report(robot="", kind="applied", text=f"added to {where}: {title}", landed=landed)


def _splat(body: str) -> Report | None:
    if not any(hint in body for hint in _SPLAT_HINTS):
        return None
    found = _SPLAT.search(body)
    return Report(robot="", kind="bug", text=clean(found["line"]), message=clean(found["line"])) if found else None


def _first_sentence(text: str) -> str:
    """The first line that says something."""
    for line in text[:4000].split("\n"):
        words = line.split()
        if (
            len(words) > 3
            and line[:1] not in ">|"
            and not line.lower().startswith(("hi ", "hello", "dear", "thank you for the patch"))
        ):
            return clean(line)
    return ""
