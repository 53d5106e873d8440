"""Opening the browser without showing the token, and errors that a person can read."""

from __future__ import annotations

import http.client
import queue
import subprocess
import sys
import threading
import webbrowser
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from course.start import door

ADDRESS = "http://127.0.0.1:8888/doc/tree/lessons/00_start_here.ipynb?token=very-secret"


def ask(address: str) -> http.client.HTTPResponse:
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    connection.request("GET", parts.path)
    return connection.getresponse()


def test_the_browser_is_led_there_once(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: queue.Queue[str] = queue.Queue()
    monkeypatch.setattr(webbrowser, "open", shown.put)
    monkeypatch.setenv("BROWSER", "any")
    assert door.open_browser(ADDRESS)
    given = shown.get(timeout=10)
    assert "very-secret" not in given
    assert ask(given.rpartition("/")[0] + "/guessed").status == 404
    answer = ask(given)
    assert (answer.status, answer.getheader("Location")) == (302, ADDRESS)
    for thread in threading.enumerate():
        if thread.name == "guide":
            thread.join(10)
    with pytest.raises(ConnectionRefusedError):
        ask(given)


def test_without_a_screen_no_browser_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(webbrowser, "open", lambda address: pytest.fail("a browser was opened"))
    assert not door.open_browser(ADDRESS)
    text = door.welcome(ADDRESS, Path("mine"), opened=False)
    assert ADDRESS in text
    assert "Ctrl+C" in text


def test_an_error_for_people_has_no_traceback(tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_text("")
    command = [sys.executable, "-P", "-m", "course", "start", "--workspace", str(place / "below")]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=120)
    assert done.returncode == 1
    assert "cannot write into" in done.stderr
    assert "Traceback" not in done.stderr
