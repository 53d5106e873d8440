"""Handing in the own course test: by the learner's click, and taken back by another one."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import Any

import traitlets

from course.content import data_path
from course.errors import CourseError
from course.learner import files, responses
from course.learner.responses import Responses
from course.model.bank import load_bank
from course.model.occasions import kept_as
from course.view.quiz.widget import RESPONSES
from course.view.tools.tool import Tool, script, style

FILE = "course_test.json"
LESSONS = "lessons"
TITLE = "Share your course test"
TASK = (
    "Decide whether your instructor may see your answers to the course test. It is your choice, "
    "and it changes no points."
)
WHAT = (
    f"Sharing writes your answers to the ten test questions, before and after the course, into the "
    f"file {FILE} beside this notebook. It is handed in with this folder. The class report shows "
    "only the mean of all who share. Still, your instructor can open the file and see which "
    "answers are yours."
)
NOTHING = (
    "Nothing is shared now. Your answers stay in the folder of your lessons, and without your "
    "click nothing is written here."
)
NOT_FOUND = (
    "No answers to the course test were found. They lie where you worked through the lessons: in "
    "the folder lessons of your workspace. Open this assignment from there, or share nothing."
)


class ShareGain(Tool):
    """Two buttons; nothing is written before one is pressed."""

    _esm, _css = script("share"), style("share")

    # What is shared now, and how the last request went.
    sharing = traitlets.Dict().tag(sync=True)

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        data = {"title": TITLE, "task": TASK, "what": WHAT}
        super().__init__(data, _html(), _text(), sharing=self._look())
        self.on_msg(self._receive)

    def _look(self) -> dict[str, Any]:
        shared = (self._folder / FILE).is_file()
        return {"shared": shared, "told": _shared() if shared else NOTHING, "id": ""}

    def _receive(self, _: Any, message: Any, __: Any) -> None:
        if not isinstance(message, dict) or message.get("kind") not in {"share", "take back"}:
            return
        try:
            if message["kind"] == "share":
                _write(self._folder)
            else:
                (self._folder / FILE).unlink(missing_ok=True)
            state = self._look()
        except CourseError as error:
            state = self._look() | {"told": str(error)}
        except (OSError, RuntimeError) as error:
            told = f"{FILE} could not be changed ({files.reason(error)}). Nothing was done."
            state = self._look() | {"told": told}
        self.sharing = state | {"id": message.get("id")}


def share_gain() -> ShareGain:
    """Let the learner hand in her answers to the course test, or take them back.

    The answers come from the ``responses.json`` of her lessons; only those to the course test are
    written, and only after her click.
    """
    return ShareGain(Path.cwd())


def _write(folder: Path) -> None:
    found = _answers(folder)
    if found is None:
        raise CourseError(NOT_FOUND)
    text = json.dumps(found.model_dump(mode="json"), ensure_ascii=False, indent=1)
    files.replace(folder / FILE, f"{text}\n".encode())


def _answers(folder: Path) -> Responses | None:
    """The learner's answers to the course test and nothing else, from the nearest lessons."""
    bank = load_bank(data_path("questions/course_test.yaml"))
    names = [kept_as(q.id, occasion) for q in bank.questions for occasion in ("before", "after")]
    for above in folder.parents:
        kept = responses.load(above / LESSONS / RESPONSES)
        own = {name: kept.questions[name] for name in names if kept.attempts(name)}
        if own:
            return Responses(questions=own)
    return None


def _shared() -> str:
    return (
        f"Your test answers are in {FILE} now. Hand in this folder as usual. You can take them "
        "back until you hand in."
    )


def _html() -> str:
    return (
        f"<p><strong>{TITLE}.</strong> Your task: {escape(TASK)}</p><p>{escape(WHAT)}</p>"
        "<p><em>This is a picture of the tool. Open the notebook in JupyterLab to use it.</em></p>"
    )


def _text() -> str:
    return f"{TITLE}. Your task: {TASK}\n\n{WHAT}"
