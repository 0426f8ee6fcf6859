# SPDX-License-Identifier: GPL-2.0-or-later
"""Signs in a diff that a patch does more than one thing."""

import re
from collections import Counter

from kx86.handbook.facts import Facts
from kx86.handbook.features.added import cpuid_bits
from kx86.handbook.finding import Finding, Where
from kx86.handbook.kinds import changed, is_source, is_test
from kx86.handbook.said import and_list
from kx86.series.patch import Patch

# Lines of diff beyond which a patch is hard to review when they are spread over this many files.
_MANY_LINES, _MANY_FILES = 400, 4
# Lines of new code that are more than a line-by-line adaption of callers.
_SUBSTANTIAL = 30
_LIBRARY, _USER, _BOTH = 80, 30, 150
_X86 = "arch/x86/kvm/"
_SUITES = "tools/testing/selftests/"
_EXIT_REASON = re.compile(r"#define\s+((?:SVM_EXIT|EXIT_REASON)_[A-Z0-9_]+)\s")
_WORD = re.compile(r"\w+")
_FLAG = re.compile(r"(?:(?<=\s)|\A)-[Wfm][a-z][\w=-]*")


def _finding(patch: Patch, message: str, hint: str) -> Finding:
    return Finding(where=Where(part="subject", text=patch.shortlog), message=message, hint=hint)


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _large(patch: Patch, facts: Facts, lines: Counter[str]) -> Finding | None:
    code = [path for path in lines if path.endswith((".c", ".h", ".S"))]
    total = sum(lines[path] for path in code)
    if total <= _MANY_LINES or len(code) < _MANY_FILES:
        return None
    return _finding(
        patch,
        f"The patch adds {total} lines to {len(code)} files.",
        "Split it into steps that can be reviewed one by one: definitions, plumbing, helpers, their user.",
    )


def _library_and_test(patch: Patch, facts: Facts, lines: Counter[str]) -> Finding | None:
    """Shared code of the selftests, and a test that uses it."""
    kvm = {path: n for path, n in lines.items() if path.startswith(f"{_SUITES}kvm/")}
    library = sum(n for path, n in kvm.items() if "/lib/" in path or "/include/" in path)
    test = sum(n for path, n in kvm.items() if path.endswith(".c") and "/lib/" not in path)
    if library < _LIBRARY or test < _USER or library + test < _BOTH:
        return None
    return _finding(
        patch,
        f"The patch adds {library} lines of shared selftest code together with {test} lines of tests.",
        "Put definitions and helpers into patches of their own before the test that uses them.",
    )


def _source_and_test(patch: Patch, facts: Facts, lines: Counter[str]) -> Finding | None:
    source = [path for path in lines if is_source(path, facts.profile) and lines[path] >= 5]
    tests = [path for path in lines if is_test(path) and lines[path] >= 20]
    if not source or not tests:
        return None
    return _finding(
        patch,
        f"The patch changes KVM ({_name(source[0])}) and selftests ({_name(tests[0])}) at once.",
        "Put the selftest into a patch of its own in the same series.",
    )


def _two_subsystems(patch: Patch, facts: Facts, lines: Counter[str]) -> Finding | None:
    """Substantial code outside KVM and code of KVM."""
    code = {path: n for path, n in lines.items() if path.endswith(".c") and not path.startswith("tools/")}
    kvm = sum(n for path, n in code.items() if is_source(path, facts.profile))
    other = {path: n for path, n in code.items() if not is_source(path, facts.profile) and "/kvm/" not in path}
    if kvm < 5 or sum(other.values()) < _SUBSTANTIAL:
        return None
    most = max(other, key=lambda path: other[path])
    return _finding(
        patch,
        f"The patch adds {sum(other.values())} lines outside KVM ({most}) together with the KVM change.",
        "Change the other subsystem first, in a patch with its prefix, and use it from KVM in the next.",
    )


