"""Charts of lesson 1: the spine, its discs, and the muscles around it."""

from __future__ import annotations

from array import array
from base64 import b64encode
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from itertools import groupby
from typing import Any, Literal

from course.charts.bars import Bar, bars
from course.charts.figure import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    RED,
    Chart,
    Illustration,
    Table,
    axis,
    row_labels,
)
from course.charts.words import capital, listed
from course.model.body import Muscle, Polygon, body, muscles
from course.model.drawing import drawing
from course.model.evidence import claims, figures
from course.model.solids import mesh
from course.model.spine import REGION_NAMES, SpinePart, spine

REGION_COLOURS = {
    "neck": BLUE,
    "chest": ORANGE,
    "low back": GREEN,
    "sacrum": PURPLE,
    "tailbone": RED,
}
COLOUR_WORDS = {
    "neck": "blue",
    "chest": "orange",
    "low back": "green",
    "sacrum": "purple",
    "tailbone": "red",
}
REGION_OF_ROW = dict(
    zip(("cervical", "thoracic", "lumbar", "sacral", "coccygeal"), REGION_COLOURS, strict=True)
)
DISC_COLOUR = "#b7bfc7"

CAMERAS: dict[str, dict[str, float]] = {
    "side": {"x": 1.25, "y": 0.0, "z": 0.0},
    "back": {"x": 0.0, "y": -1.25, "z": 0.0},
    "front": {"x": 0.0, "y": 1.25, "z": 0.0},
}
SpineView = Literal["side", "back", "front"]


def spine_3d(view: SpineView = "side") -> Chart:
    """The spine to turn and look at: 26 bones and 23 discs, each named when pointed at.

    Parameters
    ----------
    view
        Where you look from at first: ``"side"``, ``"back"`` or ``"front"``.
    """
    parts = spine()
    corners = [p for part in parts for solid in part.solids for ring in solid.rings for p in ring]
    spans = [max(p[q] for p in corners) - min(p[q] for p in corners) for q in range(3)]
    scale = 1.95 / max(spans)
    hidden = {"visible": False, "showspikes": False}
    scene = {
        # The names of the regions need room on the right.
        "domain": {"x": [0, 0.7], "y": [0, 1]},
        "aspectmode": "manual",
        "aspectratio": dict(zip("xyz", (round(s * scale, 4) for s in spans), strict=True)),
        "xaxis": hidden,
        "yaxis": hidden,
        "zaxis": hidden,
        "dragmode": "turntable",
        "camera": _camera(view),
        "annotations": [_region_label(parts, region) for region in REGION_NAMES],
    }
    buttons = [
        {
            "label": capital(name),
            "method": "relayout",
            "args": [{"scene.camera": _camera(name)}],
        }
        for name in CAMERAS
    ]
    menu = {
        "type": "buttons",
        "direction": "right",
        "buttons": buttons,
        "showactive": False,
        "x": 0,
        "xanchor": "left",
        "y": 1,
        "yanchor": "bottom",
        "pad": {"t": 0, "b": 4},
        "bgcolor": "#f0f0f0",
        "bordercolor": "#808080",
        "font": {"color": "#1a1a1a", "size": 12},
    }
    return Chart(
        title="26 bones and 23 discs make one column with four gentle curves",
        summary=_spine_in_words()
        + " Turn the spine by dragging. Point at a bone or a disc to read its name.",
        caveat="Drawn from typical proportions. It is not a scan, and no two spines are the same.",
        source_keys=(figures()["vertebrae-by-region"].source,),
        table=_parts_table(),
        data=[_mesh_trace(part) for part in parts],
        layout={"scene": scene, "updatemenus": [menu]},
        plot_height=620,
        head_height=44,
    )


