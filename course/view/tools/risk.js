// The risk explorer. `compare` reckons as course.model.risk does; a test compares them.

function withRatio(kind, without, ratio) {
  if (kind === "two groups") return ratio;
  if (kind === "odds ratio") return (1000 * ratio * without) / (1000 - without + ratio * without);
  return Math.min(1000, without * ratio);
}
function fits(kind, without, ratio) {
  if (kind === "two groups") return ratio <= 1000;
  return kind === "odds ratio" || without * ratio <= 1000 + 1e-9;
}
const whole = (value) => Math.floor(value + 0.5);
function compare(kind, without, ratio, interval) {
  const turn = (value) => withRatio(kind, without, value);
  const [low, high] = interval ? interval.map(turn) : [null, null];
  const there = turn(ratio);
  const apart = Math.abs(there - without);
  return {
    without, with: there, low, high,
    difference: whole(there) - whole(without),
    needed: apart > 1e-9 ? Math.ceil(1000 / apart - 1e-9) : null,
    unsure: interval ? low < without && without < high : false,
  };
}

const plain = (number) => number.toLocaleString("en-GB", { maximumFractionDigits: 1 });
const exact = (number) => number.toLocaleString("en-GB", { maximumSignificantDigits: 6 });
const more = (difference) => (difference === 0 ? "no change" : `${plain(Math.abs(difference))} ${difference < 0 ? "fewer" : "more"}`);

