# SPDX-License-Identifier: GPL-2.0-or-later
"""Hostile shapes made of one short text again and again, in one line and line by line, wherever a mail has room for it."""

from collections.abc import Callable

from campaign.letters import SIGNED, SOURCE, TEST, changed, cover, created, mail

Shape = Callable[[int], bytes]

WORDS = (
    "a", "word ", "A", "Words ", " ", "\t", "'", '"', "`", "''", "it's ", "'a' ", '"a" ', "`a` ", "“", "‘a", "(", ")",
    "()", "[", "]", "[a] ", "[1] ", "{", "<", ">", "<a@b.example> ", "_", "a_b_", "a_b ", "foo() ", "foo(", "foo(a, ",
    "__a ", "A_B ", "KVM: ", "KVM", "x86: ", "nVMX: ", "KVM: x86: ", ":", ": ", "a: ", "-", "- ", "- a ", "--", "---",
    "----", "-a ", "/", "a/b", "a/b.c ", "/*", "*/", "//", "*", "* ", "**", "#", "# ", "$ ", ">", "> ", "| ",
    "| a | b ", "+--", "===", "~", "^", "\\", "%", "&", "@", "a@", "a@b ", "http://", "https://a.example/b ",
    "https://a.example/", "https://lore.kernel.org/r/1@a.example ", "Link: https://a.example/1 ", "Link: ",
    "Closes: ", "Also, ", "Also ", "also ", "and also ", "In addition, ", "Additionally ", "while at it ",
    "Fix a, fix b, ", "Fixes: ", 'Fixes: 0123456789ab ("a") ', 'Fixes: 0123456789ab ("', "0123456789ab ",
    'commit 0123456789ab ("a") ', "commit ", 'commit 0123456789ab ("',
    "commit 0123456789abcdef0123456789abcdef01234567 ", "cherry picked from commit 0123456789ab ",
    "Signed-off-by: A <a@b.example> ", "Signed-off-by: ", "Co-developed-by: A <a@b.example> ", "Reported-by: a ",
    "Cc: ", "A-by: ", "Cc: stable@vger.kernel.org # 5.4 ", "Cc: a@b.example, ", "Tested-by: ", "From: ",
    "From: A <a@b.example>", "Subject: ", "Date: ", "[ 12.345678] a ", "[", "[   0.0] ", "Call Trace: ",
    "RIP: 0010:f+0x12/0x34 ", "f+0x1/0x2 ", "CPU: 1 ", "WARNING: ", "BUG: ", "1. ", "1) ", "a) ", "o ", "• ", "(*) ",
    "1.1.1.", "v2", "v2: ", "v1->v2: ", "Changes in v2: ", "I ", "we ", "We've ", "our ", "us ", "10us ", "I/O ",
    "Let's ", "you ", "my ", "this patch ", "This commit ", "SDM ", "SDM Vol. 3 ", "Intel SDM section 1.2.3 ",
    "Section 24.1.2 ", "section 1", "section ", "APM ", "AMD's APM volume 2 ", "Table 1-2 ", "Chapter ", "teh ",
    "recieve ", "Teh,", "Adds ", "added ", "Adding ", "Fix ", "Fix", "fixes ", "to fix ", "don't ", "do not ",
    "Don't ", "should be ", "is ", "are ", ", ", ",", ".", ". ", "..", "... ", "a. ", "A. ", "e.g. ", "i.e. ", "!",
    "! ", "?", "? ", ";", "; ", "0x", "0x1234 ", "1", "12 ", "1234567890", "MSR_IA32_", "CPUID.07H:EBX ", "CR4.",
    "CamelCase", "GET_SUPPORTED_CPUID ", "KVM_CAP_A ", "KVM_SET_A ", "ioctl ", "module param ", "untested ",
    "not tested ", "tested ", "compile tested ", "reproduce ", "syzbot ", "L1 ", "L2 ", "guest can ", "host memory ",
    "use-after-free ", "escape ", "guest ", "RFC ", "why ", "capability ", "selftest ", "kvm-unit-tests ",
    "no functional ", "No functional change intended. ", "TODO ", "base-commit: 0123456789ab ",
    "prerequisite-patch-id: ", "change-id: ", "diff ", "diff --git a/a b/a ", "@@ -1 +1 @@ ", "--- a ", "+++ b ",
    " a | 1 + ", " 1 file changed, 1 insertion(+) ", "A (1): ", "2.47.0 ", "-- ", "=?utf-8?q?a?= ",
    "=?utf-8?b?YQ==?=", "=?", "?=", "=20", "=", "\0", "\x01", "\x1b[0m", "\x7f", "\xa0", "\xad", "\ufeff", "é", "ß",
    "İ", "中", "中 ", "\u200b", "\u202e", "\U0001f600", "e\u0301", "\u0301", "\r", "\v", "\f", "\x1c", "\x85", "\u2028",
    "\ud800", "ﬁ", "Ⅳ", "٣", "𝟙", "aa bb ", "a b c d e f g h ", "the the ", "x y z: ", "-W", "-Wa ", "--a-b",
    "a-b-c-", "a.b.c.", "a,b,c,", "a;b;", "patch 1 ", "patches ", "the next patch ", "previous patch ", "series ",
    "tools/testing/selftests/kvm/", "arch/x86/kvm/x86.c ", "kvm_vcpu_", "vcpu->arch.", "->", "::", "if ", "if (",
    "return 0; ", "if a then b, ", "when ", "Because ", "which ", "that ",
)  # fmt: skip

