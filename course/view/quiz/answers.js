// One kind of answer a function: it draws the inputs into `box` and gives back
//   read()            the response, or null while it is not complete
//   write(response)   show a stored response; unknown ids are left out
//   missing           what to say while the response is not complete
//   feedback(response, score)   the remarks of a lesson quiz, as [{tone, html}]
// `changed` is called whenever the person changes the answer, `finish` when the answer is complete
// by itself and asks to be checked.

function choiceRow(type, name, option, changed) {
  const id = freshId();
  const input = h("input", { type, name, id, value: option.id, onchange: changed });
  return h("label", { class: "rb-option", for: id }, input, h("span", { html: option.html }));
}

const inputs = (box) => [...box.querySelectorAll("input")];
const chosen = (box) => inputs(box).filter((i) => i.checked).map((i) => i.value);
const choose = (box, ids) => inputs(box).forEach((i) => (i.checked = ids.includes(i.value)));
const named = (list, id) => list.find((entry) => entry.id === id);

function single(question, box, changed) {
  const name = freshId();
  box.append(...question.options.map((o) => choiceRow("radio", name, o, changed)));
  return {
    missing: "Choose an answer first.",
    read: () => chosen(box)[0] ?? null,
    write: (response) => choose(box, [response]),
    feedback: (response, score) => [
      { tone: score === 1 ? "right" : "wrong", html: question.feedback[response].chosen },
    ],
  };
}

function multiple(question, box, changed) {
  const name = freshId();
  box.append(...question.options.map((o) => choiceRow("checkbox", name, o, changed)));
  return {
    missing: "Tick at least one answer first.",
    read: () => (chosen(box).length ? chosen(box) : null),
    write: (response) => choose(box, response),
    feedback: (response) =>
      question.options.flatMap((option) => {
        const right = question.key.correct.includes(option.id);
        const ticked = response.includes(option.id);
        const texts = question.feedback[option.id];
        if (ticked) {
          const label = right ? "Right" : "Not right";
          return [{ tone: right ? "right" : "wrong", label, about: option.html, html: texts.chosen }];
        }
        return right
          ? [{ tone: "missed", label: "Missed", about: option.html, html: texts.missed }]
          : [];
      }),
  };
}

function true_false(question, box, changed) {
  const [verdicts, reasons] = [freshId(), freshId()];
  const verdictBox = h("div", { class: "rb-verdict" });
  verdictBox.append(
    ...[["true", "True"], ["false", "False"]].map(([id, html]) =>
      choiceRow("radio", verdicts, { id, html }, changed),
    ),
  );
  const reasonBox = h("fieldset", { class: "rb-inner" }, h("legend", {}, "Because …"));
  reasonBox.append(...question.reasons.map((o) => choiceRow("radio", reasons, o, changed)));
  box.append(verdictBox, reasonBox);
  return {
    get missing() {
      if (chosen(verdictBox).length) return "Choose a reason too.";
      return chosen(reasonBox).length ? "Choose true or false too." : "Choose true or false first, and a reason as well.";
    },
    read() {
      const [verdict] = chosen(verdictBox);
      const [reason] = chosen(reasonBox);
      return verdict && reason ? { verdict: verdict === "true", reason } : null;
    },
    write(response) {
      choose(verdictBox, [String(response.verdict)]);
      choose(reasonBox, [response.reason]);
    },
    feedback(response) {
      const { key } = question;
      const verdict = {
        tone: response.verdict === key.verdict ? "right" : "wrong",
        label: response.verdict ? "True" : "False",
        html: question.feedback[response.verdict ? "true" : "false"],
      };
      const reason = {
        tone: response.reason === key.reason ? "right" : "wrong",
        label: "Your reason",
        html: question.feedback[response.reason].chosen,
      };
      return [verdict, reason];
    },
  };
}

