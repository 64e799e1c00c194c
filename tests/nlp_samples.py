"""Sentences with their mentions marked, `[Lê An|PER] lãnh đạo [Sao Khuê|ORG]`, read as the engine reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.model import LITERAL_TYPES, Mention
from kg.nlp.analysis import Analysis, Node, analyse
from kg.nlp.entities import Entity, link
from kg.nlp.relations import grammar
from kg.nlp.syntax import Parse, parse
from kg.nlp.vi import SentenceTokens, Vietnamese
from kg.schema.rules import Rule

if TYPE_CHECKING:
    from kg.schema import Schema

_MARK = re.compile(r"\[([^\[\]|]+)\|([A-Z]+)\]")


def marked(text: str) -> tuple[str, list[Mention]]:
    """Return the text without its marks, and the marked spans as mentions."""
    mentions: list[Mention] = []
    plain, at = "", 0
    for match in _MARK.finditer(text):
        plain += text[at : match.start()]
        mentions.append(Mention(len(plain), len(plain) + len(match[1]), match[1], match[2]))
        plain, at = plain + match[1], match.end()
    return plain + text[at:], mentions


@dataclass(frozen=True)
class Sample:
    """A text with its mentions, sentences, entities and the entity of each name by its start."""

    text: str
    mentions: list[Mention]
    sentences: list[SentenceTokens]
    entities: list[Entity]
    owner: dict[int, str]


class Reader:
    """Reads marked texts; made once, since the taggers take a moment to load."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.vietnamese = Vietnamese(schema.lang.writing.abbreviations)
        self.grammar = grammar(schema.lang)
        self.heads = sorted(schema.lang.heads.org | schema.lang.heads.official_org)

    def sample(self, text: str) -> Sample:
        plain, mentions = marked(text)
        spans = self.vietnamese.sentences(plain, 0, len(plain))
        sentences = [self.vietnamese.tokens(plain, span) for span in spans]
        return Sample(plain, mentions, sentences, *link(plain, mentions, self.heads))

    def analysis(self, text: str) -> Analysis:
        """Return the analysis of a single sentence, its names and values as nodes."""
        sample = self.sample(text)
        (tokens,) = sample.sentences
        nodes = [
            Node(m.start, m.end, m.text, m.type, sample.owner.get(m.start, f"={m.start}"), 0, m)
            for m in sample.mentions
        ]
        return analyse(tokens, nodes, self.schema.lang.words.prepositions)

    def parse(self, text: str) -> tuple[Analysis, Parse]:
        sentence = self.analysis(text)
        return sentence, parse(sentence, self.grammar)


def rule(
    name: str,
    *triggers: str,
    frame: str = "verb",
    subject: Sequence[str] = ("PER",),
    object_: Sequence[str] = ("ORG",),
    unless: Iterable[str] = (),
    **other: object,
) -> Rule:
    """Return a rule `predicate/slug` for tests of the engine."""
    example = "[An|subject] làm [Sao|object]"
    return Rule.model_validate(
        {
            "id": name,
            "predicate": name.partition("/")[0],
            "frame": frame,
            "triggers": triggers,
            "subject": tuple(subject),
            "object": tuple(object_),
            "unless": tuple(unless),
            "examples": (example, example),
            "counterexamples": (example,),
            **other,
        }
    )


def names_of(nodes: Iterable[Node]) -> list[str]:
    return [node.text for node in nodes if node.type not in LITERAL_TYPES]
