"""How common back pain is, in whom, and what it costs; shown as part of ``charts.causes``."""

from __future__ import annotations

from course.charts.bars import Bar, bars
from course.charts.figure import BLUE, GREY, ORANGE, Chart, Table
from course.charts.words import capital, listed
from course.model.evidence import figures

# What the ledger calls a row: heading, and the words that a learner reads.
HOW_COMMON = {
    "low back pain now (adjusted mean of studies)": ("Low back pain now", "Average of studies"),
    "low back pain now, Saskatchewan survey": ("Low back pain now", "A survey in Canada"),
    "low back pain in the past month (adjusted mean of studies)": (
        "Low back pain in the past month",
        "Average of studies",
    ),
    "low back pain ever, Saskatchewan survey": ("Low back pain ever", "A survey in Canada"),
}
PAYERS = {
    "private insurance": "private insurance",
    "public insurance": "public insurance",
    "out of pocket": "patients' own pockets",
}
PLAIN = {"ischaemic heart disease": "heart disease from narrow arteries"}
COUNTED = {
    "direct care, cited to 2000": "Care only, dated to 2000",
    "with lost work, cited to 2000": "Care and lost work, dated to 2000",
    "total, 2006 paper": "Care and lost wages, paper of 2006",
    "care, low back and neck, 2016": "Care of low back and neck, 2016",
}


def how_common() -> Chart:
    """Low back pain and upper back pain in the general population, study by study."""
    series = figures()["prevalence-general-population"]
    found = {row["measure"]: row for row in series.rows}
    rows: list[Bar] = []
    table: list[tuple[str | float, ...]] = []
    for measure, (group, label) in HOW_COMMON.items():
        row = found[measure]
        percent = row["percent"]
        if "sem" in row:
            error = row["sem"]
            low, high = round(percent - error, 2), round(percent + error, 2)
            spelled = f"{percent}% ± {error:.1f}"
            unsure = f"standard error {error:.1f}"
        else:
            low, high = row["ci_low"], row["ci_high"]
            spelled = ""
            unsure = f"95% interval {low} to {high}"
        rows.append(Bar(label=label, group=group, end=percent, low=low, high=high, spelled=spelled))
        table.append((group, label, f"{percent}", unsure))
    for group, low_row, high_row in (
        (
            "Low back pain ever",
            found["low back pain ever, lowest study reviewed"],
            found["low back pain ever, highest study reviewed"],
        ),
        (
            "Upper back pain in a year",
            found["any thoracic pain in a year, lowest study"],
            found["any thoracic pain in a year, highest study"],
        ),
    ):
        rows.append(_between(group, low_row["percent"], high_row["percent"]))
        table.append((group, "Lowest to highest study", rows[-1].spelled, "a range"))
    average, survey = rows[0], rows[1]
    ever = rows[-2]
    return Chart(
        title=f"Low back pain ever: {ever.start:g}% or {ever.end:g}% of adults? "
        "It depends on the study",
        summary=f"About {average.end:.0f} in 100 adults have low back pain at a given time when "
        f"many studies are averaged; one Canadian survey found {survey.end:.0f} in 100. For pain "
        f"at any time in life, studies range from {ever.start:g}% to {ever.end:g}%. For upper back "
        f"pain within a year they range from {rows[-1].start:g}% to {rows[-1].end:g}%. Striped "
        "bars reach from the lowest to the highest study.",
        caveat="Studies ask in different ways and about different times: the spread is the "
        "lesson. Thin lines show how unsure a number is: 95% interval, or ± one standard error.",
        source_keys=series.sources,
        table=Table(
            "Adults with back pain, in percent",
            ("What was asked", "Who says so", "Percent", "How sure"),
            tuple(table),
        ),
        **bars(rows, measure="Adults (%)", unit="%", span=(0, 100), dtick=20).drawing,
    )


