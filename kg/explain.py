"""Why the graph says what it says: the facts of an entity or one fact, their sentences and rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.errors import InputError
from kg.model import End, Fact
from kg.output import Output
from kg.resolve import Decision, Verdict
from kg.text import fold, identity_key, slug

_SUGGESTIONS = 5
_SHORTEST = 3  # letters of a part of a name that still says something


@dataclass(frozen=True, slots=True)
class Explanation:
    """The facts about what was asked for, and the decisions that joined its names.

    `title` names the entity or fact; `facts` keep the order of `facts.jsonl`.
    """

    title: str
    facts: tuple[Fact, ...]
    decisions: tuple[Decision, ...] = ()


def explain(wanted: str, output: Output) -> Explanation:
    """Return what the facts say about an entity (by any of its names, or its id) or one fact (`f:…`).

    A name is matched with its tone marks; only if none fits, InputError suggests names that differ in marks.
    """
    for fact in output.facts:
        if fact.id == wanted:
            return Explanation(wanted, (fact,), _joining({fact.subject.id, fact.object.id}, output))
    ids = _matching(wanted, output.facts)
    if not ids:
        raise _unknown(wanted, output.facts)
    facts = tuple(fact for fact in output.facts if {fact.subject.id, fact.object.id} & ids)
    labels = sorted({end.label for fact in facts for end in (fact.subject, fact.object) if end.id in ids})
    return Explanation(", ".join(labels), facts, _joining(ids, output))


def _ends(facts: Iterable[Fact]) -> Iterator[End]:
    for fact in facts:
        yield fact.subject
        yield fact.object


def _matching(wanted: str, facts: Sequence[Fact]) -> set[str]:
    """Return the ids of that id or name; a label counts before an alias, an alias before a mention."""
    key = identity_key(wanted)
    tests = (
        lambda end: end.id == wanted,
        lambda end: identity_key(end.label) == key,
        lambda end: key in map(identity_key, end.aliases),
    )
    for test in tests:
        if found := {end.id for end in _ends(facts) if test(end)}:
            return found
    return set()


def _unknown(wanted: str, facts: Sequence[Fact]) -> InputError:
    """Return the error for a name that is not there, with names that look like it."""
    from rapidfuzz import fuzz, process

    key = fold(wanted)
    names = sorted({name for end in _ends(facts) for name in (end.label, *end.aliases)})
    same = [name for name in names if fold(name) == key]
    part = [name for name in names if len(key) >= _SHORTEST and key in fold(name)]
    typed = (found[0] for found in process.extract(key, names, processor=fold, scorer=fuzz.ratio, score_cutoff=75))
    close = (same or part or list(typed))[:_SUGGESTIONS]
    hint = f"Did you mean {' or '.join(close)}?" if close else "kg stats lists what there is"
    return InputError("no entity and no fact of that name", where=wanted, hint=hint)


def _joining(ids: set[str], output: Output) -> tuple[Decision, ...]:
    """Return the decisions that bear on one of the entities, also through a chain of others joined to it."""
    reached = _references(ids, output.facts)
    found: dict[Decision, None] = {}
    grown = True
    while grown:
        grown = False
        for one in output.decisions:
            if one not in found and {one.left, one.right} & reached:
                found[one] = None
                if one.verdict is Verdict.SAME:
                    reached |= {one.left, one.right}
                    grown = True
    return tuple(one for one in output.decisions if one in found)


def _references(ids: set[str], facts: Iterable[Fact]) -> set[str]:
    """Return how decisions may refer to the entities: `document#` and the id or the slug of a name."""
    found = set()
    for fact in facts:
        for end in (fact.subject, fact.object):
            if end.id in ids:
                names = {end.id, *(slug(name) for name in (end.label, *end.aliases))}
                found |= {f"{fact.sentence.doc}#{name}" for name in names}
    return found


def marked(fact: Fact, opening: str = "»", closing: str = "«") -> str:
    """Return the fact's sentence with its trigger between marks; as it is if the trigger is not in it."""
    text = fact.sentence.text
    found = re.search(rf"(?<!\w){re.escape(fact.trigger)}(?!\w)", text) if fact.trigger else None
    return f"{text[: found.start()]}{opening}{found[0]}{closing}{text[found.end() :]}" if found else text
