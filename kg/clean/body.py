"""The article's text and what follows it: boxes that interrupt it, its sign-off, the lists after its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.clean.lines import Line, Shape, Verdicts, byline_source, is_byline, source_of
from kg.schema.cleaning import CleanRules, Scope

_WIDE = frozenset({"end", "comments"})
_TEASERS = 2  # that many cut-off teasers, each below a headline, are one too
_LISTED = 3  # that many headlines in a row at the end are a list of other articles


def judge_body(lines: Sequence[Line], rules: CleanRules, verdicts: Verdicts) -> None:
    """Drop what is no part of the article from its first running text on."""
    _Body(lines, rules, verdicts).judge()
    _drop_trailing_list(lines, rules, verdicts)


@dataclass(slots=True)
class _Body:
    """The article's text, the boxes that interrupt it, its sign-off, the lists after its end."""

    lines: Sequence[Line]
    rules: CleanRules
    verdicts: Verdicts
    scope: Scope | None = None
    words: int = 0

    def judge(self) -> None:
        for number in range(self.verdicts.body, len(self.lines)):
            line = self.lines[number]
            if self.scope is not None and self._resumes(number):
                self.scope = None
            if self.scope is not None:
                self.verdicts.drop(number, line.reason or f"after the article ({self.scope})")
                if line.scope in _WIDE:
                    self.scope = line.scope
            elif line.reason is not None and not line.head_only:
                self.verdicts.drop(number, line.reason)
                if line.ends:
                    self.scope = line.scope or "box"
            elif not self._interrupts(number) and not self._signs_off(number):
                self.words += line.words if line.shape is Shape.PROSE else 0

    def _interrupts(self, number: int) -> bool:
        """Judge a second copy of the title, and a photographer in capitals below a caption without a stop."""
        line, title = self.lines[number], self.verdicts.title
        if title is not None and line.key == self.lines[title].key != "":
            self.verdicts.drop(number, "title again")
            return True
        above = self.lines[number - 1] if number else line
        caption = above.shape is Shape.HEADLINE and not above.is_item and number - 1 >= self.verdicts.body
        if not (caption and line.shape is Shape.SHORT and line.content.isupper() and is_byline(line, self.rules)):
            return False
        self.verdicts.drop(number - 1, "photo caption")
        self.verdicts.drop(number, "photo caption")
        return True

    def _signs_off(self, number: int) -> bool:
        """Judge a byline, a source or the first of two equal headlines: a list of others follows."""
        line = self.lines[number]
        after = next((one for one in self.lines[number + 1 :] if one.reason is None or one.head_only), None)
        if line.shape is Shape.HEADLINE and after is not None and after.key == line.key:
            self.verdicts.drop(number, "link card")
            self.scope = "box"
            return True
        if after is not None and after.shape is Shape.PROSE and not self._is_over(number):
            return False
        if source := source_of(line, self.rules):
            self.verdicts.source = self.verdicts.source or source
            self.scope = "box"
            return True
        if number > self.verdicts.body and is_byline(line, self.rules):
            self.verdicts.source = self.verdicts.source or byline_source(line, self.rules)
            self.verdicts.drop(number, "byline")
            self.scope = "box"
            return True
        return False

    def _is_over(self, number: int) -> bool:
        """Return whether a piece of furniture that ends the page comes next."""
        return number + 1 < len(self.lines) and self.lines[number + 1].ends

    def _resumes(self, number: int) -> bool:
        """Return whether the article goes on here: teasers stand alone, its paragraphs in a row."""
        line = self.lines[number]
        if not line.runs_on:
            return False
        sizes = self.rules.sizes
        if self.scope in _WIDE:
            least = sizes.resume_end if self.scope == "end" else sizes.resume_comments
            return self._following(number) >= max(least, self.words)
        if line.sentences >= 3 and line.words >= sizes.resume:
            return True
        run = self._paragraphs(number)
        return len(run) >= 2 and sum(self.lines[i].words for i in run) >= sizes.resume

    def _paragraphs(self, number: int) -> list[int]:
        """Return the paragraphs in a row from here; captions and links between them do not part them."""
        found: list[int] = []
        for i in range(number, len(self.lines)):
            line = self.lines[i]
            if line.runs_on:
                found.append(i)
            elif line.ends or (line.reason is None and line.shape is not Shape.MARK):
                break
        return found

    def _following(self, number: int) -> int:
        """Return the syllables in rows of at least two paragraphs up to the next marker."""
        total = 0
        i = number
        while i < len(self.lines) and not self.lines[i].ends:
            run = self._paragraphs(i) if self.lines[i].runs_on else []
            if len(run) >= 2:
                total += sum(self.lines[j].words for j in run)
            i = run[-1] + 1 if run else i + 1
        return total


def _drop_trailing_list(lines: Sequence[Line], rules: CleanRules, verdicts: Verdicts) -> None:
    """Drop headlines (with cut-off teasers) that end the page without a marker above them.

    A row of them is a list. One or two are links if page furniture follows: no heading ends an article.
    """
    kept = [i for i in range(verdicts.body, len(lines)) if i not in verdicts.reasons]
    tail = _trailing(lines, kept)
    headlines = [i for i in tail if lines[i].shape is Shape.HEADLINE and lines[i].words >= rules.sizes.headline]
    teasers = [i for i in tail if lines[i].shape is Shape.TEASER]
    listed = len(headlines) >= _LISTED or len(teasers) >= _TEASERS
    if not headlines or not (listed or headlines[-1] + 1 in verdicts.reasons):
        return
    above = lines[kept[kept.index(tail[0]) - 1]]
    # A list that the text itself announces (`gồm:`) belongs to it.
    if any(line.content.endswith(":") for line in (above, *(lines[i] for i in tail))):
        return
    for number in tail:
        if number >= headlines[0] and source_of(lines[number], rules) is None:
            verdicts.drop(number, "headlines after the article")


def _trailing(lines: Sequence[Line], kept: Sequence[int]) -> list[int]:
    """Return the kept lines after the last running text; a teaser below a headline is none."""
    tail: list[int] = []
    for place in range(len(kept) - 1, 0, -1):
        line, above = lines[kept[place]], lines[kept[place - 1]]
        teaser = line.shape is Shape.TEASER and above.shape is Shape.HEADLINE
        if line.shape in (Shape.PROSE, Shape.TEASER) and not teaser:
            break
        tail.insert(0, kept[place])
    return tail
