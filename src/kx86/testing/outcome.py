# SPDX-License-Identifier: GPL-2.0-or-later
"""What came of building one content in one configuration, and what that says about a patch."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from kx86.testing.configuration import Configuration
from kx86.testing.messages import Message, fresh

State = Literal["built", "failed", "lost", "stopped"]
Verdict = Literal["clean", "told", "warned", "broken", "stopped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one build.

    `state` is `failed` when make failed, `lost` when Kconfig did not leave a required symbol as asked for, and `stopped` when a
    limit was reached; that alone is not remembered, for another run may do better.  `why` says which limit, or which symbols.
    `seconds` and `cpu` are what it took, `compiled` how many objects it made.  `messages` are those of the whole output folder,
    whenever each was made.  `objects` are those that were compiled from the sources of this content, by this build or before.
    `gone` are the wanted symbols that Kconfig did not leave as asked for.  `tail` are the last lines of output of a build that
    failed without a message.
    """

    state: State
    why: str = ""
    seconds: float = 0.0
    cpu: float = 0.0
    compiled: int = 0
    messages: tuple[Message, ...] = ()
    objects: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    tail: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What an outcome says about a patch: the messages that are new with the series, and those that the base has as well.

    `gone` are the wanted symbols that the base has and the patch has not, so that the configuration covers less.
    """

    verdict: Verdict
    gone: tuple[str, ...] = ()
    new: tuple[Message, ...] = ()
    old: tuple[Message, ...] = ()
    base_fails: bool = False


def judge(outcome: Outcome, base: Outcome | None, configuration: Configuration) -> Judgement:
    """Judge an outcome beside that of the base, None when the base was not built.

    A build is `broken` when it failed, `warned` when it has a message that the base has not, `told` when it has such messages in
    a configuration that is judged by what is new, whose messages are no reason to say no.
    """
    new, old = fresh(outcome.messages, base.messages if base else ())
    gone = tuple(one for one in outcome.gone if base is not None and one not in base.gone)
    fails = base is not None and base.state in ("failed", "lost")
    if outcome.state == "stopped":
        verdict: Verdict = "stopped"
    elif outcome.state in ("failed", "lost") or any(message.kind == "error" for message in new):
        verdict = "broken"
    elif not new:
        verdict = "clean"
    else:
        verdict = "told" if configuration.judged == "new" else "warned"
    return Judgement(verdict=verdict, gone=gone, new=new, old=old, base_fails=fails)


def unbuilt(sources: Iterable[str], outcomes: Iterable[Outcome]) -> tuple[str, ...]:
    """The sources from which none of some good builds compiled an object; nothing when there was no good build."""
    built = [frozenset(one.objects) for one in outcomes if one.state == "built"]
    if not built:
        return ()
    return tuple(path for path in sources if not any(f"{path[:-2]}.o" in objects for objects in built))