def spine_side() -> Illustration:
    """The spine from the side as a labelled drawing, its five regions named."""
    flat = drawing("spine")
    regions = {part.id: part.region for part in spine()}
    left, top, width, height = flat.viewbox
    # Room for the names of levels behind the spine and of regions before it.
    box = (left - 34, top, width + 34 + 118, height)
    discs = "".join(f'<path d="{d}"/>' for d in flat.background)
    inside = f'<g fill="{DISC_COLOUR}" stroke="#5d6770" stroke-width="0.8">{discs}</g>'
    inside += '<g stroke="#ffffff" stroke-width="0.9" stroke-linejoin="round">'
    for region, bones in groupby(flat.parts, key=lambda part: regions[part.id]):
        shapes = "".join(f'<path d="{bone.path_d}"/>' for bone in bones)
        inside += f'<g fill="{REGION_COLOURS[region]}">{shapes}</g>'
    inside += "</g>"
    inside += _level_names() + _region_brackets(left + width + 6)
    names = ", ".join(REGION_NAMES.values())
    svg = (
        f'<svg viewBox="{" ".join(f"{side:g}" for side in box)}" width="340" role="img" '
        f'aria-label="{escape(f"Spine from the side. From top to bottom: {names}.")}" '
        f'font-family="sans-serif" font-size="14">{inside}</svg>'
    )
    return Illustration(
        title="Seen from the side, the spine bends in at the neck, out at the upper "
        "back and in again at the lower back",
        summary=_spine_in_words(),
        caveat="Drawn from typical proportions, front of the body to the right. "
        "No two spines are the same.",
        source_keys=(figures()["vertebrae-by-region"].source,),
        table=_parts_table(),
        svg=svg,
    )


def vertebrae_by_region() -> Chart:
    """How many vertebrae each region has, and which have grown together."""
    series = figures()["vertebrae-by-region"]
    data: list[dict[str, Any]] = []
    labels: list[str] = []
    rows: list[tuple[str | int | float, ...]] = []
    for position, row in enumerate(series.rows):
        region, count, fused = REGION_OF_ROW[row["region"]], row["count"], row["fused"]
        name = REGION_NAMES[region]
        spelled = f"{count} (3 to 5)" if region == "tailbone" else str(count)
        bones = 1 if fused else count
        labels.append(
            f"{capital(name)}: <b>{'about ' if region == 'tailbone' else ''}{count}"
            f"{' in 1 bone' if fused else ' bones'}</b>"
        )
        rows.append((capital(name), spelled, "fused" if fused else "separate", bones))
        line = "#ffffff" if not fused else REGION_COLOURS[region]
        data.append(
            {
                "type": "bar",
                "orientation": "h",
                "y": [position] * count,
                "x": [1] * count,
                "base": list(range(count)),
                "width": 0.36,
                "offset": -0.18,
                "marker": {
                    "color": REGION_COLOURS[region],
                    "line": {"width": 0 if fused else 2, "color": line},
                    **(
                        {
                            "pattern": {
                                "shape": "/",
                                "fgcolor": "#ffffff",
                                "size": 7,
                                "solidity": 0.2,
                                "fillmode": "overlay",
                            }
                        }
                        if fused
                        else {}
                    ),
                },
                "name": "",
                "hovertemplate": f"{capital(name)}: {spelled} vertebrae"
                f"{', fused into 1 bone' if fused else ''}<extra></extra>",
            }
        )
    separate = sum(row["count"] for row in series.rows if not row["fused"])
    joined = [row for row in series.rows if row["fused"]]
    fused_count = sum(row["count"] for row in joined)
    return Chart(
        title=f"{separate} vertebrae stay separate; the last {fused_count} "
        f"fuse into {len(joined)} bones",
        summary=f"The neck has 7 vertebrae, the upper back 12 and the lower back 5: {separate} "
        "separate bones. Below them 5 vertebrae are fused into the sacrum and usually 4 into the "
        f"tailbone. That makes {separate + len(joined)} bones in an adult spine, from "
        f"{separate + fused_count} vertebrae early in life. Striped blocks are fused.",
        caveat="The usual count. Variants are common, most of all where the lower back meets the "
        "sacrum.",
        source_keys=(series.source,),
        table=Table(
            "Vertebrae and bones in each region of an adult spine",
            ("Region", "Vertebrae", "Separate or fused", "Bones in an adult"),
            tuple(rows),
        ),
        data=data,
        layout={
            "barmode": "overlay",
            "xaxis": axis("Number of vertebrae", range=[0, 12.4], dtick=2),
            "yaxis": _rows_axis(len(labels)),
            "annotations": row_labels(labels),
        },
        plot_height=290,
        axis_height=48,
    )