function numeric(question, box, changed) {
  const [id, unit] = [freshId(), freshId()];
  const field = h("input", {
    type: "text", inputmode: "decimal", autocomplete: "off", id, class: "rb-number",
    "aria-describedby": unit, oninput: changed,
  });
  box.append(
    h("div", { class: "rb-field" },
      h("label", { for: id }, "Your number"), field, h("span", { id: unit }, question.unit)),
  );
  return {
    missing: "Type a number first, in figures, such as 12 or 0.5.",
    read: () => (parseNumber(field.value) === null ? null : field.value.trim()),
    write: (response) => (field.value = response),
    feedback(response, score) {
      if (score === 1) return [];
      const value = parseNumber(response);
      const near = question.feedback.near.find((n) => Math.abs(value - n.value) <= n.tolerance + 1e-9);
      return [{ tone: "wrong", html: near ? near.html : question.feedback.otherwise }];
    },
  };
}

function ordering(question, box, changed) {
  const list = h("ol", { class: "rb-order" });
  const spoken = h("p", { class: "rb-hidden", role: "status" });
  let touched = false;

  function move(row, step, button) {
    const rows = [...list.children];
    const target = rows[rows.indexOf(row) + step];
    if (!target) return;
    if (step < 0) target.before(row);
    else target.after(row);
    button.focus();
    touched = true;
    number();
    const place = [...list.children].indexOf(row) + 1;
    spoken.textContent = `${row.dataset.name}: now place ${place} of ${rows.length}.`;
    changed();
  }
  // A button at the end of the list stays reachable: focus must not fall out of the quiz.
  function number() {
    [...list.children].forEach((row, place, rows) => {
      const [up, down] = row.querySelectorAll("button");
      up.setAttribute("aria-disabled", String(place === 0));
      down.setAttribute("aria-disabled", String(place === rows.length - 1));
    });
  }
  for (const item of question.items) {
    const name = textOf(item.html);
    const row = h("li", { "data-id": item.id, "data-name": name });
    const button = (sign, words, step) =>
      h("button", {
        type: "button", class: "rb-move", "aria-label": `Move ${name} ${words}`,
        onclick: (event) => move(row, step, event.currentTarget),
      }, sign);
    row.append(h("span", { class: "rb-order-text", html: item.html }), button("↑", "up", -1), button("↓", "down", 1));
    list.append(row);
  }
  number();
  box.append(
    h("p", { class: "rb-note" }, "Move the lines with the arrow buttons."),
    h("p", { class: "rb-end", html: `First: ${question.first}` }), list,
    h("p", { class: "rb-end", html: `Last: ${question.last}` }), spoken,
  );
  const read = () => [...list.children].map((row) => row.dataset.id);
  return {
    missing: "Move the lines into the order that you think is right.",
    read: () => (touched ? read() : null),
    confirm: () => (touched = true),
    write(response) {
      if ([...response].sort().join() !== read().sort().join()) return;
      response.forEach((id) => list.append([...list.children].find((row) => row.dataset.id === id)));
      touched = true;
      number();
    },
    feedback(response, score) {
      if (score === 1) return [];
      const inPlace = Math.round(score * response.length);
      const count = `In the right place: ${inPlace} of ${response.length}.`;
      return [{ tone: "wrong", label: count, html: question.feedback.wrong }];
    },
  };
}

// Px that a list keeps for its edges and its arrow.
const ARROW = 48;