CODE = (
    "a", "a ", " ", "\t", "_", "1", "0x", "(", ")", "()", "((", "f(", "f(a, ", "{", "}", "{}", "} else {", "[", "]",
    "[a]", '"', "'", '"\\"', '"a" ', '"a"', "'a'", "L'", "\\", "\\\\", "\\\"", "/*", "*/", "/* ", "/* a */", "/**/",
    "/**", "/** a */", "//", "// a ", "*", "**", "* ", "* a", ";", ";;", "; ", ",", ", ", ":", "? ", "?:", "a ? b : ",
    "=", " = ", "==", " == 0", "a == NULL ", "!a ", "!!", "!", "&&", " && ", "||", "&", " | ", "|", "+", "++", "-",
    "--", "->", "a->b", "->a", ".", "...", "<", ">", "<<", "1 << ", "BIT(", "%", "^", "~", "@", "#", "##", "$", "`",
    "if ", "if (", "if (a) ", "if (a) {", "if (a)\t", "else ", "else if (a) ", "} else if (a) {", "for (",
    "for (;;) ", "for (int i = 0; ", "while (", "while (a) ", "do ", "do {", "} while (0)", "switch (a) {",
    "case 1: ", "default: ", "goto a; ", "a: ", "return ", "return;", "return 0; ", "break; ", "int ", "int a",
    "int a; ", "int a, ", "int a = 0; ", "int a, b = c; ", "int *a; ", "unsigned ", "unsigned int ",
    "unsigned long a; ", "static ", "static int ", "static inline ", "static void f(void) ", "extern ", "const ",
    "struct ", "struct a ", "struct a *", "struct a { ", "struct kvm_vcpu *vcpu, ", "enum { ", "union ", "typedef ",
    "void f(void)", "void f(void) { ", "void (*f)(", "bool a : 1; ", "u64 ", "u8 a; ", "sizeof(", "typeof(", "({ ",
    "})", "(int)", "(struct a *)", "a = b; ", "a(); ", "a(b); ", "kvm_a(b, c, ", "#if ", "#if a", "#ifdef A",
    "#ifndef A", "#else", "#elif a", "#endif", "#define ", "#define A ", "#define A(a) ", "#include ", "# ",
    "#include <a.h>", '#include "a.h"', "#error ", "#pragma ", "__", "__a ", "__attribute__((", "__packed ",
    "__aligned(", "noinline ", "for_each_a(", "list_for_each_entry(a, ", "scoped_guard(", "guard(a)(b); ",
    "TEST_ASSERT(", 'TEST_ASSERT(a, "b"); ', "TEST_F(a, b) ", "KVM_ONE_VCPU_TEST(", "BUG(); ", "BUG_ON(",
    "WARN_ON_ONCE(", "KVM_BUG_ON(", "kvm_err(", "pr_err(", 'pr_info("', "pr_warn_ratelimited(", "printk(KERN_ERR ",
    "EXPORT_SYMBOL_GPL(", "module_param(", "module_param(a, bool, 0444); ", "MODULE_PARM_DESC(",
    "DECLARE_BITMAP(a, b); ", "KVM_CAP_A ", "#define KVM_CAP_A 1", "case KVM_CAP_A: ", "F(A) | ", "kvm_cpu_cap_set(",
    "kvm_cpu_cap_mask(", "X86_FEATURE_A ", "MSR_A ", "EXIT_REASON_A ", "exit_reason == ", "ioctl(", "vcpu_ioctl(",
    "goto ", "TODO", "FIXME", "XXX ", "we ", "We ", "our ", "I ", "this patch ", "Call f() ", "f() ", "and ",
    "Note, ", "See SDM 1.2 ", "http://a.example/ ", "recieve ", "a_b_c_", "a_b ", "A_B ", "\0", "\r", "\v", "\f",
    "\x1c", "\x85", "\u2028", "\ufeff", "é", "中", "\U0001f600", "\u0301", "\ud800", "\x1b[0m", "int\ta;", "  ",
    "        ", " \t", "\t ", "\t\t\t\t", "a\t", "+", "-a", "@@ -1 +1 @@", "diff --git a/a b/a", "--- a/a", "+++ b/a",
    "-- ", "\\ No newline at end of file", "index 0123456..1234567", "GIT binary patch",
)  # fmt: skip


