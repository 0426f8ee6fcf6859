# SPDX-License-Identifier: GPL-2.0-or-later
"""Commits that tell small stories: add a helper, use it, fix it; no two stories touch the same function."""

import random
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from world.code import Function, find
from world.edits import Before, Edit, New, Replace, Tail
from world.stream import Person
from world.topics import prefix

LORE = "https://lore.kernel.org/all/"


@dataclass(eq=False)
class Change:
    """A commit to be; `posting` is the Message-ID of its patch, `sha` its id once it is written."""

    shortlog: str
    changelog: str
    edits: tuple[Edit, ...]
    fixes: "Change | None" = None
    author: Person | None = None
    when: datetime | None = None
    posting: str = ""
    sha: str = ""

    def message(self, signers: Sequence[Person], link: bool = True) -> str:
        """Write the commit message with its trailers."""
        lines = [f'Fixes: {self.fixes.sha[:12]} ("{self.fixes.shortlog}")'] if self.fixes else []
        signed = [f"Signed-off-by: {person}" for person in signers]
        lines += signed[:1] + ([f"Link: {LORE}{self.posting}"] if self.posting and link else []) + signed[1:]
        return f"{self.shortlog}\n\n{self.changelog}\n" + "".join(f"{line}\n" for line in lines)


# What can be asked of a parameter, by its type; how it is told in words; what can be done about it.
_STATES: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "kvm_vcpu": (
        ("is_guest_mode({v})", "in_l2", "the vCPU runs L2"), ("is_smm({v})", "in_smm", "the vCPU is in SMM"),
        ("{v}->arch.guest_state_protected", "is_opaque", "the state of the vCPU is protected"),
        ("{v}->arch.mp_state == KVM_MP_STATE_HALTED", "is_idle", "the vCPU is halted"),
        ("READ_ONCE({v}->preempted)", "is_waiting", "the vCPU was preempted"),
        ("kvm_test_request(KVM_REQ_EVENT, {v})", "has_event", "an event is pending"),
    ),
    "kvm": (
        ("irqchip_in_kernel({v})", "has_irqchip", "the irqchip is in the kernel"), ("{v}->vm_bugged", "is_dead", "the VM is dead"),
        ("{v}->dirty_ring_size", "has_ring", "the VM has a dirty ring"), ("{v}->created_vcpus", "has_vcpus", "vCPUs exist"),
    ),
    "kvm_vm": (
        ("{v}->has_irqchip", "has_irqchip", "the irqchip is in the kernel"), ("{v}->dirty_ring_size", "has_ring", "the VM has a dirty ring"),
        ("{v}->pgd_created", "has_pgd", "the page tables exist"),
    ),
}  # fmt: skip
_ACTIONS = {
    "kvm_vcpu": (
        ("kvm_make_request(KVM_REQ_EVENT, {v})", "Request an event"), ("kvm_vcpu_kick({v})", "Kick the vCPU"),
        ("kvm_make_request(KVM_REQ_TLB_FLUSH_GUEST, {v})", "Flush the TLB"), ("++{v}->stat.exits", "Count an exit"),
    ),
    "kvm": (
        ("kvm_flush_remote_tlbs({v})", "Flush remote TLBs"), ("kvm_make_all_cpus_request({v}, KVM_REQ_EVENT)", "Request an event on all vCPUs"),
    ),
    "kvm_vm": (("kvm_vm_release({v})", "Release the VM"), ("vm_dump_stats({v})", "Dump the stats of the VM")),
}  # fmt: skip
_TEST_ACTIONS = (
    ("vcpu_dump(stderr, {v}, 2)", "Dump the vCPU"),
    ('TEST_ASSERT({v}->fd > 0, "No vCPU")', "Assert that the vCPU exists"),
)
_WHYS = (
    "Without that, userspace sees a stale value after the vCPU was migrated to\nanother pCPU.",
    "The check is cheap, and other paths that deal with this state do the same.",
    "No functional change intended for guests that behave.",
    "The state is only looked at under vcpu->mutex, i.e. no lock is needed.",
)


