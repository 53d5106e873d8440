"""What a student could hand in to get a script into somebody else's browser."""

from __future__ import annotations

from typing import Any

from nbformat import v4

# If any of these runs, the page has this variable.
BOOM = "window.hacked = true"
AWAY = "http://evil.example"

HTML = [
    f"<script>{BOOM}</script>",
    f"<img src=x onerror='{BOOM}'>",
    f"<svg onload='{BOOM}'><circle r=5 /><script>{BOOM}</script></svg>",
    '<iframe srcdoc="<script>parent.hacked = true</script>"></iframe>',
    "<iframe src='javascript:parent.hacked = true'></iframe>",
    f"<details open ontoggle='{BOOM}'>x</details>",
    f"<input autofocus onfocus='{BOOM}'>",
    f"<math><mtext><table><mglyph><style><img src=x onerror='{BOOM}'></style></mglyph></table>",
    f"<svg><style><img src=x onerror='{BOOM}'></style></svg>",
    f"<noscript><p title='</noscript><img src=x onerror={BOOM.replace(' ', '')}>'></noscript>",
    f"<object data='javascript:{BOOM}'></object><embed src='javascript:{BOOM}'>",
    f"<a id=bait href='javascript:{BOOM}'>bait</a>",
    f"<form action='{AWAY}'><button>bait</button></form><base href='{AWAY}/'>",
    f"<meta http-equiv=refresh content='0;url={AWAY}'><link rel=stylesheet href='{AWAY}/x.css'>",
    f"<img src='{AWAY}/track.png'><style>@import '{AWAY}/x.css'; body {{ display: none }}</style>",
    f"<video src='{AWAY}/x' onerror='{BOOM}'></video><audio src='{AWAY}/x'></audio>",
    f"<table background='{AWAY}/x.png'><tr><td style='background: url({AWAY}/y.png)'>kept",
]

FIGURE: dict[str, Any] = {
    "data": [
        {
            "type": "bar",
            "x": [f"<img src=x onerror='{BOOM}'>", f"</script><script>{BOOM}</script>"],
            "y": [1, 2],
            "text": [f"<a href='javascript:{BOOM}'>bait</a>", "<b>kept</b>"],
        },
        {"type": "image", "source": f"{AWAY}/x.png"},
        {"type": "choroplethmap", "geojson": f"{AWAY}/x.json", "locations": [1], "z": [1]},
    ],
    "layout": {
        "title": {"text": f"<img src=x onerror='{BOOM}'> hostile figure"},
        "images": [{"source": f"{AWAY}/x.png", "x": 0, "y": 1, "sizex": 1, "sizey": 1}],
        "map": {"style": f"{AWAY}/style.json"},
    },
}

PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5Er"
    "kJggg=="
)

TEXT = "\n\n".join(
    [
        "My answer is *kept*, and 1 < 2.",
        *HTML,
        f"[bait](javascript:{BOOM.replace(' ', '')}) ![p]({AWAY}/p.png)",
        f"$\\href{{javascript:{BOOM}}}{{x}}$",
    ]
)


def cell() -> Any:
    """A code cell with everything that an output can carry."""
    bundles: list[tuple[dict[str, Any], dict[str, Any]]] = [
        *(({"text/html": html}, {}) for html in HTML),
        ({"text/html": HTML[0]}, {"text/html": {"isolated": True}}),
        ({"application/javascript": BOOM}, {}),
        ({"text/markdown": TEXT}, {}),
        ({"text/latex": f"$\\href{{javascript:{BOOM}}}{{x}}$"}, {}),
        ({"image/svg+xml": HTML[2].replace("<svg", "<svg xmlns='http://www.w3.org/2000/svg'")}, {}),
        ({"image/png": PNG}, {"image/png": {"width": f"1 onload={BOOM.replace(' ', '')}"}}),
        ({"image/png": f"x' onerror='{BOOM}"}, {}),
        ({"text/vnd.mermaid": f"graph TD; A[{HTML[1]}]-->B"}, {}),
        (
            {
                "application/vnd.jupyter.widget-view+json": {"model_id": HTML[0]},
                "text/html": HTML[1],
            },
            {},
        ),
        ({"application/vnd.plotly.v1+json": FIGURE, "text/html": HTML[0]}, {}),
        ({"text/plain": HTML[0]}, {}),
    ]
    made = v4.new_code_cell(f"# {HTML[0]}", metadata={"tags": ["'><img src=x onerror=alert(1)>"]})
    made.outputs = [
        *(v4.new_output("display_data", data, metadata=meta) for data, meta in bundles),
        v4.new_output("stream", name="stdout", text=f"\x1b[31m{HTML[0]}"),
        v4.new_output(
            "error", ename=HTML[0], evalue=HTML[1], traceback=[f"\x1b[31m{html}" for html in HTML]
        ),
    ]
    return made
