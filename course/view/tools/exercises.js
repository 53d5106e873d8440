// The exercise library: the rules that stand before it, filters, and a card for each exercise.

const capital = (text) => text[0].toUpperCase() + text.slice(1);

// A mat alone is nearly nothing: who has one can do what needs nothing as well.
const KITS = { nothing: "Nothing at all", mat: "A mat at most" };
const hasKit = ({ kits }, kit) => kits.includes(kit) || (kit === "mat" && kits.includes("nothing"));

function render({ model, el }) {
  const data = model.get("data");
  const box = frame(el, data);
  const things = data.exercises.map((exercise) => ({
    ...exercise,
    head: exercise.name.toLowerCase(),
    text: [exercise.name, exercise.moves, exercise.muscles, exercise.equipment, exercise.note, exercise.care,
      ...exercise.areas].join(" ").toLowerCase(),
  }));
  const options = (any, values, names = {}) => [["any", any], ...values.map((value) => [value, names[value] ?? capital(value)])];
  const nodes = listing({
    legend: "Choose exercises", one: "exercise", many: "exercises", page: 6, things,
    place: h("ul", { class: "rb-cards" }), entry: (exercise) => card(exercise, data),
    filters: {
      area: ["Part of the body it trains", options("Any part", data.areas), (one, area) => one.areas.includes(area)],
      kit: ["What you need", options("Anything", data.kits, KITS), hasKit],
      level: ["Level", options("Any level", data.levels), (one, level) => one.level === level],
      region: ["Region the article lists it for", options("Any region", data.regions), (one, region) => one.region === region],
      origin: ["Where it comes from", [["any", "Both"], ["article", "In the article"], ["added", "Added by this course"]],
        (one, origin) => (one.region === null) === (origin === "added")],
    },
  });
  box.append(
    h("div", { class: "rb-safety" },
      h("p", {}, h("b", {}, "Before you start. "), `${data.before} You find the signs in the red-flag box of each lesson.`),
      h("ul", {}, ...data.rules.map((rule) => h("li", {}, rule)))),
    h("p", {}, data.message),
    folded("Where the starting doses come from", h("p", {}, data.basis)),
    ...nodes);
}

function card(exercise, data) {
  const line = (name, ...text) => h("p", {}, h("b", {}, `${name}: `), ...text);
  const claim = data.claims[exercise.claim];
  const origin = claim
    ? line("In the article", `listed for ${exercise.region}. Our verdict on that list: `, h("b", {}, claim.verdict.toLowerCase()), ".")
    : line("In the article", "no. This course added it.");
  return h("li", { class: "rb-card" },
    h("p", { class: "rb-card-name" }, exercise.name),
    h("div", { class: "rb-card-body" },
      h("div", {
        class: exercise.wide ? "rb-posed rb-wide" : "rb-posed", role: "img",
        "aria-label": `Drawing of ${exercise.name}: ${exercise.moves}`, html: exercise.drawing,
      }),
      h("div", {},
        line("How", exercise.moves),
        line("Trains", `${exercise.areas.join(", ")} (${exercise.muscles})`),
        line("Needs", `${exercise.equipment}. `, h("b", {}, "Level: "), exercise.level),
        line("Start with", `${exercise.dose}.`),
        line("If it is too hard", `${capital(exercise.easier)}.`),
        line("If it is too easy", `${capital(exercise.harder)}.`),
        line("Take care", exercise.care),
        line("Stop if you notice", `${exercise.stop.join("; ")}.`),
        origin,
        folded("What is known about it, with sources",
          line("About this exercise", `${exercise.note} (Our confidence: ${exercise.confidence}.)`),
          claim ? line("About the article's list", `${claim.why} (Our confidence: ${claim.confidence}.)`) : null,
          sourceLine([...exercise.sources, ...(claim ? claim.sources : [])], data.cited)))));
}

export default { render };
