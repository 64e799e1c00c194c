"""`kg stats`: the counts of a build."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def stats(output: Annotated[Path, typer.Argument(metavar="OUT", help="Output folder of kg build.")]) -> None:
    """Print how many documents, mentions, entities and facts a build found.

    Example: kg stats output
    """
    from kg.cli.show import print_skipped, print_summary
    from kg.report import read_report

    report = read_report(output)
    print_summary(report)
    print_skipped(report)
