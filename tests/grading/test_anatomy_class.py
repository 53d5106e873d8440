"""A class through real nbgrader: released, handed in, graded and given feedback."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import shutil
from collections.abc import Iterator

import nbformat
import pytest
from klass import REPO, Klass, done
from submissions import ASSIGNMENT, BANK, CLASS, LAB_POINTS, QUIZ_POINTS

SOURCES = REPO / "exercises"


def course_of(klass: Klass) -> Klass:
    shutil.copytree(SOURCES / ASSIGNMENT, klass.folder / "exercises" / ASSIGNMENT)
    done(klass.release(ASSIGNMENT, duedate="2026-03-01 09:00:00 UTC"))
    return klass


@pytest.fixture(scope="module")
def klass(tmp_path_factory: pytest.TempPathFactory) -> Klass:
    klass = course_of(Klass(tmp_path_factory.mktemp("class")))
    for student, _, _ in CLASS.values():
        klass.submit(ASSIGNMENT, student)
    done(klass.grade(ASSIGNMENT))
    done(klass.feedback(ASSIGNMENT))
    return klass


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Klass:
    """The same sources through nbgrader as it comes."""
    klass = course_of(Klass(tmp_path_factory.mktemp("stock"), stock=True))
    for name in ("blank", "perfect"):
        klass.submit(ASSIGNMENT, CLASS[name][0])
    done(klass.grade(ASSIGNMENT))
    return klass


@pytest.mark.parametrize("name", CLASS)
def test_each_student_gets_the_points_of_their_work(klass: Klass, name: str) -> None:
    _, quiz, lab = CLASS[name]
    points = klass.points(ASSIGNMENT, name)
    written = points.pop("judge")
    assert points == quiz | lab
    # Read by a person; only a notebook that was not handed in earns its 0 at once.
    assert written == (0 if "lab.ipynb" in CLASS[name][0].without else None)


@pytest.mark.parametrize("name", ["blank", "perfect"])
def test_stock_nbgrader_gives_the_same_points(stock: Klass, name: str) -> None:
    _, quiz, lab = CLASS[name]
    points = stock.points(ASSIGNMENT, name)
    del points["judge"]
    assert points == quiz | lab


def test_the_points_add_up(klass: Klass) -> None:
    with klass.gradebook() as book:
        most = {n.name: n.max_score for n in book.find_assignment(ASSIGNMENT).notebooks}
    assert most == {"quiz": sum(QUIZ_POINTS.values()), "lab": sum(LAB_POINTS.values()) + 4}
    assert most == {"quiz": 20, "lab": 20}


def test_a_graded_quiz_keeps_no_copy_of_the_widget_s_script(klass: Klass) -> None:
    graded = klass.folder / "autograded" / "perfect" / ASSIGNMENT / "quiz.ipynb"
    assert "widgets" not in nbformat.read(graded, as_version=4).metadata


def test_late_work_is_flagged_and_keeps_its_points(klass: Klass) -> None:
    with klass.gradebook() as book:
        late = book.find_submission(ASSIGNMENT, "late")
        assert late.total_seconds_late == 24 * 60 * 60
        assert late.score == sum(QUIZ_POINTS.values())


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("damaged", "responses.json is not whole"),
        ("blank", "No answer to ex-anatomy-disc-name was handed in."),
    ],
)
def test_feedback_says_why_a_quiz_has_no_points(klass: Klass, name: str, line: str) -> None:
    assert line in plain(klass.page(ASSIGNMENT, name, "quiz"))


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("blank", "Not yet: `bones` does not exist yet. Has the cell above been run?"),
        ("medians", "Not yet (0 of 1): Count all rows of the table."),
        ("no-units", "Not yet (0 of 0.5): Name what the numbers are, with their unit"),
        ("perfect", "OK (1 of 1): The ratio is right."),
    ],
)
def test_feedback_says_what_to_look_at(klass: Klass, name: str, line: str) -> None:
    assert line in plain(klass.page(ASSIGNMENT, name, "lab"))


@pytest.mark.parametrize("file", ["quiz.ipynb", "lab.ipynb", "quiz.json"])
@pytest.mark.parametrize("where", ["repository", "class"])
def test_a_release_tells_no_answer(klass: Klass, where: str, file: str) -> None:
    course = REPO if where == "repository" else klass.folder
    text = (course / "release" / ASSIGNMENT / file).read_text("utf-8")
    # As a reader sees it: the strings of the JSON without their escapes.
    shown = text + "\n".join(strings(json.loads(text)))
    assert [s for s in (*hidden_lines(), *keys(), *explanations()) if s in shown] == []


@pytest.mark.parametrize("file", ["quiz.ipynb", "lab.ipynb", "quiz.json"])
def test_a_class_gets_what_the_repository_released(klass: Klass, file: str) -> None:
    released = klass.folder / "release" / ASSIGNMENT / file
    assert released.read_bytes() == (REPO / "release" / ASSIGNMENT / file).read_bytes()


@pytest.mark.parametrize("notebook", ["quiz", "lab"])
@pytest.mark.parametrize("name", ["blank", "perfect", "medians", "no-units"])
def test_feedback_tells_no_hidden_test_and_no_key(klass: Klass, name: str, notebook: str) -> None:
    page = klass.page(ASSIGNMENT, name, notebook)
    shown = page + plain(page)
    assert [s for s in (*hidden_lines(), *keys(), *explanations()) if s in shown] == []


def test_feedback_shows_the_student_s_figure(klass: Klass) -> None:
    page = klass.page(ASSIGNMENT, "perfect", "lab")
    assert page.count("Plotly.newPlot('figure-") == 1
    assert "Mean depth of the vertebrae" in page


@pytest.mark.parametrize("notebook", ["quiz", "lab"])
def test_feedback_asks_nothing_of_the_network(klass: Klass, notebook: str) -> None:
    page = klass.page(ASSIGNMENT, "perfect", notebook)
    ours = re.sub(r'atob\("[^"]*"\)', "", page)
    assert (
        re.findall(r"""<script[^>]*\ssrc=|<link|@import|url\(["']?https?:|<img[^>]*http""", ours)
        == []
    )


