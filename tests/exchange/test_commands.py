"""`course questions …` as an instructor types it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from course import content
from course.errors import AuthorError, CourseError
from course.exchange.commands import app
from course.exchange.losses import Loss, summary

QUESTIONS = content.root() / "data" / "questions"
GRADED = content.root() / "exercises" / "01_anatomy.yaml"
FORMATS = ["moodle", "gift", "qti", "handout", "key"]


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def done(*words: object) -> str:
    result = run(*words)
    assert result.exception is None, result.output
    return result.output


def refused(*words: object) -> str:
    error = run(*words).exception
    assert isinstance(error, CourseError), error
    return str(error)


@pytest.mark.parametrize("form", FORMATS)
def test_an_export_is_written_once_and_is_the_same_again(form: str, tmp_path: Path) -> None:
    out = tmp_path / "file"
    first = done("export", "--to", form, GRADED, "--out", out)
    assert f"{out} was written." in first
    before = out.read_bytes()
    again = done("export", "--to", form, GRADED, "--out", out)
    assert "is up to date; nothing was written" in again
    assert out.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("name", ["01", "01_anatomy", QUESTIONS / "01_anatomy.yaml"])
def test_a_lesson_is_found_by_number_name_or_file(name: object, tmp_path: Path) -> None:
    done("export", "--to", "gift", name, "--out", tmp_path / "x.gift")
    text = (tmp_path / "x.gift").read_text("utf-8")
    assert text.startswith("$CATEGORY: $course$/top/The Runner's Back/01_anatomy\n\n")


def test_the_name_of_a_notebook_is_the_lessons_name_too(tmp_path: Path) -> None:
    done("export", "--to", "gift", "00_start_here", "--out", tmp_path / "x.gift")


def test_several_banks_go_into_one_file_and_none_twice(tmp_path: Path) -> None:
    out = tmp_path / "x.gift"
    done("export", "--to", "gift", "01", GRADED, QUESTIONS / "01_anatomy.yaml", "--out", out)
    text = out.read_text("utf-8")
    assert text.count("$CATEGORY:") == 2
    assert text.count("::anatomy-bone-count::") == 1
    assert "::ex-anatomy-disc-name::" in text


def test_another_file_is_not_written_over_unless_asked(tmp_path: Path) -> None:
    out = tmp_path / "mine.html"
    out.write_text("my own work", "utf-8")
    assert "--replace" in refused("export", "--to", "key", "01", "--out", out)
    assert out.read_text("utf-8") == "my own work"
    assert "was replaced." in done("export", "--to", "key", "01", "--out", out, "--replace")
    assert b"Answer key" in out.read_bytes()


def test_what_is_lost_is_told_with_ids(tmp_path: Path) -> None:
    told = done("export", "--to", "gift", GRADED, "--out", tmp_path / "x")
    assert "What GIFT cannot carry, and what happened instead:" in told
    assert "ex-anatomy-find-ribs" in told
    assert "GIFT carries no picture" in told
    told = done("export", "--to", "moodle", GRADED, "--out", tmp_path / "y")
    assert "What Moodle XML cannot carry" in told
    told = done("export", "--to", "handout", GRADED, "--out", tmp_path / "z")
    assert "What paper cannot carry" in told
    assert "A later scene can show which earlier decision was best." in told
    told = done("export", "--to", "key", GRADED, "--out", tmp_path / "k")
    assert "cannot carry" not in told


def test_equal_losses_stand_together() -> None:
    losses = [Loss("a", "Hints", "Left out."), Loss("b", "Hints", "Left out.")]
    assert list(summary(losses, 2)) == ["- Hints. Left out.\n  (all 2 questions)"]
    assert list(summary(losses, 3)) == ["- Hints. Left out.\n  (a, b)"]
    assert list(summary(losses[:1] * 2, 1)) == ["- Hints. Left out.\n  (a)"]
    without = Loss("c", "A drawing", "Left out.", left_out=True)
    assert list(summary([*losses, without], 3)) == [
        "- Hints. Left out.\n  (all 2 that are in the file)",
        "- A drawing. Left out.\n  (c)",
    ]
    another = Loss("d", "A drawing", "Left out.", left_out=True)
    assert list(summary([without, another], 4)) == ["- A drawing. Left out.\n  (c, d)"]


def test_a_graded_bank_without_its_source_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = refused("export", "--to", "key", "exercises/01_anatomy.yaml", "--out", "x.html")
    assert "of the repository or of a class folder" in told
    shutil.copytree(GRADED.parent, tmp_path / "exercises", ignore=shutil.ignore_patterns("*.ipynb"))
    done("export", "--to", "key", "exercises/01_anatomy.yaml", "--out", "x.html")


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ("09_nothing", "The lessons are: 00_start, 01_anatomy"),
        (".", "is a folder"),
        ("no/such.yaml", "There is no file no/such.yaml"),
    ],
)
def test_what_is_no_bank_is_told(named: str, told: str, tmp_path: Path) -> None:
    assert told in refused("export", "--to", "qti", named, "--out", tmp_path / "x.zip")


def test_a_mistake_in_a_bank_has_its_line(tmp_path: Path) -> None:
    bank = tmp_path / "bank.yaml"
    bank.write_text("questions:\n  - id: a\n    type: essay\n", "utf-8")
    error = run("export", "--to", "qti", bank, "--out", tmp_path / "x.zip").exception
    assert isinstance(error, AuthorError)
    assert error.line == 2
    assert not (tmp_path / "x.zip").exists()


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    away = tmp_path / "none" / "x.zip"
    assert f"there is no folder {away.parent}" in refused(
        "export", "--to", "qti", "01", "--out", away
    )
    assert "cannot be written" in refused("export", "--to", "qti", "01", "--out", tmp_path)


def test_an_unknown_format_lists_the_formats(tmp_path: Path) -> None:
    result = run("export", "--to", "word", "01", "--out", tmp_path / "x")
    assert result.exit_code == 2
    assert "moodle" in result.output
    assert "handout" in result.output


def test_a_gift_file_becomes_a_draft_with_named_gaps(tmp_path: Path) -> None:
    gift, out = tmp_path / "quiz.gift", tmp_path / "draft.yaml"
    gift.write_text("::Two:: 1 + 1? {=2 ~3 ~11}\n\nessay {}\n", "utf-8")
    told = done("import-gift", gift, "--out", out)
    assert f"{gift}:3: an essay has no type here; it is left out." in told
    assert "Questions in the draft: 1. Left out: 1. Gaps to fill: " in told
    assert f"{out}, lines 9, 12, 15 (two):\n  `feedback:` what to say to somebody" in told
    draft = yaml.safe_load(out.read_text("utf-8"))
    assert [o["correct"] for o in draft["questions"][0]["options"]] == [True, False, False]
    assert "up to date" in done("import-gift", gift, "--out", out)
    out.write_text(out.read_text("utf-8") + "# filled in\n", "utf-8")
    assert "--replace" in refused("import-gift", gift, "--out", out)
    assert "# filled in" in out.read_text("utf-8")


def test_gaps_at_the_same_places_stand_together(tmp_path: Path) -> None:
    gift, out = tmp_path / "quiz.gift", tmp_path / "draft.yaml"
    gift.write_text("::One:: What? {=a ~b#No. ~c}\n\n::Two:: Where? {=d ~e ~f}\n", "utf-8")
    told = done("import-gift", gift, "--out", out)
    rows = out.read_text("utf-8").splitlines()
    starts = [rows.index(f"  - id: {name}") + 1 for name in ("one", "two")]
    head, *gaps = told[told.index("Questions in the draft") :].splitlines()
    assert head == "Questions in the draft: 2. Gaps to fill: 20."
    assert gaps[2:8] == [
        f"{out}, lines {starts[0]}, {starts[1]} (all 2 questions):",
        "  `objective:` the objective that it asks",
        "  `hints:` hints in steps",
        "  `explanation:` why the right answer is right",
        "  `sources:` keys of data/evidence/sources.yaml",
        "  `confidence:` `high` or `medium`, as the ledger says",
    ]
    assert sum(row.startswith(f"{out}, line") for row in gaps) == 4
    assert sum("`misconception:`" in row for row in gaps) == 1


def test_a_question_that_is_lost_is_named(tmp_path: Path) -> None:
    gift, out = tmp_path / "quiz.gift", tmp_path / "draft.yaml"
    gift.write_text(
        "::Lost one:: What? {=a ~b\n\nNameless and long, so that nobody reads it {=a ~b\n\n"
        "::Kept:: Where? {=a ~b ~c}\n",
        "utf-8",
    )
    told = done("import-gift", gift, "--out", out)
    assert f"{gift}:1: the question 'Lost one' is left out: a brace {{ or }} has no partner" in told
    nameless = "the question 'Nameless and long, so that nobody reads …' is left out: a brace"
    assert f"{gift}:3: {nameless}" in told
    assert "Questions in the draft: 1. Left out: 2." in told


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"\xff\xfe\x00", "no UTF-8 text"),
        (b"", "holds no question"),
        (b"only words", "a text without a question"),
        (b"Broken? {=a ~b", "has no partner"),
    ],
)
def test_a_file_without_questions_is_told_why(data: bytes, told: str, tmp_path: Path) -> None:
    gift = tmp_path / "quiz.gift"
    gift.write_bytes(data)
    assert told in refused("import-gift", gift, "--out", tmp_path / "draft.yaml")
    assert not (tmp_path / "draft.yaml").exists()


@pytest.mark.parametrize("typed", ["1e999", "nan", "inf", "1_000", "1e308..1.7e308", "2:", ":1"])
def test_a_number_that_is_none_stops_no_other_question(typed: str, tmp_path: Path) -> None:
    gift, out = tmp_path / "quiz.gift", tmp_path / "draft.yaml"
    gift.write_text(f"Odd? {{#{typed}}}\n\nGood? {{#=2:0.5}}\n", "utf-8")
    told = done("import-gift", gift, "--out", out)
    lost = f"{gift}:1: the question 'Odd? {{#{typed}}}' is left out: '{typed}' is no number, range"
    assert f"{lost} or number:tolerance." in told
    draft = yaml.safe_load(out.read_text("utf-8"))
    assert [q["prompt"] for q in draft["questions"]] == ["Good?"]


def test_a_draft_says_where_the_checks_find_it(tmp_path: Path) -> None:
    gift, out = tmp_path / "quiz.gift", tmp_path / "draft.yaml"
    gift.write_text("What? {=a ~b ~c}\n", "utf-8")
    done("import-gift", gift, "--out", out)
    head = " ".join(row.strip("# ") for row in out.read_text("utf-8").split("\n")[:2])
    assert "move the questions into a file of data/questions/ or exercises/." in head
    assert head.index("exercises/") < head.index("`course lint`")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    told = refused("import-gift", tmp_path / "no.gift", "--out", tmp_path / "draft.yaml")
    assert "cannot be read" in told


def test_the_commands_load_nothing_before_they_are_used() -> None:
    code = "import sys, course.exchange.commands; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-P", "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=content.root(),
        env={"PYTHONPATH": str(content.root()), "PATH": ""},
    ).stdout.split()
    assert "course.exchange.commands" in loaded
    assert not {"pydantic", "yaml", "course.model", "course.exchange.export"} & set(loaded)
