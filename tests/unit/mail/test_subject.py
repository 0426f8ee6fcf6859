# SPDX-License-Identifier: GPL-2.0-or-later
"""The grammar of subjects."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from kx86.mail.subject import Subject, parse_subject, plain_subject


def facts(text: str) -> tuple[str | None, int | None, int | None]:
    subject = parse_subject(text)
    return subject.version, subject.n, subject.m


@pytest.mark.parametrize(
    ("text", "version", "n", "m"),
    [
        ("[PATCH] KVM: x86: Do it", None, None, None),
        ("[PATCH v2] KVM: x86: Do it", "2", None, None),
        ("[PATCH v2 03/10] KVM: x86: Do it", "2", 3, 10),
        ("[PATCH V12 0/9] KVM: x86: Do it", "12", 0, 9),
        ("[V5 PATCH 1/3] KVM: x86: Do it", "5", 1, 3),
        ("[v3 PATCH 0/2] KVM: x86: Do it", "3", 0, 2),
        ("[PATCH RFC v7 2/8] KVM: x86: Do it", "7", 2, 8),
        ("[RFC V3 PATCH 2/6] KVM: x86: Do it", "3", 2, 6),
        ("[PATCH kvm-next V11 6/7] KVM: x86: Do it", "11", 6, 7),
        ("[PATCH v8 net-next 05/12] net: Do it", "8", 5, 12),
        ("[PATCH][next][V2] KVM: x86: Do it", "2", None, None),
        ("[PATCH]][next][V2 1/2] KVM: x86: Do it", "2", 1, 2),
        ("[[PATCH v2 1/2]] KVM: x86: Do it", "2", 1, 2),
        ("[PATCH] [v2] KVM: x86: Do it", "2", None, None),
        ("[PATCH v2]: KVM: x86: Do it", "2", None, None),
        ("[PATCH 1/2][v4] KVM: x86: Do it", "4", 1, 2),
        ("[PATCH v3 v6.11 v5.15 v5.4 v4.19 1/1] selftests: Do it", "3", 1, 1),
        ("[PATCH v6.11 v5.15 v5.4 v4.19 1/1] selftests: Do it", None, 1, 1),
        ("[PATCH v6.11 v3 1/1] selftests: Do it", "3", 1, 1),
        ("[PATCH 6.1 v2 1/3] KVM: x86: Do it", "2", 1, 3),
        ("[PATCH 6.1.y 1/3] KVM: x86: Do it", None, 1, 3),
        ("[PATCH v2.1 3/4] KVM: x86: Do it", "2.1", 3, 4),
        ("[PATCH1/8] KVM: x86: Do it", None, 1, 8),
        ("[PATCHv2 1/8] KVM: x86: Do it", "2", 1, 8),
        ("[PATCH-v2 1/8] KVM: x86: Do it", "2", 1, 8),
        ("[PATCH v2,1/8] KVM: x86: Do it", "2", 1, 8),
        ("[PATCH v21/8] KVM: x86: Do it", "2", 1, 8),
        ("[PATCH v110/12] KVM: x86: Do it", "1", 10, 12),
        ("[PATCH, v2 1/8] KVM: x86: Do it", "2", 1, 8),
        ("[PATCH (v2) 1/8] KVM: x86: Do it", "2", 1, 8),
        ("[PATCH v 2 1/8] KVM: x86: Do it", "2", 1, 8),
        ("[PATCH version 2 1/8] KVM: x86: Do it", "2", 1, 8),
        ("[PATCH ver2 1/8] KVM: x86: Do it", "2", 1, 8),
        ("[PATCH v02 01 / 08] KVM: x86: Do it", "2", 1, 8),
        ("[PATCH 2 of 5] KVM: x86: Do it", None, 2, 5),
        ("[PATCH 1/3 v3] KVM: x86: Do it", "3", 1, 3),
        ("[PATCH 4/3] KVM: x86: Do it", None, 4, 3),
        ("[PATCH 19/18] KVM: x86: Do it", None, 19, 18),
        ("[RESEND PATCH v2 3/4] KVM: x86: Do it", "2", 3, 4),
        ("[PATCH v1 RESEND 3/4] KVM: x86: Do it", "1", 3, 4),
        ("[kvm-unit-tests PATCH 1/2] x86: Do it", None, 1, 2),
        ("[kvm-unit-tests PATCH v2] x86: Do it", "2", None, None),
        ("[PATCH cgroup/for-6.20 v5 0/5] cgroup: Do it", "5", 0, 5),
        ("[RFC 1/3] KVM: x86: Do it", None, 1, 3),
        ("[12/14] KVM: x86: Do it", None, 12, 14),
        ("[v4] KVM: x86: Do it", "4", None, None),
        ("[PATCH v2\n 1/8]\n KVM: x86: Do it", "2", 1, 8),
    ],
)
def test_version_and_counter_are_read_however_they_are_spelled(
    text: str, version: str | None, n: int | None, m: int | None
) -> None:
    assert facts(text) == (version, n, m)
    assert parse_subject(text).is_patch
    assert parse_subject(text).title.endswith(": Do it")
    assert "[" not in parse_subject(text).title


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[PATCH v2 1/3] x", ()),
        ("[kvm-unit-tests PATCH v2 1/3] x", ("kvm-unit-tests",)),
        ("[PATCH][next][V2] x", ("next",)),
        ("[PATCH -next 1/3] x", ("-next",)),
        ("[PATCH net-next, v2] x", ("net-next",)),
        ("[PATCH v3 v6.11 v5.15 1/1] x", ("v6.11", "v5.15")),
        ("[PATCH AUTOSEL 6.1 02/18] x", ("AUTOSEL", "6.1")),
        ("[RFC/PATCHv2 RESEND] x", ()),
        ("[PATCH v6.11.3] x", ("v6.11.3",)),
        ("[PATCH rfc2047 1/2] x", ("rfc2047",)),
    ],
)
def test_words_are_what_is_left_in_the_brackets(text: str, words: tuple[str, ...]) -> None:
    assert parse_subject(text).words == words


@pytest.mark.parametrize(
    "text", ["[RFC PATCH] x", "[PATCH RFC v7] x", "[RFCv2 1/2] x", "[RFC/PATCH] x", "[PATCH][RFC] x"]
)
def test_rfc_is_seen(text: str) -> None:
    assert parse_subject(text).rfc


@pytest.mark.parametrize("text", ["[RESEND PATCH] x", "[PATCH v2 resend] x", "[PATCH REPOST] x", "[PATCH v2-RESEND] x"])
def test_resend_is_seen(text: str) -> None:
    assert parse_subject(text).resend
    assert not parse_subject(text).rfc


@pytest.mark.parametrize(
    "text",
    [
        "Re: [PATCH v2 1/3] KVM: x86: Do it",
        "RE: [PATCH v2 1/3] KVM: x86: Do it",
        "Re: Re: [PATCH v2 1/3] KVM: x86: Do it",
        "Re:Re: [PATCH v2 1/3] KVM: x86: Do it",
        "Re[2]: [PATCH v2 1/3] KVM: x86: Do it",
        "AW: [PATCH v2 1/3] KVM: x86: Do it",
        "Antw: [PATCH v2 1/3] KVM: x86: Do it",
        "SV: [PATCH v2 1/3] KVM: x86: Do it",
        "Fwd: [PATCH v2 1/3] KVM: x86: Do it",
        "回复: [PATCH v2 1/3] KVM: x86: Do it",
        "回复：回复: [PATCH v2 1/3] KVM: x86: Do it",
        "答复：[PATCH v2 1/3] KVM: x86: Do it",
        "Re: (subset) [PATCH v2 1/3] KVM: x86: Do it",
        "[list] Re: [PATCH v2 1/3] KVM: x86: Do it",
        "Re: [list] Re: [PATCH v2 1/3] KVM: x86: Do it",
        "Re: [External] : Re: [PATCH v2 1/3] KVM: x86: Do it",
    ],
)
def test_a_reply_is_no_patch_but_its_brackets_are_read(text: str) -> None:
    subject = parse_subject(text)
    assert subject.is_reply
    assert not subject.is_patch
    assert (subject.version, subject.n, subject.m, subject.title) == ("2", 1, 3, "KVM: x86: Do it")


def test_a_reply_prefix_behind_the_patch_brackets_belongs_to_the_title() -> None:
    subject = parse_subject("[PATCH] Re: the thing")
    assert subject.is_patch
    assert subject.title == "Re: the thing"


@pytest.mark.parametrize(
    "text", ["", "KVM: x86: Do it", "[GIT PULL] KVM: x86: Do it", "[] x", "[question] x", "Regression: x", "[PATCH"]
)
def test_other_mail_is_no_patch(text: str) -> None:
    assert not parse_subject(text).is_patch


def test_brackets_are_given_as_written() -> None:
    assert parse_subject("[PATCH  v2][next] KVM:  Do it").brackets == ("PATCH v2", "next")


def test_a_plain_shortlog_keeps_its_brackets() -> None:
    subject = plain_subject("[PATCH v2] KVM: x86:  Do it")
    assert subject.title == "[PATCH v2] KVM: x86: Do it"
    assert (subject.is_patch, subject.brackets, subject.version, subject.n, subject.m) == (True, (), None, None, None)


@given(st.text())
def test_any_text_is_survived(text: str) -> None:
    assert isinstance(parse_subject(text), Subject)


@given(
    st.sampled_from(["", "v{} ", "V{} "]),
    st.integers(1, 99),
    st.integers(0, 99),
    st.integers(1, 99),
    st.sampled_from(["", "kvm-next ", "net "]),
    st.booleans(),
    st.booleans(),
)
def test_what_is_written_is_read_back(
    spelling: str, version: int, n: int, m: int, tree: str, rfc: bool, resend: bool
) -> None:
    marks = f"{'RFC ' if rfc else ''}PATCH {tree}{spelling.format(version)}{'RESEND ' if resend else ''}{n:02}/{m:02}"
    subject = parse_subject(f"[{marks}] KVM: x86: Do it")
    assert (subject.version, subject.n, subject.m) == (str(version) if spelling else None, n, m)
    assert (subject.rfc, subject.resend, " ".join(subject.words)) == (rfc, resend, tree.strip())
    assert subject.title == "KVM: x86: Do it"


@pytest.mark.parametrize(
    "unit",
    [
        "[",
        "]",
        "[]",
        "[PATCH]",
        "[PATCH v2 1/3]",
        "Re: ",
        "Re:[",
        "[v",
        "v2 ",
        "1/",
        "(",
        "re (",
        " ",
        "patch",
        "\t",
        "9",
        "of ",
    ],
)
def test_hostile_subjects_stay_linear(unit: str) -> None:
    def prepare(size: int) -> Callable[[], object]:
        text, bracketed = unit * size, f"[{unit * size}] x"
        return lambda: (parse_subject(text), parse_subject(bracketed))

    assert_linear(prepare)
