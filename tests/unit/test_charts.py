"""Every chart says what it shows, from where, and with which caveat, and stays small."""

import base64
import csv
import importlib
import json
import re
import struct
import subprocess
import sys
from datetime import date
from html import unescape

import pytest

from course.charts import TOPICS, anatomy, figure
from course.charts.figure import PLOTLY, Chart, Explained, Table
from course.content import data_path, root
from course.model.evidence import figures, sources
from course.model.spine import spine


def built() -> dict[str, Explained]:
    """Every chart of every topic, by names such as ``"causes.how_common"``."""
    modules = {topic: importlib.import_module(f"course.charts.{topic}") for topic in TOPICS}
    return {
        f"{topic}.{name}": getattr(module, name)()
        for topic, module in modules.items()
        for name in module.__all__
    }


CHARTS = built()
PLOTTED = [name for name, chart in CHARTS.items() if isinstance(chart, Chart)]
KILOBYTES = {"anatomy.spine_3d": 400}


PALETTE = {
    figure.BLUE,
    figure.ORANGE,
    figure.GREEN,
    figure.PURPLE,
    figure.RED,
    figure.GREY,
    anatomy.DISC_COLOUR,
    # Text, rims and whiskers.
    "#000000",
    "#333333",
    "#777777",
    "#ffffff",
}


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def size(bundles) -> float:
    return sum(len(json.dumps(bundle).encode()) for bundle in bundles) / 1000


@pytest.mark.parametrize("name", CHARTS)
def test_chart_has_title_source_caveat_summary_and_table(name):
    chart = CHARTS[name]
    assert chart.title
    assert chart.summary.endswith(".")
    assert chart.caveat.endswith(".")
    assert set(chart.source_keys) <= set(sources())
    assert chart.source_keys
    assert chart.table.rows
    assert all(len(row) == len(chart.table.columns) for row in chart.table.rows)


@pytest.mark.parametrize("name", CHARTS)
def test_words_under_the_chart_hold_everything_that_the_picture_says(name):
    chart = CHARTS[name]
    html, text = chart.html(), chart.text()
    for shown in (html, text):
        assert "Keep in mind:" in shown
    assert f"In words: {chart.summary}" in text
    assert chart.summary in unescape(html)
    assert "<details><summary>" in html
    assert "<caption>" in html
    assert html.count('scope="row"') == len(chart.table.rows)
    assert html.count('scope="col"') == len(chart.table.columns)
    for source in chart.sources:
        assert source.short in unescape(html)
        assert not source.link or source.link in html


@pytest.mark.parametrize("name", CHARTS)
def test_title_stands_above_the_picture_and_caveat_and_source_below(name):
    chart = CHARTS[name]
    shown = [unescape(bundle.get("text/html", "(picture)")) for bundle in chart.bundles()]
    parts = [chart.title, "(picture)" if len(shown) > 1 else "<svg", chart.caveat, "Source: "]
    places = ["".join(shown).index(part) for part in parts]
    assert places == sorted(places)
    # What must be read with the picture is not folded away.
    assert "".join(shown).index("<details>") > places[-1]


@pytest.mark.parametrize("name", PLOTTED)
def test_names_in_the_figure_fit_a_phone(name):
    for note in CHARTS[name].spec()["layout"].get("annotations", ()):
        for line in unescape(re.sub(r"</?(?:b|span)\b[^>]*>", "", note["text"])).split("<br>"):
            assert len(line) <= 46, line


@pytest.mark.parametrize("name", PLOTTED)
def test_level_axes_name_what_they_count(name):
    chart = CHARTS[name]
    for key, made in chart.spec()["layout"].items():
        if re.fullmatch(r"xaxis\d*", key) and made.get("visible", True):
            # Dates speak for themselves.
            assert made["title"]["text"] or made.get("type") == "date", key


