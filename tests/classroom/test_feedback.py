"""Feedback pages: who gets one, what stands on it, and what never does."""

from __future__ import annotations

import html
import random
import re
import shutil
from pathlib import Path

import hostile
import nbformat
import pytest
import yaml
from madeclass import (
    LAB,
    START,
    MadeClass,
    answers_file,
    checked_cell,
    right,
    task_cell,
    wrong,
)
from nbformat import v4

from course.classroom.feedback import Work, give
from course.errors import CourseError
from course.grading import notes
from course.grading.feedback import HideSecrets
from course.learner.responses import load
from course.model import evidence
from course.model.answers import chosen
from course.model.text import to_plain

NAME = "01_anatomy"
REUSED = "ex-anatomy-disc-name"
HIDDEN = "### BEGIN HIDDEN TESTS\ntask.part(3, lambda: secret(bones) == 4711)\n### END HIDDEN TESTS"
SCHEME = "### BEGIN MARK SCHEME\n1 point: names the single person in the study\n### END MARK SCHEME"


def lab_cells() -> list[object]:
    """A lab after grading, with a hidden test and a mark scheme that must not be shown."""
    figure = {"data": [{"type": "bar", "x": ["neck"], "y": [7]}], "layout": {"title": "My bones"}}
    answer = v4.new_code_cell("bones = 24\nbones")
    answer.outputs = [
        v4.new_output("execute_result", {"text/plain": "24"}),
        v4.new_output("display_data", {"application/vnd.plotly.v1+json": figure}),
    ]
    failed = checked_cell(
        "depth", 4, HIDDEN.replace("4711", "4712"), "Not yet (0 of 4): look again"
    )
    failed.outputs.append(
        v4.new_output(
            "error",
            ename="ValueError",
            evalue="no",
            traceback=["----> 1 task.part(3, lambda: secret(bones) == 4712)", "ValueError: no"],
        )
    )
    return [
        v4.new_markdown_cell("# Lab: measure", id="title"),
        v4.new_markdown_cell("## Task 1: count the bones (3 points)", id="count-text"),
        answer,
        checked_cell("count", 3, f"visible = 1\n{HIDDEN}", "OK (3 of 3): The count is right."),
        v4.new_code_cell("mean_depth = 'silent work'", id="depth-answer"),
        failed,
        checked_cell("chart", 4, HIDDEN, "OK"),
        checked_cell("standing", 5, HIDDEN, "OK"),
        task_cell("judge", 4, f"## Task 5: tell a friend (4 points)\n{SCHEME}\nWrite it below."),
        v4.new_markdown_cell("My answer is *mine*.", id="judge-answer"),
    ]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> MadeClass:
    """Ada is right, Bo is wrong and waits for her lab, Cy left the answers behind."""
    made = MadeClass(tmp_path_factory.mktemp("class"))
    made.assignment(NAME)
    path = made.folder.root / "exercises" / f"{NAME}.yaml"
    raw = yaml.safe_load(path.read_text("utf-8"))
    next(q for q in raw["questions"] if q["id"] == REUSED)["reused"] = True
    path.write_text(yaml.safe_dump(raw, allow_unicode=True), "utf-8")
    questions = made.banks[NAME].questions
    rng = random.Random(3)
    rights = {q.id: right(q) for q in questions}
    wrongs = {q.id: wrong(q, rng) for q in questions}
    answers = {
        name: answers_file(
            {key: [(START, "earlier"), (START, value)] for key, value in given.items()}
        )
        for name, given in (("ada", rights), ("bo", wrongs))
    }
    full = {**{q.id: float(q.points) for q in questions}, **LAB}
    nothing = dict.fromkeys(full, 0.0)
    made.student("ada", "Ada", "Løve <b>")
    made.grade(
        NAME,
        {
            "ada": {**full, "judge": 3.5, "depth": 0.0},
            "bo": {**nothing, "judge": None},
            "cy": {**nothing, "judge": 0.0},
        },
        answers,
    )
    for student in ("ada", "bo", "cy"):
        made.graded(NAME, student, "quiz", made.said(NAME, student))
        made.graded(NAME, student, "lab", lab_cells())
    with made.folder.gradebook() as book:
        comment = book.find_comment("judge", "lab", NAME, "ada")
        comment.manual_comment = "Good *idea*. <script>x</script>"
        book.db.commit()
    return made


@pytest.fixture(scope="module")
def told(made: MadeClass) -> list[str]:
    lines: list[str] = []
    give(made.folder, [], tell=lines.append)
    return lines


def page(made: MadeClass, student: str, notebook: str) -> str:
    return (made.folder.root / Work(NAME, student, notebook).page).read_text("utf-8")


