"""The lines above the first running text: menus, path, ticker, title, date, buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.clean.lines import Line, Shape, Verdicts, is_byline
from kg.schema.cleaning import CleanRules, term_tokens

_ALIEN = 0.5  # a headline sharing less than this part of the best one's share of the article's words is another's
_TITLES = 2  # a title and its subtitle may stand above the first menu
_TICKER = 6  # more headlines than that above the text are a list
_LABELS = 3  # that many labels in a row are a menu


def judge_head(lines: Sequence[Line], rules: CleanRules, verdicts: Verdicts) -> None:
    """Find the title and drop what is no part of the article above its text."""
    _Head(lines, rules, verdicts).judge()


@dataclass(slots=True)
class _Run:
    """Lines between two pieces of furniture; `first` on the page; `nav` if a menu or path comes next."""

    numbers: list[int]
    first: bool
    nav: bool = False


@dataclass(frozen=True, slots=True)
class _Head:
    lines: Sequence[Line]
    rules: CleanRules
    verdicts: Verdicts

    def judge(self) -> None:
        runs = self._runs()
        titled = [run for run in runs if self._headlines(run)]
        if not titled:
            self._keep_label(runs)
            return
        kept = self._of_article(titled)
        for run in runs:
            if run not in kept and (run in titled or run.numbers[0] < kept[0].numbers[0]):
                for number in run.numbers:
                    self.verdicts.drop(number, "above the title")
        for run in kept:
            self._drop_ticker(run)
        left = [i for run in kept for i in self._headlines(run) if i not in self.verdicts.reasons]
        self.verdicts.title = left[0]
        self._drop_labels(kept, left[0])

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
            if runs and line.kind == "nav" and line.scope != "comments":
                runs[-1].nav = True
        return runs

    def _headlines(self, run: _Run) -> list[int]:
        shapes = (Shape.HEADLINE, Shape.TEASER)
        return [i for i in run.numbers if self.lines[i].shape in shapes and not self._is_byline(i)]

    def _marks(self, run: _Run) -> bool:
        return any(self.lines[i].shape is Shape.MARK or self.lines[i].is_item for i in run.numbers)

    def _of_article(self, titled: Sequence[_Run]) -> list[_Run]:
        """Return the runs that belong to the article: in the right place, and about the same things."""
        last = titled[-1]
        if len(titled) == 1:
            return [last]
        told = self._told()
        shares = [max(self._share(i, told) for i in self._headlines(run)) for run in titled]
        needed = _ALIEN * max(shares)
        near = [run for run, share in zip(titled, shares, strict=True) if share >= needed]
        return [run for run in near if run is last or self._stays(run)] or [last]

    def _stays(self, run: _Run) -> bool:
        """Return whether an earlier run may hold the title: it opens the page, or no menu follows it."""
        return not self._marks(run) and (not run.nav or run.first) and len(self._headlines(run)) <= _TITLES

    def _told(self) -> frozenset[str]:
        """Return the words of the running text up to the first thing that ends the article."""
        words: set[str] = set()
        for line in self.lines[self.verdicts.body :]:
            if line.ends:
                break
            if line.runs_on:
                words.update(term_tokens(line.content))
        return frozenset(words)

    def _share(self, number: int, told: frozenset[str]) -> float:
        words = set(term_tokens(self.lines[number].content))
        return len(words & told) / len(words) if words else 0.0

    def _is_byline(self, number: int) -> bool:
        line = self.lines[number]
        return line.shape in (Shape.SHORT, Shape.HEADLINE) and is_byline(line, self.rules)

    def _drop_ticker(self, run: _Run) -> None:
        """Drop a list of other headlines that stands right above the title."""
        headlines = self._headlines(run)
        # Without bullets and right above the text a row of headlines may be the article's own summary.
        summary = not self._marks(run) and run.numbers[-1] + 1 == self.verdicts.body and run.first
        if len(headlines) <= _TICKER or summary:
            return
        title = max((i for i in headlines if not self.lines[i].is_item), default=headlines[-1])
        for number in run.numbers:
            if number < title:
                self.verdicts.drop(number, "list above the title")

    def _drop_labels(self, kept: Sequence[_Run], title: int) -> None:
        """Drop what is furniture by itself, the byline below the title, and a row of labels above it."""
        for number in range(self.verdicts.body):
            if reason := self.lines[number].reason:
                self.verdicts.drop(number, reason)
            elif number > title and self._is_byline(number):
                self.verdicts.drop(number, "byline")
            elif number > title and self.lines[number].key == self.lines[title].key:
                self.verdicts.drop(number, "title again")
        for run in kept:
            labels = [i for i in run.numbers if i < title and self.lines[i].shape is Shape.SHORT]
            if len(labels) >= _LABELS:
                for number in labels:
                    self.verdicts.drop(number, "menu")

    def _keep_label(self, runs: Sequence[_Run]) -> None:
        """Without a headline a label is the title (`Giới thiệu`), even one that names a section elsewhere."""
        numbers = [i for run in runs for i in run.numbers if self.lines[i].shape is not Shape.MARK]
        spare = [i for i in range(self.verdicts.body) if self.lines[i].head_only]
        bylines = [i for i in numbers if self._is_byline(i)] if len(numbers) > 1 or spare else []
        candidates = [i for i in numbers if i not in bylines] or spare[-1:]
        self.verdicts.title = candidates[0] if candidates else None
        for number in range(self.verdicts.body):
            reason = "byline" if number in bylines else self.lines[number].reason
            if reason and number != self.verdicts.title:
                self.verdicts.drop(number, reason)
