"""One browser and one JupyterLab for all browser tests."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from lab import Lab, course, free_port
from playwright.sync_api import Browser, expect, sync_playwright

FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    # Nothing but this computer can be reached, so that no test comes to need the network.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
)

# The kernel answers late when the computer is busy.
expect.set_options(timeout=30_000)


def chromium() -> str:
    """Path of a Chromium; the variable CHROMIUM overrules the usual places."""
    named = os.environ.get("CHROMIUM")
    found = named or next(filter(None, map(shutil.which, NAMES)), None)
    found = found or next((place for place in PLACES if Path(place).exists()), None)
    if not found:
        pytest.fail(
            "The browser tests need Chromium. Install it (on Debian: apt install chromium), "
            "or name one: CHROMIUM=/path/to/chrome make test",
            pytrace=False,
        )
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for the whole session."""
    flags = list(FLAGS)
    if sys.platform.startswith("linux") and os.geteuid() == 0:
        flags.append("--no-sandbox")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=flags)
        yield running
        running.close()


@pytest.fixture(scope="session")
def shared_lab(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """The JupyterLab of the session; tests take ``lab``."""
    # A folder with a space and letters beyond ASCII, as people have.
    folder = tmp_path_factory.mktemp("lab") / "Läufer Ordner"
    folder.mkdir()
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    with course(folder / "workspace", "--port", str(free_port())) as running:
        shared = Lab(running, context)
        shared.enter()
        yield shared
        context.close()


@pytest.fixture
def lab(shared_lab: Lab) -> Iterator[Lab]:
    """JupyterLab with the first lesson in it; a test fails if anything left this computer."""
    yield shared_lab
    assert shared_lab.strangers == []
