"""Compare students together, then women and men apart: what a third thing does to a ratio."""

from __future__ import annotations

from html import escape
from typing import Any

from course.charts.figure import Table
from course.model.confounding import Groups, backpacks, invented_belts, share_tables
from course.model.evidence import sources
from course.model.odds import OddsRatio, TwoByTwo, mantel_haenszel, odds_ratio
from course.model.samples import pack_tables
from course.view.html import source_link
from course.view.tools.tool import Tool, script, style

DATA = "stat2data_2019"
TITLE = "Together, or women and men apart?"
TASK = (
    "Look at all students together first. Then look at women and men apart. What happens to the "
    "odds ratio, and why? Then try it in the invented world below."
)
ABOUT = (
    "These are 100 real college students (data set Backpack, {source}). Each dot is one student. "
    "They were asked once, and said themselves whether they have back problems. So the data can "
    "show a link between bags and backs, and never a cause: a sore back may also change which bag "
    "somebody carries."
)
ODDS = (
    "The odds are the students with back problems for each one without. The odds ratio divides the "
    "odds of the heavy bags by those of the lighter ones; 1 means alike. The 95% interval is the "
    "range that fits these data well; when 1 lies inside, no link at all fits them too. An odds "
    "ratio of 2 does not mean twice as likely: here {heavy} in 100 students with a heavy bag "
    "report back problems, and {light} in 100 with a lighter one."
)
INVENTED = (
    "Invented numbers, to see how it works: 200 runners who do not exist. In this world a drink "
    "belt does nothing at all. Those who run far have back pain more often: 40 in 100, against 10 "
    "in 100."
)


class Confounder(Tool):
    """The two comparisons on the page."""

    _esm, _css = script("confounder"), style("confounder")


def confounder() -> Confounder:
    """Show the link between backpack and back problems of all, and of women and men apart."""
    data = _data()
    return Confounder(data, _html(data), _text(data))


def _data() -> dict[str, Any]:
    pack, share = pack_tables(), share_tables()
    found = backpacks()
    return {
        "title": TITLE,
        "task": TASK,
        "about": ABOUT.format(source=source_link(sources()[DATA])),
        "odds": _odds(pack.everyone),
        "invented": INVENTED,
        "measures": [
            {
                "id": "weight",
                "name": f"The bag itself weighs {pack.cut_kg:.1f}\u00a0kg or more",
                "cut": "The cut-off is the middle: half of all bags weigh as much or more.",
                **_view(found["weight"], _BAGS),
                "why": _why_bags(found["weight"]),
            },
            {
                "id": "share",
                "name": f"The bag weighs more than {share.cut * 100:.1f}% of the student’s weight",
                "cut": "The cut-off is the middle: half of the students carry a larger share.",
                **_view(found["share"], _BAGS),
                "why": _why_bags(found["share"]),
            },
        ],
        "worlds": [
            {
                "id": "alike",
                "name": "Off: both groups wear belts alike, 50 of 100",
                **_view(invented_belts(mixed=False), _BELTS),
                "why": "Together or apart, the ratio is 1. Running far still goes with pain, but "
                "not with belts: it cannot mix up the comparison.",
            },
            {
                "id": "mixed",
                "name": "On: those who run far wear belts more often, 80 against 20 of 100",
                **_view(invented_belts(mixed=True), _BELTS),
                "why": "Together, belts seem to go with pain. Apart, the ratio is 1 in each group: "
                "belts do nothing. Running far goes with belts and with pain, and so it mixed up "
                "the comparison. Such a third thing is called a confounder.",
            },
        ],
    }


# How the two rows and the outcome of a comparison are called.
_BAGS = ("Heavy bag", "Lighter bag", "back problems")
_BELTS = ("With belt", "Without belt", "back pain")


def _odds(table: TwoByTwo) -> str:
    heavy, light = table.exposed_with / table.exposed, table.unexposed_with / table.unexposed
    return ODDS.format(heavy=round(100 * heavy), light=round(100 * light))


def _view(groups: Groups, names: tuple[str, str, str]) -> dict[str, Any]:
    together = _group("All together", groups.together, names)
    apart = [_group(name, table, names) for name, table in groups.apart.items()]
    pooled = _ratio(mantel_haenszel(groups.apart.values()))
    return {"outcome": names[2], "together": together, "apart": apart, "pooled": pooled}


