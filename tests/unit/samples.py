"""One small question of each type, and ways to draw responses to them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from pydantic import TypeAdapter

from course.model.questions import Question

_HEAD = {
    "objective": "o",
    "prompt": "Which **one**?",
    "hints": ["think"],
    "explanation": "because",
    "sources": ["grays_anatomy"],
    "confidence": "high",
}


def _option(name: str, correct: bool) -> dict[str, Any]:
    return {
        "id": name,
        "text": f"text {name}",
        "correct": correct,
        "feedback": f"feedback {name}",
        "missed": f"missed {name}",
        "misconception": f"idea-{name}",
    }


RAW: list[dict[str, Any]] = [
    {
        "type": "single",
        "options": [_option("a", False), _option("b", True), _option("c", False)],
    },
    {
        "type": "multiple",
        "options": [_option(n, n in "ac") for n in "abcd"],
    },
    {
        "type": "true_false",
        "answer": False,
        "feedback_true": "no",
        "feedback_false": "yes",
        "reasons": [_option("r1", True), _option("r2", False), _option("r3", False)],
    },
    {
        "type": "numeric",
        "answer": 26,
        "tolerance": 0.5,
        "unit": "bones",
        "near": [{"value": 24, "feedback": "two more", "misconception": "m"}],
        "otherwise": "count again",
    },
    {
        "type": "ordering",
        "items": [{"id": f"i{n}", "text": f"item {n}"} for n in range(4)],
        "first": "top",
        "last": "bottom",
        "feedback": "look again",
    },
    {
        "type": "matching",
        "pairs": [
            {"id": f"p{n}", "left": f"left {n}", "right": f"right {n}", "feedback": "not this"}
            for n in range(3)
        ],
        "extra": [{"id": "x", "text": "right of nothing"}],
    },
    {
        "type": "hotspot",
        "drawing": "spine",
        "alt": "A spine from the side.",
        "correct": ["L4", "L5"],
        "feedback_right": "yes",
        "wrong": [{"parts": ["T1"], "feedback": "chest", "misconception": "m"}],
        "otherwise": "look lower",
    },
    {
        "type": "case",
        "start": "one",
        "nodes": [
            {
                "id": "one",
                "text": "First.",
                "options": [
                    {"id": "a", "text": "A", "best": True, "feedback": "good", "next": "three"},
                    {"id": "b", "text": "B", "best": False, "feedback": "bad", "next": "two"},
                ],
            },
            {
                "id": "two",
                "text": "Detour.",
                "options": [
                    {"id": "a", "text": "A", "best": True, "feedback": "good", "next": "three"},
                    {"id": "b", "text": "B", "best": False, "feedback": "bad"},
                ],
            },
            {
                "id": "three",
                "text": "Last.",
                "options": [
                    {"id": "a", "text": "A", "best": False, "feedback": "bad"},
                    {"id": "b", "text": "B", "best": True, "feedback": "good"},
                ],
            },
        ],
        "end": "The end.",
    },
]

_adapter: TypeAdapter[Question] = TypeAdapter(Question)
QUESTIONS: dict[str, Question] = {
    raw["type"]: _adapter.validate_python(
        {"id": f"q-{raw['type'].replace('_', '-')}"} | _HEAD | raw
    )
    for raw in RAW
}


def raw(kind: str, **changes: Any) -> dict[str, Any]:
    """The fields of a sample question, with some changed."""
    fields = next(r for r in RAW if r["type"] == kind)
    return {"id": "q-one"} | _HEAD | fields | changes


def right(kind: str) -> Any:
    """The response that earns full points."""
    key = QUESTIONS[kind].key()
    if kind == "true_false":
        return {"verdict": key["verdict"], "reason": key["reason"]}
    if kind == "numeric":
        return f"{key['value']:g}"
    if kind == "hotspot":
        return key["correct"][0]
    if kind == "case":
        return [["one", "a"], ["three", "b"]]
    return key["correct"]


def responses(kind: str) -> st.SearchStrategy[Any]:
    """Responses that the page can produce, right and wrong."""
    public = QUESTIONS[kind].public()
    ids = [o["id"] for o in public.get("options", public.get("reasons", []))]
    match kind:
        case "single":
            return st.sampled_from(ids)
        case "multiple":
            return st.lists(st.sampled_from(ids), unique=True, min_size=1)
        case "true_false":
            return st.fixed_dictionaries({"verdict": st.booleans(), "reason": st.sampled_from(ids)})
        case "numeric":
            number = st.floats(20, 30).map(lambda x: f"{x:.2f}")
            typed = st.sampled_from(["26", " 26 ", "26,4", "25.5", "2 6", "26 bones", "+26", "-26"])
            return number | typed
        case "ordering":
            return st.permutations([i["id"] for i in public["items"]])
        case "matching":
            rights = st.sampled_from([r["id"] for r in public["rights"]])
            return st.fixed_dictionaries({left["id"]: rights for left in public["lefts"]})
        case "hotspot":
            return st.sampled_from(["C1", "T1", "L3", "L4", "L5", "sacrum"])
        case _:
            return st.sampled_from(
                [
                    [["one", "a"], ["three", "b"]],
                    [["one", "a"], ["three", "a"]],
                    [["one", "b"], ["two", "a"], ["three", "b"]],
                    [["one", "b"], ["two", "a"], ["three", "a"]],
                    [["one", "b"], ["two", "b"]],
                ]
            )
