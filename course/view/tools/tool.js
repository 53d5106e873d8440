// What all tools share: a frame that keeps its keys to itself, and a place that speaks.

// A section with a heading for the tool and a paragraph with its task.
function frame(el, { title, task }) {
  // Inside a notebook single keys are commands (b inserts a cell): they stay in the tool.
  el.setAttribute("data-lm-suppress-shortcuts", "true");
  el.addEventListener("keydown", (event) => event.stopPropagation());
  const id = freshId();
  const box = h("section", { class: "rb-widget rb-tool", "aria-labelledby": id },
    h("p", { id, class: "rb-tool-title" }, title), h("p", { class: "rb-task" }, h("b", {}, "Your task: "), h("span", { html: task })));
  el.append(box);
  return box;
}

// Where results stand; a screen reader hears what changes in it.
const spoken = () => h("div", { class: "rb-result", role: "status", "aria-live": "polite" });

// A labelled field: select, number or text input.
function field(label, input, note) {
  const id = freshId();
  input.id = id;
  return h("div", { class: "rb-field" }, h("label", { for: id }, label), input, note ? h("span", { class: "rb-note" }, note) : null);
}

// A select with [value, text] options.
function select(options, chosen, onchange) {
  const list = h("select", { onchange }, ...options.map(([value, text]) => h("option", { value }, text)));
  list.value = chosen;
  return list;
}

// A group of radio buttons with a legend; gives back its node and a reader of the choice.
function radios(legend, options, onchange, chosen = null) {
  const name = freshId();
  const rows = options.map(([value, text]) => {
    const id = freshId();
    return h("label", { class: "rb-option", for: id },
      h("input", { type: "radio", name, id, value, checked: value === chosen, onchange }), h("span", { html: text }));
  });
  const node = h("fieldset", {}, h("legend", { html: legend }), ...rows);
  return { node, read: () => node.querySelector("input:checked")?.value ?? null };
}

// "Sources: A 2001, B 2002." from keys; `cited` has their names and links.
function sourceLine(keys, cited) {
  const names = [...new Set(keys)].map((key) => {
    const { short, link } = cited[key];
    return link ? h("a", { href: link, target: "_blank", rel: "noopener noreferrer" }, short) : short;
  });
  const listed = names.flatMap((name, place) => (place ? [", ", name] : [name]));
  return h("p", { class: "rb-note rb-sources" }, names.length === 1 ? "Source: " : "Sources: ", ...listed, ".");
}

// A button that may not be pressed just now keeps its place: a disabled one would lose the focus,
// and the next key would go to the notebook. Its handler asks `allowed`.
const allow = (button, may) => button.setAttribute("aria-disabled", String(!may));
const allowed = (button) => button.getAttribute("aria-disabled") !== "true";

// A table with a caption. The first cell of a row names it; numbers stand to the right.
function tableOf(caption, columns, rows) {
  const cell = (value, place) => place === 0 ? h("th", { scope: "row" }, value)
    : h("td", typeof value === "number" ? { class: "rb-number" } : {}, value);
  return h("table", {}, h("caption", {}, caption),
    h("thead", {}, h("tr", {}, ...columns.map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, ...rows.map((row) => h("tr", {}, ...row.map(cell)))));
}

// What may be wider than a phone scrolls in a frame of its own, by keyboard too.
const scrolling = (label, ...parts) => h("div", { class: "rb-scroll", role: "region", "aria-label": label, tabindex: "0" }, ...parts);

// What one may open to read more.
const folded = (title, ...parts) => h("details", {}, h("summary", {}, title), ...parts);

// A chart whose widths are shares of the page: its lines and letters keep their size on a phone.
// It is for the eye; the words beside it say the same.
function wideChart(height) {
  const picture = svg("svg", { width: "100%", height, "aria-hidden": "true", focusable: "false" });
  picture.add = (tag, attributes, text = "") => {
    const node = svg(tag, attributes);
    node.textContent = text;
    picture.append(node);
  };
  return picture;
}

// Sends a message to the kernel. `done` is called when the kernel has dealt with it, `silent` when
// it has not after five seconds. Gives back a function to call when an answer has come.
function sendToKernel(model, message, done, silent) {
  let open = true;
  const finish = (told = false) => {
    if (open && !told) done();
    open = false;
  };
  // On a slow computer anywidget may give up listening to the kernel (after 2 s); that the kernel
  // has dealt with the message is told in any case.
  const status = ({ content }) => content.execution_state === "idle" && setTimeout(finish, 1000);
  try { model.send(message, { iopub: { status } }); } catch { /* told below */ }
  setTimeout(() => open && silent(), 5000);
  return finish;
}
