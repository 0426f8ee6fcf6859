# SPDX-License-Identifier: GPL-2.0-or-later
"""C code: functions written for a small kernel, and functions found in any kernel."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

VERBS = "update reset sync load check enable disable commit".split()

_CHECK = """\
{static}bool {name}(struct {obj} *{var})
{{
	struct {state} *{short} = &{var}->arch.{short};
	int i;

	if (!{short}->enabled)
		return false;

	for (i = 0; i < {short}->nr_{noun}s; i++) {{
		if ({short}->{noun}_mask & BIT_ULL(i))
			return true;
	}}

	return false;
}}
"""
_SET = """\
{static}int {name}(struct {obj} *{var}, u64 data)
{{
	struct {state} *{short} = &{var}->arch.{short};
	u64 old = {short}->{noun};

	if (data & {short}->{noun}_reserved)
		return -EINVAL;

	if (old == data)
		return 0;

	{short}->{noun} = data;
	{short}->dirty |= {bit};
	return 0;
}}
"""
_VOID = """\
{static}void {name}(struct {obj} *{var})
{{
	struct {state} *{short} = &{var}->arch.{short};
	unsigned long flags;

	raw_spin_lock_irqsave(&{short}->lock, flags);
	{short}->{noun} = 0;
	{short}->{noun}_mask = {bit};
	if ({short}->pending)
		{short}->generation++;
	raw_spin_unlock_irqrestore(&{short}->lock, flags);

	trace_{name}({short}->generation);
}}
"""
_GET = """\
{static}u64 {name}(struct {obj} *{var}, u32 index)
{{
	struct {state} *{short} = &{var}->arch.{short};
	u64 value = 0;

	switch (index) {{
	case 0:
		value = {short}->{noun};
		break;
	case 1 ... {limit}:
		value = {short}->{noun}s[index - 1];
		break;
	default:
		value = {short}->{noun}_default;
		break;
	}}

	return value & ~{bit};
}}
"""
_TEST = """\
{static}void {name}(struct {obj} *{var}, uint64_t value)
{{
	uint64_t before, after;
	int i;

	before = {var}_get_{noun}({var});
	for (i = 0; i < {limit}; i++)
		{var}_set_{noun}({var}, value + i);

	after = {var}_get_{noun}({var});
	TEST_ASSERT(after == value + {limit} - 1, "Got 0x%lx", after);
	TEST_ASSERT(before != after, "The {noun} of {name}() did not change");
}}
"""
FORMS = (_CHECK, _SET, _VOID, _GET)


def functions(chance: random.Random, prefix: str, nouns: Sequence[str], count: int, test: bool = False) -> str:
    """Write functions whose names begin with a prefix and are about the nouns."""
    written: list[str] = []
    names = [f"{verb}_{noun}" for noun in nouns for verb in VERBS]
    for number in range(count):
        name = names[number] if number < len(names) else f"{names[number % len(names)]}_{number // len(names) + 1}"
        noun = nouns[number // len(VERBS) % len(nouns)]
        form = _TEST if test else chance.choice(FORMS)
        objects = ("kvm_vm", "vm") if test else ("kvm_vcpu", "vcpu") if chance.random() < 0.8 else ("kvm", "kvm")
        written.append(
            form.format(
                static="static " if test or chance.random() < 0.7 else "",
                name=f"{prefix}_{name}",
                obj=objects[0],
                var=objects[1],
                state=f"{prefix}_state",
                short=prefix.rpartition("_")[2],
                noun=noun,
                bit=f"BIT({chance.randrange(1, 60)})",
                limit=chance.randrange(3, 17),
            )
        )
    return "\n".join(written)


@dataclass(frozen=True)
class Function:
    """A function of a file: its name, its head up to the opening brace, and its parameter that is a VM or a vCPU."""

    name: str
    head: str
    kind: str
    parameter: str


_HEAD = re.compile(
    r"^(?:static |int |void |bool |u64 )[^\n;{}=#]{0,200}(?:\n[^\n;{}#]{1,160}){0,4}\n\{\n", re.MULTILINE
)
_NAME = re.compile(r"(\w+)\(")
_PARAMETER = re.compile(r"struct (kvm|kvm_vcpu|kvm_vm) \*(\w+)")


def find(text: str) -> list[Function]:
    """Find the functions that take a VM or a vCPU, are a few lines long, and have an end that code can stand before."""
    found = []
    for match in _HEAD.finditer(text):
        head = match.group()
        name, parameter = _NAME.search(head), _PARAMETER.search(head)
        end = text.find("\n}\n", match.end())
        if name is None or parameter is None or end < 0 or text.count(head) != 1:
            continue
        body = text[match.end() : end]
        last = body.rpartition("\n")[2]
        if body.count("\n") < 4 or "\n#" in body or not last.startswith("\t") or last[1:2].isspace() or last[-1] != ";":
            continue
        found.append(Function(name.group(1), head, parameter.group(1), parameter.group(2)))
    return found
