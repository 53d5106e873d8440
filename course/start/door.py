"""``course start``: from a command to the open lesson."""

from __future__ import annotations

import contextlib
import http.server
import os
import secrets
import signal
import sys
import threading
import webbrowser
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from course.errors import CourseError
from course.start import jupyter, workspace


def start(
    folder: Path | None = None,
    *,
    lesson: str = "00_start_here",
    port: int = 8888,
    browser: bool = True,
) -> None:
    """Open the course and stay until the learner stops it.

    Parameters
    ----------
    folder
        The learner's folder; None for the usual one.
    lesson
        Name of the lesson to open, or its beginning: ``"01"``.
    port
        First port to try.
    browser
        Whether to open the browser.

    Raises
    ------
    CourseError
        If there is no such lesson, the folder cannot be written, or JupyterLab does not start.
    """
    folder = (folder or workspace.default()).expanduser().resolve()
    delivery = workspace.deliver(folder)
    notebook = find_lesson(folder, lesson)
    for message in delivery.messages():
        say(message)
    say("Opening the course ...")
    with asked_to_stop(), jupyter.serve(folder, port) as server:
        address = server.address(f"doc/tree/{notebook.as_posix()}")
        opened = browser and open_browser(address)
        say(welcome(address, folder, opened=opened))
        server.process.wait()
    say("\nStopped. Your notebooks and answers are in " + str(folder))


@contextlib.contextmanager
def asked_to_stop() -> Iterator[None]:
    """End the ``with`` block at Ctrl+C, a closed terminal or a request to end."""

    def stop(number: int, frame: FrameType | None) -> None:
        # Pressed again and again, it must not cut short the tidying up.
        for each in signals:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    names = ("SIGINT", "SIGTERM", "SIGHUP")
    signals = [getattr(signal, name) for name in names if hasattr(signal, name)]
    for each in signals:
        signal.signal(each, stop)
    with contextlib.suppress(KeyboardInterrupt):
        yield


def find_lesson(folder: Path, name: str) -> Path:
    """Path of a lesson in the workspace, relative to it."""
    lessons = sorted((folder / "lessons").glob("*.ipynb"))
    wanted = name.removesuffix(".ipynb")
    for fits in (str.__eq__, str.startswith):
        for path in lessons:
            if wanted and fits(path.stem, wanted):
                return path.relative_to(folder)
    there = ", ".join(path.stem for path in lessons)
    raise CourseError(f"There is no lesson '{name}'. The lessons are: {there}.")


def welcome(address: str, folder: Path, *, opened: bool) -> str:
    """Return what stands in the terminal while the course is open."""
    first = (
        "The course opens in your browser. If it does not, copy this address into it:"
        if opened
        else "The course is ready. Copy this address into your browser:"
    )
    return (
        f"\n{first}\n\n    {address}\n\n"
        f"Your notebooks and answers are in {folder}\n"
        "To stop, press Ctrl+C here."
    )


def open_browser(address: str) -> bool:
    """Open the browser at an address that holds a token, without showing the token to others.

    Everyone on this computer can read the command line of a starting browser. So it is given an
    address that works once and leads on to the true one.

    Returns
    -------
    bool
        Whether there is a browser to open.
    """
    names = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    if sys.platform.startswith("linux") and not any(map(os.environ.get, names)):
        return False
    once = f"/{secrets.token_urlsafe(16)}"

    class Guide(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path != once:
                self.send_error(404)
                return
            self.send_response(302)
            self.send_header("Location", address)
            self.end_headers()
            threading.Thread(target=guide.shutdown, daemon=True).start()

        def log_message(self, format: str, *args: object) -> None:
            """Keep the terminal for the learner."""

    guide = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Guide)

    def serve() -> None:
        with guide:
            guide.serve_forever()

    threading.Thread(target=serve, name="guide", daemon=True).start()
    # A browser may keep the call that starts it waiting.
    here = f"http://127.0.0.1:{guide.server_port}{once}"
    threading.Thread(target=webbrowser.open, args=(here,), daemon=True).start()
    return True


def say(text: str) -> None:
    """Print at once, also where the output is no terminal."""
    print(text, flush=True)
