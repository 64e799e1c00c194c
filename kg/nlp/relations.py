"""The relation engine: rules find triggers, syntax offers arguments, weights decide, context says how it is meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kg.model import CONCEPT, LITERAL_TYPES, NAME_TYPES, End, Fact, Mention, Mode, Sentence, content_id, sorted_pairs
from kg.nlp.analysis import Analysis, Node, analyse
from kg.nlp.candidates import Candidate, CandidateFinder
from kg.nlp.choice import choose
from kg.nlp.concepts import add_concepts
from kg.nlp.context import Context
from kg.nlp.coref import MODEL as COREF
from kg.nlp.coref import Coreference, Weighing
from kg.nlp.entities import Entity, link
from kg.nlp.extents import MODEL as EXTENTS
from kg.nlp.extents import Extents
from kg.nlp.guards import Guards
from kg.nlp.open import MODEL as OPEN_MODEL
from kg.nlp.open import OpenFacts
from kg.nlp.qualifiers import qualifiers
from kg.nlp.reading import Reading
from kg.nlp.scoring import Scorer
from kg.nlp.syntax import Grammar, parse
from kg.nlp.triggers import Trigger, TriggerIndex
from kg.nlp.vi import SentenceTokens, Vietnamese
from kg.schema import Schema
from kg.schema.files import find
from kg.schema.lang import Lang
from kg.text import identity_key, slug

# Names that the tagger knows, to stand for those it does not know.
_STAND_IN = {"PER": "Nam", "LOC": "Hà Nội", "ORG": "FPT"}


class RelationEngine:
    """Extracts the facts of documents by the rules of a schema. Keeps no state between documents."""

    def __init__(self, schema: Schema, scorer: Scorer | None = None, vietnamese: Vietnamese | None = None) -> None:
        """Build the engine; `scorer` replaces the one that ships with the schema.

        `vietnamese` is a tagger to share, since its models are large; None makes one.
        """
        rules = schema.rules.rules.values()
        self.vietnamese = vietnamese or Vietnamese(schema.lang.writing.abbreviations)
        self._words = schema.lang.words
        self._index = TriggerIndex(rules)
        self._wordless = [r for r in rules if not r.triggers]
        self._grammar = grammar(schema.lang)
        self._prepositions = schema.lang.words.prepositions
        self._coreference = Coreference(schema.lang, Weighing.load(find(COREF, schema.roots)))
        self._heads = sorted(schema.lang.heads.org | schema.lang.heads.official_org)
        self.symmetric = frozenset(p.name for p in schema.ontology.predicates.values() if p.symmetric)
        self.context = Context(schema.lang)
        self._guards = Guards(schema.lang)
        self._extents = Extents.load(find(EXTENTS, schema.roots))
        self._open = OpenFacts.load(schema.lang, find(OPEN_MODEL, schema.roots))
        self._scorer = scorer or Scorer.load(schema.roots)

    def extract(
        self, doc: str, text: str, sentences: Sequence[SentenceTokens], mentions: Sequence[Mention]
    ) -> list[Fact]:
        """Return the facts of a document in text order; `mentions` are its names and values, sorted, disjoint."""
        entities, owner = link(text, mentions, self._heads)
        known = {e.key: e for e in entities}
        facts: dict[str, Fact] = {}
        readings = list(self.read(sentences, mentions, entities, owner))
        for reading, scored in zip(readings, self._scorer.confidences(readings), strict=True):
            straight = [c for c in scored if not self._guards.is_crossed(reading.sentence, c[0])]
            closed = choose(straight, reading.sentence.nodes)
            opened = self._open.chosen(reading.sentence, reading.parsed, reading.candidates, closed)
            for candidate, confidence in closed + opened:
                fact = self._fact(doc, text, reading, candidate, confidence, known)
                if fact.id not in facts or facts[fact.id].confidence < confidence:
                    facts[fact.id] = fact
        return list(facts.values())

    def read(
        self,
        sentences: Sequence[SentenceTokens],
        mentions: Sequence[Mention],
        entities: Sequence[Entity],
        owner: Mapping[int, str],
    ) -> Iterator[Reading]:
        """Yield each sentence analysed, with all its candidates, unscored (training reads the same)."""
        sentences = self.vietnamese.retagged(sentences, [stand_ins(s, mentions) for s in sentences])
        nodes = self._coreference.nodes(sentences, mentions, entities, owner)
        for tokens, inside in zip(sentences, nodes, strict=True):
            sentence = analyse(tokens, inside, self._prepositions)
            if not any(not node.implicit for node in inside):
                continue
            triggers = self._index.find(sentence) + list(self._valued(sentence))
            parsed = parse(sentence, self._grammar)
            finder = CandidateFinder(sentence, parsed)
            found: list[Candidate] = []
            for trigger in triggers:
                if trigger.rule.frame == "class":
                    found.extend(finder.find(trigger, *add_concepts(sentence, trigger, self._extents)))
                else:
                    found.extend(finder.find(trigger))
            yield Reading(sentence, parsed, [c for c in found if not self._guards.is_anothers(sentence, c)])

    def _valued(self, sentence: Analysis) -> Iterator[Trigger]:
        """Yield a trigger for each number, for the rules that take any number."""
        for index, node in enumerate(sentence.nodes):
            u = sentence.unit_of[index]
            for rule in self._wordless:
                if node.type in rule.object and u >= 0:
                    unit = node.mention.value.unit if node.mention and node.mention.value else None
                    yield Trigger(rule, unit or "", (u, u + 1), sentence.units[u].syllables)

    def _fact(
        self,
        doc: str,
        text: str,
        reading: Reading,
        candidate: Candidate,
        confidence: float,
        known: Mapping[str, Entity],
    ) -> Fact:
        sentence, trigger = reading.sentence, candidate.trigger
        nodes, tokens = sentence.nodes, sentence.tokens
        stance = self.context.stance(sentence, reading.parsed, candidate, self._scorer.weights)
        mode = Mode(trigger.rule.mode) if trigger.rule.mode else stance.mode
        subject, object_ = local_end(sentence, candidate, known, text)
        by = end_of(nodes[stance.by], known).label if stance.by is not None else None
        first, last = trigger.syllables
        place = Sentence(doc, tokens.start, tokens.end, text[tokens.start : tokens.end])
        return Fact(
            place,
            subject,
            trigger.rule.predicate,
            object_,
            sorted_pairs(qualifiers(sentence, candidate, known, text, self._words)),
            mode,
            by,
            trigger.rule.id,
            text[tokens.spans[first][0] : tokens.spans[last - 1][1]],
            confidence,
        )


def stand_ins(tokens: SentenceTokens, mentions: Sequence[Mention]) -> list[tuple[int, int, str]]:
    """Return (start, end, name) of each name in a sentence with one that the tagger knows."""
    return [
        (m.start, m.end, _STAND_IN.get(m.type, "FPT"))
        for m in mentions
        if m.type in NAME_TYPES and tokens.start <= m.start and m.end <= tokens.end
    ]


def local_end(sentence: Analysis, candidate: Candidate, known: Mapping[str, Entity], text: str) -> tuple[End, End]:
    """Return subject and object of a candidate as ends with document-local ids."""
    subject, object_ = sentence.nodes[candidate.subject], sentence.nodes[candidate.object]
    if "TEXT" in candidate.trigger.rule.object and object_.type not in LITERAL_TYPES:
        words = text[object_.start : object_.end]
        name = End(content_id("q", "TEXT", identity_key(words)), words, "TEXT", words)
        return end_of(subject, known), name
    return end_of(subject, known), end_of(object_, known)


def end_of(node: Node, known: Mapping[str, Entity]) -> End:
    """Return a node as the end of a fact: its entity, a class, or a literal with its value."""
    if node.entity is not None and node.entity in known:
        entity = known[node.entity]
        name = slug(entity.label) or content_id("e", entity.key)
        return End(name, entity.label, entity.type, node.text, entity.aliases)
    value = node.mention.value if node.mention else None
    if node.type == CONCEPT:
        label = node.text[:1].lower() + node.text[1:]
        return End("c-" + slug(label), label, CONCEPT, node.text)
    key = value.key() if value else node.type
    return End(content_id("q", key, identity_key(node.text)), node.text, node.type, node.text, (), value)


def grammar(lang: Lang) -> Grammar:
    """Return the closed word classes of the parser from the word lists."""
    words = lang.words
    return Grammar(
        words.prepositions | words.place_prepositions,
        words.owners,
        words.coordinators - {"mà"},
        words.subordinators - {"do"},
        words.agents,
        words.passives - {"do"},
        frozenset({"là"}),
    )
