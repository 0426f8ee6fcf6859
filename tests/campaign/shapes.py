# SPDX-License-Identifier: GPL-2.0-or-later
"""Hostile shapes with a structure: each a function from a size to the bytes of a mail or a mailbox."""

import base64
import binascii
from collections.abc import Callable

from campaign.letters import FRESH, POKE, SIGNED, SOURCE, TEST, changed, cover, created, head, mail, mbox, raw

Shape = Callable[[int], bytes]
_LETTERS = str.maketrans("0123456789", "abcdefghij")

FUNCTION = (
    "static void poke{n}(struct kvm_vcpu *vcpu)\n{{\n\tint nr = {n};\n\n\tif (nr)\n\t\tkvm_poke(vcpu, nr);\n}}\n\n"
)


def each(template: str, size: int) -> str:
    """Write a template once for each number {n}; {w} is a word of letters that stands for the number."""
    return "".join(template.format(n=n, w=f"Q{str(n).translate(_LETTERS)}") for n in range(size))


def series(size: int, write: Callable[[int], bytes], *, letter: str = "") -> bytes:
    """Write a mailbox with a cover letter (when there is one) and patches, threaded under the first mail."""
    first = [raw(f"{head(f'[PATCH 0/{size}] KVM: x86: Poke', '0.poke@kernel.example')}{letter}\n")] if letter else []
    return mbox([*first, *(write(n) for n in range(1, size + 1))])


def posted(n: int, size: int, **parts: str) -> bytes:
    """Write one patch of a series."""
    answers = "In-Reply-To: <0.poke@kernel.example>\nReferences: <0.poke@kernel.example>\n"
    given = {"subject": f"[PATCH {n}/{size}] KVM: x86: Poke {n}", "ident": f"{n}.poke@kernel.example", "more": answers}
    return mail(**{**given, **parts})


def _nested_parts(size: int) -> bytes:
    opening = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(size))
    return raw(f"{head(more='MIME-Version: 1.0')[:-1]}\n{opening}\n{POKE}")


def _parts(size: int) -> bytes:
    part = f"--b\nContent-Type: text/plain\n\n{POKE}"
    return raw(f"{head(more='Content-Type: multipart/mixed; boundary=b')}\n{part * size}--b--\n")


def _small_parts(size: int) -> bytes:
    return raw(
        f"{head(more='Content-Type: multipart/mixed; boundary=b')}\n" + "--b\n\n--- x\n+++ y\n" * size + "--b--\n"
    )


def _coded(coding: str, data: bytes) -> bytes:
    return raw(head(more=f"Content-Transfer-Encoding: {coding}\nContent-Type: text/plain; charset=utf-8\n")) + data


def _base64(size: int) -> bytes:
    return _coded("base64", base64.encodebytes(mail("Poke a word.\n" * size).partition(b"\n\n")[2]))


def _quoted(size: int) -> bytes:
    return _coded("quoted-printable", binascii.b2a_qp(raw("Poke é =.\n" * size + f"\n{SIGNED}---\n\n{POKE}")))


def _flowed(size: int) -> bytes:
    return mail(
        "Poke a \nlong > word, \n> and \n" * size, more='Content-Type: text/plain; format="flowed"; delsp=yes\n'
    )


def _flowed_diff(size: int) -> bytes:
    diff = changed("\tpoke(a, \n b);\n" * size)
    return mail(diff=diff, more="Content-Type: text/plain; format=flowed\n")


def _ends(size: int) -> bytes:
    return mail(diff=changed(each(FUNCTION, size))).replace(b"\n", b"\r\n")


def _hunks(size: int) -> bytes:
    names = f"diff --git a/{SOURCE} b/{SOURCE}\n--- a/{SOURCE}\n+++ b/{SOURCE}\n"
    hunk = "@@ -{n}0,2 +{n}1,3 @@ static void poke{n}(void)\n \ta();\n+\tpoke({n});\n \tb();\n"
    return mail(diff=names + each(hunk, size))


