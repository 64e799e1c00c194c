"""Print the commands that set everything up, one a line: the first two shell blocks of the README."""

from __future__ import annotations

import re
import sys
from pathlib import Path

COUNT = 2


def commands(readme: str) -> list[str]:
    """Return the first blocks marked `sh`, each a single line."""
    blocks = [block.strip() for block in re.findall(r"^```sh\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)]
    found = blocks[:COUNT]
    if len(found) < COUNT or any("\n" in block or not block for block in found):
        raise SystemExit(f"the README must open with {COUNT} blocks of one command each")
    return found


if __name__ == "__main__":
    print("\n".join(commands(Path(sys.argv[1]).read_text(encoding="utf-8"))))