@pytest.mark.parametrize("name", PLOTTED)
def test_colours_are_those_of_the_palette(name):
    used = set(re.findall(r"#[0-9a-f]{6}", json.dumps(CHARTS[name].spec()["data"])))
    assert used <= PALETTE, used - PALETTE


@pytest.mark.parametrize("name", CHARTS)
def test_numbers_are_rounded(name):
    chart = CHARTS[name]
    shown = f"{chart.title} {chart.summary} {chart.caveat}" + str(chart.table.rows)
    assert not re.search(r"\d\.\d{4}", shown)
    assert "None" not in shown
    assert "nan" not in shown.split()


@pytest.mark.parametrize("name", PLOTTED)
def test_plotly_accepts_the_figure(name):
    made = CHARTS[name].figure()
    assert made.layout.title.text == CHARTS[name].title
    assert len(made.data) == len(CHARTS[name].spec()["data"])


@pytest.mark.parametrize("name", CHARTS)
def test_payload_stays_within_its_budget(name):
    assert size(CHARTS[name].bundles()) < KILOBYTES.get(name, 30)


@pytest.mark.parametrize("name", PLOTTED)
def test_no_button_sends_the_chart_away(name):
    config = CHARTS[name].spec()["config"]
    assert config["showSendToCloud"] is False
    assert config["displaylogo"] is False
    assert config["responsive"] is False


def test_output_is_the_same_in_every_process():
    code = (
        "import importlib, json, sys;"
        "ms = [importlib.import_module(f'course.charts.{t}') for t in sys.argv[1:]];"
        "print(json.dumps([getattr(m, n)().bundles() for m in ms for n in m.__all__]))"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code, *TOPICS],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(root())},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1


def test_charts_are_shown_without_importing_heavy_packages():
    code = (
        "import importlib, sys;"
        "ms = [importlib.import_module(f'course.charts.{t}') for t in sys.argv[1:]];"
        "[getattr(m, n)()._ipython_display_() for m in ms for n in m.__all__];"
        "assert not {'plotly', 'pandas', 'numpy'} & set(sys.modules)"
    )
    subprocess.run(
        [sys.executable, "-c", code, *TOPICS],
        env={"PYTHONPATH": str(root())},
        check=True,
        capture_output=True,
    )


def test_display_sends_title_figure_and_words(monkeypatch):
    import IPython.display

    sent = []
    monkeypatch.setattr(IPython.display, "display", lambda bundle, raw: sent.append(bundle))
    CHARTS["anatomy.disc_height"]._ipython_display_()
    assert [sorted(bundle) for bundle in sent] == [
        ["text/html"],
        [PLOTLY, "text/plain"],
        ["text/html"],
    ]


@pytest.mark.parametrize("colour", [*anatomy.REGION_COLOURS.values(), figure.GREY])
def test_palette_has_a_contrast_of_3_on_white_and_near_black(colour):
    assert contrast(colour, "#ffffff") >= 3
    assert contrast(colour, "#111111") >= 3


def test_text_fallback_is_readable_on_white_and_near_black():
    assert contrast(figure.TEXT, "#ffffff") >= 4
    assert contrast(figure.TEXT, "#111111") >= 4


def test_3d_spine_names_every_bone_and_disc():
    spec = anatomy.spine_3d().spec()
    assert [trace["name"] for trace in spec["data"]] == [part.label for part in spine()]
    assert len(spec["data"]) == 24 + 2 + 23
    assert all(f"<b>{t['name']}</b>" in t["hovertemplate"] for t in spec["data"])


def test_3d_spine_opens_with_the_side_view():
    eye = anatomy.spine_3d().spec()["layout"]["scene"]["camera"]["eye"]
    assert eye["x"] > 0
    assert eye["y"] == eye["z"] == 0


def test_3d_triangles_point_at_corners_that_exist():
    for trace in anatomy.spine_3d().spec()["data"]:
        count = len(base64.b64decode(trace["x"]["bdata"])) // 2
        for side in "ijk":
            raw = base64.b64decode(trace[side]["bdata"])
            assert max(struct.unpack(f"<{len(raw) // 2}H", raw)) < count


