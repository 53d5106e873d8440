"""Every exercise is told in words and drawn so that its body could stand and lie like that."""

from __future__ import annotations

import math
import re

import pytest

from course.model import evidence, exercises, sketch
from course.model.exercises import Exercise, dose_in_words, library
from course.model.picture import Camera, pictures
from course.model.pose import (
    FOREARM,
    RADII,
    SHIN,
    SIDES,
    THIGH,
    UPPER_ARM,
    Joints,
    Pose,
    joints,
    length,
    radius,
    sub,
)
from course.model.sketch import sketches
from course.model.strokes import STEPS
from course.view.tools.exercises import exercise_library

# What the body gives way under its weight, in cm.
GIVES = 2.0
EXERCISES = {exercise.id: exercise for exercise in library().exercises}
POSES = [
    pytest.param(found, panel, id=f"{name}-{panel}")
    for name, found in sketches().items()
    for panel in ("start", "end")
]


def pose(found: sketch.Sketch, panel: str) -> Pose:
    return found.start if panel == "start" else found.end


def bodily(found: Joints) -> list[str]:
    return [name for name in found if name.rpartition("_")[2] in RADII]


# --- words


def test_the_library_holds_the_articles_exercises_and_the_added_ones() -> None:
    assert len(EXERCISES) == 35
    assert len([e for e in EXERCISES.values() if e.in_article]) == 22


@pytest.mark.parametrize(
    ("exercise", "words"),
    [
        ("superman", "2 sets of 6 holds of 3 seconds, twice a week"),
        (
            "pull-up",
            "2 sets of 3 to 6 repetitions, twice a week, with 2 minutes of rest between sets",
        ),
        ("hamstring-stretch-supine", "2 holds of 30 seconds on each side, 3 times a week"),
        ("foam-rolling", "60 seconds on each side, 3 times a week"),
        ("shoulder-shrugs", "1 set of 10 repetitions, 5 times a week"),
        ("cat-cow", "1 set of 8 to 10 repetitions, every day"),
        ("walking-programme", "15 minutes, 4 times a week"),
        ("easy-active-break", "2 minutes, 6 times a day"),
        (
            "hip-hinge-drill",
            "2 sets of 8 to 10 repetitions, 3 times a week, with 30 seconds of rest between sets",
        ),
    ],
)
def test_a_dose_reads_like_a_sentence(exercise: str, words: str) -> None:
    assert dose_in_words(EXERCISES[exercise]) == words


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=lambda e: e.id)
def test_every_exercise_has_an_area_a_kit_and_known_sources(exercise: Exercise) -> None:
    assert exercise.areas
    assert exercise.kit
    assert set(exercise.sources) <= set(evidence.sources())


def test_an_unknown_source_is_told_with_the_exercise(monkeypatch: pytest.MonkeyPatch) -> None:
    known = dict(evidence.sources())
    del known["decker_1999"]
    monkeypatch.setattr(evidence, "sources", lambda: known)
    exercises.library.cache_clear()
    with pytest.raises(Exception, match=r"exercise shoulder-extension.*decker_1999"):
        exercises.library()
    monkeypatch.undo()
    exercises.library.cache_clear()


def test_what_is_done_without_equipment_is_known() -> None:
    without = {e.id for e in EXERCISES.values() if "nothing" in e.kit}
    assert {"single-leg-deadlift", "squat-or-step-up", "walking-programme"} <= without
    assert not {"deadlift", "bridge", "pull-up"} & without
    assert EXERCISES["deadlift"].kit == ("weights",)


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=lambda e: e.id)
def test_a_region_is_the_articles_and_comes_with_our_verdict(exercise: Exercise) -> None:
    assert (exercise.region is None) == (not exercise.in_article)
    assert (exercise.article_claim is None) == (exercise.region is None)
    if exercise.article_claim:
        assert exercise.article_claim.in_article


# --- drawings


def test_every_exercise_is_drawn_and_nothing_else() -> None:
    assert list(sketches()) == list(EXERCISES)


@pytest.mark.parametrize("found", sketches().values(), ids=lambda s: s.id)
def test_a_drawing_says_what_moves_and_something_does(found: sketch.Sketch) -> None:
    assert found.alt.endswith(".")
    assert 40 <= len(found.alt) <= 180
    assert found.start != found.end
    assert found.captions[0] != found.captions[1]
    for picture in pictures(found.id):
        looks = {shape.look for shape in picture.shapes}
        assert {"body", "near", "shoe", "hair"} <= looks
    assert "arrow" in {shape.look for shape in pictures(found.id)[1].shapes}