def _hardware_and_use(patch: Patch, facts: Facts, lines: Counter[str]) -> Finding | None:
    """New exit reasons of the hardware, and code of KVM that handles them."""
    names = [
        match[1]
        for line in patch.touch.added
        if line.file.startswith("arch/x86/include/") and (match := _EXIT_REASON.search(line.text))
    ]
    code = sum(n for path, n in lines.items() if path.endswith(".c") and is_source(path, facts.profile))
    if not names or code < 5:
        return None
    return _finding(
        patch,
        f"The patch defines what hardware offers ({and_list(names)}) and makes KVM use it.",
        "Put the definitions into a first patch whose changelog explains the hardware feature.",
    )


def _several_features(patch: Patch, facts: Facts, lines: Counter[str]) -> Finding | None:
    """Several CPUID bits that the shortlog itself tells apart."""
    words = set(_WORD.findall(patch.shortlog.upper()))
    named = [bit for bit in cpuid_bits(patch) if bit in words]
    if len(named) < 2:
        return None
    return _finding(
        patch,
        f"The patch enables {and_list(named)} at once.",
        "Use one patch for each feature, each with a line on what it is, unless they must go together.",
    )


def _several_suites(patch: Patch, facts: Facts, lines: Counter[str]) -> Finding | None:
    suites = {
        path.removeprefix(_SUITES).split("/")[0]
        for path in lines
        if path.startswith(_SUITES) and path.endswith((".c", ".h", ".sh"))
    }
    if len(suites) not in (2, 3):
        return None
    return _finding(
        patch,
        f"The patch changes several selftest suites: {and_list(sorted(suites))}.",
        "Use one patch for each suite, with that suite's prefix.",
    )


def _compiler_flags(patch: Patch, facts: Facts, lines: Counter[str]) -> Finding | None:
    total = lines.total()
    for file in patch.diff.files:
        if "Makefile" not in file.path or total - lines[file.path] < _SUBSTANTIAL:
            continue
        before = set(_FLAG.findall("\n".join(changed(file, "-"))))
        after = _FLAG.findall("\n".join(changed(file, "+")))
        new = [flag for flag in after if flag not in before]
        if new:
            return _finding(
                patch,
                f"The patch changes compiler flags for everybody ({and_list(new)}) along with the code.",
                f"Change {file.path} in a patch of its own that says why.",
            )
    return None


def _both_vendors(patch: Patch, facts: Facts, lines: Counter[str]) -> Finding | None:
    """New code in common x86 files, in VMX and in SVM, beyond what a changed hook asks of its callers."""
    net: Counter[str] = Counter()
    for file in patch.diff.files:
        if is_source(file.path, facts.profile) and file.path.startswith(_X86):
            side = file.path.removeprefix(_X86).split("/")[0]
            grown = sum(1 for _ in changed(file, "+")) - sum(1 for _ in changed(file, "-"))
            net[side if side in ("vmx", "svm") else "common"] += grown
    if min(net["vmx"], net["svm"]) < 1 or net["vmx"] + net["svm"] < 8 or net["common"] < _SUBSTANTIAL:
        return None
    return _finding(
        patch,
        f"The patch adds to common code ({net['common']} lines), VMX ({net['vmx']}) and SVM ({net['svm']}) at once.",
        "Put each vendor's part into a patch of its own that explains the vendor's requirements.",
    )


def _many_topics(patch: Patch, facts: Facts, lines: Counter[str]) -> Finding | None:
    """A prefix that has to list three topics."""
    for scope in patch.shortlog.split(": ")[:-1]:
        topics = [topic.strip() for topic in scope.split(",")]
        if len(topics) >= 3 and all(map(facts.profile.shortlog.meant, topics)):
            return _finding(
                patch,
                f"The shortlog needs {len(topics)} topics ({scope}) to say what changes.",
                "Split the patch by topic, or find the one change that is common to all.",
            )
    return None


_SIGNS = (
    _large,
    _library_and_test,
    _source_and_test,
    _two_subsystems,
    _hardware_and_use,
    _several_features,
    _several_suites,
    _compiler_flags,
    _both_vendors,
    _many_topics,
)


def sign_in_diff(patch: Patch, facts: Facts) -> Finding | None:
    """Find the first sign that a patch does more than one thing."""
    lines = Counter(line.file for line in patch.touch.added)
    return next((found for sign in _SIGNS if (found := sign(patch, facts, lines)) is not None), None)
