// A long list to choose from: filters, a spoken count, and a page of entries at a time.

// What is searched for: each word without its ending, so that "slipped discs" finds "a disc slips".
const ENDINGS = [[/(..)s$/, /ss$/], [/(.{4,})(?:ed|ing)$/, /eed$/]];
function stemOf(word) {
  const [ending] = ENDINGS.find(([end, not]) => end.test(word) && !not.test(word)) ?? [];
  const stem = ending ? word.replace(ending, "$1") : word;
  return stem === word ? word : stem.replace(/([bdgmnprt])\1$/, "$1");
}
// Finds words that begin with it; one or two letters are a word of their own.
const finderOf = (word) => new RegExp(`(?<![\\p{L}\\p{N}])${stemOf(word)}${word.length < 3 ? "(?![\\p{L}\\p{N}])" : ""}`, "u");
const findersOf = (text) => (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).map(finderOf);

// `filters` maps a name to [label, [value, text] options, fits(thing, value)]; "any" lets all through.
// A thing's `text` is what words are searched in; those with the words in their `head` come first.
// `entry` draws a thing into `place`. Gives back the nodes to put on the page.
function listing({ legend, filters, things, one, many, page, place, entry }) {
  const controls = Object.fromEntries(Object.entries(filters).map(([name, [, options]]) => [name, select(options, "any", () => show())]));
  const asked = h("input", { type: "search", autocomplete: "off", oninput: () => show() });
  const said = h("p", { role: "status", "aria-live": "polite" });
  const clear = h("button", { type: "button", onclick: () => reset() }, "Clear all filters");
  const more = h("button", { type: "button", onclick: () => addMore() });
  const count = (number) => (number === 1 ? `1 ${one}` : `${number} ${many}`);
  let found = [];
  let shown = 0;

  function show() {
    const words = findersOf(asked.value);
    const holds = (text) => words.every((word) => word.test(text));
    const fits = (thing) => holds(thing.text)
      && Object.entries(controls).every(([name, { value }]) => value === "any" || filters[name][2](thing, value));
    found = things.filter(fits);
    if (words.length) found = [...found.filter(({ head }) => holds(head)), ...found.filter(({ head }) => !holds(head))];
    shown = 0;
    place.replaceChildren();
    fill();
    clear.hidden = !words.length && Object.values(controls).every(({ value }) => value === "any");
    tell();
  }

  function fill() {
    const next = found.slice(shown, shown + page).map(entry);
    place.append(...next);
    shown += next.length;
    const left = found.length - shown;
    more.hidden = left === 0;
    more.textContent = `Show ${Math.min(page, left)} more`;
    return next[0];
  }

  function tell() {
    if (!found.length) said.textContent = `No ${one} fits all of this. Clear all filters, or change the last one back.`;
    else if (shown < found.length) said.textContent = `${count(found.length)} found. The first ${shown} are shown.`;
    else said.textContent = `${count(found.length)} found.`;
  }

  // The first of the new entries takes the focus: the button may be gone.
  function addMore() {
    const first = fill().firstChild;
    first.tabIndex = -1;
    first.focus();
    tell();
  }

  function reset() {
    for (const control of Object.values(controls)) control.value = "any";
    asked.value = "";
    show();
    Object.values(controls)[0].focus();
  }

  const fields = Object.entries(controls).map(([name, control]) => field(filters[name][0], control));
  show();
  return [
    h("fieldset", {}, h("legend", {}, legend), h("div", { class: "rb-filters" }, ...fields, field("Search for words", asked))),
    h("div", { class: "rb-actions" }, clear), said, place, h("div", { class: "rb-actions" }, more),
  ];
}
