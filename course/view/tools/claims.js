// Every claim of the article: filters and a table, which turns into cards where it is narrow.

const HEADS = ["The article says", "Our verdict", "Why, and who says so", "Where the course teaches it"];

function render({ model, el }) {
  const data = model.get("data");
  const things = data.claims.map((claim) => ({
    ...claim,
    head: claim.claim.toLowerCase(),
    text: [claim.claim, claim.why, ...claim.sources.map((key) => data.cited[key].short)].join(" ").toLowerCase(),
  }));
  const same = (name) => (claim, value) => claim[name] === value;
  const rows = h("tbody", { role: "rowgroup" });
  const nodes = listing({
    legend: "Choose claims", one: "claim", many: "claims", page: 10, things, place: rows,
    entry: (claim) => row(claim, data),
    filters: {
      section: ["Section of the article", [["any", "Any section"], ...Object.entries(data.sections)], same("section")],
      verdict: ["Our verdict", [["any", "Any verdict"], ...Object.entries(data.verdicts)], same("verdict")],
      confidence: ["How sure we are", [["any", "Any"], ["high", "High"], ["medium", "Medium"], ["low", "Low"]], same("confidence")],
    },
  });
  // The roles are said aloud because a narrow page shows the table as cards, which hides them.
  const table = h("table", { role: "table", class: "rb-claims" }, h("caption", {}, "Claims of the article, in our words"),
    h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, ...HEADS.map((name) => h("th", { scope: "col", role: "columnheader" }, name)))));
  frame(el, data).append(...nodes.map((node) => (node === rows ? table : node)));
  table.append(rows);
}

function row(claim, data) {
  const cell = (place, ...parts) => h("td", { role: "cell" }, h("span", { class: "rb-head", "aria-hidden": "true" }, `${HEADS[place]}: `), ...parts);
  return h("tr", { role: "row" },
    h("th", { scope: "row", role: "rowheader" }, claim.claim, h("span", { class: "rb-note rb-section" }, data.sections[claim.section])),
    cell(1, h("b", {}, data.verdicts[claim.verdict]), h("span", { class: "rb-note" }, ` (our confidence: ${claim.confidence})`)),
    cell(2, claim.why, sourceLine(claim.sources, data.cited)),
    cell(3, ...claim.taught.flatMap((lesson, place) => [place ? "; " : "", lessonLink(lesson)])));
}

// In JupyterLab a click opens the lesson beside this one; elsewhere the link does by itself.
function lessonLink({ title, how, file }) {
  if (!file) return title;
  const link = h("a", { href: file, onclick: ({ ctrlKey, metaKey, shiftKey }) => {
    const [, here] = /\/tree\/(.*)$/.exec(window.location.pathname) ?? [];
    if (here === undefined || ctrlKey || metaKey || shiftKey) return;
    const path = [...decodeURIComponent(here).split("/").slice(0, -1), file].join("/");
    // JupyterLab's own words for a link that runs a command.
    link.setAttribute("data-commandlinker-command", "docmanager:open");
    link.setAttribute("data-commandlinker-args", JSON.stringify({ path }));
  } }, title);
  return h("span", {}, link, ` (${how})`);
}

export default { render };