def disc_pressure() -> Chart:
    """Pressure in one man's L4-L5 disc in daily life, checked values only."""
    series = figures()["intradiscal-pressure-wilke"]
    checked = [row for row in series.rows if row["verified"] == "search-verified"]
    checked.sort(key=lambda row: row["mpa"])
    standing = next(row["mpa"] for row in checked if row["activity"] == "relaxed standing")
    values = [row["mpa"] for row in checked]
    names = [capital(row["activity"].replace("prone", "face down")) for row in checked]
    positions = list(range(len(checked)))
    slouch = next(row["mpa"] for row in checked if "slouch" in row["activity"])
    round_back = next(row["mpa"] for row in checked if "round back" in row["activity"])
    return Chart(
        title="In one man's disc, slouching gave less pressure than standing; "
        "lifting gave the most",
        summary=f"Lying gave the lowest pressure ({min(values)} MPa). A relaxed slouch "
        f"({slouch} MPa) was below relaxed standing ({standing} MPa), against common belief. "
        f"Lifting 20 kg with a round back was the highest ({round_back} MPa), "
        f"{round_back / standing:.1f} times standing. MPa (megapascal) is a unit of pressure. "
        "The dashed line marks standing.",
        caveat="One healthy man, 45 years, 70 kg, one disc (L4-L5). Pressure is load. "
        "It is not pain and not damage.",
        source_keys=(series.source,),
        table=Table(
            "Pressure in the L4-L5 disc of one man",
            ("Posture or activity", "Pressure (MPa)"),
            tuple(zip(names, values, strict=True)),
        ),
        data=[
            {
                "type": "bar",
                "orientation": "h",
                "y": positions,
                "x": values,
                "width": 0.34,
                "marker": {
                    "color": [ORANGE if value > standing else BLUE for value in values],
                },
                "text": [f"{value:.2f}" for value in values],
                "textposition": "outside",
                "cliponaxis": False,
                "customdata": names,
                "hovertemplate": "%{customdata}: %{x} MPa<extra></extra>",
            }
        ],
        layout={
            "xaxis": axis("Pressure in the L4-L5 disc (MPa)", range=[0, 2.65], dtick=0.5),
            "yaxis": _rows_axis(len(names)),
            "annotations": row_labels(names),
            "shapes": [
                {
                    "type": "line",
                    "x0": standing,
                    "x1": standing,
                    "y0": 0,
                    "y1": 1,
                    "yref": "paper",
                    "layer": "below",
                    "line": {"color": GREY, "width": 1.5, "dash": "dash"},
                }
            ],
        },
        plot_height=540,
        axis_height=48,
    )


def disc_height() -> Chart:
    """Range of disc height at each level of the lower back."""
    series = figures()["lumbar-disc-height-range"]
    lows = [row["low_mm"] for row in series.rows]
    highs = [row["high_mm"] for row in series.rows]
    # The ledger writes L1/2 for the disc between L1 and L2.
    levels = [
        f"{upper}/{lower if lower.startswith('S') else 'L' + lower}"
        for upper, lower in (row["level"].split("/") for row in series.rows)
    ]
    positions = list(range(len(levels)))
    lowest, highest = round(min(lows)), round(max(highs))
    ratios = [high / low for low, high in zip(lows, highs, strict=True)]
    return Chart(
        title=f"Discs of the lower back: about {lowest} to {highest} mm tall "
        "in young adults without symptoms",
        summary="Each bar is the usual range at one level. The ranges overlap widely. At each "
        f"level the upper end is {min(ratios):.1f} to {max(ratios):.1f} times the lower end. "
        f"The disc {levels[highs.index(max(highs))]} reaches the highest value, "
        f"{max(highs)} mm.",
        caveat="Ranges, not averages, from MRI of 169 young Asian adults without symptoms. "
        "Other ways of measuring give other values.",
        source_keys=(series.source,),
        table=Table(
            "Reference range of disc height, in mm",
            ("Disc between", "From (mm)", "To (mm)"),
            tuple(zip(levels, lows, highs, strict=True)),
        ),
        data=[
            {
                "type": "bar",
                "orientation": "h",
                "y": positions,
                "x": [round(high - low, 2) for low, high in zip(lows, highs, strict=True)],
                "base": lows,
                "width": 0.34,
                "marker": {"color": GREEN},
                "customdata": [
                    f"Disc {level}: {low} to {high} mm"
                    for level, low, high in zip(levels, lows, highs, strict=True)
                ],
                "hovertemplate": "%{customdata}<extra></extra>",
            }
        ],
        layout={
            "xaxis": axis("Disc height (mm)", range=[0, 15.5], dtick=5),
            "yaxis": _rows_axis(len(levels)),
            "annotations": [
                label | {"xref": "x", "x": (low + high) / 2, "xanchor": "center"}
                for label, low, high in zip(row_labels(levels), lows, highs, strict=True)
            ],
        },
        plot_height=270,
        axis_height=48,
    )


