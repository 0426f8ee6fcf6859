# SPDX-License-Identifier: GPL-2.0-or-later
"""In the open, names of places inside become those of the places themselves."""

import pytest

from kx86.adapters.sandbox.in_the_open import translated
from kx86.ports.sandbox import Bind, Command

BINDS = (
    Bind(source="/home/ann/linux", target="/src"),
    Bind(source="/home/ann/out", target="/out", write=True),
    Bind(source="/cache/out/ccache", target="/out/ccache", write=True),
    Bind(source="/out/tmp", target="/tmp", write=True),
)


@pytest.mark.parametrize(
    ("inside", "outside"),
    [
        ("/src", "/home/ann/linux"),
        ("/src/arch/x86/kvm", "/home/ann/linux/arch/x86/kvm"),
        ("O=/out", "O=/home/ann/out"),
        ("-fmacro-prefix-map=/src/=", "-fmacro-prefix-map=/home/ann/linux/="),
        ("/out/ccache/0/1:/out:/src", "/cache/out/ccache/0/1:/home/ann/out:/home/ann/linux"),
        ("cat '/src/x' >/tmp/y;ls \"/out\"", "cat '/home/ann/linux/x' >/out/tmp/y;ls \"/home/ann/out\""),
        ("/usr/src /srcs /src.old x/src ../src src", "/usr/src /srcs /src.old x/src ../src src"),
        ("/home/ann/src", "/home/ann/src"),
    ],
)
def test_a_path_is_translated_where_it_stands_as_a_whole(inside, outside):
    command = translated(Command(argv=("x", inside), folder="/src", environment={"A": inside}), BINDS)
    assert command.argv == ("x", outside)
    assert command.environment == {"A": outside}
    assert command.folder == "/home/ann/linux"