def test_spine_drawing_shows_every_bone_and_names_the_regions():
    svg = anatomy.spine_side().svg
    assert svg.count("<path") == 26 + 23 + 5
    for word in ("Neck", "Upper back", "Lower back", "Sacrum", "Tailbone"):
        assert word in svg
    assert 'role="img"' in svg
    assert 'aria-label="Spine from the side.' in svg


def test_counts_by_region_are_those_of_the_ledger():
    rows = figures()["vertebrae-by-region"].rows
    spec = anatomy.vertebrae_by_region().spec()
    assert [len(trace["x"]) for trace in spec["data"]] == [row["count"] for row in rows]
    striped = ["pattern" in trace["marker"] for trace in spec["data"]]
    assert striped == [row["fused"] for row in rows]
    bones = sum(row[-1] for row in anatomy.vertebrae_by_region().table.rows)
    assert bones == 26


def test_pressure_shows_only_checked_values():
    rows = figures()["intradiscal-pressure-wilke"].rows
    checked = sorted(row["mpa"] for row in rows if row["verified"] == "search-verified")
    chart = anatomy.disc_pressure()
    assert chart.spec()["data"][0]["x"] == checked
    assert "jogging" not in chart.text().lower()
    assert "one healthy man" in chart.caveat.lower()


def test_disc_heights_are_drawn_as_ranges():
    rows = figures()["lumbar-disc-height-range"].rows
    bar = anatomy.disc_height().spec()["data"][0]
    ends = [
        (base, round(base + length, 2)) for base, length in zip(bar["base"], bar["x"], strict=True)
    ]
    assert ends == [(row["low_mm"], row["high_mm"]) for row in rows]


def test_body_map_numbers_in_the_figure_are_those_of_the_table():
    chart = anatomy.body_map()
    shown = [re.sub(r"\D", "", text) for text in chart.spec()["data"][-1]["text"]]
    assert shown == [str(row[0]) for row in chart.table.rows]
    assert shown == [str(n) for n in range(1, len(shown) + 1)]


def test_html_of_a_table_is_escaped():
    table = Table("a < b", ("x",), (("<script>",),))
    assert "<script>" not in table.html()
    assert "&lt;script&gt;" in table.html()


PACKAGE = json.loads(data_path("datapackage.json").read_text("utf-8"))
CASTS = {"number": float, "integer": int, "string": str, "date": date.fromisoformat}


def test_datapackage_describes_every_table_of_the_data():
    described = {resource["path"] for resource in PACKAGE["resources"]}
    there = {p.relative_to(root() / "data").as_posix() for p in (root() / "data").rglob("*.csv")}
    assert described == there


@pytest.mark.parametrize("resource", PACKAGE["resources"], ids=lambda r: r["name"])
def test_data_file_matches_its_description(resource):
    assert resource["sources"]
    assert resource["licenses"]
    assert resource["path"] in data_path("LICENSES.md").read_text("utf-8")
    fields = resource["schema"]["fields"]
    with data_path(resource["path"]).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == [field["name"] for field in fields]
    gaps = set(resource["schema"].get("missingValues", [""]))
    for field in fields:
        rule = field.get("constraints", {})
        values = [row[field["name"]] for row in rows]
        known = [CASTS[field["type"]](value) for value in values if value not in gaps]
        assert known
        if rule.get("required"):
            assert len(known) == len(values), field["name"]
        if rule.get("unique"):
            assert len(set(known)) == len(known), field["name"]
        if "enum" in rule:
            assert set(known) <= set(rule["enum"]), field["name"]
        if "minimum" in rule:
            assert min(known) >= rule["minimum"], field["name"]
        if "pattern" in rule:
            assert all(re.fullmatch(rule["pattern"], value) for value in values), field["name"]
        if field["type"] == "number":
            assert field["unit"], field["name"]
