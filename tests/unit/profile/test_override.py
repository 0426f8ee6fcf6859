# SPDX-License-Identifier: GPL-2.0-or-later
"""A profile of one's own replaces sections of the shipped one, and hears of every key that does not fit, with its line."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

import kx86
from kx86.profile.model import Profile
from kx86.profile.parts import as_toml, in_force
from kx86.profile.read import BadProfile, ProfileText, read_profile

SHIPPED = ProfileText(
    file="shipped.toml", text=(Path(kx86.__file__).parent / "data" / "kvm-x86.toml").read_text(encoding="utf-8")
)
ROUTING = '[routing]\ndefault = "core"\n'


def read(text: str) -> Profile:
    return read_profile(text, "my.toml", SHIPPED)


def said(text: str) -> list[str]:
    with pytest.raises(BadProfile) as caught:
        read(text)
    return [f"{one.said}{f' ({one.hint})' if one.hint else ''}" for one in caught.value.problems]


def test_a_section_replaces_the_shipped_one_and_leaves_the_others() -> None:
    own, shipped = read(ROUTING), read_profile(SHIPPED.text, SHIPPED.file)
    assert own.routing.default == "core" and own.routing.tests == ""
    assert (own.name, own.trees, own.people) == (shipped.name, shipped.trees, shipped.people)


@pytest.mark.statement("TREE-4")
def test_trees_and_their_roles_may_change_without_code() -> None:
    trees = SHIPPED.text[SHIPPED.text.index("[[trees]]") : SHIPPED.text.index("# --- Routing")]
    moved = read(trees.replace('name = "kvm-x86"\nrole = "subsystem"', 'name = "kvm-x86"\nrole = "other"'))
    assert moved.tree("subsystem") is None and moved.tree("upstream") is not None


def test_the_shipped_profile_makes_sense() -> None:
    read(SHIPPED.text)


def test_a_whole_file_stands_alone() -> None:
    other = read(SHIPPED.text.replace('name = "KVM x86"', 'name = "Widgets & Co."'))
    assert (other.name, other.folder) == ("Widgets & Co.", "widgets-co")


@pytest.mark.parametrize(
    ("name", "folder"), [("KVM x86", "kvm-x86"), ("../../x", "x"), ("a/b\\c", "a-b-c"), ("x" * 99, "x" * 60)]
)
def test_a_name_names_a_folder_and_no_path(name: str, folder: str) -> None:
    assert read(f"name = '{name}'").folder == folder


def test_only_what_mails_are_read_with_marks_an_index() -> None:
    assert read_profile(SHIPPED.text, "x").mark == ""
    assert read(SHIPPED.text).mark == read(ROUTING).mark == ""
    one, other = read("[links]\nlore = 'https://a.example'\n"), read("[links]\nlore = 'https://b.example'\n")
    assert one.mark and other.mark and one.mark != other.mark
    assert one.mark == read('# a comment\n[links]\nlore = "https://a.example"\n' + ROUTING).mark


# Each breaks one thing.
BAD = {
    "unknown": "[routing]\n\ndefautl = 'x'\n",
    "far": "[routing]\nzzz = 1\n",
    "section": "[rooting]\ndefault = 'x'\n",
    "missing": "\n\n[shortlog]\nroot = 'X'\n",
    "missing in a list": (
        "[[lists]]\nname = 'a'\naddress = 'a@x.example'\narchive = 'https://x.example'\n[[lists]]\n"
        "name = 'b'\n"
    ),
    "kind": "[[trees]]\nname = 'a'\nwords = [\n  'x',\n  3,\n]\n",
    "role": "[[trees]]\nname = 'a'\nrole = 'main'\n",
    "scalar": "trees = 3\n",
    "toml": "[routing]\ndefault = \n",
    "end": "[routing]\ndefault = '''\nx",
    "twice": "[routing]\ndefault = 'a'\ndefault = 'b'\n",
    "empty": "# nothing\n",
    "nothing": "",
    "deep": "x = " + "[" * 5000 + "]" * 5000,
    "number": "x = " + "1" * 5000,
    "bom": "\ufeff[routing]\n",
    "name": "name = '///'\n",
    "two trees": (
        "[[trees]]\nname = 'kvm-x86'\nrole = 'subsystem'\n[[trees]]\nname = 'kvm'\nrole = 'subsystem'\n"
        "[[trees]]\nname = 'kvm'\n"
    ),
    "urls": (
        "[[trees]]\nname = 'kvm-x86'\n"
        "urls = ['github.com/x', 'https:///x', '/srv/x', 'git@h.example:x', 'https://h.example/x']\n"
        "[[trees]]\nname = 'kvm'\n"
    ),
    "masks": (
        "[[trees]]\nname = 'kvm-x86'\ncommit_url = 'https://h.example/c'\n"
        "branch_url = 'h.example/{branch}'\nlinks = ['https://x']\n[[trees]]\nname = 'kvm'\n"
    ),
    "names": "[[trees]]\nname = 'kvm-x86'\nremote = '-x'\nnext = 'a b'\nfixes = 'a..b'\n[[trees]]\nname = 'kvm'\n",
    "gone tree": "[[trees]]\nname = 'kvm-x86'\n",
    "themes": "".join(f"[[themes]]\nname = '{name}'\ntakers = {{ misc = 1 }}\n" for name in ("a", "a", "")),
    "routing": "[routing]\ndefault = ''\n",
    "editions": "[[editions]]\nname = 'merged'\nmarker = 'x'\n",
    "people": (
        "[[people]]\nname = 'A'\nemails = ['a', 'a@x.example']\nrole = 'reviewer'\n[[people]]\n"
        "name = 'B'\nemails = ['A@x.example']\nrole = 'reviewer'\n"
    ),
    "paths": (
        "[[paths]]\narea = 'kvm'\ntopic = 'nonsense'\nprefixes = ['a/', 'b/', '']\n[[paths]]\n"
        "area = 'kvm'\nprefixes = [\n 'a/']\n"
    ),
    "links": "[links]\nlore = 'lore'\nmirrors = ['https://x']\n",
    "stable": "[stable]\naddress = 'stable'\n",
    "lists": "[[lists]]\nname = 'a'\naddress = 'a'\narchive = ''\n",
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_bad_profile_names_file_line_and_key(case: str, snapshot: SnapshotAssertion) -> None:
    assert said(BAD[case]) == snapshot


SHORTLOG = """[shortlog]
root = ""
topics = ["a", "b", "a"]
[shortlog.parents]
a = "b"
b = "a"
c = "a"
[shortlog.spellings]
x = "y"
[shortlog.mentions]
z = ["z"]
"""


def test_a_shortlog_leads_nowhere_but_to_its_topics() -> None:
    found = [line for line in said(SHORTLOG) if line.startswith("my.toml")]
    assert [line.split(":")[1] for line in found] == ["2", "3", "5", "6", "7", "9", "11"]
    assert "lead back" in found[2] and "`c` is no topic" in found[4]


def test_a_shipped_section_that_no_longer_fits_says_whose_fault_it_is() -> None:
    found = said("[shortlog]\nroot = 'KVM'\ntopics = ['x86']\n")
    assert all(line.startswith("shipped.toml:") for line in found)
    assert "give it this section as well" in found[0]


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(BadProfile) as caught:
        read("a = 1\nb = 2\nc = 3\n")
    assert [one.line for one in caught.value.problems] == [1, 2, 3]
    assert caught.value.message == "my.toml:1: unknown key `a`"
    assert "kx86 profile check tells 2 more" in (caught.value.hint or "")


def test_thousands_of_unknown_keys_are_not_all_looked_up() -> None:
    assert len(said("".join(f"k{number} = 1\n" for number in range(3000)))) <= 100


@given(st.text(max_size=80) | st.text("[]=trees.nam'\"{}\n,#", max_size=80))
def test_no_text_crashes_the_reader(text: str) -> None:
    try:
        read(text)
    except BadProfile as bad:
        lines = {one.line for one in bad.problems if one.file == "my.toml"}
        wrong = lines - set(range(1, text.count("\n") + 2))
        if wrong:
            pytest.fail(f"no such lines: {wrong}")


def test_what_is_in_force_makes_a_file_with_the_same_meaning() -> None:
    own = ProfileText(file="my.toml", text=f'name = "Mine"\r\n# why\r\n{ROUTING}')
    found = in_force(SHIPPED, own)
    assert tomllib.loads(as_toml(found)) == {**tomllib.loads(SHIPPED.text), **tomllib.loads(own.text)}
    assert tomllib.loads(as_toml(in_force(SHIPPED, None))) == tomllib.loads(SHIPPED.text)
    mine = {one.name: (one.file, one.line) for one in found if one.own}
    assert mine == {"name": ("my.toml", 1), "routing": ("my.toml", 3)}
    assert as_toml([one for one in found if one.name == "routing"]) == f"# why\n{ROUTING}"
