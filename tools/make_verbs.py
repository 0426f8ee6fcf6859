# SPDX-License-Identifier: GPL-2.0-or-later
"""Make src/kx86/data/verbs.txt: English base forms of verbs, plus the verbs of kernel people.

Run `python tools/make_verbs.py > src/kx86/data/verbs.txt` where lemminflect is installed.  lemminflect is needed for this
only: kx86 reads the list and never imports lemminflect, which would cost 58 MB (numpy) and 200 ms a start.  The table is
read as a file for the same reason.
"""

import gzip
import re
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

HEADER = """\
# SPDX-License-Identifier: GPL-2.0-or-later
# English base forms of verbs, one a line, sorted.  Made by tools/make_verbs.py: change that script, not this file.
# The facts come from the lemma table of lemminflect {version} (MIT licence, Brad Jascob), which goes back to the SPECIALIST
# Lexicon of the U.S. National Library of Medicine, and from the script's own list of kernel verbs.
"""
WORD = re.compile(r"[a-z]{2,}(?:-[a-z]+)?")

# Verbs that kernel changelogs use as commands and that the table lacks.
KERNEL_VERBS = """
autoselect backport bitbang blocklist canonicalize checkpoint cleanup debounce decouple dedup dedupe deduplicate
defragment deinitialize demultiplex denylist deprivilege dequeue deserialize enqueue fixup genericize hardcode hexdump
inline ioremap linearize memoize mlock mmap mprotect multiplex munmap offline online parallelize parameterize
parametrize paravirtualize pre-allocate preallocate precalculate precompute prefault prefetch prefill prepopulate
prezero printk ratelimit reacquire read-protect rebase recalculate redeclare refactor refault refcount refetch reinit
reinitialize reinject reintroduce remap repin repopulate repurpose requeue rescan resize resync retarget retpoline
setup shmem sign-extend stringify subclass swizzle symlink sync teardown trampoline unaccount undef unexport unfreeze
uninitialize uninline uninstall unlink unmap unmount unpoison unprotect unreference unregister unset unshadow unshare
unswitch untag unuse upstream vectorize virtualize whitelist workaround write-protect zero-extend zeroize
"""

# Base forms in the table that no shortlog uses as a command, and whose other reading is common there.
NO_COMMANDS = """
be best better can dare don down equal even fair fast full further hot last like long low major may minor must near ought over
second shall short still third true up well will wrong
"""


def table() -> Iterator[str]:
    """Give the base forms of all verbs in lemminflect's table."""
    spec = find_spec("lemminflect")
    if spec is None or spec.origin is None:
        sys.exit("lemminflect is not installed: pip install lemminflect")
    with gzip.open(Path(spec.origin).parent / "resources" / "lemma_lu.csv.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            _, kind, lemmas, *_ = line.rstrip("\n").split(",")
            if kind == "verb":
                yield from lemmas.split("/")


def verb_list(lemmas: Iterable[str]) -> list[str]:
    """Join the table with the kernel's verbs and drop what is no command."""
    words = {word for word in lemmas if WORD.fullmatch(word)} | set(KERNEL_VERBS.split())
    return sorted(words - set(NO_COMMANDS.split()))


def main() -> None:
    """Print the list with its header."""
    print(HEADER.format(version=version("lemminflect")), end="")
    print("\n".join(verb_list(table())))


if __name__ == "__main__":
    main()
