"""The spaCy Language of the product: `doc.text` equals the input, tokens are syllables, `doc.ents` are the mentions.

`doc._.document` may be set before the components run: its dropped blocks are left unread and its date resolves
relative dates. `doc._.mentions` and `doc._.facts` hold what was found.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from kg.model import Document, Mention
from kg.nlp.names import NameRecogniser
from kg.nlp.relations import RelationEngine
from kg.nlp.vi import SentenceTokens, Vietnamese
from kg.normalize import find_values
from kg.text import syllables

if TYPE_CHECKING:
    from spacy.vocab import Vocab

    from kg.schema import Schema

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def make_nlp(schema: Schema) -> Language:
    """Return the pipeline for a schema: `words` (sentences, words, tags), `mentions`, `relations`."""
    _register()
    # The stock Vietnamese tokenizer wants a package that is not used here; ours replaces it.
    nlp = spacy.blank("vi", config={"nlp": {"tokenizer": {"@tokenizers": "spacy.Tokenizer.v1"}}})
    nlp.tokenizer = SyllableTokenizer(nlp.vocab)
    vietnamese = Vietnamese(schema.lang.writing.abbreviations)
    for name in _COMPONENTS:
        cast(_Component, nlp.add_pipe(name)).bind(schema, vietnamese)
    return nlp


class SyllableTokenizer:
    """Splits a text into syllables, numbers and signs; any white space but one space is a token of its own."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        words: list[str] = []
        spaces: list[bool] = []
        at = 0
        for start, end in [*syllables(text), (len(text), len(text))]:
            gap = text[at:start]
            if gap and words and gap[0] == " ":
                spaces[-1] = True
                gap = gap[1:]
            if gap:
                words.append(gap)
                spaces.append(False)
            if start < end:
                words.append(text[start:end])
                spaces.append(False)
            at = end
        doc = Doc(self.vocab, words=words, spaces=spaces)
        doc._.source = text
        return doc


def _text(doc: Doc) -> str:
    """Return the text of a doc, as it was given if ours: putting it together again from its tokens is slow."""
    return doc.text if doc._.source is None else cast(str, doc._.source)


class _Component(ABC):
    """A pipe that is bound to its schema after creation (schemas are no JSON, so no config holds them)."""

    @abstractmethod
    def bind(self, schema: Schema, vietnamese: Vietnamese) -> None:
        """Take what the component needs from the schema and the tagger that all share."""

    @abstractmethod
    def __call__(self, doc: Doc) -> Doc:
        """Add to the doc."""


class Words(_Component):
    """Sets sentence starts, part-of-speech tags and `token._.word`, the number of its word in the document."""

    def bind(self, schema: Schema, vietnamese: Vietnamese) -> None:
        self._vietnamese = vietnamese

    def __call__(self, doc: Doc) -> Doc:
        text = _text(doc)
        document = doc._.document or Document("", text)
        kept = [b for b in document.blocks if b.kind != "dropped"]
        spans = [(b.start, b.end) for b in kept] if document.blocks else [(0, len(text))]
        found = [
            span
            for start, end in spans
            for span in self._vietnamese.sentences(text, start, end, wrapped=bool(document.blocks))
        ]
        sentences = self._vietnamese.all_tokens(text, found)
        doc._.sentences = sentences
        self._tag(doc, sentences)
        return doc

    @staticmethod
    def _tag(doc: Doc, sentences: Sequence[SentenceTokens]) -> None:
        # In bulk: making a token object for each is slow.
        index = {start: i for i, start in enumerate(doc.to_array("IDX").tolist())}
        begins = [-1 if i else 1 for i in range(len(index))]  # -1: begins no sentence
        tags = [0] * len(index)
        words: dict[int, int] = {}
        base = 0
        for sentence in sentences:
            for at, (start, _) in enumerate(sentence.spans):
                if (i := index.get(start)) is not None:
                    tags[i] = doc.vocab.strings.add(sentence.tags[at])
                    words[i] = base + sentence.words[at]
                    if at == 0:
                        begins[i] = 1
            base += sentence.words[-1] + 1 if sentence.words else 0
        values: Any = np.column_stack((np.asarray(begins, np.int64).astype(np.uint64), np.asarray(tags, np.uint64)))
        doc.from_array(["SENT_START", "TAG"], values)
        doc._.words = words


class Mentions(_Component):
    """Sets `doc._.mentions`, names and values without overlap, and `doc.ents`."""

    def bind(self, schema: Schema, vietnamese: Vietnamese) -> None:
        self._names = NameRecogniser.of(schema)
        self._units = schema.units

    def __call__(self, doc: Doc) -> Doc:
        text = _text(doc)
        document = doc._.document
        published = document.date if document and _ISO_DATE.fullmatch(document.date or "") else None
        reference = date.fromisoformat(published) if published else None
        names = self._names.recognise(text, doc._.sentences)
        values = [
            _moved(value, sentence.start)
            for sentence in doc._.sentences
            for value in find_values(text[sentence.start : sentence.end], self._units, reference)
        ]
        doc._.mentions = without_overlap(names, values)
        spans = [doc.char_span(m.start, m.end, label=m.type, alignment_mode="expand") for m in doc._.mentions]
        doc.ents = spacy.util.filter_spans([s for s in spans if isinstance(s, Span)])
        return doc


class Relations(_Component):
    """Sets `doc._.facts`."""

    def bind(self, schema: Schema, vietnamese: Vietnamese) -> None:
        self._engine = RelationEngine(schema, vietnamese=vietnamese)

    def __call__(self, doc: Doc) -> Doc:
        name = doc._.document.id if doc._.document else ""
        doc._.facts = self._engine.extract(name, _text(doc), doc._.sentences, doc._.mentions)
        return doc


def _moved(mention: Mention, by: int) -> Mention:
    start, end = mention.start + by, mention.end + by
    return Mention(
        start,
        end,
        mention.text,
        mention.type,
        mention.score,
        mention.found_by,
        mention.value,
        mention.canonical,
    )


def without_overlap(names: Sequence[Mention], values: Sequence[Mention]) -> list[Mention]:
    """Return names and values in text order; a value that touches a name gives way, unless it holds it whole."""
    free = [v for v in values if all(v.end <= n.start or v.start >= n.end for n in names)]
    return sorted([*names, *free], key=lambda m: (m.start, m.end))


_COMPONENTS: dict[str, type[_Component]] = {
    "kg_words": Words,
    "kg_mentions": Mentions,
    "kg_relations": Relations,
}


def _register() -> None:
    """Make the components and attributes known to spaCy; doing so again changes nothing."""
    for name, component in _COMPONENTS.items():
        if not Language.has_factory(name):
            Language.factory(name, func=_factory(component))
    for name in ("document", "sentences", "words", "mentions", "facts", "source"):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=None)
    if not Token.has_extension("word"):
        Token.set_extension("word", getter=lambda token: (token.doc._.words or {}).get(token.i))


def _factory(component: type[_Component]) -> Callable[[Language, str], _Component]:
    def create(nlp: Language, name: str) -> _Component:
        return component()

    return create
