"""Where the article begins and ends among the lines of its page, and which boxes interrupt it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kg.clean.lines import Line, Shape, byline_source, is_byline, source_of
from kg.schema.cleaning import CleanRules, Scope

_WIDE = frozenset({"end", "comments"})
_LISTED = 3  # that many headlines in a row are a list of other articles
_TITLES = 2  # a title and its subtitle may stand above the first button row
_TICKER = 6  # that many headlines above a title are a list even without bullets


@dataclass(slots=True)
class Verdicts:
    """What becomes of each line: `reasons` holds those that are dropped; `title` is a line number or None."""

    reasons: dict[int, str] = field(default_factory=dict)
    title: int | None = None
    body: int = 0
    source: str | None = None

    def drop(self, number: int, reason: str) -> None:
        self.reasons.setdefault(number, reason)


def judge(lines: Sequence[Line], rules: CleanRules) -> Verdicts:
    """Return which lines are furniture by themselves or by their place, and the title's line."""
    verdicts = Verdicts()
    verdicts.body = next((i for i, line in enumerate(lines) if _runs_on(line)), len(lines))
    _Head(lines, rules, verdicts).judge()
    _Body(lines, rules, verdicts).judge()
    _drop_trailing_list(lines, rules, verdicts)
    return verdicts


def _runs_on(line: Line) -> bool:
    return line.shape is Shape.PROSE and (line.reason is None or line.head_only)


@dataclass(slots=True)
class _Run:
    """Lines above the article between two pieces of furniture; `nav` if a menu or path comes next."""

    numbers: list[int]
    first: bool
    nav: bool = False