def _same_hunks(size: int) -> bytes:
    names = f"diff --git a/{SOURCE} b/{SOURCE}\n--- a/{SOURCE}\n+++ b/{SOURCE}\n"
    return mail(diff=names + "@@ -10,2 +10,3 @@ static void poke(void)\n \ta();\n+\tpoke();\n \tb();\n" * size)


def _files(size: int, path: str = "arch/x86/kvm/poke{n}.c") -> bytes:
    template = f"diff --git a/{path} b/{path}\n--- a/{path}\n+++ b/{path}\n@@ -1 +1,2 @@\n a\n+\tpoke({{n}});\n"
    return mail(diff=each(template, size))


def _same_file(size: int) -> bytes:
    return mail(diff=POKE * size)


def _assertion(size: int) -> bytes:
    lines = "\tTEST_ASSERT(a,\n" + '\t\t    "b "\n' * size + '\t\t    "c");\n'
    return mail(diff=changed(lines, TEST))


def _cpuid(size: int) -> bytes:
    bits = each("\tkvm_cpu_cap_set(X86_FEATURE_POKE{n});\n", size)
    return mail(subject="[PATCH] KVM: x86: Add " + each("POKE{n} ", size), diff=changed(bits, "arch/x86/kvm/cpuid.c"))


def _makefiles(size: int) -> bytes:
    path = "tools/testing/selftests/kvm/{n}/Makefile"
    template = f"diff --git a/{path} b/{path}\n--- a/{path}\n+++ b/{path}\n@@ -1 +1,2 @@\n a\n+all: poke\n"
    return mail(diff=each(template, size) + changed("\tpoke();\n" * 50))


def _by_turns(size: int) -> bytes:
    diffs = (POKE, changed("\tpoke();\n", TEST))
    return series(size, lambda n: posted(n, size, diff=diffs[n % 2]), letter="Poke.\n")


def _moved(size: int) -> bytes:
    lines = "".join(f"-\tkvm_poke_vcpu({n}, nr);\n" for n in range(size))
    return mail(
        diff=f"--- a/{TEST}\n+++ b/{TEST}\n@@ -1,{size} +0,0 @@\n{lines}"
        + changed(each("\tkvm_poke_vcpu({n}, nr);\n", size))
    )


def _renames(size: int) -> bytes:
    template = (
        "diff --git a/virt/kvm/a{n}.c b/virt/kvm/b{n}.c\nsimilarity index 100%\n"
        "rename from virt/kvm/a{n}.c\nrename to virt/kvm/b{n}.c\n"
    )
    return mail(diff=each(template, size))


def _new_files(size: int) -> bytes:
    return mail(diff="".join(created(FUNCTION.format(n=n), f"arch/x86/kvm/poke{n}.c") for n in range(size)))


def _commented_hunks(size: int) -> bytes:
    names = f"diff --git a/{SOURCE} b/{SOURCE}\n--- a/{SOURCE}\n+++ b/{SOURCE}\n"
    return mail(diff=names + each("@@ -{n}0 +{n}1,2 @@ static void a(void)\n \ta();\n+\tb({n}); /* Poke. */\n", size))


def _alternating(size: int) -> bytes:
    pairs = "".join(f"-\tpoke({n}, a);\n+\tpoke({n}, b);\n" for n in range(size))
    return mail(diff=f"--- a/{SOURCE}\n+++ b/{SOURCE}\n@@ -1,{size} +1,{size} @@\n{pairs}")


def _mixed(size: int) -> bytes:
    kinds = (
        SOURCE,
        TEST,
        "Documentation/virt/kvm/api.rst",
        "include/uapi/linux/kvm.h",
        "arch/arm64/kvm/arm.c",
        "mm/slab.c",
        "Makefile",
    )
    return mail(diff="".join(changed(f"\tpoke({n});\n", kinds[n % 7]) for n in range(size)))


def _letter(text: str) -> Shape:
    return lambda size: cover(each(text, size))


def _log(text: str) -> Shape:
    return lambda size: mail(each(text, size))


