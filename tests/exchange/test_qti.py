"""QTI 2.1: a package that holds together, items of the published structure, the same points.

The structure is that of the specification's information model, written down here as far as our
items use it; the points and the feedback are worked out by running the items' own rules.
"""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter
from samples import QUESTIONS, raw, responses, right

from course.exchange import reshape
from course.exchange.losses import Loss
from course.exchange.pictures import contains
from course.exchange.qti import CP, LOM, MATHML, QTI, write
from course.model.bank import Bank, Objective
from course.model.marking import parse_number, score
from course.model.questions import Question
from course.model.text import to_plain

make: TypeAdapter[Any] = TypeAdapter(Question)


def package(*questions: Question) -> tuple[dict[str, bytes], list[Loss]]:
    objectives = tuple(
        Objective(id=name, text="Do it") for name in {q.objective for q in questions}
    )
    bank = Bank.model_construct(objectives=objectives, questions=questions)
    data, losses = write([("x", bank)])
    return unpacked(data), losses


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def item(question: Question) -> ET.Element:
    files, _ = package(question)
    return ET.fromstring(files[f"items/01/{question.id}.xml"])


def tag(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def find(element: ET.Element, path: str) -> list[ET.Element]:
    return element.findall("/".join(f"q:{step}" for step in path.split("/")), {"q": QTI})


# --- structure

INLINE = {"em", "strong", "code", "a", "span", "br", "math"}
BLOCK = {"p", "div", "ul", "ol", "blockquote", "pre", "table", "hr", "h1", "h2", "h3", "h4"}
INTERACTIONS = {"choiceInteraction", "orderInteraction", "matchInteraction", "hotspotInteraction"}
EXPRESSIONS = {
    *("and", "or", "not", "isNull", "match", "member", "equal", "variable", "baseValue"),
    *("correct", "mapResponse", "multiple", "sum", "index"),
}
# For each element: attributes that it must have, others that it may have, and what stands in it.
ELEMENTS: dict[str, tuple[set[str], set[str], set[str]]] = {
    "assessmentItem": (
        {"identifier", "title", "adaptive", "timeDependent"},
        {"schemaLocation"},
        {"responseDeclaration", "outcomeDeclaration", "itemBody", "responseProcessing"}
        | {"modalFeedback"},
    ),
    "responseDeclaration": (
        {"identifier", "cardinality", "baseType"},
        set(),
        {"correctResponse", "mapping"},
    ),
    "correctResponse": (set(), set(), {"value"}),
    "mapping": ({"defaultValue"}, {"lowerBound", "upperBound"}, {"mapEntry"}),
    "mapEntry": ({"mapKey", "mappedValue"}, set(), set()),
    "outcomeDeclaration": (
        {"identifier", "cardinality", "baseType"},
        {"normalMaximum", "normalMinimum"},
        {"defaultValue"},
    ),
    "defaultValue": (set(), set(), {"value"}),
    "value": (set(), set(), set()),
    "itemBody": (set(), set(), BLOCK | INTERACTIONS),
    "choiceInteraction": ({"responseIdentifier", "shuffle", "maxChoices"}, set(), {"simpleChoice"}),
    "orderInteraction": ({"responseIdentifier", "shuffle"}, set(), {"simpleChoice"}),
    "simpleChoice": ({"identifier"}, set(), INLINE),
    "matchInteraction": (
        {"responseIdentifier", "shuffle", "maxAssociations"},
        set(),
        {"simpleMatchSet"},
    ),
    "simpleMatchSet": (set(), set(), {"simpleAssociableChoice"}),
    "simpleAssociableChoice": ({"identifier", "matchMax"}, set(), INLINE),
    "hotspotInteraction": (
        {"responseIdentifier", "maxChoices"},
        set(),
        {"object", "hotspotChoice"},
    ),
    "object": ({"data", "type", "width", "height"}, set(), set()),
    "hotspotChoice": ({"identifier", "shape", "coords"}, set(), set()),
    "textEntryInteraction": ({"responseIdentifier"}, {"expectedLength"}, set()),
    "responseProcessing": (set(), set(), {"responseCondition"}),
    "responseCondition": (set(), set(), {"responseIf"}),
    "responseIf": (set(), set(), EXPRESSIONS | {"setOutcomeValue"}),
    "setOutcomeValue": ({"identifier"}, set(), EXPRESSIONS),
    "modalFeedback": ({"outcomeIdentifier", "identifier", "showHide"}, set(), BLOCK | INLINE),
    "variable": ({"identifier"}, set(), set()),
    "correct": ({"identifier"}, set(), set()),
    "mapResponse": ({"identifier"}, set(), set()),
    "baseValue": ({"baseType"}, set(), set()),
    "index": ({"n"}, set(), EXPRESSIONS),
    "equal": ({"toleranceMode", "tolerance"}, set(), EXPRESSIONS),
    **{name: (set(), set(), EXPRESSIONS) for name in ("and", "or", "not", "isNull", "match")},
    **{name: (set(), set(), EXPRESSIONS) for name in ("member", "multiple", "sum")},
    **{name: (set(), {"class"}, INLINE | {"textEntryInteraction"}) for name in ("p", "h4")},
    **{name: (set(), {"class"}, INLINE | BLOCK) for name in ("li", "td", "th", "div")},
    **{name: (set(), set(), INLINE) for name in ("em", "strong", "h1", "h2", "h3", "code", "pre")},
    **{name: (set(), set(), {"li"}) for name in ("ul", "ol")},
    "blockquote": (set(), set(), BLOCK),
    "a": ({"href"}, set(), INLINE),
    "span": (set(), {"class"}, INLINE),
    "table": (set(), set(), {"thead", "tbody"}),
    "thead": (set(), set(), {"tr"}),
    "tbody": (set(), set(), {"tr"}),
    "tr": (set(), set(), {"td", "th"}),
    "br": (set(), set(), set()),
    "hr": (set(), set(), set()),
}
# What stands in an element, in this order and as often; as in the groups of the published schema.
SEQUENCES = {
    "assessmentItem": "(responseDeclaration )+(outcomeDeclaration )+itemBody responseProcessing "
    "(modalFeedback )*",
    "responseDeclaration": "correctResponse (mapping )?",
    "outcomeDeclaration": "(defaultValue )?",
    "correctResponse": "(value )+",
    "defaultValue": "(value )+",
    "mapping": "(mapEntry )+",
    "choiceInteraction": "(simpleChoice )+",
    "orderInteraction": "(simpleChoice )+",
    "matchInteraction": "(simpleMatchSet ){2}",
    "simpleMatchSet": "(simpleAssociableChoice )+",
    "hotspotInteraction": "object (hotspotChoice )+",
    "responseCondition": "responseIf ",
    "responseIf": r"\w+ (setOutcomeValue )+",
    "setOutcomeValue": r"\w+ ",
}
NUMBERS = {"lowerBound", "upperBound", "defaultValue", "mappedValue", "normalMaximum"}
COUNTS = {"maxChoices", "maxAssociations", "matchMax", "expectedLength", "n", "width", "height"}
# Of a single response at most one value is right.
VALUES = {"single": "value ", "multiple": "(value )+", "ordered": "(value )+"}
ORDER = ["responseDeclaration", "outcomeDeclaration", "itemBody", "responseProcessing"]
OPERANDS = {"match": 2, "member": 2, "equal": 2, "not": 1, "isNull": 1, "index": 1}
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


def check(root: ET.Element) -> None:
    assert root.tag == f"{{{QTI}}}assessmentItem"
    order = [tag(child) for child in root]
    places = [(*ORDER, "modalFeedback").index(name) for name in order]
    assert places == sorted(places)
    assert order.count("itemBody") == order.count("responseProcessing") == 1
    _check(root)
    declared = {d.attrib["identifier"] for d in find(root, "responseDeclaration")}
    asked = [
        e.attrib["responseIdentifier"] for e in root.iter() if "responseIdentifier" in e.attrib
    ]
    assert sorted(asked) == sorted(declared)
    outcomes = {d.attrib["identifier"] for d in find(root, "outcomeDeclaration")}
    assert outcomes == {"SCORE", "MAXSCORE", "FEEDBACK"}
    for element in root.iter(f"{{{QTI}}}variable"):
        assert element.attrib["identifier"] in declared | outcomes
    for interaction in root.iter():
        if tag(interaction) in INTERACTIONS:
            names = [e.attrib["identifier"] for e in interaction.iter() if "identifier" in e.attrib]
            assert len(names) == len(set(names))
    told = [f.attrib["identifier"] for f in find(root, "modalFeedback")]
    assert len(told) == len(set(told))


def _check(element: ET.Element) -> None:
    if element.tag.startswith(f"{{{MATHML}}}"):
        return
    assert element.tag.startswith(f"{{{QTI}}}"), element.tag
    needed, allowed, inside = ELEMENTS[tag(element)]
    there = {name.rpartition("}")[2] for name in element.attrib}
    assert needed <= there <= needed | allowed, (element.tag, there)
    for name in ("identifier", "responseIdentifier", "outcomeIdentifier"):
        assert NAME.fullmatch(element.attrib.get(name, "x")), element.attrib
    inner = "".join(f"{tag(child)} " for child in element)
    assert re.fullmatch(SEQUENCES.get(tag(element), ".*"), inner), (tag(element), inner)
    for name, value in element.attrib.items():
        if name in NUMBERS:
            assert math.isfinite(float(value))
        if name in COUNTS:
            assert re.fullmatch(r"[0-9]+", value)
    if "cardinality" in element.attrib and find(element, "correctResponse"):
        right = "".join("value " for _ in find(element, "correctResponse")[0])
        assert re.fullmatch(VALUES[element.attrib["cardinality"]], right)
    if tag(element) in OPERANDS:
        assert len(element) == OPERANDS[tag(element)]
    for child in element:
        assert tag(child) in inside, (tag(element), tag(child))
        _check(child)


def test_every_question_has_the_published_structure(banks: list[tuple[str, Bank]]) -> None:
    data, _ = write(banks)
    files = unpacked(data)
    items = [name for name in files if name.endswith(".xml") and name.startswith("items/")]
    assert len(items) == sum(len(bank.questions) for _, bank in banks)
    names = set()
    for name in items:
        root = ET.fromstring(files[name])
        check(root)
        names.add(root.attrib["identifier"])
    assert len(names) == len(items)


@pytest.mark.parametrize(
    "break_it",
    [
        lambda root: root.attrib.pop("adaptive"),
        lambda root: root.set("difficulty", "1"),
        lambda root: root.insert(0, root[-1]),
        lambda root: find(root, "itemBody/choiceInteraction")[0].set("responseIdentifier", "X"),
        lambda root: ET.SubElement(find(root, "itemBody")[0], f"{{{QTI}}}script"),
        lambda root: find(root, "modalFeedback")[0].set("identifier", "1 2"),
        lambda root: find(root, "responseDeclaration")[0].remove(
            find(root, "responseDeclaration/correctResponse")[0]
        ),
        lambda root: find(root, "itemBody/choiceInteraction")[0].set("maxChoices", "many"),
    ],
    ids=[
        *("missing", "unknown", "order", "no such response", "foreign element", "no name"),
        *("nothing right", "no count"),
    ],
)
def test_the_check_sees_a_wrong_structure(break_it: Any) -> None:
    root = item(QUESTIONS["single"])
    check(root)
    break_it(root)
    with pytest.raises((AssertionError, KeyError)):
        check(root)


def test_the_package_holds_together(banks: list[tuple[str, Bank]]) -> None:
    data, _ = write(banks)
    files = unpacked(data)
    manifest = ET.fromstring(files.pop("imsmanifest.xml"))
    space = {"cp": CP, "lom": LOM}
    assert manifest.tag == f"{{{CP}}}manifest"
    assert [tag(child) for child in manifest] == ["metadata", "organizations", "resources"]
    assert manifest.findtext("cp:metadata/cp:schema", "", space) == "QTIv2.1 Package"
    resources = manifest.findall("cp:resources/cp:resource", space)
    listed = [f.attrib["href"] for r in resources for f in r.findall("cp:file", space)]
    assert sorted(listed) == sorted(files)
    ids = [r.attrib["identifier"] for r in resources]
    assert len(set(ids)) == len(ids)
    for resource in resources:
        assert resource.attrib["type"] == "imsqti_item_xmlv2p1"
        own = [f.attrib["href"] for f in resource.findall("cp:file", space)]
        assert resource.attrib["href"] == own[0]
        general = resource.find("cp:metadata/lom:lom/lom:general", space)
        # In the order of the published schema: the keywords last.
        assert [tag(e) for e in general] == ["title", "description", "keyword", "keyword"]
        number = int(own[0].split("/")[1])
        keywords = [k.findtext("lom:string", "", space) for k in general[2:]]
        assert keywords[1] == banks[number - 1][0]
        assert NAME.fullmatch(resource.attrib["identifier"])
        root = ET.fromstring(files[own[0]])
        assert root.attrib["identifier"] == resource.attrib["identifier"]
        folder = own[0].rpartition("/")[0]
        drawn = [f"{folder}/{o.attrib['data']}" for o in root.iter(f"{{{QTI}}}object")]
        assert drawn == own[1:]


def test_two_banks_may_hold_a_question_of_the_same_name() -> None:
    bank = Bank.model_construct(
        objectives=(Objective(id="o", text="Do it"),), questions=(QUESTIONS["single"],)
    )
    files = unpacked(write([("Knees", bank), ("Backs", bank)])[0])
    manifest = files.pop("imsmanifest.xml").decode()
    names = {ET.fromstring(data).attrib["identifier"] for data in files.values()}
    assert len(names) == len(files) == 2
    assert all(f'<resource identifier="{name}"' in manifest for name in names)
    assert "Knees" in manifest
    assert "Backs" in manifest


def test_the_same_questions_give_the_same_bytes(banks: list[tuple[str, Bank]]) -> None:
    assert write(banks[1:2])[0] == write(banks[1:2])[0]


# --- what a player does with an item


class Player:
    """Runs the response processing of an item."""

    def __init__(self, root: ET.Element, answers: dict[str, Any]) -> None:
        self._root = root
        # An empty container is the same as none.
        answers = {name: None if value == [] else value for name, value in answers.items()}
        self.values: dict[str, Any] = {"SCORE": 0.0, "FEEDBACK": [], **answers}
        for condition in find(root, "responseProcessing/responseCondition/responseIf"):
            test, *rules = condition
            if self._value(test) is True:
                for rule in rules:
                    self.values[rule.attrib["identifier"]] = self._value(rule[0])

    @property
    def told(self) -> str:
        """The feedback that is shown."""
        shown = find(self._root, "modalFeedback")
        return " ".join(
            " ".join("".join(f.itertext()).split())
            for f in shown
            if f.attrib["identifier"] in self.values["FEEDBACK"]
        )

    def _value(self, e: ET.Element) -> Any:
        inner = [self._value(child) for child in e]
        match tag(e):
            case "variable":
                return self.values.get(e.attrib["identifier"])
            case "baseValue":
                return float(e.text) if e.attrib["baseType"] == "float" else e.text
            case "correct":
                return [v.text for v in self._declared(e).iter(f"{{{QTI}}}value")]
            case "isNull":
                return inner[0] is None or inner[0] == []
            case "not":
                return None if inner[0] is None else not inner[0]
            case "and":
                return False if False in inner else None if None in inner else True
            case "or":
                return True if True in inner else None if None in inner else False
            case "match":
                return None if None in inner else inner[0] == inner[1]
            case "member":
                return None if None in inner else inner[0] in inner[1]
            case "multiple":
                flat = [v if isinstance(v, list) else [v] for v in inner if v is not None]
                return [one for part in flat for one in part]
            case "sum":
                return math.fsum(inner)
            case "index":
                place = int(e.attrib["n"]) - 1
                return inner[0][place] if inner[0] and place < len(inner[0]) else None
            case "equal":
                if None in inner:
                    return None
                below, above = map(float, e.attrib["tolerance"].split())
                return inner[1] - below <= inner[0] <= inner[1] + above
            case "mapResponse":
                return self._mapped(e)
        raise AssertionError(e.tag)

    def _declared(self, e: ET.Element) -> ET.Element:
        return next(
            d
            for d in find(self._root, "responseDeclaration")
            if d.attrib["identifier"] == e.attrib["identifier"]
        )

    def _mapped(self, e: ET.Element) -> float:
        mapping = find(self._declared(e), "mapping")[0]
        worth = {m.attrib["mapKey"]: float(m.attrib["mappedValue"]) for m in mapping}
        given_ = self.values[e.attrib["identifier"]]
        chosen = given_ if isinstance(given_, list) else [given_]
        total = math.fsum(worth.get(one, 0.0) for one in set(chosen))
        low, high = float(mapping.attrib["lowerBound"]), float(mapping.attrib["upperBound"])
        return min(high, max(low, total))


def answers(root: ET.Element, question: Question, response: Any) -> dict[str, Any]:
    """Our response in the names of the item."""

    def named(texts: dict[str, str], path: str) -> dict[str, str]:
        there = {"".join(c.itertext()): c.attrib["identifier"] for c in find(root, path)}
        return {key: there[to_plain(text)] for key, text in texts.items()}

    choice = "itemBody/choiceInteraction/simpleChoice"
    match question.type:
        case "single":
            names = named({o.id: o.text for o in question.options}, choice)
            return {"RESPONSE": names[response]}
        case "multiple":
            names = named({o.id: o.text for o in question.options}, choice)
            return {"RESPONSE": [names[one] for one in response]}
        case "true_false":
            names = named({r.id: r.text for r in question.reasons}, choice)
            verdict = "T" if response["verdict"] else "F"
            return {"VERDICT": verdict, "REASON": names[response["reason"]]}
        case "numeric":
            return {"RESPONSE": parse_number(response)}
        case "ordering":
            texts = {i["id"]: i["text"] for i in question.public()["items"]}
            names = named(texts, "itemBody/orderInteraction/simpleChoice")
            return {"RESPONSE": [names[one] for one in response]}
        case "matching":
            public = question.public()
            lefts, rights = (
                named({e["id"]: e["text"] for e in public[side]}, path)
                for side, path in zip(
                    ("lefts", "rights"),
                    ["itemBody/matchInteraction/simpleMatchSet/simpleAssociableChoice"] * 2,
                    strict=True,
                )
            )
            return {"RESPONSE": [f"{lefts[a]} {rights[b]}" for a, b in response.items()]}
        case "hotspot":
            return {"RESPONSE": area_of(root, question, response)}
        case "case":
            scenes = find(root, "itemBody/choiceInteraction")
            path = [node.id for node in reshape.best_path(question)]
            given_ = {}
            for node, chosen in response:
                scene = scenes[path.index(node)]
                place = [o.id for n in question.nodes if n.id == node for o in n.options]
                name = scene[place.index(chosen)].attrib["identifier"]
                given_[scene.attrib["responseIdentifier"]] = name
            return given_
    raise AssertionError(question.type)


def area_of(root: ET.Element, question: Question, part: str) -> str:
    """The area that a click into the middle of a part hits: the first one that holds it."""
    from course.exchange.pictures import _inside, picture
    from course.model.drawing import drawing

    left, top, width, _ = drawing(question.drawing).viewbox
    scale = picture(question.drawing, "").width / width
    x, y = _inside(question.drawing, part)
    point = ((x - left) * scale, (y - top) * scale)
    for area in find(root, "itemBody/hotspotInteraction/hotspotChoice"):
        numbers = [float(n) for n in area.attrib["coords"].split(",")]
        if contains(tuple(zip(numbers[::2], numbers[1::2], strict=True)), point):
            return area.attrib["identifier"]
    raise AssertionError(part)


@pytest.mark.parametrize("kind", sorted(set(QUESTIONS) - {"case"}))
@given(data=st.data())
@settings(deadline=None, max_examples=40)
def test_an_item_gives_the_same_points(kind: str, data: st.DataObject) -> None:
    question = QUESTIONS[kind].model_copy(update={"points": 3})
    response = data.draw(responses(kind))
    root = item(question)
    player = Player(root, answers(root, question, response))
    assert player.values["SCORE"] == pytest.approx(3 * score(question.key(), response))


@given(choices=st.lists(st.integers(0, 2), min_size=3, max_size=3))
@settings(deadline=None, max_examples=30)
def test_a_straight_story_gives_the_same_points(choices: list[int]) -> None:
    question = straight()
    response = [[name, f"o{c}"] for name, c in zip("abc", choices, strict=True)]
    root = item(question)
    player = Player(root, answers(root, question, response))
    assert player.values["SCORE"] == pytest.approx(score(question.key(), response))


@given(response=responses("case"))
@settings(deadline=None, max_examples=20)
def test_a_branching_story_gives_the_same_points_on_its_best_path(
    response: list[list[str]],
) -> None:
    question = QUESTIONS["case"]
    path = [node.id for node in reshape.best_path(question)]
    if all(scene in path for scene, _ in response):
        root = item(question)
        player = Player(root, answers(root, question, response))
        assert player.values["SCORE"] == pytest.approx(score(question.key(), response))
    else:
        assert any("Points differ" in loss.instead for loss in package(question)[1])


def test_that_later_scenes_give_something_away_is_told() -> None:
    told = [loss.instead for loss in package(straight())[1]]
    assert any("which earlier decision was best" in instead for instead in told)


@pytest.mark.parametrize("kind", sorted(QUESTIONS))
def test_what_is_asked_again_later_is_not_explained(kind: str) -> None:
    question = QUESTIONS[kind].model_copy(update={"reused": True})
    files, losses = package(question)
    root = ET.fromstring(files[f"items/01/{question.id}.xml"])
    check(root)
    assert find(root, "modalFeedback") == []
    assert Player(root, answers(root, question, right(kind))).values["SCORE"] == 1
    assert sum("asked again later" in loss.what for loss in losses) == 1


def test_a_description_without_its_picture_is_told() -> None:
    question = QUESTIONS["single"].model_copy(update={"alt": "A spine."})
    assert any("(`alt`)" in loss.what for loss in package(question)[1])


def straight() -> Question:
    scenes = [
        {
            "id": name,
            "text": f"Scene {name}.",
            "options": [
                {"id": f"o{n}", "text": f"do {n}", "best": n == 1, "feedback": f"told {name}{n}"}
                | ({"next": after} if after else {})
                for n in range(3)
            ],
        }
        for name, after in (("a", "b"), ("b", "c"), ("c", None))
    ]
    return make.validate_python(raw("case", start="a", nodes=scenes))


def test_all_right_is_a_whole_and_not_nearly(banks: list[tuple[str, Bank]]) -> None:
    for kind in sorted(QUESTIONS):
        question = straight() if kind == "case" else QUESTIONS[kind]
        best = [["a", "o1"], ["b", "o1"], ["c", "o1"]] if kind == "case" else right(kind)
        root = item(question)
        assert Player(root, answers(root, question, best)).values["SCORE"] == 1


@pytest.mark.parametrize("kind", sorted(set(QUESTIONS)))
def test_without_an_answer_nothing_is_earned_and_nothing_told(kind: str) -> None:
    root = item(QUESTIONS[kind])
    player = Player(root, {})
    assert player.values["SCORE"] == 0
    assert player.told == ""


@pytest.mark.parametrize(
    ("kind", "response", "told", "silent"),
    [
        ("single", "a", ["feedback a"], ["feedback b"]),
        ("multiple", ["a", "b"], ["feedback a", "feedback b", "missed c"], ["missed a"]),
        ("true_false", {"verdict": True, "reason": "r2"}, ["no", "feedback r2"], ["feedback r1"]),
        ("numeric", "24", ["two more"], ["count again"]),
        ("numeric", "99", ["count again"], ["two more"]),
        ("numeric", "26.4", [], ["count again", "two more"]),
        ("matching", {}, [], ["not this"]),
        ("hotspot", "L5", ["yes"], ["look lower", "chest"]),
        ("hotspot", "T1", ["chest"], ["look lower", "yes"]),
        ("hotspot", "C1", ["look lower"], ["chest", "yes"]),
    ],
)
def test_the_feedback_fits_the_answer(
    kind: str, response: Any, told: list[str], silent: list[str]
) -> None:
    root = item(QUESTIONS[kind])
    shown = Player(root, answers(root, QUESTIONS[kind], response)).told
    for text in [*told, *(["because"] if response else [])]:
        assert text in shown
    for text in silent:
        assert text not in shown


def test_a_wrong_order_and_a_wrong_pair_are_told() -> None:
    question = QUESTIONS["ordering"]
    root = item(question)
    shown = [i["id"] for i in question.public()["items"]]
    assert "look again" in Player(root, answers(root, question, shown)).told
    best = answers(root, question, right("ordering"))
    assert "look again" not in Player(root, best).told
    question = QUESTIONS["matching"]
    root = item(question)
    pairs = dict(right("matching"))
    pairs["p0"] = pairs["p1"]
    player = Player(root, answers(root, question, pairs))
    assert player.values["FEEDBACK"].count("PAIR-L1") == 1
    assert "PAIR-L2" not in player.values["FEEDBACK"]


def test_an_untouched_order_earns_nothing(banks: list[tuple[str, Bank]]) -> None:
    for _, bank in banks:
        for question in bank.questions:
            if question.type == "ordering":
                root = item(question)
                choices = find(root, "itemBody/orderInteraction/simpleChoice")
                shown = [choice.attrib["identifier"] for choice in choices]
                assert Player(root, {"RESPONSE": shown}).values["SCORE"] == 0


def test_a_number_on_the_edge_of_the_tolerance_counts() -> None:
    question = make.validate_python(raw("numeric", answer=8.1, tolerance=0.2))
    for typed, points in (("8.3", 1), ("7.9", 1), ("8.301", 0)):
        assert score(question.key(), typed) == points
        root = item(question)
        assert Player(root, answers(root, question, typed)).values["SCORE"] == points


def test_a_guess_counts_nothing() -> None:
    root = item(QUESTIONS["multiple"].model_copy(update={"predict": True}))
    most = next(d for d in find(root, "outcomeDeclaration") if d.attrib["identifier"] == "MAXSCORE")
    assert most[0][0].text == "0"


# --- texts


def test_names_in_an_item_tell_nothing(banks: list[tuple[str, Bank]]) -> None:
    """What a reader sees of the body, its identifiers included, is not an author's own name."""
    for _, bank in banks:
        for question in bank.questions:
            if question.type not in {"single", "multiple", "hotspot", "matching"}:
                continue
            body = find(item(question), "itemBody")[0]
            names = {e.attrib["identifier"] for e in body.iter() if "identifier" in e.attrib}
            assert all(re.fullmatch(r"[CLRP]\d+", name) for name in names)


TOLD = {
    "hints": "Hints",
    "misconception": "notes",
    "claims": "notes",
    "confidence": "notes",
}
NO_TEXT = {"id", "type", "objective", "sources", "start", "next", "drawing", "parts", "correct"}


def fields(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from fields(part, key)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from fields(part, name)
    elif isinstance(value, str) and name not in NO_TEXT:
        yield name, value


def test_no_text_is_lost_in_silence(banks: list[tuple[str, Bank]]) -> None:
    for _, bank in banks:
        files, losses = package(*bank.questions)
        for question in bank.questions:
            told = " ".join(loss.what for loss in losses if loss.question == question.id)
            if question.type == "case" and reshape.detours(question):
                assert "Other ways" in told
                continue
            root = ET.fromstring(files[f"items/01/{question.id}.xml"])
            shown = "".join("".join(root.itertext()).split())
            for name, content in fields(question.model_dump()):
                plain = "".join(to_plain(content).split())
                if plain not in shown and not (name == "otherwise" and question.type == "hotspot"):
                    assert TOLD[name] in told, (question.id, name)


@given(
    text=st.text(
        st.sampled_from(list("ab <>&\"'$*_[]\\`|#-\n\x00\x0bé\u2028😀"))
        | st.characters(codec="utf-8"),
        min_size=1,
        max_size=60,
    ).filter(lambda s: s.strip())
)
@settings(deadline=None, max_examples=80)
def test_nasty_texts_make_no_bad_item(text: str) -> None:
    options = [o | {"text": text, "feedback": text} for o in raw("single")["options"]]
    fields_ = {"prompt": text, "explanation": text, "options": options}
    question = make.validate_python(raw("single", **fields_))
    check(item(question))


def test_formulas_are_mathml_and_html_is_text() -> None:
    question = make.validate_python(raw("single", prompt=r"$\frac{1}{2}$ <b>x</b>"))
    root = item(question)
    check(root)
    assert [tag(e) for e in root.iter(f"{{{MATHML}}}mfrac")] == ["mfrac"]
    assert "<b>x</b>" in "".join(find(root, "itemBody")[0].itertext())


def test_an_id_that_begins_with_a_digit_becomes_a_name() -> None:
    root = ET.fromstring(
        package(QUESTIONS["single"].model_copy(update={"id": "24-bones"}))[0][
            "items/01/24-bones.xml"
        ]
    )
    check(root)
    assert root.attrib["identifier"] == "bank-1-24-bones"
