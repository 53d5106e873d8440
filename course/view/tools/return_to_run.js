// The ladder, played day by day, by the rules of course/model/ladder.py; a test compares the two.

// Where a training day leads from {step, good, bad, stopped}.
function afterDay(state, mark, { steps, climb }) {
  if (state.stopped) return state;
  const to = (step, good, bad, what) => ({ step, good, bad, stopped: what === "stop", what });
  if (mark === "warning") return to(state.step, 0, 0, "stop");
  if (mark === "missed") return to(state.step, state.good, state.bad, "missed");
  if (mark === "bad") return to(Math.max(1, state.step - 1), 0, state.bad + 1, state.step === 1 ? "lowest" : "down");
  if (state.good + 1 < climb) return to(state.step, state.good + 1, 0, "stay");
  if (state.step === steps) return to(state.step, state.good + 1, 0, "top");
  return to(state.step + 1, 0, 0, "up");
}
function playDays(start, marks, rules) {
  let state = { step: start, good: 0, bad: 0, stopped: false, what: "stay" };
  return marks.map((mark) => (state = afterDay(state, mark, rules)));
}

const LADDER_DAYS = ["Mon", "Wed", "Fri"];
const MOST_DAYS = 36;
const MARKS = {
  good: ["✓", "Good day"],
  bad: ["✗", "Bad day"],
  missed: ["–", "Missed"],
  warning: ["▲", "Warning sign"],
};
// A missed day changes nothing, so it does not look like a bad one.
const DOTS = { bad: " rb-dot-bad", warning: " rb-dot-bad", missed: " rb-dot-missed" };