function render({ model, el }) {
  const data = model.get("data");
  const box = frame(el, data);
  // Told when typing pauses, so that a screen reader is not flooded; at once on Enter or leaving.
  let typed = null;
  const settle = () => { if (typed !== null) change(); };
  const number = () => h("input", {
    type: "number", step: "any", min: 0, inputmode: "decimal", onchange: settle,
    oninput() { clearTimeout(typed); typed = setTimeout(change, 400); },
  });
  const baseline = number();
  const ratio = number();
  const kind = select(data.kinds.map((name) => [name, name]), data.kinds[0], () => change());
  const chosen = select([...data.examples.map((one) => [one.id, one.title]), ["own", "Set all numbers myself"]], data.examples[0].id, () => take());
  const many = radios("How many to draw", [["1000", "1,000"], ["100", "100"]], () => change(), "1000");
  const examples = field("Example", chosen);
  examples.classList.add("rb-example");
  const about = h("div");
  const fields = h("div", { class: "rb-fields" },
    field("Baseline, in 1,000", baseline), field("Ratio", ratio), field("It is a", kind));
  const few = h("p", { class: "rb-note", hidden: true }, "In 100 this would be less than one, so 1,000 are drawn.");
  const said = spoken();
  const pictures = h("div");
  box.append(
    examples, fields, many.node, few, about, said, pictures,
    h("details", {}, h("summary", {}, "Did you find it out?"), h("p", {}, data.answer)));
  many.node.classList.add("rb-inline");

  let example = null;
  function take() {
    example = data.examples.find(({ id }) => id === chosen.value) ?? null;
    if (example) {
      baseline.value = example.baseline;
      ratio.value = example.kind === "two groups" ? "" : example.ratio;
      if (example.kind !== "two groups") kind.value = example.kind;
    }
    fields.hidden = example?.kind === "two groups";
    change();
  }

  function change() {
    clearTimeout(typed);
    typed = null;
    const two = example?.kind === "two groups";
    const given = two ? example.baseline : baseline.valueAsNumber;
    const times = two ? example.ratio : ratio.valueAsNumber;
    const sort = two ? "two groups" : kind.value;
    if (!(given > 0 && given < 1000)) { refuse("Give a baseline above 0 and below 1,000."); return; }
    if (!(times > 0)) { refuse("Give a ratio above 0, such as 0.5 or 2."); return; }
    if (!fits(sort, given, times)) { refuse(`More than all is not possible: a ${sort} of ${exact(times)} does not fit a baseline of ${exact(given)} in 1,000.`); return; }
    const own = !example || times !== example.ratio || sort !== example.kind;
    const compared = compare(sort, given, times, own ? null : example.interval);
    const whose = own ? { of: "people", outcome: "have it", without: "without", with: "with", trial: false } : example;
    tellAbout(own, given);
    // Less than one in 100 cannot be drawn with 100: it would look like nobody, or like one.
    const rare = Math.min(compared.without, compared.with) < 10;
    few.hidden = !rare || many.read() === "1000";
    draw(compared, whose, sort, times, rare ? 1000 : Number(many.read()));
  }
  function refuse(text) {
    about.replaceChildren();
    said.replaceChildren(h("p", {}, text));
    pictures.replaceChildren();
  }

  // Where the numbers come from, and what to mind.
  function tellAbout(own, given) {
    if (own) {
      about.replaceChildren(h("p", { class: "rb-note" }, "These are numbers you chose, so they are about nothing real."));
      return;
    }
    const as = example.baseline === given;
    about.replaceChildren(
      h("p", {}, h("b", {}, "Baseline: "), ...(as ? [h("span", { html: example.baseline_text }), "."] : [`${plain(given)} in 1,000, a baseline you chose.`])),
      h("p", {}, h("b", {}, "Mind: "), h("span", { html: example.caveat })),
      sourceLine([...example.sources, ...(as ? example.baseline_sources : [])], data.cited));
  }

  function draw(compared, whose, sort, times, of) {
    const scale = (value) => whole((value * of) / 1000);
    const [before, after] = [scale(compared.without), scale(compared.with)];
    const difference = after - before;
    const all = plain(of);
    const words = [h("p", { class: "rb-sentence" },
      `${plain(before)} of ${all} ${whose.of} ${whose.outcome} ${whose.without}, ${plain(after)} of ${all} ${whose.with}: `, h("b", {}, `${more(difference)}.`))];
    if (sort !== "two groups") {
      const percent = whole(Math.abs(compared.with / compared.without - 1) * 100);
      const relative = percent ? `${percent}% ${compared.with < compared.without ? "lower" : "higher"}` : "about the same";
      words.push(h("p", {}, h("b", {}, "In relative words: "), `the risk is ${relative}. `, h("b", {}, "In absolute words: "), difference ? `${more(difference)} of ${all}.` : "no change."));
    }
    if (compared.low !== null) {
      const [low, high] = [scale(compared.low), scale(compared.high)];
      const range = low - before === high - before ? more(low - before) : `${more(low - before)} to ${more(high - before)}`;
      words.push(h("p", {}, h("b", {}, "How sure? "), `The 95% interval runs from ${plain(low)} to ${plain(high)} of ${all}, so from ${range}.`,
        compared.high === 1000 && sort !== "odds ratio" ? " More than all is not possible, so it is cut off there." : "",
        compared.unsure ? " It holds both fewer and more: these data cannot tell which." : ""));
    } else if (whose === example) words.push(h("p", {}, h("b", {}, "How sure? "), "We have no interval for this one."));
    if (whose.trial && sort !== "two groups" && compared.needed && !compared.unsure && compared.difference < 0) {
      words.push(h("p", {}, h("b", {}, "Number needed: "), `${plain(compared.needed)} must do it, so that one more stays well. The others would have been well without it, or have it all the same.`));
    }
    if (whose === example && !whose.trial) {
      words.push(h("p", {}, "This is a difference between groups. It does not show that the one causes the other."));
    }
    said.replaceChildren(...words);
    pictures.replaceChildren(
      ...[bar(compared, of)].filter(Boolean),
      h("div", { class: "rb-arrays" },
        array(capital(whose.without), before, 0, 0, of),
        array(capital(whose.with), Math.min(before, after), Math.max(0, before - after), Math.max(0, after - before), of)),
      key(difference), sort === "odds ratio" ? odds(compared, times) : "");
  }

  // --- pictures; all that they show stands in the words above
  const cell = 10;
  const shapes = {
    have: (x, y) => `M${x + 1} ${y + 1}h8v8h-8z`,
    saved: (x, y) => `M${x + 5} ${y + 1.5}a3.5 3.5 0 1 0 .01 0z`,
    extra: (x, y) => `M${x + 5} ${y}l5 5l-5 5l-5-5z`,
    none: (x, y) => `M${x + 5} ${y + 3.8}a1.2 1.2 0 1 0 .01 0z`,
  };
  function array(title, have, saved, extra, of) {
    const columns = of === 1000 ? 40 : 10;
    const picture = svg("svg", { viewBox: `0 0 ${columns * cell} ${(of / columns) * cell}`, "aria-hidden": "true", focusable: "false", class: "rb-array" });
    const kinds = [["have", have], ["saved", saved], ["extra", extra], ["none", of - have - saved - extra]];
    let place = 0;
    for (const [name, amount] of kinds) {
      let d = "";
      for (const end = place + amount; place < end; place += 1) d += shapes[name]((place % columns) * cell, Math.floor(place / columns) * cell);
      if (d) picture.append(svg("path", { d, class: `rb-icon-${name}` }));
    }
    return h("div", {}, h("p", {}, h("b", {}, title), `: ${plain(have + extra)} of ${plain(of)}`), picture);
  }
  function key(difference) {
    const entry = (name, text) => {
      const picture = svg("svg", { viewBox: "0 0 10 10", width: 16, height: 16, "aria-hidden": "true", focusable: "false" });
      picture.append(svg("path", { d: shapes[name](0, 0), class: `rb-icon-${name}` }));
      return h("span", { class: "rb-key" }, picture, text);
    };
    return h("p", { class: "rb-keys" }, entry("have", "have it"),
      difference < 0 ? entry("saved", "would have it, and do not") : null,
      difference > 0 ? entry("extra", "have it on top") : null, entry("none", "do not have it"));
  }
  // The interval on a line from 0 to all.
  function bar(compared, of) {
    if (compared.low === null) return null;
    const top = Math.min(1000, Math.max(compared.high, compared.without) * 1.25);
    const x = (value) => 12 + (value / top) * 376;
    const picture = svg("svg", { viewBox: "0 0 400 46", "aria-hidden": "true", focusable: "false", class: "rb-range" });
    const label = (value, text) => {
      const node = svg("text", { x: x(value), y: 42, "text-anchor": value === 0 ? "start" : "middle", "font-size": 12 });
      node.textContent = text;
      return node;
    };
    picture.append(
      svg("path", { d: `M${x(0)} 20H${x(top)}`, class: "rb-axis" }),
      svg("path", { d: `M${x(compared.low)} 20H${x(compared.high)}M${x(compared.low)} 14v12M${x(compared.high)} 14v12`, class: "rb-interval" }),
      svg("path", { d: `M${x(compared.with)} 14l6 6l-6 6l-6-6z`, class: "rb-icon-have" }),
      svg("path", { d: `M${x(compared.without)} 6v28`, class: "rb-without" }),
      label(0, "0"), label(compared.low, plain(whole((compared.low * of) / 1000))), label(compared.high, plain(whole((compared.high * of) / 1000))));
    return h("div", {}, picture, h("p", { class: "rb-note" }, `Diamond: with it. Thick line: its interval. Upright dashes: without it (${plain(whole((compared.without * of) / 1000))}).`));
  }

  // Why an odds ratio is no risk ratio, with the numbers at hand.
  function odds(compared, times) {
    const none = 1000 - compared.without;
    const at = compared.without / none;
    const two = (value) => value.toLocaleString("en-GB", { maximumSignificantDigits: 3 });
    const wrong = compared.without * times;
    const risk = compared.with / compared.without;
    return h("div", { class: "rb-odds" },
      h("p", {}, h("b", {}, "Why not simply multiply? ")),
      h("ol", {},
        h("li", {}, `${plain(compared.without)} of 1,000 have it and ${plain(none)} do not. The odds are ${plain(compared.without)} to ${plain(none)}, or ${two(at)}.`),
        h("li", {}, `Times the odds ratio of ${two(times)}, the odds are ${two(at * times)}.`),
        h("li", {}, `Back to a risk: ${two(at * times)} ÷ (1 + ${two(at * times)}) is ${plain(whole(compared.with))} of 1,000.`)),
      h("p", {}, `Multiplying the risk itself would give ${plain(whole(wrong))} of 1,000. That is ${whole(wrong) === whole(compared.with) ? "the same here, because few have it" : `${plain(Math.abs(whole(wrong) - whole(compared.with)))} too ${wrong > compared.with ? "many" : "few"}`}. As a risk ratio it is ${two(risk)}.`),
      h("p", { class: "rb-note" }, data.formula), sourceLine(data.method, data.cited));
  }
  take();
  return () => clearTimeout(typed);
}

const capital = (text) => text[0].toUpperCase() + text.slice(1);

export { compare, fits };
export default { render };