def words(text: str) -> str:
    """The page as a reader sees it."""
    shown = re.sub(r"<(script|style)\b.*?</\1>", "", text, flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", shown)).split())


def plain(markdown: str) -> str:
    return " ".join(to_plain(markdown).split())


# --- who gets a page


def test_a_notebook_graded_to_its_end_gets_a_page(made: MadeClass, told: list[str]) -> None:
    there = {path.parts[-3:] for path in (made.folder.root / "feedback").rglob("*.html")}
    assert there == {
        *((student, NAME, "quiz.html") for student in ("ada", "bo", "cy")),
        *((student, NAME, "lab.html") for student in ("ada", "cy")),
    }
    assert f"{NAME}, quiz: 3 pages made." in told
    assert any("waiting for somebody to read" in line and line.endswith(": bo.") for line in told)


def test_a_dry_run_writes_nothing(made: MadeClass, told: list[str]) -> None:
    before = {p: p.stat().st_mtime_ns for p in made.folder.root.rglob("*") if p.is_file()}
    summary = give(made.folder, [NAME], ["ada"], dry_run=True, tell=lambda _: None)
    assert summary.pages == [Work(NAME, "ada", "lab").page, Work(NAME, "ada", "quiz").page]
    assert before == {p: p.stat().st_mtime_ns for p in made.folder.root.rglob("*") if p.is_file()}


def test_a_second_run_gives_the_same_pages(made: MadeClass, told: list[str]) -> None:
    before = page(made, "ada", "quiz")
    summary = give(made.folder, [NAME], ["ada"], tell=lambda _: None)
    assert len(summary.pages) == 2
    assert page(made, "ada", "quiz") == before


def test_unknown_names_are_refused(made: MadeClass) -> None:
    with pytest.raises(CourseError, match="no assignment '99_none'"):
        give(made.folder, ["99_none"])
    with pytest.raises(CourseError, match="no student zoe"):
        give(made.folder, [NAME], ["ada", "zoe"])


def test_what_was_handed_in_again_waits_for_grading(made: MadeClass, told: list[str]) -> None:
    stamp = made.submitted(NAME, "cy") / "timestamp.txt"
    stamp.write_text("2026-03-05 10:00:00 UTC")
    try:
        summary = give(made.folder, [NAME], ["cy"], tell=lambda _: None)
    finally:
        stamp.unlink()
    assert summary.pages == []
    assert summary.ungraded == [Work(NAME, "cy")]


def test_a_notebook_that_was_handed_in_broken_has_nothing_to_show(
    made: MadeClass, told: list[str]
) -> None:
    path = made.folder.root / "autograded" / "cy" / NAME / "lab.ipynb"
    away = path.rename(path.with_suffix(".away"))
    lines: list[str] = []
    try:
        summary = give(made.folder, [NAME], ["cy"], tell=lines.append)
    finally:
        away.rename(path)
    assert summary.unreadable == [Work(NAME, "cy", "lab")]
    assert summary.pages == [Work(NAME, "cy", "quiz").page]
    assert any("cannot be read: cy." in line for line in lines)


def test_one_broken_notebook_does_not_stop_the_others(made: MadeClass, told: list[str]) -> None:
    path = made.folder.root / "autograded" / "ada" / NAME / "lab.ipynb"
    whole = path.read_text("utf-8")
    path.write_text(whole[:-50], "utf-8")
    try:
        summary = give(made.folder, [NAME], tell=lambda _: None)
    finally:
        path.write_text(whole, "utf-8")
    assert [work for work, _ in summary.failed] == [Work(NAME, "ada", "lab")]
    assert summary.failed[0][1]
    assert Work(NAME, "cy", "lab").page in summary.pages
    give(made.folder, [NAME], ["ada"], tell=lambda _: None)


def test_nothing_but_our_pages_is_returned(made: MadeClass, told: list[str]) -> None:
    """Neither what she handed in nor what her code wrote may pass for a page of ours."""
    graded = made.folder.root / "autograded" / "bo" / NAME
    place = made.folder.root / "feedback" / "bo" / NAME
    evil = f"<script>{hostile.BOOM}</script>"
    for name in ("lab.html", "quiz.html", "more.html", "written_by_code.txt", "sub/other.html"):
        for folder in (graded, place):
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(evil, "utf-8")
    # The exchange asks for these; those of `autograded` lay where her code ran.
    secret = made.submitted(NAME, "bo") / "submission_secret.txt"
    secret.write_text("hers", "utf-8")
    (graded / secret.name).write_text("another's", "utf-8")
    try:
        look = give(made.folder, [NAME], ["bo"], dry_run=True, tell=lambda _: None)
        assert (place / "more.html").is_file()
        summary = give(made.folder, [NAME], ["bo"], tell=lambda _: None)
    finally:
        secret.unlink()
        shutil.rmtree(graded / "sub")
        for path in graded.iterdir():
            if path.suffix != ".ipynb":
                path.unlink()
    # Her lab waits to be read, so it has no page.
    assert look.pages == summary.pages == [Work(NAME, "bo", "quiz").page]
    assert {path.name for path in place.iterdir()} == {"quiz.html", secret.name}
    assert (place / secret.name).read_text("utf-8") == "hers"
    assert hostile.BOOM not in page(made, "bo", "quiz")
    give(made.folder, [NAME], ["bo"], tell=lambda _: None)
    assert {path.name for path in place.iterdir()} == {"quiz.html"}


def test_an_interrupt_ends_it(
    made: MadeClass, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(HideSecrets, "preprocess", interrupt)
        with pytest.raises(KeyboardInterrupt):
            give(made.folder, [NAME], ["ada"], tell=lambda _: None)
    give(made.folder, [NAME], ["ada"], tell=lambda _: None)


def test_without_a_gradebook_it_says_what_to_do(tmp_path: Path) -> None:
    made = MadeClass(tmp_path)
    made.assignment(NAME, lab=False)
    (tmp_path / "gradebook.db").unlink()
    with pytest.raises(CourseError, match="course class grade"):
        give(made.folder, [])
    assert not (tmp_path / "gradebook.db").exists()


# --- what stands on it


def test_it_tells_the_points_of_each_task_and_their_sum(made: MadeClass, told: list[str]) -> None:
    text = words(page(made, "ada", "lab"))
    assert "Task 1: count the bones 3 3" in text
    assert "Task 5: what does it tell us? 3.5 4" in text
    assert "Together 15.5 20" in text
    assert "OK (3 of 3): The count is right." in text
    assert "For Ada Løve <b> ." in text or "For Ada Løve <b>." in text
    assert "Comment: Good idea . <script>x</script>" in text


def test_each_answer_brings_its_feedback_the_explanation_and_the_sources(
    made: MadeClass, told: list[str]
) -> None:
    bank = made.folder.bank(NAME)
    assert bank is not None
    shown, raw = words(page(made, "bo", "quiz")), page(made, "bo", "quiz")
    answers = {q.id: wrong for q, wrong in _answers(made, "bo")}
    for question in bank.questions:
        if question.reused:
            continue
        assert plain(question.explanation) in shown, question.id
        for choice in chosen(question, answers[question.id]):
            assert choice.id != "unknown"
            assert plain(choice.feedback) in shown, question.id
        for key in question.sources:
            source = evidence.sources()[key]
            assert source.short in shown
            assert source.link is None or html.escape(source.link) in raw


def _answers(made: MadeClass, student: str) -> list[tuple[object, object]]:
    kept = load(made.submitted(NAME, student) / "responses.json")
    bank = made.folder.bank(NAME)
    assert bank is not None
    return [(question, kept.last(question.id)) for question in bank.questions]


def test_a_question_that_is_asked_again_shows_points_answer_and_objective_only(
    made: MadeClass, told: list[str]
) -> None:
    bank = made.folder.bank(NAME)
    assert bank is not None
    question = bank.question(REUSED)
    right_text = next(plain(o.text) for o in question.options if o.correct)
    text = words(page(made, "bo", "quiz"))
    own = next(choice for q, r in _answers(made, "bo") if q.id == REUSED for choice in chosen(q, r))
    assert plain(own.text) in text
    assert next(o.text for o in bank.objectives if o.id == question.objective) in text
    for secret in (
        question.prompt,
        question.explanation,
        *(option.feedback for option in question.options),
    ):
        assert plain(secret) not in text
    assert right_text not in text


def test_feedback_to_answers_that_were_not_given_stays_out(
    made: MadeClass, told: list[str]
) -> None:
    text = words(page(made, "ada", "quiz"))
    bank = made.folder.bank(NAME)
    assert bank is not None
    for question in bank.questions:
        for hint in question.hints:
            assert plain(hint) not in text
        for option in getattr(question, "options", ()):
            if not option.correct:
                assert plain(option.feedback) not in text
                assert option.misconception not in text


def test_no_hidden_test_and_no_mark_scheme(made: MadeClass, told: list[str]) -> None:
    for student in ("ada", "cy"):
        raw = page(made, student, "lab")
        for secret in ("4711", "4712", "secret(bones)", "names the single person", "HIDDEN"):
            assert secret not in raw
        assert "visible = 1" in raw
    assert "quiz_points" not in page(made, "ada", "quiz")


def test_without_an_answer_it_says_why_there_are_no_points(
    made: MadeClass, told: list[str]
) -> None:
    assert "No answer to this question was handed in." in words(page(made, "cy", "quiz"))


def test_nobody_sees_anything_of_somebody_else(made: MadeClass, told: list[str]) -> None:
    for student, others in (("ada", ("bo", "cy")), ("bo", ("ada", "Løve", "cy"))):
        for path in (made.folder.root / "feedback" / student).rglob("*.html"):
            text = words(path.read_text("utf-8"))
            for other in others:
                assert not re.search(rf"\b{other}\b", text)


def test_figures_are_drawn_by_the_page_itself(made: MadeClass, told: list[str]) -> None:
    raw = page(made, "ada", "lab")
    assert 'id="plotly"' in raw
    assert "My bones" in raw
    assert 'id="plotly"' not in page(made, "ada", "quiz")
    assert len(page(made, "ada", "quiz")) < 60_000


def test_a_lab_shows_all_code_that_the_student_wrote(made: MadeClass, told: list[str]) -> None:
    assert "mean_depth = 'silent work'" in words(page(made, "ada", "lab"))


def test_tasks_are_called_and_ordered_as_their_author_did(made: MadeClass, told: list[str]) -> None:
    text = page(made, "ada", "lab")
    rows = re.findall(r'<th scope="row"><a href="#task-\d">([^<]+)</a>', text)
    assert rows == [
        "Task 1: count the bones",
        "Task 2: how deep is a bone?",
        "Task 3: a chart for a stranger",
        "Task 4: more or less than standing?",
        "Task 5: what does it tell us?",
    ]
    assert "<h1>Feedback: Lab: measure a spine</h1>" in text


def test_what_says_how_to_begin_and_hand_in_is_left_out(made: MadeClass, told: list[str]) -> None:
    assert "Lab: measure" not in words(page(made, "ada", "lab")).replace("Lab: measure a spine", "")


def test_notes_of_the_grading_are_told(made: MadeClass, told: list[str]) -> None:
    path = made.folder.root / "autograded" / "ada" / NAME / "quiz.ipynb"
    whole = path.read_text("utf-8")
    notebook = nbformat.read(path, as_version=4)
    notes.add(notebook, "Cell 'x' <b> had been changed and was restored.")
    nbformat.write(notebook, path)
    try:
        give(made.folder, [NAME], ["ada"], tell=lambda _: None)
        assert "Cell 'x' <b> had been changed and was restored." in words(page(made, "ada", "quiz"))
    finally:
        path.write_text(whole, "utf-8")
        give(made.folder, [NAME], ["ada"], tell=lambda _: None)


def test_without_the_question_file_nothing_is_explained_and_the_instructor_hears_it(
    made: MadeClass, told: list[str]
) -> None:
    path = made.folder.root / "exercises" / f"{NAME}.yaml"
    away = path.rename(path.with_suffix(".away"))
    lines: list[str] = []
    try:
        summary = give(made.folder, [NAME], ["bo"], tell=lines.append)
        text = words(page(made, "bo", "quiz"))
    finally:
        away.rename(path)
    assert summary.unexplained == [NAME]
    assert any(f"exercises/{NAME}.yaml is not in this class" in line for line in lines)
    assert "The question as a picture." in text
    assert "0 of 1 points" in text
    for question in made.banks[NAME].questions:
        assert plain(question.explanation) not in text


def test_a_hostile_notebook_brings_no_tag_of_its_own(made: MadeClass, told: list[str]) -> None:
    path = made.folder.root / "autograded" / "ada" / NAME / "lab.ipynb"
    whole = path.read_text("utf-8")
    notebook = nbformat.read(path, as_version=4)
    notebook.cells += [hostile.cell(), v4.new_markdown_cell(hostile.TEXT)]
    nbformat.write(notebook, path)
    try:
        assert not give(made.folder, [NAME], ["ada"], tell=lambda _: None).failed
        raw = page(made, "ada", "lab")
    finally:
        path.write_text(whole, "utf-8")
        give(made.folder, [NAME], ["ada"], tell=lambda _: None)
    assert raw.count("<script") == 4  # two figures, plotly, and what draws them
    for tag in ("<iframe", "<object", "<embed", "<form", "<base", "<link", "<input", "<video"):
        assert tag not in raw
    assert "kept" in words(raw)
    assert raw.count("<meta http-equiv") == 1
