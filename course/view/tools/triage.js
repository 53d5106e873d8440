// The triage exercise. `assess` is the same reasoning as course.model.triage; a test compares them.

function assess(rules, answers) {
  const steps = [];
  const matched = [];
  const levels = ["emergency now", "urgent within days", "routine", "self-care"];
  const outcome = (reason, led) => ({
    level: led.length ? led[0].urgency : "routine",
    timeframe: [...led].sort((a, b) => a.soon - b.soon)[0]?.timeframe ?? "",
    reason, rules: led.map((rule) => rule.id), steps,
  });
  for (const rule of rules) {
    const answer = answers[rule.id];
    if (!answer) continue;
    steps.push({ rule: rule.id, answer, text: rule.texts[answer] });
    if (!rule.warning || answer === "no") continue;
    matched.push(rule);
    if (rule.urgency === levels[0]) return outcome("emergency", [rule]);
  }
  if (matched.length) {
    const top = Math.min(...matched.map((rule) => levels.indexOf(rule.urgency)));
    return outcome("signs", matched.filter((rule) => rule.urgency === levels[top]));
  }
  const everyday = rules.filter((rule) => !rule.warning);
  if (everyday.some((rule) => answers[rule.id] === "unsure")) return outcome("doubt", []);
  const yes = everyday.filter((rule) => answers[rule.id] === "yes");
  if (!yes.length) return outcome("nothing", []);
  if (rules.some((rule) => rule.warning && !answers[rule.id])) return outcome("open", []);
  return outcome("simple", yes);
}

// What the outcome would be if each rule that led to it were a no.
const whatIf = (rules, answers) =>
  assess(rules, answers).rules.map((rule) => [rule, assess(rules, { ...answers, [rule]: "no" })]);

const capital = (text) => text[0].toUpperCase() + text.slice(1);
const ANSWERS = [["yes", "Yes"], ["no", "No"], ["unsure", "Not sure"]];

