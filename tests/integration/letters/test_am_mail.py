# SPDX-License-Identifier: GPL-2.0-or-later
"""What am_mail() writes is what `git am` makes of the posted mail, with the tags added."""

import base64
import quopri
import subprocess
from pathlib import Path

import pytest

from kx86.letters.am_mail import am_mail, mbox

ANN = "Ann Author <ann@kernel.example>"
TAGS = ("Reviewed-by: Bob <bob@kernel.example>", "Tested-by: Zoë Ünal <zoe@kernel.example> # arm64")
BEFORE = "\n".join(["one", "two", "three", "four", "five", "six  ", ""])
MESSAGE = "KVM: x86: Change the file\n\nChange it, since the old way is wrong.\n\nSigned-off-by: Ann Author <ann@kernel.example>\n"


def git(folder: Path, *arguments: str, data: bytes | None = None) -> bytes:
    return subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True, input=data).stdout


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    folder = tmp_path / "linux"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "master")
    (folder / "file.c").write_bytes(BEFORE.encode())
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "Begin")
    return folder


def posted(clone: Path, content: bytes, message: str = MESSAGE, author: str = ANN, *extra: str) -> bytes:
    """The mail that git makes of a change; the clone is left on the commit before."""
    (clone / "file.c").write_bytes(content)
    git(clone, "add", "-A")
    git(clone, "commit", "-q", "--author", author, "--cleanup=verbatim", "-F", "-", data=message.encode())
    mail = git(clone, "format-patch", "-1", "--stdout", "--subject-prefix=PATCH v2", *extra)
    git(clone, "reset", "-q", "--hard", "HEAD~1")
    head, _, body = mail.partition(b"\n\n")
    return head.partition(b"\n")[2] + b"\nMessage-ID: <m@kernel.example>\n\n" + body


def applied(clone: Path, mail: bytes, *options: str) -> tuple[str, str, str]:
    """Tree, author and message of what `git am` makes of a mail or an mbox; the clone is left on the commit before."""
    data = mail if mail.startswith(b"From ") else mbox([mail])
    git(clone, "am", "-q", *options, data=data)
    tree = git(clone, "rev-parse", "HEAD^{tree}").decode()
    author, message = git(clone, "log", "-1", "--format=%an <%ae> %ad%x00%B").decode().split("\0")
    git(clone, "reset", "-q", "--hard", "HEAD~1")
    return tree, author, message.rstrip("\n")


def swap(mail: bytes, fields: str, body: bytes) -> bytes:
    """The same mail with other fields for its body."""
    head = mail.partition(b"\n\n")[0]
    lines = [line for line in head.split(b"\n") if not line.lower().startswith((b"content-", b"mime-version"))]
    return b"\n".join(lines) + b"\nMIME-Version: 1.0\n" + fields.encode() + b"\n\n" + body


def body_of(mail: bytes) -> bytes:
    return mail.partition(b"\n\n")[2]


CHANGED = BEFORE.replace("three", "three, Größe changed").replace("five", "From here on\nfive  ").encode()


def check(clone: Path, original: bytes, variant: bytes, *options: str) -> None:
    """The variant, cleaned and with tags, gives the tree of the original, and its message with the tags."""
    tree, author, message = applied(clone, original, *options)
    tagged = applied(clone, am_mail(variant, TAGS), *options)
    assert tagged == (tree, author, "\n".join((message, *TAGS)))
    untouched = applied(clone, am_mail(variant), *options)
    assert untouched == (tree, author, message)


def test_a_plain_mail(clone: Path) -> None:
    mail = posted(clone, CHANGED)
    check(clone, mail, mail)


def test_quoted_printable(clone: Path) -> None:
    mail = posted(clone, CHANGED)
    fields = "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: quoted-printable"
    check(clone, mail, swap(mail, fields, quopri.encodestring(body_of(mail))))


def test_base64(clone: Path) -> None:
    mail = posted(clone, CHANGED)
    fields = "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: base64"
    check(clone, mail, swap(mail, fields, base64.encodebytes(body_of(mail))))


def test_base64_with_the_line_ends_of_another_system(clone: Path) -> None:
    mail = posted(clone, CHANGED)
    fields = "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: base64"
    check(clone, mail, swap(mail, fields, base64.encodebytes(body_of(mail).replace(b"\n", b"\r\n"))))


def test_crlf_of_the_transport(clone: Path) -> None:
    mail = posted(clone, CHANGED)
    check(clone, mail, mail.replace(b"\n", b"\r\n"))


def test_crlf_in_the_file_itself(clone: Path) -> None:
    (clone / "file.c").write_bytes(BEFORE.replace("\n", "\r\n").encode())
    git(clone, "commit", "-qam", "End lines otherwise")
    mail = posted(clone, CHANGED.replace(b"\n", b"\r\n"))
    tree = applied(clone, mail, "--keep-cr")[0]
    fields = "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: base64"
    encoded = swap(mail, fields, base64.encodebytes(body_of(mail)))
    assert applied(clone, am_mail(encoded, TAGS))[0] == tree
    assert applied(clone, am_mail(mail, TAGS))[0] == tree


