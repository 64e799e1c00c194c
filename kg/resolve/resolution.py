"""From facts of many documents to one set of entities, and back onto the facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kg.model import End, Fact
from kg.resolve.cluster import cluster
from kg.resolve.decisions import Decision, Verdict
from kg.resolve.entities import Canonical, Local, commonest, commonest_type, gather
from kg.resolve.ids import literal_id, mint
from kg.resolve.names import Names
from kg.resolve.parting import parted
from kg.resolve.propose import propose
from kg.schema.resolving import ResolveRules

# id of a list's entry -> its best name, None if it has none.
BestName = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Resolved:
    """What an entity of a document is in the graph.

    `id` is the node's id, `label` its fullest or most frequent name, `aliases` its other names in all
    documents (sorted, descriptions left out), `reasons` the codes of the decisions that merged it (sorted).
    """

    id: str
    label: str
    type: str
    aliases: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolution:
    """`entities` maps (document, local id) to the graph's entity; `decisions` are sorted, as they fared.

    The local ids are those of `kg.resolve.parting.parted`: an id that two entities share is told apart there.
    """

    entities: Mapping[tuple[str, str], Resolved]
    decisions: tuple[Decision, ...]


def resolve(
    facts: Iterable[Fact],
    rules: ResolveRules,
    *,
    canonical: Canonical = lambda surface, type_: None,
    best_name: BestName = lambda entry: None,
    human: Sequence[Decision] = (),
) -> Resolution:
    """Decide which entities of the facts' documents are one; the order of the facts does not matter.

    The ends of `facts` carry ids that hold within `sentence.doc` only. `canonical` and `best_name` ask the
    lists of names; `human` are a person's decisions, which override the rules.
    """
    facts = parted(facts)
    entities = gather(facts, Names(rules.names), canonical)
    clusters, decisions = cluster(entities, propose(facts, entities, rules), human, rules)
    types = [_type(members) for members in clusters]
    labels = [_label(members, kind, best_name) for members, kind in zip(clusters, types, strict=True)]
    ids = mint(clusters, labels, types)
    reasons = _reasons(decisions)
    found = {}
    for members, kind, label, node in zip(clusters, types, labels, ids, strict=True):
        names = {name for one in members for name in (one.name, *one.names)} - {label}
        why = sorted({reason for one in members for reason in reasons.get(one.ref, ())})
        resolved = Resolved(node, label, kind, tuple(sorted(names)), tuple(why))
        found.update({(one.doc, one.id): resolved for one in members})
    return Resolution(found, tuple(decisions))


def apply(facts: Iterable[Fact], resolution: Resolution) -> list[Fact]:
    """Return the facts that were resolved, with the graph's ids, labels and types, by document and place.

    `mention` stays as the sentence has it; `aliases` stay those of the document, with its own label if the
    graph has a fuller one. Of two facts of a sentence that become the same the more confident is kept.
    Raises KeyError for a fact whose entities the resolution does not know.
    """
    kept: dict[str, Fact] = {}
    for fact in parted(facts):
        ends = [_applied(end, fact.sentence.doc, resolution) for end in (fact.subject, fact.object)]
        moved = replace(fact, subject=ends[0], object=ends[1])
        rival = kept.get(moved.id)
        if rival is None or _preference(moved) < _preference(rival):
            kept[moved.id] = moved
    return sorted(kept.values(), key=lambda fact: (fact.sentence.doc, fact.sentence.start, fact.sentence.end, fact.id))


def _applied(end: End, doc: str, resolution: Resolution) -> End:
    if end.is_literal:
        return replace(end, id=literal_id(end))
    to = resolution.entities[doc, end.id]
    aliases = tuple(sorted({end.label, *end.aliases} - {to.label}))
    return replace(end, id=to.id, label=to.label, type=to.type, aliases=aliases)


def _preference(fact: Fact) -> tuple[float, str, str, str]:
    return (-fact.confidence, fact.rule, fact.trigger, repr((fact.subject, fact.object)))


def _type(members: Sequence[Local]) -> str:
    counts: Counter[str] = Counter()
    for one in members:
        counts.update(dict(one.types))
    return commonest_type(counts)


def _label(members: Sequence[Local], kind: str, best_name: BestName) -> str:
    """Return the lists' name if the documents use it, a person's fullest name, else the commonest name."""
    names: Counter[str] = Counter()
    for one in members:
        names[one.name] += one.count
    for entry in sorted({one.canonical for one in members if one.canonical}):
        if (best := best_name(entry)) in names and best is not None:
            return best
    if kind == "PER":
        words = max(len(name.split()) for name in names)
        names = Counter({name: count for name, count in names.items() if len(name.split()) == words})
    return commonest(names)


def _reasons(decisions: Iterable[Decision]) -> dict[str, set[str]]:
    reasons: dict[str, set[str]] = {}
    for one in decisions:
        if one.verdict is Verdict.SAME:
            for ref in (one.left, one.right):
                reasons.setdefault(ref, set()).update(one.reasons)
    return reasons