def runners_pain() -> Chart:
    """Low back pain in runners: the spread of a review, and one event."""
    series = figures()["low-back-pain-in-runners"]
    percent = {row["measure"]: row["percent"] for row in series.rows}
    review, event = "A review: lowest to highest study", "Entrants of one US event"
    having = _between(
        review,
        percent["prevalence, lowest study"],
        percent["prevalence, highest study"],
        "Have low back pain",
    )
    getting = _between(
        review,
        percent["incidence, lowest study"],
        percent["incidence, highest study"],
        "Get new low back pain",
    )
    today = percent["pain on survey day, Cooper River Bridge entrants"]
    ever = percent["pain ever, Cooper River Bridge entrants"]
    rows = [
        having,
        getting,
        Bar(label="Pain on the day of the survey", end=today, group=event),
        Bar(label="Pain ever", end=ever, group=event),
    ]
    return Chart(
        title=f"Runners with low back pain: {having.start:g} to {having.end:g}%, "
        "depending on the study",
        summary=f"Across the studies of a review, {having.start:g} to {having.end:g}% of runners "
        f"had low back pain, and {getting.start:g} to {getting.end:g}% got new low back pain. Of "
        f"the entrants of one US running event, {today:.0f} in 100 had pain on the day of the "
        f"survey and {ever:.0f} in 100 had had it at some time.",
        caveat="Not one measurement: periods and definitions differ. The event had walkers too. "
        "People with a bad back may have stopped running.",
        source_keys=series.sources,
        table=Table(
            "Runners with low back pain, in percent; the sources give no intervals",
            ("What was counted", "Where", "From (%)", "To (%)"),
            tuple((row.label, row.group, row.start or row.end, row.end) for row in rows),
        ),
        **bars(rows, measure="Runners (%)", unit="%", span=(0, 100), dtick=20).drawing,
    )


def pain_by_age() -> Chart:
    """US adults with any back pain in the past three months, by age."""
    series = figures()["us-back-pain-by-age-2019"]
    rows = [Bar(label=f"Age {row['age_years']}", end=row["percent"]) for row in series.rows]
    youngest, oldest = series.rows[0], series.rows[-1]
    return Chart(
        title=f"Back pain in 3 months: {youngest['percent']:.0f}% of young US adults, "
        f"{oldest['percent']:.0f}% of the oldest",
        summary="In the past three months, back pain was reported by "
        + listed(f"{row['percent']:.0f} in 100 aged {row['age_years']}" for row in series.rows)
        + ". The share rises up to midlife and then hardly changes.",
        caveat=f"Any back pain, mild or strong, as people remember it. One survey in "
        f"{series.year}: an association with age.",
        source_keys=(series.source,),
        table=Table(
            f"US adults with back pain in the past three months, {series.year}; "
            "intervals not given",
            ("Age (years)", "Percent"),
            tuple((row["age_years"], row["percent"]) for row in series.rows),
        ),
        **bars(rows, measure="US adults (%)", unit="%", span=(0, 60), dtick=20).drawing,
    )


def world_cases() -> Chart:
    """People living with low back pain worldwide, from two rounds of modelling."""
    series = figures()["global-low-back-pain-cases"]
    older = series.rows[0]["model"]
    rows = [
        Bar(
            label=f"{row['calendar_year']}{' (forecast)' if row['kind'] == 'projection' else ''}",
            end=row["million"],
            low=row.get("low"),
            high=row.get("high"),
            group=f"{'Older' if row['model'] == older else 'Newer'} calculation ({row['model']})",
            colour=GREY if row["model"] == older else BLUE,
            striped=row["kind"] == "projection",
        )
        for row in series.rows
    ]
    newer = [row for row in series.rows if row["model"] != older]
    now, later = newer[0], newer[-1]
    return Chart(
        title=f"About {now['million']} million people had low back pain in {now['calendar_year']}",
        summary=f"The newer calculation gives {now['million']} million people in "
        f"{now['calendar_year']} ({now['low']} to {now['high']}) and expects {later['million']} "
        f"million in {later['calendar_year']} ({later['low']} to {later['high']}). An older one "
        f"gave {series.rows[0]['million']} million for {series.rows[0]['calendar_year']}. The "
        "striped bar is a forecast.",
        caveat="Two calculations: do not join them. Cases grow as more people live and grow old; "
        "the rate at the same age fell.",
        source_keys=series.sources,
        table=Table(
            "People with low back pain worldwide, in million",
            ("Year", "Kind", "Calculation", "Million people", "From", "To"),
            tuple(
                (
                    row["calendar_year"],
                    "forecast" if row["kind"] == "projection" else "estimate",
                    row["model"],
                    row["million"],
                    row.get("low", "not given"),
                    row.get("high", "not given"),
                )
                for row in series.rows
            ),
        ),
        **bars(rows, measure="Million people", span=(0, 1000), dtick=250).drawing,
    )