def test_names_and_subjects_that_are_not_ascii(clone: Path) -> None:
    message = MESSAGE.replace("Change the file", "Ändere die Datei, " + "größer und ëinfacher, " * 4 + "bitte")
    mail = posted(clone, CHANGED, message, "Jürgen Groß-Müller, Dr. <j@kernel.example>")
    check(clone, mail, mail)


def test_latin_1(clone: Path) -> None:
    mail = posted(
        clone,
        BEFORE.replace("two", "zw\N{LATIN SMALL LETTER O WITH DIAERESIS}lf").encode("latin-1"),
        MESSAGE.replace("wrong", "ärg"),
    )
    head, _, diff = body_of(mail).partition(b"\n---\n")
    body = head.decode().encode("latin-1") + b"\n---\n" + diff
    fields = "Content-Type: text/plain; charset=ISO-8859-1\nContent-Transfer-Encoding: 8bit"
    variant = swap(mail, fields, body)
    assert applied(clone, variant)[0] == applied(clone, mail)[0]
    check(clone, mail, variant)


def test_flowed(clone: Path) -> None:
    mail = posted(clone, CHANGED)
    stuffed = b"\n".join(
        b" " + line if line[:1] in (b" ", b">") or line.startswith(b"From ") else line
        for line in body_of(mail).split(b"\n")
    )
    soft = stuffed.replace(b"since the old way", b"since \nthe old way")
    fields = "Content-Type: text/plain; charset=UTF-8; format=flowed\nContent-Transfer-Encoding: 8bit"
    check(clone, mail, swap(mail, fields, soft))


def test_an_author_in_the_body(clone: Path) -> None:
    mail = posted(clone, CHANGED, MESSAGE, ANN, "--from=Carl Sender <carl@kernel.example>")
    assert b"\n\nFrom: Ann" in mail
    assert "Ann Author" in applied(clone, mail)[1]
    check(clone, mail, mail)


@pytest.mark.parametrize("options", [(), ("--scissors",)])
def test_scissors(clone: Path, options: tuple[str, ...]) -> None:
    mail = posted(clone, CHANGED)
    head, _, body = mail.partition(b"\n\n")
    cut = (
        head
        + b"\n\nHi,\n\nhow about this?\n\n-- >8 --\nFrom: Ann Other <other@kernel.example>\nSubject: KVM: x86: Cut\n\n"
        + body
    )
    check(clone, cut, cut, *options)


def test_notes_and_a_message_without_trailers(clone: Path) -> None:
    mail = posted(clone, CHANGED, "KVM: x86: Change the file\n\nChange it.\n")
    mail = mail.replace(b"\n---\n", b"\n---\nv2: do less\n\n", 1)
    tree, author, message = applied(clone, mail)
    written = am_mail(mail, TAGS, link="https://archive.example/r/")
    assert b"\n---\nv2: do less\n\n" in written
    link = "Link: https://archive.example/r/m@kernel.example"
    assert applied(clone, written) == (tree, author, "\n".join((message, "", *TAGS, link)))


def test_a_line_like_the_separator_of_an_mbox(clone: Path) -> None:
    line = "From ann@kernel.example Thu Jan  1 00:00:00 1970"
    mail = posted(clone, CHANGED, MESSAGE.replace("Change it,", f"{line}\n>From afar\nFrom here on, change it,"))
    tree, author, message = applied(clone, am_mail(mail, TAGS))
    assert author.startswith(ANN)
    assert f"{line}\n>From afar\nFrom here on, change it," in message
    assert message.endswith("\n".join(TAGS))
    for form in ("mbox", "mboxrd"):
        assert applied(clone, am_mail(mail, TAGS), f"--patch-format={form}") == (tree, author, message)


def test_several_mails_in_an_mbox(clone: Path) -> None:
    mail = posted(clone, CHANGED)
    git(clone, "am", "-q", data=mbox([am_mail(mail, TAGS), am_mail(posted_next(clone), TAGS)]))
    assert git(clone, "log", "--format=%s", "-2").decode().splitlines() == [
        "KVM: x86: Add a file",
        "KVM: x86: Change the file",
    ]


def posted_next(clone: Path) -> bytes:
    (clone / "new.c").write_text("int one;\n")
    git(clone, "add", "-A")
    git(clone, "commit", "-q", "-m", "KVM: x86: Add a file\n\nFrom one on.\n")
    mail = git(clone, "format-patch", "-1", "--stdout")
    git(clone, "reset", "-q", "--hard", "HEAD~1")
    return mail