@dataclass(frozen=True, slots=True)
class _Head:
    """The lines above the first running text: menus, path, ticker, title, date, buttons."""

    lines: Sequence[Line]
    rules: CleanRules
    verdicts: Verdicts

    def judge(self) -> None:
        runs = self._runs()
        titled = [run for run in runs if self._headlines(run.numbers)]
        if not titled:
            self._keep_untitled(runs)
            return
        last = titled[-1]
        kept = [run for run in titled[:-1] if self._stays(run)] + [last]
        for run in runs:
            if run not in kept:
                for number in run.numbers:
                    if not self._follows(number, kept[0]) or self._byline(number):
                        self.verdicts.drop(number, "above the title")
        for run in kept:
            self._drop_ticker(run)
        left = [i for run in kept for i in self._headlines(run.numbers) if i not in self.verdicts.reasons]
        self.verdicts.title = left[0] if left else None
        self._drop_labels(kept)

    def _runs(self) -> list[_Run]:
        runs: list[_Run] = []
        current: list[int] = []
        for number in range(self.verdicts.body):
            line = self.lines[number]
            if line.reason is None:
                if not current:
                    runs.append(_Run(current, first=number == 0))
                current.append(number)
                continue
            current = []
            if runs and (line.kind == "nav" and line.scope != "comments"):
                runs[-1].nav = True
        return runs

    def _headlines(self, numbers: Sequence[int]) -> list[int]:
        return [i for i in numbers if self.lines[i].shape in (Shape.HEADLINE, Shape.TEASER)]

    def _stays(self, run: _Run) -> bool:
        """Return whether an earlier run holds the title: it opens the page, or no menu follows it."""
        marks = any(self.lines[i].shape is Shape.MARK or self.lines[i].is_item for i in run.numbers)
        return not marks and (not run.nav or run.first) and len(self._headlines(run.numbers)) <= _TITLES

    def _follows(self, number: int, run: _Run) -> bool:
        return number > run.numbers[0]

    def _byline(self, number: int) -> bool:
        line = self.lines[number]
        return line.shape is Shape.SHORT and is_byline(line, self.rules)

    def _drop_ticker(self, run: _Run) -> None:
        """Drop a list of other headlines that stands right above the title."""
        headlines = self._headlines(run.numbers)
        marks = [i for i in run.numbers if self.lines[i].shape is Shape.MARK or self.lines[i].is_item]
        if len(headlines) <= _TICKER or (
            not marks and run.first and self.verdicts.body == run.numbers[-1] + 1
        ):
            return
        last = max((i for i in headlines if not self.lines[i].is_item), default=headlines[-1])
        for number in run.numbers:
            if number < last:
                self.verdicts.drop(number, "list above the title")

    def _drop_labels(self, kept: Sequence[_Run]) -> None:
        """Drop the furniture by itself, and the byline between title and text."""
        title = self.verdicts.title if self.verdicts.title is not None else -1
        for number in range(self.verdicts.body):
            line = self.lines[number]
            if line.reason is not None:
                self.verdicts.drop(number, line.reason)
            elif number > title >= 0 and self._byline(number):
                self.verdicts.drop(number, "byline")
        for run in kept:
            before = [i for i in run.numbers if i < title and self.lines[i].shape is Shape.SHORT]
            if len(before) >= _LISTED:
                for number in before:
                    self.verdicts.drop(number, "menu")

    def _keep_untitled(self, runs: Sequence[_Run]) -> None:
        """Without a headline a label is the title (`Giới thiệu`), even one that names a section elsewhere."""
        numbers = [i for run in runs for i in run.numbers if self.lines[i].shape is not Shape.MARK]
        labels = [i for i in range(self.verdicts.body) if self.lines[i].head_only]
        bylines = [i for i in numbers if self._byline(i)] if len(numbers) > 1 or labels else []
        candidates = [i for i in numbers if i not in bylines] or labels[-1:]
        self.verdicts.title = candidates[0] if candidates else None
        for number in range(self.verdicts.body):
            reason = self.lines[number].reason or ("byline" if number in bylines else None)
            if reason and number != self.verdicts.title:
                self.verdicts.drop(number, reason)


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
            elif not self._signs_off(number):
                self.words += line.words if line.shape is Shape.PROSE else 0

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
        if not _runs_on(line):
            return False
        sizes = self.rules.sizes
        if self.scope in _WIDE:
            return self._following(number) >= max(sizes.resume_end, self.words)
        if line.sentences >= 3 and line.words >= sizes.resume:
            return True
        run = self._paragraphs(number)
        return len(run) >= 2 and sum(self.lines[i].words for i in run) >= sizes.resume

    def _paragraphs(self, number: int) -> list[int]:
        """Return the paragraphs in a row from here; captions and links between them do not part them."""
        found: list[int] = []
        for i in range(number, len(self.lines)):
            line = self.lines[i]
            if _runs_on(line):
                found.append(i)
            elif line.ends or (line.reason is None and line.shape is not Shape.MARK):
                break
        return found

    def _following(self, number: int) -> int:
        """Return the syllables in rows of at least two paragraphs up to the next marker."""
        total = 0
        i = number
        while i < len(self.lines) and not self.lines[i].ends:
            run = self._paragraphs(i) if _runs_on(self.lines[i]) else []
            if len(run) >= 2:
                total += sum(self.lines[j].words for j in run)
            i = run[-1] + 1 if run else i + 1
        return total


def _drop_trailing_list(lines: Sequence[Line], rules: CleanRules, verdicts: Verdicts) -> None:
    """Drop headlines (with cut-off teasers) in a row at the end of the page that no marker announces."""
    kept = [i for i in range(verdicts.body, len(lines)) if i not in verdicts.reasons]
    tail: list[int] = []
    for place in range(len(kept) - 1, 0, -1):
        line, above = lines[kept[place]], lines[kept[place - 1]]
        teaser = line.shape is Shape.TEASER and above.shape is Shape.HEADLINE
        if line.shape in (Shape.PROSE, Shape.TEASER) and not teaser:
            break
        tail.insert(0, kept[place])
    headlines = [
        i for i in tail if lines[i].shape is Shape.HEADLINE and lines[i].words >= rules.sizes.headline
    ]
    teasers = [i for i in tail if lines[i].shape is Shape.TEASER]
    if len(headlines) < _LISTED and len(teasers) < 2:
        return
    above = lines[kept[kept.index(tail[0]) - 1]]
    # A list that the text itself announces (`gồm:`) belongs to it.
    if above.content.endswith(":") or any(lines[i].content.endswith(":") for i in tail):
        return
    for number in tail:
        if number >= (headlines or tail)[0]:
            verdicts.drop(number, "headlines after the article")