def hidden_lines() -> Iterator[str]:
    """Every line inside hidden tests, mark schemes and solutions that nobody else may write."""
    inside, outside = set(), set()
    for path in (SOURCES / ASSIGNMENT).glob("*.ipynb"):
        for cell in nbformat.read(path, as_version=4).cells:
            within = False
            for line in map(str.strip, cell.source.split("\n")):
                if line.startswith("### "):
                    within = line.startswith("### BEGIN")
                    continue
                (inside if within else outside).add(line)
    written = [source for student, _, _ in CLASS.values() for source in student.cells.values()]
    shown = "\n".join([*outside, *written])
    return (line for line in inside if len(line) > 12 and line not in shown)


def keys() -> Iterator[str]:
    """Every answer key as text, in base64 and hashed."""
    for question in BANK.questions:
        key = question.key()
        for part in (key, key.get("correct"), key.get("reason"), key.get("value")):
            for text in (repr(part), json.dumps(part), f"{question.id}{part}", f"{part}"):
                # A lone "d" or "23" stands on every page; as a hash it must not.
                if len(text) > 8 and part != key.get("value"):
                    yield text
                    yield base64.b64encode(text.encode()).decode().rstrip("=")[:-1]
                for algorithm in ("md5", "sha1", "sha256"):
                    yield hashlib.new(algorithm, text.encode()).hexdigest()


def explanations() -> Iterator[str]:
    """What is said about answers: feedback, hints, explanations, misconceptions."""
    told = {"feedback", "missed", "explanation", "misconception", "otherwise", "hints"}
    told |= {"feedback_true", "feedback_false", "feedback_right"}
    for question in BANK.questions:
        for name, text in fields(question.model_dump()):
            # "Right." alone stands in other sentences too.
            if name in told and len(text) > 12:
                yield text


def fields(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from fields(part, key)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from fields(part, name)
    elif isinstance(value, str):
        yield name, value


def strings(value: object) -> Iterator[str]:
    return (text for _, text in fields(value))


def plain(page: str) -> str:
    """The page's text without the tags that colour every word of code."""
    return html.unescape(re.sub(r"<[^>]+>", "", page))
