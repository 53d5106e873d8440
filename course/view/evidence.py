"""Evidence as a learner sees it: citations, claim cards and the red-flag box."""

from __future__ import annotations

from html import escape

from course.errors import CourseError
from course.model import evidence
from course.model.lesson import lesson
from course.view.html import Html, bullets, source_link

VERDICTS = {
    "supported": "Supported",
    "partly_supported": "Partly supported",
    "outdated": "Outdated",
    "unsupported": "Not supported",
    "incorrect": "Incorrect",
    "safety_critical": "Important for safety",
}
KINDS = {
    "rct": "randomised trial",
    "systematic_review": "review of studies",
    "cohort": "study that followed people over time",
    "cross_sectional": "study at one point in time",
    "guideline": "guideline",
    "consensus": "expert overview",
    "textbook": "textbook",
    "data_set": "data set",
}
# Over the two halves of the signs that need a doctor within days.
SAME_DAY = "The same day, or as the brackets say. Where they say emergency: get help now."
WITHIN_DAYS = "Within days, or as the brackets say. Where they say emergency: get help now."
_OMITTED = "Missing from the article: "
_CARD = "max-width:46rem;padding:.6rem 1rem;margin:.5rem 0;border-radius:8px;line-height:1.5;"


def cite(*keys: str) -> Html:
    """Show who says so: authors, year, title, kind of study and link of each source.

    Parameters
    ----------
    keys
        Keys of the evidence ledger, such as ``"grays_anatomy"``.

    Returns
    -------
    Html
        A list, in the order of the keys.

    Raises
    ------
    CourseError
        If a key is not in the ledger; the message names the nearest keys.
    """
    if not keys:
        raise CourseError('cite() needs at least one source key, such as cite("grays_anatomy").')
    found = [evidence.find("source", key, evidence.sources()) for key in keys]
    html = [
        f"{source_link(s)}: {escape(s.title)}. {escape(s.venue)} ({KINDS.get(s.kind, s.kind)})."
        for s in found
    ]
    text = [f"{s.short}: {s.title}. {s.venue} ({KINDS.get(s.kind, s.kind)})." for s in found]
    return Html(bullets(html), "\n".join(text))


def cite_lesson(name: str) -> Html:
    """Show every source that a lesson uses, sorted by name.

    They are collected from the keys of its texts, claim cards and questions. A chart's sources are
    among them, because `course.lint` asks for that.

    Parameters
    ----------
    name
        Such as ``"01_anatomy"``.

    Raises
    ------
    CourseError
        If there is no such lesson.
    """
    keys = sorted(lesson(name).sources)
    return cite(*sorted(keys, key=lambda key: evidence.sources()[key].short.casefold()))


def claim(claim_id: str) -> Html:
    """Show a claim of the article, our verdict, what the evidence says, and the sources.

    Raises
    ------
    CourseError
        If the ledger has no such claim; the message names the nearest ids.
    """
    found = evidence.find("claim", claim_id, evidence.claims())
    origin = "What people say" if not found.in_article else "What the article says"
    said = found.claim
    if said.startswith(_OMITTED):
        left_out = said.removeprefix(_OMITTED)
        origin, said = "What the article leaves out", left_out[0].upper() + left_out[1:]
    verdict = VERDICTS[found.verdict]
    sources = [evidence.sources()[key] for key in found.sources]
    rows = [
        (origin, escape(said)),
        ("Verdict", f"<strong>{verdict}</strong> (our confidence: {found.confidence})"),
        ("What the evidence says", escape(found.what_the_evidence_says)),
        ("Sources", ", ".join(source_link(s) for s in sources)),
    ]
    html = "".join(f"<p style='margin:.35rem 0'><b>{name}:</b> {text}</p>" for name, text in rows)
    text = (
        f"{origin}: {said}\nVerdict: {verdict} (our confidence: {found.confidence})\n"
        f"What the evidence says: {found.what_the_evidence_says}\n"
        f"Sources: {', '.join(s.short for s in sources)}"
    )
    border = "border:1px solid var(--jp-border-color1,#888);"
    return Html(f'<div role="note" style="{_CARD}{border}">{html}</div>', text)


def soon_signs() -> tuple[list[str], list[str]]:
    """Signs for a doctor within days, each with how soon in brackets: those for the same day first.

    Some of the first list are an emergency together with another sign; the brackets say so.
    """
    soon = [f for f in evidence.red_flags() if f.urgency == "urgent within days"]
    same_day = [f for f in soon if "same day" in f.timeframe]
    later = [f for f in soon if f not in same_day]
    told = [[f"{f.question} ({f.timeframe})" for f in flags] for flags in (same_day, later)]
    return told[0], told[1]


def _bracket_aside(sign: str) -> str:
    """A sign as HTML, with how soon in italics."""
    question, _, how_soon = sign.rpartition(" (")
    return f"{escape(question)} <em>({escape(how_soon)}</em>"


def red_flags() -> Html:
    """Show the red-flag box: the signs that need emergency care now, then those for this week."""
    now = [f for f in evidence.red_flags() if f.urgency == "emergency now"]
    soon = [f for f in evidence.red_flags() if f.urgency == "urgent within days"]
    same_day, later = soon_signs()
    keys = dict.fromkeys(key for flag in (*now, *soon) for key in flag.sources)
    sources = [evidence.sources()[key] for key in keys]
    html = (
        '<p style="margin:0"><strong>First, check these signs.</strong> This course is education. '
        "It cannot tell you what is wrong with you, and it does not replace a doctor.</p>"
        "<p style='margin:.9rem 0 0'><strong>Get emergency help now</strong> (call your local "
        "emergency number or go to an emergency department), and try no exercise first, if you say "
        "yes to one of these:</p>"
        f"{bullets(escape(f.question) for f in now)}"
        "<details><summary><strong>Open this list too. If you say yes to one of these "
        f"{len(soon)}, speak to a doctor within days, for some the same day</strong></summary>"
        f"<p style='margin:.6rem 0 0'><strong>{SAME_DAY}</strong></p>"
        f"{bullets(map(_bracket_aside, same_day))}"
        f"<p style='margin:.6rem 0 0'><strong>{WITHIN_DAYS}</strong></p>"
        f"{bullets(map(_bracket_aside, later))}"
        f"<p>Sources: {', '.join(source_link(s) for s in sources)}</p></details>"
        "<p style='margin:.9rem 0 0'>Not sure? Treat it as the more serious one, and ask. Serious "
        "causes in the spine are rare: about 9 in 1,000 people who sought help for new low back "
        "pain "
        f"({source_link(evidence.sources()['henschke_2009'])}).</p>"
    )
    text = "\n".join(
        ["Get emergency help now if you say yes to one of these:"]
        + [f"- {f.question}" for f in now]
        + ["Speak to a doctor within days, for some the same day, if you say yes to one of these:"]
        + [SAME_DAY, *(f"- {sign}" for sign in same_day)]
        + [WITHIN_DAYS, *(f"- {sign}" for sign in later)]
        + ["Not sure? Treat it as the more serious one, and ask. Serious causes in the spine are"]
        + ["rare: about 9 in 1,000 people who sought help for new low back pain"]
        + [f"({evidence.sources()['henschke_2009'].short})."]
    )
    border = "border:2px solid #d0402b;border-left-width:8px;"
    return Html(
        f'<section aria-label="Warning signs" style="{_CARD}{border}">{html}</section>', text
    )