def cost_claims() -> Chart:
    """Cost figures for the United States, and what each of them counts."""
    series = figures()["us-cost-claims-over-time"]
    rows: list[Bar] = []
    for row in series.rows:
        with_work = "lost" in COUNTED[row["label"]]
        kind = "" if row["kind"] == "estimate" else f"{row['kind']} "
        rows.append(
            Bar(
                label=COUNTED[row["label"]],
                end=row["billion_usd"],
                spelled=f"{kind}{row['billion_usd']:g} billion",
                colour=ORANGE if with_work else BLUE,
                striped=with_work,
            )
        )
    return Chart(
        title=f"From {rows[0].end:g} to {rows[-1].end:g} billion dollars: each figure counts "
        "something else",
        summary="The figures in US dollars a year: "
        + "; ".join(f"{row.label}: {row.spelled}" for row in rows)
        + ". Striped bars count lost work or wages too; the others count health care only.",
        caveat="Not a trend: what is counted differs from bar to bar. The figures dated to 2000 "
        "are quoted in a later document.",
        source_keys=series.sources,
        table=Table(
            "What back pain costs the United States in a year",
            ("Figure", "Billion US dollars", "What it counts"),
            tuple(
                (bar.label, bar.spelled, row["counts"])
                for bar, row in zip(rows, series.rows, strict=True)
            ),
        ),
        **bars(rows, measure="Billion US dollars a year", span=(0, 150), dtick=50).drawing,
    )


def us_spending() -> Chart:
    """The five conditions that US health care spends most on."""
    series = figures()["us-spending-top-conditions-2016"]
    rows = [
        Bar(
            label=capital(PLAIN.get(row["condition"], row["condition"])),
            end=row["billion_usd"],
            spelled=f"{row['billion_usd']:g} billion",
            colour=BLUE if "back" in row["condition"] else GREY,
        )
        for row in sorted(series.rows, key=lambda row: -row["billion_usd"])
    ]
    return Chart(
        title=f"In {series.year} US health care spent most on low back and neck pain",
        summary="Spending in US dollars: "
        + listed(f"{row.label[0].lower()}{row.label[1:]} {row.spelled}" for row in rows)
        + ".",
        caveat="Health care only, without lost wages. Neck pain is counted together with low "
        "back pain.",
        source_keys=(series.source,),
        table=Table(
            f"US health care spending in {series.year}, the five costliest conditions; "
            "intervals not given",
            ("Condition", "Billion US dollars"),
            tuple((row.label, row.end) for row in rows),
        ),
        **bars(rows, measure="Billion US dollars", span=(0, 150), dtick=50).drawing,
    )


def who_paid() -> Chart:
    """Who paid for US care of low back and neck pain."""
    series = figures()["us-back-neck-spending-by-payer-2016"]
    total = sum(row["billion_usd"] for row in series.rows)
    share = {row["payer"]: 100 * row["billion_usd"] / total for row in series.rows}
    spending = figures()["us-spending-top-conditions-2016"].rows
    whole = next(row["billion_usd"] for row in spending if "back" in row["condition"])
    rows = [
        Bar(
            label=capital(row["payer"]),
            end=row["billion_usd"],
            spelled=f"{row['billion_usd']:g} billion, {share[row['payer']]:.0f}%",
        )
        for row in series.rows
    ]
    return Chart(
        title=f"Private insurance paid {share['private insurance']:.0f} of every 100 dollars of "
        "US back and neck care",
        summary=f"Of {whole:g} billion US dollars in {series.year}, "
        + listed(f"{share[payer]:.0f}% came from {PAYERS[payer]}" for payer in share)
        + ".",
        caveat=f"The parts are rounded and add up to {total:.1f}. The split was read in a news "
        "report on the study. Neck pain is included.",
        source_keys=(series.source,),
        table=Table(
            f"Payers of US low back and neck care in {series.year}; intervals not given",
            ("Payer", "Billion US dollars", "Percent of the parts"),
            tuple(
                (capital(row["payer"]), row["billion_usd"], round(share[row["payer"]]))
                for row in series.rows
            ),
        ),
        **bars(rows, measure="Billion US dollars", span=(0, 90), dtick=20).drawing,
    )


def _between(group: str, low: float, high: float, label: str = "Lowest to highest study") -> Bar:
    """A striped bar from the lowest to the highest study."""
    return Bar(
        label=label,
        group=group,
        start=low,
        end=high,
        spelled=f"{low:g} to {high:g}%",
        colour=ORANGE,
        striped=True,
    )
