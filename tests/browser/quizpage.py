"""A blank page with quizzes on it and a kernel that is played by the page: fast, no Jupyter."""

from __future__ import annotations

from typing import Any

from blankpage import PAGE
from playwright.sync_api import Locator, Page
from samples import QUESTIONS

from course.model.payload import before_payload, graded_payload, lesson_payload
from course.view.quiz.widget import QuizWidget

# What Jupyter gives a widget: state, changes, messages. `window.kernel` decides what is answered.
MOUNT = """async ([script, style, states]) => {
  document.head.append(Object.assign(document.createElement('style'), {textContent: style}));
  const address = URL.createObjectURL(new Blob([script], {type: 'text/javascript'}));
  const widget = (await import(address)).default;
  window.sent = []; window.models = [];
  window.kernel = 'answers';
  for (const state of states) {
    const listeners = {};
    const model = {
      get: (name) => state[name],
      set(name, value) {
        state[name] = value;
        (listeners['change:' + name] ?? []).forEach((f) => f());
      },
      on: (name, listener) => (listeners[name] ??= []).push(listener),
      off() {}, save_changes() {},
      send(message, callbacks) {
        window.sent.push(message);
        const idle = {content: {execution_state: 'idle'}};
        if (window.kernel === 'unheard') setTimeout(() => callbacks.iopub.status(idle));
        if (window.kernel !== 'answers') return;
        const {id, response, hints} = message;
        const at = '2026-01-02T10:00:00+00:00';
        const attempt = {id, response, hints, at, score: null};
        setTimeout(() => model.set('record', [...state.record, attempt]));
      },
    };
    window.models.push(model);
    const el = document.createElement('div');
    document.querySelector('main').append(el);
    await widget.render({model, el});
  }
}"""


def mount(page: Page, *states: dict[str, Any]) -> None:
    """Show quizzes with these states on the page."""
    page.set_content(PAGE)
    page.evaluate(MOUNT, [QuizWidget._esm, QuizWidget._css, list(states)])


def lesson(kind: str, *attempts: dict[str, Any]) -> dict[str, Any]:
    """State of a lesson question of that type, with stored attempts."""
    payload = lesson_payload(QUESTIONS[kind])
    return {"question": payload, "record": list(attempts), "notice": ""}


def silent(kind: str, mode: str = "graded") -> dict[str, Any]:
    """State of the same question in an assignment, or in the test ``"before"`` the course."""
    question = QUESTIONS[kind]
    payload = graded_payload(question.public()) if mode == "graded" else before_payload(question)
    return {"question": payload, "record": [], "notice": ""}


def quiz(page: Page) -> Locator:
    """The only quiz of the page."""
    return page.locator(".rb-quiz")
