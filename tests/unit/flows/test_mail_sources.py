# SPDX-License-Identifier: GPL-2.0-or-later
"""What the user names becomes series; what cannot be used is listed and the rest is read."""

from collections.abc import Iterable, Iterator, Sequence

import pytest

from kx86.flows.mail_sources import message_id, read_all, read_files, read_message_ids
from kx86.flows.sources import Input
from unit.series.making import DIFF


def mail(number: str, *, mid: str | None = None, to: str = "", body: str | None = None) -> bytes:
    text = f"Do it.\n\nSigned-off-by: Ann <ann@kernel.example>\n---\n{DIFF}" if body is None else body
    head = f"Message-ID: <{mid}>\n" if mid else ""
    reply = f"In-Reply-To: <{to}>\nReferences: <{to}>\n" if to else ""
    subject = f"[PATCH {number}] KVM: x86: Do it" if number else "Hello"
    return f"{head}{reply}From: Ann <ann@kernel.example>\nSubject: {subject}\n\n{text}\n".encode()


class Files:
    """Files of a test."""

    def __init__(self, **files: bytes) -> None:
        self.files = files

    def exists(self, name: str) -> bool:
        return name in self.files

    def expand(self, name: str) -> Sequence[str]:
        return (name,)

    def read(self, path: str) -> bytes:
        return self.files[path]


class Archive:
    """An archive of a test: everything is related to everything."""

    problems: tuple[str, ...] = ()

    def __init__(self, *mails: bytes) -> None:
        self.all = mails

    def find(self, message_ids: Iterable[str]) -> dict[str, bytes]:
        return {}

    def relatives(self, message_ids: Iterable[str]) -> list[bytes]:
        return list(self.all)

    def mails(self) -> Iterator[bytes]:
        yield from self.all


def read(**files: bytes) -> Input:
    into = Input()
    read_files(Files(**files), list(files), into)
    return into


def test_patch_files_named_together_make_one_series() -> None:
    into = read(b=mail("2/2"), a=mail("1/2"))
    assert [[patch.n for patch in series.patches] for series in into.series] == [[1, 2]]
    assert into.problems == []


def test_a_plain_diff_with_a_subject_is_a_patch() -> None:
    into = read(a=mail("").replace(b"Hello", b"KVM: x86: Do it"))
    assert into.series[0].patches[0].shortlog == "KVM: x86: Do it"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"no mail at all", "no Subject: line"),
        (mail("", body="no diff"), "no diff in it"),
        (mail("1/1").replace(b"Subject: ", b"Subject: Re: "), "a reply"),
    ],
)
def test_a_file_that_is_no_patch_is_listed_and_the_others_are_read(data: bytes, says: str) -> None:
    into = read(bad=data, good=mail("1/1"))
    assert len(into.series) == 1
    assert [problem.source for problem in into.problems] == ["bad"]
    assert says in into.problems[0].message


def test_an_mbox_is_split_and_its_mails_are_counted() -> None:
    box = (
        b"From ann Mon Jan  1 00:00:00 2024\n"
        + mail("1/1")
        + b"\nFrom ann Mon Jan  1 00:00:00 2024\n"
        + mail("", body="x\n")
    )
    into = read(box=box)
    assert len(into.series) == 1
    assert [problem.source for problem in into.problems] == ["box, mail 2"]


@pytest.mark.parametrize(
    "text",
    [
        "id@a.example",
        "<id@a.example>",
        "https://lore.kernel.org/kvm/id@a.example/",
        "https://lore.kernel.org/all/id@a.example/T/#u",
        "https://lore.kernel.org/r/id%40a.example",
        "https://patch.msgid.link/id@a.example",
    ],
)
def test_a_message_id_may_be_bare_in_brackets_or_a_link(text: str) -> None:
    assert message_id(text) == "id@a.example"


def test_a_message_id_with_a_slash_survives_in_a_link() -> None:
    assert message_id("https://lore.kernel.org/kvm/a%2Fb@a.example/") == "a/b@a.example"


def test_message_ids_bring_their_whole_series_and_unknown_ones_are_listed() -> None:
    archive = Archive(
        mail("1/2", mid="1@a.example"), mail("2/2", mid="2@a.example", to="1@a.example"), mail("", mid="x@a.example")
    )
    into = Input()
    read_message_ids(archive, ["2@a.example", "none@a.example", "x@a.example"], into)
    assert [[patch.n for patch in series.patches] for series in into.series] == [[1, 2]]
    said = {problem.source: problem.message for problem in into.problems}
    assert "no mail of this Message-ID" in said["none@a.example"]
    assert "no patch" in said["x@a.example"]


def test_a_mail_that_is_twice_in_the_archive_is_read_once() -> None:
    into = Input()
    read_all(Archive(mail("1/1", mid="1@a.example"), mail("1/1", mid="1@a.example")), into, lambda _: None)
    assert len(into.series) == 1


def test_a_patch_without_message_id_is_checked_alone_and_listed() -> None:
    into = Input()
    read_all(Archive(mail("1/1"), mail("1/1", mid="1@a.example")), into, lambda _: None)
    assert len(into.series) == 2
    assert "no Message-ID" in into.problems[0].message
