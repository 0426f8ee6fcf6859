# SPDX-License-Identifier: GPL-2.0-or-later
"""Old events are read for ever; what this kx86 does not know is kept, shown as such, and means nothing."""

import pytest

from kx86.journal.kinds import KINDS, LINK, Kind, current, say
from unit.journal.making import event, link, undo, unlink

# A kind with a history: the mail was once `msgid`, and had no reason.
MARK = Kind(
    name="mark",
    texts=("mail", "reason"),
    line="mark {mail} of {subject}",
    upgrades=(lambda body: {"mail": body["msgid"]}, lambda body: {**body, "reason": "none was kept"}),
)


@pytest.mark.parametrize(
    ("schema", "body", "reason"),
    [
        (1, {"msgid": "m"}, "none was kept"),
        (2, {"mail": "m"}, "none was kept"),
        (3, {"mail": "m", "reason": "why"}, "why"),
    ],
)
def test_a_body_of_any_older_schema_reads_as_one_of_today(schema, body, reason):
    known = current(event(0, "mark", body=body, schema=schema), {"mark": MARK})
    assert known is not None
    assert (known.schema, known.body) == (3, {"mail": "m", "reason": reason})


@pytest.mark.parametrize(
    ("kind", "schema", "body"),
    [("mark", 4, {"mail": "m", "reason": ""}), ("mark", 1, {}), ("mark", 3, {"mail": 7}), ("other", 1, {})],
)
def test_what_is_not_known_means_nothing_and_says_so(kind, schema, body):
    one = event(0, kind, body=body, schema=schema)
    assert current(one, {"mark": MARK}) is None
    assert say(one, {"mark": MARK}) == f"{kind} (schema {schema}) of v2@kernel.example: not known to this kx86"


def test_each_event_says_what_it_decided():
    one = link(0, "a", "x", "the cover says so")
    assert say(one) == "link a to x: the cover says so"
    assert say(unlink(0, "a", "x")) == "unlink a from x"
    assert say(undo(1, one)) == f"undo {one.id}"
    tag = event(0, "tag.take", "x", {"tag": "Reviewed-by: Rex <rex@kernel.example>", "mail": "m"})
    assert say(tag) == "take Reviewed-by: Rex <rex@kernel.example> for x"


def test_braces_in_hostile_text_stay_what_they_are():
    assert say(link(0, "{subject.__class__}", "{0}", "{")) == "link {subject.__class__} to {0}: {"


def test_the_registry_names_each_kind_by_its_name():
    assert all(name == kind.name for name, kind in KINDS.items())
    assert KINDS[LINK].schema == 1
