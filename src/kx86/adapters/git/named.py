# SPDX-License-Identifier: GPL-2.0-or-later
"""Look up the commits that trailers name, and where they are reachable."""

from collections.abc import Callable, Mapping, Sequence

from kx86.adapters.git.process import Answer
from kx86.handbook.facts import NamedCommit

Git = Callable[..., Answer]


def look_up(git: Git, written: Sequence[str], series: Sequence[str]) -> Mapping[str, NamedCommit]:
    """Answer for each SHA1 as written; `series` are full ids of the commits being checked."""
    if not written:
        return {}
    query = "".join(f"{sha}^{{commit}}\n" for sha in written).encode()
    lines = git("cat-file", "--batch-check=%(objectname)", stdin=query).text.splitlines()
    full = {sha: _one(line) for sha, line in zip(written, lines, strict=False)}
    subjects = _subjects(git, [sha for sha in full.values() if sha])
    ambiguous = {sha for sha, line in zip(written, lines, strict=False) if line.endswith(" ambiguous")}
    return {
        sha: NamedCommit(
            written=sha,
            sha=found,
            subject=subjects.get(found) if found else None,
            found_in=_places(git, found, series) if found else (),
            ambiguous=sha in ambiguous,
        )
        for sha, found in full.items()
    }


def _one(line: str) -> str | None:
    return line if len(line) in (40, 64) and " " not in line else None


def _subjects(git: Git, shas: Sequence[str]) -> dict[str, str]:
    if not shas:
        return {}
    text = git(
        "log",
        "--no-walk=unsorted",
        "--no-show-signature",
        "--format=%H %s",
        "--stdin",
        stdin="".join(f"{sha}\n" for sha in shas).encode(),
    ).text
    return dict(line.split(" ", 1) for line in text.splitlines() if " " in line)


def _places(git: Git, sha: str, series: Sequence[str]) -> tuple[str, ...]:
    """Name one place where a commit is reachable: the series itself, the branch at hand, a remote branch or a tag."""
    if sha in series:
        return ("this series",)
    if git("merge-base", "--is-ancestor", sha, "HEAD").status == 0:
        return ("HEAD",)
    answer = git(
        "for-each-ref",
        f"--contains={sha}",
        "--count=1",
        "--format=%(refname:short)",
        "refs/remotes",
        "refs/tags",
        "refs/heads",
    )
    return tuple(answer.text.split())