function matching(question, box, changed) {
  const letter = (place) => String.fromCharCode(65 + place);
  const rights = question.rights.map((right, place) => ({ ...right, letter: letter(place) }));
  box.append(h("p", { class: "rb-note" }, "Choose the text that belongs to each line."));
  box.append(
    h("ul", { class: "rb-rights" },
      ...rights.map((r) => h("li", {}, h("b", {}, `${r.letter} `), h("span", { html: r.html })))),
  );
  const selects = new Map();
  // A list shows one line of the chosen text: what it cuts stands whole below it.
  const ruler = document.createElement("canvas").getContext("2d");
  const isCut = (select) => {
    ruler.font = getComputedStyle(select).font;
    return ruler.measureText(select.selectedOptions[0].textContent).width > select.clientWidth - ARROW;
  };
  const narrow = new ResizeObserver(() => selects.forEach(({ show }) => show()));
  for (const left of question.lefts) {
    const id = freshId();
    const full = h("span", { class: "rb-full" });
    const select = h("select", { id },
      h("option", { value: "" }, "Choose …"),
      ...rights.map((r) => h("option", { value: r.id }, `${r.letter} – ${textOf(r.html)}`)));
    const show = () => {
      full.innerHTML = named(rights, select.value)?.html ?? "";
      full.hidden = !isCut(select);
    };
    narrow.observe(select);
    select.addEventListener("change", () => { show(); changed(); });
    selects.set(left.id, { select, show });
    box.append(h("div", { class: "rb-pair" }, h("label", { for: id, html: left.html }), select, full));
  }
  return {
    missing: "Choose a text for every line first.",
    read() {
      const pairs = [...selects].map(([left, { select }]) => [left, select.value]);
      return pairs.every(([, right]) => right) ? Object.fromEntries(pairs) : null;
    },
    partial: () => Object.fromEntries(
      [...selects].map(([left, { select }]) => [left, select.value]).filter(([, right]) => right)),
    write(response) {
      for (const [left, { select, show }] of selects) {
        select.value = named(rights, response[left]) ? response[left] : "";
        show();
      }
    },
    feedback: (response) =>
      question.lefts.map((left) =>
        response[left.id] === question.key.correct[left.id]
          ? { tone: "right", label: "Right", about: left.html, html: "" }
          : { tone: "wrong", label: "Not right", about: left.html, html: question.feedback[left.id] }),
  };
}

function hotspot(question, box, changed) {
  const [name, hint] = [freshId(), freshId()];
  const { viewbox, background, parts } = question.drawing;
  const [x, y, width, height] = viewbox;
  const picture = svg("svg", { viewBox: viewbox.join(" "), "aria-hidden": "true", focusable: "false" });
  picture.style.aspectRatio = `${width} / ${height}`;
  for (const d of background) picture.append(svg("path", { d, class: "rb-back" }));
  const radios = h("div", { class: "rb-parts" });
  const said = h("p", { class: "rb-note" }, "Nothing chosen yet.");
  const shapes = new Map();

  function choosePart(id) {
    for (const radio of inputs(radios)) radio.checked = radio.value === id;
    show();
    changed();
  }
  function show() {
    const [id] = chosen(radios);
    for (const [part, shape] of shapes) shape.classList.toggle("rb-chosen", part === id);
    const place = parts.findIndex((part) => part.id === id);
    said.textContent = place < 0 ? "Nothing chosen yet." : `Chosen: part ${place + 1} of ${parts.length}, counted from the top.`;
  }
  parts.forEach((part, place) => {
    const shape = svg("path", { d: part.d, class: "rb-part" });
    picture.append(shape);
    shapes.set(part.id, shape);
    const id = freshId();
    // Neutral names: neither the screen reader nor the page tells which part this is.
    const radio = h("input", {
      type: "radio", name, id, value: part.id, "aria-describedby": hint,
      onchange: () => choosePart(part.id),
      onfocus: () => shape.classList.add("rb-focus"), onblur: () => shape.classList.remove("rb-focus"),
    });
    radios.append(h("label", { for: id }, radio, `Part ${place + 1} of ${parts.length}, counted from the top`));
  });
  // The part whose outline is nearest gets the click: small bones stay easy to hit.
  picture.addEventListener("click", (event) => {
    const inside = picture.getScreenCTM().inverse();
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(inside);
    const distance = ([, shape]) => {
      if (shape === event.target) return -1;
      const length = shape.getTotalLength();
      const points = Array.from({ length: 60 }, (_, step) => shape.getPointAtLength((length * step) / 60));
      return Math.min(...points.map((point) => Math.hypot(point.x - at.x, point.y - at.y)));
    };
    const [[id]] = [...shapes].sort((a, b) => distance(a) - distance(b));
    choosePart(id);
    inputs(radios).find((radio) => radio.value === id).focus({ preventScroll: true });
  });
  box.append(
    h("p", { class: "rb-note", id: hint }, "Click a part, or press Tab and then the arrow keys."),
    h("p", { class: "rb-hidden" }, question.alt),
    h("div", { class: "rb-drawing" }, picture, radios), said,
  );
  return {
    missing: "Choose a part of the drawing first.",
    read: () => chosen(radios)[0] ?? null,
    write(response) {
      choose(radios, [response]);
      show();
    },
    feedback(response, score) {
      const label = `You chose ${question.feedback.names[response]}.`;
      if (score === 1) return [{ tone: "right", label, html: question.feedback.right }];
      const wrong = question.feedback.wrong.find((entry) => entry.parts.includes(response));
      return [{ tone: "wrong", label, html: wrong ? wrong.html : question.feedback.otherwise }];
    },
  };
}