function render({ model, el }) {
  const { steps, start, climb, good, bad, before, now, soon, stop, sure, runner, ...head } = model.get("data");
  const box = frame(el, head);
  const rules = { steps: steps.length, climb };
  const list = (items, name) => h("ul", name ? { "aria-label": name } : {}, ...items.map((item) => h("li", {}, item)));
  let marks = [];
  let from = start;

  const first = select(steps.map(({ words }, place) => [String(place + 1), `Step ${place + 1}: ${words}`]), String(start), () => begin());
  const ladder = h("ol", { class: "rb-ladder", "aria-label": "The ladder, from running down to walking" });
  const today = h("p", { class: "rb-today" });
  const buttons = Object.entries(MARKS).map(([mark, [sign, name]]) =>
    h("button", { type: "button", onclick: ({ currentTarget }) => { if (allowed(currentTarget)) { marks.push(mark); tell(); if (mark === "warning") help.focus(); } } }, `${sign} ${name}`));
  const undo = h("button", { type: "button", onclick: () => { if (allowed(undo)) { marks.pop(); tell(); } } }, "Undo the last day");
  const again = h("button", { type: "button", onclick: () => begin() }, "Begin again");
  const result = spoken();
  const help = h("div", { class: "rb-help", hidden: true, tabindex: "-1" },
    h("p", {}, h("b", {}, "Stop. Emergency help now for any of these:")), list(now),
    h("p", {}, h("b", {}, "A doctor within days, for some the same day:")),
    ...soon.flatMap(([heading, signs]) => [h("p", {}, heading), list(signs)]),
    h("p", {}, "Not sure? Take the more serious one, and ask. The ladder may go on when a clinician says so."));
  const picture = h("div");
  const past = scrolling("Table of the days");

  const dayName = (place) => `Week ${Math.floor(place / 3) + 1}, ${LADDER_DAYS[place % 3]}`;
  const session = (step) => `Step ${step}: ${steps[step - 1].words} (${steps[step - 1].minutes} minutes)`;

  function begin() {
    marks = [];
    from = Number(first.value);
    tell();
  }

  const SAID = {
    stay: (state) => `One more good day on step ${state.step} leads up.`,
    up: (state) => `${climb} good days in a row: up to step ${state.step}.`,
    down: (state) => `A bad day moves you down a step, to step ${state.step}. It is no failure, and it need not mean harm. ${climb} good days there lead up again.`,
    lowest: () => "A bad day on the lowest step: stay there, and walk less if you like, two or three short walks a day.",
    top: () => "Easy running for 30 minutes without a break: you are at the top of the ladder.",
    missed: (state) => `A missed day changes nothing: step ${state.step} waits.`,
    stop: () => "A warning sign ends the ladder. The signs, and who helps, stand below.",
  };

  function tell() {
    const states = playDays(from, marks, rules);
    const state = states.at(-1) ?? { step: from, good: 0, bad: 0, stopped: false };
    const over = state.stopped || marks.length >= MOST_DAYS;
    ladder.replaceChildren(...steps.map(({ words, minutes }, place) => {
      const here = place + 1 === state.step;
      return h("li", { "aria-current": here ? "step" : null }, h("span", {}, `${place + 1}. ${words}`), h("span", {}, here ? "◀ here" : `${minutes} min`));
    }).reverse());
    today.textContent = over && state.stopped ? "The ladder has ended."
      : over ? "Twelve weeks are played. Begin again, or undo a day." : `${dayName(marks.length)}. ${session(state.step)}. How was it?`;
    for (const button of buttons) allow(button, !over);
    allow(undo, marks.length > 0);
    help.hidden = !state.stopped;
    result.replaceChildren(...said(states, state).map((text) => h("p", {}, text)));
    draw(states);
    const rows = states.map(({ what, step }, place) => [dayName(place), `Step ${place ? states[place - 1].step : from}`,
      MARKS[marks[place]].join(" "), what === "stop" ? "stop, get help" : `Step ${step}`]);
    past.replaceChildren(rows.length ? tableOf("The days so far", ["Day", "Session", "How it was", "Next session"], rows) : "");
    past.hidden = !rows.length;
  }

  function said(states, state) {
    if (!states.length) return [];
    const texts = [`${dayName(states.length - 1)}: ${SAID[state.what](state)}`];
    if (state.bad > 1) texts.push(`${state.bad} bad days in a row. Take an extra day of rest or easy walking. If it does not get better within a few weeks, or stops your daily life, book an appointment with a doctor or physiotherapist.`);
    return [...texts, ...TASK_SAID[runner](states, state)];
  }

  // What the task of each invented runner wants, and where it stands.
  const TASK_SAID = {
    Dana(states, state) {
      const onFour = states.findIndex(({ what }, place) => what === "down" && (place ? states[place - 1].step : from) === 4);
      if (onFour === states.length - 1) return ["✓ This is the answer to the task: after a bad day on step 4 the next session is step 3. Play on to see the way back up."];
      if (states.length !== 6) return [];
      return [`Two weeks are over: from step ${from} to step ${state.step}.${onFour < 0 ? " No bad day came on step 4 yet: undo some days, or begin again, to see one." : ""}`];
    },
    Maja(states, state) {
      const trained = marks.filter((mark) => mark !== "missed");
      const oneBad = trained.indexOf("bad") === trained.length - climb - 1 && state.what === "up";
      if (from !== start || state.step !== from || !oneBad) return [];
      const cost = trained.length === marks.length ? " The bad day cost her one week." : "";
      return [`✓ This is the answer to the task: after a bad day and ${climb} good ones Maja is back on step ${from}.${cost}`];
    },
  };

  // Days to the right, steps upward. A line of its own for each day: widths are shares of the page.
  function draw(states) {
    const path = wideChart(206);
    const y = (step) => 186 - (step - 1) * 24;
    const slots = Math.max(states.length + 1, 7);
    const x = (place) => `${10 + (88 * (place + 0.5)) / slots}%`;
    steps.forEach((_, place) => {
      path.add("line", { x1: "8%", x2: "100%", y1: y(place + 1), y2: y(place + 1), class: "rb-path-axis" });
      path.add("text", { x: 0, y: y(place + 1) + 4, class: "rb-path-label" }, `${place + 1}`);
    });
    const at = [from, ...states.map(({ step }) => step)];
    states.forEach(({ stopped }, place) => {
      if (!stopped) path.add("line", { x1: x(place), y1: y(at[place]), x2: x(place + 1), y2: y(at[place + 1]), class: "rb-path" });
    });
    states.forEach((_, place) => {
      path.add("circle", { cx: x(place), cy: y(at[place]), r: 10, class: `rb-dot-day${DOTS[marks[place]] ?? ""}` });
      path.add("text", { x: x(place), y: y(at[place]) + 4, class: "rb-path-label rb-path-middle" }, MARKS[marks[place]][0]);
    });
    if (!states.at(-1)?.stopped) path.add("circle", { cx: x(states.length), cy: y(at.at(-1)), r: 5, class: "rb-dot-day" });
    picture.replaceChildren(path);
  }

  box.append(
    h("p", { html: before }),
    folded("When to stop a session", list(stop)),
    field("Begin on", first),
    ladder, today,
    h("p", {}, h("b", {}, "✓ Good day: "), good, " ", h("b", {}, "✗ Bad day: "), bad),
    h("div", { class: "rb-actions", role: "group", "aria-label": "How the day was" }, ...buttons),
    result, help,
    h("div", { class: "rb-actions" }, undo, again),
    h("p", { class: "rb-note" }, "Each circle is a training day: to the right the days, upward the steps."),
    picture, past,
    folded("What is tested, and what is convention", h("div", { html: sure })),
    h("p", { class: "rb-note" }, "Nothing is stored here. For your own way back, write your days down."),
  );
  begin();
}

export { playDays };
export default { render };
