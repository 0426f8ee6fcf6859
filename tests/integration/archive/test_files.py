# SPDX-License-Identifier: GPL-2.0-or-later
"""Archives made of files: mboxes, maildirs, folders of mails."""

import gzip
from pathlib import Path

import pytest

from integration.archive.inbox import listing, mail
from integration.archive.opened import open_archive
from kx86.errors import EnvironmentProblem, UserError

FROM = b"From git@z Thu Jan  1 00:00:00 1970\n"
COVER = mail("0@k.example", "[PATCH 0/1] KVM: x86: Do it")
ONE = mail("1@k.example", "[PATCH 1/1] KVM: x86: Do it", answers="0@k.example")
REPLY = mail("2@k.example", "Re: [PATCH 1/1] KVM: x86: Do it", answers="1@k.example")
MAILS = [COVER, ONE, REPLY]


@pytest.fixture(params=["mbox", "gzip", "maildir", "folder"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    mbox = b"\n".join(FROM + data for data in MAILS)
    if request.param in ("mbox", "gzip"):
        path = tmp_path / "series.mbox"
        path.write_bytes(gzip.compress(mbox) if request.param == "gzip" else mbox)
        return path
    boxes = {"cur": MAILS[1:2], "new": [MAILS[0], MAILS[2]]} if request.param == "maildir" else {".": MAILS}
    for box, mails in boxes.items():
        (tmp_path / "box" / box).mkdir(parents=True, exist_ok=True)
        for data in mails:
            # The numbers grow past a power of ten, which the order of letters would get wrong.
            (tmp_path / "box" / box / f"{9 + MAILS.index(data)}.eml").write_bytes(data)
    (tmp_path / "box" / ".hidden.eml").write_bytes(b"Subject: no\n\n")
    (tmp_path / "box" / "notes").write_bytes(b"Subject: no\n\n")
    return tmp_path / "box"


def test_every_kind_of_archive_answers_alike(place: Path) -> None:
    before = listing(place.parent)
    archive = open_archive(str(place))
    assert list(archive.mails()) == MAILS
    assert archive.find(["1@k.example", "nobody@k.example"]) == {"1@k.example": ONE}
    assert archive.relatives(["0@k.example"]) == [COVER, ONE]
    assert archive.thread("0@k.example") == MAILS
    assert list(archive.problems) == []
    assert listing(place.parent) == before


def test_a_file_with_one_mail_is_an_archive_of_one(tmp_path: Path) -> None:
    (tmp_path / "one.eml").write_bytes(ONE)
    assert list(open_archive(str(tmp_path / "one.eml")).mails()) == [ONE]


def test_an_empty_file_or_maildir_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "empty.mbox").write_bytes(b"\n")
    (tmp_path / "box" / "cur").mkdir(parents=True)
    for name in ("empty.mbox", "box"):
        archive = open_archive(str(tmp_path / name))
        assert list(archive.mails()) == []
        assert len(archive.problems) == 1


def test_a_mail_that_is_gone_is_a_problem_and_the_others_are_read(tmp_path: Path) -> None:
    for number, data in enumerate(MAILS):
        (tmp_path / f"{number}.eml").write_bytes(data)
    archive = open_archive(str(tmp_path))
    walk = archive.mails()
    assert next(walk) == COVER
    (tmp_path / "1.eml").unlink()
    assert list(walk) == [REPLY]
    assert list(archive.problems) == [f"{tmp_path / '1.eml'}: No such file or directory"]


def test_a_gzip_file_that_cannot_be_unpacked_at_all_is_an_environment_problem(tmp_path: Path) -> None:
    path = tmp_path / "series.mbox.gz"
    path.write_bytes(gzip.compress(FROM + ONE)[:12])
    with pytest.raises(EnvironmentProblem) as caught:
        list(open_archive(str(path)).mails())
    assert caught.value.hint == f"gzip -t {path}"


def test_a_gzip_file_with_a_cut_end_gives_the_mails_that_are_there(tmp_path: Path) -> None:
    path = tmp_path / "series.mbox.gz"
    path.write_bytes(gzip.compress(b"\n".join(FROM + data for data in MAILS))[:-8])
    archive = open_archive(str(path))
    assert list(archive.mails()) == MAILS
    assert archive.problems == (f"{path}: damaged gzip file, read as far as it goes: gzip -t {path}",)


def test_a_folder_without_mails_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes").write_bytes(b"Subject: no\n\n")
    with pytest.raises(UserError):
        open_archive(str(tmp_path))
