// Points at each objective before and after the course, as a table with bars.

function render({ model, el }) {
  const box = frame(el, model.get("data"));
  const words = h("p", { role: "status" });
  // The roles are told, because a narrow page shows the table as blocks.
  const body = h("tbody", { role: "rowgroup" });
  const button = h("button", { type: "button", class: "rb-main", onclick: refresh }, "Show my gain");
  const head = ["Objective", "Before", "After"].map((name) => h("th", { scope: "col", role: "columnheader" }, name));
  const table = h("table", { class: "rb-gain", role: "table" }, h("caption", {}, "Points at each objective"),
    h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, ...head)), body);
  box.append(h("div", { class: "rb-actions" }, button), words, table);

  // A bar beside the number; the number says it all.
  function cell(name, points, of) {
    const label = h("b", { "aria-hidden": "true" }, name);
    if (points === null) return h("td", { role: "cell" }, label, "not yet");
    const bar = svg("svg", { viewBox: "0 0 100 10", width: 60, height: 10, "aria-hidden": "true", focusable: "false" });
    bar.append(svg("rect", { class: "rb-bar-all", width: 100, height: 10 }), svg("rect", { class: "rb-bar", width: (100 * points) / of, height: 10 }));
    return h("td", { role: "cell" }, label, `${Number(points.toFixed(2))} of ${of} `, bar);
  }
  function draw() {
    const { rows, words: said, notice, asked: answered } = model.get("data");
    // What was known when the lesson ran would be told as if it were news.
    table.hidden = answered === undefined;
    body.replaceChildren(...rows.map((row) =>
      h("tr", { role: "row" }, h("th", { scope: "row", role: "rowheader" }, row.objective),
        cell("Before", row.before, row.of), cell("After", row.after, row.of))));
    words.textContent = [notice, table.hidden ? "" : said].filter(Boolean).join(" ");
  }
  let asked = 0;
  function refresh() {
    const mine = (asked += 1);
    model.send({ kind: "refresh", asked: mine });
    setTimeout(() => {
      if (model.get("data").asked !== mine) words.textContent = "The notebook does not answer. Choose Run, then Run All Cells, to see your gain.";
    }, 5000);
  }
  draw();
  model.on("change:data", draw);
  return () => model.off("change:data", draw);
}

export default { render };
