"""The quiz widget: real HTML drawn by the files beside this one, answers kept by the kernel."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from course.errors import CourseError
from course.learner import responses
from course.model import marking
from course.model.bank import find_question, unknown_question
from course.model.occasions import Occasion, kept_as
from course.model.payload import before_payload, graded_payload, lesson_payload
from course.model.static import static_html, static_text

_HERE = Path(__file__).parent
# One page script out of four small files, in the order in which they use each other.
_SCRIPTS = ("../dom.js", "marking.js", "answers.js", "widget.js")
_STYLES = ("../widget.css", "quiz.css")

RESPONSES = "responses.json"
GRADED_QUESTIONS = "quiz.json"


class QuizWidget(anywidget.AnyWidget):
    """One question on the page.

    Parameters
    ----------
    payload
        What the page shows, from `course.model.payload`.
    prompt
        The question in Markdown, for the plain-text stand-in.
    key
        What a lesson question is marked by; ``None`` for a graded one and for a guess.
    path
        The file that the answers are kept in.
    """

    _esm = "\n".join((_HERE / name).read_text("utf-8") for name in _SCRIPTS)
    _css = "\n".join((_HERE / name).read_text("utf-8") for name in _STYLES)

    question = traitlets.Dict().tag(sync=True)
    record: traitlets.List[Any] = traitlets.List().tag(sync=True)
    notice = traitlets.Unicode("").tag(sync=True)

    def __init__(
        self, payload: dict[str, Any], prompt: str, key: marking.Key | None, path: Path
    ) -> None:
        self._prompt, self._key, self._path = prompt, key, path
        attempts, notice = self._stored(payload["id"])
        super().__init__(question=payload, record=attempts, notice=notice)
        self.on_msg(self._receive)

    def _stored(self, question_id: str) -> tuple[list[dict[str, Any]], str]:
        try:
            stored = responses.load(self._path).attempts(question_id)
            return [a.model_dump(mode="json") for a in stored], ""
        except responses.DamagedResponses as error:
            return [], f"{error} Nothing is lost: it is set aside when you answer."
        except (responses.UnreadableResponses, ValueError) as error:
            return [], str(error)

    def _receive(self, _: Any, message: dict[str, Any], __: Any) -> None:
        if not isinstance(message, dict) or message.get("kind") != "attempt":
            return
        try:
            response = message["response"]
            share = marking.score(self._key, response) if self._key is not None else None
            attempt = responses.new_attempt(response, share, message["hints"], message["id"])
            attempts, notice = responses.record(self._path, self.question["id"], attempt)
        except (CourseError, KeyError, ValueError) as error:
            told = isinstance(error, CourseError)
            # Cleared first, so that the same message is told again for the next answer.
            self.notice = ""
            self.notice = str(error) if told else "Your answer did not arrive whole. Answer again."
            return
        self.record = [a.model_dump(mode="json") for a in attempts]
        self.notice = notice or ""

    def _last_response(self) -> Any | None:
        return self.record[-1]["response"] if self.record else None

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        live = super()._repr_mimebundle_(**kwargs)
        bundle, metadata = live if isinstance(live, tuple) else (live, {})
        static = {
            "text/html": static_html(self.question, self._last_response()),
            "text/plain": static_text(self.question, self._prompt),
        }
        return {**(bundle or {}), **static}, metadata


class Revealed:
    """A question and the figure that it hides until the learner has made a guess."""

    def __init__(self, widget: QuizWidget, figure: Any) -> None:
        self._parts = (widget, figure)

    def _ipython_display_(self) -> None:
        from IPython.display import display

        for part in self._parts:
            display(part)  # type: ignore[no-untyped-call]


def quiz(
    question_id: str, reveal: Any | None = None, occasion: Occasion | None = None
) -> QuizWidget | Revealed:
    """Show a question.

    In an assignment the question comes from the ``quiz.json`` beside the notebook: it is graded
    later, and nothing here knows the answer. Anywhere else it comes from the lessons' bank and is
    marked and explained at once. Answers are kept in ``responses.json`` beside the notebook.

    Parameters
    ----------
    question_id
        Such as ``"anatomy-bone-count"``.
    reveal
        A chart to show below, hidden until the first answer.
    occasion
        For a question that is asked more than once, so that the answers are kept apart:
        ``"before"`` the course, when nothing is told about the answer, or ``"after"`` it; or
        ``"recall"``, in the warm-up of a later lesson.

    Returns
    -------
    QuizWidget or Revealed
        Shown as the last line of a cell.

    Raises
    ------
    CourseError
        If there is no such question; the message names the nearest ids.
    """
    veil = len(reveal.bundles()) if reveal is not None else 0
    widget = _graded(question_id) or _lesson(question_id, veil, occasion)
    return widget if reveal is None else Revealed(widget, reveal)


def _lesson(question_id: str, veil: int, occasion: Occasion | None) -> QuizWidget:
    question = find_question(question_id)
    key = None if question.predict else question.key()
    before = occasion == "before"
    payload = before_payload(question) if before else lesson_payload(question, veil=veil)
    payload["id"] = kept_as(question_id, occasion)
    return QuizWidget(payload, question.prompt, key, Path(RESPONSES).resolve())


def _graded(question_id: str) -> QuizWidget | None:
    path = Path(GRADED_QUESTIONS)
    if not path.is_file():
        return None
    try:
        questions = {q["id"]: q for q in json.loads(path.read_text("utf-8"))["questions"]}
    except (ValueError, KeyError, TypeError) as error:
        raise CourseError(
            f"{GRADED_QUESTIONS} cannot be read ({error}). Fetch the assignment again; "
            "your answers lie in a file of their own and stay."
        ) from None
    if question_id not in questions:
        raise unknown_question(question_id, list(questions))
    public = questions[question_id]
    return QuizWidget(graded_payload(public), public["prompt"], None, Path(RESPONSES).resolve())