def in_text(unit: str, size: int, *, lines: bool) -> bytes:
    """Write a patch that is full of a unit in its subject, changelog, notes and headers."""
    text = f"{unit}\n" * size if lines else unit * size + "\n"
    title = f"[PATCH] KVM: x86: Fix {unit * (size // 4)}".replace("\n", " ")
    return mail(text, subject=title, notes=text)


def in_trailers(unit: str, size: int, *, lines: bool) -> bytes:
    """Write a patch whose trailers are full of a unit."""
    text = f"{unit}\n" * size if lines else unit * size + "\n"
    tags = "".join(f"{key}: {unit * (size // 8)}\n" for key in ("Fixes", "Link", "Cc", "Reported-by", "Signed-off-by"))
    return mail(trailers=f"{SIGNED}{text}{tags}{SIGNED}")


def in_cover(unit: str, size: int, *, lines: bool) -> bytes:
    """Write a cover letter that is full of a unit, with one patch behind it."""
    return cover(f"{unit}\n" * size if lines else unit * size, subject=f"[PATCH 0/1] KVM: {unit * (size // 4)}")


def in_brackets(unit: str, size: int, *, lines: bool) -> bytes:
    """Write a patch whose header is full of a unit: subject brackets, sender, recipients, references."""
    glue = f"{unit}\n " if lines else unit
    text = glue * size
    more = f"Cc: {text}\nReferences: {text}\nIn-Reply-To: {text}\nX-Other: {text}\nContent-Type: text/plain; {text}\n"
    return mail(subject=f"[PATCH {text}] [{text}] KVM: x86: {text}", more=more)


def in_code(unit: str, size: int, *, lines: bool) -> bytes:
    """Write a patch that adds a unit to code: bare, in a comment, and in a string."""
    text = f"{unit}\n" * size if lines else unit * size
    quiet = text.replace("*/", "")
    diff = changed(f"\tpoke();\n\t{text}\n\n/*\n * {quiet}\n */\n", heading=f" {unit * (size // 8)}".rstrip("\n"))
    return mail(diff=diff + changed(f'\tpoke("{text}");\n\tif (a)\n{text}\n', TEST))


def in_file(unit: str, size: int, *, lines: bool) -> bytes:
    """Write a patch that makes a C file, whose whole text is then known, of a unit."""
    text = f"\t{unit}\n" * size if lines else f"\t{unit * size}\n"
    return mail(diff=created(f"/* Poke. */\nstatic void poke(int a)\n{{\n\tint b;\n\n{text}}}\n"))


def in_diff(unit: str, size: int, *, lines: bool) -> bytes:
    """Write a patch whose diff is broken by a unit: among the headers, the names, the context and the removed lines."""
    text = f"{unit}\n" * size if lines else f"{unit * size}\n"
    old = "".join(f"-{line}\n" for line in text.split("\n"))
    path = (unit * (size // 8)).replace("\n", "")
    names = f"diff --git a/{SOURCE}{path} b/{SOURCE}{path}\nindex 0123456..1234567 100644\n"
    hunk = f"--- a/{SOURCE}{path}\n+++ b/{SOURCE}{path}\n@@ -1,{old.count(chr(10))} +1,2 @@\n{old} {text.strip()}\n"
    return mail(diff=f"{names}{hunk}+\tpoke();\n{text}{names}")


PLACES: dict[str, tuple[Callable[..., bytes], tuple[str, ...]]] = {
    "text": (in_text, WORDS),
    "trailers": (in_trailers, WORDS),
    "cover": (in_cover, WORDS),
    "header": (in_brackets, WORDS),
    "code": (in_code, CODE),
    "file": (in_file, CODE),
    "diff": (in_diff, CODE),
}


def shapes() -> dict[str, Shape]:
    """Give every shape, by a name such as "code, lines of '#if a'"."""
    return {
        f"{place}, {'lines' if lines else 'one line'} of {unit!r}": _shape(write, unit, lines)
        for place, (write, units) in PLACES.items()
        for unit in dict.fromkeys(units)
        for lines in (False, True)
    }


def _shape(write: Callable[..., bytes], unit: str, lines: bool) -> Shape:
    return lambda size: write(unit, size, lines=lines)