@dataclass
class Stories:
    """Tells stories on the functions of a kernel and remembers which functions are taken."""

    root: Mapping[str, str]
    chance: random.Random
    _free: dict[str, list[Function]] = field(default_factory=dict)
    _owned: dict[tuple[str, str], list[Function]] = field(default_factory=dict)
    _names: set[str] = field(default_factory=set)
    _lines: dict[str, list[str]] = field(default_factory=dict)

    def has(self, path: str) -> bool:
        """Say whether the kernel has a file with functions to change."""
        return bool(self._functions(path))

    def take(self, owner: str, path: str) -> Function:
        """Give a function of a file to an owner for good; when all are taken, one that is the owner's already."""
        free = self._functions(path)
        owned = self._owned.get((owner, path), [])
        if len(free) > 4 or (free and not owned):
            function = free.pop(self.chance.randrange(len(free)))
            self._owned[owner, path] = [*owned, function]
            return function
        if not owned:
            raise LookupError(path)
        return self.chance.choice(owned)

    def spare(self, owner: str, path: str) -> bool:
        """Say whether an owner finds a function in a file."""
        return bool(self._functions(path)) or (owner, path) in self._owned

    def arc(self, owner: str, path: str) -> list[Change]:
        """Add a helper, use it, and fix the use of it."""
        function = self.take(owner, path)
        condition, word, told = self.chance.choice(_STATES[function.kind])
        others = [state for state in _STATES[function.kind] if state[1] != word]
        action, doing = self._action(path, function)
        variable = function.parameter
        helper = self._name(f"{function.name.lstrip('_')}_{word}")
        start, call = prefix(path), f"{helper}({variable})"
        code = f"static bool {helper}(struct {function.kind} *{variable})\n{{\n\treturn {condition.format(v=variable)};\n}}\n"
        why = self.chance.choice(_WHYS)
        added = Change(
            f"{start}: Add {helper}()",
            _wrap(
                f"Add a helper to query whether or not {told}, so that {function.name}() and future users don't have to open code the check."
            )
            + "\n\nNo functional change intended.\n",
            (Before(path, function.head, code),),
        )
        test = f"\tif ({call})\n\t\t{action.format(v=variable)};\n\n"
        used = Change(
            self._name(f"{start}: {doing} in {function.name}()"),
            _wrap(f"{doing} at the end of {function.name}() if {told}, as {helper}() tells.") + f"\n\n{why}\n",
            (Tail(path, function.head, test),),
        )
        more, _, but = self.chance.choice(others)
        fixed = Change(
            self._name(f"{start}: Fix a stale check in {function.name}()"),
            _wrap(f"Query {helper}() in {function.name}() only if {but}, as the state that the helper looks at is stale otherwise.")
            + "\n\n" + _wrap("The bug is visible by running the guest with a stale state, which makes the vCPU exit more often than needed.") + "\n",
            (Replace(path, f"\tif ({call})\n", f"\tif ({more.format(v=variable)} && {call})\n"),),
            fixes=used,
        )  # fmt: skip
        return [added, used, fixed]

    def clash(self, pair: tuple[str, str], path: str) -> tuple[Change, Change]:
        """Let two owners add other lines at one place."""
        function = self.take(" ".join(pair), path)
        changes = []
        for (action, doing), owner in zip(_ACTIONS[function.kind], pair):
            text = f"\t{action.format(v=function.parameter)};\n"
            shortlog = self._name(f"{prefix(path)}: {doing} in {function.name}()")
            body = _wrap(
                f"{doing} unconditionally at the end of {function.name}(), as the work on {owner} relies on it."
            )
            changes.append(Change(shortlog, f"{body}\n\n{_WHYS[1]}\n", (Tail(path, function.head, text),)))
        return changes[0], changes[1]

    def test(self, owner: str) -> Change:
        """Add a selftest of its own and a line to the Makefile."""
        folder = "tools/testing/selftests/kvm"
        makefile = self._makefile()
        line = self._places(makefile).pop(0)
        start, _, old = line.partition("+= ")
        below = old.partition("/")[0]
        name = self._name(f"{owner}_{self.chance.choice(('storm', 'stress', 'basic', 'smoke', 'race', 'limits'))}_test")
        return Change(
            f"KVM: selftests: Add {name}",
            _wrap(
                f"Add {name} to verify that KVM keeps the state of the vCPU intact when the guest does nothing but exit."
            )
            + "\n",
            (
                New(f"{folder}/{below}/{name}.c", _TEST.replace("@", name)),
                Replace(makefile, line, f"{line}{start}+= {below}/{name}\n"),
            ),
        )

    def room(self) -> bool:
        """Say whether the Makefile has a place for another selftest."""
        return bool(self._places(self._makefile()))

    def _makefile(self) -> str:
        folder = "tools/testing/selftests/kvm"
        return next(
            path
            for path in (f"{folder}/Makefile.kvm", f"{folder}/Makefile")
            if "TEST_GEN_PROGS_x86" in self.root.get(path, "")
        )

    def _places(self, makefile: str) -> list[str]:
        if makefile not in self._lines:
            lines = [
                line
                for line in self.root[makefile].splitlines(keepends=True)
                if line.startswith("TEST_GEN_PROGS_x86") and "/" in line
            ]
            self._lines[makefile] = [line for line in lines if self.root[makefile].count(line) == 1][1::3]
        return self._lines[makefile]

    def _action(self, path: str, function: Function) -> tuple[str, str]:
        if path.startswith("tools/") and function.kind == "kvm_vcpu":
            return self.chance.choice(_TEST_ACTIONS)
        return self.chance.choice(_ACTIONS[function.kind])

    def _name(self, wanted: str) -> str:
        name, number = wanted, 1
        while name in self._names:
            number += 1
            name = f"{wanted}{number}" if " " not in wanted else f"{wanted} (part {number})"
        self._names.add(name)
        return name

    def _functions(self, path: str) -> list[Function]:
        if path not in self._free:
            self._free[path] = find(self.root.get(path, ""))
        return self._free[path]


_TEST = """\
// SPDX-License-Identifier: GPL-2.0-only
#include "kvm_util.h"
#include "processor.h"

static void guest_code(void)
{
	GUEST_SYNC(1);
	GUEST_DONE();
}

/* @: run a guest that does nothing but exit. */
int main(void)
{
	struct kvm_vcpu *vcpu;
	struct kvm_vm *vm;

	vm = vm_create_with_one_vcpu(&vcpu, guest_code);
	vcpu_run(vcpu);
	kvm_vm_free(vm);
	return 0;
}
"""


def _wrap(text: str) -> str:
    return textwrap.fill(text, 74, break_long_words=False, break_on_hyphens=False)
