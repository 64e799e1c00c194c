"""The spaCy pipeline: syllable tokens, words and tags, mentions, facts."""

from __future__ import annotations

from kg.nlp.pipeline import make_nlp

__all__ = ["make_nlp"]
