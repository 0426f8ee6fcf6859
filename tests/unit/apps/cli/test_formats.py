# SPDX-License-Identifier: GPL-2.0-or-later
"""The forms for programs."""

import re

from kx86.apps.cli.formats import b4_checks, checkpatch_lines
from unit.apps.cli.making import finding, report, series

SUBJECT = finding("SL-PUNCT", "error", 1, "Full stop.", text="KVM: x.", replacement="KVM: x")
IN_CODE = finding(
    "CS-LONG80", "advice", 2, "Long.", part="diff", file="virt/kvm/kvm_main.c", line=31, text="int x;", hint="Break it."
)
IN_TEXT = finding("CL-PRONOUN", "warning", 2, 'Says "we".', part="changelog", line=4, text="we")
OF_SERIES = finding("SR-COVER", "warning", None, "No cover letter.")
# What `checkpatch.pl --terse --show-types` prints and what reads it expects.
LINE = re.compile(r"[^:]*:\d+: (ERROR|WARNING|CHECK):[A-Z0-9_-]+: \S.*")


def test_a_patch_on_standard_input_has_no_name() -> None:
    assert list(checkpatch_lines(report(series([SUBJECT])))) == ["-:1: ERROR:SL-PUNCT: Full stop. Write: KVM: x"]


def test_findings_of_several_patches_name_file_or_commit() -> None:
    lines = list(checkpatch_lines(report(series([SUBJECT, IN_CODE, IN_TEXT], 2))))
    assert lines == [
        "100000000000:1: ERROR:SL-PUNCT: Full stop. Write: KVM: x",
        "virt/kvm/kvm_main.c:31: CHECK:CS-LONG80: Long. Break it.",
        '200000000000:4: WARNING:CL-PRONOUN: Says "we".',
    ]
    assert all(LINE.fullmatch(line) for line in lines)


def test_a_long_rewrite_does_not_make_a_long_line() -> None:
    found = finding("CL-WRAP", "advice", 1, "Wrap it.", text="x", replacement="two\nlines", hint="At 75.")
    assert list(checkpatch_lines(report(series([found])))) == ["-:1: CHECK:CL-WRAP: Wrap it. At 75."]


def test_nothing_found_prints_nothing() -> None:
    assert list(checkpatch_lines(report(series([])))) == []


def test_b4_gets_a_check_for_each_patch() -> None:
    first, second = b4_checks(report(series([OF_SERIES, SUBJECT, IN_CODE, IN_TEXT], 2)))
    assert (first["tool"], first["status"], first["summary"]) == ("kx86", "fail", "1 error and 1 warning")
    assert "SR-COVER" in first["details"]
    assert (second["status"], second["summary"]) == ("warn", "1 warning and 1 piece of advice")
    assert second["details"].split("\n")[0] == "advice CS-LONG80: virt/kvm/kvm_main.c:31: Long. Break it."


def test_b4_hears_that_a_patch_is_fine() -> None:
    assert b4_checks(report(series([]))) == [
        {"tool": "kx86", "status": "pass", "summary": "nothing to remark", "url": "", "details": ""}
    ]


def test_advice_alone_passes() -> None:
    assert b4_checks(report(series([IN_CODE], 2)))[1]["status"] == "pass"


def test_hostile_text_stays_on_its_line() -> None:
    found = finding("SL-CASE", "error", 1, "Bad\n-:1: CHECK:X: y\x1b[2J", text="x", replacement="a\x1b")
    (line,) = checkpatch_lines(report(series([found])))
    assert line.isprintable()