def _group(name: str, table: TwoByTwo, names: tuple[str, str, str]) -> dict[str, Any]:
    a, b, c, d = table.cells
    rows = [
        {"name": names[0], "with": a, "without": b},
        {"name": names[1], "with": c, "without": d},
    ]
    return {"name": name, "rows": rows, "sum": f"{a} × {d} ÷ ({b} × {c})"} | _ratio(
        odds_ratio(table)
    )


def _ratio(found: OddsRatio) -> dict[str, Any]:
    words = f"{found.ratio:.1f} (95% interval {found.low:.1f} to {found.high:.1f})"
    return {"ratio": found.ratio, "low": found.low, "high": found.high, "words": words}


def _why_bags(groups: Groups) -> str:
    """What changes when women and men are compared apart, and the counts that explain it."""
    women, men = groups.apart["Women"], groups.apart["Men"]
    together, pooled = odds_ratio(groups.together), mantel_haenszel(groups.apart.values())
    more = "women" if women.exposed / women.total > men.exposed / men.total else "men"
    counts = (
        f"{women.exposed} of {women.total} women and {men.exposed} of {men.total} men carry a "
        f"heavy bag. {_with(women)} of {women.total} women and {_with(men)} of {men.total} men "
        "report back problems."
    )
    change = (
        f"All together the odds ratio is {together.ratio:.1f}; with women and men compared "
        f"apart it is {pooled.ratio:.1f}."
    )
    if more == "men":
        reason = (
            "Men carry the heavy bags more often, yet report fewer problems. Mixed together, this "
            "hides a part of the link; apart, it shows."
        )
    else:
        reason = (
            "For their own weight, women carry the heavy bags more often, and they report more "
            "problems. Mixed together, this makes the link look a little larger than it is."
        )
    above = "" if pooled.low < 1 else " Now its interval lies above 1, if only just."
    few = (
        f" Only {men.unexposed_with} of {men.unexposed} men with a lighter bag reports problems: "
        "the ratio of the men is hardly known."
        if men.unexposed_with == 1
        else ""
    )
    return f"{change}{above} {reason} {counts}{few}"


def _with(table: TwoByTwo) -> int:
    return table.exposed_with + table.unexposed_with


def _table(view: dict[str, Any], caption: str) -> Table:
    rows: list[tuple[str | int | float, ...]] = []
    for group in (view["together"], *view["apart"]):
        for row in group["rows"]:
            label = f"{group['name']}: {row['name'].lower()}"
            rows.append((label, row["with"], row["without"], group["words"]))
    return Table(
        caption, ("Group", f"With {view['outcome']}", "Without", "Odds ratio"), tuple(rows)
    )


def _captions(data: dict[str, Any]) -> list[tuple[dict[str, Any], str]]:
    bags = [(one, f"Heavy means: {one['name']}") for one in data["measures"]]
    belts = [(one, f"Invented. The confounder is {one['name']}") for one in data["worlds"]]
    return bags + belts


def _html(data: dict[str, Any]) -> str:
    parts = [
        f"<p><strong>{TITLE}</strong> Your task: {TASK}</p>",
        "<p><em>This is a picture of the tool. Open the notebook in JupyterLab to use it.</em></p>",
        f"<p>{data['about']}</p><p>{data['odds']}</p>",
    ]
    for view, caption in _captions(data):
        if view is data["worlds"][0]:
            parts.append(f"<p>{INVENTED}</p>")
        pooled = (
            f"Groups apart, then put together (Mantel and Haenszel): {view['pooled']['words']}."
        )
        parts.append(f"{_table(view, caption).html()}<p>{pooled} {escape(view['why'])}</p>")
    return "".join(parts)


def _text(data: dict[str, Any]) -> str:
    parts = [f"{TITLE} Your task: {TASK}", ABOUT.format(source=sources()[DATA].short), data["odds"]]
    for view, caption in _captions(data):
        if view is data["worlds"][0]:
            parts.append(INVENTED)
        parts.append(f"{_table(view, caption).text()}\n{view['why']}")
    return "\n\n".join(parts)
