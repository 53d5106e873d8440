// Groups mixed together or apart: every person a dot, and the odds ratios that Python has reckoned.

const MIX_TICKS = [0.5, 1, 2, 4, 8, 16];
const MIX_ENDS = [0.25, 64];

function render({ model, el }) {
  const { about, odds, invented, measures, worlds, ...head } = model.get("data");
  const box = frame(el, head);
  const options = (views) => views.map(({ id, name }) => [id, name]);

  const real = panel(measures, "What is a heavy bag?", "Show the students", [["together", "All students together"], ["apart", "Women and men apart"]]);
  const made = panel(worlds, "The confounder is …", "Show the runners", [["together", "All runners together"], ["apart", "Long and short distance apart"]]);
  box.append(
    h("p", { html: about }), ...real, folded("What is an odds ratio?", h("p", {}, odds)),
    h("section", { class: "rb-mix-made", "aria-label": "Invented numbers" }, h("p", { class: "rb-tool-title" }, "An invented world"), h("p", {}, invented), ...made));

  function panel(views, question, question2, ways) {
    const groups = h("div", { class: "rb-mix-groups" });
    const ratios = h("div");
    const result = spoken();
    const cut = h("p", { class: "rb-note" });
    const which = radios(question, options(views), () => draw(), views[0].id);
    const way = radios(question2, ways, () => draw(), "together");
    let apartSeen = false;

    function draw() {
      const view = views.find(({ id }) => id === which.read());
      const apart = way.read() === "apart";
      apartSeen ||= apart;
      const shown = apart ? view.apart : [view.together];
      cut.textContent = view.cut ?? "";
      groups.replaceChildren(...shown.map((group) => groupNode(group, view.outcome)));
      const rows = apart
        ? [...view.apart.map((group) => [group.name, group]), ["Groups apart, then put together", view.pooled], ["For comparison: all together", view.together]]
        : [["All together", view.together]];
      ratios.replaceChildren(...rows.map(([name, group]) => ratioNode(name, group)), scale());
      const said = apart
        ? view.why
        : `All together: odds ratio ${view.together.words}. It is ${view.together.sum}.${apartSeen ? "" : " Now look at the groups apart."}`;
      result.replaceChildren(h("p", {}, said));
    }
    draw();
    const key = h("p", { class: "rb-note" }, `● one person with ${views[0].outcome}   ○ one person without`);
    return [which.node, cut, way.node, key, groups, h("p", {}, h("b", {}, "Odds ratio with its 95% interval")), ratios, result];
  }

  function groupNode({ name, rows }, outcome) {
    const parts = rows.map((row) => {
      const all = row.with + row.without;
      const percent = Math.round((100 * row.with) / all);
      return h("div", {}, h("p", {}, h("b", {}, row.name)), dots(row),
        h("p", {}, `${row.with} of ${all} with ${outcome} (${percent} in 100)`));
    });
    return h("div", { class: "rb-mix-group", role: "group", "aria-label": name }, h("p", {}, h("b", {}, name)), h("div", { class: "rb-mix-rows" }, ...parts));
  }

  function dots(row) {
    const all = row.with + row.without;
    const picture = svg("svg", { width: 132, height: Math.ceil(all / 10) * 13 + 2, "aria-hidden": "true", focusable: "false" });
    for (let place = 0; place < all; place += 1) {
      picture.append(svg("circle", { cx: 7 + 13 * (place % 10), cy: 7 + 13 * Math.floor(place / 10), r: 4.6,
        class: place < row.with ? "rb-mix-dot rb-mix-yes" : "rb-mix-dot" }));
    }
    return picture;
  }

  // On a logarithmic scale: half and double lie equally far from 1.
  function at(ratio) {
    const [low, high] = MIX_ENDS.map(Math.log);
    return `${(100 * (Math.log(Math.min(Math.max(ratio, MIX_ENDS[0]), MIX_ENDS[1])) - low)) / (high - low)}%`;
  }
  function ratioNode(name, { ratio, low, high, words }) {
    const line = wideChart(26);
    line.add("line", { x1: at(1), x2: at(1), y1: 0, y2: 26, class: "rb-mix-one" });
    line.add("line", { x1: at(low), x2: at(high), y1: 13, y2: 13, class: "rb-mix-line" });
    line.add("circle", { cx: at(ratio), cy: 13, r: 5, class: "rb-mix-point" });
    return h("div", { class: "rb-mix-ratio" }, h("p", {}, h("b", {}, `${name}: `), words), line);
  }
  function scale() {
    const line = wideChart(20);
    for (const tick of MIX_TICKS) line.add("text", { x: at(tick), y: 14, class: "rb-mix-label" }, String(tick));
    return h("div", { class: "rb-mix-ratio" }, h("p", { class: "rb-note" }, "The dashed line at 1 means alike."), line);
  }
}

export default { render };
