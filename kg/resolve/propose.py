"""What the rules say about identity: decisions only, nothing is merged here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from itertools import combinations

from kg.model import Fact, Mode
from kg.resolve.decisions import Decision, Verdict
from kg.resolve.entities import Local, reference
from kg.resolve.names import Names, numbers
from kg.schema.resolving import ResolveRules
from kg.text import identity_key

# How much a rule's word weighs: the surer is applied first, so that a doubtful merge meets what is settled.
SCORES = {
    "name": 1.0,
    "list": 0.98,
    "alias": 0.9,
    "title": 0.95,
    "type": 0.85,
    "form": 0.8,
    "short-name": 0.75,
}
Groups = Mapping[str, Sequence[Local]]


def propose(facts: Iterable[Fact], entities: Mapping[str, Local], rules: ResolveRules) -> list[Decision]:
    """Return what the rules say, sorted; the order of `facts` does not matter."""
    facts, names = list(facts), Names(rules.names)
    named = [one for one in entities.values() if not one.is_concept]
    given = _names_given(facts, entities, rules)
    contested = {key for key, owners in given.items() if not _one_owner(owners)}
    found = [
        *_same_name(entities.values(), names, contested, rules),
        *_same_entry(named),
        *_company_forms(named, names),
        *_short_names(named, names),
        *_aliases(given, named, rules),
        *_one_fact(facts, rules),
    ]
    return sorted(set(found))


def decide(left: Local, right: Local, verdict: Verdict, reason: str) -> Decision:
    """Return a rule's decision on two entities, the smaller reference on the left."""
    low, high = sorted((left.ref, right.ref))
    return Decision(low, high, verdict, SCORES[reason] if verdict is Verdict.SAME else 0.5, (reason,))


def _grouped(entities: Iterable[Local], key: Callable[[Local], str | None]) -> Groups:
    groups: dict[str, list[Local]] = defaultdict(list)
    for one in entities:
        if name := key(one):
            groups[name].append(one)
    return groups


def _star(group: Sequence[Local], reason: str) -> Iterator[Decision]:
    """Link every member to the first: n - 1 decisions say what n(n - 1)/2 would."""
    for other in group[1:]:
        yield decide(group[0], other, Verdict.SAME, reason)


def _same_name(entities: Iterable[Local], names: Names, contested: Set[str], rules: ResolveRules) -> Iterator[Decision]:
    """One name is one entity if the types allow it.

    Only within a document, if the name is a lone Vietnamese given name, or one that the texts give to several
    entities (`contested`).
    """

    def scope(one: Local) -> str:
        lone = one.type == "PER" and names.is_given_name(one.name)
        return f"{one.key}\n{one.doc if lone or one.key in contested else ''}"

    for group in _grouped(entities, scope).values():
        yield from _one_by_type(group, rules)


def _one_by_type(group: Iterable[Local], rules: ResolveRules) -> Iterator[Decision]:
    by_type = sorted(_grouped(group, lambda one: one.type).items())
    for _, members in by_type:
        yield from _star(members, "name")
    for (kind, members), (other, others) in combinations(by_type, 2):
        if rules.may_be_one(frozenset((kind, other))):
            yield decide(members[0], others[0], Verdict.SAME, "type")


def _same_entry(named: Iterable[Local]) -> Iterator[Decision]:
    """Surfaces that the lists give one id are one entity: `TP.HCM` and `Thành phố Hồ Chí Minh`."""
    for group in _grouped(named, lambda one: one.canonical).values():
        yield from _star(group, "list")


def _company_forms(named: Iterable[Local], names: Names) -> Iterator[Decision]:
    """`Công ty CP X`, `Tập đoàn X`, `X Inc.` are X, if the corpus knows one such company only."""
    companies = [one for one in named if one.type == "ORG"]
    for group in _grouped(companies, lambda one: identity_key(names.without_form(one.name))).values():
        by_name = _grouped(group, lambda one: one.key)
        if len(by_name) == 1:
            continue
        firsts = [members[0] for _, members in sorted(by_name.items())]
        clear = len(by_name) == 2 and any(names.without_form(one.name) == one.name for one in firsts)
        for other in firsts[1:]:
            yield decide(firsts[0], other, Verdict.SAME if clear else Verdict.UNSURE, "form")


def _short_names(named: Iterable[Local], names: Names) -> Iterator[Decision]:
    """A family name alone is the one person of the corpus whose full name ends in it.

    Vietnamese names end in the given name, so neither they nor short names of that shape take part.
    """
    people = [one for one in named if one.type == "PER" and not names.is_given_name(one.name)]
    by_key = _grouped(people, lambda one: one.key)
    full: dict[str, list[Local]] = defaultdict(list)
    for key, members in sorted(by_key.items()):
        words = key.split()
        if not names.is_vietnamese(members[0].name):
            for cut in range(1, len(words)):
                full[" ".join(words[cut:])].append(members[0])
    for key in sorted(full.keys() & by_key.keys()):
        owners = {one.canonical or one.key for one in full[key]}
        verdict = Verdict.SAME if len(owners) == 1 else Verdict.UNSURE
        for one in full[key]:
            yield decide(by_key[key][0], one, verdict, "short-name")


def _names_given(facts: Iterable[Fact], entities: Mapping[str, Local], rules: ResolveRules) -> dict[str, set[Local]]:
    """Return who is given each other name in so many words: `Đại học New York (NYU)`."""
    given: dict[str, set[Local]] = defaultdict(set)
    for fact in facts:
        subject = entities.get(reference(fact.sentence.doc, fact.subject.id))
        if subject and fact.predicate in rules.alias_predicates and fact.mode is Mode.ASSERTED:
            given[identity_key(fact.object.label)].add(subject)
    return given


def _one_owner(owners: Iterable[Local]) -> bool:
    return len({one.canonical or one.key for one in owners}) == 1


def _aliases(given: Mapping[str, Set[Local]], named: Sequence[Local], rules: ResolveRules) -> Iterator[Decision]:
    """A name that a document gives an entity denotes it there, and everywhere if no other bears that name."""
    by_key = _grouped(named, lambda one: one.key)
    for key in sorted(given.keys() & by_key.keys()):
        unique = _one_owner(given[key])
        for owner in sorted(given[key], key=lambda one: one.ref):
            for one in by_key[key]:
                fits = rules.may_be_one(frozenset((one.type, owner.type))) and one.ref != owner.ref
                if fits and numbers(one.name) == numbers(owner.name) and (unique or one.doc == owner.doc):
                    yield decide(owner, one, Verdict.SAME, "alias")


def _one_fact(facts: Iterable[Fact], rules: ResolveRules) -> Iterator[Decision]:
    """The two ends of one fact are two entities: who owns `Facebook` is not `Facebook`."""
    for fact in facts:
        if fact.predicate not in rules.alias_predicates and not (fact.subject.is_literal or fact.object.is_literal):
            refs = sorted(reference(fact.sentence.doc, end.id) for end in (fact.subject, fact.object))
            if refs[0] != refs[1]:
                yield Decision(refs[0], refs[1], Verdict.DIFFERENT, 1.0, ("one-fact",))
