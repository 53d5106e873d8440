// A long list to choose from: filters, a spoken count, and a page of entries at a time.

const wordsOf = (text) => text.toLowerCase().split(/\s+/).filter(Boolean);

// `filters` maps a name to [label, [value, text] options, fits(thing, value)]; "any" lets all through.
// A thing's `text` is what words are searched in; `entry` draws it into `place`. Gives back the nodes
// to put on the page.
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
    const words = wordsOf(asked.value);
    const fits = (thing) => words.every((word) => thing.text.includes(word))
      && Object.entries(controls).every(([name, { value }]) => value === "any" || filters[name][2](thing, value));
    found = things.filter(fits);
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
