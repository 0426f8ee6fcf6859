# SPDX-License-Identifier: GPL-2.0-or-later
"""Nothing in; the closed word lists by which the mood of a sentence is judged out."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that may stand before a command without changing the mood.
ADVERBS = _words("""
actually additionally again also always besides finally first further furthermore hence instead just lastly moreover
never next now only please secondly similarly simply then therefore thus
""")

# Words in -ly that are no adverbs.
LY_VERBS = _words("""
ally apply bully comply fly imply multiply ply rally rely reply sully supply tally
""")

# Words that open a leading clause, which ends at its comma.
CLAUSE_OPENERS = _words("""
after although as at based because before by considering despite due during even following for from given if in
instead like now on once per rather regardless similar since so thanks though to unless until upon using when whenever
where whereas while with without
""")

# Words behind a comma that does not end a leading clause.
GOES_ON = _words("and but e.g. e.g., i.e. i.e., nor or so such where which who whose")

# Finite verbs that show the word before them to be a noun.
FINITE = _words("""
are aren't becomes can can't cannot could did didn't does doesn't doesn’t gets got had happens has have implies is isn't isn’t
may might must needs remains seems shall should shouldn't was wasn't were weren't will won't would
""")

# Words behind which a finite verb belongs to another clause.
BREAKS = _words("""
after and as because before but how if once or since so than that to unless until via what when whenever where whether
which while who whose why
""")

# Commands that take a whole clause: "Ensure KVM is ..." is one although a finite verb follows.
TAKES_CLAUSE = _words("""
add allow assert assume avoid believe check clarify confirm decide do document don't ensure expect explain fix
guarantee hope know let make mark mention note pretend prevent remember remove report require say see treat use verify
""")

# Words that open a statement, never a command.
CLOSED_CLASS = _words("""
a all an and any at both but by commit currently each every from guest guests he host i in into it its kvm many more
most my nested new no not of on one or our patch previously recently self sev several she some such svm tdx that the
there these they this those three two us userspace various vmx we with without you your
""")

# First words of commands in two words: "Context switch ...", "Sanity check ...".
COMPOUNDS = _words("bounds cherry context hand range sanity")

# What may stand before the hyphen of a verb.
PREFIXES = _words("""
auto batch bulk co copy cross de dis double early fast fine force hard lazy open over pre re sanity self short sign
single un under write zero
""")

# Nouns when "of" follows.
NOUN_OF = _words("""
access address amount bottom cause effect end form kind lack list name number order part purpose range reason result
return series set size sort start state support test top type use value
""")

# Nouns when "for" follows.
NOUN_FOR = _words("""
change fix fixes need patch reason request support update workaround
""")

# Inflected forms that open a sentence only as a verb without a subject ("Adds a test"), never as a noun.
SURE = _words("""
added adds adjusted adjusts advertises allowed allows avoided avoids bumps changed changes checks clarified clarifies
cleaned cleans consolidates converted converts corrected corrects created creates defines deleted deletes disabled
disables documents dropped drops eliminated eliminates emulated emulates enabled enables ensured ensures expanded
expands exposes extended extends extracted extracts fixed fixes generalizes handled handles hides implemented
implements improved improves included includes initialized initializes inlined inlines introduced introduces made
makes merged merges migrated migrates modernizes modified modifies moved moves optimized optimizes passes ported ports
prevented prevents propagates protects provides raises reduces refactored refactors refines registers reimplements
reintroduces rejected rejects relaxes relocates removed removes renamed renames reorders reorganizes replaced replaces
reports resolves restores restructures returns reverts reworked reworks rewrites rewrote saves separated separates
sets simplified simplifies skips splits swaps switched tests throws tidies tightens tracks treats turns unifies unmaps
updated updates uses validates verifies wires wraps wrote
""")

# The nouns and adjectives among SURE: they count only before a word that opens an object.
SURE_BEFORE_OBJECT = _words("""
added allowed bumps changed changes checks converted created deleted disabled documents drops emulated enabled
expanded exposes extended extracted fixed fixes handled handles hides implemented improved included merged merges
modified moved moves optimized passes ports protects raises registers removed replaced reports restores returns
reverts reworks rewrites saves separated sets skips splits swaps tests throws tracks treats turns updated updates uses
wires wraps
""")

# Verbs that only the author of a patch can be the subject of: "We add X" is "Add X", "We need X" is background.
OWN_DEEDS = _words("""
add convert drop extend fix implement introduce move refactor remove rename replace rework simplify split
""")

# Verbs that tell what a patch does.
DEEDS = _words("""
add adjust allow change check clarify clean convert correct create define delete disable drop emulate enable ensure expand
export expose extend extract fix handle hide implement improve include initialize introduce make merge migrate modify move
optimize port prevent provide reduce refactor register relax remove rename reorder replace report resolve restore
restructure reuse revert rework rewrite save separate set simplify skip split switch unify update validate verify wire
""")

# What a change leads to, as against what it does: "This allows X" leans on the shortlog, "This adds X" is the change.
CONSEQUENCES = _words("""
allows avoids brings eases eliminates enables ensures gives helps improves lets makes means prevents provides reduces saves
simplifies
""")

# Forms in -s that are finite verbs behind a subject, hardly ever plural nouns.
FINITE_S = _words("""
allows avoids breaks brings comes depends does enables ensures fails gives goes happens helps implies improves introduces involves
keeps lacks leads leaves lets makes means needs occurs prevents provides reduces relies remains removes requires saves
seems serves simplifies triggers violates works
""")

# Words that open an object.
OBJECT = _words("""
a all an any both code each every into it its kvm kvm's missing new out several some support test tests the these this
those three two up various
""")