function render({ model, el }) {
  const data = model.get("data");
  const rules = new Map(data.rules.map((rule) => [rule.id, rule]));
  const box = frame(el, data);
  const stage = h("div");
  const said = spoken();
  box.append(h("p", { class: "rb-safety", html: data.safety }), stage, said);

  // Everything new begins with a line that takes the focus: keyboard and screen reader go on there.
  const head = (text) => h("p", { class: "rb-step", tabindex: "-1" }, text);
  let begun = false;
  function show(...nodes) {
    said.replaceChildren();
    stage.replaceChildren(...nodes.filter(Boolean));
    if (begun) stage.querySelector(".rb-step").focus();
    begun = true;
  }
  const action = (text, onclick) => h("button", { type: "button", class: "rb-main", onclick }, text);

  // --- choosing
  function choose() {
    const list = radios("Whom do you want to help?", [
      ...data.cases.map((one) => [one.id, one.title]),
      ["own", "Answer the questions for an invented runner of your own"],
    ], () => said.replaceChildren());
    const begin = action("Start", () => {
      const chosen = list.read();
      if (!chosen) said.replaceChildren("Choose a runner first.");
      else if (chosen === "own") ask({}, 0);
      else tell(data.cases.find((one) => one.id === chosen), 1);
    });
    stage.replaceChildren(list.node, h("div", { class: "rb-actions" }, begin));
    said.replaceChildren();
    if (begun) list.node.querySelector("input").focus();
    begun = true;
  }

  // --- a story, scene by scene
  function tell(one, scenes) {
    const told = one.scenes.slice(0, scenes).map((html) => h("div", { class: "rb-scene", html }));
    told.splice(-1, 0, head(`${one.title}, part ${scenes} of ${one.scenes.length}`));
    if (scenes < one.scenes.length) {
      show(...told, h("div", { class: "rb-actions" }, action("Go on with the story", () => tell(one, scenes + 1)), back()));
      return;
    }
    const guess = radios("How urgent is this?", data.levels.map(({ level, meaning }) => [level, `<b>${capital(level)}.</b> ${meaning}`]), () => said.replaceChildren());
    const check = action("Check my guess", () => {
      if (guess.read()) solve(one, guess.read());
      else said.replaceChildren("Choose a level first.");
    });
    show(...told, guess.node, h("div", { class: "rb-actions" }, check, back()));
  }

  function solve(one, guess) {
    const answers = { ...Object.fromEntries(data.rules.map((rule) => [rule.id, "no"])), ...one.answers };
    const outcome = assess(data.rules, answers);
    const order = data.levels.map(({ level }) => level);
    const off = order.indexOf(guess) - order.indexOf(outcome.level);
    const verdict = off === 0 ? "Yes: the rules say the same."
      : off < 0 ? `The rules say ${outcome.level}. You went higher: that is the safer side to err on.`
        : `The rules say ${outcome.level}. You went lower, and with a warning sign that can cost time.`;
    const steps = outcome.steps.filter(({ answer }) => answer !== "no");
    const quiet = outcome.steps.length - steps.length;
    const left = data.rules.length - outcome.steps.length;
    show(
      head(`Your guess: ${guess}. ${verdict}`),
      h("p", {}, h("b", {}, "Step by step, in the order of the rules:")),
      h("ol", { class: "rb-trace" }, ...steps.map(({ rule, text }) => h("li", {},
        h("span", {}, rules.get(rule).question), h("br"),
        h("span", { html: `The story: ${one.because[rule]}` }), h("br"), h("b", {}, text)))),
      h("p", { class: "rb-note" }, `Questions answered no: ${quiet}.${left ? ` Not asked any more: ${left}.` : ""}`),
      conclusion(outcome, answers),
      h("p", {}, h("b", {}, "What to take along: "), h("span", { html: one.lesson })),
      sourceLine(one.sources, data.cited),
      h("div", { class: "rb-actions" }, back()));
  }
  const back = () => (data.only
    ? h("button", { type: "button", onclick: () => tell(data.cases[0], 1) }, "Start the story again")
    : h("button", { type: "button", onclick: () => choose() }, "Choose another runner"));

  // --- the questions, page by page
  function ask(answers, place) {
    const page = data.pages[place];
    const groups = page.rules.map((id) => [id, radios(rules.get(id).question, ANSWERS, () => said.replaceChildren())]);
    const go = action("Check these answers", () => {
      const given = { ...answers };
      for (const [id, group] of groups) if (group.read()) given[id] = group.read();
      if (assess(data.rules, given).reason === "emergency") { finish(given, true); return; }
      const open = groups.find(([, group]) => !group.read());
      if (open) {
        said.replaceChildren("Answer every question here. If you cannot tell, choose “Not sure”.");
        open[1].node.querySelector("input").focus();
      } else if (place + 1 < data.pages.length) ask(given, place + 1);
      else finish(given, false);
    });
    show(
      place ? meaning(answers, data.pages[place - 1], place) : null,
      h("p", place ? { class: "rb-here" } : { class: "rb-step", tabindex: "-1" }, `Step ${place + 1} of ${data.pages.length}: ${page.title}`),
      place ? null : h("p", {}, "Think of an invented runner. Answer what her story would say."),
      h("div", { class: "rb-answers" }, ...groups.map(([, group]) => group.node)),
      h("div", { class: "rb-actions" }, go, back()));
  }

  // Why the last questions were asked, and what a yes to each would have meant.
  function meaning(answers, page, number) {
    const { level, reason } = assess(data.rules, answers);
    const soFar = reason === "signs" ? `Level so far: ${level}.` : "No warning sign so far.";
    return h("div", { class: "rb-meaning" },
      head(`Step ${number} of ${data.pages.length} is done. ${soFar}`),
      h("p", {}, h("b", {}, "Why this is asked: "), h("span", { html: page.why })),
      h("details", {}, h("summary", {}, "What each answer does, and what a yes would mean"),
        h("ul", {}, ...page.rules.map((id) => {
          const rule = rules.get(id);
          const more = answers[id] === "no" ? ` A yes would mean ${rule.urgency} (${rule.timeframe}).` : "";
          return h("li", {}, h("b", {}, `${rule.finding}. `), `${rule.texts[answers[id]]}${more} It may mean: ${rule.may}. `, h("i", {}, rule.advice));
        }))),
      sourceLine(page.sources, data.cited));
  }

  function finish(answers, stopped) {
    const outcome = assess(data.rules, answers);
    const page = data.pages.find((one) => one.rules.includes(outcome.rules[0]));
    show(
      head(stopped ? "Stop: this is an emergency sign." : "All questions are answered."),
      stopped ? h("p", {}, h("b", {}, "Why this is asked: "), h("span", { html: page.why })) : null,
      conclusion(outcome, answers),
      h("p", {}, "This was for an invented runner. If one of these signs is yours, now, get help and leave this page."),
      h("div", { class: "rb-actions" }, action("Start again", () => ask({}, 0)), back()));
  }

  // --- the level, why, and what would change it
  function conclusion(outcome, answers) {
    const place = data.levels.findIndex(({ level }) => level === outcome.level);
    return h("div", { class: `rb-level rb-level-${place + 1}` },
      h("p", { class: "rb-level-name" }, `${capital(outcome.level)} `, h("span", { class: "rb-note" }, `(level ${place + 1} of ${data.levels.length}, 1 is the most urgent)`)),
      h("p", {}, data.levels[place].meaning, outcome.timeframe ? ` How soon: ${outcome.timeframe}.` : ""),
      h("p", {}, data.reasons[outcome.reason]),
      outcome.rules.length ? h("ul", {}, ...outcome.rules.map((id) => why(rules.get(id), answers[id]))) : null,
      change(outcome, answers),
      place ? h("p", { class: "rb-note" }, data.weak.text) : null,
      place ? sourceLine(data.weak.sources, data.cited) : null);
  }
  function why(rule, answer) {
    return h("li", {}, h("b", {}, `${rule.finding}${answer === "unsure" ? " (not sure, so it counts)" : ""}. `),
      `It may mean: ${rule.may}. `, rule.advice, rule.note ? h("p", { class: "rb-note" }, `For runners: ${rule.note}`) : null,
      sourceLine(rule.sources, data.cited));
  }
  function change(outcome, answers) {
    const unfinished = Object.keys(answers).length < data.rules.length;
    const down = whatIf(data.rules, answers).map(([id, then]) => {
      const name = rules.get(id).finding;
      const what = unfinished && then.reason !== "emergency"
        ? "the questions go on, and the other answers decide"
        : then.level === outcome.level ? `the level stays, ${outcome.level}` : `the level is ${then.level}`;
      const turn = answers[id] === "unsure" ? "turns out to be a no" : "were a no";
      return h("li", {}, `If “${name}” ${turn}: ${what}.`);
    });
    const higher = data.rules.filter((rule) => rule.warning && rule.urgency === "emergency now");
    return h("div", {}, h("p", {}, h("b", {}, "What would change the level")),
      h("ul", {}, ...down,
        outcome.reason === "doubt" ? h("li", {}, "If it were certain that this is an everyday ache, and all warning signs are a no: self-care.") : null,
        outcome.level === "emergency now" ? null : h("li", {}, "One of these makes it an emergency, at any time: ",
          h("details", {}, h("summary", {}, `Open the ${higher.length} emergency signs`), h("ul", {}, ...higher.map((rule) => h("li", {}, rule.finding)))))));
  }

  if (data.only) tell(data.cases[0], 1);
  else choose();
}

export { assess, whatIf };
export default { render };