// `case` is a word of the language, hence the other name.
function branchingCase(question, box, changed, finish) {
  const graded = !question.key;
  const past = h("div", { class: "rb-past" });
  const scene = h("div", { class: "rb-story" });
  const said = h("div", { role: "status", class: "rb-said" });
  box.append(past, scene, said);
  let path = [];
  const node = (id) => named(question.nodes, id);
  const next = () => path.reduce((here, [at, choice]) => named(node(at).options, choice)?.next ?? null, question.start);
  const restart = () => { path = []; draw(); changed(); scene.querySelector("input")?.focus(); };

  function told([at, choice]) {
    const option = named(node(at).options, choice);
    const best = graded || question.key.nodes[at].best === choice;
    const remark = graded ? null : remarkNode({
      tone: best ? "right" : "wrong", label: best ? "Good decision" : "Not the best decision",
      html: question.feedback[at][choice],
    });
    return h("div", { class: "rb-told" }, h("div", { html: node(at).html }),
      h("p", {}, h("b", {}, "You decided: "), h("span", { html: option.html })), remark);
  }
  // The end is that of the best way. Whoever took another one is told so.
  function summary() {
    if (graded) return [];
    const best = path.filter(([at, choice]) => question.key.nodes[at].best === choice).length;
    return [
      h("p", {}, h("b", {}, `Best decisions: ${best} of ${path.length}.`)),
      best < path.length ? h("p", {}, "Here is how it goes when it goes well:") : null,
    ].filter(Boolean);
  }
  function draw() {
    past.replaceChildren(...path.map(told));
    const here = next();
    if (path.length && !here) {
      scene.replaceChildren(...summary(), h("div", { html: question.end }), h("button", { type: "button", onclick: restart }, "Start the story again"));
      return;
    }
    const current = node(here);
    const name = freshId();
    const group = h("fieldset", { class: "rb-inner" },
      h("legend", {}, `Decision ${path.length + 1}`), h("div", { html: current.html }),
      ...current.options.map((o) => choiceRow("radio", name, o, () => (said.textContent = ""))));
    const decide = h("button", {
      type: "button",
      onclick() {
        const [choice] = chosen(group);
        if (!choice) { said.textContent = "Choose a decision first."; return; }
        path.push([here, choice]);
        draw();
        said.textContent = next() ? "Decision taken. The story goes on." : "The story has ended.";
        (scene.querySelector("input") ?? scene.querySelector("button")).focus();
        changed();
        if (!next()) finish();
      },
    }, "Decide");
    scene.replaceChildren(group, decide);
  }
  draw();
  return {
    missing: "Take each decision until the story ends.",
    read: () => (path.length && !next() ? path : null),
    partial: () => path,
    write(response) {
      path = [];
      for (const [at, choice] of response) {
        if (next() !== at || !named(node(at)?.options ?? [], choice)) break;
        path.push([at, choice]);
      }
      draw();
    },
    // How many decisions were best stands at the story's end.
    feedback: (response, score) => score === 1 ? [] : [{ tone: "missed", html: "Start the story again and try another way." }],
  };
}

const KINDS = { single, multiple, true_false, numeric, ordering, matching, hotspot, case: branchingCase };

function remarkNode({ tone, label, about, html }) {
  const sign = { right: "✓", wrong: "✗", missed: "○" }[tone];
  const head = [label, about && textOf(about)].filter(Boolean).join(": ");
  return h("div", { class: `rb-remark rb-${tone}` },
    h("span", { class: "rb-sign", "aria-hidden": "true" }, sign),
    h("div", {}, head ? h("b", {}, `${head}${/[.!?]$/.test(head) ? "" : "."} `) : null, h("span", { html })));
}
