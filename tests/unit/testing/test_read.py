# SPDX-License-Identifier: GPL-2.0-or-later
"""Reading how a subsystem is built."""

import pytest

from kx86.adapters.data import text_of_testing
from kx86.profile.read import BadProfile, ProfileText
from kx86.testing.configuration import Configuration
from kx86.testing.read import read_testing

SHIPPED = ProfileText(file="data/kvm-x86.testing.toml", text=text_of_testing())


def test_the_first_configuration_is_what_the_handbook_asks_of_every_patch() -> None:
    first = next(iter(read_testing(SHIPPED).configurations.values()))
    assert {"KVM_INTEL": "m", "KVM_AMD": "m", "KVM_WERROR": "y"}.items() <= dict(first.symbols).items()


def test_a_configuration_has_what_the_one_has_that_it_is_like() -> None:
    known = read_testing(SHIPPED).configurations
    whole, narrow = known["64-bit"], known["32-bit"]
    assert dict(narrow.symbols) == {**dict(whole.symbols), "64BIT": "n"}
    assert (narrow.arch, narrow.targets) == ("i386", whole.targets)
    assert narrow.id != whole.id


def test_what_is_required_is_no_longer_merely_wanted() -> None:
    one = read_testing(SHIPPED).configurations["no-smm"]
    assert dict(one.symbols)["KVM_SMM"] == "n"
    assert "KVM_SMM" not in dict(one.wanted)
    assert "# CONFIG_KVM_SMM is not set\n" in one.fragment


def test_a_fragment_quotes_texts_and_no_numbers() -> None:
    one = Configuration(name="x", symbols=(("A", "y"), ("B", "12"), ("C", "0x1"), ("D", "-x"), ("E", "n")))
    assert one.fragment == 'CONFIG_A=y\nCONFIG_B=12\nCONFIG_C=0x1\nCONFIG_D="-x"\n# CONFIG_E is not set\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[configuration.a", "not TOML"),
        (
            "[configuration.a]\nlike = 'b'\n[configuration.b]\n",
            "configuration a is like b, which does not stand above it",
        ),
        ("[configuration.a]\nsymbol = { A = 'y' }\n", "unknown key `configuration.a.symbol`"),
    ],
)
def test_a_file_that_does_not_fit_is_told_by_name(text: str, said: str) -> None:
    own = ProfileText(file="own.testing.toml", text=text)
    with pytest.raises(BadProfile, match=r"own\.testing\.toml:1: ") as told:
        read_testing(SHIPPED, own)
    assert said in told.value.message


def test_a_configuration_of_one_s_own_stands_beside_those_that_ship() -> None:
    text = (
        "[configuration.kasan]\nlike = '64-bit'\nsymbols = { KASAN = 'y' }\n"
        "[configuration.w1]\nlike = '32-bit'\n[packages]\nsparse = 'mine'\n"
    )
    shipped = read_testing(SHIPPED)
    both = read_testing(SHIPPED, ProfileText(file="own.testing.toml", text=text))
    assert [*both.configurations] == [*shipped.configurations, "kasan"]
    assert dict(both.configurations["kasan"].symbols)["KVM_WERROR"] == "y"
    assert both.configurations["w1"].arch == "i386" and not both.configurations["w1"].make
    assert both.table.concerns == shipped.table.concerns
    assert both.table.packages == {**shipped.table.packages, "sparse": "mine"}


def test_what_has_no_name_of_its_own_is_replaced_as_a_whole() -> None:
    own = ProfileText(file="own.testing.toml", text="[params]\nskip = ['*.mine']\n")
    assert tuple(read_testing(SHIPPED, own).table.params.skip) == ("*.mine",)
    with pytest.raises(BadProfile):
        read_testing(SHIPPED, ProfileText(file="own.testing.toml", text="configuration = 3\n"))
