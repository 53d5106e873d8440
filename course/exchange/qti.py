"""QTI 2.1: the questions of a bank as a content package, one item a question."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from xml.etree import ElementTree as ET

from course.exchange import reshape
from course.exchange.losses import Loss, later_scenes, notes
from course.exchange.pictures import picture
from course.exchange.texts import COURSE, encoded, explained, number
from course.model.bank import Bank
from course.model.questions import (
    Case,
    CaseOption,
    Hotspot,
    Matching,
    Multiple,
    Numeric,
    Option,
    Ordering,
    Question,
    Single,
    TrueFalse,
)
from course.model.text import to_html, to_inline_html, to_plain

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
CP = "http://www.imsglobal.org/xsd/imscp_v1p1"
LOM = "http://ltsc.ieee.org/xsd/LOM"
MATHML = "http://www.w3.org/1998/Math/MathML"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SCHEMAS = {
    QTI: "http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1p1.xsd",
    CP: "http://www.imsglobal.org/xsd/qti/qtiv2p1/qtiv2p1_imscpv1p2_v1p0.xsd",
    LOM: "http://www.imsglobal.org/xsd/imsmd_loose_v1p3p2.xsd",
}

# HTML attributes that QTI has too.
_ALLOWED = {"href", "class"}
# As `course.model.marking` allows it: a value on the edge of the tolerance lies inside.
_EDGE = 1e-9
# The first day that a zip archive can name: the same questions give the same bytes.
_DAY = (1980, 1, 1, 0, 0, 0)


def write(banks: Iterable[tuple[str, Bank]]) -> tuple[bytes, list[Loss]]:
    """A content package for tools that read QTI 2.1.

    Parameters
    ----------
    banks
        Pairs of a name and its questions; the name becomes a folder.

    Returns
    -------
    tuple
        The zip file, and what it cannot carry.
    """
    files: dict[str, bytes] = {}
    losses: list[Loss] = []
    manifest = _manifest()
    resources = ET.SubElement(manifest, "resources")
    for place, (bank_name, bank) in enumerate(banks, 1):
        objectives = {o.id: o.text for o in bank.objectives}
        for question in bank.questions:
            # The same question may be in two banks.
            name = f"bank-{place}-{question.id}"
            item = Item(reshape.discreet(question), name)
            folder = f"items/{place:02d}"
            path = f"{folder}/{question.id}.xml"
            files[path] = _file(item.element)
            pictures = {f"{folder}/{file}": data for file, data in item.pictures.items()}
            files |= pictures
            metadata = _resource(resources, name, path, list(pictures))
            about = to_plain(objectives[question.objective])
            _described(metadata, question.id, about, question.objective, bank_name)
            losses += [*notes(question, "It counts no points."), *_losses(question)]
    files["imsmanifest.xml"] = _file(manifest)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, _DAY)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[path], zipfile.ZIP_DEFLATED)
    return packed.getvalue(), losses


def _manifest() -> ET.Element:
    manifest = _root("manifest", CP, CP, LOM, QTI)
    manifest.set("identifier", "runners-back")
    metadata = ET.SubElement(manifest, "metadata")
    ET.SubElement(metadata, "schema").text = "QTIv2.1 Package"
    ET.SubElement(metadata, "schemaversion").text = "1.0.0"
    _described(metadata, COURSE)
    ET.SubElement(manifest, "organizations")
    return manifest


def _resource(resources: ET.Element, name: str, path: str, pictures: Sequence[str]) -> ET.Element:
    """Name an item and its files; the place for what is said about it is given back."""
    kind = "imsqti_item_xmlv2p1"
    resource = ET.SubElement(resources, "resource", identifier=name, type=kind, href=path)
    metadata = ET.SubElement(resource, "metadata")
    for file in (path, *pictures):
        ET.SubElement(resource, "file", href=file)
    return metadata


def _described(metadata: ET.Element, title: str, about: str = "", *keywords: str) -> None:
    general = ET.SubElement(ET.SubElement(metadata, "lom", xmlns=LOM), "general")
    entries = [("title", title), ("description", about), *(("keyword", k) for k in keywords)]
    for name, text in entries:
        if text:
            entry = ET.SubElement(general, name)
            ET.SubElement(entry, "string", language="en").text = text


def _root(tag: str, space: str, *schemas: str) -> ET.Element:
    places = " ".join(f"{name} {SCHEMAS[name]}" for name in schemas)
    return ET.Element(tag, {"xmlns": space, "xmlns:xsi": XSI, "xsi:schemaLocation": places})


def _file(root: ET.Element) -> bytes:
    text = ET.tostring(root, encoding="unicode")
    return encoded(f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n')


class Item:
    """One question as an ``assessmentItem``.

    Parameters
    ----------
    question
        What is asked.
    name
        Identifier of the item, its own in the package.

    Attributes
    ----------
    element
        The XML.
    pictures
        Files that belong to it, by name.
    """

    def __init__(self, question: Question, name: str) -> None:
        self._points = 0 if question.predict else question.points
        self.pictures: dict[str, bytes] = {}
        self.element = _root("assessmentItem", QTI, QTI)
        self.element.attrib |= {
            **{"identifier": name, "title": question.id},
            **{"adaptive": "false", "timeDependent": "false"},
        }
        self._declared: list[ET.Element] = []
        self._body = _e("itemBody", *_blocks(question.prompt))
        self._rules: list[ET.Element] = []
        self._told: list[ET.Element] = []
        getattr(self, f"_{question.type}")(question)
        answered = _e("not", _e("and", *(_e("isNull", _variable(r)) for r in self._responses())))
        self._tell(answered, "EXPLANATION", "\n\n".join(explained(question)))
        self.element.extend(self._declared)
        self.element.extend(_outcomes(self._points))
        self.element.append(self._body)
        self.element.append(_e("responseProcessing", *self._rules))
        self.element.extend(self._told)

    def _responses(self) -> list[str]:
        return [declared.attrib["identifier"] for declared in self._declared]

    def _declare(
        self,
        correct: Iterable[str],
        mapping: dict[str, float] | None = None,
        *,
        response: str = "RESPONSE",
        cardinality: str = "single",
        base: str = "identifier",
    ) -> None:
        declared = _e(
            "responseDeclaration", identifier=response, cardinality=cardinality, baseType=base
        )
        declared.append(_e("correctResponse", *(_e("value", value) for value in correct)))
        if mapping:
            entries = [_e("mapEntry", mapKey=k, mappedValue=_exact(v)) for k, v in mapping.items()]
            bounds = {"lowerBound": "0", "upperBound": number(self._points), "defaultValue": "0"}
            declared.append(_e("mapping", *entries, **bounds))
        self._declared.append(declared)

    def _tell(self, condition: ET.Element, name: str, feedback: str) -> None:
        """Feedback, if there is any, that is shown if the condition holds."""
        if not feedback:
            return
        add = _e("multiple", _variable("FEEDBACK"), _base("identifier", name))
        self._rules.append(_when(condition, _set("FEEDBACK", add)))
        shown = {"outcomeIdentifier": "FEEDBACK", "identifier": name, "showHide": "show"}
        self._told.append(_e("modalFeedback", *_blocks(feedback), **shown))

    def _score(self, condition: ET.Element, points: float) -> None:
        """Points that are added if the condition holds."""
        more = _e("sum", _variable("SCORE"), _base("float", _exact(points)))
        self._rules.append(_when(condition, _set("SCORE", more)))

    def _mapped(self) -> None:
        """Points by the mapping of the response; none without an answer."""
        mapped = _set("SCORE", _e("mapResponse", identifier="RESPONSE"))
        self._rules.append(_when(_e("not", _e("isNull", _variable("RESPONSE"))), mapped))

    def _choices(
        self, texts: Iterable[tuple[str, str]], response: str = "RESPONSE", most: int = 1
    ) -> None:
        choices = [_e("simpleChoice", *_inline(text), identifier=name) for name, text in texts]
        about = {"responseIdentifier": response, "shuffle": "false", "maxChoices": str(most)}
        self._body.append(_e("choiceInteraction", *choices, **about))

    def _single(self, question: Single) -> None:
        names = _names(question.options)
        self._declare(names[o.id] for o in question.options if o.correct)
        self._choices((names[o.id], o.text) for o in question.options)
        for option in question.options:
            if option.correct:
                self._score(_chosen(names[option.id]), self._points)
            self._tell(_chosen(names[option.id]), names[option.id], option.feedback)

    def _multiple(self, question: Multiple) -> None:
        names = _names(question.options)
        worth = zip(question.options, reshape.weighted(question), strict=True)
        mapping = {names[option.id]: answer.share * self._points for option, answer in worth}
        right = [names[o.id] for o in question.options if o.correct]
        self._declare(right, mapping, cardinality="multiple")
        self._choices(((names[o.id], o.text) for o in question.options), most=0)
        self._mapped()
        for option in question.options:
            name = names[option.id]
            chosen = _e("member", _base("identifier", name), _variable("RESPONSE"))
            self._tell(chosen, name, option.feedback)
            if option.correct and option.missed:
                self._tell(_e("not", chosen), f"MISSED-{name}", option.missed)

    def _true_false(self, question: TrueFalse) -> None:
        names = _names(question.reasons)
        verdict = "T" if question.answer else "F"
        reason = next(names[r.id] for r in question.reasons if r.correct)
        self._declare([verdict], response="VERDICT")
        self._declare([reason], response="REASON")
        self._choices([("T", "True"), ("F", "False")], "VERDICT")
        self._body.append(_e("p", "Because …"))
        self._choices(((names[r.id], r.text) for r in question.reasons), "REASON")
        right = _chosen(verdict, "VERDICT")
        self._score(right, self._points / 2)
        self._score(_e("and", right, _chosen(reason, "REASON")), self._points / 2)
        self._tell(_chosen("T", "VERDICT"), "T", question.feedback_true)
        self._tell(_chosen("F", "VERDICT"), "F", question.feedback_false)
        for option in question.reasons:
            self._tell(_chosen(names[option.id], "REASON"), names[option.id], option.feedback)

    def _numeric(self, question: Numeric) -> None:
        self._declare([number(question.answer)], base="float")
        field = _e("textEntryInteraction", responseIdentifier="RESPONSE", expectedLength="10")
        self._body.append(_e("p", field, " ", *_inline(question.unit)))
        right = _close(question.answer, question.tolerance)
        self._score(right, self._points)
        # The first that fits is told, as everywhere else in the course.
        told = [right]
        for place, near in enumerate(question.near, 1):
            fits = _close(near.value, near.tolerance)
            self._tell(_e("and", fits, *_none_of(told)), f"NEAR-{place}", near.feedback)
            told.append(fits)
        typed = _e("not", _e("isNull", _variable("RESPONSE")))
        self._tell(_e("and", typed, *_none_of(told)), "OTHERWISE", question.otherwise)

    def _ordering(self, question: Ordering) -> None:
        shown = question.public()["items"]
        names = {item["id"]: f"C{place}" for place, item in enumerate(shown, 1)}
        order = [names[handle] for handle in question.key()["correct"]]
        self._declare(order, cardinality="ordered")
        ends = f"First: {question.first}. Last: {question.last}."
        self._body.append(_e("p", *_inline(ends)))
        choices = [
            _e("simpleChoice", *_inline(item["text"]), identifier=names[item["id"]])
            for item in shown
        ]
        about = {"responseIdentifier": "RESPONSE", "shuffle": "false"}
        self._body.append(_e("orderInteraction", *choices, **about))
        for place, name in enumerate(order, 1):
            there = _e("index", _variable("RESPONSE"), n=str(place))
            in_place = _e("match", there, _base("identifier", name))
            self._score(in_place, self._points / len(order))
        whole = _e("match", _variable("RESPONSE"), _e("correct", identifier="RESPONSE"))
        answered = _e("not", _e("isNull", _variable("RESPONSE")))
        self._tell(_e("and", answered, _e("not", whole)), "WRONG", question.feedback)

    def _matching(self, question: Matching) -> None:
        public = question.public()
        rights = {right["id"]: f"R{place}" for place, right in enumerate(public["rights"], 1)}
        lefts = {pair.id: f"L{place}" for place, pair in enumerate(question.pairs, 1)}
        partners = question.key()["correct"]
        pairs = {p.id: f"{lefts[p.id]} {rights[partners[p.id]]}" for p in question.pairs}
        part = self._points / len(pairs)
        self._declare(
            pairs.values(),
            dict.fromkeys(pairs.values(), part),
            cardinality="multiple",
            base="directedPair",
        )
        left = [(lefts[p.id], p.left, "1") for p in question.pairs]
        right = [(rights[r["id"]], r["text"], "0") for r in public["rights"]]
        sets = [
            _e(
                "simpleMatchSet",
                *(
                    _e("simpleAssociableChoice", *_inline(text), identifier=name, matchMax=most)
                    for name, text, most in side
                ),
            )
            for side in (left, right)
        ]
        about = {
            "responseIdentifier": "RESPONSE",
            "shuffle": "false",
            "maxAssociations": str(len(left)),
        }
        self._body.append(_e("matchInteraction", *sets, **about))
        self._mapped()
        for pair in question.pairs:
            found = _e("member", _base("directedPair", pairs[pair.id]), _variable("RESPONSE"))
            self._tell(_e("not", found), f"PAIR-{lefts[pair.id]}", pair.feedback)

    def _hotspot(self, question: Hotspot) -> None:
        shown = picture(question.drawing, question.alt)
        name = f"{question.id}.svg"
        self.pictures[name] = encoded(shown.svg)
        names: dict[str, list[str]] = {}
        areas: list[ET.Element] = []
        # What is drawn last lies on top, and the first area that fits counts.
        for part, loops in reversed(list(shown.areas.items())):
            for loop in loops:
                area = f"P{len(areas) + 1}"
                names.setdefault(part, []).append(area)
                corners = ",".join(f"{round(x)},{round(y)}" for x, y in loop)
                areas.append(_e("hotspotChoice", identifier=area, shape="poly", coords=corners))
        drawn = _e(
            "object",
            question.alt,
            data=name,
            type="image/svg+xml",
            width=str(shown.width),
            height=str(shown.height),
        )
        right = [area for part in question.correct for area in names[part]]
        # Any one of these is right; a reader shows the first.
        self._declare(right[:1], dict.fromkeys(right, float(self._points)))
        about = {"responseIdentifier": "RESPONSE", "maxChoices": "1"}
        self._body.append(_e("hotspotInteraction", drawn, *areas, **about))
        self._mapped()
        self._tell(_any(right), "RIGHT", question.feedback_right)
        told = list(right)
        for place, wrong in enumerate(question.wrong, 1):
            parts = [area for part in wrong.parts for area in names[part]]
            self._tell(_any(parts), f"WRONG-{place}", wrong.feedback)
            told += parts
        rest = [area for found in names.values() for area in found if area not in told]
        if rest:
            self._tell(_any(rest), "OTHERWISE", question.otherwise)

    def _case(self, question: Case) -> None:
        path = reshape.best_path(question)
        for place, node in enumerate(path, 1):
            names = _names(node.options)
            response = f"SCENE-{place}"
            best = next(names[o.id] for o in node.options if o.best)
            self._declare([best], response=response)
            self._body.append(_e("h4", f"{place} of {len(path)}"))
            self._body.extend(_blocks(node.text))
            self._choices(((names[o.id], o.text) for o in node.options), response)
            self._score(_chosen(best, response), self._points / len(path))
            for option in node.options:
                name = names[option.id]
                self._tell(_chosen(name, response), f"{response}-{name}", option.feedback)


def _outcomes(points: float) -> Iterator[ET.Element]:
    score = {"identifier": "SCORE", "cardinality": "single", "baseType": "float"}
    most = {**score, "identifier": "MAXSCORE"}
    yield _e(
        "outcomeDeclaration",
        _e("defaultValue", _e("value", "0")),
        **score,
        normalMaximum=number(points),
        normalMinimum="0",
    )
    yield _e("outcomeDeclaration", _e("defaultValue", _e("value", number(points))), **most)
    yield _e(
        "outcomeDeclaration", identifier="FEEDBACK", cardinality="multiple", baseType="identifier"
    )


def _names(options: Iterable[Option | CaseOption]) -> dict[str, str]:
    # Neutral names: an author's own may tell which one is right.
    return {option.id: f"C{place}" for place, option in enumerate(options, 1)}


def _variable(name: str) -> ET.Element:
    return _e("variable", identifier=name)


def _base(kind: str, value: str) -> ET.Element:
    return _e("baseValue", value, baseType=kind)


def _chosen(name: str, response: str = "RESPONSE") -> ET.Element:
    return _e("match", _variable(response), _base("identifier", name))


def _any(names: Iterable[str]) -> ET.Element:
    return _e("or", *(_chosen(name) for name in names))


def _none_of(conditions: Iterable[ET.Element]) -> Iterator[ET.Element]:
    return (_e("not", condition) for condition in conditions)


def _close(value: float, tolerance: float) -> ET.Element:
    off = f"{tolerance + _EDGE:.12g}"
    return _e(
        "equal",
        _variable("RESPONSE"),
        _base("float", number(value)),
        toleranceMode="absolute",
        tolerance=f"{off} {off}",
    )


def _exact(points: float) -> str:
    """Points in as many digits as it takes for thirds to add up to a whole."""
    return number(points) if points == round(points, 6) else repr(points)


def _set(name: str, value: ET.Element) -> ET.Element:
    return _e("setOutcomeValue", value, identifier=name)


def _when(condition: ET.Element, rule: ET.Element) -> ET.Element:
    return _e("responseCondition", _e("responseIf", condition, rule))


def _e(tag: str, *inside: ET.Element | str, **attributes: str) -> ET.Element:
    """An element of QTI with what stands inside it."""
    element = ET.Element(tag, attributes)
    for part in inside:
        if isinstance(part, ET.Element):
            element.append(part)
        elif len(element):
            element[-1].tail = (element[-1].tail or "") + part
        else:
            element.text = (element.text or "") + part
    return element


def _blocks(markdown: str) -> list[ET.Element]:
    """A text as block elements."""
    return [part for part in _parsed(to_html(markdown)) if isinstance(part, ET.Element)]


def _inline(markdown: str) -> list[ET.Element | str]:
    """A text as it stands inside a line."""
    return _parsed(to_inline_html(markdown))


def _parsed(html: str) -> list[ET.Element | str]:
    # Our own HTML is well-formed, and everything that an author wrote is escaped in it.
    root = ET.fromstring(encoded(f"<div>{html}</div>").decode())
    for element in root.iter():
        space, _, tag = element.tag.rpartition("}")
        if space:
            # MathML: its attributes are its own, and the outermost element names the language.
            element.tag = tag
            if tag == "math":
                element.set("xmlns", MATHML)
        else:
            for name in [n for n in element.attrib if n not in _ALLOWED]:
                del element.attrib[name]
    parts: list[ET.Element | str] = [root.text] if root.text else []
    for element in root:
        tail, element.tail = element.tail, None
        parts += [element, tail] if tail else [element]
    return parts


def _losses(question: Question) -> Iterator[Loss]:
    yield Loss(question.id, "Hints", "They are left out.")
    match question:
        case Numeric():
            yield Loss(
                question.id,
                "A decimal comma, or the unit behind the number",
                "The number is typed with a point and without its unit.",
            )
        case Case():
            yield Loss(
                question.id,
                "A story that goes on after each decision",
                "All scenes of the best path stand below each other in one item.",
            )
            yield later_scenes(question, "All can be read at once.")
            if not reshape.is_straight(question):
                left = ", ".join(reshape.detours(question)) or "none"
                yield Loss(
                    question.id,
                    "Other ways through the story",
                    f"Only the best path is told. Left out: {left}. Points differ on a detour.",
                )
