// Small helpers to build the page. Texts that arrive as HTML were escaped by course.model.text.

function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "html") node.innerHTML = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

function svg(tag, attributes = {}) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

let count = 0;
// Unique in the page, also when one notebook shows the same question twice.
const freshId = () => `rb-${(count += 1)}-${Math.random().toString(36).slice(2, 8)}`;

// An id for an attempt, so that one sent twice is stored once. (crypto.randomUUID is missing
// on plain http, which classroom servers use.)
function attemptId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const textOf = (html) => h("div", { html }).textContent.trim();
