// The load planner: six weeks of runs, each held against the longest of the 30 days before it.

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MOST_KM = 100;

function render({ model, el }) {
  const { presets, days, bands, meaning, limits, why, ...head } = model.get("data");
  const box = frame(el, head);
  const km = (number) => `${Math.round(number * 100) / 100} km`;
  const interval = ({ low, high }) => `${low.toFixed(2)} to ${high.toFixed(2)}`;

  let preset, plan, goal;
  const story = h("p");
  const weeks = h("div");
  const result = spoken();
  const jumps = h("ul");
  const study = h("p", { class: "rb-note" }, "These numbers come from the study below: how many times as often such runs went with injury as runs up to 10% longer, and in brackets the 95% interval.");
  const table = scrolling("Table of every run");

  const choice = select(presets.map(({ id, name }) => [id, name]), presets[0].id, () => begin());
  const number = (min, max, step, use) => {
    const input = h("input", { type: "number", min, max, step, inputmode: "decimal", oninput: () => { use(clean(input)); tell(); } });
    return input;
  };
  // An empty field counts 0; what is no number, or out of bounds, is told beside the field.
  const clean = (input) => input.validity.valid && input.value ? Number(input.value) : 0;
  const amiss = (input) => !input.validity.valid;

  const longest = number(0, MOST_KM, "any", (value) => (plan.longest_km = value));
  const before = number(1, 30, 1, (value) => (plan.days_before = value || 1));
  const aim = number(1, 300, "any", (value) => (goal = value || 1));
  const perWeek = select(Object.keys(days).map((n) => [n, `${n} runs`]), "3", () => resize(Number(perWeek.value)));

  function begin() {
    preset = presets.find(({ id }) => id === choice.value);
    plan = structuredClone(preset.plan);
    goal = preset.goal_km;
    [longest.value, before.value, aim.value] = [plan.longest_km, plan.days_before, goal];
    perWeek.value = String(plan.weeks[0].length);
    story.textContent = preset.story;
    drawWeeks();
  }

  // The last run of a week is the long one: runs come and go before it.
  function resize(size) {
    plan.weeks = plan.weeks.map((kms) => kms.length < size
      ? [...kms.slice(0, -1), ...Array(size - kms.length).fill(0), kms.at(-1)] : kms.slice(kms.length - size));
    drawWeeks();
  }

  let rows = [];
  function drawWeeks() {
    rows = plan.weeks.map((kms, week) => {
      const sum = h("legend");
      const bar = wideChart(24);
      const runs = kms.map((value, place) => {
        const input = number(0, MOST_KM, "any", (now) => (plan.weeks[week][place] = now));
        input.value = value;
        const id = freshId();
        Object.assign(input, { id });
        const said = h("span", { id: `${id}-said` });
        input.setAttribute("aria-describedby", `${id}-said`);
        const label = h("label", { for: id }, h("span", { class: "rb-hidden" }, `Week ${week + 1}, run ${place + 1}, `),
          `${WEEKDAYS[days[kms.length][place]]}, km`);
        return { input, said, node: h("div", { class: "rb-run" }, label, input, said) };
      });
      const node = h("fieldset", { class: "rb-week" }, sum, bar, h("div", { class: "rb-runs" }, ...runs.map((run) => run.node)));
      return { sum, bar, runs, node };
    });
    weeks.replaceChildren(...rows.map(({ node }) => node));
    tell();
  }

  const words = ({ band, km: run, longest: most }) => {
    if (band === null) return "? no run in the 30 days before";
    if (band > 0) return `▲ ${percentLonger(run, most)} longer than ${km(most)}`;
    return run > most ? `✓ ${percentLonger(run, most)} longer` : "✓ not longer";
  };

  let timer = null;
  function tell() {
    const runs = comparePlan(plan, days);
    const most = Math.max(goal, ...plan.weeks.map(totalOf), 1) * 1.02;
    rows.forEach(({ sum, bar, runs: fields }, week) => {
      const total = totalOf(plan.weeks[week]);
      const last = week === rows.length - 1;
      sum.textContent = `Week ${week + 1}: ${km(total)}${last ? `, goal ${km(goal)}` : ""}`;
      bar.replaceChildren();
      let at = 0;
      fields.forEach(({ input, said, node }, place) => {
        const run = runs.find((one) => one.week === week && one.place === place);
        const jump = run && run.band !== 0;
        node.dataset.band = jump ? "jump" : "fine";
        said.textContent = amiss(input) ? `Write a number from 0 to ${MOST_KM}.` : run ? words(run) : "rest";
        const width = run ? (run.km / most) * 100 : 0;
        if (run) bar.add("rect", { x: `${at}%`, y: 3, width: `${width}%`, height: 18, class: jump ? "rb-load rb-jump" : "rb-load" });
        if (jump) bar.add("text", { x: `${at + width / 2}%`, y: 17, class: "rb-load-sign" }, run.band === null ? "?" : "▲");
        at += width;
      });
      if (last) bar.add("line", { x1: `${(goal / most) * 100}%`, x2: `${(goal / most) * 100}%`, y1: 0, y2: 24, class: "rb-goal-line" });
    });
    clearTimeout(timer);
    timer = setTimeout(sayResult, 500, runs);
  }

  function sayResult(runs) {
    const flagged = runs.filter(({ band }) => band !== 0);
    const total = totalOf(plan.weeks.at(-1));
    const reached = planReached(plan, goal, days);
    const alone = flagged.filter(({ band }) => band === null).length;
    const count = flagged.length - alone;
    const jumpWords = [
      `${count > 1 ? `${count} runs are` : `${count || "No"} run is`} more than 10% longer than the longest of the 30 days before.`,
      alone ? `${alone === 1 ? "1 run has" : `${alone} runs have`} nothing to compare with.` : "",
    ].filter(Boolean).join(" ");
    const goalWords = total >= goal ? `Week 6 has ${km(total)}: its goal of ${km(goal)} is reached.` : `Week 6 has ${km(total)}: ${km(goal - total)} to go to its goal.`;
    const text = `${reached ? "✓ Task done. " : ""}${jumpWords} ${goalWords}`;
    if (result.textContent !== text) result.replaceChildren(h("p", {}, reached ? h("b", {}, "✓ Task done. ") : null, `${jumpWords} ${goalWords}`));
    jumps.replaceChildren(...flagged.map((run) => h("li", {}, `${run.band === null ? "?" : "▲"} Week ${run.week + 1}, ${WEEKDAYS[days[plan.weeks[run.week].length][run.place]]}: ${km(run.km)}. `, run.band === null
      ? "There was no run in the 30 days before. The rule cannot say anything; a short run is a careful start."
      : `${percentLonger(run.km, run.longest)} longer than ${km(run.longest)}. Runs ${bands[run.band].name}: injury ${bands[run.band].rate.toFixed(2)} times as often (${interval(bands[run.band])}).`)));
    study.hidden = !count;
    table.replaceChildren(tableOf("Every run of the plan", ["Day", "km", "Longest of the 30 days before, km", "Band"],
      runs.map((run) => [`Week ${run.week + 1}, ${WEEKDAYS[days[plan.weeks[run.week].length][run.place]]}`, run.km, run.longest ?? "none", run.band === null ? "nothing to compare" : bands[run.band].name])));
  }

  box.append(
    field("Plan", choice), story,
    h("div", { class: "rb-plan-set" },
      field("Longest run of the 30 days before week 1, in km", longest),
      field("It was so many days before week 1 (1 to 30)", before),
      field("Runs a week", perWeek), field("Goal for week 6, in km", aim)),
    h("p", { class: "rb-note" }, "Change any run; 0 is a rest day. ▲ marks a jump: a run more than 10% longer than the longest of the 30 days before. ✓ marks a run without one. The dashed line is the goal."),
    weeks, result, jumps, study,
    h("div", { class: "rb-actions" }, h("button", { type: "button", onclick: begin }, "Begin this plan again")),
    scrolling("Table of injury rates", tableOf("Injury rate by how much longer the run was", ["The run was …", "Rate ratio", "95% interval"],
      bands.map(({ name, rate, low, high }) => [name, rate.toFixed(2), low ? interval({ low, high }) : "compared with this"]))),
    h("p", { html: meaning }), h("p", { class: "rb-note" }, limits),
    folded("Every run as a table", table),
    folded("Why not “10% more a week”, or the acute:chronic ratio?", h("div", { html: why })),
  );
  begin();
  return () => clearTimeout(timer);
}

export { bandOf, comparePlan, dayNumber, isoDay, longestBefore, planReached, weeklyTotals };
export default { render };