def transitional_vertebrae() -> Chart:
    """How often the lowest lumbar vertebra is of an in-between kind."""
    series = figures()["lumbosacral-variants"]
    percent = {row["measure"]: row["percent"] for row in series.rows}
    counted, anything = next(
        (measure.split()[0], value) for measure, value in percent.items() if "any" in measure
    )
    joined = percent["of these, sacralised L5"]
    freed = percent["of these, lumbarised S1"]
    lowest, highest = percent["lowest published figure"], percent["highest published figure"]
    study, others = f"One study of {int(counted):,} people", "All published figures"
    rows = [
        Bar(label="Any in-between vertebra", end=anything, group=study),
        Bar(label="L5 joined to the sacrum (sacralised)", end=joined, group=study),
        Bar(label="S1 free of the sacrum (lumbarised)", end=freed, group=study),
        Bar(
            label="Lowest to highest",
            start=lowest,
            end=highest,
            spelled=f"{lowest} to {highest}%",
            group=others,
            colour=ORANGE,
            striped=True,
        ),
    ]
    return Chart(
        title=f"In one study, 1 in {100 / anything:.0f} people had an in-between lowest vertebra",
        summary=f"In one study of {int(counted):,} people, {anything}% had a vertebra between "
        f"lower back and sacrum that was of an in-between kind (transitional). In {joined}% the "
        f"lowest vertebra L5 was joined to the sacrum, in {freed}% the top piece of the sacrum, "
        f"S1, was free. Published figures reach from {lowest} to {highest}%: the striped bar.",
        caveat="Studies define it in different ways and use different pictures. That explains "
        "the wide spread.",
        source_keys=series.sources,
        table=Table(
            "People with a transitional vertebra, in percent",
            ("What", "Where", "From (%)", "To (%)"),
            tuple((row.label, row.group, row.start or row.end, row.end) for row in rows),
        ),
        **bars(rows, measure="People (%)", unit="%", span=(0, 40), dtick=10).drawing,
    )


def body_map() -> Chart:
    """Muscles of back and trunk on a body, from the front and from behind."""
    claim = claims()["core-definition"]
    front, back = muscles("front"), muscles("back")
    numbered = list(enumerate((*front, *back), start=1))
    return Chart(
        title="The core goes all the way round: belly, back and hips",
        summary="Orange muscles are often counted as core: "
        + listed(f"{m.name.lower()} ({n})" for n, m in numbered if m.core)
        + ". Blue muscles are their neighbours: "
        + listed(f"{m.name.lower()} ({n})" for n, m in numbered if not m.core)
        + ". Point at a muscle to read its name.",
        caveat="Definitions of the core differ. Deep core muscles lie hidden: multifidus, "
        "diaphragm, pelvic floor.",
        source_keys=claim.sources,
        table=Table(
            "Muscles in the figure",
            ("Number", "Muscle", "Seen from", "Where", "Often called core"),
            tuple(
                (number, m.name, m.view, m.where, "yes" if m.core else "no")
                for number, m in numbered
            ),
        ),
        data=[
            _areas("Front view", _above_the_knee(body("front")), None),
            _areas("Back view", _above_the_knee(body("back")), None),
            *(_areas(m.name, m.polygons, ORANGE if m.core else BLUE) for _, m in numbered),
            _numbers(numbered),
        ],
        layout={
            "xaxis": {
                "visible": False,
                "fixedrange": True,
                "range": [-1, 70],
                # Else the range grows when the page gets narrower, and the bodies stay small.
                "constrain": "domain",
            },
            "yaxis": {
                "visible": False,
                "fixedrange": True,
                "range": [70, -3],
                "scaleanchor": "x",
                "constrain": "domain",
                "constraintoward": "top",
            },
            "hovermode": "closest",
            "annotations": [
                {"text": text, "x": x, "y": -1.5, "showarrow": False, "font": {"size": 13}}
                for text, x in (("Front", 15.8), ("Back", 52.5))
            ],
        },
        plot_height=400,
    )


