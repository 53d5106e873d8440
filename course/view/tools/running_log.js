// The running log: the example or the learner's own, read here; the kernel keeps it when asked to.

const KM_PER_MILE = 1.609344;
const MONTH_NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const LARGEST_FILE = 5000000;
const LISTED = 20;
const NOTHING_TO_KEEP = "There is no run to keep yet. Press Read my log first.";

function todayHere() {
  const now = new Date();
  return isoDay(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()) / DAY);
}
const shortDay = (day) => `${+isoDay(day).slice(8)} ${MONTH_NAMES[+isoDay(day).slice(5, 7) - 1]}`;
const counted = (number, one, many) => `${number.toLocaleString("en")} ${number === 1 ? one : many}`;

function render({ model, el }) {
  const { example, year, about, meaning, private: privacy, bands, problems, file, ...head } = model.get("data");
  const box = frame(el, head);
  box.classList.add("rb-log");

  // The learner's own log
  const text = h("textarea", { class: "rb-log-text", rows: 8, spellcheck: "false", autocomplete: "off" });
  const load = h("input", { type: "file", accept: ".csv,.tsv,.txt,text/csv,text/plain", onchange: () => readFile() });
  const layoutBox = h("fieldset", { class: "rb-layout", hidden: true });
  const reading = spoken();
  const badLines = h("div");
  const keep = h("button", { type: "button", onclick: () => keepLog() }, "Keep my log");
  const remove = h("button", { type: "button", onclick: () => ask(true) }, "Delete my kept log");
  const sure = h("div", { hidden: true }, h("p", {}, `Delete ${file}? This cannot be undone. What stands in the field above stays there.`),
    h("div", { class: "rb-actions" }, h("button", { type: "button", onclick: () => deleteLog() }, "Yes, delete the file"),
      h("button", { type: "button", onclick: () => ask(false) }, "No, leave it")));
  const saving = h("p", { role: "status" });
  const own = h("div", {},
    h("p", { class: "rb-note" }, privacy),
    field("Your runs, one a line: the date and the distance", text),
    h("p", { class: "rb-note" }, "Such as 2026-03-12 8.5 km, or 12 March 2026, 5 miles. Lines from a watch's file with more columns will do, too."),
    field("Or load a CSV file", load),
    h("div", { class: "rb-actions" }, h("button", { type: "button", class: "rb-main", onclick: () => readText() }, "Read my log")),
    layoutBox, reading, badLines, h("div", { class: "rb-actions" }, keep, remove), sure, saving);

  // What is shown of either
  const summary = spoken();
  const years = h("div");
  const picture = h("div");
  const tables = h("div");
  const whose = radios("Whose log?", [["example", `The example: the log of one runner, ${year}`], ["own", "My own log"]], () => turn(),
    model.get("stored").runs.length ? "own" : "example");

  let guess = null;
  let chosen = {}; // what the learner has set about the layout
  let parsed = { runs: [], problems: [], leftOut: 0 };

  function readText() {
    const found = guessLayout(text.value);
    const same = guess && guess.layout.delimiter === found.layout.delimiter && guess.columns.join("|") === found.columns.join("|");
    if (!same) chosen = {};
    guess = found;
    parse();
  }

  async function readFile() {
    const [first] = load.files;
    if (!first) return;
    if (first.size > LARGEST_FILE) {
      reading.replaceChildren(h("p", {}, `${first.name} is larger than 5 MB. A list of runs is smaller: choose the list of activities, not the record of one run.`));
      return;
    }
    const bytes = new Uint8Array(await first.arrayBuffer());
    const marks = { "255,254": "utf-16le", "254,255": "utf-16be" };
    text.value = new TextDecoder(marks[bytes.slice(0, 2).join()] ?? "utf-8").decode(bytes);
    load.value = "";
    readText();
  }

  const layout = () => ({ ...guess.layout, ...chosen });
  function parse() {
    parsed = readLog(text.value, layout(), todayHere());
    if (saving.textContent === NOTHING_TO_KEEP) saving.textContent = "";
    drawLayout();
    tellReading();
    show();
  }

  function drawLayout() {
    const set = (name, turnInto) => (event) => { chosen[name] = turnInto(event.target.value); parse(); refocus(name); };
    const refocus = (name) => layoutBox.querySelector(`[data-set="${name}"]`)?.focus();
    const choice = (name, label, options, turnInto) => {
      const list = select(options, String(layout()[name]), set(name, turnInto));
      list.dataset.set = name;
      return field(label, list);
    };
    const columns = guess.columns.map((name, place) => [String(place), name]);
    const swapped = parsed.problems.some(({ what }) => what === "swapped");
    const parts = [choice("unit", "Numbers without a unit are", [["km", "kilometres"], ["mi", "miles"], ["m", "metres"]], String)];
    if (columns.length > 2) {
      parts.push(choice("day", "The date is in", columns, Number), choice("distance", "The distance is in", columns, Number),
        choice("kind", "The kind of sport is in", [["-1", "no column: count all rows"], ...columns], Number));
    }
    if (guess.unclear || swapped || "day_first" in chosen) {
      parts.push(choice("day_first", "3/4/2026 is", [["true", "3 April"], ["false", "4 March"]], (value) => value === "true"));
    }
    layoutBox.replaceChildren(h("legend", {}, "How it is written"), ...parts);
    layoutBox.hidden = !text.value.trim();
  }

  function tellReading() {
    const { runs, problems: bad, leftOut } = parsed;
    const parts = [runs.length ? `${counted(runs.length, "run was", "runs were")} read.` : "No run was read yet. Write or paste lines such as 2026-03-12 8.5 km, then press Read my log."];
    if (leftOut) parts.push(`${counted(leftOut, "row was", "rows were")} left out: another sport, or no distance.`);
    if (bad.length) parts.push(`${counted(bad.length, "line", "lines")} could not be read${runs.length ? "; the others count" : ""}.`);
    reading.replaceChildren(h("p", {}, parts.join(" ")));
    badLines.replaceChildren();
    if (!bad.length) return;
    const lines = bad.slice(0, LISTED).map(({ line, text: words, what }) =>
      h("li", { class: "rb-bad" }, h("b", {}, `Line ${line}: `), h("q", {}, words), ` ${problems[what]}`));
    badLines.append(h("ul", { "aria-label": "Lines that could not be read" }, ...lines),
      bad.length > LISTED ? h("p", {}, `And ${bad.length - LISTED} more.`) : "");
  }

  // Keeping and deleting
  let answered = null;
  let asked = null;
  function request(message, silent) {
    asked = attemptId();
    const mine = asked;
    saving.textContent = message.kind === "keep" ? "Saving …" : "Deleting …";
    answered = sendToKernel(model, { ...message, id: asked }, () => mine === asked && tellSaved(message.kind), () => mine === asked && (saving.textContent = silent));
  }
  function keepLog() {
    if (!parsed.runs.length) { saving.textContent = NOTHING_TO_KEEP; return; }
    request({ kind: "keep", runs: parsed.runs, seen: model.get("stored").version },
      "Not saved yet: the notebook does not answer. Your log stays on this page; run the lesson again, or copy the lines to a place of your own.");
  }
  function ask(open) {
    [sure.hidden, remove.hidden] = [!open, open];
    (open ? sure.querySelector("button") : remove.hidden ? text : remove).focus();
  }
  function deleteLog() {
    sure.hidden = true;
    request({ kind: "delete" }, `Not deleted: the notebook does not answer. You can delete ${file} by hand; it lies beside this notebook.`);
    text.focus();
  }
  function tellSaved(kind) {
    const { told } = model.get("stored");
    const bad = parsed.problems.length;
    const kept = `Kept: ${counted(parsed.runs.length, "run", "runs")} in ${file}, beside this notebook.`;
    const lost = bad ? ` ${counted(bad, "line that could not be read is", "lines that could not be read are")} not in it.` : "";
    saving.textContent = [kind === "keep" ? kept + lost : `${file} is deleted.`, told].filter(Boolean).join(" ");
    remove.hidden = kind === "delete";
  }
  function onStored() {
    const { id, failed, told, version } = model.get("stored");
    remove.hidden = !version;
    if (!id || id !== asked) return;
    answered?.(true);
    if (failed) saving.textContent = told;
    else tellSaved(saving.textContent.startsWith("Deleting") ? "delete" : "keep");
  }

  // The result
  function turn() {
    own.hidden = whose.read() !== "own";
    show();
  }
  let shownYear = null;
  function show() {
    const mine = whose.read() === "own";
    const source = mine ? parsed.runs : example;
    const runs = longestBefore(source.map(([day, km]) => [dayNumber(day), km]));
    const found = mine ? [...new Set(runs.map(([day]) => isoDay(day).slice(0, 4)))] : [String(year)];
    years.replaceChildren();
    if (!found.includes(shownYear)) shownYear = found.at(-1) ?? null;
    if (found.length > 1) {
      const list = select(found.map((one) => [one, one]), shownYear, () => { shownYear = list.value; show(); years.querySelector("select").focus(); });
      years.append(field("Show the year", list));
    }
    for (const part of [summary, picture, tables]) part.replaceChildren();
    if (!runs.length) return;
    const unit = mine && guess && layout().unit === "mi" ? "mi" : "km";
    draw(runs, weeklyTotals(runs), unit, mine);
  }

  function draw(all, allWeeks, unit, mine) {
    const amount = (km) => Math.round((km / (unit === "mi" ? KM_PER_MILE : 1)) * 10) / 10;
    const named = unit === "mi" ? "miles" : "km";
    const runs = all.filter(([day]) => isoDay(day).startsWith(shownYear));
    const jumps = runs.filter(([, km, longest]) => bandOf(km, longest) > 0);
    // A week belongs to the year of its Thursday.
    const weeks = allWeeks.filter(([monday]) => isoDay(monday + 3).startsWith(shownYear));
    const total = runs.reduce((sum, [, km]) => sum + km, 0);
    const inBand = bands.slice(1).map(({ name }, place) => [jumps.filter(([, km, longest]) => bandOf(km, longest) === place + 1).length, name])
      .filter(([count]) => count).map(([count, name]) => `${count} ${name}`);
    summary.append(
      h("p", {}, `${shownYear}: ${counted(runs.length, "run", "runs")}, ${amount(total).toLocaleString("en", { maximumFractionDigits: 0 })} ${named}. `,
        h("b", {}, `${jumps.length ? `▲ ${counted(jumps.length, "run was", "runs were")}` : "✓ No run was"} more than 10% longer than the longest run of the 30 days before.`),
        inBand.length ? ` By how much: ${inBand.join("; ")}.` : ""));
    picture.append(weekBars(weeks, jumps, amount, named),
      h("p", { class: "rb-note", html: `Each bar is a week, in ${named}. ▲ marks a week with a jump. ${mine ? "" : about}` }));
    const jumpRows = jumps.map(([day, km, longest]) => [shortDay(day), amount(km), amount(longest), percentLonger(km, longest), bands[bandOf(km, longest)].name]);
    const weekRows = weeks.map(([monday, km]) => {
      const marks = jumps.filter(([day]) => mondayOf(day) === monday).length;
      return [shortDay(monday), amount(km), marks ? `▲ ${counted(marks, "jump", "jumps")}` : ""];
    });
    if (jumps.length) {
      tables.append(scrolling("Table of the jumps",
        tableOf(`The jumps of ${shownYear}`, ["Day", `Run, ${named}`, `Longest of the 30 days before, ${named}`, "Longer by", "Band"], jumpRows)));
    }
    tables.append(h("p", { html: meaning }),
      folded("Every week as a table", tableOf(`Every week of ${shownYear}`, ["Week from Monday", named, "Jumps"], weekRows)));
  }

  function weekBars(weeks, jumps, amount, named) {
    const [top, floor] = [22, 150];
    const bars = wideChart(190);
    const most = Math.max(...weeks.map(([, km]) => amount(km)), 1);
    const step = [5, 10, 20, 25, 50, 100, 200, 500].find((size) => most / size <= 4) ?? 1000;
    const y = (value) => floor - ((floor - top) * value) / most;
    for (let value = 0; value <= most; value += step) {
      bars.add("line", { x1: 0, x2: "100%", y1: y(value), y2: y(value), class: "rb-log-axis" });
      if (value) bars.add("text", { x: 0, y: y(value) - 4, class: "rb-log-label" }, `${value}`);
    }
    const slots = Math.max(weeks.length, 12);
    // The first sixth is for the scale.
    const x = (place) => 14 + (86 * place) / slots;
    let month = "";
    weeks.forEach(([monday, km], place) => {
      const jump = jumps.some(([day]) => mondayOf(day) === monday);
      const value = amount(km);
      bars.add("rect", { x: `${x(place)}%`, y: y(value), width: `${(86 * 0.8) / slots}%`, height: floor - y(value), class: jump ? "rb-week-bar rb-jump" : "rb-week-bar" });
      if (jump) bars.add("text", { x: `${x(place + 0.4)}%`, y: floor + 14, class: "rb-log-jump rb-log-middle" }, "▲");
      const name = MONTH_NAMES[+isoDay(monday + 3).slice(5, 7) - 1];
      if (name !== month) bars.add("text", { x: `${x(place)}%`, y: floor + 32, class: "rb-log-label" }, slots > 26 ? name[0] : name);
      month = name;
    });
    return bars;
  }

  box.append(whose.node, own, summary, years, picture, tables);
  const { runs, problems: bad, told } = model.get("stored");
  remove.hidden = !model.get("stored").version;
  if (runs.length) {
    text.value = ["date,distance_km", ...runs.map(([day, km]) => `${day},${Math.round(km * 1e9) / 1e9}`)].join("\n");
    readText();
  }
  const unread = bad.length ? `${counted(bad.length, "line", "lines")} of ${file} could not be read (${bad.slice(0, 5).map(({ line }) => `line ${line}`).join(", ")}). Nothing is lost: the file is set aside when you keep your log anew.` : "";
  saving.textContent = [told, unread].filter(Boolean).join(" ");
  turn();
  model.on("change:stored", onStored);
  return () => model.off("change:stored", onStored);
}

export { guessLayout, readLog };
export default { render };