def _tags(text: str) -> Shape:
    return lambda size: mail(trailers=each(text, size) + SIGNED)


def _notes(text: str) -> Shape:
    return lambda size: mail(notes=each(text, size))


def _body(text: str) -> Shape:
    return lambda size: mail(diff=changed(f"\tpoke();\n{each(text, size)}"))


def _file(text: str) -> Shape:
    return lambda size: mail(diff=created(f"/* Poke. */\n{each(text, size)}"))


def _inside(text: str) -> Shape:
    """Put lines into the only function of a new file."""
    return lambda size: mail(diff=created(f"static void poke(int a)\n{{\n\tint b;\n\n{each(text, size)}}}\n"))


def _many(**parts: str) -> Shape:
    """Write a series of patches whose parts hold {n}."""
    return lambda size: series(
        size,
        lambda n: posted(n, size, **{name: text.replace("{n}", str(n)) for name, text in parts.items()}),
        letter="Poke.\n",
    )


SHAPES: dict[str, Shape] = {
    # Text.
    "one huge changelog line": lambda size: mail("word " * size),
    "one huge word": lambda size: mail("a" * size),
    "a fix of one huge word": lambda size: mail(subject=f"[PATCH] KVM: x86: Fix {'a' * size}"),
    "one huge identifier": lambda size: mail("Poke kvm" + "_poke" * size + "() and vcpu" + "->arch" * size + ".\n"),
    "lines of a changelog": _log("Poke number {n} of the vCPU, which is what this is all about.\n"),
    "paragraphs": _log("Poke number {n}.\nThen poke again\n\n"),
    "blank lines": lambda size: mail("Poke.\n" + "\n" * size + "Again.\n", notes="\n" * size),
    "lines of blanks": lambda size: mail("Poke.\n" + " \n\t\n" * size + "Again.\n"),
    "apostrophes": lambda size: mail("it's vcpus' '" * size),
    "quotes left open": lambda size: mail('Poke "a\n' * size + "`b\n" * size + "“c\n" * size),
    "brackets in the subject": lambda size: mail(subject="[" * size + "PATCH" + "]" * size + " [a]" * size),
    "brackets left open in the subject": lambda size: mail(subject="[PATCH] KVM: x86: Poke" + " [a" * size),
    "numbers in the subject": lambda size: mail(subject=f"[PATCH {'1/' * size}2 v{'9' * size}] KVM: x86: Poke"),
    "a long version": lambda size: mail(
        subject=f"[PATCH v{'1' * size}.{'2' * size} {'3' * size}/{'4' * size}] KVM: x86: Poke"
    ),
    "prefixes": lambda size: mail(subject="[PATCH] " + "KVM: " * size + "Poke"),
    "scopes": lambda size: mail(subject="[PATCH] KVM: " + each("x{n}: ", size) + "Poke"),
    "replies": lambda size: mail(subject="Re: " * size + "[PATCH] KVM: x86: Poke"),
    "shortlog of functions": lambda size: mail(subject="[PATCH] KVM: x86: Poke " + "kvm_poke() " * size),
    "underscored words": _log("Poke kvm_poke_{n} in vmx_poke_{n}(), then svm_poke_{n}.\n"),
    "addresses of pages": _log("See https://lore.kernel.org/all/{n}.poke@kernel.example/ [{n}]\n"),
    "also": _log("Also, poke {n}, and also drop poke {n} while at it.\n"),
    "list": _log(" - Poke {n}\n   and again\n"),
    "numbered list": _log("{n}. Poke\n"),
    "nested list": lambda size: mail("".join(f"{' ' * (n % 40)}- Poke {n}\n" for n in range(size))),
    "table": _log("  | poke {n} | a    | b |\n  +------+---+\n"),
    "log": _log("[   12.{n}] RIP: 0010:kvm_poke+0x12/0x34 [kvm]\n[   13.{n}]  ? vmx_poke+0x1/0x2\n"),
    "pronouns": _log("We poke {n} because you told us that our poke is not yours, and I agree.\n"),
    "misspellings": _log("Recieve teh adress {n} seperately, untill it occured.\n"),
    "manuals": _log('See SDM Vol. 3, section {n}.{n}.{n} "Pokes" and APM volume 2, Table 1-{n}.\n'),
    "sentences": lambda size: mail("Poke. " * size),
    "clauses": lambda size: mail("If so, " * size + "poke.\n"),
    "commits in prose": _log('Commit 0123456789ab ("KVM: x86: Poke {n}") broke commit {n}23456789abc.\n'),
    "links to mirrors": lambda size: mail("See " + each("https://lkml.org/all/{n}.poke@kernel.example ", size) + "\n"),
    "names on one line": lambda size: mail("Poke " + each("kvm_poke_{n} ", size) + "\n"),
    "verbs on one line": lambda size: mail("Adding a by taking b" + " and using c" * size + ".\n"),
    "links to trackers": lambda size: mail(
        each("See https://bugzilla.kernel.org/show_bug.cgi?id={n}\n", size),
        trailers=each("Closes: https://bugzilla.kernel.org/show_bug.cgi?id={n}\n", size) + SIGNED,
    ),
    "quotes of mails": _log("> > Poke {n}\n> On Monday, Dana wrote:\n"),
    # Trailers and notes.
    "trailers": _tags("Tested-by: Dana{n} Example <dana{n}@kernel.example>\n"),
    "fixes": _tags('Fixes: {n}123456789abcdef ("KVM: x86: Poke {n}")\n'),
    "the same fix": _tags('Fixes: 0123456789ab ("KVM: x86: Poke")\n'),
    "wrapped fixes": _tags('Fixes: 0123456789ab ("KVM: x86:\n Poke {n}")\n'),
    "links": _tags("Link: https://lore.kernel.org/r/{n}.poke@kernel.example\n"),
    "signed off by many": _tags(
        "Co-developed-by: D{n} <d{n}@kernel.example>\nSigned-off-by: D{n} <d{n}@kernel.example>\n"
    ),
    "signed off by strangers": _tags("Signed-off-by: {w} <{w}@kernel.example>\n"),
    "co-developers who do not sign": _tags(
        "Co-developed-by: {w} {w} <{w}@kernel.example>\nAcked-by: A <a@kernel.example>\n"
    ),
    "co-developers who sign": _tags(
        "Co-developed-by: {w} <{w}@kernel.example>\nSigned-off-by: {w} <{w}@kernel.example>\n"
    ),
    "signed off by one": _tags("Signed-off-by: Dana Example <dana@kernel.example>\n"),
    "copies": _tags("Cc: stable@vger.kernel.org # {n}.x: 0123456789ab: Poke\n"),
    "notes in trailers": _tags("[dana: poke {n}]\nAcked-by: A{n} <a{n}@kernel.example>\n"),
    "brackets left open in trailers": _tags("[dana: poke {n}\n"),
    "continued trailers": lambda size: mail(trailers="Cc: a <a@b.example>\n" + " b <b@b.example>,\n" * size + SIGNED),
    "trailers with blank lines": _tags("Acked-by: A{n} <a{n}@kernel.example>\n\n"),
    "trailers amid prose": _log("Acked-by: A{n} <a{n}@kernel.example>\nPoke.\n"),
    "changes": _notes("v{n}: https://lore.kernel.org/r/{n}.poke@kernel.example\n - Poke {n}\n"),
    "rules": _notes("---\nPoke {n}\n"),
    "diffstats": _notes(" arch/x86/kvm/poke{n}.c | 12 +++---\n {n} files changed, 1 insertion(+)\n"),
    # Covers.
    "letter": _letter("Poke number {n}, tested on nothing.\n"),
    "shortlogs": _letter("Dana Example ({n}):\n  KVM: x86: Poke {n}\n\n"),
    "long diffstat": lambda size: cover(
        "Poke.", behind=each(" arch/x86/kvm/poke{n}.c | 12 +++---\n", size) + " 9 files changed\n"
    ),
    "prerequisites": lambda size: cover("Poke.", behind=each("prerequisite-patch-id: {n}123456789abcdef0\n", size)),
    # Code.
    "functions": _body(FUNCTION),
    "functions of a file": _file(FUNCTION),
    "lines of code": _body("\tkvm_poke(vcpu, {n});\n"),
    "lines of code in a file": _inside("\tkvm_poke(vcpu, {n});\n"),
    "comments opened": _body("\t/* /* /* poke {n}\n"),
    "comments opened in a file": _file("/* /* /* poke {n}\n"),
    "a comment never closed": lambda size: mail(diff=changed("\t/*\n" + "\t * Poke.\n" * size)),
    "a comment opened above": lambda size: mail(diff=changed("\t * Poke.\n" * size + "\t */\n")),
    "one huge comment": lambda size: mail(
        diff=changed("\t/*\n" + "\t * Poke the vCPU again and again.\n" * size + "\t */\n\tpoke();\n")
    ),
    "many comments": _body("\t/* Poke {n}. */\n\tkvm_poke({n}); /* Why? */\n"),
    "tail comments": _inside("\tkvm_poke({n}); /* poke {n} */ /* again */\n"),
    "kernel-doc": _file("/**\n * poke{n} - poke\n * @a: what\n */\nvoid poke{n}(int a)\n{{\n}}\n\n"),
    "a string never closed": lambda size: mail(diff=changed('\tchar *a = "\n' + "poke \\\n" * size)),
    "strings": _body('\tpr_err("poke {n}\\n" "again" "\\"");\n'),
    "wide strings": lambda size: mail(diff=changed('\tpr_err("' + '\\"' * size + '"' + '"a" ' * size + ");\n")),
    "tabs": lambda size: mail(diff=changed("\t" * size + "poke();\n" + "\tpoke(\t" * size)),
    "indented lines": lambda size: mail(diff=changed("".join("\t" * (n % 60) + "poke(a,\n" for n in range(size)))),
    "backslashes": lambda size: mail(diff=changed("#define A \\\n" + "\tpoke(a) \\\n" * size + "\\" * size)),
    "macros": _body("#define POKE{n}(a) \\\n\tdo {{ poke(a, {n}); }} while (0)\n"),
    "parentheses over lines": _body("\tpoke((a +\n\t     ({n} +\n"),
    "parentheses over lines in a file": _inside("\tpoke((a +\n\t     ({n} +\n"),
    "braces over lines": _body("\tif (a{n}) {{\n\t\twhile (b) {{\n"),
    "braces over lines in a file": _inside("\tif (a{n}) {{\n\t\twhile (b) {{\n"),
    "braces closed": lambda size: mail(diff=changed("\tif (a) {\n" * size + "\t}\n" * size)),
    "braces closed in a file": lambda size: mail(
        diff=created("void f(void)\n{\n" + "\tif (a) {\n" * size + "\t}\n" * size + "}\n")
    ),
    "unpaired brackets": _body("\tpoke(]; }} ) [ {{ {n}\n"),
    "calls in calls": lambda size: mail(diff=changed("\tpoke(" * size + ")" * size + ";\n")),
    "calls in calls in a file": lambda size: mail(
        diff=created("void f(void)\n{\n\t" + "poke(" * size + ")" * size + ";\n}\n")
    ),
    "arguments over lines": lambda size: mail(diff=changed("\tpoke(a,\n" + "\t     b,\n" * size + "\t     c);\n")),
    "arguments that stand wrong": lambda size: mail(diff=changed("\tpoke(a,\n" + "\t  b,\n" * size + "\t  c);\n")),
    "a string over lines": lambda size: mail(
        diff=changed('\tpr_err("a "\n' + '\t       "b "\n' * size + '\t       "c");\n')
    ),
    "comments on one line": lambda size: mail(diff=changed("\tpoke(); " + "/* a */ b(); " * size)),
    "arguments of a function": lambda size: mail(
        diff=created("void poke(int a,\n" + each("\t  int a{n},\n", size) + "\t  int b)\n{\n}\n")
    ),
    "declarations": _inside("\tstruct kvm_vcpu *vcpu{n} = a;\n\tint b{n};\n"),
    "declarations of a hunk": _body("\tint a{n} = b;\n"),
    "a long declaration": lambda size: mail(
        diff=created("void f(void)\n{\n\tint a" + ", a" * size + ";\n\n\tpoke();\n}\n")
    ),
    "statements of if": _inside("\tif (a{n})\n\t\tpoke({n});\n\telse\n\t\tpeek({n});\n"),
    "a chain of else": _body("\tif (a{n}) {{\n\t\tpoke();\n\t}} else "),
    "a chain of else in a file": lambda size: mail(
        diff=created("void f(void)\n{\n\t" + "if (a) {\n\t\tpoke();\n\t} else " * size + "peek();\n}\n")
    ),
    "if in if": lambda size: mail(diff=created("void f(void)\n{\n" + "\tif (a)\n" * size + "\t\tpoke();\n}\n")),
    "loops in loops": lambda size: mail(
        diff=created("void f(void)\n{\n" + "\tfor (int i = 0; i < a; i++)\n" * size + "\t\tpoke();\n}\n")
    ),
    "questions in questions": lambda size: mail(
        diff=changed("\treturn " + "a ?\n\t       b : (" * size + "c" + ")" * size + ";\n")
    ),
    "sums": lambda size: mail(diff=created("void f(void)\n{\n\ta = 1" + " + b" * size + ";\n}\n")),
    "blank lines in code": lambda size: mail(diff=changed("\tpoke();\n" + "\n" * size + "\tpoke();\n")),
    "blank lines in a file": lambda size: mail(diff=created("int a;\n" + "\n" * size + "int b;\n")),
    "pairs of blank lines": _file("int a{n};\n\n\n"),
    "conditionals": _file("#ifdef A{n}\nint a{n};\n#else\nint b{n};\n#endif\n"),
    "conditionals never closed": _file("#ifdef A{n}\nint a{n};\n"),
    "conditionals in a function": _inside(
        "#ifdef A\n\tif (a{n}) {{\n#else\n\tif (b{n}) {{\n#endif\n\t\tpoke();\n\t}}\n"
    ),
    "capabilities": _body(
        "#define KVM_CAP_POKE_{n} {n}\n\tcase KVM_CAP_POKE_{n}:\n\tkvm_cpu_cap_set(X86_FEATURE_POKE{n});\n"
    ),
    "comments on locks": _body("/* The caller must hold kvm->lock. */\nstatic void poke{n}(void)\n\n"),
    "declarations of two lengths": _body("\tint a{n};\n\tunsigned long b{n} = 1;\n"),
    "declarations of two lengths in a file": _inside("\tint a{n};\n\tunsigned long b{n} = 1;\n"),
    "declarations of two kinds": _body("\tfoo b{n};\n\tint a{n};\n"),
    "an assertion in pieces": _assertion,
    "a parenthesis never closed above branches": lambda size: mail(
        diff=changed("\tif (poke(\n" + each("\ta{n};\n\t}} else {{\n", size))
    ),
    "blocks": _body("\tif (a{n}) {{\n\t\tpoke();\n\t}}\n"),
    "asm": lambda size: mail(diff=changed(("\tasm " * 200 + "(a,\n\tb);\n") * size)),
    "assertions": lambda size: mail(diff=changed(each('\tTEST_ASSERT(a{n} == b, "poke {n} a == b");\n', size), TEST)),
    "one comparison": lambda size: mail(diff=changed("\tif (a" + " == NULL || a == 0" * size + ")\n\t\tpoke();\n")),
    "types": _file("struct a{n} {{\n\tint b;\n\tu64 c;\n}};\n\n"),
    "prototypes": lambda size: mail(
        diff=created(each("void poke{n}(struct kvm_vcpu *vcpu, int nr);\n", size), "arch/x86/kvm/fresh.h")
    ),
    "assembly": lambda size: mail(
        diff=changed(each("\tmov %rax, %rbx\t// poke {n}\n\t/* poke */\n", size), "arch/x86/kvm/vmx/vmenter.S")
    ),
    # Diffs.
    "hunks": _hunks,
    "the same hunk": _same_hunks,
    "files": _files,
    "new files": _new_files,
    "hunks with comments": _commented_hunks,
    "files of tests": lambda size: _files(size, "tools/testing/selftests/kvm/poke{n}.c"),
    "files in folders": lambda size: _files(size, "arch/x86/kvm/" + "a/" * 40 + "poke{n}.c"),
    "the same file": _same_file,
    "moved lines": _moved,
    "renames": _renames,
    "lines replaced": _alternating,
    "features in the subject": _cpuid,
    "makefiles": _makefiles,
    "files of all kinds": _mixed,
    "removed lines": lambda size: mail(
        diff=f"--- a/{SOURCE}\n+++ b/{SOURCE}\n@@ -1,{size} +0,0 @@\n" + each("-\tpoke({n});\n", size)
    ),
    "context": lambda size: mail(
        diff=f"--- a/{SOURCE}\n+++ b/{SOURCE}\n@@ -1,{size} +1,{size + 1} @@\n"
        + each(" \tpoke({n});\n", size)
        + "+\ta();\n"
    ),
    "a long heading": lambda size: mail(diff=changed("\tpoke();\n", heading=" static int poke(" + "int a, " * size)),
    "a long path": lambda size: mail(diff=changed("\tpoke();\n", "arch/x86/kvm/" + "a/" * size + "b.c")),
    "a quoted path": lambda size: mail(
        diff=changed("\tpoke();\n", SOURCE).replace(f"b/{SOURCE}", '"b/' + "\\303" * size + '"')
    ),
    "a cut hunk": lambda size: mail(diff=POKE.replace("+10,4", "+10,99999999") + "\n" * size),
    "bytes of a binary patch": lambda size: mail(
        diff="diff --git a/a b/a\nGIT binary patch\nliteral 9\n" + "zcmV?d00001\n" * size
    ),
    "prose behind the diff": lambda size: mail(diff=POKE + "Poke.\n" * size),
    # Mails.
    "base64": _base64,
    "quoted-printable": _quoted,
    "soft line ends": lambda size: _coded("quoted-printable", b"a=\n" * size),
    "flowed text": _flowed,
    "flowed diff": _flowed_diff,
    "CRLF": _ends,
    "references": lambda size: mail(more=f"References: {each('<{n}.poke@kernel.example> ', size)}\n"),
    "folded references": lambda size: mail(more="References: a" + each("\n <{n}.poke@kernel.example>", size) + "\n"),
    "answers to many": lambda size: mail(more=f"In-Reply-To: {each('<{n}.poke@kernel.example> ', size)}\n"),
    "recipients": lambda size: mail(more=f"Cc: {each('D{n} <d{n}@kernel.example>, ', size)}\n"),
    "fields": lambda size: mail(more=each("X-Poke-{n}: {n}\n", size)),
    "folded subject": lambda size: mail(subject="[PATCH] KVM: x86: Poke" + "\n a" * size),
    "encoded words": lambda size: mail(subject="=?utf-8?q?=5BPATCH=5D_KVM:?=" + " =?utf-8?b?YQ==?=" * size),
    "encoded words in names": lambda size: mail(
        more="Cc: " + "=?iso-8859-1?q?D=E4na?= <d@kernel.example>,\n " * size + "a\n"
    ),
    "parts in parts": _nested_parts,
    "parts": _parts,
    "small parts": _small_parts,
    "mails in mails": lambda size: (
        raw(head()).replace(b"\n\n", b"\nContent-Type: message/rfc822\n\n" * size) + raw(POKE)
    ),
    "NUL bytes": lambda size: mail("Poke\0" * size, diff=changed("\tpoke(\0);\n" * size)),
    "lone surrogates": lambda size: mail("Poke \ud800.\n" * size, diff=changed("\tpoke(\udfff);\n" * size)),
    "Latin-1": lambda size: raw(head()) + "Poké.\n".encode("latin-1") * size + raw(f"---\n{POKE}"),
    "GB 18030": lambda size: (
        raw(head(more="Content-Type: text/plain; charset=gb2312\n")) + "戳\n".encode("gb18030") * size + raw(POKE)
    ),
    "a charset that is none": lambda size: mail("Poké.\n" * size, more="Content-Type: text/plain; charset=y\n"),
    "wide characters": lambda size: mail(
        "戳 \U0001f600 \u202e\n" * size, diff=changed("\t/* 戳\U0001f600 */\n" * size)
    ),
    "no header": lambda size: b"Poke.\n" * size,
    "no line end": lambda size: b"Subject: [PATCH] KVM: x86: " + b"Poke " * size,
    # Mailboxes and series.
    "From lines": lambda size: b"From a@b.example Mon Sep 17 00:00:00 2001\n" * size,
    "From lines and blank lines": lambda size: b"From a@b.example Mon Sep 17 00:00:00 2001\n\n" * size,
    "quoted From lines": lambda size: mbox([mail(">From me\n>>From you\n" * size)]),
    "a series": _many(),
    "a series of long threads": lambda size: series(
        size, lambda n: posted(n, size, more=f"In-Reply-To: <{n - 1}.poke@kernel.example>\n"), letter="Poke.\n"
    ),
    "a series that answers backwards": lambda size: series(
        size, lambda n: posted(n, size, more=f"In-Reply-To: <{n + 1}.poke@kernel.example>\n")
    ),
    "a series without threads": lambda size: series(size, lambda n: posted(n, size, more="")),
    "a series without Message-IDs": lambda size: series(size, lambda n: posted(n, size)).replace(b"Message-ID:", b"X:"),
    "one number again and again": lambda size: series(
        size, lambda n: posted(n, size, subject="[PATCH 1/2] KVM: x86: Poke")
    ),
    "versions": lambda size: series(size, lambda n: posted(n, size, subject=f"[PATCH v{n} 1/2] KVM: x86: Poke")),
    "one Message-ID": lambda size: series(size, lambda n: posted(n, size, ident="1.poke@kernel.example")),
    "single patches": lambda size: series(size, lambda n: posted(n, size, subject=f"[PATCH] KVM: x86: Poke {n}")),
    "a series of fixes": _many(
        trailers='Fixes: 0123456789ab ("KVM: x86: Poke")\nCc: stable@vger.kernel.org\n' + SIGNED
    ),
    "a series of fixes without tags": _many(
        subject="[PATCH {n}/9999] KVM: x86: Fix kvm_poke_{n}() for poke {n}",
        diff=changed("\tpoke_{n}();\n\tpeek_{n}();\n"),
    ),
    "a series of shortlogs with several faults": _many(
        subject="[PATCH {n}/9999] KVM: x86: fixes kvm_poke_{n}.", diff=changed("\tkvm_poke_{n}();\n")
    ),
    "a series of tests and source by turns": _by_turns,
    "a series of tests": _many(subject="[PATCH {n}/9999] KVM: selftests: Poke {n}", diff=created("int a;\n", TEST)),
    "a series of new functions": _many(diff=created("void kvm_poke_{n}(void)\n{\n}\n", "arch/x86/kvm/poke{n}.c")),
    "a series that calls what came before": _many(diff=changed("void kvm_poke_{n}(void)\n{\n\tkvm_poke_1();\n}\n")),
    "a series on one file": _many(diff=created("void poke(void)\n{\n\tint a;\n}\n", FRESH)),
    "a series for tests and source": _many(diff=POKE + changed("\tpoke();\n", TEST)),
    "a series of two repositories": _many(subject="[kvm-unit-tests PATCH {n}/9999] x86: Poke {n}"),
    "a series that says what it does": _many(changelog="Also, poke {n} as the previous patch does, see patch {n}.\n"),
}
