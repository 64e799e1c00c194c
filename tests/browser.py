"""A real browser with no network, for the tests of the page."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


def _absent(reason: str) -> None:
    """Skip where a browser may be missing; on the build server a missing browser is a failure."""
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def browser() -> Iterator[Browser]:
    """Yield the system's Chromium, headless."""
    binary = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if binary is None:
        _absent(f"no browser: none of {', '.join(_NAMES)} is installed")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _absent("playwright is not installed")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=binary, args=_FLAGS)
        try:
            yield running
        finally:
            running.close()


@dataclass
class Visit:
    """An open page with what went wrong on it: requests beyond its own file, errors, dialogs."""

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not self.requests and not self.errors


@contextmanager
def visit(
    running: Browser,
    file: Path,
    *,
    size: tuple[int, int] = (1280, 800),
    fragment: str = "",
    dark: bool = False,
) -> Iterator[Visit]:
    """Open a file with the network off and wait until it has drawn; `fragment` follows the `#`."""
    context = running.new_context(
        offline=True,
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
    )
    address = file.resolve().as_uri()
    page = context.new_page()
    seen = Visit(page)

    def note_request(url: str) -> None:
        if url.partition("#")[0] != address and not url.startswith(("data:", "blob:")):
            seen.requests.append(url)

    page.on("request", lambda request: note_request(request.url))
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on("console", lambda message: seen.errors.append(message.text) if message.type == "error" else None)

    def note_dialog(dialog: object) -> None:
        seen.errors.append(f"dialog: {dialog}")
        dialog.dismiss()  # type: ignore[attr-defined]

    page.on("dialog", note_dialog)
    try:
        page.goto(address + (f"#{fragment}" if fragment else ""))
        page.wait_for_function("window.kgPage !== undefined")
        yield seen
    finally:
        context.close()