def _camera(view: str) -> dict[str, Any]:
    return {
        "eye": CAMERAS[view],
        "up": {"x": 0, "y": 0, "z": 1},
        "center": {"x": 0, "y": 0, "z": 0},
        "projection": {"type": "orthographic"},
    }


@cache
def _mesh_trace(part: SpinePart) -> dict[str, Any]:
    """A bone or disc for plotly, in tenths of a mm: whole numbers take a third of the room."""
    shape = mesh(part.solids)
    colour = DISC_COLOUR if part.kind == "disc" else REGION_COLOURS[part.region]
    what = "disc" if part.kind == "disc" else REGION_NAMES[part.region]
    hover = f"<b>{part.label}</b>"
    if what != part.id and part.kind == "bone":
        hover += f"<br>{capital(what)}"
    return {
        "type": "mesh3d",
        "name": part.label,
        **{
            name: _packed("h", "i2", (round(p[q] * 10) for p in shape.vertices))
            for q, name in enumerate("xyz")
        },
        **{
            name: _packed("H", "u2", (t[q] for t in shape.triangles))
            for q, name in enumerate("ijk")
        },
        "color": colour,
        "lighting": {
            "ambient": 0.48,
            "diffuse": 0.72,
            "specular": 0.06,
            "roughness": 0.6,
            "fresnel": 0.1,
        },
        "lightposition": {"x": -20000, "y": 60000, "z": -60000},
        "hovertemplate": f"{hover}<extra></extra>",
    }


def _packed(code: str, dtype: str, numbers: Iterable[int]) -> dict[str, str]:
    """Numbers as plotly's typed array."""
    packed = array(code, numbers)
    return {"dtype": dtype, "bdata": b64encode(packed.tobytes()).decode()}


def _region_label(parts: Sequence[SpinePart], region: str) -> dict[str, Any]:
    """The name of a region, to the right of its middle from wherever it is seen."""
    bones = [part for part in parts if part.region == region and part.kind == "bone"]
    bodies = [p for bone in bones for ring in bone.solids[0].rings for p in ring]
    count = f"<br>{len(bones)} bones" if len(bones) > 1 else ""
    name = capital(REGION_NAMES[region]).replace(" (", "<br>(")
    return {
        "text": f"<b>{name}</b>{count}",
        "x": 0,
        **{
            side: round((min(p[q] for p in bodies) + max(p[q] for p in bodies)) * 5)
            for side, q in (("y", 1), ("z", 2))
        },
        # Wider than half the sacrum, so that the names also keep clear of the rear view.
        "xshift": 48,
        "showarrow": False,
        "xanchor": "left",
        "align": "left",
        "font": {"size": 13},
    }


def _spine_in_words() -> str:
    regions = {
        "neck": "7 bones C1 to C7",
        "chest": "12 bones T1 to T12",
        "low back": "5 bones L1 to L5",
    }
    spelled = "; ".join(
        f"{REGION_NAMES[region]} in {COLOUR_WORDS[region]}, {bones}"
        for region, bones in regions.items()
    )
    return (
        f"From top to bottom: {spelled}; {REGION_NAMES['sacrum']} in {COLOUR_WORDS['sacrum']}; "
        f"{REGION_NAMES['tailbone']} in {COLOUR_WORDS['tailbone']}. Grey discs lie between the "
        "bones from C2/C3 down to L5/S1. There is none above or below C1. There are four gentle "
        "curves: neck and lower back curve forwards, upper back and sacrum curve backwards."
    )


def _parts_table() -> Table:
    parts = spine()
    discs = {part.id.split("/")[0]: part.id for part in parts if part.kind == "disc"}
    return Table(
        "Bones of the spine from the head down, and the disc below each",
        ("Bone", "Region", "Disc below"),
        tuple(
            (part.label, REGION_NAMES[part.region], discs.get(part.id, "none"))
            for part in parts
            if part.kind == "bone"
        ),
    )


def _level_names() -> str:
    """C1, C7, T1 … at the tips behind the spine: the ends of each region are enough to count."""
    text = ""
    for part in spine():
        if part.id not in {"C1", "C7", "T1", "T6", "T12", "L1", "L5"}:
            continue
        tip = min(
            (p for solid in part.solids for ring in solid.rings for p in ring), key=lambda p: p[1]
        )
        text += (
            f'<text x="{tip[1] - 5:.0f}" y="{-tip[2] + 4:.0f}" text-anchor="end" '
            f'font-size="13">{part.id}</text>'
        )
    return text


