# SPDX-License-Identifier: GPL-2.0-or-later
"""Good mails in, mails that nobody would write out: bytes deleted, doubled, moved, cut off, and nasty tokens put in."""

import random
from collections.abc import Callable, Sequence
from pathlib import Path

from campaign.letters import raw
from campaign.units import CODE, WORDS

MAILS = Path(__file__).parents[1] / "mails"
_FIELDS = (
    "Content-Type: text/plain; charset=utf-7\n", 'Content-Type: multipart/mixed; boundary="\n',
    "Content-Type: message/rfc822\n", "Content-Type: text/plain; charset=utf-16; format=flowed\n",
    "Content-Transfer-Encoding: base64\n", "Subject: [PATCH 0/0] \n", "Content-Transfer-Encoding: quoted-printable\n",
    "Subject: [PATCH v99999999999999999999 3/2] KVM:\n", "Subject:\n", "From:\n", "Subject: [PATCH -1/4] KVM: x86\n",
    "In-Reply-To: <1@a.example\n", "Date: Thu, 99 Jan 0000 99:99:99 +9999\n", "\n", "\n\n", "\r\n", "---\n", "-- \n",
    "--- a/\n+++ b/\n@@ -1 +1 @@\n", "--- /dev/null\n+++ /dev/null\n@@ -0,0 +1 @@\n+a\n", "@@ -0,0 +0,0 @@\n",
    "@@ -1,999999999 +1,999999999 @@\n", "@@ -999999999,0 +999999999,2 @@ a(\n+\n+b\n",
    "diff --git a/a b/b\nrename from \nrename to \n", 'diff --git "a/\\777" "b/\\"\nold mode 100644\n',
    "new file mode 100644\n", "deleted file mode 100644\n", "GIT binary patch\n",
    "diff --git a/arch/x86/kvm/x86.c b/arch/x86/kvm/x86.c\n--- a/arch/x86/kvm/x86.c\n+++ b/arch/x86/kvm/x86.c\n@@ -1 +1,2 @@\n",
    "+++ b/arch/x86/kvm/vmx/vmx.c\n", "Fixes: ffffffffffff\n", "Fixes: \n", "Signed-off-by: \n",
    "From a@b.example Thu Jan  1 10:00:00 2026\n", "index 0000..1111\n", "\\ No newline at end of file\n",
    "base-commit: 0123456\n", "Cc: <>\n", "Link: https://\n", " \n", "\t\n", "+", "-", " ", "+\t",
)  # fmt: skip
_BYTES = (b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\x80" * 9)
TOKENS = (*(raw(token) for token in (*WORDS, *CODE, *_FIELDS)), *_BYTES)


def good_mails() -> dict[str, bytes]:
    """Read the numbered mails."""
    return {file.stem: file.read_bytes() for file in sorted(MAILS.glob("[0-9]*.eml"))}


def mutant(seed: int, mails: Sequence[bytes]) -> bytes:
    """Make a mail from a number: one of the mails, changed in one to eight ways."""
    chance = random.Random(seed)
    data = chance.choice(mails)
    for _ in range(chance.choice((1, 1, 2, 3, 5, 8))):
        data = chance.choice(_WAYS)(chance, data, mails)
    return data


def _span(chance: random.Random, data: bytes, *, by_lines: bool) -> tuple[int, int]:
    """Choose a short piece, or a few whole lines."""
    begin = chance.randint(0, len(data))
    if not by_lines:
        return begin, min(len(data), begin + chance.choice((1, 2, 5, 20, 100)))
    begin = data.rfind(b"\n", 0, begin) + 1
    end = begin
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        end = data.find(b"\n", end) + 1 or len(data)
    return begin, end


def _delete(chance: random.Random, data: bytes, mails: Sequence[bytes]) -> bytes:
    begin, end = _span(chance, data, by_lines=chance.random() < 0.6)
    return data[:begin] + data[end:]


def _double(chance: random.Random, data: bytes, mails: Sequence[bytes]) -> bytes:
    begin, end = _span(chance, data, by_lines=chance.random() < 0.6)
    return data[:begin] + data[begin:end] * chance.choice((2, 2, 3, 50)) + data[end:]


def _move(chance: random.Random, data: bytes, mails: Sequence[bytes]) -> bytes:
    by_lines = chance.random() < 0.6
    begin, end = _span(chance, data, by_lines=by_lines)
    rest = data[:begin] + data[end:]
    at = _span(chance, rest, by_lines=by_lines)[0]
    return rest[:at] + data[begin:end] + rest[at:]


def _insert(chance: random.Random, data: bytes, mails: Sequence[bytes]) -> bytes:
    at = _span(chance, data, by_lines=chance.random() < 0.4)[0]
    return data[:at] + chance.choice(TOKENS) * chance.choice((1, 1, 1, 2, 30)) + data[at:]


def _replace(chance: random.Random, data: bytes, mails: Sequence[bytes]) -> bytes:
    begin, end = _span(chance, data, by_lines=False)
    return data[:begin] + chance.choice(TOKENS) + data[end:]


def _flip(chance: random.Random, data: bytes, mails: Sequence[bytes]) -> bytes:
    at = chance.randrange(len(data)) if data else 0
    return data[:at] + bytes((chance.randrange(256),)) + data[at + 1 :]


def _cut(chance: random.Random, data: bytes, mails: Sequence[bytes]) -> bytes:
    return data[: chance.randint(0, len(data))] if chance.random() < 0.7 else data[chance.randint(0, len(data)) :]


def _splice(chance: random.Random, data: bytes, mails: Sequence[bytes]) -> bytes:
    """Go on with the end of another mail."""
    other = chance.choice(mails)
    return data[: chance.randint(0, len(data))] + other[chance.randint(0, len(other)) :]


def _swap_everywhere(chance: random.Random, data: bytes, mails: Sequence[bytes]) -> bytes:
    """Replace every one of some character."""
    old, new = (
        chance.choice((b"\n", b" ", b"\t", b"(", b")", b"{", b"}", b":", b"+", b"-", b"_", b"/")),
        chance.choice(TOKENS),
    )
    return data.replace(old, new, chance.choice((-1, 3, 20)))[:200_000]


_WAYS: tuple[Callable[[random.Random, bytes, Sequence[bytes]], bytes], ...] = (
    _delete, _delete, _double, _move, _insert, _insert, _insert, _replace, _flip, _flip, _cut, _splice, _swap_everywhere,
)  # fmt: skip
