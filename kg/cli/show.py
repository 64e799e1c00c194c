"""What the commands print: tables for people on stdout, one line a problem on stderr."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kg.explain import Explanation, marked
from kg.model import Fact
from kg.report import Report

_OPEN = "open:"


def console() -> Console:
    """Return a console for stdout that never cuts a cell of piped output."""
    return Console(highlight=False) if sys.stdout.isatty() else Console(highlight=False, width=120)


def print_skipped(report: Report) -> None:
    """Name on stderr what was not read and what is doubtful."""
    for path, reason in report.skipped:
        print(f"kg: {path}: {reason} (skipped)", file=sys.stderr)
    for warning in report.warnings:
        print(f"kg: {warning}", file=sys.stderr)


def print_summary(report: Report, files: Sequence[Path] = (), seconds: Mapping[str, float] | None = None) -> None:
    """Print the counts of a build; the files and the seconds by stage only if they are given."""
    table = Table(show_header=False, box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row("documents", f"{len(report.documents)}" + _skipped(report))
    table.add_row("mentions", _listed(report.mentions))
    table.add_row("entities", _listed(report.entities))
    table.add_row("edges", str(report.edges))
    if files:
        table.add_row("files", "\n".join(str(path) for path in files))
    if seconds:
        stages = ", ".join(f"{stage} {time:.1f}" for stage, time in seconds.items())
        table.add_row("seconds", f"{sum(seconds.values()):.1f} ({stages})")
    out = console()
    out.print(facts_table(report))
    out.print(table)


def facts_table(report: Report) -> Table:
    """Return the facts by predicate and mode; relations outside the closed list are one row."""
    closed = {name: modes for name, modes in report.facts.items() if not name.startswith(_OPEN)}
    modes = sorted({mode for counts in report.facts.values() for mode in counts})
    table = Table(
        "predicate",
        "facts",
        *modes,
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        title=f"{report.fact_count} facts",
        title_justify="left",
    )
    for column in table.columns[1:]:
        column.justify = "right"
    for name, counts in closed.items():
        table.add_row(name, *_cells(counts, modes))
    if others := [counts for name, counts in report.facts.items() if name.startswith(_OPEN)]:
        total = {mode: sum(counts.get(mode, 0) for counts in others) for mode in modes}
        table.add_row(f"{_OPEN}* ({len(others)} relations)", *_cells(total, modes))
    return table


def _cells(counts: Mapping[str, int], modes: Sequence[str]) -> list[str]:
    return [str(sum(counts.values())), *(str(counts.get(mode) or "") for mode in modes)]


def _listed(counts: Mapping[str, int]) -> str:
    parts = ", ".join(f"{name} {number}" for name, number in counts.items())
    return f"{sum(counts.values())}" + (f" ({parts})" if parts else "")


def _skipped(report: Report) -> str:
    return f", {len(report.skipped)} skipped" if report.skipped else ""


def print_explanation(explanation: Explanation) -> None:
    """Print facts with their sentences, then the decisions that joined names."""
    out = console()
    out.print(Text(explanation.title, style="bold"))
    for fact in explanation.facts:
        out.print(_fact_text(fact), soft_wrap=True)
    if explanation.decisions:
        out.print(Text("\nnames joined or kept apart", style="bold"))
    for one in explanation.decisions:
        reasons = ", ".join(one.reasons) or "no reason given"
        out.print(
            Text(f"  {one.left} {one.verdict} {one.right}: {reasons} ({one.by}, {one.score:g})"),
            soft_wrap=True,
        )


def _fact_text(fact: Fact) -> Text:
    head = f"\n{fact.subject.label} –{fact.predicate}→ {fact.object.label}"
    qualifiers = "".join(f"; {name}: {value}" for name, value in fact.qualifiers)
    source = f" by {fact.by}" if fact.by else ""
    text = Text(f"{head}{qualifiers}", style="bold")
    text.append(
        f"\n  {fact.mode}{source}, confidence {fact.confidence:g}, rule {fact.rule}, {fact.id}",
        style="not bold",
    )
    place = fact.sentence
    text.append(f"\n  {place.doc} {place.start}-{place.end}: {marked(fact)}", style="not bold")
    return text