def _region_brackets(x: float) -> str:
    """A bar along each region in its colour, with its name and the number of its bones."""
    text = ""
    for region, name in REGION_NAMES.items():
        bones = [part for part in spine() if part.region == region and part.kind == "bone"]
        # Bodies only, as the processes of neighbours overlap; the tailbone is bodies all through.
        bodies = [s for b in bones for s in (b.solids if region == "tailbone" else b.solids[:1])]
        heights = [p[2] for solid in bodies for ring in solid.rings for p in ring]
        top, bottom = -max(heights) + 3, -min(heights) - 3
        middle = (top + bottom) / 2
        plain, _, latin = name.partition(" (")
        lines = [capital(plain)]
        if latin:
            lines.append(f"({latin}")
        if len(bones) > 1:
            lines.append(f"{len(bones)} bones")
        text += (
            f'<path d="M{x:.0f} {top:.0f}V{bottom:.0f}" stroke="{REGION_COLOURS[region]}" '
            f'stroke-width="4" stroke-linecap="round"/>'
        )
        for number, line in enumerate(lines):
            y = middle + 5 + (number - (len(lines) - 1) / 2) * 17
            weight = ' font-weight="bold"' if number == 0 else ""
            text += f'<text x="{x + 9:.0f}" y="{y:.0f}"{weight}>{escape(line)}</text>'
    return text


def _rows_axis(rows: int) -> dict[str, Any]:
    """A vertical axis of rows, the first on top, each with room for its name above it."""
    return {"range": [rows - 0.6, -0.75], "visible": False, "fixedrange": True}


def _areas(name: str, polygons: Sequence[Polygon], colour: str | None) -> dict[str, Any]:
    """Filled areas that belong together; without a colour they are the body behind."""
    x: list[float | None] = []
    y: list[float | None] = []
    for polygon in polygons:
        x += [*(round(px, 1) for px, _ in polygon), None]
        y += [*(round(py, 1) for _, py in polygon), None]
    trace: dict[str, Any] = {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": x[:-1],
        "y": y[:-1],
        "fill": "toself",
        "fillcolor": colour or "rgba(128,128,128,0.28)",
        "line": {"width": 1 if colour else 0, "color": "#ffffff" if colour else "rgba(0,0,0,0)"},
        "hoveron": "fills",
    }
    trace |= {"text": f"<b>{name}</b>", "hoverinfo": "text"} if colour else {"hoverinfo": "skip"}
    return trace


def _above_the_knee(polygons: Iterable[Polygon]) -> list[Polygon]:
    """The areas that the figure has room for."""
    return [polygon for polygon in polygons if max(y for _, y in polygon) < 68]


def _numbers(numbered: Iterable[tuple[int, Muscle]]) -> dict[str, Any]:
    """The number of each muscle, in the middle of its largest area on the viewer's left."""
    places = [(number, _middle_of_left(muscle)) for number, muscle in numbered]
    return {
        "type": "scatter",
        "mode": "markers+text",
        # A light dot under each number keeps it readable on any colour and theme.
        "marker": {"size": 16, "color": "#ffffff", "opacity": 1},
        "x": [x for _, (x, _) in places],
        "y": [y for _, (_, y) in places],
        "text": [f"<b>{number}</b>" for number, _ in places],
        "textfont": {"size": 10, "color": "#000000"},
        "hoverinfo": "skip",
    }


def _middle_of_left(muscle: Muscle) -> tuple[float, float]:
    centre = 15.8 if muscle.view == "front" else 52.5
    left = [p for p in muscle.polygons if sum(x for x, _ in p) / len(p) < centre]
    area = max(left, key=_size)
    return (
        round(sum(x for x, _ in area) / len(area), 1),
        round(sum(y for _, y in area) / len(area), 1),
    )


def _size(polygon: Polygon) -> float:
    """Area of a polygon, by the shoelace formula."""
    pairs = zip(polygon, [*polygon[1:], polygon[0]], strict=True)
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs)) / 2


__all__ = [
    "body_map",
    "disc_height",
    "disc_pressure",
    "spine_3d",
    "spine_side",
    "transitional_vertebrae",
    "vertebrae_by_region",
]