@pytest.mark.parametrize(("found", "panel"), POSES)
def test_what_should_touch_the_floor_does_and_nothing_is_below_it(
    found: sketch.Sketch, panel: str
) -> None:
    at = joints(pose(found, panel))
    for joint in found.touches[panel]:  # type: ignore[index]
        gap = at[joint][1] - radius(joint)
        assert abs(gap) <= GIVES, f"{joint} is {gap:.1f} cm off the floor"
    for joint in bodily(at):
        gap = at[joint][1] - radius(joint)
        assert gap >= -GIVES, f"{joint} is {-gap:.1f} cm below the floor"


@pytest.mark.parametrize(("found", "panel"), POSES)
def test_hands_and_feet_reach_where_they_should(found: sketch.Sketch, panel: str) -> None:
    posed = pose(found, panel)
    at = joints(posed)
    for side in SIDES:
        for limb, end in (("arm", "wrist"), ("leg", "ankle")):
            to = getattr(posed, f"{side}_{limb}").to
            if to is not None:
                wanted = (to[0], to[1], to[2] if side == "right" else -to[2])
                off = length(sub(at[f"{side}_{end}"], wanted))
                assert off < 1, f"{side} {limb} is {off:.1f} cm short"


@pytest.mark.parametrize(("found", "panel"), POSES)
def test_bones_keep_their_length_and_knees_do_not_bend_backwards(
    found: sketch.Sketch, panel: str
) -> None:
    at = joints(pose(found, panel))
    for side in SIDES:
        for one, other, long in (
            ("shoulder", "elbow", UPPER_ARM),
            ("elbow", "wrist", FOREARM),
            ("hip", "knee", THIGH),
            ("knee", "ankle", SHIN),
        ):
            between = sub(at[f"{side}_{other}"], at[f"{side}_{one}"])
            assert length(between) == pytest.approx(long, abs=0.01)
        thigh = sub(at[f"{side}_knee"], at[f"{side}_hip"])
        shin = sub(at[f"{side}_ankle"], at[f"{side}_knee"])
        # The shin folds back against the thigh: never towards the toes' side of the leg.
        line, toes = at["hip_line"], sub(at[f"{side}_toe"], at[f"{side}_heel"])
        across = (
            thigh[1] * shin[2] - thigh[2] * shin[1],
            thigh[2] * shin[0] - thigh[0] * shin[2],
            thigh[0] * shin[1] - thigh[1] * shin[0],
        )
        bend = sum(a * b for a, b in zip(across, line, strict=True)) / (THIGH * SHIN)
        assert bend <= math.sin(math.radians(12)), f"{side} knee bends the wrong way ({bend:.2f})"
        assert length(toes) > 10


@pytest.mark.parametrize(("found", "panel"), POSES)
def test_every_joint_lies_within_the_picture(found: sketch.Sketch, panel: str) -> None:
    if found.frame is not None:
        return  # a close-up, cut out on purpose
    camera = Camera(*found.view)
    left, top, width, height = pictures(found.id)[panel == "end"].viewbox
    at = joints(pose(found, panel))
    for joint in bodily(at):
        x, y = camera.flat(at[joint])
        r = radius(joint)
        assert left <= (x - r) * STEPS
        assert (x + r) * STEPS <= left + width, joint
        assert top <= (y - r) * STEPS
        assert (y + r) * STEPS <= top + height, joint


def test_both_panels_have_one_scale() -> None:
    for name in sketches():
        start, end = pictures(name)
        assert start.viewbox == end.viewbox


def test_an_elbow_bends_to_where_it_is_told() -> None:
    posed = sketches()["dead-stop-protracted-push-up"].start
    at = joints(posed)
    assert at["right_elbow"][1] > at["right_wrist"][1] + 10
    assert at["right_elbow"][0] < at["right_shoulder"][0]


# --- what a page gets


def test_the_drawings_and_all_of_the_tool_stay_small() -> None:
    import json

    tool = exercise_library()
    drawn = sum(len(exercise["drawing"]) for exercise in tool.data["exercises"])
    assert drawn < 130_000
    assert len(json.dumps(tool.data)) < 200_000


def test_where_no_kernel_runs_every_exercise_stands_with_dose_drawing_and_stop_rules() -> None:
    bundle, _ = exercise_library()._repr_mimebundle_()
    html, text = bundle["text/html"], bundle["text/plain"]
    assert html.index("Before you start") < html.index("Pull-up")
    assert html.count('role="img" aria-label="') == 35
    assert html.count("<svg ") == 70
    for exercise in EXERCISES.values():
        assert dose_in_words(exercise) in text
        assert "; ".join(exercise.stop_if) in text
    assert not re.search(r'aria-label=""', html)
