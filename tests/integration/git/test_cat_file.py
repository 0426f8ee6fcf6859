# SPDX-License-Identifier: GPL-2.0-or-later
"""The long-lived reader of git objects."""

import subprocess
from pathlib import Path

import pytest

from kx86.adapters.git.cat_file import CatFile
from kx86.errors import EnvironmentProblem


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    run(tmp_path, "init", "--quiet", "--bare")
    return tmp_path


def run(repo: Path, *arguments: str, stdin: bytes = b"") -> str:
    done = subprocess.run(["git", "-C", str(repo), *arguments], input=stdin, capture_output=True, check=True)
    return done.stdout.decode().strip()


def store(repo: Path, data: bytes) -> str:
    return run(repo, "hash-object", "-w", "--stdin", stdin=data)


def test_objects_come_back_in_the_order_of_their_names(repo: Path) -> None:
    contents = [f"{number}\n".encode() * number for number in range(300)]
    names = [store(repo, data) for data in contents]
    with CatFile(str(repo)) as cat:
        found = list(cat.stream(names))
    assert [one and one.data for one in found] == contents
    assert [one and one.id for one in found] == names
    assert {one and one.kind for one in found} == {"blob"}


def test_large_objects_do_not_block_the_pipe(repo: Path) -> None:
    name = store(repo, b"x" * 1_000_000)
    with CatFile(str(repo)) as cat:
        assert sum(len(one.data) for one in cat.stream([name] * 200) if one) == 200_000_000


@pytest.mark.parametrize(
    "name", ["0" * 40, "nonsense", "", "HEAD:m", "two\nlines", "x" * 5000, "a b c", "ä", "\udce4", "blob 3"]
)
def test_a_name_that_names_nothing_gives_none_and_harms_no_other(repo: Path, name: str) -> None:
    there = store(repo, b"data")
    with CatFile(str(repo)) as cat:
        found = list(cat.stream([there, name, there]))
        assert [one and one.data for one in found] == [b"data", None, b"data"]
        assert cat.get(name) is None
        assert cat.get(there) is not None


def test_a_damaged_object_counts_as_missing_and_the_next_is_read(repo: Path) -> None:
    bad, good = store(repo, b"bad"), store(repo, b"good")
    path = repo / "objects" / bad[:2] / bad[2:]
    path.chmod(0o644)
    path.write_bytes(b"damaged")
    with CatFile(str(repo)) as cat:
        assert [one and one.data for one in cat.stream([good, bad, good, bad, good])] == [
            b"good",
            None,
            b"good",
            None,
            b"good",
        ]


def test_a_stream_left_early_leaves_no_answers_behind(repo: Path) -> None:
    one, two = store(repo, b"one"), store(repo, b"two")
    with CatFile(str(repo)) as cat:
        walk = cat.stream([one] * 50)
        assert next(walk) is not None
        walk.close()
        found = cat.get(two)
    assert found is not None
    assert found.data == b"two"


def test_a_process_that_was_killed_is_replaced(repo: Path) -> None:
    one = store(repo, b"one")
    with CatFile(str(repo)) as cat:
        assert cat.get(one)
        process = cat._process
        assert process is not None
        process.kill()
        process.wait()
        assert cat.get(one) is not None


def test_one_process_answers_all_requests(repo: Path) -> None:
    one = store(repo, b"one")
    with CatFile(str(repo)) as cat:
        cat.get(one)
        process = cat._process
        list(cat.stream([one] * 100))
        cat.get(one)
        assert cat._process is process


def test_a_folder_that_is_no_repository_is_an_environment_problem(tmp_path: Path) -> None:
    with CatFile(str(tmp_path)) as cat, pytest.raises(EnvironmentProblem, match="cannot read its objects"):
        list(cat.stream(["HEAD"] * 100))


def test_closing_twice_is_fine(repo: Path) -> None:
    cat = CatFile(str(repo))
    cat.get("HEAD")
    cat.close()
    cat.close()
