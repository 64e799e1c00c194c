"""Whether the schemas are whole and the rules do what their own examples say: run by `kg check` and by the tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.clean import clean
from kg.errors import InputError, SchemaError
from kg.ingest import Skipped, read
from kg.nlp.examples import Example, examples_of
from kg.nlp.relations import RelationEngine
from kg.pipeline import analyse, make_language
from kg.schema import Schema
from kg.schema.english import load_english
from kg.schema.files import find
from kg.schema.turtle import read_graph
from kg.validate import SHAPES

if TYPE_CHECKING:
    from spacy.language import Language


@dataclass(frozen=True, slots=True)
class Outcome:
    """One example of a rule and whether it holds; `found` are the predicates given out between its slots."""

    example: Example
    found: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """An example must yield its predicate between its slots, a counterexample must not."""
        return (self.example.rule.predicate in self.found) == self.example.positive

    def __str__(self) -> str:
        rule, found = self.example.rule, ", ".join(self.found) or "nothing"
        kind = "example" if self.example.positive else "counterexample"
        return f"{rule.id}: {kind} “{self.example.text}” yields {found}"


@dataclass(frozen=True, slots=True)
class PredicateCheck:
    """The rules of one predicate: how many they are, how many triggers they have, and their examples' outcomes."""

    predicate: str
    rules: int
    triggers: int
    outcomes: tuple[Outcome, ...]

    @property
    def failures(self) -> tuple[Outcome, ...]:
        return tuple(outcome for outcome in self.outcomes if not outcome.holds)


def load_all(schema: Schema) -> Language:
    """Load what a `Schema` does not hold itself: shapes, English words, models; SchemaError if one is broken."""
    read_graph(find(SHAPES, schema.roots), SchemaError)
    load_english(schema.roots)
    return make_language(schema)


def run_examples(schema: Schema) -> Iterator[Outcome]:
    """Yield the outcome of every example and counterexample of every rule, in the order of the rules.

    The marked names are given; any rule of the predicate may find the fact, since users see facts, not rules.
    """
    engine = RelationEngine(schema)
    for rule in schema.rules.rules.values():
        for example in examples_of(rule, schema.ontology):
            yield Outcome(example, tuple(sorted(set(_found(engine, example)))))


def check_rules(schema: Schema) -> list[PredicateCheck]:
    """Run all examples; return what each predicate of the ontology that has rules came to, in the ontology's order."""
    rules = schema.rules.rules.values()
    count = Counter(rule.predicate for rule in rules)
    triggers = Counter(dict.fromkeys(count, 0))
    for rule in rules:
        triggers[rule.predicate] += len(rule.triggers)
    outcomes: dict[str, list[Outcome]] = {name: [] for name in count}
    for outcome in run_examples(schema):
        outcomes[outcome.example.rule.predicate].append(outcome)
    return [
        PredicateCheck(name, count[name], triggers[name], tuple(outcomes[name]))
        for name in schema.ontology.predicates
        if name in count
    ]


def uncovered(schema: Schema) -> list[str]:
    """Return the predicates of the ontology that no rule yields, in its order."""
    covered = {rule.predicate for rule in schema.rules.rules.values()}
    return [name for name in schema.ontology.predicates if name not in covered]


def silent_rules(schema: Schema, nlp: Language, paths: Sequence[Path]) -> list[str]:
    """Return the rules that yield no fact on the files and folders; InputError if nothing there can be read."""
    documents = [clean(d, schema.cleaning) for d in read(paths) if not isinstance(d, Skipped)]
    if not documents:
        raise InputError("holds no text to read", where=", ".join(map(str, paths)))
    fired = {fact.rule for found in analyse(documents, nlp) for fact in found.facts}
    return [name for name in schema.rules.rules if name not in fired]


def _found(engine: RelationEngine, example: Example) -> Iterator[str]:
    text, vietnamese = example.text, engine.vietnamese
    sentences = [vietnamese.tokens(text, span) for span in vietnamese.sentences(text, 0, len(text))]
    subject, object_ = text[slice(*example.subject)], text[slice(*example.object)]
    for fact in engine.extract("example", text, sentences, example.mentions):
        ends = {fact.subject.mention, fact.object.mention}
        symmetric = example.rule.predicate in engine.symmetric
        if (fact.subject.mention, fact.object.mention) == (subject, object_) or (
            symmetric and ends == {subject, object_}
        ):
            yield fact.predicate
